"""Activities: planned, opened for sign-up, held or cancelled; who may see which."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from db import activity_choices, moves, sign_ups
from db.activity_scope import hold
from db.models.activities import Activity
from db.models.units import Unit, UnitBelow
from db.numbers import next_number
from db.tree import check_open
from db.unit_names import plain_name
from db.verbs import load, needs, today_of
from rules import activities as rules
from rules import activity_days
from rules.access import Permission
from rules.activities import Condition, When
from rules.activity_forms import ACTIVITY_FIELDS
from rules.errors import InvalidInput, WrongState
from rules.fields import Value
from rules.language import N_

_KERNEL = {"kernel": True}
"""For activities of the unions above, which ``visible`` limits by hand."""
_TEXTS = ("gender", "from_time", "to_time", "programme", "contact_name", "contact_phone")


@needs(Permission.PLAN_CAMPAIGNS)
def plan(session: Session, values: Mapping[str, Value]) -> int:
    """Plan an activity of a unit, perhaps of a campaign; returns its id.

    ``values`` are those of ``rules.activity_forms``; raises InvalidInput, naming the field.
    """
    unit = load(session, Unit, _number(values.get("unit_id")))
    check_open(session, unit.id)
    from_on = values["from_on"]
    year = from_on.year if isinstance(from_on, date) else today_of(session).year
    number = next_number(session, Activity.__tablename__, year)
    activity = Activity(unit_id=unit.id, activity_no=f"A{year}-{number:05}", outcome="")
    _assign(session, activity, values)
    moves.begin(session, activity, rules.ACTIVITY)
    return activity.id


def _number(value: Value) -> int | None:
    return int(str(value)) if value not in (None, "") else None


def _assign(session: Session, activity: Activity, values: Mapping[str, Value]) -> None:
    from_on = values["from_on"]
    if not isinstance(from_on, date):
        raise TypeError(from_on)
    new: dict[str, Any] = {one.name: values.get(one.name) for one in ACTIVITY_FIELDS}
    new |= {name: new[name] or "" for name in _TEXTS}
    new["to_on"] = new["to_on"] or from_on
    new["targets_only"] = bool(new["targets_only"])
    new["campaign_id"] = _number(values.get("campaign_id"))
    new["fund_id"] = _number(values.get("fund_id"))
    new["place_key"] = plain_name(str(new["place"]))
    _check(session, activity, new)
    for name, value in new.items():
        if getattr(activity, name) != value:
            setattr(activity, name, value)


def _check(session: Session, activity: Activity, new: Mapping[str, Any]) -> None:
    when = When(new["from_on"], new["to_on"], new["from_time"], new["to_time"])
    rules.check_when(when, new["sign_up_until"])
    activity_days.check_kept(when.from_on, when.to_on, activity.attended_days or [])
    condition = Condition(new["gender"], new["age_from"], new["age_to"], new["targets_only"])
    rules.check_condition(condition, new["campaign_id"] is not None)
    activity_choices.check(session, activity, new["campaign_id"], new["fund_id"])
    if new["for_unit_id"] is not None:
        inside = select(UnitBelow.unit_id).where(
            UnitBelow.ancestor_id == activity.unit_id, UnitBelow.unit_id == new["for_unit_id"]
        )
        if session.scalar(inside) is None:
            raise InvalidInput(
                N_("Choose a unit below the one that holds the activity."), field="for_unit_id"
            )


@needs(Permission.PLAN_CAMPAIGNS)
def change(session: Session, activity_id: int, seen: int, values: Mapping[str, Value]) -> None:
    """Change what an activity says; more places let people move up from the waiting list."""
    load(session, Activity, activity_id, seen)
    activity = hold(session, activity_id)
    if activity.state not in rules.CHANGEABLE:
        raise WrongState(N_("An activity that was held or cancelled is not changed any more."))
    _check_room(session, activity, values.get("capacity"))
    _assign(session, activity, values)
    session.flush()
    sign_ups.follow(session, activity)
    sign_ups.move_up(session, activity)


def _check_room(session: Session, activity: Activity, capacity: Value) -> None:
    taken = sign_ups.count_taken(session, activity.id)
    if isinstance(capacity, int) and capacity < taken:
        raise InvalidInput(
            N_("{n} people have a place already. Let some withdraw first."),
            field="capacity",
            n=taken,
        )


@needs(Permission.PLAN_CAMPAIGNS)
def take(session: Session, activity_id: int, seen: int, action: str, note: str = "") -> None:
    """Take a step: open, hold, cancel, reopen or plan again."""
    activity = load(session, Activity, activity_id, seen)
    if action == "hold" and today_of(session) < activity.from_on:
        raise WrongState(
            N_("It begins on {on} and cannot have been held before."),
            on=activity.from_on.isoformat(),
        )
    moves.move(session, activity, rules.ACTIVITY, action, note)


@needs(Permission.PLAN_CAMPAIGNS)
def tell_outcome(session: Session, activity_id: int, seen: int, outcome: str) -> None:
    """Write down what came of an activity that was held."""
    activity = load(session, Activity, activity_id, seen)
    if activity.state != rules.HELD:
        raise WrongState(N_("Mark the activity as held first."))
    activity.outcome = outcome.strip()
