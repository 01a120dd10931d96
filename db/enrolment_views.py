"""What a unit's page, a member's page and the desk say of enrolments."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import Select, func, select
from sqlalchemy.orm import Session

from db import enrolment_lists, mutual_plans
from db.enrolment_lists import HandInRow
from db.models.members import Member
from db.models.mutual import Enrolment, UnitEnrolment
from db.models.trail import Move
from db.models.units import Unit
from db.scope import below
from db.settings import relaxed_duties
from db.unit_names import names_of
from db.verbs import actor_of, load, needs, today_of
from rules import mutual_enrolment as rules
from rules.access import Permission
from rules.money import Fen
from rules.moves import ENTER, SUBMIT

LATEST = 20


@dataclass(frozen=True, slots=True)
class PlanStanding:
    """What a unit, with those below it, has under way in one plan."""

    plan_id: int
    plan_name: str
    people: int
    due_fen: Fen
    received_fen: Fen


@dataclass(frozen=True, slots=True)
class UnitStanding:
    """A unit's mutual aid, with the units below it: who is covered today by which plan, what is
    owed over all periods, the latest hand-ins."""

    plans: list[PlanStanding]
    in_arrears: int
    arrears_fen: Fen
    hand_ins: list[HandInRow]


@needs(Permission.SEE_CLAIMS)
def get_unit(session: Session, unit_id: int) -> UnitStanding:
    """Return how a unit and those below it stand; raises NotFound outside the scope."""
    unit = load(session, Unit, unit_id)
    row, inside = UnitEnrolment, below(unit.id)
    owing = (row.unit_id.in_(inside), row.state.in_(rules.PAYABLE))
    late, missing = session.execute(
        select(
            func.count(row.id), func.coalesce(func.sum(row.due_fen - row.received_fen), 0)
        ).where(*owing, row.received_fen < row.due_fen)
    ).one()
    ids = session.scalars(
        select(row.id)
        .where(row.unit_id.in_(inside))
        .order_by(row.from_on.desc(), row.id.desc())
        .limit(LATEST)
    )
    hand_ins = enrolment_lists.rows_of(session, list(ids))
    return UnitStanding(_by_plan(session, inside), late, int(missing), hand_ins)


def _by_plan(session: Session, inside: Any) -> list[PlanStanding]:
    row, today = UnitEnrolment, today_of(session)
    names = {plan.id: plan.name for plan in mutual_plans.list_plans(session)}
    found = session.execute(
        select(row.plan_id, func.sum(row.people), func.sum(row.due_fen), func.sum(row.received_fen))
        .where(
            row.unit_id.in_(inside),
            row.state == rules.CONFIRMED,
            row.from_on <= today,
            row.to_on >= today,
        )
        .group_by(row.plan_id)
        .order_by(row.plan_id)
    )
    return [
        PlanStanding(plan_id, names.get(plan_id, ""), int(people), int(due), int(received))
        for plan_id, people, due, received in found
    ]


@dataclass(frozen=True, slots=True)
class MemberCover:
    """A cover that a person has or had; ``elsewhere`` says that another unit handed it in."""

    id: int
    hand_in_id: int
    number: str
    unit_id: int
    unit_name: str
    elsewhere: bool
    plan_name: str
    from_on: date
    to_on: date
    covered_from_on: date
    shares: int
    fee_fen: Fen
    renews: bool
    confirmed: bool
    left_on: date | None
    left_reason: str


@needs(Permission.SEE_CLAIMS)
def list_of_member(session: Session, member_id: int) -> list[MemberCover]:
    """Return a person's covers, the latest first; raises NotFound outside the scope."""
    member = load(session, Member, member_id)
    found = session.execute(
        select(Enrolment, UnitEnrolment.number)
        .join(UnitEnrolment, UnitEnrolment.id == Enrolment.unit_enrolment_id)
        .where(Enrolment.member_id == member.id, Enrolment.live.is_(True))
        .order_by(Enrolment.from_on.desc(), Enrolment.id.desc()),
        # The person is within the scope; another unit may have handed the cover in.
        execution_options={"kernel": True},
    ).all()
    units = names_of(session, [row.unit_id for row, _number in found])
    plans = {plan.id: plan.name for plan in mutual_plans.list_plans(session)}
    return [
        MemberCover(
            row.id,
            row.unit_enrolment_id,
            number,
            row.unit_id or 0,
            units.get(row.unit_id, ""),
            row.unit_id != member.unit_id,
            plans.get(row.plan_id, ""),
            row.from_on,
            row.to_on,
            row.covered_from_on,
            row.shares,
            row.fee_fen,
            row.previous_id is not None,
            row.confirmed,
            row.left_on,
            row.left_reason,
        )
        for row, number in found
    ]


@needs(Permission.CONFIRM_ENROLMENTS)
def select_to_confirm(session: Session) -> Select[Any]:
    """Select the count of hand-ins that the actor may confirm: entered by others."""
    query = select(func.count(UnitEnrolment.id)).where(UnitEnrolment.state == rules.HANDED_IN)
    if (ENTER, rules.CONFIRMED) in relaxed_duties(session):
        return query
    own = select(Move.id).where(
        Move.record_type == UnitEnrolment.__tablename__,
        Move.record_id == UnitEnrolment.id,
        Move.action.in_((ENTER, SUBMIT)),
        Move.account_id == actor_of(session).account_id,
    )
    return query.where(~own.exists())


@needs(Permission.ENROL_UNITS)
def select_returned(_session: Session) -> Select[Any]:
    """Select the count of hand-ins that were returned for correction."""
    return select(func.count(UnitEnrolment.id)).where(UnitEnrolment.state == rules.RETURNED)


@needs(Permission.RECEIVE_FEES)
def select_owing(_session: Session) -> Select[Any]:
    """Select the count of hand-ins of which less came in than is due."""
    return select(func.count(UnitEnrolment.id)).where(
        UnitEnrolment.state.in_(rules.PAYABLE),
        UnitEnrolment.received_fen < UnitEnrolment.due_fen,
    )
