"""One figure: what it counts, by month, by unit and by its own groups, and the list behind it."""

from __future__ import annotations

from datetime import date
from functools import partial

import streamlit as st

from components import figure_tables, links, tables
from db import indicators
from db.chart_figures import months_of
from db.indicators import ListPage
from db.session import reading
from pages.charts.ways import way
from rules.access import Actor
from rules.indicator import COUNT, NOW, Indicator
from rules.indicator_words import GROUP_LABELS
from rules.language import _
from rules.periods import Period


def may_see(actor: Actor, indicator: Indicator) -> bool:
    """Say whether the reader may see whom a figure counts, so that few need not be kept back."""
    return indicator.names is not None and actor.can(indicator.names)


def page(actor: Actor, indicator: Indicator, period: Period, today: date, unit_id: int) -> None:
    """Draw one figure of a unit and a period."""
    few_told = may_see(actor, indicator)
    code = indicator.code
    with reading(actor) as session:
        figure = indicators.figure(session, code, period, unit_id)
        months = (
            indicators.series(session, code, months_of(period, today), unit_id)
            if indicator.parts and indicator.kind != NOW
            else []
        )
        units = indicators.grouped(session, code, "unit", period, unit_id)
        groups = {
            name: indicators.grouped(session, code, name, period, unit_id)
            for name in indicator.groups
        }
    st.subheader(_(indicator.label))
    figure_tables.sentence(indicator)
    figure_tables.cards({code: figure}, lambda _code: "", lambda _one: few_told)
    if len(months) > 1:
        figure_tables.months(indicator, months, few_told)
    for name, rows in groups.items():
        if rows:
            figure_tables.parts(indicator, rows, GROUP_LABELS[name], few_told)
    figure_tables.units(
        indicator, units, few_told, lambda key: way(period, key, code), own=str(unit_id)
    )
    if few_told:
        _records(actor, indicator, period, unit_id)


def _records(actor: Actor, indicator: Indicator, period: Period, unit_id: int) -> None:
    with reading(actor) as session:
        found = indicators.list_behind(
            session, indicator.code, period, unit_id, tables.page_wanted()
        )
    st.subheader(_("The records behind it"))
    records(indicator, found)
    tables.pages(found.total)


def records(indicator: Indicator, found: ListPage) -> None:
    """Draw the records that a figure counts."""
    to = partial(_record, indicator.list_page) if indicator.list_page else None
    figure_tables.records(found.rows, indicator.unit != COUNT, to)


def _record(page_name: str, key: int) -> str:
    return links.to(page_name, id=key)
