"""Drafting a pay run: from what is due to one line per household, and what cannot stand in it."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from db import bulk, moves, numbers, pay_homes, pay_sources, pay_trail
from db.models.pay_runs import PayItem, PayLine, PayRun
from db.payables import Payable
from db.scope import check_units
from db.verbs import needs, today_of
from rules import pay_runs as rules
from rules.access import Permission
from rules.errors import InvalidInput, WrongState
from rules.fields import Value
from rules.language import N_

LONGEST_NAMES = 200

NOTHING_DUE = N_("Nothing is due by this way up to this month that is not in a run already.")
NOBODY_TO_PAY = N_("Nobody of the household can take the money: enter a payee.")
HOUSEHOLD_CLOSED = N_("The household is closed.")
PAYEE_TWICE = N_("{name} takes the money of another household in this run already.")


@dataclass(frozen=True, slots=True)
class LeftOut:
    """A household that stays out of a draft; what it is due stays due."""

    household_id: int
    head_name: str
    fen: int
    text: str
    values: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Planned:
    """One line to be: a household, its payee and what is paid."""

    home: pay_homes.Home
    items: tuple[Payable, ...]

    @property
    def fen(self) -> int:
        return sum(item.fen for item in self.items)


@dataclass(frozen=True, slots=True)
class Plan:
    lines: tuple[Planned, ...]
    left_out: tuple[LeftOut, ...]

    @property
    def fen(self) -> int:
        return sum(line.fen for line in self.lines)


@dataclass(frozen=True, slots=True)
class DraftPreview:
    """What a draft would hold; ``elsewhere`` counts households of other unsettled runs."""

    lines: int
    fen: int
    elsewhere: int
    left_out: tuple[LeftOut, ...]


@needs(Permission.PREPARE_RUNS)
def get_preview(session: Session, way: str, month_on: date, unit_id: int) -> DraftPreview:
    """Return what a draft of this month would hold, without making it."""
    check_units(session, [unit_id])
    plan = plan_of(session, _due(session, way, month_on), unit_id)
    households = [line.home.id for line in plan.lines]
    return DraftPreview(
        len(plan.lines), plan.fen, len(elsewhere(session, households)), plan.left_out
    )


@needs(Permission.PREPARE_RUNS)
def draft(session: Session, values: Mapping[str, Value]) -> int:
    """Draft a run of what is due up to a month; returns its id.

    ``values`` holds ``way``, ``month_on``, ``unit_id`` and perhaps a ``title``.
    """
    way, month_on, unit_id = values.get("way"), values.get("month_on"), values.get("unit_id")
    if way not in rules.WAY_LABELS:
        raise InvalidInput(N_("Choose how the money gets there."), field="way")
    if not isinstance(month_on, date):
        raise InvalidInput(N_("Choose the month that is paid for."), field="month_on")
    if not isinstance(unit_id, int):
        raise InvalidInput(N_("Choose the unit whose households are paid."), field="unit_id")
    check_units(session, [unit_id])
    month_on = month_on.replace(day=1)
    plan = plan_of(session, _due(session, str(way), month_on), unit_id)
    if not plan.lines:
        raise WrongState(NOTHING_DUE)
    run = _open_run(session, unit_id, str(way), month_on, str(values.get("title") or ""))
    write_lines(session, run, plan.lines)
    return run.id


def _due(session: Session, way: str, month_on: date) -> list[Payable]:
    by_door = way == rules.DOOR
    return [one for one in pay_sources.list_due(session, month_on) if one.by_door is by_door]


def plan_of(session: Session, due: Iterable[Payable], unit_id: int | None = None) -> Plan:
    """Group what is due to one line per household, each with a payee of its own."""
    grouped: dict[int, list[Payable]] = defaultdict(list)
    found = list(due)
    kept = pay_homes.kept_after_merges(session, {one.household_id for one in found})
    for one in found:
        grouped[kept.get(one.household_id, one.household_id)].append(one)
    homes = pay_homes.homes_of(session, grouped, unit_id)
    lines: list[Planned] = []
    left_out: list[LeftOut] = []
    payees: set[int] = set()
    for home in sorted(homes.values(), key=lambda home: (home.unit_id or 0, home.id)):
        line = Planned(home, tuple(sorted(grouped[home.id], key=_order)))
        reason = _reason_to_leave_out(home, payees)
        if reason:
            values = {"name": home.payee_name}
            left_out.append(LeftOut(home.id, home.head_name, line.fen, reason, values))
        elif home.payee_id is not None:
            payees.add(home.payee_id)
            lines.append(line)
    return Plan(tuple(lines), tuple(left_out))


def _order(one: Payable) -> tuple[str, int, str]:
    return one.source_type, one.source_id, one.month


def _reason_to_leave_out(home: pay_homes.Home, payees: set[int]) -> str:
    if not home.is_open:
        return HOUSEHOLD_CLOSED
    if home.payee_id is None:
        return NOBODY_TO_PAY
    return PAYEE_TWICE if home.payee_id in payees else ""


def _open_run(
    session: Session,
    unit_id: int,
    way: str,
    month_on: date,
    title: str,
    follows_id: int | None = None,
) -> PayRun:
    number = numbers.next_number(session, "pay_run", month_on.year)
    run = PayRun(
        unit_id=unit_id,
        run_no=f"P{month_on.year}-{number:04}",
        title=title.strip()[:100],
        way=way,
        month_on=month_on,
        drafted_on=today_of(session),
        follows_id=follows_id,
    )
    moves.begin(session, run, rules.PAY_RUN)
    return run


def open_follow_up(session: Session, run: PayRun, way: str) -> PayRun:
    """Open the draft of a run that pays again what did not arrive in ``run``."""
    return _open_run(session, run.unit_id or 0, way, run.month_on, run.title, run.id)


def write_lines(session: Session, run: PayRun, planned: Sequence[Planned]) -> dict[int, int]:
    """Write the lines and items of a draft; returns the line of each household."""
    line_ids = bulk.new_ids(session, PayLine.__table__, len(planned))
    lines = [
        _line(run, key, number, one)
        for number, (key, one) in enumerate(zip(line_ids, planned, strict=True), start=1)
    ]
    pay_trail.insert_many(session, PayLine, lines, pay_trail.line_label)
    sources = [
        (key, one.home, item)
        for key, one in zip(line_ids, planned, strict=True)
        for item in one.items
    ]
    item_ids = bulk.new_ids(session, PayItem.__table__, len(sources))
    items = [
        _item(run, item_id, line_id, home, item)
        for item_id, (line_id, home, item) in zip(item_ids, sources, strict=True)
    ]
    pay_trail.insert_many(session, PayItem, items, pay_trail.item_label)
    run.total_fen = sum(line["fen"] for line in lines)
    run.line_count = len(lines)
    return {one.home.id: key for key, one in zip(line_ids, planned, strict=True)}


def _line(run: PayRun, key: int, number: int, one: Planned) -> dict[str, Any]:
    names = dict.fromkeys(item.person_name for item in one.items)
    return {
        "id": key,
        "version": 1,
        "unit_id": run.unit_id,
        "run_id": run.id,
        "number": number,
        "household_id": one.home.id,
        "payee_id": one.home.payee_id,
        "payee_name": one.home.payee_name,
        "beneficiary_names": "、".join(names)[:LONGEST_NAMES],
        "fen": one.fen,
        "state": rules.LISTED,
    }


def _item(
    run: PayRun, key: int, line_id: int, home: pay_homes.Home, one: Payable
) -> dict[str, Any]:
    if one.fen <= 0:
        raise InvalidInput(
            N_("{name} is due no amount above zero. Mend that first."), name=one.person_name
        )
    return {
        "id": key,
        "version": 1,
        "unit_id": home.unit_id,
        "line_id": line_id,
        "run_id": run.id,
        "household_id": home.id,
        "person_id": one.person_id,
        "source_type": one.source_type,
        "source_id": one.source_id,
        "month": one.month,
        "kind": one.kind,
        "fund_id": one.fund_id,
        "fen": one.fen,
        "live": True,
        "committed": False,
        "late": False,
    }


def elsewhere(
    session: Session, household_ids: Iterable[int], but_run: int = 0
) -> dict[int, tuple[str, ...]]:
    """Return the other unsettled runs in which households stand, by household."""
    found: dict[int, tuple[str, ...]] = {}
    for part in bulk.portions(sorted(set(household_ids))):
        rows = session.execute(
            select(PayLine.household_id, PayRun.run_no)
            .join(PayRun, PayRun.id == PayLine.run_id)
            .where(
                PayLine.household_id.in_(part),
                PayLine.removed.is_(False),
                PayLine.state == rules.LISTED,
                PayRun.state.in_(rules.UNSETTLED),
                PayRun.id != but_run,
            )
            .order_by(PayRun.run_no),
            execution_options={"kernel": True},
        )
        for row in rows:
            found[row.household_id] = (*found.get(row.household_id, ()), row.run_no)
    return found
