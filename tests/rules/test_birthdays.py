"""Birthdays, the one of 29 February included."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rules.birthdays import births_celebrated, next_birthday

DAYS = st.dates(date(1950, 1, 1), date(2050, 12, 31))


@pytest.mark.parametrize(
    ("born", "on", "expected"),
    [
        (date(1985, 3, 8), date(2026, 3, 8), date(2026, 3, 8)),
        (date(1985, 3, 8), date(2026, 3, 9), date(2027, 3, 8)),
        (date(1985, 1, 2), date(2026, 12, 30), date(2027, 1, 2)),
        (date(1988, 2, 29), date(2026, 2, 1), date(2026, 2, 28)),
        (date(1988, 2, 29), date(2028, 2, 1), date(2028, 2, 29)),
    ],
)
def test_the_next_birthday_is_today_or_later(born: date, on: date, expected: date) -> None:
    assert next_birthday(born, on) == expected


@given(born=st.dates(date(1920, 1, 1), date(2005, 12, 31)), on=DAYS)
def test_whoever_was_born_for_the_days_ahead_is_exactly_who_has_a_birthday_then(
    born: date, on: date
) -> None:
    if born.year >= on.year:
        return
    celebrated = born in set(births_celebrated(on, 7))
    assert celebrated == (next_birthday(born, on) < on + timedelta(days=7))
