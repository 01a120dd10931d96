"""Lists of standing benefits, and one of them with its months."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import Select, func, select
from sqlalchemy.orm import Session

from db import households, moves
from db.models.aid import Entitlement, Fund
from db.models.households import Household, HouseholdPerson
from db.models.pay_runs import PayItem, PayRun
from db.models.units import Unit
from db.scope import below
from db.verbs import load, needs, today_of
from rules import aid as rules
from rules.access import Permission

PAGE_SIZE = 50
_KERNEL = {"kernel": True}
"""Ids out of a scoped query, or of a benefit in scope: fund and run may be elsewhere."""


@dataclass(frozen=True, slots=True)
class BenefitRow:
    """A benefit in a list; ``last_on`` is its last month as far as one is known, ``is_over``
    that it lies behind."""

    id: int
    version: int
    entitlement_no: str
    household_id: int
    person_id: int
    name: str
    kind: str
    monthly_fen: int
    from_on: date
    to_on: date | None
    until_age: int | None
    last_on: date | None
    is_over: bool
    due_from_on: date
    basis: str
    fund_id: int
    fund: str
    by_door: bool
    state: str
    unit_name: str
    follows_id: int | None
    entered_by: str


@dataclass(frozen=True, slots=True)
class BenefitPage:
    rows: list[BenefitRow]
    total: int


@dataclass(frozen=True, slots=True)
class MonthRow:
    """One month of a benefit: in which run it stands, and when it arrived."""

    month: str
    fen: int
    run_id: int | None
    run_no: str
    paid_on: date | None


@needs(Permission.SEE_HARDSHIP)
def list_page(
    session: Session, chosen: Mapping[str, Any], page: int = 1, size: int = PAGE_SIZE
) -> BenefitPage:
    """List benefits, those to decide on first, then by name of the person's number.

    ``chosen`` may hold ``state``, ``kind``, ``by_door`` and ``below_id``.
    """
    wanted = select_ids(chosen)
    total = session.scalar(wanted.with_only_columns(func.count(Entitlement.id)).order_by(None))
    ids = list(session.scalars(wanted.limit(size).offset((page - 1) * size)))
    return BenefitPage(rows_of(session, ids), total or 0)


def select_ids(chosen: Mapping[str, Any]) -> Select[Any]:
    """Select the ids of the whole list of which ``list_page`` shows a page, in its order."""
    wanted = select(Entitlement.id)
    for name in ("state", "kind", "by_door"):
        if chosen.get(name) not in (None, ""):
            wanted = wanted.where(getattr(Entitlement, name) == chosen[name])
    if chosen.get("below_id"):
        wanted = wanted.where(Entitlement.unit_id.in_(below(int(chosen["below_id"]))))
    return wanted.order_by(Entitlement.state != rules.ASKED, Entitlement.id.desc())


@needs(Permission.SEE_HARDSHIP)
def list_of_household(session: Session, household_id: int) -> list[BenefitRow]:
    """Return the benefits of a household, the latest first."""
    ids = households.ids_of(session, load(session, Household, household_id).id)
    found = session.scalars(
        select(Entitlement.id)
        .where(Entitlement.household_id.in_(ids))
        .order_by(Entitlement.id.desc())
        .limit(PAGE_SIZE)
    )
    return rows_of(session, list(found))


@needs(Permission.SEE_HARDSHIP)
def get_benefit(session: Session, entitlement_id: int) -> BenefitRow:
    """Return one benefit; raises NotFound outside the scope."""
    (row,) = rows_of(session, [load(session, Entitlement, entitlement_id).id])
    return row


def rows_of(session: Session, ids: Sequence[int]) -> list[BenefitRow]:
    """Return rows for ids that came out of a scoped query, in their order."""
    if not ids:
        return []
    found = session.execute(
        select(Entitlement, Fund, Unit.name, HouseholdPerson.birth_on, HouseholdPerson.deceased_on)
        .join(Fund, Fund.id == Entitlement.fund_id)
        .join(HouseholdPerson, HouseholdPerson.id == Entitlement.person_id)
        .outerjoin(Unit, Unit.id == Entitlement.unit_id)
        .where(Entitlement.id.in_(ids)),
        execution_options=_KERNEL,
    )
    by = moves.enterers(session, Entitlement.__tablename__, ids)
    this_month = rules.month_of(today_of(session))
    rows = {}
    for one, fund, unit_name, born, died in found:
        last = rules.last_month(one.to_on, one.until_age, born, died)
        rows[one.id] = BenefitRow(
            one.id,
            one.version,
            one.entitlement_no,
            one.household_id,
            one.person_id,
            one.name,
            one.kind,
            one.monthly_fen,
            one.from_on,
            one.to_on,
            one.until_age,
            last,
            last is not None and last < this_month,
            one.due_from_on,
            one.basis,
            one.fund_id,
            fund.trail_label,
            one.by_door,
            one.state,
            unit_name or "",
            one.follows_id,
            by.get(one.id, ""),
        )
    return [rows[key] for key in ids if key in rows]


@needs(Permission.SEE_HARDSHIP)
def list_months(session: Session, entitlement_id: int) -> list[MonthRow]:
    """Return the months of a benefit that are due or stand in a run, the latest first."""
    benefit = load(session, Entitlement, entitlement_id)
    person = session.scalar(
        select(HouseholdPerson).where(HouseholdPerson.id == benefit.person_id),
        execution_options=_KERNEL,
    )
    items = session.execute(
        select(PayItem.month, PayItem.fen, PayRun.id, PayRun.run_no, PayItem.paid_on)
        .join(PayRun, PayRun.id == PayItem.run_id)
        .where(
            PayItem.source_type == Entitlement.__tablename__,
            PayItem.source_id == benefit.id,
            PayItem.live.is_(True),
        ),
        execution_options=_KERNEL,
    )
    rows = {month: MonthRow(month, fen, run, no, paid) for month, fen, run, no, paid in items}
    if benefit.state in (rules.STANDING, rules.OVER):
        last = rules.last_month(
            benefit.to_on,
            benefit.until_age,
            person.birth_on if person else None,
            person.deceased_on if person else None,
        )
        owed = rules.due_months(benefit.due_from_on, last, rules.month_of(today_of(session)))
        for month in map(rules.month_name, owed):
            rows.setdefault(month, MonthRow(month, benefit.monthly_fen, None, "", None))
    return [rows[month] for month in sorted(rows, reverse=True)]
