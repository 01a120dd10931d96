"""Drafting a pay run: of aid or of one plan's claims, from what is due up to a month."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy.orm import Session

from db import bulk, moves, numbers, pay_sources, pay_trail
from db.models.mutual import MutualPlan
from db.models.pay_runs import PayItem, PayLine, PayRun
from db.pay_grouping import LeftOut, Planned, plan_of
from db.pay_overlaps import elsewhere
from db.payables import Party, Payable, Payee
from db.scope import check_units
from db.verbs import load, needs, today_of
from rules import pay_runs as rules
from rules.access import Permission
from rules.errors import InvalidInput, WrongState
from rules.fields import Value
from rules.language import N_

LONGEST_NAMES = 200

NOTHING_DUE = N_("Nothing is due by this way up to this month that is not in a run already.")
NO_POT = N_("This plan has no pot that pays its claims. Choose one on the page of the plan.")


@dataclass(frozen=True, slots=True)
class DraftPreview:
    """What a draft would hold; ``elsewhere`` counts who stands in another unsettled run too."""

    lines: int
    fen: int
    elsewhere: int
    left_out: tuple[LeftOut, ...]


@needs(Permission.PREPARE_RUNS)
def get_preview(
    session: Session, way: str, month_on: date, unit_id: int, plan_id: int | None = None
) -> DraftPreview:
    """Return what a draft of this month would hold, without making it.

    With ``plan_id`` it pays the claims of that plan, else aid.
    """
    check_units(session, [unit_id])
    plan = plan_of(session, _due(session, way, month_on, plan_id), unit_id)
    parties = [line.payee.party for line in plan.lines]
    return DraftPreview(len(plan.lines), plan.fen, len(elsewhere(session, parties)), plan.left_out)


@needs(Permission.PREPARE_RUNS)
def draft(session: Session, values: Mapping[str, Value]) -> int:
    """Draft a run of what is due up to a month; returns its id.

    ``values`` holds ``way``, ``month_on``, ``unit_id`` and perhaps a ``title``; ``pays`` is
    "aid", or the id of the plan whose claims are paid.
    """
    way, month_on, unit_id = values.get("way"), values.get("month_on"), values.get("unit_id")
    if way not in rules.WAY_LABELS:
        raise InvalidInput(N_("Choose how the money gets there."), field="way")
    if not isinstance(month_on, date):
        raise InvalidInput(N_("Choose the month that is paid for."), field="month_on")
    if not isinstance(unit_id, int):
        raise InvalidInput(N_("Choose the unit whose people are paid."), field="unit_id")
    check_units(session, [unit_id])
    title = str(values.get("title") or "")
    plan_id = rules.plan_of(str(values.get("pays") or rules.AID))
    paying = _plan(session, plan_id) if plan_id is not None else None
    month_on = month_on.replace(day=1)
    due = _due(session, str(way), month_on, plan_id)
    plan = plan_of(session, due, unit_id)
    if not plan.lines:
        raise WrongState(NOTHING_DUE)
    run = _open_run(session, unit_id, str(way), month_on, title, paying)
    write_lines(session, run, plan.lines)
    return run.id


def _plan(session: Session, plan_id: int) -> MutualPlan:
    plan = load(session, MutualPlan, plan_id)
    if plan.fund_id is None:
        raise WrongState(NO_POT)
    return plan


def _due(session: Session, way: str, month_on: date, plan_id: int | None) -> list[Payable]:
    by_door = way == rules.DOOR
    due = pay_sources.list_due(session, month_on, plan_id)
    return [one for one in due if one.by_door is by_door]


def _open_run(
    session: Session,
    unit_id: int,
    way: str,
    month_on: date,
    title: str,
    plan: MutualPlan | None = None,
) -> PayRun:
    number = numbers.next_number(session, "pay_run", month_on.year)
    run = PayRun(
        unit_id=unit_id,
        run_no=f"P{month_on.year}-{number:04}",
        title=(title.strip() or (plan.name if plan else ""))[:100],
        way=way,
        month_on=month_on,
        drafted_on=today_of(session),
        plan_id=plan.id if plan else None,
    )
    moves.begin(session, run, rules.PAY_RUN)
    return run


def open_follow_up(session: Session, run: PayRun, way: str) -> PayRun:
    """Open the draft of a run that pays again what did not arrive in ``run``."""
    later = _open_run(session, run.unit_id or 0, way, run.month_on, run.title)
    later.follows_id, later.plan_id = run.id, run.plan_id
    return later


def write_lines(session: Session, run: PayRun, planned: Sequence[Planned]) -> dict[Party, int]:
    """Write the lines and items of a draft; returns the line of each party."""
    line_ids = bulk.new_ids(session, PayLine.__table__, len(planned))
    lines = [
        _line(run, key, number, one)
        for number, (key, one) in enumerate(zip(line_ids, planned, strict=True), start=1)
    ]
    pay_trail.insert_many(session, PayLine, lines, pay_trail.line_label)
    sources = [
        (key, one.payee, item)
        for key, one in zip(line_ids, planned, strict=True)
        for item in one.items
    ]
    item_ids = bulk.new_ids(session, PayItem.__table__, len(sources))
    items = [
        _item(run, item_id, line_id, payee, item)
        for item_id, (line_id, payee, item) in zip(item_ids, sources, strict=True)
    ]
    pay_trail.insert_many(session, PayItem, items, pay_trail.item_label)
    run.total_fen = sum(line["fen"] for line in lines)
    run.line_count = len(lines)
    return {one.payee.party: key for key, one in zip(line_ids, planned, strict=True)}


def _line(run: PayRun, key: int, number: int, one: Planned) -> dict[str, Any]:
    names = dict.fromkeys(item.person_name for item in one.items)
    return {
        "id": key,
        "version": 1,
        "unit_id": run.unit_id,
        "run_id": run.id,
        "number": number,
        **one.payee.party.columns("payee_id", one.payee.person_id),
        "payee_name": one.payee.name,
        "beneficiary_names": "、".join(names)[:LONGEST_NAMES],
        "fen": one.fen,
        "state": rules.LISTED,
    }


def _item(run: PayRun, key: int, line_id: int, payee: Payee, one: Payable) -> dict[str, Any]:
    if one.fen <= 0:
        raise InvalidInput(
            N_("{name} is due no amount above zero. Mend that first."), name=one.person_name
        )
    return {
        "id": key,
        "version": 1,
        "unit_id": one.unit_id or payee.unit_id,
        "line_id": line_id,
        "run_id": run.id,
        **payee.party.columns("person_id", one.person.id),
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
