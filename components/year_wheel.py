"""The year as a wheel: twelve months in a ring, the themes as arcs around it, today marked."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from math import pi
from typing import Any

import altair as alt

from components import charts
from components.charts import Row, Spec
from components.tables import Column
from components.year_days import Year, month_names
from rules.language import _

SIZE, LEGEND_ROW = 420, 18
HUB, MONTHS, LANES, RIM = 46, 88, 92, 150
"""Radii, of which RIM fills the room: the hub, the outer edge of the months, where the lanes of
the themes begin, the rim up to which they share what is left."""
WIDEST, MOST_LANES = 46, 3
COLOURS = (
    "#b5382d", "#a8467f", "#2c7a4e", "#c2571a", "#2b6a8f", "#8a6d1b", "#5b53a5", "#67737b",
)  # fmt: skip
"""One for each theme of the office in its order; the place on the ring tells the same."""
PARTS = ("months", "arcs", "today")


@dataclass(frozen=True, slots=True)
class Arc:
    """One theme of the year: from when to when, and what the hint says of it."""

    name: str
    from_on: date
    to_on: date
    hint: str


def show(
    title: str,
    arcs: Sequence[Arc],
    themes: Sequence[str],
    columns: Sequence[Column],
    *,
    year: Year,
    key: str,
    empty: str,
) -> None:
    """Draw the wheel; ``themes`` are all names of themes, whose order gives the colours."""
    placed = _in_lanes(arcs)
    lanes = max((lane for _arc, lane in placed), default=0) + 1
    width = min((RIM - 8 - LANES) / lanes, WIDEST)
    told = [_arc_row(arc, LANES + lane * width, width, year) for arc, lane in placed]
    rim = min(LANES + lanes * width + 6, RIM)
    rows = [*_month_rows(year), *told, *_today_row(year, rim)] if told else []
    spec = charts.described(_wheel, tuple(themes), year.days, str(year.first_on.year))
    charts.show(title, spec, rows, columns, key=key, empty=empty, told=told)


def _in_lanes(arcs: Sequence[Arc]) -> list[tuple[Arc, int]]:
    ends: list[date] = []
    placed = []
    for arc in sorted(arcs, key=lambda one: one.from_on):
        free = next((lane for lane, end in enumerate(ends) if end < arc.from_on), len(ends))
        if free == len(ends):
            ends.append(arc.to_on)
        ends[free] = arc.to_on
        placed.append((arc, min(free, MOST_LANES - 1)))
    return placed


def _arc_row(arc: Arc, inner: float, width: float, year: Year) -> Row:
    return {
        "part": "arcs",
        "name": arc.name,
        "first": year.place(arc.from_on),
        "last": year.place(arc.to_on) + 1,
        "inner": inner,
        "outer": inner + width - 3,
        "days": f"{arc.from_on} – {arc.to_on}",
        "hint": arc.hint,
    }


def _month_rows(year: Year) -> list[Row]:
    starts = [*year.month_starts, year.days]
    return [
        {
            "part": "months",
            "name": name,
            "first": starts[place],
            "last": starts[place + 1],
            "middle": (starts[place] + starts[place + 1]) / 2,
            "inner": HUB,
            "outer": MONTHS,
        }
        for place, name in enumerate(month_names())
    ]


def _today_row(year: Year, rim: float) -> list[Row]:
    if year.today is None:
        return []
    first = year.today
    return [{"part": "today", "first": first, "last": first + 1.6, "inner": HUB, "outer": rim}]


def _wheel(ink: str, themes: tuple[str, ...], days: int, year: str) -> Spec:
    turn = alt.Scale(domain=[0, days], range=[0, 2 * pi], nice=False)
    reach = {"expr": "min(width, height) / 2 - 2"}
    away = alt.Scale(domain=[0, RIM], range=[0, reach], nice=False, zero=True)
    base = charts.base()

    def ring(part: str, **look: object) -> Any:
        return (
            base.transform_filter(f"datum.part == '{part}'")
            .mark_arc(**look)
            .encode(
                theta=alt.Theta("first:Q", scale=turn, stack=None),
                theta2="last:Q",
                radius=alt.Radius("outer:Q", scale=away, stack=None),
                radius2="inner:Q",
            )
        )

    colours = [COLOURS[place % len(COLOURS)] for place in range(len(themes))]
    colour = alt.Color(
        "name:N",
        title=None,
        scale=alt.Scale(domain=list(themes), range=colours),
        legend=alt.Legend(
            orient="bottom",
            columns=charts.legend_columns(),
            symbolType="square",
            labelLimit=190,
        ),
    )
    hint = [
        alt.Tooltip("name:N", title=_("Theme")),
        alt.Tooltip("days:N", title=_("Days")),
        alt.Tooltip("hint:N", title=" "),
    ]
    months = ring("months", fill=ink, fillOpacity=0.07, stroke=ink, strokeOpacity=0.25)
    arcs = ring("arcs", cornerRadius=3).encode(color=colour, tooltip=hint)
    today = ring("today", fill=charts.MARKED)
    names = (
        base.transform_filter("datum.part == 'months'")
        .transform_calculate(at=f"({HUB} + {MONTHS}) / 2")
        .mark_text(color=ink, fontSize=11)
        .encode(
            theta=alt.Theta("middle:Q", scale=turn, stack=None),
            radius=alt.Radius("at:Q", scale=away, stack=None),
            text="name:N",
        )
    )
    hub = base.transform_filter("datum.first == 0 && datum.part == 'months'").mark_text(
        color=ink, fontSize=20, fontWeight="bold", text=year
    )
    # The legend takes of the height: where its entries stand one below the other it needs more.
    more = len(themes) // 2 if charts.legend_columns() == 1 else 0
    size = SIZE + more * LEGEND_ROW
    return charts.finished(alt.layer(months, arcs, today, names, hub), height=size)
