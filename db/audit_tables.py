"""The lists of a run's audit pack: lines, payments, notices, steps, signatures, calls, sums."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from db import call_backs, codes, pay_changes, pay_closing, pay_rows, pay_steps
from db.audit_covers import files_of
from db.bulk import portions
from db.claim_due import of_claim
from db.models.aid import Fund
from db.models.claims import Claim
from db.models.households import HouseholdPerson
from db.models.notices import NoticeLine, PublicNotice
from db.models.pay_runs import PayItem, PayLine, PayRun
from db.models.trail import Move
from db.pay_rows import KERNEL
from db.verbs import zone_of
from rules import pay_runs as rules
from rules.codes import label_of
from rules.language import N_, _, shown
from rules.money import show_money

ROWS_AT_ONCE = 500

Cell = str | int | None
Rows = Iterator[Sequence[Cell]]


@dataclass(frozen=True, slots=True)
class Table:
    """One list of the pack; ``headings`` are source texts."""

    name: str
    headings: tuple[str, ...]
    rows: Rows


def tables_of(session: Session, run: PayRun) -> Iterator[Table]:
    """Give the lists of a run's pack, each read as it is written."""
    yield Table("list.xlsx", _LINE_HEADINGS, _lines(session, run))
    yield Table("payments.csv", _ITEM_HEADINGS, _items(session, run))
    yield Table("notices.csv", _NOTICE_HEADINGS, _notices(session, run))
    yield Table("approvals.csv", _MOVE_HEADINGS, _approvals(session, run))
    yield Table("signatures.csv", (N_("Name"), N_("When")), _signatures(session, run))
    yield Table("call_backs.csv", _CALL_HEADINGS, _calls(session, run))
    yield Table("sums.csv", (N_("Sum"), N_("Amount"), N_("Must equal"), N_("Agrees")),
                _sums(session, run))  # fmt: skip


_LINE_HEADINGS = (
    N_("No."), N_("Reference"), N_("Payee"), N_("For whom"), N_("ID number"), N_("Bank"),
    N_("Account"), N_("Amount"), N_("State"), N_("Settled on"), N_("Reason"),
    N_("Reference of the bank"), N_("Proxy"), N_("Why a proxy"), N_("Remark"), N_("Taken out"),
    N_("Payee or card changed"),
)  # fmt: skip


def _lines(session: Session, run: PayRun) -> Rows:
    lists, changed = codes.code_lists(session), _changed(session, run)
    columns = (
        PayLine.number, PayLine.payee_name, PayLine.beneficiary_names, PayLine.id_no,
        PayLine.bank_name, PayLine.bank_number, PayLine.fen, PayLine.state, PayLine.settled_on,
        PayLine.result_code, PayLine.bank_reference, PayLine.proxy_name, PayLine.proxy_reason,
        PayLine.remark, PayLine.removed, PayLine.removed_reason,
    )  # fmt: skip
    found = session.execute(
        select(*columns).where(PayLine.run_id == run.id).order_by(PayLine.number),
        execution_options={**KERNEL, "yield_per": ROWS_AT_ONCE},
    )
    for row in found:
        yield (
            row.number, rules.reference_of(run.run_no, row.number), row.payee_name,
            row.beneficiary_names, row.id_no, row.bank_name, row.bank_number,
            show_money(row.fen), "" if row.removed else _(rules.LINE_LABELS[row.state]),
            _day(row.settled_on), label_of(lists, "pay_failure", row.result_code),
            row.bank_reference, row.proxy_name, row.proxy_reason, row.remark,
            row.removed_reason, changed.get(row.number, ""),
        )  # fmt: skip


def _changed(session: Session, run: PayRun) -> dict[int, str]:
    """Say by line what changed about who receives the money before the run was locked."""
    zone, found = zone_of(session), dict[int, str]()
    for one in pay_changes.list_changes(session, run.id):
        values = {name: shown(value) for name, value in one.values.items()}
        when = f"{one.at.astimezone(zone):%Y-%m-%d %H:%M}" if one.at else ""
        told = " ".join(part for part in (_(one.text).format(**values), one.actor, when) if part)
        found[one.number] = "; ".join(part for part in (found.get(one.number, ""), told) if part)
    return found


_ITEM_HEADINGS = (
    N_("No."), N_("For whom"), N_("Kind of aid"), N_("Month"), N_("Fund"), N_("Amount"),
    N_("Paid on"), N_("Stands"), N_("Source"),
)  # fmt: skip


def _items(session: Session, run: PayRun) -> Rows:
    lists = codes.code_lists(session)
    found = session.execute(
        select(
            PayItem,
            PayLine.number,
            func.coalesce(HouseholdPerson.name, Claim.name),
            Fund.name,
            Fund.year,
            Claim.claim_no,
        )
        .join(PayLine, PayLine.id == PayItem.line_id)
        .join(Fund, Fund.id == PayItem.fund_id)
        .outerjoin(HouseholdPerson, HouseholdPerson.id == PayItem.person_id)
        .outerjoin(Claim, of_claim())
        .where(PayItem.run_id == run.id)
        .order_by(PayLine.number, PayItem.id),
        execution_options={**KERNEL, "yield_per": ROWS_AT_ONCE},
    )
    for item, number, person, fund, year, claim_no in found:
        yield (
            number, person, label_of(lists, "aid_kind", item.kind), item.month,
            f"{fund} {year}", show_money(item.fen), _day(item.paid_on),
            _("Yes") if item.live else _("No"), claim_no or f"{item.source_type} {item.source_id}",
        )  # fmt: skip


_NOTICE_HEADINGS = (
    N_("Notice"), N_("Title"), N_("From"), N_("To"), N_("Place"), N_("Name on the notice"),
    N_("Taken down on"),
)  # fmt: skip


def _notices(session: Session, run: PayRun) -> Rows:
    for part in portions(_households(session, run), ROWS_AT_ONCE):
        ids = [file.id for file in files_of(session, part)]
        found = session.execute(
            select(PublicNotice, NoticeLine.masked_name)
            .join(NoticeLine, NoticeLine.notice_id == PublicNotice.id)
            .where(NoticeLine.file_id.in_(ids))
            .order_by(PublicNotice.number, NoticeLine.id),
            execution_options=KERNEL,
        )
        for notice, name in found:
            yield (
                notice.number, notice.title, _day(notice.starts_on), _day(notice.ends_on),
                notice.boards, name, _day(notice.taken_down_on),
            )  # fmt: skip


def _households(session: Session, run: PayRun) -> list[int]:
    query = select(PayLine.household_id).where(PayLine.run_id == run.id).order_by(PayLine.number)
    found = session.scalars(query, execution_options=KERNEL)
    return [household_id for household_id in found if household_id is not None]


_MOVE_HEADINGS = (
    N_("Record"), N_("Step"), N_("State before"), N_("State"), N_("Who"), N_("When"), N_("Note"),
)  # fmt: skip


def _approvals(session: Session, run: PayRun) -> Rows:
    """Give the steps of the run, then those of everything that it pays."""
    yield from _moves(session, "pay_run", {run.id: run.run_no})
    items = pay_rows.items_of(session, run.id)
    for source_type in sorted({item["source_type"] for item in items}):
        ids = sorted({item["source_id"] for item in items if item["source_type"] == source_type})
        for part in portions(ids, ROWS_AT_ONCE):
            yield from _moves(session, source_type, {key: f"{source_type} {key}" for key in part})


def _moves(session: Session, record_type: str, labels: dict[int, str]) -> Rows:
    zone = zone_of(session)
    found = session.scalars(
        select(Move)
        .where(Move.record_type == record_type, Move.record_id.in_(labels))
        .order_by(Move.record_id, Move.id),
        execution_options=KERNEL,
    )
    for move in found:
        at = move.at.astimezone(zone).strftime("%Y-%m-%d %H:%M")
        label = labels[move.record_id]
        yield label, move.action, move.from_state, move.to_state, move.actor, at, move.note


def _signatures(session: Session, run: PayRun) -> Rows:
    zone = zone_of(session)
    for one in pay_steps.signatures_of(session, run.id):
        yield one.name, one.at.astimezone(zone).strftime("%Y-%m-%d %H:%M")


_CALL_HEADINGS = (
    N_("No."), N_("Payee"), N_("Amount"), N_("Called on"), N_("Caller"), N_("Reached"),
    N_("Received"), N_("Amount said"), N_("Remark"),
)  # fmt: skip


def _calls(session: Session, run: PayRun) -> Rows:
    words = {True: _("Yes"), False: _("No"), None: ""}
    for call in call_backs.list_calls(session, run.id):
        yield (
            call.number, call.payee_name, show_money(call.fen), _day(call.called_on),
            call.caller, words[call.reached], words[call.received],
            "" if call.said_fen is None else show_money(call.said_fen), call.remark,
        )  # fmt: skip


def _sums(session: Session, run: PayRun) -> Rows:
    sums = pay_closing.sums_of(session, run)
    found = ("paid_lines", "failed_lines", "returned_lines", "open_lines")
    equal: tuple[tuple[str, int, str, int], ...] = (
        (_("Sum of the run"), sums["run"], _("Sum of the lines"), sums["lines"]),
        (_("Sum of the lines"), sums["lines"], _("Sum of the payments"), sums["items"]),
        (_("Paid by line"), sums["paid_lines"], _("Paid by payment"), sums["paid_items"]),
        (_("Paid by line"), sums["paid_lines"], _("Paid by the ledger"), sums["ledger"]),
        (_("Paid, failed, returned and open"), sum(sums[name] for name in found),
         _("Sum of the run"), sums["run"]),
    )  # fmt: skip
    for name, fen, other, must in equal:
        yield name, show_money(fen), f"{other} {show_money(must)}", _agrees(fen == must)
    for name, key in (
        (_("Failed"), "failed_lines"),
        (_("Returned"), "returned_lines"),
        (_("Still open"), "open_lines"),
    ):
        yield name, show_money(sums[key]), "", ""


def _agrees(equal: bool) -> str:
    return _("Yes") if equal else _("No")


def _day(on: Any) -> str:
    return "" if on is None else str(on.isoformat())
