"""What became of the lines of a run that was sent: handed over, failed, brought back, undone."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from datetime import date
from typing import Any

from sqlalchemy import or_, select
from sqlalchemy.orm import Session

from db import pay_checks, pay_money, pay_rows, pay_sources, pay_trail
from db.bulk import portions
from db.models.hardship import HardshipFile
from db.models.office import CodeRow
from db.models.pay_runs import PayLine, PayRun
from db.pay_rows import KERNEL, Row
from db.verbs import hold, load, needs, today_of, zone_of
from rules import pay_runs as rules
from rules.access import Permission
from rules.errors import Conflict, InvalidInput, WrongState
from rules.language import N_
from rules.pay_results import check_value_date

FAILURES = "pay_failure"
"""The code list of why money did not arrive."""
_UNDONE = {
    "state": rules.LISTED,
    "settled_on": None,
    "result_code": "",
    "bank_reference": "",
    "proxy_name": "",
    "proxy_reason": "",
    "remark": "",
}


@needs(Permission.PAY_RUNS)
def hand_over(
    session: Session,
    line_id: int,
    seen: int,
    on: date,
    proxy_name: str = "",
    proxy_reason: str = "",
) -> None:
    """Enter that a line of a door round was handed to its payee, or to a proxy and why."""
    run, line = _open_line(session, line_id, seen, rules.DOOR)
    proxy, why = proxy_name.strip()[:60], proxy_reason.strip()[:100]
    if bool(proxy) != bool(why):
        raise InvalidInput(
            N_("Name the proxy and say why the payee did not come."), field="proxy_reason"
        )
    check_day(session, run, on)
    values = {"proxy_name": proxy, "proxy_reason": why}
    settle_paid(session, run, [(line, values)], on)


@needs(Permission.PAY_RUNS)
def not_delivered(session: Session, line_id: int, seen: int, code: str, remark: str = "") -> None:
    """Enter that the cash of a line was brought back, and why; what it pays is due again."""
    run, line = _open_line(session, line_id, seen, rules.DOOR)
    values = {**_reason(session, code, remark), "settled_on": today_of(session)}
    settle_unpaid(session, run, [(line, values)], rules.RETURNED)


@needs(Permission.PAY_RUNS)
def enter_paid(
    session: Session, line_id: int, seen: int, on: date, bank_reference: str = ""
) -> None:
    """Enter by hand that the bank paid one line on a day."""
    run, line = _open_line(session, line_id, seen, rules.BANK)
    check_day(session, run, on)
    settle_paid(session, run, [(line, {"bank_reference": bank_reference.strip()[:60]})], on)


@needs(Permission.PAY_RUNS)
def enter_failed(session: Session, line_id: int, seen: int, code: str, remark: str = "") -> None:
    """Enter by hand that the bank could not pay one line, and why."""
    run, line = _open_line(session, line_id, seen, rules.BANK)
    values = {**_reason(session, code, remark), "settled_on": today_of(session)}
    settle_unpaid(session, run, [(line, values)], rules.FAILED)


def _open_line(session: Session, line_id: int, seen: int, way: str) -> tuple[PayRun, Row]:
    run, line = _line(session, line_id, seen)
    if run.way != way:
        raise WrongState(N_("This run is paid in another way."))
    pay_rows.check_state(run, rules.SENT)
    if line["removed"] or line["state"] != rules.LISTED:
        raise WrongState(N_("This line was settled already."))
    return run, line


def _line(session: Session, line_id: int, seen: int) -> tuple[PayRun, Row]:
    line = load(session, PayLine, line_id, seen)
    run = hold(session, PayRun, line.run_id)  # lest it be settled at this moment
    (row,) = pay_rows.lines_of(session, run.id, line_ids=[line.id])
    return run, row


def _reason(session: Session, code: str, remark: str) -> dict[str, Any]:
    known = session.scalar(
        select(CodeRow.id).where(
            CodeRow.list_name == FAILURES, CodeRow.code == code, CodeRow.retired.is_(False)
        )
    )
    if known is None:
        raise InvalidInput(N_("Choose why the money did not arrive."), field="result_code")
    told = remark.strip()[:200]
    if code == "other" and not told:
        raise InvalidInput(N_("Write down what happened."), field="remark")
    return {"result_code": code, "remark": told}


def sent_on(session: Session, run: PayRun) -> date:
    """Return the day on which a run was sent, where the office is."""
    if run.sent_at is None:
        raise WrongState(N_("This run has not been sent."))
    return run.sent_at.astimezone(zone_of(session)).date()


def check_day(session: Session, run: PayRun, on: date) -> None:
    """Raise InvalidInput for a day before the run was sent or after today."""
    check_value_date(on, sent_on(session, run), today_of(session))


Settled = Sequence[tuple[Row, Mapping[str, Any]]]


def settle_paid(session: Session, run: PayRun, settled: Settled, on: date) -> None:
    """Book lines as paid on a day, each with what else is known of it."""
    if not settled:
        return
    pay_rows.change_lines(
        session,
        [(line, {**values, "state": rules.PAID, "settled_on": on}) for line, values in settled],
    )
    items = pay_rows.items_of(session, run.id, [line["id"] for line, _values in settled])
    pay_money.pay(session, items, on)
    _note_aid(session, {item["household_id"] for item in items} - {None}, on)


def settle_unpaid(session: Session, run: PayRun, settled: Settled, state: str) -> None:
    """Book lines as failed or brought back; their sources are due again."""
    if not settled:
        return
    pay_rows.change_lines(session, [(line, {**values, "state": state}) for line, values in settled])
    items = pay_rows.items_of(session, run.id, [line["id"] for line, _values in settled])
    pay_money.give_back(session, items, stands=False)


def _note_aid(session: Session, household_ids: Collection[int], on: date) -> None:
    """Keep with the open hardship files on which day aid arrived last."""
    for part in portions(sorted(household_ids)):
        rows = session.execute(
            select(
                HardshipFile.id,
                HardshipFile.version,
                HardshipFile.unit_id,
                HardshipFile.archive_no,
                HardshipFile.head_name,
                HardshipFile.aided_on,
            ).where(
                HardshipFile.household_id.in_(part),
                HardshipFile.is_open.is_(True),
                or_(HardshipFile.aided_on.is_(None), HardshipFile.aided_on < on),
            ),
            execution_options=KERNEL,
        ).mappings()
        changes = [(dict(row), {"aided_on": on}) for row in rows]
        pay_trail.update_many(session, HardshipFile, changes, pay_trail.file_label)


@needs(Permission.PAY_RUNS)
def reopen(session: Session, line_id: int, seen: int, reason: str) -> None:
    """Take back what was entered by mistake for a line of a run that is not settled yet."""
    run, line = _line(session, line_id, seen)
    pay_rows.check_state(run, rules.SENT)
    if line["removed"] or line["state"] == rules.LISTED:
        raise WrongState(N_("Nothing was entered for this line."))
    told = _why(reason)
    items = pay_rows.items_of(session, run.id, [line["id"]])
    if line["state"] == rules.PAID:
        pay_money.take_back(session, items, today_of(session))
    else:
        pay_checks.check_standing(session, items)
    items = pay_rows.items_of(session, run.id, [line["id"]])
    sources = [(item["source_type"], item["source_id"], item["month"]) for item in items]
    if pay_sources.taken_sources(session, sources):
        raise Conflict(N_("Another run pays this already, so the line cannot come back."))
    pay_rows.change_items(session, items, {"live": True})
    pay_money.reserve(session, pay_rows.items_of(session, run.id, [line["id"]]))
    pay_rows.change_lines(session, [(line, {**_UNDONE, "remark": told})])


@needs(Permission.PAY_RUNS)
def take_back(session: Session, line_id: int, seen: int, on: date, reason: str) -> None:
    """Enter that money which had arrived came back on a day; what it paid is due again."""
    run, line = _line(session, line_id, seen)
    pay_rows.check_state(run, *rules.PAID_OUT)
    if line["removed"] or line["state"] != rules.PAID:
        raise WrongState(N_("This line was not paid."))
    check_value_date(on, line["settled_on"], today_of(session))
    values = {"state": rules.RETURNED, "settled_on": on, "remark": _why(reason)}
    pay_rows.change_lines(session, [(line, values)])
    pay_money.take_back(session, pay_rows.items_of(session, run.id, [line["id"]]), on)


def _why(reason: str) -> str:
    told = reason.strip()[:200]
    if not told:
        raise InvalidInput(N_("Give a reason; it is kept with the decision."), field="note")
    return told
