"""The days of the festivals, from the shipped table and the calendar."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from datetime import date
from functools import lru_cache
from types import MappingProxyType

from db.seeding import SHIPPED
from rules.care import FESTIVAL_DAYS, festivals_between


@lru_cache(maxsize=1)
def _moving() -> Mapping[str, tuple[date, ...]]:
    table = tomllib.loads((SHIPPED / "festivals.toml").read_text(encoding="utf-8"))
    return MappingProxyType({code: tuple(days) for code, days in table.items()})


def coming(today: date, days: int = FESTIVAL_DAYS) -> tuple[tuple[str, date], ...]:
    """Return the festivals from today on with their days, the next one first."""
    return festivals_between(_moving(), today, days)
