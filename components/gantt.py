"""A Gantt chart of one year: bars in lanes by group, months above, today as a line.

    gantt.show(_("…"), bars, COLUMNS, year=2026, today=today, key="plan", empty=_("…"))

Bars of one group that overlap lie in lanes below each other, so that none hides another.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

import altair as alt

from components import charts
from components.charts import Row, Spec
from components.tables import Column
from components.year_days import Year
from rules.language import _

LANE_HEIGHT = 22


@dataclass(frozen=True, slots=True)
class Bar:
    """One bar; ``state`` is the word that its colour stands for, ``tone`` which colour."""

    group: str
    name: str
    from_on: date
    to_on: date
    state: str
    hint: str


TONES = {
    "planned": "#9aa7b0",
    "approved": "#d98a00",
    "running": "#1a9a5a",
    "closed": "#2b6a8f",
    "reported": "#6d5fa8",
}


def show(
    title: str,
    bars: Sequence[Bar],
    columns: Sequence[Column],
    *,
    year: Year,
    states: Sequence[tuple[str, str]],
    key: str,
    empty: str,
) -> None:
    """Draw the bars; ``states`` are tone and word in the order of the legend."""
    today = -1 if year.today is None else year.today
    spec = charts.described(_gantt, tuple(states), year.first_on.isoformat(), today)
    charts.show(title, spec, _rows(bars, year), columns, key=key, empty=empty)


def _rows(bars: Sequence[Bar], year: Year) -> list[Row]:
    """Return the bars with the lane that each lies in; groups in the order of their first."""
    ends: dict[str, list[date]] = {}
    placed = [(bar, _lane(ends.setdefault(bar.group, []), bar)) for bar in bars]
    order = list(ends)
    placed.sort(key=lambda one: (order.index(one[0].group), one[1], one[0].from_on))
    rows = [_row(bar, lane, year) for bar, lane in placed]
    return [{**row, **_room(row, before, after, year)} for before, row, after in _beside(rows)]


def _beside(rows: Sequence[Row]) -> Iterator[tuple[Row | None, Row, Row | None]]:
    """Return each row between those before and behind it in its lane."""
    near = zip([None, *rows], rows, [*rows[1:], None], strict=False)
    for before, row, after in near:
        yield _same(before, row), row, _same(after, row)


def _same(other: Row | None, row: Row) -> Row | None:
    return other if other is not None and other["lane"] == row["lane"] else None


def _room(row: Row, before: Row | None, after: Row | None, year: Year) -> Row:
    """Say on which side a bar's name has more room, and how many days of it."""
    left = int(str(row["last"])) - (int(str(before["last"])) if before else 0)
    right = (int(str(after["first"])) if after else year.days) - int(str(row["first"]))
    return {"side": "left", "room": left} if left > right else {"side": "right", "room": right}


def _lane(ends: list[date], bar: Bar) -> int:
    for number, end in enumerate(ends):
        if end < bar.from_on:
            ends[number] = bar.to_on
            return number
    ends.append(bar.to_on)
    return len(ends) - 1


def _row(bar: Bar, lane: int, year: Year) -> Row:
    first, last = year.place(bar.from_on), year.place(bar.to_on) + 1
    return {
        "lane": f"{bar.group}\t{lane:03}",
        "group": bar.group,
        "name": bar.name,
        "first": first,
        "last": last,
        "days": f"{bar.from_on} – {bar.to_on}",
        "state": bar.state,
        "hint": bar.hint,
    }


def _gantt(ink: str, states: tuple[tuple[str, str], ...], first_on: str, today: int) -> Spec:
    year = Year(date.fromisoformat(first_on), None)
    base = charts.base()
    # Only the first lane of a group bears its name.
    label = "substring(datum.label, indexof(datum.label, '\t') + 1) == '000'"
    label += " ? split(datum.label, '\t')[0] : ''"
    lane = alt.Y(
        "lane:N",
        sort=None,
        title=None,
        axis=alt.Axis(labelExpr=label, labelLimit=150, ticks=False, domain=False),
    )
    axis = alt.Axis(
        orient="top",
        values=year.month_starts,
        labelExpr=year.month_words(),
        labelAlign="left",
        title=None,
        grid=True,
        labelOverlap=False,
    )
    scale = alt.Scale(domain=[0, year.days], nice=False, clamp=True)
    colour = alt.Color(
        "state:N",
        title=None,
        scale=alt.Scale(
            domain=[word for _tone, word in states], range=[TONES[tone] for tone, _word in states]
        ),
        legend=alt.Legend(orient="bottom", columns=2, symbolType="square"),
    )
    hint = [
        alt.Tooltip("name:N", title=_("Campaign")),
        alt.Tooltip("hint:N", title=" "),
        alt.Tooltip("days:N", title=_("Days")),
        alt.Tooltip("state:N", title=_("State")),
    ]
    bars = base.mark_bar(height={"band": 0.78}, cornerRadius=3, fillOpacity=0.4).encode(
        y=lane,
        x=alt.X("first:Q", axis=axis, scale=scale),
        x2="last:Q",
        color=colour,
        stroke=colour,
        tooltip=hint,
    )
    names = [_names(base, ink, lane, scale, year.days, side) for side in ("left", "right")]
    parts: list[Any] = [bars, *names]
    if today >= 0:
        line = base.mark_rule(color=charts.MARKED, strokeWidth=2, strokeDash=[5, 3])
        parts.append(line.encode(x=alt.datum(today)))
    return charts.finished(alt.layer(*parts), height={"step": LANE_HEIGHT})


def _names(base: Any, ink: str, lane: Any, scale: Any, days: int, side: str) -> Any:
    """Write the bars' names from their begin to the right, or from their end to the left, and
    no further than to the next bar of the lane."""
    room = {"expr": f"datum.room * width / {days} - 8"}
    place, align, dx = ("last:Q", "right", -4) if side == "left" else ("first:Q", "left", 4)
    return (
        base.transform_filter(f"datum.side == '{side}'")
        .mark_text(color=ink, limit=room, fontSize=11, align=align, dx=dx)
        .encode(y=lane, x=alt.X(place, scale=scale), text="name:N")
    )
