"""The records that letters are about, with what is known beside their own fields."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from db import extra_fields
from db.models.members import Member
from db.models.office import Summary
from db.models.people import Transfer
from db.models.units import Unit, UnitBelow
from db.unit_names import names_of
from rules.codes import CodeLists, label_of
from rules.fields import Fields
from rules.letters import letter_date
from rules.members import MEMBER_FIELDS, PRESENT
from rules.units import UNIT_FIELDS

Rows = Sequence[Mapping[str, str]]


@dataclass(frozen=True, slots=True)
class Subject:
    """One record: its name, state and unit, the rows that have the fields, derived values.

    ``rows`` are the lists that a letter's tables repeat, by their name; values are text, and
    sealed ones in clear: ``db.letters`` masks them. ``sheets`` are, by the kind of a letter, what
    differs on each of several that are printed of one record.
    """

    name: str
    state: str
    unit_id: int | None
    sources: tuple[tuple[Any, Fields], ...]
    derived: Mapping[str, str]
    rows: Mapping[str, Rows] = field(default_factory=dict)
    sheets: Mapping[str, Sequence[Mapping[str, str]]] = field(default_factory=dict)


Reader = Callable[[Session, Sequence[int], CodeLists], dict[int, Subject]]


def member_subjects(session: Session, ids: Iterable[int], lists: CodeLists) -> dict[int, Subject]:
    rows = session.scalars(select(Member).where(Member.id.in_(ids), Member.live())).all()
    names = names_of(session, (row.unit_id for row in rows))
    fields = MEMBER_FIELDS + extra_fields.list_fields(session, "member")
    return {
        row.id: Subject(
            row.name,
            row.status,
            row.unit_id,
            ((row, fields),),
            {
                "unit_name": names.get(row.unit_id or 0, ""),
                "status": label_of(lists, "member_status", row.status),
            },
        )
        for row in rows
    }


def transfer_subjects(session: Session, ids: Sequence[int], lists: CodeLists) -> dict[int, Subject]:
    rows = session.scalars(select(Transfer).where(Transfer.id.in_(ids))).all()
    people = member_subjects(session, [row.member_id for row in rows], lists)
    names = names_of(session, [key for row in rows for key in (row.unit_id, row.to_unit_id)])
    found = {}
    for row in rows:
        person = people.get(row.member_id)
        if person is not None:
            way = {
                "from_unit_name": names.get(row.unit_id or 0, ""),
                "to_unit_name": names.get(row.to_unit_id, ""),
                "effective_on": letter_date(row.effective_on),
            }
            derived = {**person.derived, **way}
            found[row.id] = Subject(person.name, row.state, row.unit_id, person.sources, derived)
    return found


def unit_subjects(session: Session, ids: Sequence[int], _lists: CodeLists) -> dict[int, Subject]:
    rows = session.scalars(select(Unit).where(Unit.id.in_(ids))).all()
    names = names_of(session, (row.parent_id for row in rows))
    counts = _members_below(session, [row.id for row in rows])
    fields = UNIT_FIELDS + extra_fields.list_fields(session, "unit")
    return {
        row.id: Subject(
            row.name,
            "",
            row.id,
            ((row, fields),),
            {
                "parent_name": names.get(row.parent_id or 0, ""),
                "member_count": str(counts.get(row.id, 0)),
            },
        )
        for row in rows
    }


def _members_below(session: Session, ids: Sequence[int]) -> dict[int, int]:
    found = session.execute(
        select(UnitBelow.ancestor_id, func.sum(Summary.n))
        .join(Summary, Summary.unit_id == UnitBelow.unit_id)
        .where(
            UnitBelow.ancestor_id.in_(ids),
            Summary.name == "members",
            Summary.first.in_([str(status) for status in PRESENT]),
        )
        .group_by(UnitBelow.ancestor_id)
    )
    return {row[0]: int(row[1]) for row in found}
