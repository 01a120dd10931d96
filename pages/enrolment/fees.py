"""The fees of a hand-in: what each payer owes, what came in, receipts taken back."""

from __future__ import annotations

from functools import partial
from typing import Any

from components import dialogs, forms
from components import enrolment_fees as sheet
from db import enrolment_fees
from db.enrolment_fees import FeeSheet, ReceiptRow
from db.enrolments import HandIn
from db.session import reading
from db.verbs import today_of
from rules import mutual_enrolment as rules
from rules.access import Actor, Permission
from rules.codes import CodeLists
from rules.language import _
from rules.mutual_enrolment_forms import RECEIPT_FIELDS


def draw(actor: Actor, row: HandIn, lists: CodeLists) -> None:
    """Draw the fees by payer and the receipts, the latest first."""
    with reading(actor) as session:
        found, today = enrolment_fees.get_sheet(session, row.id), today_of(session)
    sheet.payers(found.payers, lists)
    receiving = actor.can(Permission.RECEIVE_FEES)
    if receiving and row.state in rules.PAYABLE:
        key = f"enrolment-{row.id}-receive"
        values = {"received_on": today, "payer_name": row.unit_name, **_owed(found)}
        body = partial(_receive, row, lists, values, key)
        dialogs.form(
            _("Enter fees received"), body, key=key, icon=":material/payments:", primary=True
        )
    sheet.receipts(found.receipts, lists, _take_back if receiving else None)


def _owed(found: FeeSheet) -> dict[str, Any]:
    """Return what comes next: the first part of the fee that is still owed."""
    owing = next((one for one in found.payers if one.open_fen), None)
    return {"payer": owing.payer, "fen": owing.open_fen} if owing else {}


def _receive(row: HandIn, lists: CodeLists, values: Any, key: str) -> None:
    form = forms.Form(key, RECEIPT_FIELDS, lists, values, row.version)
    form.draw()
    form.save(
        _("Enter"),
        lambda session, typed: enrolment_fees.receive(session, row.id, form.seen, typed),
        done=dialogs.closing(key, _("The fees have been entered.")),
    )


def _take_back(receipt: ReceiptRow) -> None:
    dialogs.confirm(
        _("Take back"),
        _("An opposite receipt is entered; both stay on the list."),
        lambda session, reason: enrolment_fees.take_back(
            session, receipt.id, receipt.version, reason
        ),
        key=f"receipt-{receipt.id}-back",
        done=_("The receipt has been taken back."),
    )
