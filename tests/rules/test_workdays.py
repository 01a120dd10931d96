"""Workdays and terms, with the tables that a new office gets."""

from __future__ import annotations

import csv
from datetime import date, timedelta
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rules.workdays import Calendar, plus_months

SHIPPED = Path(__file__).resolve().parent.parent.parent / "data" / "workdays.csv"


def shipped() -> Calendar:
    with SHIPPED.open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    days = {
        kind: frozenset(date.fromisoformat(row["date"]) for row in rows if row["kind"] == kind)
        for kind in ("off", "worked")
    }
    assert len(rows) == len(days["off"] | days["worked"])
    return Calendar(off=days["off"], worked=days["worked"])


CALENDAR = shipped()
days = st.dates(min_value=date(2020, 1, 1), max_value=date(2030, 12, 31))


@pytest.mark.parametrize("year", [2025, 2026])
def test_a_year_of_the_shipped_table_has_248_workdays(year: int) -> None:
    first = date(year, 1, 1)
    assert sum(CALENDAR.is_workday(first + timedelta(days=n)) for n in range(365)) == 248


def test_make_up_days_are_weekend_days() -> None:
    assert all(day.weekday() >= 5 for day in CALENDAR.worked)


@pytest.mark.parametrize(
    ("start", "end"),
    [
        (date(2026, 2, 12), date(2026, 2, 26)),
        (date(2026, 2, 13), date(2026, 2, 27)),
        (date(2026, 9, 18), date(2026, 9, 24)),
        (date(2026, 9, 28), date(2026, 10, 10)),
        (date(2026, 4, 29), date(2026, 5, 9)),
    ],
)
def test_five_workdays_pass_over_holidays_and_count_make_up_days(start: date, end: date) -> None:
    assert CALENDAR.add_workdays(start, 5) == end


@pytest.mark.parametrize(
    ("start", "end"),
    [(date(2026, 3, 2), date(2026, 5, 6)), (date(2026, 8, 3), date(2026, 10, 8))],
)
def test_sixty_days_that_end_on_a_holiday_roll_to_the_next_workday(start: date, end: date) -> None:
    assert CALENDAR.add_days(start, 60) == end


def test_a_year_without_a_table_counts_weekends_only_and_says_so() -> None:
    new_year = date(2027, 1, 1)
    assert CALENDAR.covers(date(2026, 12, 31))
    assert not CALENDAR.covers(new_year)
    assert CALENDAR.is_workday(new_year)
    assert CALENDAR.add_workdays(date(2026, 12, 31), 2) == date(2027, 1, 4)


@pytest.mark.parametrize(
    ("start", "months", "end"),
    [
        (date(2026, 1, 31), 1, date(2026, 2, 28)),
        (date(2024, 1, 31), 1, date(2024, 2, 29)),
        (date(2026, 8, 31), 6, date(2027, 2, 28)),
        (date(2026, 3, 31), -1, date(2026, 2, 28)),
        (date(2026, 11, 24), -6, date(2026, 5, 24)),
        (date(2024, 2, 29), 12 * 16, date(2040, 2, 29)),
        (date(2026, 12, 5), 1, date(2027, 1, 5)),
    ],
)
def test_a_term_of_months_ends_on_the_same_day_or_the_months_last(
    start: date, months: int, end: date
) -> None:
    assert plus_months(start, months) == end


@given(days, st.integers(0, 60))
def test_the_end_of_a_term_of_workdays_is_a_workday_with_that_many_between(
    start: date, count: int
) -> None:
    end = CALENDAR.add_workdays(start, count)
    between = (start + timedelta(days=n) for n in range(1, (end - start).days + 1))
    assert sum(CALENDAR.is_workday(day) for day in between) == count
    assert count == 0 or CALENDAR.is_workday(end)


@given(days, st.integers(0, 400))
def test_a_term_never_ends_early_and_never_on_a_day_off(start: date, count: int) -> None:
    end = CALENDAR.add_days(start, count)
    assert end >= start + timedelta(days=count)
    assert CALENDAR.is_workday(end)
