"""The choice of a period; it stands in the address as ``period``, such as 2026Q4 or S2026."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date

import streamlit as st

from components import address
from rules.errors import InvalidInput
from rules.language import _
from rules.periods import (
    KINDS,
    MONTH,
    QUARTER,
    STATISTICAL_YEAR,
    YEAR,
    Period,
    period_at,
    period_of,
)

NAME = "period"
BACK: Mapping[str, int] = {YEAR: 6, STATISTICAL_YEAR: 6, QUARTER: 16, MONTH: 36}
"""How many periods of a kind are offered; an address reaches every other."""
ORDER = (YEAR, QUARTER, MONTH, STATISTICAL_YEAR)
_KIND, _WIDTH = "period-kind", 460


def choose(today: date, first: Period | None = None) -> Period:
    """Draw the choice and return the period: where the address says nothing ``first``, else
    this year."""
    period = _given() or first or period_at(YEAR, today)
    choices = _choices(period, today)
    key = f"period-{period.kind}"
    st.session_state[_KIND], st.session_state[key] = period.kind, period.code
    with st.container(horizontal=True, vertical_alignment="bottom"):
        st.segmented_control(
            _("Kind of period"),
            ORDER,
            key=_KIND,
            format_func=lambda kind: _(KINDS[kind]),
            on_change=lambda: _put(period_at(st.session_state[_KIND], today).code),
            required=True,
            label_visibility="collapsed",
        )
        st.selectbox(
            _("Period"),
            list(choices),
            key=key,
            format_func=choices.__getitem__,
            on_change=lambda: _put(st.session_state[key]),
            label_visibility="collapsed",
            width=_WIDTH // 2,
        )
    return period


def _given() -> Period | None:
    try:
        return period_of(address.get(NAME))
    except InvalidInput:
        return None


def _choices(period: Period, today: date) -> dict[str, str]:
    latest = period_at(period.kind, today)
    offered = [latest]
    while len(offered) < BACK[period.kind]:
        offered.append(offered[-1].previous)
    if period not in offered:
        offered.append(period)
    ordered = sorted(offered, key=lambda one: one.first_on, reverse=True)
    return {one.code: one.shown for one in ordered}


def _put(code: str) -> None:
    address.put(NAME, code)
    address.put(address.PAGE, None)
