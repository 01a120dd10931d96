"""Writes the sample's people in bulk: rows, periods, events, pieces of names, faults, counts."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from datetime import date
from functools import partial
from typing import Any

from sqlalchemy.orm import Session

from db import bulk, quality, search, summaries, trail, traits
from db.members import derived
from db.models.members import Member
from db.models.people import LifeEvent, Membership
from db.sample_people import Person
from db.sealing import Sealed, seal
from db.verbs import open_to_all
from rules.members import MEMBER_FIELDS
from rules.traits import traits_of

_PERIOD = (
    "member_id", "unit_id", "status", "from_on", "to_on", "change_type", "reason", "note",
    "version", "traits",
)  # fmt: skip
_EVENT = ("id", "member_id", "unit_id", "kind", "on", "relation", "cancelled", "version")
_FIXED = ("id", "unit_id", "status", "withdrawn", "extra", "version")
_DERIVED = (
    "sort_name", "id_no_index", "id_no_tail", "mobile_index", "mobile_tail", "bank_index",
)  # fmt: skip
_NAMES = tuple(field.name for field in MEMBER_FIELDS)
_HIDDEN = trail.sealed_columns(Member)

Placed = tuple[int, Person]


@open_to_all("called by the maker of the sample, which fills an empty office as the console")
def write_people(session: Session, people: Sequence[Person]) -> None:
    """Add these people with everything that hangs on them."""
    ids = bulk.new_ids(session, Member.__table__, len(people))
    placed = list(zip(ids, people, strict=True))
    columns = (*_FIXED, *_NAMES, *_DERIVED)
    bulk.insert_rows(session, Member.__table__, columns, _member_rows(placed))
    bulk.insert_rows(session, Membership.__table__, _PERIOD, _period_rows(placed))
    _count_periods(session, placed)
    _write_events(session, placed)
    named: dict[str, list[int]] = {}
    for key, person in placed:
        named.setdefault(str(person.values["name"]), []).append(key)
        summaries.count_change(session, Member, None, _counted(person))
    search.write_grams_of_many(session, named)
    faults = ((key, one.unit_id, quality.problems_of(one.values)) for key, one in placed)
    quality.write_problems_of_many(session, faults, are_new=True)
    trail.record_many(session, (_entry(key, person) for key, person in placed))
    summaries.touch_area(session, Member.__area__)


def _converter(name: str) -> Callable[[Any], Any] | None:
    column_type = Member.__table__.c[name].type
    if isinstance(column_type, Sealed):
        return partial(_sealed, column_type.purpose)
    return date.isoformat if column_type.python_type is date else None


def _sealed(purpose: str, text: str) -> bytes:
    return seal(text, purpose)


def _member_rows(placed: Sequence[Placed]) -> Iterator[tuple[Any, ...]]:
    converters = [(name, _converter(name)) for name in _NAMES]
    for key, person in placed:
        row: list[Any] = [key, person.unit_id, person.status, False, "{}", 1]
        for name, convert in converters:
            value = person.values.get(name)
            row.append(value if value is None or convert is None else convert(value))
        also = derived(person.values)
        row.extend(also[name] for name in _DERIVED)
        yield tuple(row)


def _period_rows(placed: Sequence[Placed]) -> Iterator[tuple[Any, ...]]:
    for key, person in placed:
        letters = traits_of(*(person.values.get(name) for name in traits.NAMES))
        for period in person.periods:
            yield (
                key,
                period.unit_id,
                period.status,
                bulk.stored_day(period.from_on),
                bulk.stored_day(period.to_on),
                period.change_type,
                period.reason,
                "",
                1,
                letters,
            )


def _count_periods(session: Session, placed: Sequence[Placed]) -> None:
    for _key, person in placed:
        letters = traits_of(*(person.values.get(name) for name in traits.NAMES))
        for one in person.periods:
            values = {name: getattr(one, name, letters) for name in Membership.COUNTED_COLUMNS}
            summaries.count_change(session, Membership, None, values)


def _write_events(session: Session, placed: Sequence[Placed]) -> None:
    events = [(key, one.unit_id, *event) for key, one in placed for event in one.events]
    ids = bulk.new_ids(session, LifeEvent.__table__, len(events))
    rows = [
        (event_id, key, unit_id, kind, on.isoformat(), relation, False, 1)
        for event_id, (key, unit_id, kind, on, relation) in zip(ids, events, strict=True)
    ]
    bulk.insert_rows(session, LifeEvent.__table__, _EVENT, rows)
    trail.record_many(
        session,
        (
            trail.Entry(
                "created",
                "life_event",
                row[0],
                1,
                row[2],
                row[3],
                after=dict(zip(_EVENT, row, strict=True)),
            )
            for row in rows
        ),
    )


def _counted(person: Person) -> dict[str, Any]:
    return {
        "unit_id": person.unit_id,
        "status": person.status,
        "gender": person.values["gender"],
        "merged_into_id": None,
        "withdrawn": False,
    }


def _entry(key: int, person: Person) -> trail.Entry:
    after = {
        name: trail.hide(name, value, _HIDDEN)
        for name, value in person.values.items()
        if value is not None
    }
    after |= {"unit_id": person.unit_id, "status": person.status}
    name = str(person.values["name"])
    details = trail.rendered({}, after)
    return trail.Entry("created", "member", key, 1, person.unit_id, name, details=details)
