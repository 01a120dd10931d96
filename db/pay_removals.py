"""Lines taken out of a run before it is sent, and put back; what they would pay stays due."""

from __future__ import annotations

from collections.abc import Sequence

from sqlalchemy.orm import Session

from db import pay_checks, pay_money, pay_rows, pay_sources
from db.models.pay_runs import PayLine, PayRun
from db.pay_rows import Row
from db.verbs import load, needs
from rules import pay_runs as rules
from rules.access import Permission
from rules.errors import Conflict, WrongState
from rules.language import N_
from rules.reasons import check_reason


@needs(Permission.PREPARE_RUNS)
def remove(session: Session, line_id: int, seen: int, reason: str) -> None:
    """Take a line out of a run before it is sent; what it would pay is due again."""
    line = load(session, PayLine, line_id, seen)
    run = load(session, PayRun, line.run_id)
    if line.removed:
        raise WrongState(N_("This was decided meanwhile. Look at the record again."))
    _take_out(session, run, pay_rows.lines_of(session, run.id, line_ids=[line.id]), reason)


@needs(Permission.PREPARE_RUNS)
def remove_faulty(session: Session, run_id: int, seen: int, reason: str) -> int:
    """Take every line out of a draft that cannot be paid as it stands; returns how many."""
    run = load(session, PayRun, run_id, seen)
    pay_rows.check_state(run, rules.DRAFT)
    looked = pay_checks.look(session, run)
    faulty = {fault.line_id for fault in looked.faults}
    rows = [line for line in looked.lines if line["id"] in faulty]
    if rows:
        _take_out(session, run, rows, reason)
    return len(rows)


def _take_out(session: Session, run: PayRun, lines: Sequence[Row], reason: str) -> None:
    pay_rows.check_state(run, *rules.BEFORE_SENDING)
    told = check_reason(reason, "note")[:100]
    pay_rows.change_lines(
        session, [(line, {"removed": True, "removed_reason": told}) for line in lines]
    )
    items = pay_rows.items_of(session, run.id, [line["id"] for line in lines])
    pay_money.give_back(session, items, stands=False)
    run.total_fen -= sum(line["fen"] for line in lines)
    run.line_count -= len(lines)


@needs(Permission.PREPARE_RUNS)
def put_back(session: Session, line_id: int, seen: int) -> None:
    """Put a line back that was taken out of a draft, unless another run pays it by now."""
    line = load(session, PayLine, line_id, seen)
    run = load(session, PayRun, line.run_id)
    pay_rows.check_state(run, rules.DRAFT)
    if not line.removed:
        raise WrongState(N_("This was decided meanwhile. Look at the record again."))
    items = pay_rows.items_of(session, run.id, [line.id])
    sources = [(item["source_type"], item["source_id"], item["month"]) for item in items]
    if pay_sources.taken_sources(session, sources):
        raise Conflict(N_("Another run pays this already, so the line cannot come back."))
    line.removed, line.removed_reason = False, ""
    pay_rows.change_items(session, items, {"live": True})
    run.total_fen += line.fen
    run.line_count += 1
