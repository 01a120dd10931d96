"""The year at a glance: what it comes to, the wheel of its themes, its campaigns day by day."""

from __future__ import annotations

from datetime import date
from typing import Any

import streamlit as st

from components import address, campaign_charts, tables
from db import campaign_lists
from db.session import reading
from rules.access import Actor, Permission
from rules.codes import CodeLists
from rules.language import _


def draw(actor: Actor, chosen: dict[str, Any], year: int, lists: CodeLists, today: date) -> None:
    """Draw the year of the campaigns that were chosen; an empty one says how to make it."""
    wanted = {**chosen, "year": year}
    with reading(actor) as session:
        sums = campaign_lists.list_by_theme(session, wanted)
    if not sums:
        tables.nothing(_nothing(actor, chosen))
        return
    campaign_charts.cards(sums)
    # Side by side where there is room for both, one below the other where there is not.
    grid = st.grid(min_column_width=460, gap="medium")
    with grid, st.container():
        campaign_charts.wheel(sums, lists, year, today)
    with grid, st.container():
        _plan(actor, wanted, sum(one.campaigns for one in sums), lists, today)


def _plan(actor: Actor, wanted: dict[str, Any], total: int, lists: CodeLists, today: date) -> None:
    groups = {code: _(label) for code, label in campaign_charts.GROUPS.items()}
    by = address.switch(_("Grouped"), groups, key="campaigns-by", name="by")
    with reading(actor) as session:
        bars = campaign_lists.list_bars(session, wanted, campaign_charts.MOST_BARS, by)
    campaign_charts.plan(bars, total, by, lists, wanted["year"], today)


def _nothing(actor: Actor, chosen: dict[str, Any]) -> str:
    if any(value for name, value in chosen.items() if name != "year"):
        return _("No campaign fits. Clear a filter to see more.")
    if actor.can(Permission.PLAN_CAMPAIGNS):
        return _(
            "Nothing is planned for this year yet. “Make the year” fills it with the seven theme"
            " months and their steps, or with last year's campaigns."
        )
    return _("Nothing is planned for this year yet.")
