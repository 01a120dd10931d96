"""What the figures of a board come to, for the actor's part of the tree and without names.

Few people are never told: a count of them is marked as few, a group of them is left out of
charts.
"""

from __future__ import annotations

from collections.abc import Collection, Hashable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy.orm import Session

from db import indicators
from db.indicators import Figure
from db.pulse import feel
from db.verbs import actor_of, needs, now_of, today_of
from rules import periods
from rules.access import Actor, Permission
from rules.boards import (
    BARS,
    LARGE,
    LINE,
    MONTHS_OF_LINE,
    RANKING,
    SMALL,
    TABLE,
    WIDE,
    Widget,
    few_among,
    is_few,
)
from rules.indicator import FLOW, Indicator
from rules.indicator_words import UNIT_GROUP
from rules.indicators import INDICATORS
from rules.periods import Period

LINES = {SMALL: 4, WIDE: 5, LARGE: 12}
"""How many groups a size has room for."""

WINDOW_OF_SHARES = 12
ALWAYS = ("boards", "displays", "settings", "units")
"""Areas on which every board depends."""

EVERY_VERSION = indicators.versions_of(*INDICATORS.values())


@dataclass(frozen=True, slots=True)
class Point:
    """One group or month: ``value`` is None where there is none, ``is_few`` where it is kept."""

    label: str
    value: int | None
    is_few: bool = False


@dataclass(frozen=True, slots=True)
class Shown:
    """A widget with what it shows; ``more`` groups had no room."""

    widget: Widget
    period: Period
    value: int | None = None
    before: int | None = None
    is_few: bool = False
    points: tuple[Point, ...] = ()
    more: int = 0


@dataclass(frozen=True, slots=True)
class Mark:
    """Whose figures these are, beside what was chosen, and all that changes them."""

    whose: Hashable
    at: Hashable


def mark_of(
    office: str, actor: Actor, on: date, versions: Mapping[str, int], names: Iterable[str]
) -> Mark:
    """Return what figures depend on that these versions change."""
    scope = None if actor.everywhere else actor.unit_id
    known = tuple(versions.get(name, 0) for name in sorted({*names, *ALWAYS}))
    return Mark((office, scope, actor.language), (on, known))


@needs(Permission.SEE_FIGURES)
def mark(session: Session) -> Mark:
    """Return what changes whenever a figure of any board may have changed."""
    pulse = feel()
    on = now_of(session).astimezone(pulse.zone).date()
    return mark_of(pulse.office, actor_of(session), on, pulse.versions, EVERY_VERSION)


@needs(Permission.SEE_FIGURES)
def draw(session: Session, widgets: Sequence[Widget]) -> dict[Widget, Shown]:
    """Return what each widget shows today; figures of one period come from one statement."""
    today = today_of(session)
    by_period: dict[Period, list[Widget]] = {}
    for widget in widgets:
        by_period.setdefault(widget.period_on(today), []).append(widget)
    found = {}
    for period, members in by_period.items():
        alone = [one for one in members if one.chart not in (BARS, LINE, TABLE, RANKING)]
        codes = list(dict.fromkeys(one.indicator for one in alone))
        values = indicators.figures(session, codes, period) if codes else {}
        for widget in alone:
            figure = values[widget.indicator]
            found[widget] = _alone(widget, period, figure)
        for widget in members:
            if widget.chart == LINE:
                found[widget] = _line(session, widget, period, periods.month_of(today))
            elif widget not in found:
                found[widget] = _groups(session, widget, period)
    return found


def _alone(widget: Widget, period: Period, figure: Figure) -> Shown:
    described = widget.described
    few = is_few(described, figure.value, figure.whole)
    told = None if few else figure.value
    few_before = is_few(described, figure.before, figure.whole_before)
    return Shown(widget, period, told, None if few_before else figure.before, few)


def _line(session: Session, widget: Widget, period: Period, this_month: str) -> Shown:
    described = widget.described
    months = periods.months_to(min(period.last_month, this_month), MONTHS_OF_LINE)
    rows = indicators.series(
        session, widget.indicator, months, window=WINDOW_OF_SHARES if widget.is_ratio else 1
    )
    # Only what months bring adds up to a figure that is told.
    hidden = few_among(described, (row.value for row in rows)) if described.kind == FLOW else ()
    points = tuple(_points(described, rows, hidden))
    last = points[-1] if points else Point("", None)
    return Shown(widget, period, last.value, None, last.is_few, points)


def _groups(session: Session, widget: Widget, period: Period) -> Shown:
    described = widget.described
    group = UNIT_GROUP if widget.chart == RANKING else widget.group
    rows = indicators.grouped(session, widget.indicator, group, period)
    points = list(_points(described, rows, few_among(described, (row.value for row in rows))))
    if widget.chart == BARS:
        points = [one for one in points if one.value]
    points = _ordered(points)
    room = LINES[widget.size]
    return Shown(
        widget,
        period,
        points=tuple(points[:room]),
        more=max(len(points) - room, 0),
    )


def _points(described: Indicator, rows: Sequence[Any], hidden: Collection[int]) -> Iterator[Point]:
    for at, row in enumerate(rows):
        few = at in hidden or is_few(described, row.value, row.whole)
        yield Point(row.label, None if few else row.value, few)


def _ordered(points: Iterable[Point]) -> list[Point]:
    """Put the largest first; few people stand behind every number, nothing stands last."""
    return sorted(points, key=lambda one: (one.value is None, -(one.value or 0), not one.is_few))
