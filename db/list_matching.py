"""A list of people, uploaded or pasted, matched with the registry row by row."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import partial
from typing import Any

from sqlalchemy import ColumnElement, Select, select
from sqlalchemy.orm import Session

from db import people_finding
from db.codes import code_lists
from db.import_rows import Incoming, RowReader
from db.member_matching import CARD
from db.models.members import Member
from db.scope import below
from rules.errors import InvalidInput
from rules.explanation import Line
from rules.fields import Fields, Value
from rules.language import N_
from rules.people_lists import Remark, meant

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
    numbers = {row.id_no for row in rows if row.id_no}
    names = {row.name for row in rows if row.name and not row.id_no}
    bearing = people_finding.by_id_number(session, Member, _with_card, numbers)
    named = people_finding.by_name(session, Member, partial(_inside, unit_id), names)
    found: list[tuple[ListRow, int]] = []
    for row in rows:
        who = meant(
            row.name, row.id_no, bearing.get(row.id_no.upper(), ()), named.get(row.name, ())
        )
        if who.why is not None:
            refused.append(Remark(row.name, who.why, row.number))
        else:
            found.append((row, who.people[0].id))
    return Found(tuple(found), tuple(sorted(refused, key=lambda one: one.row_number)))


def _with_card(condition: ColumnElement[bool]) -> Select[Any]:
    """Select those of the actor's scope whose paper is an ID card."""
    columns: tuple[Any, ...] = (Member.id, Member.name, Member.id_no_index)
    return select(*columns).where(condition, Member.id_type == CARD, Member.live())


def _inside(unit_id: int, condition: ColumnElement[bool]) -> Select[Any]:
    columns: tuple[Any, ...] = (Member.id, Member.name)
    inside = Member.unit_id.in_(below(unit_id))
    return select(*columns).where(condition, inside, Member.live())


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
