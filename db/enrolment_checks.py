"""What a hand-in is held against: who may join, who is covered already, how the unit stands.

For verbs of ``db``, which hold the lock and have loaded the hand-in.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from sqlalchemy import or_, select
from sqlalchemy.orm import Session

from db import mutual_plans
from db.bulk import portions
from db.models.members import Member
from db.models.mutual import Enrolment, UnitEnrolment
from db.models.units import Unit
from db.mutual_plans import VersionRow
from db.scope import below
from db.verbs import today_of
from rules import mutual_enrolment as rules
from rules import mutual_joining as joining
from rules.explanation import Line
from rules.mutual_enrolment import Earlier
from rules.mutual_joining import Candidate, Check, Facts
from rules.mutual_terms import PlanTerms

_KERNEL = {"kernel": True}


@dataclass(frozen=True, slots=True)
class Standing:
    """A member, and how the person stands to the unit that hands in."""

    id: int
    name: str
    candidate: Candidate


@dataclass(frozen=True, slots=True)
class Period:
    """A plan's period that people are to join."""

    plan_id: int
    version_id: int
    terms: PlanTerms
    from_on: date
    to_on: date


def period(plan_id: int, version: VersionRow, from_on: date) -> Period:
    """Return the period of a version that begins on a day."""
    to_on = rules.last_day(version.terms, from_on)
    return Period(plan_id, version.id, version.terms, from_on, to_on)


def period_of(session: Session, hand_in: UnitEnrolment) -> Period:
    terms = mutual_plans.terms_of(session, hand_in.plan_version_id)
    return Period(hand_in.plan_id, hand_in.plan_version_id, terms, hand_in.from_on, hand_in.to_on)


def standings(session: Session, unit_id: int, ids: Sequence[int]) -> dict[int, Standing]:
    """Return those of some people whom the actor may know of; merged records are none."""
    inside = set(session.scalars(below(unit_id), execution_options=_KERNEL))
    found: dict[int, Standing] = {}
    for some in portions(ids):
        rows = session.execute(
            select(
                Member.id,
                Member.name,
                Member.status,
                Member.gender,
                Member.birth_on,
                Member.work_status,
                Member.unit_id,
                Unit.name.label("unit_name"),
            )
            .outerjoin(Unit, Unit.id == Member.unit_id)
            .where(Member.id.in_(some), Member.live())
        )
        for row in rows:
            elsewhere = "" if row.unit_id in inside else row.unit_name or ""
            candidate = Candidate(
                row.status, row.gender or "", row.birth_on, row.work_status or "", elsewhere
            )
            found[row.id] = Standing(row.id, row.name, candidate)
    return found


def overlapping(
    session: Session, plan_id: int, ids: Sequence[int], from_on: date, to_on: date
) -> dict[int, Line]:
    """Return who of some people stands in a hand-in of the plan for these days, wherever."""
    found: dict[int, Line] = {}
    for some in portions(ids):
        rows = session.execute(
            select(Enrolment.member_id, Enrolment.from_on, Enrolment.to_on, Unit.name)
            .join(Unit, Unit.id == Enrolment.unit_id)
            .where(
                Enrolment.live.is_(True),
                Enrolment.member_id.in_(some),
                Enrolment.plan_id == plan_id,
                Enrolment.from_on <= to_on,
                Enrolment.to_on >= from_on,
            ),
            # Nobody is covered twice, whichever unit of the tree has handed the person in.
            execution_options=_KERNEL,
        )
        for row in rows:
            found[row.member_id] = joining.covered_already(row.name, row.from_on, row.to_on)
    return found


def earlier_covers(
    session: Session, plan_id: int, ids: Sequence[int], from_on: date
) -> dict[int, Earlier]:
    """Return the last confirmed cover that each had under the plan before a day."""
    found: dict[int, Earlier] = {}
    for some in portions(ids):
        rows = session.execute(
            select(Enrolment.member_id, Enrolment.id, Enrolment.from_on, Enrolment.to_on)
            .where(
                Enrolment.live.is_(True),
                Enrolment.confirmed.is_(True),
                Enrolment.member_id.in_(some),
                Enrolment.plan_id == plan_id,
                Enrolment.from_on < from_on,
            )
            .order_by(Enrolment.from_on),
            # Continuity goes with the person, from unit to unit.
            execution_options=_KERNEL,
        )
        found.update({row.member_id: Earlier(row.id, row.from_on, row.to_on) for row in rows})
    return found


def lacking(
    session: Session, terms: PlanTerms, ids: Sequence[int], from_on: date
) -> dict[int, Line]:
    """Return who of some people is in none of the plans that this one builds on."""
    if not terms.needs_plans:
        return {}
    bases = [one for one in mutual_plans.list_plans(session) if one.code in terms.needs_plans]
    inside: set[int] = set()
    for some in portions(ids):
        inside.update(
            session.scalars(
                select(Enrolment.member_id).where(
                    Enrolment.live.is_(True),
                    Enrolment.member_id.in_(some),
                    Enrolment.plan_id.in_([one.id for one in bases]),
                    Enrolment.from_on <= from_on,
                    Enrolment.to_on >= from_on,
                ),
                # Another unit may have handed the person in for the other plan.
                execution_options=_KERNEL,
            )
        )
    reason = joining.without_base(tuple(one.name for one in bases) or terms.needs_plans)
    return {key: reason for key in ids if key not in inside}


def refusals(
    session: Session, period: Period, people: Mapping[int, Standing], ids: Sequence[int]
) -> dict[int, Line]:
    """Return who of some people cannot join a period, by member, with the first reason."""
    found = lacking(session, period.terms, ids, period.from_on)
    found |= overlapping(session, period.plan_id, ids, period.from_on, period.to_on)
    for key in ids:
        candidate = people[key].candidate if key in people else joining.UNKNOWN
        reason = joining.why_not(period.terms, candidate, period.from_on)
        if reason is not None:
            found[key] = reason
    return found


def hold_people(session: Session, ids: Iterable[int]) -> None:
    """Keep others from enrolling these people meanwhile, always in one order."""
    for some in portions(sorted(ids)):
        found = select(Member.id).where(Member.id.in_(some)).order_by(Member.id)
        session.scalars(found.with_for_update(key_share=True), execution_options=_KERNEL).all()


def unfit_people(session: Session, hand_in: UnitEnrolment) -> dict[int, Line]:
    """Return who of a hand-in could not join as things stand now, by enrolment, and why."""
    terms = mutual_plans.terms_of(session, hand_in.plan_version_id)
    rows = session.execute(
        select(Enrolment.id, Enrolment.member_id, Enrolment.from_on).where(
            Enrolment.unit_enrolment_id == hand_in.id, Enrolment.live.is_(True)
        )
    ).all()
    ids = [row.member_id for row in rows]
    people = standings(session, hand_in.unit_id or 0, ids)
    without = lacking(session, terms, ids, hand_in.from_on)
    found: dict[int, Line] = {}
    for row in rows:
        standing = people.get(row.member_id)
        candidate = standing.candidate if standing else joining.UNKNOWN
        reason = joining.why_not(terms, candidate, row.from_on) or without.get(row.member_id)
        if reason is not None:
            found[row.id] = reason
    return found


def check_hand_in(session: Session, hand_in: UnitEnrolment) -> tuple[Check, ...]:
    """Hold a hand-in against the plan's rules, as it stands now."""
    terms = mutual_plans.terms_of(session, hand_in.plan_version_id)
    first = hand_in if hand_in.adds_to_id is None else _first(session, hand_in.adds_to_id)
    family = select(UnitEnrolment.id).where(
        or_(UnitEnrolment.id == first.id, UnitEnrolment.adds_to_id == first.id),
        UnitEnrolment.state != rules.WITHDRAWN,
    )
    joined = session.execute(
        select(Enrolment.shares, Enrolment.member_id).where(
            Enrolment.unit_enrolment_id.in_(family), Enrolment.live.is_(True)
        )
    ).all()
    version = mutual_plans.version_on(session, hand_in.plan_id, first.from_on)
    facts = Facts(
        people=hand_in.people,
        joined=len({row.member_id for row in joined}),
        headcount=hand_in.headcount,
        shares={row.shares for row in joined},
        from_on=hand_in.from_on,
        on=hand_in.handed_in_on or today_of(session),
        first_on=None if first is hand_in else first.from_on,
        unfit=len(unfit_people(session, hand_in)),
        ended=version is None or version.id != hand_in.plan_version_id,
    )
    return joining.checks(terms, facts)


def _first(session: Session, hand_in_id: int) -> UnitEnrolment:
    return session.scalars(select(UnitEnrolment).where(UnitEnrolment.id == hand_in_id)).one()
