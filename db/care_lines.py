"""A line of the care radar, and how a visit or a gift deals with it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import ColumnElement, exists

from db.models.care import CareGift, Visit
from rules.visits import MADE, PLANNED


@dataclass(frozen=True, slots=True)
class RadarLine:
    """Somebody to be thought of: why, by when, and what a visit or a gift would be for.

    ``since`` is the last contact or help, None where there was none.
    """

    kind: str
    household_id: int | None
    member_id: int | None
    name: str
    unit_id: int | None
    unit_name: str
    occasion: str
    festival: str
    on: date
    for_on: date | None
    life_event_id: int | None
    relation: str = ""
    age: int | None = None
    since: date | None = None

    @property
    def key(self) -> str:
        whom = f"h{self.household_id}" if self.household_id else f"m{self.member_id}"
        return f"{self.kind}-{whom}-{self.life_event_id or self.festival}"


def _alive(model: Any) -> ColumnElement[bool]:
    """The condition under which a visit or a gift deals with a line."""
    if model is Visit:
        return Visit.state.in_((PLANNED, MADE))
    return CareGift.cancelled.is_(False)


def untouched(*conditions: Callable[[Any], ColumnElement[bool]]) -> list[ColumnElement[bool]]:
    """Return the conditions under which no visit and no gift fits all of ``conditions``."""
    return [
        ~exists().where(_alive(model), *(one(model) for one in conditions))
        for model in (Visit, CareGift)
    ]
