"""Charts: the title is the message, the same rows stand below as a table.

    charts.show(_("Most benefits lie below 500 yuan"), charts.columns_of(...), rows, COLUMNS,
                key="bands", empty=_("No claim yet."))

A description is made by Altair once for each language and drawn with fresh rows; ``rows`` are
mappings by the names that the description uses. Shape, order and words tell what colour tells.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from functools import lru_cache
from typing import Any

import altair as alt
import pandas as pd
import streamlit as st

from components import tables
from components.markup import Html, join, tag, write
from components.tables import Column
from rules.language import _, current_language

Row = Mapping[str, object]
Show = Callable[[int], str]
Spec = dict[str, Any]

ROW_HEIGHT, COLUMN_HEIGHT = 26, 240
ROOM_ABOVE = {"left": 5, "right": 5, "top": 16, "bottom": 5}
"""Room for a text above the highest point."""
NEAR = 0.75
"""From this part of the goal on, text above a point would run into the goal's line."""
INK, DARK_INK = "#22292e", "#e4e7e8"
"""The colours of texts in the light and the dark theme, as .streamlit/config.toml has them."""
MARKED = "#b8720a"


def show(
    title: str,
    spec: Spec,
    rows: Sequence[Row],
    columns: Sequence[Column],
    *,
    key: str,
    empty: str,
    told: Sequence[Row] | None = None,
) -> None:
    """Draw a chart under its message, with the table of its figures folded below.

    ``told`` are the rows of the table where they are not all that is drawn.
    """
    with st.container(border=True, key=f"chart-{key}"):
        write(tag("h4", title, class_="office-group"))
        if not rows:
            tables.nothing(empty)
            return
        st.vega_lite_chart(pd.DataFrame(rows), spec, width="stretch", key=key, alt=title)
        write(tag("p", join((_save("svg"), _save("png"))), class_="office-chart-save"))
        with st.expander(_("As a table")):
            tables.show(rows if told is None else told, columns, empty=empty)


def _save(form: str) -> Html:
    """Return the button by which ``shell/static/charts.js`` takes the picture away."""
    words = {"svg": _("Picture (SVG)"), "png": _("Picture (PNG)")}
    return tag("button", words[form], type="button", data_chart_save=form)


def column(label: str, name: str, number: bool = False) -> Column:
    """Return the column of the table below a chart that shows ``name`` of its rows."""
    return Column(label, lambda row: row[name], number=number)


def lying(label: str, goal: float | None = None) -> Spec:
    """Describe bars that lie: ``name``, ``value`` and, at their end, ``text``, in given order;
    ``goal`` draws a line at a value."""
    return _described(_lying, label, goal)


def standing(label: str, below: str) -> Spec:
    """Describe bars that stand: ``name``, ``value`` and, on top, ``text``, in given order."""
    return _described(_standing, label, below)


def line(label: str, below: str, goal: float | None = None) -> Spec:
    """Describe a line with its points: ``name`` in order, ``value``, ``text`` at the last one."""
    return _described(_line, label, below, goal)


def stacked(label: str, form: str = ",.0f") -> Spec:
    """Describe bars that lie, each made of coloured parts: ``name``, ``part``, ``value`` and
    ``text``; ``form`` writes the sum at a bar's end."""
    return _described(_stacked, label, form)


def against(label: str, plan: str) -> Spec:
    """Describe bars that lie, each with a stroke at what was planned: ``name``, ``value``,
    ``text``, ``plan`` and ``plan_text``."""
    return _described(_against, label, plan)


def opposed(label: str, below: str) -> Spec:
    """Describe bars that stand above and below a line: ``name``, ``part``, ``value`` (below the
    line negative) and ``text``."""
    return _described(_opposed, label, below)


def curve(label: str, below: str) -> Spec:
    """Describe a curve: ``place`` and ``value``; ``other`` is a thin line to compare with, and
    the one row with ``now`` is marked."""
    return _described(_curve, label, below)


def _described(make: Callable[..., Spec], *words: object) -> Spec:
    # What stands on the ground and not on a bar needs the colour of its theme's texts.
    ink = DARK_INK if st.context.theme.type == "dark" else INK
    return _once(make, current_language(), ink, *words)


@lru_cache(maxsize=64)
def _once(make: Callable[..., Spec], _language: str, ink: str, *words: object) -> Spec:
    return make(ink, *words)


def _base() -> Any:
    return alt.Chart(alt.NamedData("rows"))


def _beside(base: Any, goal: float | None) -> Any:
    """Let a bar's text begin behind the line of the goal, so that neither hides the other."""
    at = "datum.value" if goal is None else f"max(datum.value, {goal})"
    return base.transform_calculate(at=at)


def _goal(ink: str) -> Any:
    return _base().mark_rule(color=ink, strokeDash=[5, 4], strokeWidth=1.5)


def _hint(label: str) -> list[Any]:
    return [alt.Tooltip("name:N", title=" "), alt.Tooltip("text:N", title=label)]


def _lying(ink: str, label: str, goal: float | None) -> Spec:
    order = alt.Y("name:N", sort=None, title=None, axis=alt.Axis(labelLimit=170, ticks=False))
    value = alt.X("value:Q", title=label, axis=alt.Axis(tickCount=5, tickMinStep=1))
    base = _base().encode(y=order, x=value, tooltip=_hint(label))
    parts = [
        base.mark_bar(height={"band": 0.7}),
        _beside(base, goal)
        .mark_text(color=ink, align="left", dx=5, clip=False)
        .encode(text="text:N", x=alt.X("at:Q", title=label)),
    ]
    if goal is not None:
        parts.append(_goal(ink).encode(x=alt.datum(goal)))
    return _finished(alt.layer(*parts), height={"step": ROW_HEIGHT})


def _standing(ink: str, label: str, below: str) -> Spec:
    order = alt.X("name:N", sort=None, title=below, axis=alt.Axis(labelAngle=0, labelLimit=110))
    value = alt.Y("value:Q", title=label, axis=alt.Axis(tickCount=5, tickMinStep=1))
    base = _base().encode(x=order, y=value, tooltip=_hint(label))
    parts = (
        base.mark_bar(width={"band": 0.7}),
        base.mark_text(color=ink, dy=-8, clip=False).encode(text="text:N"),
    )
    return _finished(alt.layer(*parts), height=COLUMN_HEIGHT)


def _line(ink: str, label: str, below: str, goal: float | None) -> Spec:
    order = alt.X("name:O", sort=None, title=below, axis=alt.Axis(labelAngle=0, labelOverlap=True))
    value = alt.Y("value:Q", title=label, axis=alt.Axis(tickCount=5))
    base = _base().encode(x=order, y=value, tooltip=_hint(label))
    parts = [
        base.mark_line(strokeWidth=2.5),
        base.mark_point(filled=True, size=60),
        _last_said(base, ink, -12, "true" if goal is None else f"!({_near_below(goal)})"),
    ]
    if goal is not None:
        parts.append(_last_said(base, ink, 16, _near_below(goal)))
        parts.append(_goal(ink).encode(y=alt.datum(goal)))
    return _finished(alt.layer(*parts), height=COLUMN_HEIGHT, padding=ROOM_ABOVE)


def _last_said(base: Any, ink: str, away: int, where: str) -> Any:
    """Write the text of the last point so far below it, where the condition holds."""
    told = base.mark_text(color=ink, dy=away, clip=False).encode(text="text:N")
    return told.transform_filter(f"datum.last && {where}")


def _near_below(goal: float) -> str:
    return f"datum.value <= {goal} && datum.value > {goal * NEAR}"


def legend_columns() -> int:
    """Return how many entries of a legend stand side by side: English ones are too long for two."""
    return 1 if current_language() == "en" else 2


def _legend() -> Any:
    columns = legend_columns()
    return alt.Legend(orient="top", title=None, labelLimit=190, columns=columns, symbolLimit=0)


def _stacked(ink: str, label: str, form: str) -> Spec:
    order = alt.Y("name:N", sort=None, title=None, axis=alt.Axis(labelLimit=170, ticks=False))
    value = alt.X("sum(value):Q", title=label, axis=alt.Axis(tickCount=5, tickMinStep=1))
    hint = [
        alt.Tooltip("name:N", title=" "),
        alt.Tooltip("part:N", title="  "),
        alt.Tooltip("text:N", title=label),
    ]
    base = _base().encode(y=order)
    parts = (
        base.mark_bar(height={"band": 0.7}).encode(
            x=value,
            color=alt.Color("part:N", sort=None, legend=_legend()),
            order=alt.Order("place:Q"),
            tooltip=hint,
        ),
        base.mark_text(color=ink, align="left", dx=5, clip=False).encode(
            x=value, text=alt.Text("sum(value):Q", format=form)
        ),
    )
    return _finished(alt.layer(*parts), height={"step": ROW_HEIGHT})


def _against(ink: str, label: str, plan: str) -> Spec:
    order = alt.Y("name:N", sort=None, title=None, axis=alt.Axis(labelLimit=170, ticks=False))
    value = alt.X("value:Q", title=label, axis=alt.Axis(tickCount=5))
    hint = [*_hint(label), alt.Tooltip("plan_text:N", title=plan)]
    base = _base().encode(y=order, tooltip=hint)
    parts = (
        base.mark_bar(height={"band": 0.55}).encode(x=value),
        base.mark_tick(color=ink, thickness=3, height={"band": 0.9}).encode(
            x=alt.X("plan:Q", title=label)
        ),
        base.transform_calculate(at="max(datum.value, datum.plan)")
        .mark_text(color=ink, align="left", dx=7, clip=False)
        .encode(text="text:N", x=alt.X("at:Q", title=label)),
    )
    return _finished(alt.layer(*parts), height={"step": ROW_HEIGHT + 4})


def _opposed(ink: str, label: str, below: str) -> Spec:
    order = alt.X("name:O", sort=None, title=below, axis=alt.Axis(labelAngle=0, labelOverlap=True))
    axis = alt.Axis(tickCount=5, tickMinStep=1, labelExpr="format(abs(datum.value), ',')")
    hint = [
        alt.Tooltip("name:N", title=" "),
        alt.Tooltip("part:N", title="  "),
        alt.Tooltip("text:N", title=label),
    ]
    base = _base().encode(x=order)
    parts = (
        base.mark_bar(width={"band": 0.7}).encode(
            y=alt.Y("value:Q", title=label, axis=axis),
            color=alt.Color("part:N", sort=None, legend=_legend()),
            tooltip=hint,
        ),
        _base().mark_rule(color=ink, strokeWidth=1).encode(y=alt.datum(0)),
    )
    return _finished(alt.layer(*parts), height=COLUMN_HEIGHT)


def _curve(ink: str, label: str, below: str) -> Spec:
    place = alt.X("place:Q", title=below, axis=alt.Axis(tickCount=6, format=",.0f"))
    axis = alt.Axis(tickCount=5, format=",.0f")
    hint = [
        alt.Tooltip("place:Q", title=below, format=",.2f"),
        alt.Tooltip("value:Q", title=label, format=",.2f"),
    ]
    base = _base().encode(x=place)
    parts = (
        base.mark_line(color=ink, strokeDash=[3, 4], strokeWidth=1, opacity=0.6).encode(
            y=alt.Y("other:Q", title=label, axis=axis)
        ),
        base.mark_line(strokeWidth=2.5).encode(y=alt.Y("value:Q", axis=axis), tooltip=hint),
        base.mark_point(filled=True, size=110, color=MARKED).encode(
            y=alt.Y("now:Q", axis=axis), tooltip=hint
        ),
    )
    return _finished(alt.layer(*parts), height=COLUMN_HEIGHT)


def _finished(chart: Any, **size: Any) -> Spec:
    found: Spec = chart.properties(**size).to_dict()
    # The rows are given to the whole chart when it is drawn.
    for part in (found, *found["layer"]):
        for name in ("$schema", "data", "config"):
            part.pop(name, None)
    return found


base, described, finished = _base, _described, _finished
"""For charts with a file of their own: what they stand on, how they are kept and handed over."""
