"""What is given in a campaign on the screen: gifts, and rounds for many people at once."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import pandas as pd
import streamlit as st

from components import links, tables
from components.markup import Html, badge, join, tag
from components.tables import Column
from components.text import plain
from rules.campaign_giving import Own
from rules.cap_sets import STAGE_LABELS, Stage
from rules.codes import CodeLists, label_of
from rules.language import N_, _
from rules.money import show_money

MOST_NAMES = 30


def gifts(rows: Sequence[Any], lists: CodeLists) -> None:
    """Draw the gifts of a campaign."""
    tables.show(
        rows,
        (
            Column(N_("Name"), "name", to=_of_whom),
            Column(N_("Day"), "on"),
            Column(N_("Cash or goods"), lambda row: label_of(lists, "gift_kind", row.kind)),
            Column(N_("What is given"), "what", quiet=True),
            Column(N_("Amount"), lambda row: show_money(row.fen), number=True),
            Column(N_("Fund"), "fund_name", quiet=True),
            Column("", _cancelled, narrow=True),
        ),
        empty=_("No gift was given in this campaign yet."),
    )


def _of_whom(row: Any) -> str:
    if row.member_id is not None:
        return links.to("member", id=row.member_id)
    return links.to("household", id=row.household_id)


def _cancelled(row: Any) -> Html:
    return badge(_("cancelled"), "bad") if row.cancelled else Html()


def gift_round(found: Any) -> None:
    """Draw whom a round of gifts would reach, and who stays out with the reason."""
    if found.given:
        told = _("{n} people are given to, ¥ {sum} together.")
        st.success(plain(told.format(n=len(found.given), sum=show_money(found.fen))))
        names = "、".join(found.given[:MOST_NAMES])
        st.caption(plain(names if len(found.given) <= MOST_NAMES else f"{names} …"))
    if found.refused:
        st.caption(plain(_("These stay out:")))
        tables.show(
            found.refused,
            (Column(N_("Name"), "name"), Column(N_("Reason"), lambda one: one.line.shown({}))),
            empty="",
        )


def own_amounts(people: Sequence[Any], fen: int, *, key: str) -> dict[int, Own]:
    """Draw a table in which single people get another amount, with the reason; return those."""
    amount, reason = _("Other amount (yuan)"), _("Why")
    frame = pd.DataFrame(
        {
            _("Name"): [one.name for one in people],
            _("Unit"): [one.unit_name for one in people],
            amount: pd.Series([None] * len(people), dtype="float"),
            reason: pd.Series([""] * len(people), dtype="str"),
        }
    )
    stamp = "-".join(str(one.id) for one in people[:MOST_NAMES])
    with st.expander(_("Another amount for single people"), icon=":material/edit_note:"):
        st.caption(plain(_("Everybody else gets ¥ {sum}.").format(sum=show_money(fen))))
        edited = st.data_editor(
            frame,
            key=f"{key}-own-{len(people)}-{stamp}",
            hide_index=True,
            num_rows="fixed",
            height=min(38 + 35 * len(people), 420),
            placeholder="",
            disabled=[_("Name"), _("Unit")],
            column_config={
                amount: st.column_config.NumberColumn(min_value=0.01, step=0.01, format="%.2f"),
                reason: st.column_config.TextColumn(max_chars=100),
            },
        )
    found = {}
    for one, yuan, why in zip(people, edited[amount], edited[reason], strict=True):
        if yuan is not None and not pd.isna(yuan):
            found[one.id] = Own(round(float(yuan) * 100), str(why or "").strip())
    return found


def proposals(rows: Sequence[Any], lists: CodeLists) -> None:
    """Draw, person by person, what a proposal would come to."""
    fit = [one for one in rows if one.refusal is None]
    told = _("{n} of {all} are proposed, ¥ {sum} together.").format(
        n=len(fit), all=len(rows), sum=show_money(sum(one.own.fen for one in fit))
    )
    (st.success if fit else st.warning)(plain(told))
    tables.show(
        rows,
        (
            Column(N_("Name"), "name", to=_household),
            Column(N_("School stage"), _stage, quiet=True),
            Column(N_("Amount"), lambda one: show_money(one.own.fen), number=True),
            Column(N_("Ceiling leaves"), _left, number=True),
            Column(N_("Helped before"), lambda one: _helped(one, lists), quiet=True),
            Column("", lambda one: _verdict(one, lists)),
        ),
        empty="",
    )


def _household(one: Any) -> str:
    return links.to("household", id=one.household_id) if one.household_id else ""


def _stage(one: Any) -> str:
    return _(STAGE_LABELS[Stage(one.stage)]) if one.stage else ""


def _left(one: Any) -> str:
    if one.left is not None:
        return show_money(one.left)
    return "—" if one.refusal is not None else _("no ceiling")


def _helped(one: Any, lists: CodeLists) -> str:
    return "；".join(line.shown(lists) for line in one.helped)


def _verdict(one: Any, lists: CodeLists) -> Html:
    if one.refusal is None:
        return badge(_("is proposed"), "good")
    return join((badge(_("stays out"), "bad"), tag("span", one.refusal.shown(lists))), " ")
