"""The curve of a plan: what it gives for every own part, or for every number of days."""

from __future__ import annotations

from functools import cache
from typing import Any

import altair as alt
import pandas as pd
import streamlit as st

from rules.language import _
from rules.money import show_money
from rules.mutual_bench import Curve

HEIGHT = 280
BENEFIT, BORNE, NOW = "benefit", "borne", "now"
"""What a row of the chart's data is: the curve, the own part to compare with, the case."""
_BLUE, _QUIET, _MARK = "#2b6a8f", "#9aa5ad", "#b8720a"


def draw(curve: Curve) -> None:
    """Draw what the plan gives; the title says what it gives for the case."""
    by_days = curve.axis == "days"
    scale = 1 if by_days else 100
    rows = [(place / scale, fen / 100, BENEFIT) for place, fen in curve.points]
    if not by_days:
        most = max(fen for _place, fen in curve.points)
        rows += [
            (place / scale, place / 100, BORNE) for place, _fen in curve.points if place <= most
        ]
    rows.append((curve.now[0] / scale, curve.now[1] / 100, NOW))
    frame = pd.DataFrame(rows, columns=["place", "amount", "what"])
    title = _title(curve)
    across = _("Days") if by_days else _("Own part, yuan")
    spec = _spec(across, _("Benefit, yuan")) | {"title": {"text": title, "anchor": "start"}}
    st.vega_lite_chart(frame, spec, height=HEIGHT, alt=title)


def _title(curve: Curve) -> str:
    place, fen = curve.now
    if curve.axis == "days":
        return _("{days} days give {benefit} yuan").format(days=place, benefit=show_money(fen))
    if not place:
        return _("Enter an own part to see what the plan gives")
    text = _("Of {own} yuan borne {benefit} come back: {share} %")
    share = f"{100 * fen / place:.0f}"
    return text.format(own=show_money(place), benefit=show_money(fen), share=share)


@cache
def _spec(across: str, up: str) -> dict[str, Any]:
    """Describe the chart, once for each pair of titles; its data come with each drawing."""
    place = alt.X("place:Q", title=across, axis=alt.Axis(format=",.0f", tickCount=6))
    amount = alt.Y("amount:Q", title=up, axis=alt.Axis(format=",.0f", tickCount=5))
    hints = [
        alt.Tooltip("place:Q", title=across, format=",.2f"),
        alt.Tooltip("amount:Q", title=up, format=",.2f"),
    ]
    layers = alt.layer(
        _of(BORNE).mark_line(color=_QUIET, strokeDash=[4, 4], strokeWidth=1).encode(place, amount),
        _of(NOW).mark_rule(color=_MARK, strokeDash=[2, 3]).encode(place),
        _of(BENEFIT).mark_line(color=_BLUE, strokeWidth=2.5).encode(place, amount, tooltip=hints),
        _of(NOW).mark_point(color=_MARK, filled=True, size=90).encode(place, amount, tooltip=hints),
    )
    described: dict[str, Any] = layers.to_dict(validate=False)
    described.pop("data", None)
    described["layer"] = [
        {name: value for name, value in layer.items() if name != "data"}
        for layer in described["layer"]
    ]
    return described


def _of(what: str) -> alt.Chart:
    return alt.Chart().transform_filter(alt.datum.what == what)
