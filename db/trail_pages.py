"""Reading the trail: filtered pages, one entry with before and after, verification."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date, datetime, time, timedelta
from typing import Any

from sqlalchemy import Select, func, select, text
from sqlalchemy.orm import Session

from db import trail, trail_people
from db.models.accounts import Account
from db.models.aid import Fund
from db.models.households import Household, HouseholdPerson
from db.models.members import Member
from db.models.trail import RARE, SCRUBBED, TrailRow
from db.models.units import Unit
from db.verbs import actor_of, needs, zone_of
from rules.access import Permission
from rules.errors import NotFound
from rules.language import N_
from rules.trail_words import (
    ACCOUNT_COLUMNS,
    FUND_COLUMNS,
    HOUSEHOLD_COLUMNS,
    MEMBER_COLUMNS,
    PERSON_COLUMNS,
    UNIT_COLUMNS,
)

_NAMED = (
    (Unit.name, UNIT_COLUMNS),
    (Member.name, MEMBER_COLUMNS),
    (Household.household_no, HOUSEHOLD_COLUMNS),
    (HouseholdPerson.name, PERSON_COLUMNS),
    (Fund.name, FUND_COLUMNS),
    (Account.name, ACCOUNT_COLUMNS),
)
"""What a record is called where the trail keeps its number."""

PAGE_SIZE = 50
MOST_COUNTED = 10_000
"""Rows beyond are not counted: a page says "10,000+"."""


ORDINARY = ("created", "changed")


@dataclass(frozen=True, slots=True)
class Wanted:
    """What to look for; empty means everything. Days are the office's own."""

    who: str = ""
    action: str = ""
    record_type: str = ""
    record_id: int | None = None
    from_on: date | None = None
    to_on: date | None = None


@dataclass(frozen=True, slots=True)
class Change:
    """One column with its values before and after, as the trail keeps them."""

    column: str
    before: Any
    after: Any


@dataclass(frozen=True, slots=True)
class TrailEntry:
    id: int
    at: datetime
    actor: str
    action: str
    record_type: str
    record_id: int | None
    label: str
    changes: tuple[Change, ...]
    scrubbed: bool


@dataclass(frozen=True, slots=True)
class TrailPage:
    rows: list[TrailEntry]
    total: int
    more: bool


@needs(Permission.READ_TRAIL)
def list_page(session: Session, wanted: Wanted, page: int = 1, size: int = PAGE_SIZE) -> TrailPage:
    """List the actor's part of the trail, the latest first."""
    ids = _filtered(session, select(TrailRow.id), wanted).order_by(TrailRow.id.desc())
    counted = session.scalar(
        select(func.count()).select_from(ids.limit(MOST_COUNTED + 1).subquery())
    )
    total = min(counted or 0, MOST_COUNTED)
    shown = session.scalars(ids.limit(size).offset((page - 1) * size)).all()
    rows = session.scalars(
        select(TrailRow).where(TrailRow.id.in_(shown)).order_by(TrailRow.id.desc())
    )
    return TrailPage(entries_of(session, list(rows)), total, (counted or 0) > MOST_COUNTED)


@needs(Permission.READ_TRAIL)
def entries_of(session: Session, rows: list[TrailRow]) -> list[TrailEntry]:
    """Return rows of the trail as they are read, in their order."""
    return _named(session, [_entry(row) for row in rows])


def _filtered(session: Session, query: Select[Any], wanted: Wanted) -> Select[Any]:
    if wanted.who.strip():
        query = _by_person(session, query, wanted.who.strip())
    if wanted.action:
        query = query.where(TrailRow.action == wanted.action)
        if wanted.action not in ORDINARY:
            query = query.where(text(RARE))  # said as the index says it, so that it is used
    if wanted.record_type:
        query = query.where(TrailRow.record_type == wanted.record_type)
    if wanted.record_id is not None:
        query = query.where(TrailRow.record_id == wanted.record_id)
    if wanted.from_on:
        query = query.where(TrailRow.at >= _midnight(session, wanted.from_on))
    if wanted.to_on:
        query = query.where(TrailRow.at < _midnight(session, wanted.to_on + timedelta(days=1)))
    return query


def _by_person(session: Session, query: Select[Any], who: str) -> Select[Any]:
    # Accounts are few and their rows are indexed; what has no account (the console) is found
    # by its exact name.
    ids = session.scalars(select(Account.id).where(Account.name.contains(who, autoescape=True)))
    found = list(ids)
    if found:
        return query.where(TrailRow.account_id.in_(found))
    return query.where(TrailRow.account_id.is_(None), TrailRow.actor == who)


def _midnight(session: Session, day: date) -> datetime:
    return datetime.combine(day, time(), zone_of(session))


def _entry(row: TrailRow) -> TrailEntry:
    told = {} if row.details == SCRUBBED else json.loads(row.details)
    return TrailEntry(
        row.id,
        row.at,
        row.actor,
        row.action,
        row.record_type,
        row.record_id,
        row.label,
        _changes(told.get("before") or {}, told.get("after") or {}),
        row.details == SCRUBBED,
    )


def _changes(before: Mapping[str, Any], after: Mapping[str, Any]) -> tuple[Change, ...]:
    # A sealed value looks the same before and after; that it changed is told all the same.
    pairs = (Change(name, before.get(name), after.get(name)) for name in {**before, **after})
    return tuple(one for one in pairs if (one.before, one.after) != (None, None))


@needs(Permission.READ_TRAIL)
def get_entry(session: Session, entry_id: int) -> TrailEntry:
    """Return one row of the trail; raises NotFound outside the actor's scope."""
    row = session.scalar(select(TrailRow).where(TrailRow.id == entry_id))
    if row is None:
        raise NotFound(N_("There is no such record, or it is not in your part of the office."))
    return _named(session, [_entry(row)])[0]


def _named(session: Session, rows: list[TrailEntry]) -> list[TrailEntry]:
    """Put names in place of the numbers of those records that the actor may know."""
    actor = actor_of(session)
    knows_families, knows_members = map(
        actor.can, (Permission.SEE_HARDSHIP, Permission.SEE_MEMBERS)
    )
    names: dict[tuple[str, int], str] = {}
    for name, columns in _NAMED:
        if columns is MEMBER_COLUMNS and not knows_members:
            names |= _names(session, rows, Member.member_no, columns)
        elif knows_families or columns is not PERSON_COLUMNS:
            names |= _names(session, rows, name, columns)
    numbers = trail_people.numbers_of(session, ((row.record_type, row.record_id) for row in rows))

    def named(change: Change) -> Change:
        before, after = (
            names.get((change.column, value), value) if isinstance(value, int) else value
            for value in (change.before, change.after)
        )
        return Change(change.column, before, after)

    def told(row: TrailEntry) -> TrailEntry:
        changes = tuple(map(named, row.changes))
        number = numbers.get((row.record_type, row.record_id))
        if number is None:
            return replace(row, changes=changes)
        hidden = (_hidden(one) if one.column == "name" else one for one in changes)
        return replace(row, label=number, changes=tuple(hidden))

    return list(map(told, rows))


def _hidden(change: Change) -> Change:
    before, after = (trail.HIDDEN if one else one for one in (change.before, change.after))
    return Change(change.column, before, after)


def _names(
    session: Session, rows: list[TrailEntry], name: Any, columns: frozenset[str]
) -> dict[tuple[str, int], str]:
    changes = [change for row in rows for change in row.changes if change.column in columns]
    wanted = {value for change in changes for value in (change.before, change.after)}
    ids = {value for value in wanted if isinstance(value, int)}
    if not ids:
        return {}
    record = name.class_
    found = session.execute(select(record.id, name).where(record.id.in_(ids)))
    return {(column, key): said for key, said in found if said for column in columns}


@needs(Permission.READ_TRAIL)
def get_first_broken_link(session: Session) -> int | None:
    """Verify the whole trail; return the number of the first row that does not fit."""
    return trail.first_broken_link(session)
