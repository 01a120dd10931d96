"""How long a notice runs, and what its form refuses."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as some

from rules.errors import InvalidInput
from rules.fields import Value
from rules.notices import (
    NOTICE_FIELDS,
    answer_due,
    check_values,
    first_free_day,
    is_shown,
    term,
)
from tests.rules.test_workdays import CALENDAR

FILLED: dict[str, Value] = {
    "title": " 关于拟建档困难职工的公示 ",
    "basis": "困难职工帮扶工作办法",
    "days": 5,
    "day_unit": "workday",
    "phone": "0571-88000000",
}


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
    assert term(CALENDAR, start, 5, "workday").ends_on == end


def test_seven_calendar_days_that_end_on_a_holiday_end_on_the_next_workday() -> None:
    assert term(CALENDAR, date(2026, 9, 26), 7, "calendar_day").ends_on == date(2026, 10, 8)
    assert term(CALENDAR, date(2026, 11, 24), 7, "calendar_day").ends_on == date(2026, 12, 1)


def test_a_period_that_reaches_a_year_without_a_table_says_so() -> None:
    into_2027 = term(CALENDAR, date(2026, 12, 29), 5, "workday")
    assert (into_2027.ends_on, into_2027.covered) == (date(2027, 1, 5), False)
    assert term(CALENDAR, date(2026, 11, 24), 5, "workday").covered


@given(some.dates(date(2025, 1, 1), date(2026, 11, 1)), some.integers(3, 30))
def test_a_period_never_counts_its_first_day_and_ends_on_a_workday(start: date, days: int) -> None:
    for unit in ("workday", "calendar_day"):
        ends_on = term(CALENDAR, start, days, unit).ends_on
        assert ends_on >= start + timedelta(days=days)
        assert CALENDAR.is_workday(ends_on)


def test_an_objection_is_answered_within_five_workdays() -> None:
    assert answer_due(CALENDAR, date(2026, 9, 28)) == date(2026, 10, 10)


def test_the_public_reads_a_notice_on_its_days_only() -> None:
    first, last = date(2026, 11, 24), date(2026, 12, 1)
    assert is_shown("published", first, last, first)
    assert is_shown("published", first, last, last)
    assert not is_shown("published", first, last, first_free_day(last))
    assert not is_shown("ended", first, last, last)
    assert not is_shown("prepared", first, last, first)


def test_the_values_of_a_notice_come_back_trimmed() -> None:
    checked = check_values(NOTICE_FIELDS, FILLED)
    assert (checked["title"], checked["boards"]) == ("关于拟建档困难职工的公示", None)


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("title", "  "),
        ("basis", None),
        ("phone", ""),
        ("days", 2),
        ("days", 61),
        ("title", "长" * 101),
    ],
)
def test_a_notice_is_refused_that_lacks_something(field: str, value: Value) -> None:
    with pytest.raises(InvalidInput) as refused:
        check_values(NOTICE_FIELDS, {**FILLED, field: value})
    assert refused.value.field == field
