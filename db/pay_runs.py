"""Pay runs as they are listed and opened: what they hold, who signed, what became of them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy import Select, func, select
from sqlalchemy.orm import Session

from db import moves, pay_rows, pay_steps
from db.models.mutual import MutualPlan
from db.models.pay_runs import PayLine, PayRun
from db.models.units import Unit
from db.moves import MoveRow
from db.unit_names import name_of
from db.verbs import load, needs
from rules import pay_runs as rules
from rules.access import Permission
from rules.pay_runs import Balance

PAGE_SIZE = 50


@dataclass(frozen=True, slots=True)
class RunRow:
    """A run in a list."""

    id: int
    run_no: str
    title: str
    way: str
    month_on: date
    drafted_on: date
    state: str
    total_fen: int
    line_count: int
    unit_name: str


@dataclass(frozen=True, slots=True)
class RunPage:
    rows: list[RunRow]
    total: int


@dataclass(frozen=True, slots=True)
class RunFile:
    """A run as its page shows it; ``follow_ups`` pay again what did not arrive here."""

    id: int
    version: int
    run_no: str
    title: str
    way: str
    month_on: date
    plan_id: int | None
    plan_name: str
    state: str
    unit_name: str
    total_fen: int
    line_count: int
    removed_count: int
    signatures: int
    signatures_needed: int
    signed: tuple[tuple[str, datetime], ...]
    locked_at: datetime | None
    sent_at: datetime | None
    settled_on: date | None
    cash_counted_fen: int | None
    cash_returned_fen: int | None
    balance: Balance
    follows: RunRow | None
    follow_ups: tuple[RunRow, ...]
    moves: tuple[MoveRow, ...]


@needs(Permission.SEE_FUNDS)
def list_page(
    session: Session, chosen: Mapping[str, Any], page: int = 1, size: int = PAGE_SIZE
) -> RunPage:
    """List runs, the latest first.

    ``chosen`` may hold ``state`` (one or several), ``way``, ``text`` (of number or title) and
    ``pays``: "aid", or the id of the plan whose claims are paid.
    """
    query = _filtered(select(PayRun.id), chosen)
    total = session.scalar(query.with_only_columns(func.count(PayRun.id))) or 0
    ids = session.scalars(
        query.order_by(PayRun.id.desc()).limit(size).offset((page - 1) * size)
    ).all()
    return RunPage(_rows(session, ids), total)


def _filtered(query: Select[Any], chosen: Mapping[str, Any]) -> Select[Any]:
    states = chosen.get("state")
    if states:
        query = query.where(PayRun.state.in_([states] if isinstance(states, str) else states))
    if chosen.get("way"):
        query = query.where(PayRun.way == chosen["way"])
    if chosen.get("pays"):
        plan_id = rules.plan_of(str(chosen["pays"]))
        query = query.where(PayRun.plan_id.is_not_distinct_from(plan_id))
    text = str(chosen.get("text") or "").strip()
    if text:
        query = query.where(
            PayRun.run_no.contains(text, autoescape=True)
            | PayRun.title.contains(text, autoescape=True)
        )
    return query


def _rows(session: Session, ids: Sequence[int]) -> list[RunRow]:
    rows = session.execute(
        select(PayRun, Unit.name)
        .outerjoin(Unit, Unit.id == PayRun.unit_id)
        .where(PayRun.id.in_(ids))
        .order_by(PayRun.id.desc())
    )
    return [
        RunRow(
            run.id,
            run.run_no,
            run.title,
            run.way,
            run.month_on,
            run.drafted_on,
            run.state,
            run.total_fen,
            run.line_count,
            unit_name or "",
        )
        for run, unit_name in rows
    ]


@needs(Permission.SEE_FUNDS)
def get_run(session: Session, run_id: int) -> RunFile:
    """Return a run with its balance, signatures and steps; NotFound outside the scope."""
    run = load(session, PayRun, run_id)
    related = select(PayRun.id).where((PayRun.follows_id == run.id) | (PayRun.id == run.follows_id))
    around = _rows(session, session.scalars(related).all())
    removed = session.scalar(
        select(func.count(PayLine.id)).where(PayLine.run_id == run.id, PayLine.removed.is_(True)),
        execution_options=pay_rows.KERNEL,
    )
    signed = pay_steps.signatures_of(session, run.id)
    plan = session.get(MutualPlan, run.plan_id) if run.plan_id is not None else None
    return RunFile(
        run.id,
        run.version,
        run.run_no,
        run.title,
        run.way,
        run.month_on,
        run.plan_id,
        plan.name if plan else "",
        run.state,
        name_of(session, run.unit_id),
        run.total_fen,
        run.line_count,
        removed or 0,
        run.signatures,
        run.signatures_needed,
        tuple((one.name, one.at) for one in signed),
        run.locked_at,
        run.sent_at,
        run.settled_on,
        run.cash_counted_fen,
        run.cash_returned_fen,
        pay_rows.balance_of(session, run.id),
        next((one for one in around if one.id == run.follows_id), None),
        tuple(one for one in around if one.id != run.follows_id),
        tuple(moves.list_moves(session, "pay_run", run.id)),
    )


@needs(Permission.SEE_FUNDS)
def list_plans(session: Session) -> list[tuple[int, str]]:
    """Return the mutual-aid plans whose claims a run can pay, by id and name."""
    rows = session.execute(
        select(MutualPlan.id, MutualPlan.name)
        .where(MutualPlan.fund_id.is_not(None))
        .order_by(MutualPlan.code)
    )
    return [(row.id, row.name) for row in rows]


@needs(Permission.SEE_FUNDS)
def count_by_state(session: Session) -> dict[str, tuple[int, int]]:
    """Return how many runs stand in each state, and their sum in fen."""
    rows = session.execute(
        select(PayRun.state, func.count(PayRun.id), func.sum(PayRun.total_fen)).group_by(
            PayRun.state
        )
    )
    return {state: (int(n), int(fen or 0)) for state, n, fen in rows}
