"""Gifts: the form that gives one, and those that were given."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from datetime import date
from typing import Any, Protocol

import streamlit as st

from components import actions, dialogs, forms, links, tables
from components.decisions import card
from components.markup import Html, badge, join, safe
from components.tables import Column
from components.text import plain
from components.visits import occasion
from rules.campaign_giving import with_campaign
from rules.care import FUND_CODES, GIFT_FIELDS, GIFT_OCCASIONS, PERIOD_DAYS
from rules.codes import Code, CodeLists, label_of
from rules.fields import Value
from rules.language import N_, _
from rules.money import show_money

Enter = Callable[[Any, Mapping[str, Value]], Any]
Funds = Callable[[], Sequence[Code]]
Warn = Callable[[Mapping[str, Value]], Sequence[str]]
Cancel = Callable[[Any, int, int, str], Any]


class Gift(Protocol):
    """A gift as lists show it."""

    @property
    def id(self) -> int: ...
    @property
    def version(self) -> int: ...
    @property
    def occasion(self) -> str: ...
    @property
    def festival(self) -> str: ...
    @property
    def kind(self) -> str: ...
    @property
    def what(self) -> str: ...
    @property
    def fen(self) -> int: ...
    @property
    def on(self) -> date: ...
    @property
    def fund_name(self) -> str: ...
    @property
    def campaign(self) -> str: ...
    @property
    def note(self) -> str: ...
    @property
    def cancelled(self) -> bool: ...
    @property
    def cancel_reason(self) -> str: ...


def give(
    enter: Enter,
    lists: CodeLists,
    funds: Funds,
    warn: Warn,
    values: Mapping[str, Value],
    *,
    key: str,
) -> None:
    """Draw the button that gives; ``funds()`` are the pots that may pay, asked when opened.

    ``warn(typed)`` returns what warns against the gift as it is typed.
    """

    def body() -> None:
        own = {**lists, GIFT_OCCASIONS: occasions(lists), FUND_CODES: tuple(funds())}
        fields = with_campaign(GIFT_FIELDS, lists)
        form = forms.Form(key, fields, own, values, changed=actions.speak)
        form.draw()
        _warn(warn({one.name: form.typed(one.name) for one in fields}), form.typed("note"))
        form.save(_("Give"), enter, done=dialogs.closing(key, _("The gift has been entered.")))

    dialogs.form(_("Give a gift"), body, key=key, icon=":material/redeem:")


def _warn(warnings: Sequence[str], note: Value) -> None:
    for warning in warnings:
        said = warning
        if not note:
            told = _("{warning} To give it nevertheless, say why in the note.")
            said = told.format(warning=warning)
        st.warning(plain(said))


def occasions(lists: CodeLists) -> tuple[Code, ...]:
    """Return the occasions for which gifts are given."""
    return tuple(code for code in lists.get("care_occasion", ()) if code.code in PERIOD_DAYS)


def show(
    rows: Sequence[Gift], lists: CodeLists, cancel: Cancel | None, *, key: str, empty: str
) -> None:
    """Draw gifts, the latest first, with what may be done about them."""
    if not rows:
        tables.nothing(empty)
    for row in rows:
        with card(_title(row, lists), *_lines(row, lists)):
            if cancel is not None and not row.cancelled:
                _cancel(row, cancel, f"{key}-{row.id}")


def _title(row: Gift, lists: CodeLists) -> Html:
    told = safe(_("¥ {amount}").format(amount=show_money(row.fen)))
    kind = badge(label_of(lists, "gift_kind", row.kind), "quiet")
    parts = [told, kind]
    if row.cancelled:
        parts.append(badge(_("cancelled"), "bad"))
    return join(parts, " ")


def _lines(row: Gift, lists: CodeLists) -> list[str]:
    return [
        row.on.isoformat(),
        occasion(row, lists),
        row.what,
        row.fund_name,
        row.campaign,
        row.note,
        row.cancel_reason,
    ]


def _cancel(row: Gift, cancel: Cancel, key: str) -> None:
    dialogs.confirm(
        _("Cancel the gift"),
        _("The gift stays to be seen as cancelled; what a fund paid goes back into it."),
        lambda session, reason: cancel(session, row.id, row.version, reason),
        key=key,
        done=_("The gift is cancelled."),
    )


def columns(lists: CodeLists) -> tuple[Column, ...]:
    """Return the columns of the list of all gifts."""
    return (
        Column(N_("Name"), "name", to=_of_whom),
        Column(N_("Unit"), "unit_name", quiet=True),
        Column(N_("Day"), "on"),
        Column(N_("Occasion"), lambda row: occasion(row, lists)),
        Column(N_("Cash or goods"), lambda row: label_of(lists, "gift_kind", row.kind)),
        Column(N_("What is given"), "what", quiet=True),
        Column(N_("Amount"), lambda row: show_money(row.fen), number=True),
        Column(N_("Fund"), "fund_name", quiet=True),
        Column("", lambda row: badge(_("cancelled"), "bad") if row.cancelled else "", narrow=True),
    )


def _of_whom(row: Any) -> str:
    if row.household_id is not None:
        return links.to("household", id=row.household_id)
    return links.to("member", id=row.member_id)
