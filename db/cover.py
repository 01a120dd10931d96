"""Who is covered on a day: the look-up at the counter, and what every claim begins with."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import BigInteger, Date, Select, bindparam, func, or_, select
from sqlalchemy.orm import Session, aliased

from db import mutual_plans
from db.claim_fees import receipts
from db.claim_grants import GRANTED_FEN, granted
from db.models.members import Member
from db.models.mutual import Enrolment, FeeReceipt, MutualPlan, UnitEnrolment
from db.models.units import Unit
from db.verbs import needs
from rules.access import Permission
from rules.errors import NotFound
from rules.language import N_
from rules.mutual_benefits import cap_of
from rules.mutual_terms import PlanTerms


@dataclass(frozen=True, slots=True)
class Cover:
    """One plan that covers a person on a day, with what is left of it.

    ``waiting`` says that the day lies within the waiting period; ``cap_left_fen`` is None where
    the plan has no cap of the period. ``period_from_on`` is the first day of the period that a
    late joiner came into, which has one cap wherever the person joins. ``granted_fen`` is what a
    claim taken now would find granted in it. ``due_fen`` and ``received_fen`` are those of the
    whole hand-in, ``received_on`` is the day of its last receipt.
    """

    enrolment_id: int
    hand_in_id: int
    unit_id: int
    unit_name: str
    plan_id: int
    plan_name: str
    version_id: int
    terms: PlanTerms
    from_on: date
    to_on: date
    period_from_on: date
    covered_from_on: date
    waiting: bool
    shares: int
    granted_fen: int
    cap_left_fen: int | None
    papers: Mapping[str, tuple[str, ...]]
    due_fen: int
    received_fen: int
    received_on: date | None
    left_on: date | None


@needs(Permission.SEE_CLAIMS)
def cover_on(session: Session, member_id: int, on: date, until: date | None = None) -> list[Cover]:
    """Return what covers a person on a day, or on one up to ``until``, by plan; a merged record
    forwards.

    Raises NotFound for a person outside the scope. Cover stays with the unit that handed it in,
    also where the person has gone to another.
    """
    who = session.scalar(_KEEPER, {"member_id": member_id})
    if who is None:
        raise NotFound(N_("There is no such record, or it is not in your part of the office."))
    return covers_of(session, who, on, until or on)


@needs(Permission.SEE_CLAIMS)
def covers_of(session: Session, member_id: int, on: date, until: date) -> list[Cover]:
    """Return what covers a person on some of the days from one to another, by plan.

    The caller has found the person within the scope, by the record that others forward to.
    """
    asked = {"member_id": member_id, "on": on, "until": until}
    # Another unit may have handed the cover in.
    found = session.execute(COVERS, asked, execution_options={"kernel": True})
    return [_cover(session, row, on) for row in found]


_FIRST = aliased(UnitEnrolment)
PERIOD_FROM_ON: Any = func.coalesce(_FIRST.from_on, Enrolment.from_on)


def with_period(query: Select[Any]) -> Select[Any]:
    """Join a query of enrolments and their hand-ins with what ``PERIOD_FROM_ON`` is read of."""
    return query.outerjoin(_FIRST, _FIRST.id == UnitEnrolment.adds_to_id)


# Made once: building them takes as long as running them.
_WHO = bindparam("member_id", type_=BigInteger)
_KEEPER = select(func.coalesce(Member.merged_into_id, Member.id)).where(Member.id == _WHO)
_RECORDS = select(Member.id).where(or_(Member.id == _WHO, Member.merged_into_id == _WHO))
_GRANTED_FEN = (
    granted(_RECORDS, Enrolment.plan_id, PERIOD_FROM_ON, Enrolment.to_on)
    .with_only_columns(func.coalesce(func.sum(GRANTED_FEN), 0))
    .correlate(Enrolment, _FIRST)
    .scalar_subquery()
)
_RECEIVED_ON = (
    receipts(func.max(FeeReceipt.received_on), hand_in_id=Enrolment.unit_enrolment_id)
    .correlate(Enrolment)
    .scalar_subquery()
)
COVERS: Any = with_period(
    select(
        Enrolment.id,
        Enrolment.unit_enrolment_id,
        Enrolment.unit_id,
        Unit.name.label("unit_name"),
        Enrolment.plan_id,
        MutualPlan.name.label("plan_name"),
        Enrolment.plan_version_id,
        Enrolment.from_on,
        Enrolment.to_on,
        PERIOD_FROM_ON.label("period_from_on"),
        Enrolment.covered_from_on,
        Enrolment.shares,
        Enrolment.left_on,
        UnitEnrolment.due_fen,
        UnitEnrolment.received_fen,
        _GRANTED_FEN.label("granted_fen"),
        _RECEIVED_ON.label("received_on"),
    )
    .join(UnitEnrolment, UnitEnrolment.id == Enrolment.unit_enrolment_id)
    .join(Unit, Unit.id == Enrolment.unit_id)
    .join(MutualPlan, MutualPlan.id == Enrolment.plan_id)
    .where(
        Enrolment.live.is_(True),
        Enrolment.confirmed.is_(True),
        Enrolment.member_id == _WHO,
        Enrolment.from_on <= bindparam("until", type_=Date),
        Enrolment.to_on >= bindparam("on", type_=Date),
    )
    .order_by(Enrolment.plan_id, Enrolment.from_on)
)
"""What covers a person on some of the days from one to another, by plan."""


def _cover(session: Session, row: object, on: date) -> Cover:
    found = row._mapping  # type: ignore[attr-defined]
    terms = mutual_plans.terms_of(session, found["plan_version_id"])
    fen, cap = int(found["granted_fen"]), cap_of(terms, found["shares"])
    return Cover(
        enrolment_id=found["id"],
        hand_in_id=found["unit_enrolment_id"],
        unit_id=found["unit_id"],
        unit_name=found["unit_name"],
        plan_id=found["plan_id"],
        plan_name=found["plan_name"],
        version_id=found["plan_version_id"],
        terms=terms,
        from_on=found["from_on"],
        to_on=found["to_on"],
        period_from_on=found["period_from_on"],
        covered_from_on=found["covered_from_on"],
        waiting=on < found["covered_from_on"],
        shares=found["shares"],
        granted_fen=fen,
        cap_left_fen=max(cap - fen, 0) if cap else None,
        papers=terms.papers,
        due_fen=found["due_fen"],
        received_fen=found["received_fen"],
        received_on=found["received_on"],
        left_on=found["left_on"],
    )
