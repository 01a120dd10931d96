"""Funds: the pots of a year with what is left of each, one pot's figures, and its ledger.

A pot has ``sums`` as ``rules.funds.Sums``; entries are rows of its ledger, the latest first.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date
from functools import partial
from typing import Any, Protocol

import streamlit as st

from components import dialogs, figures, links, tables
from components.figures import Card
from components.markup import Html, badge, join, link, tag, write
from components.tables import Column
from rules.codes import CodeLists, label_of
from rules.funds import ENTRY_LABELS, REVERSAL, Sums
from rules.language import N_, _, shown
from rules.money import show_money

GRANT, BENEFIT, FUND, GIFT, CLAIM = "aid_grant", "entitlement", "fund", "care_gift", "claim"


class Fund(Protocol):
    """A pot and what its ledger comes to."""

    @property
    def id(self) -> int: ...
    @property
    def source(self) -> str: ...
    @property
    def year(self) -> int: ...
    @property
    def uses(self) -> tuple[str, ...]: ...
    @property
    def unit_name(self) -> str: ...
    @property
    def closed_on(self) -> date | None: ...
    @property
    def sums(self) -> Sums: ...


def bar(sums: Sums) -> Html:
    """Return how much of a pot is paid and reserved, as a bar with its figures in words."""
    came = sums.budget + sums.income - sums.moved
    paid, reserved = _percent(sums.paid, came), _percent(sums.committed, came)
    said = _("paid {paid} %, reserved {reserved} %").format(paid=paid, reserved=reserved)
    parts = join(
        tag("i", style=f"width:{width}%", class_=css)
        for width, css in ((paid, "paid"), (reserved, "reserved"))
    )
    return join((tag("span", parts, class_="office-bar"), tag("small", said)))


def _percent(part: int, whole: int) -> int:
    return round(100 * part / whole) if whole > 0 else 0


def show_all(funds: Sequence[Fund], sums: Sums, lists: CodeLists) -> None:
    """Draw a page of the pots of a year; ``sums`` are what all come to together."""
    if funds:
        totals(sums)
    tables.show(
        funds,
        (
            Column(N_("Fund"), "name", to=lambda row: links.to("fund", id=row.id)),
            Column(
                N_("Fund source"),
                lambda row: label_of(lists, "fund_source", row.source),
                quiet=True,
            ),
            Column(N_("Unit"), "unit_name", quiet=True),
            Column(N_("Left"), lambda row: show_money(row.sums.balance), number=True),
            Column(N_("How far used"), lambda row: bar(row.sums)),
            Column(N_("State"), state, narrow=True),
        ),
        empty=_(
            "No fund of this year yet. Who approves aid opens one for each source of money; aid"
            " and gifts are paid out of it."
        ),
    )


def state(fund: Fund) -> Html:
    """Return whether a pot is open, used up or closed."""
    if fund.closed_on is not None:
        return badge(_("Year closed"), "quiet")
    if fund.sums.balance == 0:
        return badge(_("Used up"), "warn")
    return badge(_("Usable"), "good")


def totals(sums: Sums) -> None:
    """Draw the sums of a pot as cards."""
    cards = [
        Card(
            _("Left"),
            show_money(sums.balance),
            meaning=_("Budget and money received, less what was carried over, paid and reserved."),
            tone="good" if sums.balance else "warn",
        ),
        Card(_("Budget"), show_money(sums.budget)),
        Card(_("Money received"), show_money(sums.income)),
        Card(
            _("Reserved"),
            show_money(sums.committed),
            meaning=_("Granted, or in a pay run that is on its way."),
        ),
        Card(_("Paid out"), show_money(sums.paid)),
    ]
    if sums.moved:
        cards.append(Card(_("Carried over"), show_money(sums.moved)))
    figures.cards(cards)


def standing(fund: Fund, lists: CodeLists) -> None:
    """Draw in one line what a pot is for."""
    uses = [label_of(lists, "aid_kind", code) for code in fund.uses]
    parts = [
        state(fund),
        tag("b", label_of(lists, "fund_source", fund.source)),
        tag("span", fund.unit_name),
        tag("span", _("for {kinds}").format(kinds=shown(tuple(uses)))),
    ]
    if fund.closed_on is not None:
        parts.append(tag("span", _("closed on {on}").format(on=fund.closed_on)))
    write(tag("p", join(parts), class_="office-summary"))


@dataclass(frozen=True, slots=True)
class Verbs:
    """``take_back(session, entry_id, reason)``; ``photos(entry_id)`` draws an entry's papers;
    None where the actor may not."""

    take_back: Callable[[Any, int, str], Any] | None
    photos: Callable[[int], None]


def ledger(rows: Sequence[Any], lists: CodeLists) -> None:
    """Draw a page of the ledger."""
    tables.show(
        rows,
        (
            Column(N_("No."), "id", quiet=True, narrow=True),
            Column(N_("Day"), "on", narrow=True),
            Column(N_("Entry"), kind),
            Column(N_("Amount"), signed, number=True),
            Column(N_("For what"), lambda row: what_for(row, lists)),
            Column(N_("Document number"), "document_no", quiet=True),
            Column(N_("Note"), "note", quiet=True),
            Column(N_("Entered by"), "actor", quiet=True),
        ),
        empty=_("Nothing is entered yet. Begin with the budget or the money received."),
    )


def receipts(rows: Sequence[Any], verbs: Verbs, *, key: str) -> None:
    """Choose one of the budgets and incomes: its photographed receipt, and taking it back."""
    if not rows:
        return
    by_id = {row.id: row for row in rows}
    picked = st.selectbox(
        _("Receipts and corrections of an entry"),
        list(by_id),
        index=None,
        key=f"{key}-entry",
        placeholder=_("Choose"),
        format_func=lambda number: _named(by_id[number]),
    )
    if picked is None:
        return
    row = by_id[picked]
    if verbs.take_back is not None and not row.taken_back:
        dialogs.confirm(
            _("Reverse the entry"),
            _("Entries are never changed: another entry takes this one back, with your reason."),
            partial(_take_back, verbs.take_back, row.id),
            key=f"{key}-back-{row.id}",
            done=_("Reversed."),
            icon=":material/undo:",
        )
    verbs.photos(row.id)


def _named(row: Any) -> str:
    return f"{row.on} · {_(ENTRY_LABELS[row.kind])} · {show_money(row.fen)} {row.document_no}"


def _take_back(verb: Callable[[Any, int, str], Any], key: int, session: Any, reason: str) -> None:
    verb(session, key, reason)


def kind(row: Any) -> Html:
    """Return the kind of an entry, and whether it was taken back."""
    label = _(ENTRY_LABELS[row.kind])
    if row.kind == REVERSAL:
        of_what = _(ENTRY_LABELS[row.reversed_kind])
        label = _("{label}: {text}").format(label=label, text=of_what)
    parts = [tag("span", label)]
    if row.taken_back:
        parts.append(badge(_("reversed"), "quiet"))
    return join(parts, " ")


_SOURCES = {
    GRANT: N_("Aid"),
    BENEFIT: N_("Monthly benefit"),
    FUND: N_("Fund"),
    GIFT: N_("Gift"),
    "pay_item": N_("Monthly benefit"),
}
_LOWERS = frozenset(("carried", "commitment", "payment"))


def signed(row: Any) -> str:
    """Return an amount as it moves the balance."""
    kind_of = row.reversed_kind or row.kind
    fen = -row.fen if kind_of in _LOWERS else row.fen
    return f"+{show_money(fen)}" if fen > 0 else show_money(fen)


def what_for(row: Any, lists: CodeLists) -> Html:
    """Return what an entry's money came from or went to, with the way there."""
    label = label_of(lists, "aid_kind", row.aid_kind) or row.payer
    label = label or _(_SOURCES.get(row.source_type, ""))
    page = {GRANT: "grant", BENEFIT: "benefit", FUND: "fund", CLAIM: "claim"}.get(row.source_type)
    if page is None or row.source_id is None:
        return tag("span", label)
    return link(label, links.to(page, id=row.source_id))
