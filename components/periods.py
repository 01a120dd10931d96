"""The choice of a period: by month, quarter, year or statistical year, and which one.

Both choices stand in the address, so that a link shows the same figures.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date

import streamlit as st

from components import address
from rules.language import _
from rules.periods import KINDS, MONTH, QUARTER, STATISTICAL_YEAR, YEAR, Period, period_at

OFFERED: Mapping[str, int] = {MONTH: 36, QUARTER: 12, YEAR: 6, STATISTICAL_YEAR: 6}
"""How many periods of each kind are offered, the running one and those before it."""
WIDTH = 420
"""How wide the choice is, in pixels."""


def choose(today: date, *, key: str, is_over: bool = False) -> Period:
    """Draw the choice and return it: at first the running period, or with ``is_over`` the last
    one that has ended."""
    with st.container(horizontal=True, vertical_alignment="bottom", width=WIDTH):
        kinds = {kind: _(label) for kind, label in KINDS.items()}
        kind = address.choose(_("Period"), kinds, key=f"{key}-by", name="by")
        offered = offered_periods(kind, today)
        first = offered[1 if is_over else 0]
        code = address.choose(
            _("Which one"),
            {one.code: one.shown for one in offered},
            key=f"{key}-{kind}",
            name="period",
            default=first.code,
        )
    return next(one for one in offered if one.code == code)


def offered_periods(kind: str, today: date) -> list[Period]:
    """Return the periods to choose from, the running one first."""
    found = [period_at(kind, today)]
    while len(found) < OFFERED[kind]:
        found.append(found[-1].previous)
    return found
