"""Fees received for hand-ins: in parts and by payer, into the plan's pot, or taken back."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from sqlalchemy import select
from sqlalchemy.orm import Session, aliased

from db import ledger, mutual_plans, mutual_pots
from db.models.aid import FundEntry
from db.models.mutual import FeeReceipt, UnitEnrolment
from db.unit_names import name_of
from db.verbs import load, needs, today_of
from rules import funds as fund_rules
from rules import mutual_enrolment as rules
from rules.access import Permission
from rules.errors import InvalidInput, WrongState
from rules.fields import Value
from rules.language import N_
from rules.money import Fen

_ELSEWHERE = N_("These fees go into a pot of “{unit}”, whose cashier enters them.")


@dataclass(frozen=True, slots=True)
class ReceiptRow:
    """Money that came in; ``taken_back`` says that another receipt turns it."""

    id: int
    version: int
    fen: Fen
    received_on: date
    payer: str
    document_no: str
    payer_name: str
    note: str
    reverses_id: int | None
    taken_back: bool


@dataclass(frozen=True, slots=True)
class PayerRow:
    """What one payer owes of a hand-in and what came of it."""

    payer: str
    due_fen: Fen
    received_fen: Fen

    @property
    def open_fen(self) -> Fen:
        return max(self.due_fen - self.received_fen, 0)


@dataclass(frozen=True, slots=True)
class FeeSheet:
    payers: tuple[PayerRow, ...]
    receipts: tuple[ReceiptRow, ...]


@needs(Permission.SEE_CLAIMS)
def get_sheet(session: Session, hand_in_id: int) -> FeeSheet:
    """Return a hand-in's fees by payer, and its receipts, the latest first."""
    hand_in = load(session, UnitEnrolment, hand_in_id)
    back = aliased(FeeReceipt)
    found = session.execute(
        select(FeeReceipt, back.id)
        .outerjoin(back, back.reverses_id == FeeReceipt.id)
        .where(FeeReceipt.unit_enrolment_id == hand_in.id)
        .order_by(FeeReceipt.id.desc())
    ).all()
    receipts = tuple(_row(row, back_id) for row, back_id in found)
    terms = mutual_plans.terms_of(session, hand_in.plan_version_id)
    due = rules.fee_by_payer(terms, rules.shares_of(terms, hand_in.due_fen))
    names = dict.fromkeys((*due, *(row.payer for row in receipts)))
    payers = (
        PayerRow(name, due.get(name, 0), sum(row.fen for row in receipts if row.payer == name))
        for name in names
    )
    return FeeSheet(tuple(payers), receipts)


def _row(row: FeeReceipt, back_id: int | None) -> ReceiptRow:
    return ReceiptRow(
        row.id,
        row.version,
        row.fen,
        row.received_on,
        row.payer,
        row.document_no,
        row.payer_name,
        row.note,
        row.reverses_id,
        back_id is not None,
    )


@needs(Permission.RECEIVE_FEES)
def receive(session: Session, hand_in_id: int, seen: int, values: Mapping[str, Value]) -> int:
    """Enter fees that came in; returns the receipt's id.

    ``values`` are those of ``rules.mutual_enrolment_forms.RECEIPT_FIELDS``. The money goes into
    the plan's pot of that year, where the plan has one. Raises WrongState before the hand-in.
    """
    hand_in = load(session, UnitEnrolment, hand_in_id, seen)
    if hand_in.state not in rules.PAYABLE:
        raise WrongState(N_("Fees are taken in once the unit has handed in."))
    fen, on = int(str(fund_rules.check_positive(values.get("fen")))), values.get("received_on")
    if not isinstance(on, date) or on > today_of(session):
        raise InvalidInput(N_("This date lies in the future."), field="received_on")
    document_no, payer_name = str(values.get("document_no") or ""), values.get("payer_name")
    payer_name = str(payer_name or name_of(session, hand_in.unit_id))
    note = str(values.get("note") or "")
    fund = mutual_pots.hold_pot(session, hand_in.plan_id, on, _ELSEWHERE)
    entry = fund and ledger.post(
        session,
        fund,
        fund_rules.INCOME,
        fen,
        on=on,
        source=(UnitEnrolment.__tablename__, hand_in.id),
        document_no=document_no,
        payer=payer_name,
        note=hand_in.number,
    )
    receipt = FeeReceipt(
        unit_id=hand_in.unit_id,
        unit_enrolment_id=hand_in.id,
        plan_id=hand_in.plan_id,
        fen=fen,
        received_on=on,
        payer=str(values["payer"]),
        document_no=document_no,
        payer_name=payer_name,
        fund_entry_id=entry.id if entry else None,
        note=note,
    )
    return _book(session, hand_in, receipt)


def _book(session: Session, hand_in: UnitEnrolment, receipt: FeeReceipt) -> int:
    session.add(receipt)
    hand_in.received_fen += receipt.fen
    session.flush()
    return receipt.id


@needs(Permission.RECEIVE_FEES)
def take_back(session: Session, receipt_id: int, seen: int, reason: str) -> int:
    """Turn a receipt that was entered in error with an opposite one; returns that one's id."""
    receipt = load(session, FeeReceipt, receipt_id, seen)
    if not reason.strip():
        raise InvalidInput(N_("Give a reason; it is kept with the decision."), field="reason")
    taken = session.scalar(select(FeeReceipt.id).where(FeeReceipt.reverses_id == receipt.id))
    if taken is not None or receipt.reverses_id is not None:
        raise WrongState(N_("This entry was taken back already."))
    hand_in = load(session, UnitEnrolment, receipt.unit_enrolment_id)
    entry_id = None
    if receipt.fund_entry_id is not None:
        entry = load(session, FundEntry, receipt.fund_entry_id)
        entry_id = ledger.reverse(session, entry, reason.strip())
    opposite = FeeReceipt(
        unit_id=receipt.unit_id,
        unit_enrolment_id=receipt.unit_enrolment_id,
        plan_id=receipt.plan_id,
        fen=-receipt.fen,
        received_on=today_of(session),
        payer=receipt.payer,
        document_no=receipt.document_no,
        payer_name=receipt.payer_name,
        fund_entry_id=entry_id,
        reverses_id=receipt.id,
        note=reason.strip()[:200],
    )
    return _book(session, hand_in, opposite)
