"""A dated set of ceilings of aid: which rule concerns whom, and what it allows."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from fractions import Fraction

from rules.categories import Category, Level
from rules.dated_sets import Heading
from rules.language import N_
from rules.money import Fen


class AidKind(StrEnum):
    LIVING_AID = "living_aid"
    MEDICAL_AID = "medical_aid"
    STUDY_AID = "study_aid"
    TEMPORARY_RELIEF = "temporary_relief"
    WARMTH_CAMPAIGN = "warmth_campaign"
    AUTUMN_STUDY = "autumn_study"
    TRAINING_AID = "training_aid"
    DISASTER_AID = "disaster_aid"
    SURVIVOR_BENEFIT = "survivor_benefit"
    STUDY_BENEFIT = "study_benefit"
    CARE_CASH = "care_cash"
    CARE_GOODS = "care_goods"
    OTHER = "other"


class Stage(StrEnum):
    KINDERGARTEN = "kindergarten"
    COMPULSORY = "compulsory"
    HIGH_SCHOOL = "high_school"
    COLLEGE = "college"
    SPECIAL = "special"


STAGE_LABELS: Mapping[Stage, str] = {
    Stage.KINDERGARTEN: N_("Kindergarten"),
    Stage.COMPULSORY: N_("Primary and junior middle school"),
    Stage.HIGH_SCHOOL: N_("Senior middle or vocational school"),
    Stage.COLLEGE: N_("College or university"),
    Stage.SPECIAL: N_("Special-needs school"),
}


class Per(StrEnum):
    """For whom, within a calendar year, a ceiling holds."""

    HOUSEHOLD = "household"
    PERSON = "person"


@dataclass(frozen=True, slots=True)
class Band:
    """The share of the part of a cost up to ``up_to`` fen; None: of all the rest."""

    up_to: Fen | None
    share: Fraction


@dataclass(frozen=True, slots=True)
class Approval:
    """An amount above which a higher level has to agree."""

    above: Fen
    level: Level


@dataclass(frozen=True, slots=True)
class CapRule:
    """One ceiling and whom it concerns; empty ``categories`` and ``stages`` mean any.

    ``filed`` False is for families without a file, True for those with one. ``ceiling`` fen
    and ``line_factor`` × the monthly line bound the year, ``per_time`` one payment;
    ``months`` are the first and the last month of the window.
    """

    kind: AidKind
    categories: tuple[Category, ...] = ()
    stages: tuple[Stage, ...] = ()
    filed: bool | None = None
    per: Per = Per.HOUSEHOLD
    bands: tuple[Band, ...] = ()
    floor: Fen = 0
    ceiling: Fen | None = None
    line_factor: Fraction | None = None
    per_time: Fen | None = None
    after_mutual_aid: bool = False
    approvals: tuple[Approval, ...] = ()
    months: tuple[int, int] | None = None


@dataclass(frozen=True, slots=True)
class CapSet:
    """``categories``: only these get aid, empty means any; ``one_kind_only``: those who get
    a single kind of aid a year; ``exclusions``: the reasons asked for a kind."""

    heading: Heading
    rules: tuple[CapRule, ...]
    categories: tuple[Category, ...] = ()
    local_hukou_only: bool = False
    one_kind_only: tuple[Category, ...] = ()
    exclusions: Mapping[AidKind, tuple[str, ...]] = field(default_factory=dict)
