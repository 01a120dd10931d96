"""The end of a run: settled when every line has its place, followed up, closed when all agrees."""

from __future__ import annotations

from collections import defaultdict

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from db import moves, pay_drafts, pay_grouping, pay_money, pay_rows, pay_sources
from db.bulk import portions
from db.models.aid import FundEntry
from db.models.pay_runs import CallBack, PayRun
from db.pay_rows import KERNEL, Row
from db.payables import party_of
from db.verbs import hold, load, needs, today_of
from rules import funds
from rules import pay_runs as rules
from rules.access import Permission
from rules.errors import InvalidInput, WrongState
from rules.language import N_
from rules.money import show_money
from rules.pay_runs import PAY_RUN


@needs(Permission.PAY_RUNS)
def settle(
    session: Session,
    run_id: int,
    seen: int,
    counted_fen: int | None = None,
    returned_fen: int | None = None,
) -> None:
    """Say that every line of a run has its place; a door round needs the evening's count.

    ``counted_fen`` is the cash that set out, ``returned_fen`` what was brought back. Raises
    InvalidInput while they do not agree with the lines.
    """
    load(session, PayRun, run_id, seen)
    run = hold(session, PayRun, run_id)  # lest a line be opened again at this moment
    pay_rows.check_state(run, rules.SENT)
    balance = pay_rows.balance_of(session, run.id)
    if balance.open_lines:
        raise WrongState(
            N_("{n} lines are still open. Enter what became of them first."), n=balance.open_lines
        )
    if run.way == rules.DOOR:
        _count_cash(run, balance, counted_fen, returned_fen)
    moves.move(session, run, PAY_RUN, "settle")
    run.settled_on = today_of(session)


def _count_cash(
    run: PayRun, balance: rules.Balance, counted_fen: int | None, returned_fen: int | None
) -> None:
    if counted_fen is None or returned_fen is None:
        raise InvalidInput(N_("Count what set out and what came back."), field="counted_fen")
    off = rules.cash_difference(balance, counted_fen, returned_fen)
    if off:
        raise InvalidInput(
            N_("The cash is off by {off} yuan: {sent} set out, {back} must be back."),
            field="returned_fen" if counted_fen == balance.sent_fen else "counted_fen",
            off=show_money(off),
            sent=show_money(balance.sent_fen),
            back=show_money(balance.back_fen),
        )
    run.cash_counted_fen, run.cash_returned_fen = counted_fen, returned_fen


@needs(Permission.PREPARE_RUNS)
def follow_up(session: Session, run_id: int, seen: int, way: str) -> int:
    """Draft a run that pays again what failed or came back; returns its id."""
    run = load(session, PayRun, run_id, seen)
    pay_rows.check_state(run, *rules.PAID_OUT)
    if way not in rules.WAY_LABELS:
        raise InvalidInput(N_("Choose how the money gets there."), field="way")
    failed = [
        line
        for line in pay_rows.lines_of(session, run.id)
        if line["state"] in (rules.FAILED, rules.RETURNED)
    ]
    items = pay_rows.items_of(session, run.id, [line["id"] for line in failed])
    wanted = {(item["source_type"], item["source_id"], item["month"]) for item in items}
    due = [
        one
        for one in pay_sources.list_due(session, run.month_on, run.plan_id)
        if (one.source_type, one.source_id, one.month) in wanted
    ]
    plan = pay_grouping.plan_of(session, due)
    if not plan.lines:
        raise WrongState(N_("Nothing that failed here is due again."))
    later = pay_drafts.open_follow_up(session, run, way)
    line_of = pay_drafts.write_lines(session, later, plan.lines)
    changes: list[tuple[Row, Row]] = [
        (line, {"follow_up_id": line_of[party_of(line)]})
        for line in failed
        if party_of(line) in line_of
    ]
    pay_rows.change_lines(session, changes)
    return later.id


@needs(Permission.PREPARE_RUNS)
def close(session: Session, run_id: int, seen: int) -> None:
    """Put a settled run away once its sums agree and the calls that were drawn are made."""
    run = load(session, PayRun, run_id, seen)
    pay_rows.check_state(run, rules.SETTLED)
    waiting = session.scalar(
        select(func.count(CallBack.id)).where(
            CallBack.run_id == run.id, CallBack.called_on.is_(None)
        ),
        execution_options=KERNEL,
    )
    if waiting:
        raise WrongState(N_("{n} calls after payment have not been made."), n=waiting)
    if differing_sums(session, run):
        raise WrongState(N_("The sums of this run do not agree. Tell the administrator."))
    moves.move(session, run, PAY_RUN, "close")


def sums_of(session: Session, run: PayRun) -> dict[str, int]:
    """Return the sums of a run that was sent, in fen, counted anew from run, lines and ledger."""
    balance = pay_rows.balance_of(session, run.id)
    lines = {line["id"]: line for line in pay_rows.lines_of(session, run.id)}
    items = [item for item in pay_rows.items_of(session, run.id) if item["line_id"] in lines]
    paid_items = [item for item in items if item["paid_on"] is not None]
    return {
        "run": run.total_fen,
        "lines": balance.sent_fen,
        "items": sum(item["fen"] for item in items),
        "paid_lines": balance.sums.get(rules.PAID, 0),
        "paid_items": sum(item["fen"] for item in paid_items),
        "ledger": _paid_by_ledger(session, paid_items),
        "failed_lines": balance.sums.get(rules.FAILED, 0),
        "returned_lines": balance.sums.get(rules.RETURNED, 0),
        "open_lines": balance.sums.get(rules.LISTED, 0),
    }


def differing_sums(session: Session, run: PayRun) -> list[str]:
    """Return the names of the sums that must agree and do not."""
    sums = sums_of(session, run)
    apart = [name for name in ("lines", "items") if sums[name] != sums["run"]]
    apart += [name for name in ("paid_items", "ledger") if sums[name] != sums["paid_lines"]]
    found = ("paid_lines", "failed_lines", "returned_lines", "open_lines")
    if sum(sums[name] for name in found) != sums["run"]:
        apart.append("paid_lines")
    return apart


def _paid_by_ledger(session: Session, items: list[Row]) -> int:
    """Return what the ledger says was paid for these items, less what came back."""
    sources: dict[str, set[int]] = defaultdict(set)
    for item in items:
        source_type, source_id = pay_money.source_of(item)
        sources[source_type].add(source_id)
    total = 0
    for source_type, ids in sources.items():
        for part in portions(sorted(ids)):
            fen = session.scalar(
                select(func.sum(FundEntry.fen)).where(
                    FundEntry.source_type == source_type,
                    FundEntry.source_id.in_(part),
                    FundEntry.kind.in_((funds.PAYMENT, funds.REVERSAL)),
                ),
                execution_options=KERNEL,
            )
            total += int(fen or 0)
    return total
