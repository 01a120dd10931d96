"""The days of a year as numbers, for charts whose axis is a year."""

from __future__ import annotations

import json
from dataclasses import dataclass
from datetime import date

from rules.language import _


@dataclass(frozen=True, slots=True)
class Year:
    """A year from its first day; ``today`` is today's place in it, None where it is another."""

    first_on: date
    today: int | None

    @classmethod
    def of(cls, year: int, today: date) -> Year:
        first = date(year, 1, 1)
        return cls(first, (today - first).days if today.year == year else None)

    @property
    def days(self) -> int:
        return (date(self.first_on.year + 1, 1, 1) - self.first_on).days

    @property
    def month_starts(self) -> list[int]:
        return [self.place(date(self.first_on.year, month, 1)) for month in range(1, 13)]

    def place(self, on: date) -> int:
        """Return how many days of the year lie before one; days outside stop at its ends."""
        return min(max((on - self.first_on).days, 0), self.days - 1)

    def month_words(self) -> str:
        """Return the expression by which an axis names the months at their first days."""
        starts, names = json.dumps(self.month_starts), json.dumps(month_names(), ensure_ascii=False)
        return f"{names}[indexof({starts}, datum.value)]"


def month_names() -> list[str]:
    """Return the short names of the months in the reader's language."""
    return [
        _("Jan"),
        _("Feb"),
        _("Mar"),
        _("Apr"),
        _("May"),
        _("Jun"),
        _("Jul"),
        _("Aug"),
        _("Sep"),
        _("Oct"),
        _("Nov"),
        _("Dec"),
    ]
