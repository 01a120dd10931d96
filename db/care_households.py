"""Lines of the care radar about households: festivals, never helped, not visited for long."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

from sqlalchemy import ColumnElement, Select, exists, func, or_, select
from sqlalchemy.orm import Session

from db import festivals
from db.care_lines import RadarLine, untouched
from db.models.care import CareGift, Visit
from db.models.hardship import HardshipFile
from db.models.units import Unit
from db.scope import below
from rules.care import FESTIVAL, FESTIVALS, HARDSHIP, NEVER_HELPED, UNVISITED
from rules.hardship import IN_FORCE
from rules.visits import PLANNED, ROUTINE, UNVISITED_DAYS


def _in_force(below_id: int | None) -> Select[Any]:
    wanted = select(HardshipFile.id).where(HardshipFile.state == IN_FORCE)
    return wanted.where(HardshipFile.unit_id.in_(below(below_id))) if below_id else wanted


def _of_household(model: Any) -> ColumnElement[bool]:
    return model.household_id == HardshipFile.household_id  # type: ignore[no-any-return]


def _festival(below_id: int | None, code: str, on: date) -> Select[Any]:
    dealt_with = untouched(
        _of_household,
        lambda model: model.festival == code,
        lambda model: or_(
            model.for_on == on,
            (model.planned_on if model is Visit else model.on).between(
                on - timedelta(days=30), on + timedelta(days=1)
            ),
        ),
    )
    return _in_force(below_id).where(*dealt_with)


def count_festivals(session: Session, below_id: int | None, today: date) -> int:
    """Count the households to be seen for the festivals to come."""
    return sum(_count(session, _festival(below_id, *one)) for one in festivals.coming(today))


def list_festivals(
    session: Session, below_id: int | None, today: date, start: int, size: int
) -> list[RadarLine]:
    """Return the lines of festivals, the next festival first."""
    lines: list[RadarLine] = []
    for code, on in festivals.coming(today):
        query = _festival(below_id, code, on)
        before = _count(session, query)
        if start >= before:
            start -= before
            continue
        found = _files(session, query, HardshipFile.sort_name, start, size - len(lines))
        lines += [_line(FESTIVALS, row, FESTIVAL, on, code) for row in found]
        start = 0
        if len(lines) >= size:
            break
    return lines


def _count(session: Session, query: Select[Any]) -> int:
    return session.scalar(query.with_only_columns(func.count(HardshipFile.id))) or 0


def _not_planned(today: date) -> ColumnElement[bool]:
    # Gathered once: looked up for each file, every planned visit would be read each time.
    planned = select(Visit.household_id).where(
        Visit.state == PLANNED, Visit.planned_on >= today, Visit.household_id.is_not(None)
    )
    return HardshipFile.household_id.not_in(planned)


def never_helped(below_id: int | None, today: date) -> Select[Any]:
    """Select the files in force whose household got neither aid nor a gift."""
    given = exists().where(
        CareGift.household_id == HardshipFile.household_id, CareGift.cancelled.is_(False)
    )
    return _in_force(below_id).where(HardshipFile.aided_on.is_(None), ~given, _not_planned(today))


def unvisited(below_id: int | None, today: date) -> Select[Any]:
    """Select the files in force whose household saw nobody for long."""
    limit = today - timedelta(days=UNVISITED_DAYS)
    return _in_force(below_id).where(_last_seen() < limit, _not_planned(today))


def _last_seen() -> ColumnElement[date]:
    return func.coalesce(HardshipFile.visited_on, HardshipFile.approved_on, HardshipFile.applied_on)


def _files(session: Session, query: Select[Any], order: Any, start: int, size: int) -> list[Any]:
    return list(
        session.execute(
            query.with_only_columns(
                HardshipFile.household_id,
                HardshipFile.head_name,
                HardshipFile.visited_on,
                HardshipFile.approved_on,
                HardshipFile.applied_on,
                Unit.id,
                Unit.name,
            )
            .outerjoin(Unit, Unit.id == HardshipFile.unit_id)
            .order_by(order, HardshipFile.id)
            .limit(size)
            .offset(start)
        )
    )


def _line(kind: str, row: Any, occasion: str, on: date | None, code: str = "") -> RadarLine:
    household_id, name, visited_on, approved_on, applied_on, unit_id, unit = row
    day = on or visited_on or approved_on or applied_on
    return RadarLine(
        kind,
        household_id,
        None,
        name,
        unit_id,
        unit or "",
        occasion,
        code,
        day,
        on,
        None,
        since=visited_on,
    )


def list_never_helped(
    session: Session, below_id: int | None, today: date, start: int, size: int
) -> list[RadarLine]:
    """Return the lines of households never helped, the longest in force first."""
    query = never_helped(below_id, today)
    found = _files(session, query, HardshipFile.approved_on, start, size)
    return [_line(NEVER_HELPED, row, HARDSHIP, None) for row in found]


def list_unvisited(
    session: Session, below_id: int | None, today: date, start: int, size: int
) -> list[RadarLine]:
    """Return the lines of households not visited for long, the longest first."""
    found = _files(session, unvisited(below_id, today), _last_seen(), start, size)
    return [_line(UNVISITED, row, ROUTINE, None) for row in found]
