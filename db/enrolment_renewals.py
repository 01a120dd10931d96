"""Units whose cover ends: who can be carried over into the next period, who cannot and why."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from sqlalchemy import ColumnElement, Select, func, or_, select
from sqlalchemy.orm import Session, aliased

from db import enrolment_checks, enrolment_people, enrolments, mutual_plans
from db.enrolment_people import Added, Joiner
from db.models.members import Member
from db.models.mutual import Enrolment, UnitEnrolment
from db.models.units import Unit
from db.scope import below
from db.verbs import load, needs, today_of
from rules import mutual_enrolment as rules
from rules import mutual_renewal as renewal
from rules.access import Permission
from rules.errors import InvalidInput, WrongState
from rules.explanation import Line
from rules.fields import Value
from rules.language import N_
from rules.mutual_renewal import Change
from rules.people_lists import Remark

PAGE_SIZE = 50


@dataclass(frozen=True, slots=True)
class DueRow:
    """A hand-in whose cover ends, or has ended, with nothing handed in for the time after."""

    id: int
    number: str
    unit_id: int
    unit_name: str
    plan_name: str
    people: int
    to_on: date
    days_left: int


@dataclass(frozen=True, slots=True)
class DuePage:
    rows: list[DueRow]
    total: int


@dataclass(frozen=True, slots=True)
class Renewal:
    """What a renewal would bring: who goes along, who does not and why, what the plan changes.

    ``advice`` says why there is nothing to renew into.
    """

    from_on: date
    to_on: date
    version_number: int
    carried: int
    left_behind: tuple[Remark, ...]
    changes: tuple[Change, ...]
    advice: Line | None = None


@dataclass(frozen=True, slots=True)
class _Holder:
    member_id: int
    name: str
    shares: int
    left_on: date | None


@needs(Permission.SEE_CLAIMS)
def select_due(session: Session) -> Select[Any]:
    """Select the count of hand-ins that are due to be renewed."""
    return select(func.count(UnitEnrolment.id)).where(*_due(today_of(session)))


def _due(today: date) -> tuple[ColumnElement[bool], ...]:
    follower = aliased(UnitEnrolment)
    followed = select(follower.id).where(
        follower.follows_id == UnitEnrolment.id, follower.state != rules.WITHDRAWN
    )
    return (
        UnitEnrolment.state == rules.CONFIRMED,
        UnitEnrolment.adds_to_id.is_(None),
        UnitEnrolment.to_on.between(today - renewal.PATIENCE, today + renewal.NOTICE),
        ~followed.exists(),
    )


@needs(Permission.SEE_CLAIMS)
def list_due(
    session: Session, chosen: Mapping[str, Any], page: int = 1, size: int = PAGE_SIZE
) -> DuePage:
    """List the hand-ins due to be renewed, the most urgent first; by plan and part of the tree."""
    today = today_of(session)
    where = list(_due(today))
    if chosen.get("plan_id"):
        where.append(UnitEnrolment.plan_id == int(chosen["plan_id"]))
    if chosen.get("below_id"):
        where.append(UnitEnrolment.unit_id.in_(below(int(chosen["below_id"]))))
    total = session.scalar(select(func.count(UnitEnrolment.id)).where(*where)) or 0
    found = session.execute(
        select(UnitEnrolment, Unit.name)
        .join(Unit, Unit.id == UnitEnrolment.unit_id)
        .where(*where)
        .order_by(UnitEnrolment.to_on, UnitEnrolment.id)
        .limit(size)
        .offset((page - 1) * size)
    )
    plans = {plan.id: plan.name for plan in mutual_plans.list_plans(session)}
    rows = [
        DueRow(
            row.id,
            row.number,
            row.unit_id or 0,
            unit_name,
            plans.get(row.plan_id, ""),
            row.people,
            row.to_on,
            (row.to_on - today).days,
        )
        for row, unit_name in found
    ]
    return DuePage(rows, total)


@needs(Permission.ENROL_UNITS)
def preview(session: Session, hand_in_id: int) -> Renewal:
    """Say what carrying a hand-in over would bring; nothing is written."""
    old = load(session, UnitEnrolment, hand_in_id)
    try:
        period = _next_period(session, old)
    except (InvalidInput, WrongState) as error:
        advice = Line(error.text, error.values)
        return Renewal(old.to_on, old.to_on, 0, 0, (), (), advice)
    going, behind = _sorted(session, old, period)
    terms = mutual_plans.terms_of(session, old.plan_version_id)
    number = mutual_plans.get_version(session, period.version_id).number
    return Renewal(
        period.from_on,
        period.to_on,
        number,
        len(going),
        tuple(behind),
        renewal.changes(terms, period.terms),
    )


@needs(Permission.ENROL_UNITS)
def carry_over(session: Session, hand_in_id: int, seen: int) -> tuple[int, Added]:
    """Draft the next period's hand-in with everybody who can go along.

    Returns the draft's id and who was carried over or not. Raises WrongState where it was done
    already, InvalidInput while no version of the plan takes the next period.
    """
    old = load(session, UnitEnrolment, hand_in_id, seen)
    period = _next_period(session, old)
    unit = load(session, Unit, old.unit_id)
    values: dict[str, Value] = {
        "headcount": old.headcount,
        "contact_name": old.contact_name,
        "contact_phone": old.contact_phone,
    }
    new = enrolments.begin(session, unit, old.plan_id, period.from_on, values)
    going, behind = _sorted(session, old, period)
    added = enrolment_people.add_to(session, new, going)
    return new.id, Added(added.people, (*behind, *added.refused), added.cut)


def _next_period(session: Session, old: UnitEnrolment) -> enrolment_checks.Period:
    if old.state != rules.CONFIRMED or old.adds_to_id is not None:
        raise WrongState(N_("Only a first hand-in that was confirmed is carried over."))
    following = session.scalar(
        select(UnitEnrolment.number).where(
            UnitEnrolment.follows_id == old.id, UnitEnrolment.state != rules.WITHDRAWN
        )
    )
    if following is not None:
        raise WrongState(N_("It was carried over already, as {number}."), number=following)
    after = old.to_on + timedelta(days=1)
    version = mutual_plans.version_on(session, old.plan_id, after)
    if version is not None:
        after = rules.begin_after(version.terms, after)
        version = mutual_plans.version_on(session, old.plan_id, after)
    if version is None:
        raise InvalidInput(
            N_("No published version of this plan takes a cover that begins on {on}."),
            on=after.isoformat(),
        )
    return enrolment_checks.period(old.plan_id, version, after)


def _sorted(
    session: Session, old: UnitEnrolment, period: enrolment_checks.Period
) -> tuple[list[Joiner], list[Remark]]:
    """Part the people of the old period into those who go along and those who do not."""
    holders = _holders(session, old)
    ids = [row.member_id for row in holders]
    people = enrolment_checks.standings(session, old.unit_id or 0, ids)
    reasons = enrolment_checks.refusals(session, period, people, ids)
    going: list[Joiner] = []
    behind: list[Remark] = []
    for row in holders:
        reason = reasons.get(row.member_id)
        if row.left_on is not None:
            reason = renewal.left_early(row.left_on)
        if reason is None:
            shares = rules.valid_shares(period.terms, row.shares)
            going.append(Joiner(row.member_id, shares))
        else:
            behind.append(Remark(row.name, reason))
    return going, behind


def _holders(session: Session, old: UnitEnrolment) -> Sequence[_Holder]:
    """Return who was in the period's hand-ins, late joiners included, by name."""
    family = select(UnitEnrolment.id).where(
        or_(UnitEnrolment.id == old.id, UnitEnrolment.adds_to_id == old.id)
    )
    rows = session.execute(
        select(Enrolment.member_id, Member.name, Enrolment.shares, Enrolment.left_on)
        .join(Member, Member.id == Enrolment.member_id)
        .where(
            Enrolment.unit_enrolment_id.in_(family),
            Enrolment.live.is_(True),
            Enrolment.confirmed.is_(True),
        )
        .order_by(Member.sort_name, Member.id),
        # The hand-in is within the scope; who has gone elsewhere is named with that reason.
        execution_options={"kernel": True},
    )
    return [_Holder(*row) for row in rows]
