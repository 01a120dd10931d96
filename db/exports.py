"""Lists out: exactly what the actor may see, masked, in a stream; each export is on the trail.

First ``record_export`` in a writing session, which returns the permit; then the rows in a
reading one, so that a long download keeps no other writer waiting.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import partial
from typing import Any

from sqlalchemy import LargeBinary, Select, String, func, select, type_coerce
from sqlalchemy.orm import Session

from db import bulk, codes, extra_fields, hardship_lists, member_lists, trail, unit_lists
from db.models.hardship import HardshipFile
from db.models.members import Member
from db.models.units import Unit
from db.scope import below
from db.sealing import opener
from db.values import masked
from db.verbs import actor_of, needs
from rules.access import Permission, check_allowed
from rules.codes import CodeLists
from rules.errors import NotAllowed
from rules.fields import Field, Fields, Kind
from rules.hardship import FILE_FIELDS, HARDSHIP_FILE
from rules.imports import MEMBER_UNIT
from rules.language import N_, _
from rules.members import MEMBER_FIELDS
from rules.parsing import shown_value
from rules.terms import TermKind, read_term
from rules.units import UNIT_FIELDS

MEMBERS, UNITS, FILES = "member", "unit", "hardship_file"
ROWS_AT_ONCE = 2000

STATUS = Field("status", N_("Status"), Kind.CHOICE, codes="member_status")
CLOSED = Field("closed_on", N_("Closed on"), Kind.DATE)
FILE_UNIT = Field("unit_id", N_("Unit"), Kind.UNION)
HEAD_NAME = Field("head_name", N_("Head of the household"))
FILE_STATE = Field("state", N_("State"))
CATEGORY = Field("category", N_("Hardship category"), Kind.CHOICE, codes="hardship_category")
FILE_DAYS = (
    Field("approved_on", N_("Approved on"), Kind.DATE),
    Field("review_due_on", N_("Re-verification due"), Kind.DATE),
    Field("visited_on", N_("Last visit"), Kind.DATE),
    Field("aided_on", N_("Last aid"), Kind.DATE),
    Field("ended_on", N_("Ended on"), Kind.DATE),
)

_DATED = {Kind.DATE: "YYYY-MM-DD", Kind.MONTH: "YYYY-MM"}
_WRITTEN_AS_STORED = frozenset((Kind.TEXT, Kind.LONG_TEXT, Kind.EMAIL, Kind.USCI, *_DATED))

Cell = str | None
Shower = Callable[[Sequence[Any]], Sequence[Cell]]
"""Writes a column of stored values as the list's reader sees them."""


class _Labels(dict[str, str]):
    """Labels by code; a code without one shows itself, and so does None."""

    def __missing__(self, code: str) -> str:
        return code


@dataclass(frozen=True, slots=True)
class Permit:
    """The trail's receipt for one export: whose, of what, how many rows."""

    account_id: int | None
    register: str
    chosen: Mapping[str, Any]
    rows: int


@dataclass(frozen=True, slots=True)
class Export:
    """Headings in the reader's language, and the rows as they come out of the database."""

    headings: tuple[str, ...]
    rows: Iterator[tuple[Cell, ...]]


@needs(Permission.EXPORT_MEMBERS)
def record_export(
    session: Session, register: str, chosen: Mapping[str, Any], form: str = "xlsx"
) -> Permit:
    """Put an export on the trail before it leaves; returns the permit to read the rows."""
    query = _QUERIES[register](session, chosen).order_by(None).subquery()
    rows = session.scalar(select(func.count()).select_from(query)) or 0
    return permit_of(session, register, chosen, form, rows)


def permit_of(
    session: Session, register: str, chosen: Mapping[str, Any], form: str, rows: int
) -> Permit:
    """Note an export on the trail; returns the receipt that its rows are asked for with."""
    actor, told = actor_of(session), _told(chosen)
    trail.note(session, "exported", register, None, form, actor.unit_id, rows=rows, chosen=told)
    return Permit(actor.account_id, register, dict(chosen), rows)


_NUMBERS = (TermKind.ID_NUMBER, TermKind.MOBILE, TermKind.MEMBER_NUMBER)
"""What may be the number of somebody's paper: a passport's looks like a member number."""


def _told(chosen: Mapping[str, Any]) -> dict[str, Any]:
    """Return the filters as the trail may keep them: no number that is sealed elsewhere."""
    told = {name: value for name, value in chosen.items() if value not in (None, "")}
    if read_term(str(told.get("text") or "")).kind in _NUMBERS:
        told["text"] = trail.HIDDEN
    return told


@needs(Permission.EXPORT_MEMBERS)
def list_rows(session: Session, permit: Permit) -> Export:
    """Return what the permit is for; raises NotAllowed for anybody else's permit."""
    check_own(session, permit)
    lists = codes.code_lists(session)
    return _EXPORTS[permit.register](session, permit, lists)


def check_own(session: Session, permit: Permit) -> None:
    """Raise NotAllowed for anybody else's permit."""
    if permit.account_id != actor_of(session).account_id:
        raise NotAllowed(N_("Your role does not include this. Ask the administrator."))


def _members(session: Session, chosen: Mapping[str, Any]) -> Select[Any]:
    check_allowed(actor_of(session), Permission.SEE_MEMBERS)
    return member_lists.select_ids(session, chosen)


def _units(session: Session, chosen: Mapping[str, Any]) -> Select[Any]:
    check_allowed(actor_of(session), Permission.SEE_UNITS)
    return unit_lists.select_ids(session, chosen)


def _files(session: Session, chosen: Mapping[str, Any]) -> Select[Any]:
    check_allowed(actor_of(session), Permission.SEE_HARDSHIP)
    return hardship_lists.select_ids(session, chosen)


_QUERIES: Mapping[str, Callable[[Session, Mapping[str, Any]], Select[Any]]] = {
    MEMBERS: _members,
    UNITS: _units,
    FILES: _files,
}


def _member_export(session: Session, permit: Permit, lists: CodeLists) -> Export:
    own = MEMBER_FIELDS + extra_fields.list_fields(session, MEMBERS)
    fields = (MEMBER_UNIT, STATUS, *own)
    names = {row.id: row.name for row in session.execute(select(Unit.id, Unit.name))}
    showers = [_named(names.get), *(_shower(field, lists) for field in fields[1:])]
    columns = [_column(session, Member, field) for field in fields]
    query = _members(session, permit.chosen).with_only_columns(*columns)
    actor = actor_of(session)
    if not actor.everywhere:
        query = query.where(Member.unit_id.in_(below(actor.unit_id or 0)))
    return Export(_headings(fields), _rows(session, query, showers))


def _unit_export(session: Session, permit: Permit, lists: CodeLists) -> Export:
    fields = (*UNIT_FIELDS, *extra_fields.list_fields(session, UNITS), CLOSED)
    # The superior of the actor's top unit is out of scope, but its name is no secret.
    everyone = select(Unit.id, Unit.name).execution_options(kernel=True)
    names = {row.id: row.name for row in session.execute(everyone)}
    showers = [
        _named(names.get) if field.name == "parent_id" else _shower(field, lists)
        for field in fields
    ]
    columns = [_column(session, Unit, field) for field in fields]
    query = _units(session, permit.chosen).with_only_columns(*columns)
    actor = actor_of(session)
    if not actor.everywhere:
        query = query.where(Unit.id.in_(below(actor.unit_id or 0)))
    return Export(_headings(fields), _rows(session, query, showers))


def _file_export(session: Session, permit: Permit, lists: CodeLists) -> Export:
    own = FILE_FIELDS + extra_fields.list_fields(session, FILES)
    fields = (FILE_UNIT, HEAD_NAME, FILE_STATE, CATEGORY, *own, *FILE_DAYS)
    everyone = select(Unit.id, Unit.name).execution_options(kernel=True)
    names = {row.id: row.name for row in session.execute(everyone)}
    states = _Labels((code, _(label)) for code, label in HARDSHIP_FILE.state_labels.items())
    shown = (_shower(field, lists, FILES) for field in fields[3:])
    showers = [_named(names.get), None, _named(states.__getitem__), *shown]
    columns = [_column(session, HardshipFile, field) for field in fields]
    query = _files(session, permit.chosen).with_only_columns(*columns)
    actor = actor_of(session)
    if not actor.everywhere:
        # What is only on its way to the actor's part of the tree is not theirs to take out.
        query = query.where(HardshipFile.unit_id.in_(below(actor.unit_id or 0)))
    return Export(_headings(fields), _rows(session, query, showers))


_EXPORTS: Mapping[str, Callable[[Session, Permit, CodeLists], Export]] = {
    MEMBERS: _member_export,
    UNITS: _unit_export,
    FILES: _file_export,
}


def _headings(fields: Fields) -> tuple[str, ...]:
    return tuple(_(field.label) for field in fields)


def _column(session: Session, model: Any, field: Field) -> Any:
    """Return the column as stored: sealed values are opened below, for one row at a time.

    Days are written by the database, which hands them over as texts in any case.
    """
    if field.extra:
        return model.extra
    column = getattr(model, field.name)
    if field.sealed:
        return type_coerce(column, LargeBinary)
    if field.kind not in _DATED:
        return column
    if not bulk.is_sqlite(session):
        return func.to_char(column, _DATED[field.kind])
    stored = type_coerce(column, String)
    return stored if field.kind is Kind.DATE else func.substr(stored, 1, len(_DATED[field.kind]))


def _rows(
    session: Session, query: Select[Any], showers: list[Shower | None]
) -> Iterator[tuple[Cell, ...]]:
    # Past the session, whose records would cost as much again; the scope is in the query.
    options = {"yield_per": ROWS_AT_ONCE}
    found = session.connection().execute(query, execution_options=options)
    for part in found.partitions():
        # Column by column, since most are written as they are stored.
        columns = zip(*part, strict=True)
        shown = (
            show(column) if show else column for column, show in zip(columns, showers, strict=True)
        )
        yield from zip(*shown, strict=True)


def _shower(field: Field, lists: CodeLists, register: str = MEMBERS) -> Shower | None:
    """Return what writes a column of stored values, None where they are written as stored."""
    if field.extra:
        return _each(partial(_show_extra, field, lists))
    if field.sealed:
        return _unsealing(field, register)
    if field.kind in _WRITTEN_AS_STORED:
        return None
    if field.kind is Kind.CHOICE:
        return _named(_Labels((e.code, e.label) for e in lists.get(field.codes, ())).__getitem__)
    if field.kind is Kind.YES_NO:
        return _named({True: _("Yes"), False: _("No")}.get)
    return _each(partial(_show, field, lists))


def _named(name_of: Callable[[Any], Cell]) -> Shower:
    """Look each value up where None has no name either."""
    return lambda column: list(map(name_of, column))


def _each(show: Callable[[Any], Cell]) -> Shower:
    return lambda column: [None if value is None else show(value) for value in column]


def _unsealing(field: Field, register: str) -> Shower:
    unsealed = opener(f"{register}.{field.name}")
    if field.mask is None:
        return unsealed
    masking = _each(field.mask)
    return lambda column: masking(unsealed(column))


def _show(field: Field, lists: CodeLists, value: Any) -> Cell:
    return shown_value(field, value, lists)


def _show_extra(field: Field, lists: CodeLists, extra: Mapping[str, Any]) -> Cell:
    return shown_value(field, masked(field, extra.get(field.name)), lists)
