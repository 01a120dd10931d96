"""Lines of the care radar about members: birthdays, joys and sorrows."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

from sqlalchemy import ColumnElement, Select, case, extract, select
from sqlalchemy.orm import Session

from db.care_lines import RadarLine, untouched
from db.models.members import Member
from db.models.people import LifeEvent
from db.models.units import Unit
from db.scope import below
from rules.birthdays import births_celebrated, next_birthday
from rules.care import (
    BIRTHDAY,
    BIRTHDAY_DAYS,
    BIRTHDAYS,
    EVENT_DAYS,
    EVENTS,
    occasion_of_event,
)
from rules.members import LIFE_EVENTS, PRESENT


def _members(below_id: int | None) -> list[ColumnElement[bool]]:
    found = [Member.live(), Member.status.in_([str(status) for status in PRESENT])]
    return [*found, Member.unit_id.in_(below(below_id))] if below_id else found


def births(below_id: int | None, today: date) -> Select[Any]:
    """Select the members whose birthday falls on today or the days after it."""
    last = today + timedelta(days=BIRTHDAY_DAYS)
    dealt_with = untouched(
        lambda model: model.member_id == Member.id,
        lambda model: model.occasion == BIRTHDAY,
        lambda model: model.for_on.between(today, last),
    )
    born = list(births_celebrated(today, BIRTHDAY_DAYS))
    return select(Member.id).where(*_members(below_id), Member.birth_on.in_(born), *dealt_with)


def list_births(
    session: Session, below_id: int | None, today: date, start: int, size: int
) -> list[RadarLine]:
    """Return the lines of birthdays, the next one first."""
    day = extract("month", Member.birth_on) * 100 + extract("day", Member.birth_on)
    this_year = today.month * 100 + today.day
    found = session.execute(
        births(below_id, today)
        .with_only_columns(Member.id, Member.name, Member.birth_on, Unit.id, Unit.name)
        .outerjoin(Unit, Unit.id == Member.unit_id)
        .order_by(case((day < this_year, day + 1300), else_=day), Member.id)
        .limit(size)
        .offset(start)
    )
    lines = []
    for key, name, birth_on, unit_id, unit in found:
        if birth_on is None:
            continue
        on = next_birthday(birth_on, today)
        age = on.year - birth_on.year
        lines.append(
            RadarLine(
                BIRTHDAYS, None, key, name, unit_id, unit or "", BIRTHDAY, "", on, on, None, age=age
            )
        )
    return lines


def events(below_id: int | None, today: date) -> Select[Any]:
    """Select what happened to members within the last two weeks."""
    dealt_with = untouched(lambda model: model.life_event_id == LifeEvent.id)
    alive = Member.live()  # a member who died is no longer present, the family is there
    inside = [Member.unit_id.in_(below(below_id))] if below_id else []
    return (
        select(LifeEvent.id)
        .join(Member, Member.id == LifeEvent.member_id)
        .where(
            LifeEvent.on.between(today - timedelta(days=EVENT_DAYS), today),
            LifeEvent.kind.in_([str(kind) for kind in LIFE_EVENTS]),
            LifeEvent.cancelled.is_(False),
            alive,
            *inside,
            *dealt_with,
        )
    )


def list_events(
    session: Session, below_id: int | None, today: date, start: int, size: int
) -> list[RadarLine]:
    """Return the lines of events, the oldest first."""
    found = session.execute(
        events(below_id, today)
        .with_only_columns(
            LifeEvent.id, LifeEvent.kind, LifeEvent.on, LifeEvent.relation,
            Member.id, Member.name, Unit.id, Unit.name,
        )
        .outerjoin(Unit, Unit.id == Member.unit_id)
        .order_by(LifeEvent.on, LifeEvent.id)
        .limit(size)
        .offset(start)
    )  # fmt: skip
    return [
        RadarLine(
            EVENTS,
            None,
            member_id,
            name,
            unit_id,
            unit or "",
            occasion_of_event(kind, relation),
            "",
            on,
            on,
            key,
            relation=relation,
        )
        for key, kind, on, relation, member_id, name, unit_id, unit in found
    ]
