"""The workday calendar: the yearly table of holidays and make-up days."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from sqlalchemy import select
from sqlalchemy.orm import Session

from db.area_memory import AreaMemory
from db.models.office import WorkdayRow
from db.verbs import needs, open_to_all, today_of
from rules.access import Permission
from rules.errors import InvalidInput
from rules.language import N_
from rules.workdays import SATURDAY, Calendar

OFF, WORKED = "off", "worked"
MOST_DAYS = 120
WARN_FROM_MONTH = 11

_memory: AreaMemory[Calendar] = AreaMemory("settings")


@dataclass(frozen=True, slots=True)
class DayRow:
    """A listed day: ``kind`` is "off" for a holiday, "worked" for a weekend day worked."""

    on: date
    kind: str
    name: str
    source: str


@open_to_all("public holidays are public")
def calendar_of(session: Session) -> Calendar:
    """Return the office's calendar; read anew only after a change of the settings."""
    return _memory.recall(session, lambda: _read(session))


def _read(session: Session) -> Calendar:
    rows = session.execute(select(WorkdayRow.on, WorkdayRow.kind)).all()
    return Calendar(
        frozenset(row.on for row in rows if row.kind == OFF),
        frozenset(row.on for row in rows if row.kind == WORKED),
    )


@open_to_all("public holidays are public")
def list_days(session: Session, year: int) -> list[DayRow]:
    """Return a year's listed days in order."""
    rows = session.scalars(
        select(WorkdayRow)
        .where(WorkdayRow.on.between(date(year, 1, 1), date(year, 12, 31)))
        .order_by(WorkdayRow.on)
    )
    return [DayRow(row.on, row.kind, row.name, row.source) for row in rows if row.kind]


@open_to_all("public holidays are public")
def list_years(session: Session) -> list[int]:
    """Return the years that have a table, the latest first."""
    return sorted(calendar_of(session).years, reverse=True)


@open_to_all("public holidays are public")
def years_missing(session: Session) -> list[int]:
    """Return this year, and from November on the next one, where they lack a table."""
    today, known = today_of(session), calendar_of(session).years
    near = [today.year, today.year + 1] if today.month >= WARN_FROM_MONTH else [today.year]
    return [year for year in near if year not in known]


@needs(Permission.MANAGE_SETTINGS)
def take_in(session: Session, year: int, days: Iterable[DayRow]) -> int:
    """Replace a year's table by the official one; returns how many days differ from before.

    Raises InvalidInput for a day of another year, a kind that is not "off" or "worked", a
    day listed twice, or a make-up day that is no weekend day.
    """
    wanted = _checked(year, list(days))
    present = {
        row.on: row
        for row in session.scalars(
            select(WorkdayRow).where(WorkdayRow.on.between(date(year, 1, 1), date(year, 12, 31)))
        )
    }
    changed = 0
    for on in sorted(present.keys() | wanted.keys()):
        row, day = present.get(on), wanted.get(on)
        kind = day.kind if day else ""
        if row is None and day is not None:
            session.add(WorkdayRow(on=on, kind=day.kind, name=day.name, source=day.source))
            changed += 1
        elif row is not None and row.kind != kind:
            # A day that is no longer listed keeps its row without a kind: rows never go.
            row.kind, row.name = kind, day.name if day else row.name
            changed += 1
    return changed


def _checked(year: int, days: list[DayRow]) -> dict[date, DayRow]:
    if not days or len(days) > MOST_DAYS:
        raise InvalidInput(N_("A year's table has 1 to 120 days."), field="file")
    wanted: dict[date, DayRow] = {}
    for day in days:
        if day.on.year != year:
            raise InvalidInput(
                N_("{on} does not lie in {year}."), field="file", on=day.on.isoformat(), year=year
            )
        if day.kind not in (OFF, WORKED):
            raise InvalidInput(
                N_("{on}: write “off” for a holiday and “worked” for a make-up day."),
                field="file",
                on=day.on.isoformat(),
            )
        if day.kind == WORKED and day.on.weekday() < SATURDAY:
            raise InvalidInput(
                N_("{on} is a weekday; only a weekend day can be a make-up day."),
                field="file",
                on=day.on.isoformat(),
            )
        if day.on in wanted:
            raise InvalidInput(N_("{on} is listed twice."), field="file", on=day.on.isoformat())
        wanted[day.on] = day
    return wanted
