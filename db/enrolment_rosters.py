"""A list of joiners, uploaded or pasted, matched with the registry row by row."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import select
from sqlalchemy.orm import Session

from db import enrolment_people
from db.bulk import portions
from db.codes import code_lists
from db.enrolment_people import Added, Joiner, Remark
from db.import_rows import Incoming, RowReader
from db.models.members import Member
from db.models.mutual import UnitEnrolment
from db.scope import below
from db.sealing import blind_index
from db.verbs import load, needs
from rules.access import Permission
from rules.errors import InvalidInput
from rules.explanation import Line, line
from rules.fields import Value
from rules.language import N_
from rules.mutual_enrolment_forms import ROSTER_FIELDS

MOST_ROWS = 20_000


@dataclass(frozen=True, slots=True)
class Matched:
    """A list held against the registry: who was found, and which rows nobody fits."""

    joiners: tuple[Joiner, ...]
    refused: tuple[Remark, ...]


@dataclass(frozen=True, slots=True)
class _Row:
    number: int
    name: str
    id_no: str
    shares: int


@needs(Permission.ENROL_UNITS)
def preview(session: Session, hand_in_id: int, incoming: Incoming) -> Added:
    """Say what adding a list would bring; nothing is written.

    People are found by ID number, else by a name that only one of the unit bears.
    """
    hand_in = load(session, UnitEnrolment, hand_in_id)
    found = _match(session, hand_in, incoming)
    return _together(found, enrolment_people.look_at(session, hand_in, found.joiners))


@needs(Permission.ENROL_UNITS)
def add_list(session: Session, hand_in_id: int, seen: int, incoming: Incoming) -> Added:
    """Put the people of a list on a hand-in; rows that fit nobody are named with the reason."""
    hand_in = enrolment_people.load_open(session, hand_in_id, seen)
    found = _match(session, hand_in, incoming)
    return _together(found, enrolment_people.add_to(session, hand_in, found.joiners))


def _together(found: Matched, added: Added) -> Added:
    refused = sorted((*found.refused, *added.refused), key=lambda remark: remark.row_number)
    return Added(added.people, tuple(refused), added.cut)


def _match(session: Session, hand_in: UnitEnrolment, incoming: Incoming) -> Matched:
    rows, refused = _read(session, incoming)
    by_number = _of_numbers(session, [row.id_no for row in rows if row.id_no])
    by_name = _of_names(session, hand_in.unit_id or 0, {row.name for row in rows if not row.id_no})
    joiners: list[Joiner] = []
    for row in rows:
        key, reason = _found(row, by_number, by_name)
        if reason is not None:
            refused.append(Remark(row.name, reason, row.number))
        else:
            joiners.append(Joiner(key, row.shares, row.number))
    return Matched(tuple(joiners), tuple(sorted(refused, key=lambda one: one.row_number)))


def _read(session: Session, incoming: Incoming) -> tuple[list[_Row], list[Remark]]:
    if not {"name", "id_no"} & incoming.columns.keys():
        raise InvalidInput(N_("The list needs a column with names or one with ID numbers."))
    fields = tuple(field for field in ROSTER_FIELDS if field.name in incoming.columns)
    reader = RowReader(fields, incoming.columns, code_lists(session))
    rows: list[_Row] = []
    refused: list[Remark] = []
    for number, cells in incoming.rows():
        if len(rows) + len(refused) >= MOST_ROWS:
            raise InvalidInput(N_("The list has more than {most} rows."), most=MOST_ROWS)
        values, errors = reader.read(cells)
        label = str(values.get("name") or "")
        if errors:
            refused.append(Remark(label, Line(errors[0].text, errors[0].values), number))
        else:
            rows.append(_row(number, values))
    return rows, refused


def _row(number: int, values: dict[str, Value]) -> _Row:
    shares = values.get("shares")
    return _Row(
        number,
        str(values.get("name") or ""),
        str(values.get("id_no") or ""),
        shares if isinstance(shares, int) else 1,
    )


def _of_numbers(session: Session, numbers: Sequence[str]) -> dict[str, tuple[int, str]]:
    indexes = {blind_index(number, "member.id_no"): number for number in numbers}
    found: dict[str, tuple[int, str]] = {}
    for some in portions(list(indexes)):
        rows = session.execute(
            select(Member.id_no_index, Member.id, Member.name).where(
                Member.id_no_index.in_(some), Member.live()
            )
        )
        found.update({indexes[bytes(row[0] or b"")]: (row.id, row.name) for row in rows})
    return found


def _of_names(session: Session, unit_id: int, names: set[str]) -> dict[str, list[int]]:
    found: dict[str, list[int]] = {}
    for some in portions(sorted(names)):
        rows = session.execute(
            select(Member.name, Member.id).where(
                Member.name.in_(some), Member.unit_id.in_(below(unit_id)), Member.live()
            )
        )
        for row in rows:
            found.setdefault(row.name, []).append(row.id)
    return found


def _found(
    row: _Row, by_number: dict[str, tuple[int, str]], by_name: dict[str, list[int]]
) -> tuple[int, Line | None]:
    if row.id_no:
        key, name = by_number.get(row.id_no, (0, ""))
        if not key:
            return 0, line(N_("nobody in the registry has this ID number; register the person"))
        if row.name and row.name != name:
            return 0, line(N_("this ID number belongs to somebody of another name"))
        return key, None
    keys = by_name.get(row.name, [])
    if not row.name:
        return 0, line(N_("neither a name nor an ID number"))
    if not keys:
        return 0, line(N_("nobody of this name is in the unit; register the person first"))
    if len(keys) > 1:
        return 0, line(
            N_("{n} people of this name are in the unit; give the ID number"), n=len(keys)
        )
    return keys[0], None
