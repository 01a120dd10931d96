"""Everything a household received, and aid that may meet the same need twice."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Any, Protocol

import streamlit as st

from components import links, tables
from components.markup import Html, badge, join, link, tag, write
from components.tables import Column
from components.text import plain
from rules.codes import CodeLists, label_of
from rules.language import N_, _
from rules.money import show_money

_PAGES = {"aid_grant": "grant", "entitlement": "benefit", "claim": "claim"}


class Received(Protocol):
    """One payment, gift or grant."""

    @property
    def on(self) -> date: ...
    @property
    def kind(self) -> str: ...
    @property
    def what(self) -> str: ...
    @property
    def name(self) -> str: ...
    @property
    def fen(self) -> int: ...
    @property
    def need(self) -> str: ...
    @property
    def state(self) -> str: ...
    @property
    def source_type(self) -> str: ...
    @property
    def source_id(self) -> int: ...


def show(rows: Sequence[Received], lists: CodeLists, months: int = 12) -> None:
    """Draw what came in so many months, with its sum, the latest first."""
    paid = sum(row.fen for row in rows if row.state == "paid")
    promised = sum(row.fen for row in rows if row.state != "paid")
    told = [
        tag("b", _("Received in {n} months: {sum} yuan").format(n=months, sum=show_money(paid)))
    ]
    if promised:
        told.append(tag("span", _("granted, not paid: {sum}").format(sum=show_money(promised))))
    write(tag("p", join(told), class_="office-summary"))
    tables.show(
        rows,
        (
            Column(N_("Day"), "on", narrow=True),
            Column(N_("What"), lambda row: _what(row, lists)),
            Column(N_("For whom"), "name"),
            Column(N_("Amount"), lambda row: show_money(row.fen), number=True),
            Column(N_("Need"), "need", quiet=True),
            Column(N_("Fund"), "fund", quiet=True),
            Column(N_("State"), _state, narrow=True),
        ),
        empty=_("This household received nothing in this time."),
    )


def _what(row: Any, lists: CodeLists) -> Html:
    label = label_of(lists, "aid_kind", row.kind)
    page = _PAGES.get(row.source_type)
    shown = tag("span", label) if page is None else link(label, links.to(page, id=row.source_id))
    more = tag("small", row.what) if row.what != label else ""
    return join((shown, more), " ")


def _state(row: Any) -> Html:
    if row.state == "paid":
        return badge(_("Paid to the family"), "good")
    if row.state == "granted":
        return badge(_("Granted"), "warn")
    return badge(_("Proposed"), "quiet")


def overlaps(found: Sequence[Any], lists: CodeLists) -> None:
    """Warn of aid for the same need, and of kinds that may meet the same need."""
    same = [_told(one.row, lists) for one in found if one.same]
    alike = [_told(one.row, lists) for one in found if not one.same]
    if same:
        told = "".join(f"\n- {line}" for line in same)
        st.error(
            _("The same need was helped or proposed already:") + told, icon=":material/warning:"
        )
    if alike:
        told = "".join(f"\n- {line}" for line in alike)
        st.warning(
            _("Another kind of aid may meet this need:") + told, icon=":material/content_copy:"
        )


def _told(row: Any, lists: CodeLists) -> str:
    kind = label_of(lists, "aid_kind", row.kind)
    return plain(f"{row.on} {kind} {row.name} ¥{show_money(row.fen)} {row.need}")
