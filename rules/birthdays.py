"""Birthdays: on which day they fall, and who was born for the days ahead."""

from __future__ import annotations

from calendar import isleap
from collections.abc import Iterator
from datetime import date, timedelta

OLDEST = 120


def birthday_in(year: int, born: date) -> date:
    """Return the birthday in a year; for 29 February it is the 28th where there is none."""
    if (born.month, born.day) == (2, 29) and not isleap(year):
        return date(year, 2, 28)
    return date(year, born.month, born.day)


def next_birthday(born: date, on: date) -> date:
    """Return the first birthday on ``on`` or later."""
    this_year = birthday_in(on.year, born)
    return this_year if this_year >= on else birthday_in(on.year + 1, born)


def births_celebrated(first: date, days: int) -> Iterator[date]:
    """Return every date of birth whose birthday falls on one of ``days`` days from ``first``."""
    for offset in range(days):
        on = first + timedelta(days=offset)
        yield from _births_of(on)
        if (on.month, on.day) == (2, 28) and not isleap(on.year):
            yield from (
                date(year, 2, 29) for year in range(on.year - OLDEST, on.year) if isleap(year)
            )


def _births_of(on: date) -> Iterator[date]:
    for year in range(on.year - OLDEST, on.year):
        if (on.month, on.day) != (2, 29) or isleap(year):
            yield date(year, on.month, on.day)
