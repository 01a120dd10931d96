"""How much aid a household may still get: the ceiling in force, less what it had this year."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import or_, select
from sqlalchemy.orm import Session

from db import aid_rules
from db.households import ids_of_each
from db.models.aid import AidGrant
from db.models.hardship import HardshipFile
from rules import aid as rules
from rules.aid_caps import CapResult, Situation, cap, left_after
from rules.cap_sets import AidKind, CapSet, Per, Stage
from rules.categories import LEVEL_LABELS, Category
from rules.errors import InvalidInput, OfficeError, WrongState
from rules.explanation import Line
from rules.language import N_, Words
from rules.money import Fen, show_money


@dataclass(frozen=True, slots=True)
class Case:
    """What is asked for whom; ``but`` is the grant that is looked at itself."""

    household_id: int
    person_id: int
    kind: AidKind
    situation: Mapping[str, Any]
    but: int = 0


@dataclass(frozen=True, slots=True)
class Limit:
    """The ceiling of a case with its explanation; ``used`` fen were granted this year."""

    rule: str
    result: CapResult
    used: Fen
    lines: tuple[Line, ...]

    @property
    def left(self) -> Fen | None:
        """What may still be granted now; None where the rules name no ceiling."""
        rest = left_after(self.result, self.used)
        bounds = (bound for bound in (rest.limit, rest.per_time) if bound is not None)
        return min(bounds, default=None)


def region_of(file: HardshipFile | None) -> str:
    return file.region if file is not None else ""


def check_file(kind: AidKind, file: HardshipFile | None) -> None:
    """Raise WrongState for aid that needs a file where there is none in force."""
    if kind in rules.NEEDS_FILE and file is None:
        raise WrongState(
            N_(
                "File before aid: this household has no hardship file in force. Open one first;"
                " temporary relief and the Warmth campaign need none."
            )
        )


def limits_of(
    session: Session, cases: Sequence[Case], files: Mapping[int, HardshipFile], on: date
) -> list[Limit | OfficeError]:
    """Return the ceiling of each case under the rules in force on a day, and what is used of it,
    or why there is none: file before aid. ``files`` are those in force, by household."""
    ids = ids_of_each(session, {case.household_id for case in cases})
    granted = _granted(session, cases, [key for some in ids.values() for key in some], on.year)
    found: list[Limit | OfficeError] = []
    for case in cases:
        file, own = files.get(case.household_id), ids[case.household_id]
        try:
            found.append(_limit(session, case, file, own, granted, on))
        except OfficeError as refusal:
            found.append(refusal)
    return found


def _limit(
    session: Session,
    case: Case,
    file: HardshipFile | None,
    ids: Sequence[int],
    granted: Sequence[AidGrant],
    on: date,
) -> Limit:
    check_file(case.kind, file)
    caps = aid_rules.caps_on(session, region_of(file), on)
    check_situation(caps, case.kind, case.situation)
    granted = [row for row in granted if row.id != case.but]
    own = [row for row in granted if row.household_id in ids]
    others = frozenset(AidKind(row.kind) for row in own)
    result = cap(caps, case.kind, _situation(session, case, file, others, on))
    if result.per is Per.PERSON:
        own = [row for row in granted if row.person_id == case.person_id]
    used = sum(row.fen for row in own if row.kind == case.kind)
    return Limit(caps.heading.code, result, used, left_after(result, used).lines)


def _granted(
    session: Session, cases: Sequence[Case], ids: Sequence[int], year: int
) -> Sequence[AidGrant]:
    """Return what the households, or their people elsewhere, were granted in a year.

    It passes by the scope, since another unit's grants count as well.
    """
    rows = session.scalars(
        select(AidGrant).where(
            or_(
                AidGrant.household_id.in_(ids),
                AidGrant.person_id.in_({case.person_id for case in cases}),
            ),
            AidGrant.state == rules.GRANTED,
            AidGrant.decided_on.between(date(year, 1, 1), date(year, 12, 31)),
        ),
        execution_options={"kernel": True},
    )
    return rows.all()


def _situation(
    session: Session,
    case: Case,
    file: HardshipFile | None,
    others: frozenset[AidKind],
    on: date,
) -> Situation:
    known = aid_rules.known_rules(session)
    line_row = aid_rules.find_line(known.lines, region_of(file), on)
    told = case.situation
    stage = told.get("stage")
    return Situation(
        category=Category(file.category) if file is not None and file.category else None,
        line=line_row.monthly_fen if line_row else None,
        own_part=int(told.get("own_part") or 0),
        mutual_aid=int(told.get("mutual_aid") or 0),
        stage=Stage(stage) if stage else None,
        local_hukou=bool(told.get("local_hukou", True)),
        exclusions=frozenset(told.get("exclusions") or ()),
        other_kinds=others,
        on=on,
    )


def check_situation(caps: CapSet, kind: AidKind, situation: Mapping[str, Any]) -> None:
    """Raise InvalidInput when something that the ceiling has to know is missing."""
    for field in rules.asked(caps, kind):
        if field.required and situation.get(field.name) in (None, ""):
            raise InvalidInput(
                N_("{label} is missing."), field=field.name, label=Words(field.label)
            )


def check_amount(limit: Limit, fen: Fen, on: date) -> None:
    """Raise InvalidInput for an amount above what is left under the rules of a day."""
    left = limit.left
    if left is not None and fen > left:
        raise InvalidInput(
            N_(
                "Under the rules {rule} in force on {on} at most {left} yuan may be granted,"
                " {asked} yuan are asked for."
            ),
            field="fen",
            rule=limit.rule,
            on=on.isoformat(),
            left=show_money(left),
            asked=show_money(fen),
        )


def check_agreement(limit: Limit, fen: Fen, document_no: str) -> None:
    """Raise InvalidInput when a higher level has to agree and no number of it is given."""
    level = limit.result.approval_for(fen)
    if level is not None and not document_no.strip():
        raise InvalidInput(
            N_("For this amount the {level} has to agree: give the number of its decision."),
            field="meeting_no",
            level=Words(LEVEL_LABELS[level]),
        )
