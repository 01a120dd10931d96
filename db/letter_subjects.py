"""The records that letters are about, with what is known beside their own fields."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from db.models.members import Member
from db.models.office import Summary
from db.models.people import Transfer
from db.models.units import Unit, UnitBelow
from db.verbs import open_to_all
from rules.codes import CodeLists, label_of
from rules.letters import MEMBER, TRANSFER, UNIT, letter_date
from rules.members import PRESENT


@dataclass(frozen=True, slots=True)
class Subject:
    """One record: the row that has the fields, its state, its unit, and derived values."""

    row: Any
    state: str
    unit_id: int | None
    derived: Mapping[str, str]


@open_to_all("called by the verbs of letters, which have checked the right to see the register")
def subjects_of(
    session: Session, record: str, ids: Sequence[int], lists: CodeLists
) -> dict[int, Subject]:
    """Return the records that the actor may know of, by id."""
    return _READERS[record](session, ids, lists)


def _members(session: Session, ids: Iterable[int], lists: CodeLists) -> dict[int, Subject]:
    rows = session.scalars(select(Member).where(Member.id.in_(ids), Member.live())).all()
    names = _unit_names(session, (row.unit_id for row in rows))
    return {
        row.id: Subject(
            row,
            row.status,
            row.unit_id,
            {
                "unit_name": names.get(row.unit_id or 0, ""),
                "status": label_of(lists, "member_status", row.status),
            },
        )
        for row in rows
    }


def _unit_names(session: Session, ids: Iterable[int | None]) -> dict[int, str]:
    # Names of units are public; a superior union lies outside the scope of those below it.
    found = session.execute(
        select(Unit.id, Unit.name).where(Unit.id.in_(set(ids))).execution_options(kernel=True)
    )
    return {row.id: row.name for row in found}


def _transfers(session: Session, ids: Sequence[int], lists: CodeLists) -> dict[int, Subject]:
    rows = session.scalars(select(Transfer).where(Transfer.id.in_(ids))).all()
    people = _members(session, {row.member_id for row in rows}, lists)
    names = _unit_names(session, [key for row in rows for key in (row.unit_id, row.to_unit_id)])
    found = {}
    for row in rows:
        person = people.get(row.member_id)
        if person is not None:
            way = {
                "from_unit_name": names.get(row.unit_id or 0, ""),
                "to_unit_name": names.get(row.to_unit_id, ""),
                "effective_on": letter_date(row.effective_on),
            }
            found[row.id] = Subject(person.row, row.state, row.unit_id, {**person.derived, **way})
    return found


def _units(session: Session, ids: Sequence[int], _lists: CodeLists) -> dict[int, Subject]:
    rows = session.scalars(select(Unit).where(Unit.id.in_(ids))).all()
    names = _unit_names(session, (row.parent_id for row in rows))
    counts = _members_below(session, [row.id for row in rows])
    return {
        row.id: Subject(
            row,
            "",
            row.id,
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


_READERS: Mapping[str, Callable[..., dict[int, Subject]]] = {
    MEMBER: _members,
    TRANSFER: _transfers,
    UNIT: _units,
}
