"""Activities that need one place at the same time: with one of them, of a campaign, of a year.

An actor may know of activities of the unions above, so the statements pass by the scope and
``visible`` limits them by hand.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import ColumnElement, and_, case, func, or_, select
from sqlalchemy.orm import Session, aliased

from db.activity_scope import visible
from db.models.activities import Activity
from db.models.units import Unit
from db.unit_names import plain_name
from db.verbs import needs
from rules import activities as rules
from rules.access import Permission
from rules.activities import When

_KERNEL = {"kernel": True}


@dataclass(frozen=True, slots=True)
class Overlap:
    """An activity that stands in the way of another."""

    id: int
    activity_no: str
    name: str
    place: str
    when: When
    unit_name: str
    campaign_id: int | None


Clash = tuple[Overlap, Overlap]
"""Two activities in each other's way, the one that begins first in front."""


@needs(Permission.SEE_CAMPAIGNS)
def list_overlapping(
    session: Session, when: When, place: str, *, but_id: int | None = None
) -> list[Overlap]:
    """Return the activities at the same place and time that are not cancelled."""
    wanted = (
        select(*_columns(Activity, Unit))
        .outerjoin(Unit, Unit.id == Activity.unit_id)
        .where(
            _standing(Activity, when.from_on, when.to_on),
            Activity.place_key == plain_name(place),
            Activity.id != (but_id or 0),
            visible(session),
        )
        .order_by(Activity.from_on, Activity.from_time, Activity.id)
    )
    rows = session.execute(wanted, execution_options=_KERNEL)
    return [one for one in map(_overlap, rows) if rules.clash(one.when, when)]


@needs(Permission.SEE_CAMPAIGNS)
def list_of_campaign(session: Session, campaign_id: int, most: int) -> list[Clash]:
    """Return the first clashes of a campaign's activities, which the caller has loaded."""
    one, other = aliased(Activity), aliased(Activity)
    own = or_(one.campaign_id == campaign_id, other.campaign_id == campaign_id)
    return _pairs(session, one, other, [own], most)


@needs(Permission.SEE_CAMPAIGNS)
def list_between(
    session: Session, first_on: date, last_on: date, most: int, skipped: int = 0
) -> list[Clash]:
    """Return clashes of some days after the first ``skipped``, by the day of the later one."""
    one, other = aliased(Activity), aliased(Activity)
    days = [_standing(one, first_on, last_on), _standing(other, first_on, last_on)]
    return _pairs(session, one, other, days, most, skipped)


@needs(Permission.SEE_CAMPAIGNS)
def count_between(session: Session, first_on: date, last_on: date) -> int:
    """Count the clashes of some days."""
    one, other = aliased(Activity), aliased(Activity)
    days = [_standing(one, first_on, last_on), _standing(other, first_on, last_on)]
    wanted = select(func.count()).select_from(one).join(other, _clash(one, other))
    wanted = wanted.where(*days, visible(session, one), visible(session, other))
    return session.scalar(wanted, execution_options=_KERNEL) or 0


def _pairs(
    session: Session,
    one: Any,
    other: Any,
    conditions: Sequence[ColumnElement[bool]],
    most: int,
    skipped: int = 0,
) -> list[Clash]:
    unit, other_unit = aliased(Unit), aliased(Unit)
    columns = _columns(one, unit)
    rows: Any = session.execute(
        select(*columns, *_columns(other, other_unit))
        .select_from(one)
        .join(other, _clash(one, other))
        .outerjoin(unit, unit.id == one.unit_id)
        .outerjoin(other_unit, other_unit.id == other.unit_id)
        .where(*conditions, visible(session, one), visible(session, other))
        .order_by(other.from_on, one.from_on, one.id, other.id)
        .limit(most)
        .offset(skipped),
        execution_options=_KERNEL,
    )
    size = len(columns)
    return [(_overlap(row[:size]), _overlap(row[size:])) for row in rows]


def _columns(activity: Any, unit: Any) -> tuple[Any, ...]:
    return (
        activity.id,
        activity.activity_no,
        activity.name,
        activity.place,
        activity.from_on,
        activity.to_on,
        activity.from_time,
        activity.to_time,
        unit.name,
        activity.campaign_id,
    )


def _overlap(row: Any) -> Overlap:
    key, number, name, place, *when, unit_name, campaign_id = row
    return Overlap(key, number, name, place, When(*when), unit_name or "", campaign_id)


def _standing(activity: Any, first_on: date, last_on: date) -> ColumnElement[bool]:
    return and_(
        activity.from_on <= last_on,
        activity.to_on >= first_on,
        activity.state != rules.CANCELLED,
    )


def _clash(one: Any, other: Any) -> ColumnElement[bool]:
    """The condition that one activity begins before another and clashes with it, as
    ``rules.activities.clash`` says."""
    later_that_day = or_(
        one.from_time < other.from_time,
        and_(one.from_time == other.from_time, one.id < other.id),
    )
    at_one_time = or_(
        one.from_time == "",
        other.from_time == "",
        and_(one.from_time < _end(other), other.from_time < _end(one)),
    )
    return and_(
        one.place_key == other.place_key,
        or_(one.from_on < other.from_on, and_(one.from_on == other.from_on, later_that_day)),
        other.from_on <= one.to_on,
        one.state != rules.CANCELLED,
        other.state != rules.CANCELLED,
        at_one_time,
    )


def _end(activity: Any) -> Any:
    return case((activity.to_time > activity.from_time, activity.to_time), else_="24:00")
