"""What aid may come to before it is proposed: what is asked, the ceiling, what overlaps it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy.orm import Session

from db import aid_limits, aid_rules, received
from db.aid_limits import Case, Limit
from db.hardship_files import in_force_of, in_force_of_each
from db.models.hardship import HardshipFile
from db.models.households import Household
from db.received import Overlap
from db.verbs import load, needs, today_of
from rules import aid as rules
from rules.access import Permission
from rules.cap_sets import AidKind, CapSet
from rules.dated_sets import SetKind
from rules.errors import InvalidInput, OfficeError
from rules.explanation import Line
from rules.fields import Fields, Value
from rules.language import N_


@dataclass(frozen=True, slots=True)
class Outlook:
    """What a proposal may come to: the ceiling and its lines, what is left, what overlaps.

    ``refusal`` says why nothing can be told or granted yet.
    """

    overlaps: list[Overlap]
    rule: str = ""
    left: int | None = None
    lines: tuple[Line, ...] = ()
    refusal: OfficeError | None = None


@needs(Permission.GRANT_AID)
def list_asked(session: Session, household_id: int, kind: str) -> Fields:
    """Return what the ceilings in force have to know about a case of this kind."""
    return rules.asked(_caps(session, household_id), kind_of(kind))


@needs(Permission.GRANT_AID)
def list_exclusions(session: Session, household_id: int, kind: str) -> tuple[str, ...]:
    """Return the reasons, by code, that the rules in force ask for with this kind of aid."""
    return tuple(_caps(session, household_id).exclusions.get(kind_of(kind), ()))


def _caps(session: Session, household_id: int) -> CapSet:
    household = load(session, Household, household_id)
    return _caps_of(session, in_force_of(session, household.id))


def _caps_of(session: Session, file: HardshipFile | None) -> CapSet:
    return aid_rules.caps_on(session, aid_limits.region_of(file), today_of(session))


def kind_of(value: Value) -> AidKind:
    """Return a kind of aid that is granted once; raises InvalidInput for any other."""
    if value not in rules.GRANT_KINDS:
        raise InvalidInput(N_("Choose a kind of aid that is granted once."), field="kind")
    return AidKind(str(value))


def plain_situation(situation: Mapping[str, Value]) -> dict[str, Any]:
    """Return what was told of a case as it is kept with its grant."""
    names = {field.name for field in rules.SITUATION_FIELDS}
    return {
        name: list(value) if isinstance(value, tuple) else value
        for name, value in situation.items()
        if name in names and value not in (None, "", ())
    }


@needs(Permission.GRANT_AID)
def get_outlook(
    session: Session,
    household_id: int,
    kind: str,
    person_id: int,
    situation: Mapping[str, Value],
    need: str = "",
    but: int = 0,
) -> Outlook:
    """Return what may be granted today in a case, and what was given for the same need.

    It is refused without a file where the kind needs one, and while something is missing that
    the ceiling has to know.
    """
    household = load(session, Household, household_id)
    case = Case(household.id, person_id, kind_of(kind), plain_situation(situation), but)
    return outlooks_of(session, [case], need)[0]


def outlooks_of(session: Session, cases: Sequence[Case], need: str) -> list[Outlook]:
    """Return what may be granted today in each of some cases, whose households the caller has
    found within the scope."""
    overlaps = received.overlaps_of(
        session, [(case.household_id, case.kind, need, case.but) for case in cases]
    )
    pairs = zip(overlaps, _limits(session, cases), strict=True)
    return [_outlook(session, found, limit) for found, limit in pairs]


def _outlook(session: Session, overlaps: list[Overlap], limit: Limit | OfficeError) -> Outlook:
    if isinstance(limit, OfficeError):
        return Outlook(overlaps, refusal=limit)
    rule = aid_rules.name_of(session, SetKind.AID_CAPS, limit.rule)
    return Outlook(overlaps, rule, limit.left, limit.lines)


def limit_today(session: Session, case: Case) -> Limit:
    """Return the ceiling of today; file before aid."""
    (limit,) = _limits(session, [case])
    if isinstance(limit, OfficeError):
        raise limit
    return limit


def _limits(session: Session, cases: Sequence[Case]) -> list[Limit | OfficeError]:
    files = in_force_of_each(session, {case.household_id for case in cases})
    return aid_limits.limits_of(session, cases, files, today_of(session))


def asked_of_each(
    session: Session, household_ids: Sequence[int], kind: AidKind
) -> dict[int, Fields | OfficeError]:
    """Return what the ceilings in force have to know about cases of some households, whom the
    caller has found within the scope; or why there are no ceilings."""
    files = in_force_of_each(session, household_ids)
    found: dict[int, Fields | OfficeError] = {}
    for household_id in household_ids:
        try:
            found[household_id] = rules.asked(_caps_of(session, files.get(household_id)), kind)
        except OfficeError as refusal:
            found[household_id] = refusal
    return found
