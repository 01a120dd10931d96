"""The year of the theme months: what the template says of a theme, and last year's days moved."""

from __future__ import annotations

from calendar import monthrange
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from rules.language import N_
from rules.workdays import plus_months

TEMPLATE, LAST_YEAR = "template", "last_year"
SOURCE_LABELS: Mapping[str, str] = {
    TEMPLATE: N_("From the template of the seven theme months"),
    LAST_YEAR: N_("From the campaigns of the year before"),
}
ABOVE_THE_BASE = ("county_federation", "township_union", "industry_union")
"""Kinds of units directly below that may get a year of their own together with their superior."""

NEW, THERE, NO_DATES, WAS_DROPPED = "new", "there", "no_dates", "was_dropped"
FATE_LABELS: Mapping[str, str] = {
    NEW: N_("will be made"),
    THERE: N_("is there already"),
    NO_DATES: N_("has no months in the template: plan it by hand"),
    WAS_DROPPED: N_("was dropped this year and is not made again"),
}


@dataclass(frozen=True, slots=True)
class ThemeStep:
    """A step as the template has it; ``names`` by language."""

    names: Mapping[str, str]
    anchor: str
    offset: int
    workdays: bool


@dataclass(frozen=True, slots=True)
class Theme:
    """A theme of the template; ``months`` follow each other within a year."""

    code: str
    months: tuple[int, ...]
    names: Mapping[str, str]
    aims: Mapping[str, str]
    steps: tuple[ThemeStep, ...]

    def days_in(self, year: int) -> tuple[date, date]:
        """Return the first and the last day of the theme's months in a year."""
        last = self.months[-1]
        return date(year, self.months[0], 1), date(year, last, monthrange(year, last)[1])


def read_themes(plain: Mapping[str, Mapping[str, Any]]) -> tuple[Theme, ...]:
    """Read the shipped template; a theme without months is left out."""
    return tuple(_theme(code, one) for code, one in plain.items() if one.get("months"))


def _theme(code: str, plain: Mapping[str, Any]) -> Theme:
    steps = tuple(
        ThemeStep(
            {"zh_CN": one["zh"], "en": one["en"]},
            one["anchor"],
            one["offset"],
            one.get("workdays", False),
        )
        for one in plain.get("steps", ())
    )
    return Theme(code, tuple(plain["months"]), _told(plain["name"]), _told(plain["aim"]), steps)


def _told(words: Mapping[str, str]) -> dict[str, str]:
    return {"zh_CN": words["zh"], "en": words["en"]}


def moved(on: date, years: int) -> date:
    """Return a day some years on; the last day of a month stays the last one."""
    later = plus_months(on, 12 * years)
    if (on + timedelta(days=1)).day == 1:
        return later.replace(day=monthrange(later.year, later.month)[1])
    return later


def without_dates(codes: Iterable[str], themes: Iterable[Theme]) -> tuple[str, ...]:
    """Return the themes of the office that the template has no months for."""
    known = {theme.code for theme in themes}
    return tuple(code for code in codes if code not in known)
