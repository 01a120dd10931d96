"""Boards: figures chosen and put in order, how each is drawn, and how they share a screen."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass
from datetime import date
from typing import Any

from rules import periods
from rules.errors import InvalidInput
from rules.indicator_words import UNIT_GROUP
from rules.indicators import COUNT, FLOW, INDICATORS, Indicator
from rules.language import N_, Words, current_language
from rules.mutual_groups import LEAST_SHOWN, kept_back
from rules.periods import Period

CARD, BARS, LINE, PROGRESS, TABLE, RANKING = (
    "card",
    "bars",
    "line",
    "progress",
    "table",
    "ranking",
)
CHART_LABELS: Mapping[str, str] = {
    CARD: N_("Figure alone"),
    BARS: N_("Bars by group"),
    LINE: N_("Line of months"),
    PROGRESS: N_("Way to the target"),
    TABLE: N_("Table by group"),
    RANKING: N_("Ranking of units"),
}

SMALL, WIDE, LARGE = "small", "wide", "large"
SIZE_LABELS: Mapping[str, str] = {SMALL: N_("Small"), WIDE: N_("Wide"), LARGE: N_("Large")}
SPANS: Mapping[str, tuple[int, int]] = {SMALL: (1, 1), WIDE: (2, 1), LARGE: (2, 2)}
"""Columns and rows that a size takes."""

COLUMNS, ROWS = 4, 2
"""The most that a screen holds, so that it can be read from the other end of a hall."""

MONTH_BEFORE = "month_before"
PERIOD_LABELS: Mapping[str, str] = {
    periods.MONTH: N_("This month"),
    MONTH_BEFORE: N_("The month before"),
    periods.QUARTER: N_("This quarter"),
    periods.YEAR: N_("This year"),
    periods.STATISTICAL_YEAR: N_("This statistical year"),
}

GOOD, WARN, BAD = "good", "warn", "bad"
TONE_LABELS: Mapping[str, str] = {
    GOOD: N_("green: good"),
    WARN: N_("amber: look"),
    BAD: N_("red: act"),
}


MOST_WIDGETS, MOST_THRESHOLDS, MONTHS_OF_LINE = 40, 3, 13
LARGEST = 10**15


@dataclass(frozen=True, slots=True)
class Threshold:
    """From this value on, a figure has this tone."""

    at: int
    tone: str


@dataclass(frozen=True, slots=True)
class Widget:
    """One figure of a board and how it is drawn.

    ``target`` and thresholds are counts, whole fen or hundredths of a percent, as the figure is.
    """

    indicator: str
    chart: str = CARD
    size: str = SMALL
    period: str = periods.YEAR
    group: str = ""
    target: int | None = None
    thresholds: tuple[Threshold, ...] = ()

    @property
    def described(self) -> Indicator:
        return INDICATORS[self.indicator]

    @property
    def is_ratio(self) -> bool:
        """Say whether one month alone would say little: a share of what months bring."""
        return self.described.is_share and self.described.kind == FLOW

    @property
    def cells(self) -> int:
        columns, rows = SPANS[self.size]
        return columns * rows

    def plain(self) -> dict[str, Any]:
        """Return what the database keeps."""
        return {**asdict(self), "thresholds": [[one.at, one.tone] for one in self.thresholds]}

    def period_on(self, today: date) -> Period:
        """Return the period that the figure is told for on a day."""
        if self.period == MONTH_BEFORE:
            return periods.period_at(periods.MONTH, today).previous
        return periods.period_at(self.period, today)

    def tone(self, value: int | None) -> str:
        """Return the tone of a value: that of the highest threshold it reaches."""
        reached = [one for one in self.thresholds if value is not None and value >= one.at]
        return reached[-1].tone if reached else ""


def widget_of(plain: Mapping[str, Any]) -> Widget:
    """Return a widget from its plain form; raises InvalidInput for what no board can show."""
    try:
        thresholds = tuple(Threshold(int(at), str(tone)) for at, tone in plain["thresholds"])
        widget = Widget(**{**plain, "thresholds": thresholds})
    except (TypeError, ValueError, KeyError):
        raise InvalidInput(N_("This is no figure of a board.")) from None
    check_widget(widget)
    return widget


def known_widgets(plain: Iterable[Mapping[str, Any]]) -> tuple[Widget, ...]:
    """Return the widgets of a stored board; those whose figure the program no longer has are
    left out."""
    return tuple(widget_of(one) for one in plain if one.get("indicator") in INDICATORS)


def check_widget(widget: Widget) -> None:
    """Raise InvalidInput, naming the field, when a figure cannot be drawn like this."""
    indicator = INDICATORS.get(widget.indicator)
    if indicator is None:
        raise InvalidInput(N_("There is no such figure."), field="indicator")
    known = (
        ("chart", CHART_LABELS, widget.chart),
        ("size", SIZE_LABELS, widget.size),
        ("period", PERIOD_LABELS, widget.period),
    )
    for name, choices, chosen in known:
        if chosen not in choices:
            raise InvalidInput(N_("Choose one of the list."), field=name)
    _check_group(widget, indicator)
    if widget.chart == PROGRESS and widget.target is None:
        raise InvalidInput(N_("The way to a target needs the target."), field="target")
    _check_numbers(widget)


def groups_of(indicator: Indicator) -> tuple[str, ...]:
    """Return the ways in which a board may take a figure apart."""
    return (UNIT_GROUP, *(name for name in indicator.groups if name != UNIT_GROUP))


def _check_group(widget: Widget, indicator: Indicator) -> None:
    if widget.chart in (BARS, TABLE) and widget.group not in groups_of(indicator):
        raise InvalidInput(N_("Choose by what the figure is taken apart."), field="group")


def _check_numbers(widget: Widget) -> None:
    numbers = [one.at for one in widget.thresholds]
    if len(numbers) > MOST_THRESHOLDS or any(
        one.tone not in TONE_LABELS for one in widget.thresholds
    ):
        raise InvalidInput(N_("Choose a colour for each threshold."), field="tone_1")
    if numbers != sorted(set(numbers)):
        raise InvalidInput(N_("Thresholds rise from one to the next."), field="at_2")
    if widget.target is not None:
        numbers.append(widget.target)
    if any(not 0 <= one <= LARGEST for one in numbers):
        raise InvalidInput(N_("Enter a number from 0 upwards."), field="target")


def check_widgets(widgets: Sequence[Widget]) -> None:
    """Raise InvalidInput when a board holds too much, or something that cannot be drawn."""
    if len(widgets) > MOST_WIDGETS:
        raise InvalidInput(N_("A board holds {most} figures at most."), most=MOST_WIDGETS)
    for widget in widgets:
        check_widget(widget)


def check_name(zh: str) -> str:
    """Return a board's name without surrounding spaces; raises InvalidInput when it is empty."""
    if not zh.strip():
        raise InvalidInput(N_("{label} is missing."), field="zh", label=Words(N_("Name")))
    return zh.strip()[:60]


def name_of(zh: str, en: str) -> str:
    """Return a board's name in the reader's language."""
    return en if en and current_language() == "en" else zh


def is_few(indicator: Indicator, value: int | None, whole: int = 0) -> bool:
    """Say whether a figure counts so few people that it would point at them, or is a share of
    so few."""
    if not indicator.people:
        return False
    if indicator.is_share and all(part.what == "n" for part in indicator.whole):
        return 0 < whole < LEAST_SHOWN
    return indicator.unit == COUNT and value is not None and 0 < value < LEAST_SHOWN


def few_among(indicator: Indicator, values: Iterable[int | None]) -> frozenset[int]:
    """Return the places of those parts of a figure that are not told: they count too few people,
    or the figure itself would give such a part away."""
    if not indicator.people or indicator.unit != COUNT:
        return frozenset()
    return kept_back([one or 0 for one in values])


# -- how widgets share screens ---------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Placed:
    """A widget with its place on the screen: column and row from 1, and what it spans."""

    widget: Widget
    column: int
    row: int
    width: int
    height: int


@dataclass(frozen=True, slots=True)
class Screen:
    """What is seen at once: widgets at their places in a grid of columns and rows."""

    placed: tuple[Placed, ...]
    columns: int
    rows: int

    @property
    def widgets(self) -> tuple[Widget, ...]:
        return tuple(one.widget for one in self.placed)


def screens(widgets: Sequence[Widget]) -> tuple[Screen, ...]:
    """Share widgets out to screens, in their order."""
    return tuple(_screen(part) for part in _parts(widgets))


def _parts(widgets: Sequence[Widget]) -> Iterator[list[Widget]]:
    part: list[Widget] = []
    for widget in widgets:
        if sum(one.cells for one in part) + widget.cells > COLUMNS * ROWS:
            yield part
            part = []
        part.append(widget)
    if part:
        yield part


def _screen(part: Sequence[Widget]) -> Screen:
    """Place widgets so that the least room is left over; the full grid takes any part."""
    by_size = sorted(part, key=lambda one: -one.cells)
    cells = sum(one.cells for one in part)
    found = [
        Screen(placed, columns, rows)
        for order, across in ((part, True), (part, False), (by_size, True))
        for columns in range(1, COLUMNS + 1)
        for rows in range(1, min(columns, ROWS) + 1)
        if (placed := _place(order, columns, rows, across)) is not None
    ]
    return min(found, key=lambda one: (one.columns * one.rows - cells, one.columns))


def _place(
    part: Sequence[Widget], columns: int, rows: int, across: bool
) -> tuple[Placed, ...] | None:
    """Put each widget where there is room first, going across or down; None when one has none."""
    spots = [(x, y) for y in range(1, rows + 1) for x in range(1, columns + 1)]
    taken: set[tuple[int, int]] = set()
    placed = []
    for widget in part:
        width, height = SPANS[widget.size]
        free = (
            spot
            for spot in (spots if across else sorted(spots))
            if spot[0] + width <= columns + 1 and spot[1] + height <= rows + 1
            if not taken & _cells(*spot, width, height)
        )
        found = next(free, None)
        if found is None:
            return None
        taken |= _cells(*found, width, height)
        placed.append(Placed(widget, *found, width, height))
    return tuple(placed)


def _cells(column: int, row: int, width: int, height: int) -> set[tuple[int, int]]:
    return {(column + x, row + y) for x in range(width) for y in range(height)}
