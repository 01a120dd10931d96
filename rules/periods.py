"""The periods that figures are told for: months, quarters, years and statistical years.

A statistical year S2026 runs from 1 October 2025 to 30 September 2026.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta

from rules.errors import InvalidInput
from rules.language import N_, _

MONTH, QUARTER, YEAR, STATISTICAL_YEAR = "month", "quarter", "year", "statistical_year"

KINDS: Mapping[str, str] = {
    MONTH: N_("By month"),
    QUARTER: N_("By quarter"),
    YEAR: N_("By year"),
    STATISTICAL_YEAR: N_("By statistical year"),
}
"""The kinds of periods, with their names on the screen."""

NUMBERS: Mapping[str, int] = {MONTH: 12, QUARTER: 4, YEAR: 0, STATISTICAL_YEAR: 0}
"""How many of a kind a year has; 0 where the period is the year itself."""

FIRST_YEAR, LAST_YEAR = 2000, 2100
OCTOBER = 10

_CODE = re.compile(r"(S)?(\d{4})(?:-(\d\d)|Q(\d))?", re.ASCII)


@dataclass(frozen=True, slots=True)
class Period:
    """A period of a kind in a year; ``number`` is that of the month or quarter, else 0."""

    kind: str
    year: int
    number: int = 0

    @property
    def _start(self) -> int:
        """The first month, counted from the beginning of time."""
        start = self.year * 12
        if self.kind == MONTH:
            return start + self.number - 1
        if self.kind == QUARTER:
            return start + 3 * (self.number - 1)
        return start - 3 if self.kind == STATISTICAL_YEAR else start

    @property
    def _length(self) -> int:
        return {MONTH: 1, QUARTER: 3}.get(self.kind, 12)

    @property
    def months(self) -> tuple[str, ...]:
        """The months such as "2026-11", in order."""
        return tuple(month_text(self._start + one) for one in range(self._length))

    @property
    def first_month(self) -> str:
        return month_text(self._start)

    @property
    def last_month(self) -> str:
        return month_text(self._start + self._length - 1)

    @property
    def first_on(self) -> date:
        return _day(self._start)

    @property
    def last_on(self) -> date:
        """The last day, which belongs to the period."""
        return _day(self._start + self._length) - timedelta(days=1)

    @property
    def before(self) -> Period:
        """The same period of the year before."""
        return Period(self.kind, self.year - 1, self.number)

    @property
    def previous(self) -> Period:
        """The period that ends where this one begins."""
        if self.number > 1 or not self.number:
            step = (self.year, self.number - 1) if self.number else (self.year - 1, 0)
            return Period(self.kind, *step)
        return Period(self.kind, self.year - 1, NUMBERS[self.kind])

    @property
    def code(self) -> str:
        """How addresses and records write the period: 2026-11, 2026Q4, 2026, S2026."""
        if self.kind == MONTH:
            return f"{self.year}-{self.number:02d}"
        if self.kind == QUARTER:
            return f"{self.year}Q{self.number}"
        return f"S{self.year}" if self.kind == STATISTICAL_YEAR else str(self.year)

    @property
    def shown(self) -> str:
        """The period in the reader's language."""
        return _(_SHOWN[self.kind]).format(year=self.year, number=self.number)

    def holds(self, month: str) -> bool:
        return self.first_month <= month <= self.last_month

    def holds_so_far(self, month: str) -> bool:
        """Say whether a month lies in the year up to the end of the period."""
        return f"{self.year}-01" <= month <= self.last_month

    def is_over(self, today: date) -> bool:
        return self.last_on < today

    def is_future(self, today: date) -> bool:
        return self.first_on > today


_SHOWN: Mapping[str, str] = {
    MONTH: N_("{number}/{year}"),
    QUARTER: N_("Quarter {number} of {year}"),
    YEAR: N_("Year {year}"),
    STATISTICAL_YEAR: N_("Statistical year {year}"),
}


def _day(month: int) -> date:
    return date(month // 12, month % 12 + 1, 1)


def month_text(month: int) -> str:
    """Write a month counted from the beginning of time as "2026-11"."""
    return f"{month // 12:04d}-{month % 12 + 1:02d}"


def months_to(last: str, count: int) -> tuple[str, ...]:
    """Return the ``count`` months that end with one such as "2026-11", in order."""
    end = int(last[:4]) * 12 + int(last[5:]) - 1
    return tuple(month_text(end - back) for back in range(count - 1, -1, -1))


def month_of(on: date) -> str:
    return f"{on.year:04d}-{on.month:02d}"


def period_of(code: str) -> Period:
    """Return the period of a code such as 2026-11, 2026Q4, 2026 or S2026.

    Raises InvalidInput for any other text.
    """
    found = _CODE.fullmatch(code)
    if found is None:
        raise InvalidInput(N_("There is no such period."))
    statistical, year, month, quarter = found.groups()
    if month or quarter:
        kind, number = (MONTH, int(month)) if month else (QUARTER, int(quarter))
    else:
        kind, number = (STATISTICAL_YEAR if statistical else YEAR), 0
    is_number = 1 <= number <= NUMBERS[kind] if NUMBERS[kind] else True
    is_whole = not (statistical and number)
    if not (FIRST_YEAR <= int(year) <= LAST_YEAR and is_number and is_whole):
        raise InvalidInput(N_("There is no such period."))
    return Period(kind, int(year), number)


def month_or_year(year: int, month: int = 0) -> Period:
    """Return a month of a year, or the year where ``month`` is 0; raises InvalidInput for none."""
    return period_of(f"{year:04d}-{month:02d}" if month else f"{year:04d}")


def period_at(kind: str, on: date) -> Period:
    """Return the period of a kind that holds a day."""
    if kind == MONTH:
        return Period(kind, on.year, on.month)
    if kind == QUARTER:
        return Period(kind, on.year, (on.month + 2) // 3)
    late = kind == STATISTICAL_YEAR and on.month >= OCTOBER
    return Period(kind, on.year + late)
