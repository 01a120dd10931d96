"""How a figure of a board is described to who composes it."""

from __future__ import annotations

from rules.board_values import show_short
from rules.boards import (
    BARS,
    CHART_LABELS,
    LINE,
    PERIOD_LABELS,
    SIZE_LABELS,
    TABLE,
    Widget,
)
from rules.indicator_words import GROUP_LABELS
from rules.language import _


def in_words(widget: Widget) -> str:
    """Say how a figure is drawn: kind, size, period, groups, target."""
    parts = [_(CHART_LABELS[widget.chart]), _(SIZE_LABELS[widget.size])]
    if widget.chart != LINE:
        parts.append(_(PERIOD_LABELS[widget.period]))
    if widget.chart in (BARS, TABLE):
        parts.append(_(GROUP_LABELS.get(widget.group, widget.group)))
    if widget.target is not None:
        target = show_short(widget.described, widget.target)
        parts.append(_("target {n}").format(n=target))
    return " · ".join(parts)
