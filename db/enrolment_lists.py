"""Hand-ins in pages: by state, plan, year, part of the tree and arrears; the people of one."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import Select, func, select
from sqlalchemy.orm import Session

from db import mutual_plans
from db.models.members import Member
from db.models.mutual import Enrolment, UnitEnrolment
from db.models.units import Unit
from db.scope import below
from db.values import masked
from db.verbs import load, needs, today_of
from rules import mutual_enrolment as rules
from rules.access import Permission
from rules.fields import by_name
from rules.members import MEMBER_FIELDS
from rules.money import Fen

PAGE_SIZE = 50
ARREARS = "arrears"
"""The value of the filter ``fees`` for hand-ins of which less came in than is due."""

_FIELDS = by_name(MEMBER_FIELDS)


@dataclass(frozen=True, slots=True)
class HandInRow:
    """A hand-in in a list."""

    id: int
    number: str
    unit_id: int
    unit_name: str
    plan_name: str
    from_on: date
    to_on: date
    state: str
    people: int
    due_fen: Fen
    received_fen: Fen
    handed_in_on: date | None
    is_late: bool
    standing: str
    """How it stands today, a code of ``rules.mutual_enrolment.STANDINGS``."""

    @property
    def open_fen(self) -> Fen:
        if self.state not in rules.PAYABLE:
            return 0
        return max(self.due_fen - self.received_fen, 0)


@dataclass(frozen=True, slots=True)
class HandInPage:
    rows: list[HandInRow]
    total: int


@dataclass(frozen=True, slots=True)
class PersonRow:
    """Somebody on a hand-in; ``version`` is that of the cover."""

    id: int
    version: int
    member_id: int
    name: str
    id_no: str
    shares: int
    fee_fen: Fen
    from_on: date
    to_on: date
    covered_from_on: date
    renews: bool
    confirmed: bool
    left_on: date | None
    left_reason: str


@dataclass(frozen=True, slots=True)
class PersonPage:
    rows: list[PersonRow]
    total: int


@needs(Permission.SEE_CLAIMS)
def list_page(
    session: Session, chosen: Mapping[str, Any], page: int = 1, size: int = PAGE_SIZE
) -> HandInPage:
    """List hand-ins, the latest period first, those in arrears the longest-owed first."""
    wanted = select_ids(chosen)
    counted = wanted.order_by(None).with_only_columns(func.count(UnitEnrolment.id))
    ids = list(session.scalars(wanted.limit(size).offset((page - 1) * size)))
    return HandInPage(rows_of(session, ids), session.scalar(counted) or 0)


def select_ids(chosen: Mapping[str, Any]) -> Select[Any]:
    """Select the ids of the whole list of which ``list_page`` shows a page, in its order.

    ``chosen`` may hold ``text`` (a number), ``state``, ``plan_id``, ``year``, ``below_id`` (a
    unit and its subtree) and ``fees``, which is "arrears" or a state of fees.
    """
    row, query = UnitEnrolment, select(UnitEnrolment.id)
    if chosen.get("text"):
        query = query.where(row.number.startswith(str(chosen["text"]).strip(), autoescape=True))
    if chosen.get("state"):
        query = query.where(row.state == chosen["state"])
    if chosen.get("plan_id"):
        query = query.where(row.plan_id == int(chosen["plan_id"]))
    if chosen.get("year"):
        year = int(chosen["year"])
        query = query.where(row.from_on.between(date(year, 1, 1), date(year, 12, 31)))
    if chosen.get("below_id"):
        query = query.where(row.unit_id.in_(below(int(chosen["below_id"]))))
    if chosen.get("fees") == ARREARS:
        owed = query.where(row.state.in_(rules.PAYABLE), row.received_fen < row.due_fen)
        return owed.order_by(row.from_on, row.id)
    return query.order_by(row.from_on.desc(), row.id.desc())


def rows_of(session: Session, ids: Sequence[int]) -> list[HandInRow]:
    """Return list rows for ids that came out of a scoped query, in their order."""
    if not ids:
        return []
    plans = {plan.id: plan.name for plan in mutual_plans.list_plans(session)}
    today = today_of(session)
    found = session.execute(
        select(UnitEnrolment, Unit.name)
        .join(Unit, Unit.id == UnitEnrolment.unit_id)
        .where(UnitEnrolment.id.in_(ids))
        # The ids have passed the scope.
        .execution_options(kernel=True)
    )
    rows = {row.id: _row(row, unit_name, plans, today) for row, unit_name in found}
    return [rows[key] for key in ids if key in rows]


def _row(row: UnitEnrolment, unit_name: str, plans: Mapping[int, str], today: date) -> HandInRow:
    return HandInRow(
        row.id,
        row.number,
        row.unit_id or 0,
        unit_name,
        plans.get(row.plan_id, ""),
        row.from_on,
        row.to_on,
        row.state,
        row.people,
        row.due_fen,
        row.received_fen,
        row.handed_in_on,
        row.adds_to_id is not None,
        rules.standing(row.state, row.from_on, row.to_on, today),
    )


@dataclass(frozen=True, slots=True)
class StateCount:
    """How many hand-ins stand in a state, with people, fees due and received."""

    hand_ins: int
    people: int
    due_fen: Fen
    received_fen: Fen


@needs(Permission.SEE_CLAIMS)
def count_by_state(session: Session, chosen: Mapping[str, Any]) -> dict[str, StateCount]:
    """Count a list's hand-ins by state, whichever state was chosen."""
    where = {name: value for name, value in chosen.items() if name not in ("state", "fees")}
    row = UnitEnrolment
    found = session.execute(
        select_ids(where)
        .order_by(None)
        .with_only_columns(
            row.state,
            func.count(row.id),
            func.coalesce(func.sum(row.people), 0),
            func.coalesce(func.sum(row.due_fen), 0),
            func.coalesce(func.sum(row.received_fen), 0),
        )
        .group_by(row.state)
    )
    return {
        state: StateCount(n, int(people), int(due), int(received))
        for state, n, people, due, received in found
    }


@needs(Permission.SEE_CLAIMS)
def list_years(session: Session) -> list[int]:
    """Return the years in which periods begin, the latest first."""
    first, last = session.execute(
        select(func.min(UnitEnrolment.from_on), func.max(UnitEnrolment.from_on))
    ).one()
    return list(range(last.year, first.year - 1, -1)) if first else []


@needs(Permission.SEE_CLAIMS)
def list_people(
    session: Session, hand_in_id: int, text: str = "", page: int = 1, size: int = PAGE_SIZE
) -> PersonPage:
    """List the people of a hand-in by name; ``text`` is the beginning of a name."""
    hand_in = load(session, UnitEnrolment, hand_in_id)
    wanted = _people(hand_in.id)
    if text.strip():
        wanted = wanted.where(Member.name.contains(text.strip(), autoescape=True))
    counted = wanted.order_by(None).with_only_columns(func.count(Enrolment.id))
    # Who has gone to another unit still stands on the hand-in, which is within the scope.
    kernel = {"kernel": True}
    rows = session.execute(wanted.limit(size).offset((page - 1) * size), execution_options=kernel)
    total = session.scalar(counted, execution_options=kernel) or 0
    return PersonPage([person_row(*row) for row in rows], total)


def _people(hand_in_id: int) -> Select[Any]:
    found: Any = (
        select(Enrolment, Member.name, Member.id_no)
        .join(Member, Member.id == Enrolment.member_id)
        .where(Enrolment.unit_enrolment_id == hand_in_id, Enrolment.live.is_(True))
        .order_by(Member.sort_name, Enrolment.id)
    )
    wanted: Select[Any] = found
    return wanted


def person_row(row: Enrolment, name: str, id_no: str | None) -> PersonRow:
    return PersonRow(
        row.id,
        row.version,
        row.member_id,
        name,
        str(masked(_FIELDS["id_no"], id_no) or ""),
        row.shares,
        row.fee_fen,
        row.from_on,
        row.to_on,
        row.covered_from_on,
        row.previous_id is not None,
        row.confirmed,
        row.left_on,
        row.left_reason,
    )
