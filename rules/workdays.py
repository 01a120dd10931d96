"""Workdays with holidays and make-up days, and the counting of terms.

Sources: the yearly State Council notice; Civil Code articles 201 to 203 for counting.
"""

from __future__ import annotations

from calendar import monthrange
from dataclasses import dataclass
from datetime import date, timedelta

SATURDAY = 5


@dataclass(frozen=True, slots=True)
class Calendar:
    """The listed days: weekdays off and weekend days worked, for the years it covers."""

    off: frozenset[date]
    worked: frozenset[date]

    @property
    def years(self) -> frozenset[int]:
        return frozenset(day.year for day in self.off | self.worked)

    def is_workday(self, on: date) -> bool:
        return on in self.worked or (on.weekday() < SATURDAY and on not in self.off)

    def covers(self, on: date) -> bool:
        """Say whether the date's year has a table; without one only weekends count."""
        return on.year in self.years

    def add_workdays(self, start: date, days: int) -> date:
        """Return the end of a term of workdays; the first day does not count."""
        on = start
        while days > 0:
            on += timedelta(days=1)
            days -= self.is_workday(on)
        return on

    def next_workday(self, on: date) -> date:
        """Return ``on``, or the first workday after it when it is none."""
        while not self.is_workday(on):
            on += timedelta(days=1)
        return on

    def back_workdays(self, end: date, days: int) -> date:
        """Return the day from which a term of workdays reaches ``end``, which does not count."""
        on = end
        while days > 0:
            on -= timedelta(days=1)
            days -= self.is_workday(on)
        return on

    def workday_before(self, on: date) -> date:
        """Return ``on``, or the last workday before it when it is none."""
        while not self.is_workday(on):
            on -= timedelta(days=1)
        return on

    def add_days(self, start: date, days: int) -> date:
        """Return the end of a term of calendar days; an end on a day off moves on."""
        return self.next_workday(start + timedelta(days=days))


def plus_months(start: date, months: int) -> date:
    """Return the same day number ``months`` later, or the last day of a shorter month."""
    year, month = divmod(start.year * 12 + start.month - 1 + months, 12)
    return date(year, month + 1, min(start.day, monthrange(year, month + 1)[1]))


def whole_months(start: date, end: date) -> int:
    """Return how many whole months lie between two days; 0 where the end comes first."""
    months = (end.year - start.year) * 12 + end.month - start.month
    return max(months - (plus_months(start, months) > end), 0) if months > 0 else 0
