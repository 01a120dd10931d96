"""A list of people, uploaded or pasted, matched with the registry row by row."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from sqlalchemy import select
from sqlalchemy.orm import Session

from db.bulk import portions
from db.codes import code_lists
from db.import_rows import Incoming, RowReader
from db.member_matching import list_of_cards
from db.models.members import Member
from db.scope import below
from rules.errors import InvalidInput
from rules.explanation import Line, line
from rules.fields import Fields, Value
from rules.language import N_
from rules.people_lists import Remark

MOST_ROWS = 20_000


@dataclass(frozen=True, slots=True)
class ListRow:
    """A row that could be read: whom it names, and its values."""

    number: int
    name: str
    id_no: str
    values: Mapping[str, Value]


@dataclass(frozen=True, slots=True)
class Found:
    """The rows whose person was found, with the person, and what is to be said of the others."""

    rows: tuple[tuple[ListRow, int], ...]
    refused: tuple[Remark, ...]


def match(session: Session, unit_id: int, incoming: Incoming, fields: Fields) -> Found:
    """Find the people of a list by ID number, else by a name that only one below a unit bears."""
    rows, refused = _read(session, incoming, fields)
    by_number = list_of_cards(session, (row.id_no for row in rows if row.id_no))
    by_name = _of_names(session, unit_id, {row.name for row in rows if not row.id_no})
    found: list[tuple[ListRow, int]] = []
    for row in rows:
        key, reason = _person(row, by_number, by_name)
        if reason is not None:
            refused.append(Remark(row.name, reason, row.number))
        else:
            found.append((row, key))
    return Found(tuple(found), tuple(sorted(refused, key=lambda one: one.row_number)))


def _read(
    session: Session, incoming: Incoming, fields: Fields
) -> tuple[list[ListRow], list[Remark]]:
    if not {"name", "id_no"} & incoming.columns.keys():
        raise InvalidInput(N_("The list needs a column with names or one with ID numbers."))
    wanted = tuple(field for field in fields if field.name in incoming.columns)
    reader = RowReader(wanted, incoming.columns, code_lists(session))
    rows: list[ListRow] = []
    refused: list[Remark] = []
    for number, cells in incoming.rows():
        if len(rows) + len(refused) >= MOST_ROWS:
            raise InvalidInput(N_("The list has more than {most} rows."), most=MOST_ROWS)
        values, errors = reader.read(cells)
        name = str(values.get("name") or "")
        if errors:
            refused.append(Remark(name, Line(errors[0].text, errors[0].values), number))
        else:
            rows.append(ListRow(number, name, str(values.get("id_no") or ""), values))
    return rows, refused


def _of_names(session: Session, unit_id: int, names: Iterable[str]) -> dict[str, list[int]]:
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


def _person(
    row: ListRow, by_number: Mapping[str, tuple[int, str]], by_name: Mapping[str, list[int]]
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
