"""Boards of figures, drawn as plain markup: the same on a page and on a wall.

    boards.once(what, mark, lambda: boards.screen(laid_out, shown))

``laid_out`` is one of ``rules.boards.screens``, ``shown`` what ``db.board_figures`` found for its
widgets. A screen is drawn once for each ``mark``, however many look at it: the mark names all
that changes it. Shapes and words tell what colours tell.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Callable, Hashable, Mapping, Sequence
from threading import Lock
from typing import Any, Protocol

from components.markup import Html, join, tag
from rules.board_values import FEW, NOTHING, show_change, show_short
from rules.boards import (
    BARS,
    LINE,
    PROGRESS,
    RANKING,
    TABLE,
    TONE_LABELS,
    Placed,
    Screen,
    Widget,
)
from rules.indicator_words import GROUP_LABELS, UNIT_GROUP
from rules.language import _
from rules.mutual_groups import LEAST_SHOWN
from rules.periods import Period

MOST_KEPT = 400
_SIGNS: Mapping[str, str] = {"good": "✓", "warn": "!", "bad": "✕"}


class Point(Protocol):
    """One group or month of a figure."""

    @property
    def label(self) -> str: ...
    @property
    def value(self) -> int | None: ...
    @property
    def is_few(self) -> bool: ...


class Shown(Protocol):
    """A widget with what it shows."""

    @property
    def widget(self) -> Widget: ...
    @property
    def period(self) -> Period: ...
    @property
    def value(self) -> int | None: ...
    @property
    def before(self) -> int | None: ...
    @property
    def is_few(self) -> bool: ...
    @property
    def points(self) -> Sequence[Any]: ...
    @property
    def more(self) -> int: ...


class _Drawn:
    """What was drawn of something last, and how often a drawing of it was begun."""

    def __init__(self) -> None:
        self.drawing = Lock()
        self.last: tuple[Hashable, Html] | None = None
        self.begun = 0


_drawn: dict[Hashable, _Drawn] = {}
_keeping = Lock()


def once(what: Hashable, mark: Hashable, draw: Callable[[], Html]) -> Html:
    """Return what ``draw`` gives of ``what``, drawn anew only when ``mark`` is another.

    Of all who wait for a change, one draws. Who waited while others wrote takes a drawing
    that was begun since: it knows at least what the own mark told. So the work grows with
    neither the screens nor the changes.
    """
    one = _at(what)
    begun, last = one.begun, one.last
    if last is not None and last[0] == mark:
        return last[1]
    with one.drawing:
        last = one.last
        if last is None or (last[0] != mark and one.begun == begun):
            one.begun += 1
            one.last = None  # should drawing fail, nobody takes the old one for a new one
            last = one.last = mark, draw()
        return last[1]


def _at(what: Hashable) -> _Drawn:
    with _keeping:
        if what not in _drawn:
            if len(_drawn) >= MOST_KEPT:
                _drawn.clear()
            _drawn[what] = _Drawn()
        return _drawn[what]


def screen(laid_out: Screen, shown: Mapping[Widget, Shown]) -> Html:
    """Return the markup of a screen: a grid of tiles."""
    tiles = join(_tile(one, shown[one.widget]) for one in laid_out.placed)
    size = f"--columns:{laid_out.columns};--rows:{laid_out.rows}"
    return tag("div", tiles, class_="board-screen", style=size)


def _tile(placed: Placed, shown: Shown) -> Html:
    widget = placed.widget
    head = tag("h3", _(widget.described.label), title=_(widget.described.meaning))
    period = tag("p", " · ".join(_told_for(shown)), class_="board-period")
    place = f"--c:{placed.column};--r:{placed.row};--w:{placed.width};--h:{placed.height}"
    body = _BODIES.get(widget.chart, _card)(shown)
    css = f"board-tile {widget.size} {widget.chart}"
    return tag(
        "section", join((tag("header", join((head, period))), body)), class_=css, style=place
    )


def _told_for(shown: Shown) -> list[str]:
    """Say what a figure is taken apart by, and the period it is told for."""
    widget = shown.widget
    if widget.chart == LINE:
        return [_("twelve months up to each") if widget.is_ratio else _("by month")]
    group = {RANKING: UNIT_GROUP, BARS: widget.group, TABLE: widget.group}.get(widget.chart, "")
    by = [_("by {group}").format(group=_(GROUP_LABELS.get(group, group)))] if group else []
    return [*by, shown.period.shown]


def _written(shown: Shown, point: Point | Shown) -> str:
    if point.is_few:
        return _(FEW).format(n=LEAST_SHOWN)
    return show_short(shown.widget.described, point.value)


def _width(text: str) -> float:
    """Return about how many letters wide a text is, for a size that lets it fill its tile."""
    wide = sum(unicodedata.east_asian_width(one) in "WFA" for one in text)
    return wide + 0.58 * (len(text) - wide)


def _sign(tone: str) -> Html:
    return tag("i", _SIGNS[tone], class_=tone, title=_(TONE_LABELS[tone])) if tone else Html()


def _figure(shown: Shown) -> Html:
    widget, text = shown.widget, _written(shown, shown)
    tone = widget.tone(shown.value)
    number, _space, unit = text.rpartition(" ")
    if not number or unit[-1].isdigit():
        number, unit = text, ""
    inside = join((tag("b", number), tag("small", unit) if unit else "", _sign(tone)))
    size = f"--n:{max(_width(number) + _width(unit) / 2 + (1 if tone else 0), 2):.1f}"
    return tag("p", inside, class_=f"board-figure {tone}".strip(), style=size)


def _card(shown: Shown) -> Html:
    widget, notes = shown.widget, []
    change = show_change(widget.described, shown.value, shown.before)
    if change:
        notes.append(_("{change} on last year").format(change=change))
    if widget.target is not None:
        target = show_short(widget.described, widget.target)
        notes.append(_("target {n}").format(n=target))
    return join((_figure(shown), tag("p", " · ".join(notes), class_="board-note")))


def _progress(shown: Shown) -> Html:
    widget, value = shown.widget, shown.value or 0
    target = widget.target or 0
    most = max(value, target, 1)
    track = join(
        (
            tag("i", class_=widget.tone(shown.value), style=f"width:{_percent(value, most)}"),
            tag("u", style=f"left:{_percent(target, most)}"),
        )
    )
    reached = f"{1000 * value // target / 10:.1f} %" if target and shown.value is not None else "—"
    text = _("{rate} of the target {n}").format(
        rate=reached, n=show_short(widget.described, widget.target)
    )
    parts = (_figure(shown), tag("div", track, class_="board-track"))
    return join((*parts, tag("p", text, class_="board-note")))


def _percent(value: int, most: int) -> str:
    return f"{max(100 * value / most, 0):.2f}%"


def _bars(shown: Shown) -> Html:
    if not shown.points:
        return _nothing()
    widget = shown.widget
    most = max(*(one.value or 0 for one in shown.points), widget.target or 0, 1)
    line = Html()
    if widget.target is not None:
        line = tag("u", style=f"left:{_percent(widget.target, most)}")
    rows = join(_bar(shown, one, most, line) for one in shown.points)
    return join((_rows("div", rows, shown, "board-bars"), _more(shown)))


def _bar(shown: Shown, point: Point, most: int, line: Html) -> Html:
    tone = shown.widget.tone(point.value)
    bar = tag("i", class_=tone, style=f"width:{_percent(point.value or 0, most)}")
    return join(
        (
            tag("span", point.label),
            tag("em", join((bar, line))),
            tag("b", join((_written(shown, point), _sign(tone)))),
        )
    )


def _rows(name: str, rows: Html, shown: Shown, css: str) -> Html:
    return tag(name, rows, class_=css, style=f"--k:{max(len(shown.points), 3)}")


def _more(shown: Shown) -> Html:
    text = _("and {n} more").format(n=shown.more) if shown.more else ""
    return tag("p", text, class_="board-note") if text else Html()


def _table(shown: Shown) -> Html:
    return _listed(shown, numbered=False)


def _ranking(shown: Shown) -> Html:
    return _listed(shown, numbered=True)


def _listed(shown: Shown, numbered: bool) -> Html:
    if not shown.points:
        return _nothing()
    place, rows = 0, []
    for position, point in enumerate(shown.points, start=1):
        # Who comes to the same shares a place.
        same = position > 1 and shown.points[position - 2].value == point.value
        place = place if same else position
        number = tag("small", place if point.value is not None else NOTHING) if numbered else ""
        tone = shown.widget.tone(point.value)
        value = tag("b", join((_written(shown, point), _sign(tone))), class_=tone)
        rows.append(join((number, tag("span", point.label), value)))
    css = "board-list numbered" if numbered else "board-list"
    return join((_rows("div", join(rows), shown, css), _more(shown)))


def _nothing() -> Html:
    return tag("p", _("Nothing is counted yet."), class_="board-nothing")


def _line(shown: Shown) -> Html:
    known = [(at, one.value) for at, one in enumerate(shown.points) if one.value is not None]
    if not known:
        return _nothing()
    widget, last = shown.widget, max(len(shown.points) - 1, 1)
    values = [value for _at, value in known]
    most = max(*values, widget.target or 0, 1) * 1.06
    # A curve of large numbers would be flat from nought; one that begins there says so.
    least = min(*values, widget.target if widget.target is not None else values[0])
    floor = 0.0 if least < most / 2 else least * 0.9
    spots = [(100 * at / last, 100 * (1 - (v - floor) / (most - floor))) for at, v in known]
    parts = [_area(spots), _stroke(spots), _spot(shown, spots)]
    if widget.target is not None:
        height = 100 * (1 - (widget.target - floor) / (most - floor))
        target = _("target {n}").format(n=show_short(widget.described, widget.target))
        parts.append(tag("u", tag("small", target), style=f"top:{height:.2f}%"))
    if floor:
        begin = show_short(widget.described, round(floor))
        parts.append(tag("small", _("from {n}").format(n=begin), class_="board-floor"))
    below = join((tag("span", shown.points[0].label), tag("span", shown.points[-1].label)))
    return join(
        (
            _figure(shown),
            tag("div", join(parts), class_="board-line"),
            tag("p", below, class_="board-months"),
        )
    )


def _area(spots: Sequence[tuple[float, float]]) -> Html:
    corners = [f"{x:.2f}% {y:.2f}%" for x, y in spots]
    shape = ",".join((f"{spots[0][0]:.2f}% 100%", *corners, f"{spots[-1][0]:.2f}% 100%"))
    return tag("i", class_="area", style=f"clip-path:polygon({shape})")


def _stroke(spots: Sequence[tuple[float, float]]) -> Html:
    upper = [f"{x:.2f}% calc({y:.2f}% - var(--stroke))" for x, y in spots]
    lower = [f"{x:.2f}% calc({y:.2f}% + var(--stroke))" for x, y in reversed(spots)]
    return tag("i", class_="stroke", style=f"clip-path:polygon({','.join((*upper, *lower))})")


def _spot(shown: Shown, spots: Sequence[tuple[float, float]]) -> Html:
    x, y = spots[-1]
    place = f"left:{x:.2f}%;top:{y:.2f}%"
    return tag("i", class_="spot", style=place, title=shown.points[-1].label)


_BODIES: Mapping[str, Callable[[Shown], Html]] = {
    PROGRESS: _progress,
    BARS: _bars,
    LINE: _line,
    TABLE: _table,
    RANKING: _ranking,
}
