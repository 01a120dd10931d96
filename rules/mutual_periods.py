"""The month or year that an account of mutual aid is of."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from rules.errors import InvalidInput
from rules.language import N_, current_language
from rules.mutual_targets import FIRST_YEAR, LAST_YEAR


@dataclass(frozen=True, slots=True)
class Period:
    """A month of a year, or the whole year where ``month`` is 0; ``code`` is 202611 or 202600."""

    year: int
    month: int = 0

    @property
    def code(self) -> int:
        return self.year * 100 + self.month

    @property
    def first(self) -> str:
        return f"{self.year}-{self.month or 1:02d}"

    @property
    def last(self) -> str:
        return f"{self.year}-{self.month or 12:02d}"

    @property
    def year_before(self) -> Period:
        return Period(self.year - 1, self.month)

    @property
    def number(self) -> str:
        """The period as figures alone: 2026-11 or 2026."""
        return self.first if self.month else str(self.year)

    @property
    def shown(self) -> str:
        if current_language() == "en":
            return f"{self.year}-{self.month:02d}" if self.month else str(self.year)
        return f"{self.year}年{self.month}月" if self.month else f"{self.year}年"

    @property
    def days(self) -> tuple[date, date]:
        """The first day of the period, and the first after it."""
        last = int(self.last[5:])
        after = date(self.year + last // 12, last % 12 + 1, 1)
        return date(self.year, self.month or 1, 1), after

    def holds(self, month: str) -> bool:
        return self.first <= month <= self.last

    def holds_so_far(self, month: str) -> bool:
        """Say whether a month lies in the year up to the end of the period."""
        return f"{self.year}-01" <= month <= self.last


def period_of(code: int) -> Period:
    """Return the period of a code such as 202611; raises InvalidInput for none."""
    year, month = divmod(code, 100)
    if not (FIRST_YEAR <= year <= LAST_YEAR and 0 <= month <= 12):
        raise InvalidInput(N_("There is no such month."))
    return Period(year, month)
