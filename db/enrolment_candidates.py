"""Whom of a unit a hand-in can still take: neither on it nor covered in these days already."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from sqlalchemy import ColumnElement, Select, exists, func, select
from sqlalchemy.orm import Session

from db import member_lists, search
from db.member_lists import PAGE_SIZE, MemberRow
from db.models.members import Member
from db.models.mutual import Enrolment, UnitEnrolment
from db.verbs import actor_of, load, needs
from rules.access import Permission, check_allowed

MOST_COUNTED = 1000


@dataclass(frozen=True, slots=True)
class Candidates:
    """One page of people to choose from, and how many who fit as well are left out."""

    rows: list[MemberRow]
    has_more: bool
    left_out: int
    total: int | None = None


@needs(Permission.ENROL_UNITS)
def list_candidates(
    session: Session, hand_in_id: int, text: str = "", page: int = 1, size: int = PAGE_SIZE
) -> Candidates:
    """Find members of a hand-in's unit, or browse them, who have no live cover of its plan in
    its days, in any unit; ``left_out`` counts up to a thousand of those who have one."""
    check_allowed(actor_of(session), Permission.SEE_MEMBERS)
    hand_in = load(session, UnitEnrolment, hand_in_id)
    chosen = {"text": text, "below_id": hand_in.unit_id, "present": True}
    wanted = member_lists.select_matching(session, chosen)
    if not text:
        wanted = wanted.order_by(Member.sort_name, Member.id)
    taken = _stands(hand_in)
    start = (page - 1) * size
    free = wanted.where(~taken).execution_options(kernel=True)
    ids = search.first_different(session, free, start + size + 1)[start:]
    rows = member_lists.rows_of(session, ids[:size])
    return Candidates(rows, len(ids) > size, _count(session, wanted.where(taken)))


def _stands(hand_in: UnitEnrolment) -> ColumnElement[bool]:
    """Say who stands in a hand-in of the plan for these days, wherever: the people are those of
    the unit, which was loaded within the scope, but another unit may have handed them in."""
    return exists().where(
        Enrolment.member_id == Member.id,
        Enrolment.live.is_(True),
        Enrolment.plan_id == hand_in.plan_id,
        Enrolment.from_on <= hand_in.to_on,
        Enrolment.to_on >= hand_in.from_on,
    )


def _count(session: Session, left_out: Select[Any]) -> int:
    some = left_out.with_only_columns(Member.id).order_by(None).distinct().limit(MOST_COUNTED)
    counted = select(func.count()).select_from(some.subquery())
    return session.scalar(counted, execution_options={"kernel": True}) or 0
