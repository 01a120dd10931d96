"""Fees of a hand-in on the screen: what came in, and what each payer still owes."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

import streamlit as st

from components import tables
from components.enrolments import fees, yuan
from components.markup import Html, badge, join, tag, write
from components.tables import Column
from rules.codes import CodeLists, label_of
from rules.language import N_, _
from rules.money import show_money


def receipts(
    rows: Sequence[Any], lists: CodeLists, draw: Callable[[Any], None] | None = None
) -> None:
    """Draw the receipts of a hand-in; ``draw`` adds the button to those that still stand."""
    if not rows:
        tables.nothing(_("No fee has come in yet."))
        return
    for row in rows:
        box = st.container(horizontal=True, vertical_alignment="center", gap="small")
        with box:
            write(tag("p", _receipt(row, lists), class_="office-summary"))
            if draw is not None and row.fen > 0 and not row.taken_back:
                draw(row)


def _receipt(row: Any, lists: CodeLists) -> Html:
    parts = [
        tag("b", yuan(row.fen)),
        tag("span", str(row.received_on)),
        tag("span", label_of(lists, "fee_payer", row.payer)),
        tag("span", row.payer_name),
        tag("span", row.document_no),
        tag("span", row.note),
    ]
    if row.taken_back:
        parts.insert(1, badge(_("taken back"), "bad"))
    if row.reverses_id is not None:
        parts.insert(1, badge(_("takes back"), "bad"))
    return join(parts)


def payers(rows: Sequence[Any], lists: CodeLists) -> None:
    """Draw what each payer owes and gave."""
    tables.show(
        rows,
        (
            Column(N_("Part of the fee"), lambda row: label_of(lists, "fee_payer", row.payer)),
            Column(N_("Fees due"), lambda row: show_money(row.due_fen), number=True),
            Column(N_("Fees received"), lambda row: show_money(row.received_fen), number=True),
            Column(N_("Still owed"), lambda row: show_money(row.open_fen), number=True),
            Column(N_("State"), fees, quiet=True),
        ),
        empty=_("Nothing is owed yet: nobody is on the list."),
    )
