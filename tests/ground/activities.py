"""Activities for tests: one with given terms, people on its list, as the office's own verbs do."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, date, datetime, time
from typing import Any

from sqlalchemy import select

from db import activities, sign_ups
from db.models.activities import Activity, ActivitySignUp
from db.session import reading, writing
from db.sign_ups import Joiner, SignedUp
from rules.access import Actor
from rules.fields import Value
from tests.ground.databases import Clock
from tests.ground.people import almighty

DAY = date(2026, 12, 5)


def asked(unit_id: int, **more: Value) -> dict[str, Value]:
    """Return what a form says of an activity that nothing limits."""
    return {
        "unit_id": unit_id,
        "name": "女职工健康讲座",
        "kind": "lecture",
        "place": "职工之家二楼",
        "from_on": DAY,
        **more,
    }


def on_day(clock: Clock, day: date) -> None:
    """Go on to noon of a day."""
    clock.set(datetime.combine(day, time(4), UTC))


def planned(unit_id: int, **more: Value) -> int:
    with writing(almighty(name="周平")) as session:
        return activities.plan(session, asked(unit_id, **more))


def step(activity_id: int, action: str, note: str = "", actor: Actor | None = None) -> None:
    with writing(actor or almighty(name="周平")) as session:
        activities.take(session, activity_id, stored(activity_id).version, action, note)


def opened(unit_id: int, **more: Value) -> int:
    key = planned(unit_id, **more)
    step(key, "open")
    return key


def join(activity_id: int, *member_ids: int, actor: Actor | None = None) -> SignedUp:
    with writing(actor or almighty(name="周平")) as session:
        return sign_ups.sign_up(session, activity_id, [Joiner(one) for one in member_ids])


def lively(unit_id: int, campaign_id: int, name: str, people: Sequence[int]) -> int:
    """Run an activity of a hostile name that is full, with a bill and another one in planning."""
    values: dict[str, Value] = {"place": name, "programme": name, "campaign_id": campaign_id}
    key = opened(unit_id, name=name, capacity=2, **values)
    join(key, *people)
    planned(unit_id, name=name, **values)
    return key


def stored(activity_id: int) -> Activity:
    with reading(almighty()) as session:
        row = session.get(Activity, activity_id)
        assert row is not None
        return row


def rows_of(activity_id: int) -> list[ActivitySignUp]:
    with reading(almighty()) as session:
        wanted = select(ActivitySignUp).where(ActivitySignUp.activity_id == activity_id)
        return list(session.scalars(wanted.order_by(ActivitySignUp.number)))


def states(activity_id: int) -> list[tuple[str, str]]:
    """Return who stands where on an activity's list, in its order."""
    return [(row.name, row.state) for row in rows_of(activity_id)]


def row_of(activity_id: int, name: str) -> Any:
    return next(row for row in rows_of(activity_id) if row.name == name)
