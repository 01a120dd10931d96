"""What is asked about a board, and about one figure on it."""

from __future__ import annotations

from collections.abc import Mapping
from typing import cast

from rules.boards import (
    CARD,
    LARGEST,
    MOST_THRESHOLDS,
    SMALL,
    Threshold,
    Widget,
    check_widget,
)
from rules.fields import Field, Fields, Kind, Value
from rules.indicator import FEN, SHARE, Indicator
from rules.language import N_
from rules.periods import YEAR
from rules.settings import between

ROLE_CODES, CHARTS, SIZES, PERIODS, GROUPS, TONES = (
    "board_roles",
    "board_charts",
    "board_sizes",
    "board_periods",
    "board_groups",
    "board_tones",
)
"""The names under which a form's choices go."""

PERCENT = 100
"""Shares are asked for in whole percents and kept in hundredths of one."""

BOARD_FIELDS: Fields = (
    Field("zh", N_("Name"), required=True, length=60),
    Field("en", N_("Name for readers of English"), length=60),
    Field(
        "roles",
        N_("Roles that see it"),
        Kind.CHOICES,
        codes=ROLE_CODES,
        help=N_("Empty: everybody who sees figures."),
    ),
)

_TARGET, _COLOURS = N_("Target"), N_("Colours by value")


def widget_fields(indicator: Indicator) -> Fields:
    """Return what is asked about a figure on a board; numbers in the figure's own unit."""
    numbers = []
    for one in range(1, MOST_THRESHOLDS + 1):
        numbers.append(_number(indicator, f"at_{one}", N_("From the value"), _COLOURS))
        numbers.append(Field(f"tone_{one}", N_("Colour"), Kind.CHOICE, codes=TONES, group=_COLOURS))
    return (
        Field("chart", N_("Drawn as"), Kind.CHOICE, codes=CHARTS, required=True),
        Field("size", N_("Size"), Kind.PICK, codes=SIZES, required=True),
        Field("period", N_("Period"), Kind.CHOICE, codes=PERIODS, required=True),
        Field(
            "group",
            N_("Taken apart by"),
            Kind.CHOICE,
            codes=GROUPS,
            help=N_("For bars and tables."),
        ),
        _number(indicator, "target", N_("Target line"), _TARGET),
        *numbers,
    )


def _number(indicator: Indicator, name: str, label: str, group: str) -> Field:
    if indicator.unit == FEN:
        return Field(name, label, Kind.MONEY, group=group, help=N_("In yuan."))
    most, told = LARGEST // PERCENT, ""
    if indicator.unit == SHARE:
        most, told = 10_000, N_("In percent.")
    return Field(name, label, Kind.INTEGER, check=between(0, most), group=group, help=told)


def widget_values(indicator: Indicator, widget: Widget | None) -> dict[str, Value]:
    """Return what the form of a figure starts with."""
    if widget is None:
        return {"chart": CARD, "size": SMALL, "period": YEAR, "group": "unit"}
    values: dict[str, Value] = {
        "chart": widget.chart,
        "size": widget.size,
        "period": widget.period,
        "group": widget.group or None,
        "target": _asked(indicator, widget.target),
    }
    for number, one in enumerate(widget.thresholds, start=1):
        values[f"at_{number}"] = _asked(indicator, one.at)
        values[f"tone_{number}"] = one.tone
    return values


def widget_typed(indicator: Indicator, typed: Mapping[str, Value]) -> Widget:
    """Return the figure that a form describes; raises InvalidInput naming the field."""
    thresholds = []
    for one in range(1, MOST_THRESHOLDS + 1):
        at, tone = _kept(indicator, typed.get(f"at_{one}")), typed.get(f"tone_{one}")
        if at is not None or tone:
            thresholds.append(Threshold(-1 if at is None else at, str(tone or "")))
    widget = Widget(
        indicator.code,
        str(typed["chart"]),
        str(typed["size"]),
        str(typed["period"]),
        str(typed.get("group") or ""),
        _kept(indicator, typed.get("target")),
        tuple(thresholds),
    )
    check_widget(widget)
    return widget


def _asked(indicator: Indicator, value: int | None) -> int | None:
    return value // PERCENT if value is not None and indicator.unit == SHARE else value


def _kept(indicator: Indicator, value: Value) -> int | None:
    if value is None:
        return None
    number = cast(int, value)
    return number * PERCENT if indicator.unit == SHARE else number
