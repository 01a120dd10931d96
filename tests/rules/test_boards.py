"""Boards: what can be drawn, how it shares screens, how figures read from across a hall."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rules.board_forms import widget_fields, widget_typed, widget_values
from rules.board_values import short_money, show_change, show_short
from rules.boards import (
    COLUMNS,
    ROWS,
    SPANS,
    Threshold,
    Widget,
    groups_of,
    is_few,
    known_widgets,
    screens,
    widget_of,
)
from rules.displays import is_dark, turn_of
from rules.errors import InvalidInput
from rules.indicator_words import GROUP_LABELS
from rules.indicators import INDICATORS
from rules.language import use_language

PEOPLE, FEES, RATIO = (
    INDICATORS[one] for one in ("mutual_people", "mutual_fees", "mutual_loss_ratio")
)
FULL = Widget(
    "mutual_loss_ratio", "progress", "large", "quarter", "", 8000,
    (Threshold(0, "good"), Threshold(7000, "bad")),
)  # fmt: skip


@given(st.lists(st.sampled_from(sorted(SPANS)), max_size=40))
def test_every_figure_has_one_place_and_none_covers_another(sizes: list[str]) -> None:
    found = screens([Widget("claims", size=size) for size in sizes])
    assert sum(len(one.placed) for one in found) == len(sizes)
    for screen in found:
        assert screen.columns <= COLUMNS
        assert screen.rows <= ROWS
        cells = [
            (one.column + x, one.row + y)
            for one in screen.placed
            for x in range(one.width)
            for y in range(one.height)
        ]
        assert len(cells) == len(set(cells))
        assert all(1 <= x <= screen.columns and 1 <= y <= screen.rows for x, y in cells)


def test_a_widget_comes_back_from_the_database_and_from_its_form_as_it_was() -> None:
    assert widget_of(FULL.plain()) == FULL
    values = widget_values(RATIO, FULL)
    assert (values["target"], values["at_2"]) == (80, 70), "shares are asked for in percents"
    assert set(values) <= {field.name for field in widget_fields(RATIO)}
    assert widget_typed(RATIO, values) == FULL
    assert known_widgets([FULL.plain(), {"indicator": "gone"}]) == (FULL,)


@pytest.mark.parametrize(
    ("changed", "field"),
    [
        ({"indicator": "nothing"}, "indicator"),
        ({"chart": "pie"}, "chart"),
        ({"period": "week"}, "period"),
        ({"target": None}, "target"),
        ({"target": -1}, "target"),
        ({"chart": "bars", "group": "secret"}, "group"),
        ({"thresholds": (Threshold(5, "good"), Threshold(5, "bad"))}, "at_2"),
        ({"thresholds": (Threshold(5, "pink"),)}, "tone_1"),
    ],
)
def test_what_cannot_be_drawn_is_refused_by_its_field(changed: dict[str, Any], field: str) -> None:
    with pytest.raises(InvalidInput) as refused:
        widget_of(replace(FULL, **changed).plain())
    assert refused.value.field == field


def test_the_highest_threshold_reached_gives_the_colour() -> None:
    assert [FULL.tone(value) for value in (None, 0, 6999, 7000)] == ["", "good", "good", "bad"]


def test_a_board_speaks_of_its_period_by_todays_date() -> None:
    today = date(2026, 1, 5)
    codes = [
        replace(FULL, period=one).period_on(today).code
        for one in ("month", "month_before", "quarter", "year", "statistical_year")
    ]
    assert codes == ["2026-01", "2025-12", "2026Q1", "2026", "S2026"]


def test_figures_are_short_in_the_readers_language() -> None:
    assert [short_money(fen) for fen in (99_949, 1_234_567_00, 25_000_000_000_00)] == [
        "999 元",
        "123.5 万元",
        "2.50 亿元".replace("2.50", "250.00"),
    ]
    assert show_short(RATIO, 8_765) == "87.7 %"
    assert show_change(PEOPLE, 110, 100) == "▲ 10.0 %"
    assert show_change(RATIO, 8000, 8500) == "▼ 5.0 个百分点"
    assert show_change(PEOPLE, 110, 0) == ""
    use_language("en")
    assert short_money(1_234_567_00) == "¥ 1,234,567"
    assert short_money(12_345_678_00) == "¥ 12.3 m"


def test_every_group_of_every_figure_has_a_name() -> None:
    named = {name for one in INDICATORS.values() for name in groups_of(one)}
    assert named <= set(GROUP_LABELS)


def test_few_people_are_kept_and_nobody_is_told() -> None:
    assert [is_few(PEOPLE, n) for n in (None, 0, 1, 4, 5)] == [False, False, True, True, False]
    assert not is_few(FEES, 3)
    seen = INDICATORS["visit_coverage"]
    assert [is_few(seen, 5_000, n) for n in (0, 2, 5)] == [False, True, False]
    assert not is_few(RATIO, 5_000, 3)


def test_pages_take_turns_by_the_clock_and_night_goes_over_midnight() -> None:
    at = datetime(2026, 11, 24, 12, tzinfo=UTC)
    turns = [turn_of(at.replace(second=second), 20, 3) for second in (0, 19, 20, 40)]
    assert turns == [turns[0], turns[0], (turns[0] + 1) % 3, (turns[0] + 2) % 3]
    assert turn_of(at, 20, 0) == 0
    dark = [is_dark("hours", 19, 7, at.replace(hour=hour)) for hour in (6, 7, 18, 19)]
    assert dark == [True, False, False, True]
    assert is_dark("hours", 1, 3, at.replace(hour=2))
    assert (is_dark("on", 0, 0, at), is_dark("off", 0, 0, at)) == (True, False)
