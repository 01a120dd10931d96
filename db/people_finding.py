"""Who bears some ID numbers, member numbers or names: looked up for all rows of a list at once.

For verbs of ``db`` that hold the lock; what they select decides who can be found. Whom a row
means of those who are found is told by ``rules.people_lists``.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable
from typing import Any

from sqlalchemy import ColumnElement, Select
from sqlalchemy.orm import Session

from db.bulk import portions
from db.sealing import blind_index

Choose = Callable[[ColumnElement[bool]], Select[Any]]
"""Selects those who may be found and meet a condition."""

Found = dict[str, list[Any]]
"""Rows by the number, in capitals, or the name that was looked for."""


def by_id_number(session: Session, model: Any, choose: Choose, numbers: Iterable[str]) -> Found:
    """Return whose papers have some numbers; ``choose`` selects ``id_no_index`` as well."""
    purpose = f"{model.__tablename__}.id_no"
    asked = {blind_index(number, purpose): number for number in map(str.upper, numbers)}
    found: Found = {}
    for row in _rows(session, model.id_no_index, choose, asked):
        found.setdefault(asked[bytes(row.id_no_index)], []).append(row)
    return found


def by_member_no(session: Session, model: Any, choose: Choose, numbers: Iterable[str]) -> Found:
    """Return whose member numbers are some; ``choose`` selects ``member_no`` as well."""
    asked = {one for number in numbers for one in (number, number.upper())}
    found: Found = {}
    for row in _rows(session, model.member_no, choose, asked):
        found.setdefault(row.member_no.upper(), []).append(row)
    return found


def by_name(session: Session, model: Any, choose: Choose, names: Iterable[str]) -> Found:
    """Return who bears some names; ``choose`` selects ``name`` as well."""
    found: Found = {}
    for row in _rows(session, model.name, choose, set(names)):
        found.setdefault(row.name, []).append(row)
    return found


def _rows(session: Session, column: Any, choose: Choose, wanted: Collection[Any]) -> Iterable[Any]:
    for some in portions(sorted(wanted)):
        yield from session.execute(choose(column.in_(some)))
