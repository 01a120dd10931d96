"""The people of a hand-in on the screen: who joins, who cannot and why, who renewed or left."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, Protocol

import streamlit as st

from components import links, tables
from components.markup import Html, Tone, badge
from components.tables import Column
from components.text import plain
from rules.codes import CodeLists, label_of
from rules.language import N_, _
from rules.money import show_money

MOST_REMARKS = 50


class Remark(Protocol):
    """Why somebody cannot join, or whose shares are cut."""

    @property
    def name(self) -> str: ...
    @property
    def line(self) -> Any: ...
    @property
    def row_number(self) -> int: ...


def people_columns(lists: CodeLists) -> tuple[Column, ...]:
    """Return the columns of the people of a hand-in."""
    return (
        Column(N_("Name"), "name", to=lambda row: links.to("member", id=row.member_id)),
        Column(N_("ID number"), "id_no", quiet=True),
        Column(N_("Shares"), "shares", number=True, narrow=True),
        Column(N_("Fee"), lambda row: show_money(row.fee_fen), number=True, quiet=True),
        Column(N_("Counts from"), "covered_from_on"),
        Column(N_("To"), "to_on", quiet=True),
        Column(N_("Kind"), lambda row: standing(row, lists)),
    )


def pick_columns(lists: CodeLists) -> tuple[Column, ...]:
    """Return the same columns in plain words, for a list with boxes to tick."""
    *first, _kind = people_columns(lists)
    return (*first, Column(N_("Kind"), lambda row: _standing(row, lists)[0]))


def standing(row: Any, lists: CodeLists) -> Html:
    """Return whether a cover is new, renewed or has ended early."""
    return badge(*_standing(row, lists))


def _standing(row: Any, lists: CodeLists) -> tuple[str, Tone]:
    if row.left_on is not None:
        reason = label_of(lists, "cover_end", row.left_reason)
        return _("ended {on}: {reason}").format(on=row.left_on, reason=reason), "warn"
    return (_("renewed"), "good") if row.renews else (_("new"), "quiet")


def remarks(found: Sequence[Remark], lists: CodeLists, *, empty: str = "") -> None:
    """Draw who cannot join and why, the first fifty of them."""
    numbered = any(one.row_number for one in found)
    rows = (Column(N_("Row"), "row_number", number=True, narrow=True),) if numbered else ()
    described = (
        *rows,
        Column(N_("Name"), lambda one: one.name or "—"),
        Column(N_("Reason"), lambda one: one.line.shown(lists)),
    )
    if found or empty:
        tables.show(found[:MOST_REMARKS], described, empty=empty)
    if len(found) > MOST_REMARKS:
        st.caption(_("{n} more").format(n=len(found) - MOST_REMARKS))


def outlook(found: Any, lists: CodeLists) -> None:
    """Draw what adding people would bring: how many can join, who cannot and why."""
    if found.people:
        st.success(plain(_("{n} people can join.").format(n=f"{found.people:,}")))
    if found.refused:
        told = _("{n} cannot join; they stay off the list.").format(n=f"{len(found.refused):,}")
        with st.expander(plain(told), icon=":material/block:", expanded=not found.people):
            remarks(found.refused, lists)
    if found.cut:
        remarks(found.cut, lists)


def added(found: Any) -> str:
    """Say in one sentence what came of adding people."""
    told = _("{n} people were added.").format(n=f"{found.people:,}")
    if not found.refused:
        return told
    first = found.refused[0]
    reason = first.line.shown({})
    rest = len(found.refused) - 1
    also = _("Not added: {name}, {reason}.").format(name=first.name or "—", reason=reason)
    more = _("And {n} more.").format(n=rest) if rest else ""
    return " ".join(part for part in (told, also, more) if part)


def elsewhere_note() -> None:
    """Say what becomes of cover when somebody changes units."""
    st.caption(
        _("Cover stays with the unit that handed it in, also when somebody goes to another unit.")
    )
