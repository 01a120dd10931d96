"""Where two campaigns stand in each other's way: the same people, the same hall, the same week.

A warning and no stop: an office may mean it so. Campaigns of one programme, of which one is part
of the other or both of a third, are meant to run together.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta

from rules.language import N_

OWNER, WEEK, PEOPLE, PLACE = "owner", "week", "people", "place"
KIND_LABELS: Mapping[str, str] = {
    OWNER: N_("The same owner at the same time"),
    WEEK: N_("Both begin in the same week"),
    PEOPLE: N_("The same people on both lists"),
    PLACE: N_("The same place at the same time"),
}
AROUND = timedelta(days=6)
"""Two days of one week lie no further apart."""


@dataclass(frozen=True, slots=True)
class Plan:
    """What of a campaign may clash with others."""

    id: int
    name: str
    unit_id: int | None
    unit_name: str
    owner: str
    account_id: int | None
    from_on: date
    to_on: date
    part_of_id: int | None = None


def clashes(one: Plan, other: Plan) -> tuple[str, ...]:
    """Return in what two campaigns stand in each other's way."""
    if one.id == other.id or together(one, other):
        return ()
    found = []
    if one.from_on <= other.to_on and other.from_on <= one.to_on and _same_owner(one, other):
        found.append(OWNER)
    if one.unit_id == other.unit_id and _week(one.from_on) == _week(other.from_on):
        found.append(WEEK)
    return tuple(found)


def together(one: Plan, other: Plan) -> bool:
    """Say whether two campaigns are of one programme."""
    if one.part_of_id is not None and one.part_of_id in (other.id, other.part_of_id):
        return True
    return other.part_of_id is not None and other.part_of_id == one.id


def _same_owner(one: Plan, other: Plan) -> bool:
    if one.account_id is not None and one.account_id == other.account_id:
        return True
    # People of the same name in two units are two people.
    return bool(one.owner) and one.owner == other.owner and one.unit_id == other.unit_id


def _week(on: date) -> tuple[int, int]:
    calendar = on.isocalendar()
    return calendar.year, calendar.week
