"""The charts of a unit and a period, drawn anew once a figure has changed."""

from __future__ import annotations

from collections.abc import Hashable
from typing import Any

import streamlit as st

from components import address, figure_charts, figure_tables, live, mutual_charts
from components.identity import current_actor
from db import chart_figures, indicators
from db.chart_figures import Charts
from db.indicators import ListPage
from db.session import reading
from pages.charts.one import may_see, records
from pages.charts.ways import way
from rules.access import Actor, Permission
from rules.indicators import INDICATORS
from rules.language import _, use_language
from rules.mutual_account import MonthRatio, ranking
from rules.mutual_groups import Group, shareable
from rules.periods import Period

NOT_VISITED = INDICATORS["not_visited"]
MOST_CHOICES = 200
"""Of more units a drop-down would be no choice; the table of each figure leads to them."""
CHOICE = 360
"""How wide the choice of a unit is, in pixels."""


def page(actor: Actor, period: Period, unit_id: int) -> None:
    """Draw the charts, and the families that nobody visited for those who may see them."""
    with reading(actor) as session:
        mark = chart_figures.get_mark(session)
        shown = _read(session, actor, period, unit_id)
    found, unvisited = shown
    _below(found)
    figure_tables.cards(
        found.cards, lambda code: way(period, unit_id, code), lambda one: may_see(actor, one)
    )
    _draw(found, unvisited is not None)
    if unvisited is not None:
        st.subheader(_("Families not visited for 90 days"))
        records(NOT_VISITED, unvisited)
        figure_tables.more(unvisited.total, 10, way(period, unit_id, NOT_VISITED.code))

    def differs() -> bool:
        reader = current_actor()
        use_language(reader.language)
        with reading(reader) as session:
            return _read(session, reader, period, unit_id) != shown

    live.follow(_look, mark, differs)


def _read(
    session: Any, actor: Actor, period: Period, unit_id: int
) -> tuple[Charts, ListPage | None]:
    """Return what the charts show, and the first of the list that stands below them."""
    found = chart_figures.get_charts(session, period, unit_id)
    if not actor.can(Permission.SEE_HARDSHIP):
        return found, None
    code = NOT_VISITED.code
    return found, indicators.list_behind(session, code, period, unit_id, size=10)


def _look() -> Hashable:
    with reading(current_actor()) as session:
        return chart_figures.get_mark(session)


def _below(found: Charts) -> None:
    """Draw the way down to a unit directly below."""
    units = {one.code: one.label for one in found.coverage if one.code != str(found.unit_id)}
    if units and len(units) <= MOST_CHOICES:
        choices = {str(found.unit_id): _("All units"), **units}
        with st.container(width=CHOICE):
            address.choose(_("Unit"), choices, key=f"charts-of-{found.unit_id}", name="of")


def _draw(found: Charts, names: bool) -> None:
    with st.container(key="charts-drawn"):
        left, right = st.columns(2)
    with left:
        figure_charts.categories(found.categories, names)
        figure_charts.flow(found.new, found.ended, names)
        figure_charts.themes(found.budgets, found.spent)
        mutual_charts.ratio([MonthRatio(one.code, one.whole, one.part) for one in found.ratios])
    with right:
        figure_charts.causes(found.causes, names)
        figure_charts.aid(found.aid)
        mutual_charts.progress(ranking(found.covered, "people_reached"))
        mutual_charts.bands(
            shareable(
                Group(one.code, one.value or 0, 0)
                for one in sorted(found.bands, key=lambda one: one.code)
            )
        )
    figure_charts.coverage(found.coverage, names)
