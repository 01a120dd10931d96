"""The curve of a plan: what it gives for every own part, or for every number of days."""

from __future__ import annotations

from components import charts
from components.charts import Row
from rules.language import N_, _
from rules.money import show_money
from rules.mutual_bench import Curve

TOLD = 12
"""The table below the chart names about so many places."""


def draw(curve: Curve) -> None:
    """Draw what the plan gives; the title says what it gives for the case."""
    by_days = curve.axis == "days"
    across = _("Days") if by_days else _("Own part, yuan")
    rows = _rows(curve)
    step = max(len(curve.points) // TOLD, 1)
    told = [
        {"place": f"{place:,}" if by_days else show_money(place), "gives": show_money(fen)}
        for place, fen in curve.points[::step]
    ]
    columns = (
        charts.column(N_("Days") if by_days else N_("Own part"), "place", number=True),
        charts.column(N_("Benefit"), "gives", number=True),
    )
    spec = charts.curve(_("Benefit, yuan"), across)
    charts.show(_title(curve), spec, rows, columns, key="bench-curve", empty="", told=told)


def _rows(curve: Curve) -> list[Row]:
    """Return the curve with, for an own part, the line on which all of it would come back."""
    by_days = curve.axis == "days"
    most = max(fen for _place, fen in curve.points)
    return [
        {
            "place": place if by_days else place / 100,
            "value": fen / 100,
            "other": place / 100 if not by_days and place <= most else None,
            "now": fen / 100 if place == curve.now[0] else None,
        }
        for place, fen in curve.points
    ]


def _title(curve: Curve) -> str:
    place, fen = curve.now
    if curve.axis == "days":
        return _("{days} days give {benefit} yuan").format(days=place, benefit=show_money(fen))
    if not place:
        return _("Enter an own part to see what the plan gives")
    text = _("Of {own} yuan borne {benefit} come back: {share} %")
    share = f"{100 * fen / place:.0f}"
    return text.format(own=show_money(place), benefit=show_money(fen), share=share)
