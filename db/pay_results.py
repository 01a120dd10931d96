"""The bank's answer to a run: examined as a whole, then taken in as a whole or not at all."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from db import codes, pay_checks, pay_outcomes, pay_rows
from db.models.pay_runs import PayLine, PayRun
from db.pay_checks import LineFault
from db.pay_outcomes import FAILURES
from db.pay_rows import KERNEL, Row
from db.verbs import load, needs, today_of
from rules import pay_results as rules
from rules import pay_runs
from rules.access import Permission
from rules.errors import InvalidInput, WrongState
from rules.language import N_
from rules.pay_results import Judged, KnownLine, ResultRow


@dataclass(frozen=True, slots=True)
class Examination:
    """What a result file would do: its verdicts, sums in fen, and who has died since."""

    judged: Judged
    paid: int
    paid_fen: int
    failed: int
    failed_fen: int
    deaths: tuple[LineFault, ...]


@needs(Permission.PAY_RUNS)
def get_examination(session: Session, run_id: int, rows: Sequence[ResultRow]) -> Examination:
    """Compare a result file with the run, without changing anything."""
    run = load(session, PayRun, run_id)
    judged = _judged(session, run, rows)
    paid, failed = judged.settled(pay_runs.PAID), judged.settled(pay_runs.FAILED)
    return Examination(
        judged,
        len(paid),
        sum(line.fen for line, _row in paid),
        len(failed),
        sum(line.fen for line, _row in failed),
        tuple(pay_checks.deaths_since(session, run)),
    )


def _judged(session: Session, run: PayRun, rows: Sequence[ResultRow]) -> Judged:
    if run.way != pay_runs.BANK:
        raise WrongState(N_("This run is paid in another way."))
    pay_rows.check_state(run, pay_runs.SENT)
    if not rows:
        raise InvalidInput(N_("This file has no rows with results."))
    first, last = pay_outcomes.sent_on(session, run), today_of(session)
    return rules.judge(run.run_no, rows, _known(session, run), first, last)


def _known(session: Session, run: PayRun) -> list[KnownLine]:
    rows = session.execute(
        select(
            PayLine.id,
            PayLine.number,
            PayLine.payee_name,
            PayLine.bank_number,
            PayLine.fen,
            PayLine.state,
            PayLine.removed,
        )
        .where(PayLine.run_id == run.id)
        .order_by(PayLine.number),
        execution_options=KERNEL,
    )
    return [
        KnownLine(
            row.id,
            row.number,
            row.payee_name,
            row.bank_number or "",
            row.fen,
            row.state,
            row.removed,
        )
        for row in rows
    ]


@needs(Permission.PAY_RUNS)
def enter_file(
    session: Session,
    run_id: int,
    seen: int,
    rows: Sequence[ResultRow],
    on: date,
    *,
    leave_open: bool = False,
) -> tuple[int, int]:
    """Take a result file in; returns how many lines were paid and how many failed.

    ``on`` is the value date of rows without one. Raises InvalidInput while one row does not
    fit, or while lines are missing and ``leave_open`` does not say that they may wait.
    """
    run = load(session, PayRun, run_id, seen)
    pay_outcomes.check_day(session, run, on)
    judged = _judged(session, run, rows)
    if judged.faults:
        first = judged.faults[0]
        raise InvalidInput(
            N_("{n} rows do not fit this run, the first is row {row}. Nothing was taken in."),
            n=len(judged.faults),
            row=first.row.row,
        )
    if judged.missing and not leave_open:
        raise InvalidInput(
            N_("{n} lines are missing in this file. Confirm that they stay open."),
            n=len(judged.missing),
        )
    lines = {line["id"]: line for line in pay_rows.lines_of(session, run.id)}
    paid, failed = judged.settled(pay_runs.PAID), judged.settled(pay_runs.FAILED)
    by_day: dict[date, list[tuple[Row, Mapping[str, Any]]]] = defaultdict(list)
    for line, row in paid:
        values = {"bank_reference": row.bank_reference[:60]}
        by_day[row.on or on].append((lines[line.id], values))
    for day in sorted(by_day):
        pay_outcomes.settle_paid(session, run, by_day[day], day)
    reasons = _reason_codes(session)
    pay_outcomes.settle_unpaid(
        session,
        run,
        [(lines[line.id], _failure(row, row.on or on, reasons)) for line, row in failed],
        pay_runs.FAILED,
    )
    return len(paid), len(failed)


def _reason_codes(session: Session) -> dict[str, str]:
    entries = codes.code_lists(session).get(FAILURES, ())
    return {
        spelling.lower(): entry.code
        for entry in entries
        for spelling in (entry.code, entry.zh, entry.en, *entry.aliases)
        if spelling
    }


def _failure(row: ResultRow, on: date, reasons: Mapping[str, str]) -> dict[str, Any]:
    """Return what a failed row says: a code of the office's list, and the bank's own words."""
    said = row.reason.strip()
    code = reasons.get(said.lower()) or next(
        (code for word, code in reasons.items() if len(word) > 1 and word in said.lower()), "other"
    )
    return {
        "settled_on": on,
        "result_code": code,
        "remark": said[: rules.LONGEST_REMARK],
        "bank_reference": row.bank_reference[:60],
    }
