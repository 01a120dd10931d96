"""Taking an import back: as long as nobody has touched what it brought."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import date
from typing import Any

from sqlalchemy import ColumnElement, and_, exists, func, or_, select, update
from sqlalchemy.orm import Session

from db import enrolment_batches, extra_fields, import_claims, quality, search, summaries, trail
from db.import_rows import in_chunks
from db.members import derived
from db.models.members import Member
from db.models.people import (
    Attachment,
    ImportBatch,
    ImportRow,
    JoinApplication,
    LifeEvent,
    Membership,
    Transfer,
)
from db.models.units import Unit
from db.scope import check_units
from db.search import sort_key
from db.units import search_text_of
from db.values import assign, open_values
from db.verbs import actor_of, load, needs, now_of, today_of
from rules.access import Permission, check_allowed
from rules.errors import WrongState
from rules.fields import Fields, Kind, Value
from rules.imports import CLAIMS, ENROLMENTS, IMPORT_PERMISSIONS, Outcome
from rules.language import N_, _
from rules.members import MEMBER_FIELDS
from rules.units import UNIT_FIELDS

_KERNEL = {"kernel": True}
_DATED = frozenset((Kind.DATE, Kind.MONTH))
_TOUCHED = N_(
    "{count} of these records changed after the import, for example “{name}”."
    " Taking it back would undo that too, so nothing was taken back."
)
_IN_USE = N_(
    "{count} of these units have members or other units by now, for example “{name}”."
    " Nothing was taken back."
)
_ALREADY = N_("This import was taken back already.")


@needs(Permission.USE_OFFICE)
def undo(session: Session, batch_id: int, seen: int) -> None:
    """Take a whole import back: new records withdrawn, changed ones as they were before.

    Raises WrongState when any of its records was touched since.
    """
    batch = load(session, ImportBatch, batch_id, seen)
    check_allowed(actor_of(session), IMPORT_PERMISSIONS[batch.register])
    if batch.undone_at is not None:
        raise WrongState(_ALREADY)
    _UNDOING[batch.register](session, batch)
    batch.undone_at = now_of(session)


def _undo_members(session: Session, batch: ImportBatch) -> None:
    # Their unit may have been moved out of the actor's part of the tree meanwhile.
    units = (
        select(Member.unit_id)
        .join(ImportRow, ImportRow.record_id == Member.id)
        .where(ImportRow.batch_id == batch.id)
        .distinct()
    )
    check_units(session, session.scalars(units, execution_options=_KERNEL))
    new = and_(ImportRow.action == str(Outcome.NEW), _has_company())
    _check_untouched(
        session,
        batch,
        Member,
        or_(Member.version != ImportRow.record_version, new),
        _TOUCHED,
    )
    for rows in in_chunks(_rows_of(session, batch, Outcome.NEW)):
        _withdraw(session, [row.record_id for row in rows])
    fields = MEMBER_FIELDS + extra_fields.list_fields(session, "member")
    for rows in in_chunks(_rows_of(session, batch, Outcome.CHANGED)):
        _restore_members(session, rows, fields)
    summaries.touch_area(session, Member.__area__)


def _has_company() -> ColumnElement[bool]:
    """Say in SQL that something hangs on a member that its import did not bring."""
    kinds: tuple[Any, ...] = (JoinApplication, Transfer, LifeEvent)
    papers = exists().where(
        Attachment.record_type == Member.__tablename__, Attachment.record_id == Member.id
    )
    return or_(papers, *(exists().where(kind.member_id == Member.id) for kind in kinds))


def _check_untouched(
    session: Session, batch: ImportBatch, model: Any, touched: ColumnElement[bool], advice: str
) -> None:
    found = session.execute(
        select(func.count(model.id), func.min(model.name))
        .join(ImportRow, ImportRow.record_id == model.id)
        .where(ImportRow.batch_id == batch.id, touched)
        .execution_options(kernel=True)
    ).one()
    if found[0]:
        raise WrongState(advice, count=found[0], name=found[1])


def _rows_of(session: Session, batch: ImportBatch, action: Outcome) -> Iterable[Any]:
    # Read whole before the first write: the cursor must not walk a table that changes.
    return session.execute(
        select(ImportRow.record_id, ImportRow.before)
        .where(ImportRow.batch_id == batch.id, ImportRow.action == str(action))
        .order_by(ImportRow.record_id),
    ).all()


def _withdraw(session: Session, ids: Sequence[int]) -> None:
    table = Member.__table__
    members = session.execute(
        select(Member.id, Member.name, Member.version, *_counted_columns()).where(
            Member.id.in_(ids)
        ),
        execution_options=_KERNEL,
    ).all()
    session.execute(
        update(table)
        .where(table.c.id.in_(ids))
        .values(withdrawn=True, version=table.c.version + 1),
        execution_options=_KERNEL,
    )
    _void_periods(session, ids)
    search.drop_grams(session, ids)
    quality.write_problems_of_many(session, [(row.id, row.unit_id, ()) for row in members])
    for row in members:
        before = {name: getattr(row, name) for name in Member.COUNTED_COLUMNS}
        summaries.count_change(session, Member, before, {**before, "withdrawn": True})
    trail.record_many(session, map(_withdrawn, members))
    trail.write_ahead(session)


def _void_periods(session: Session, ids: Sequence[int]) -> None:
    """End what the import began on its first day, so that no figure of the past counts it."""
    table = Membership.__table__
    begun = (table.c.member_id.in_(ids), table.c.to_on.is_(None))
    for row in session.execute(select(table).where(*begun), execution_options=_KERNEL).mappings():
        before = {name: row[name] for name in Membership.COUNTED_COLUMNS}
        after = {**before, "to_on": row["from_on"]}
        summaries.count_change(session, Membership, before, after)
    session.execute(
        update(table).where(*begun).values(to_on=table.c.from_on, version=table.c.version + 1),
        execution_options=_KERNEL,
    )


def _counted_columns() -> Iterable[Any]:
    return (getattr(Member, name) for name in Member.COUNTED_COLUMNS)


def _withdrawn(row: Any) -> trail.Entry:
    return trail.Entry(
        "changed",
        Member.__tablename__,
        row.id,
        row.version + 1,
        row.unit_id,
        row.name[:200],
        {"withdrawn": False},
        {"withdrawn": True},
    )


def _restore_members(session: Session, rows: Sequence[Any], fields: Fields) -> None:
    found = session.scalars(
        select(Member).where(Member.id.in_([row.record_id for row in rows])),
        execution_options=_KERNEL,
    )
    members = {member.id: member for member in found}
    for row in rows:
        member = members[row.record_id]
        renamed = _restore(member, row.before, fields)
        values = open_values(member, MEMBER_FIELDS)
        for name, value in derived(values).items():
            setattr(member, name, value)
        if renamed:
            search.replace_grams(session, member.id, member.name)
        codes = quality.problems_of(values)
        quality.write_problems(session, member.id, member.unit_id, codes)
    session.flush()


def _restore(record: Any, kept: str | None, fields: Fields) -> bool:
    """Put the values of before back; says whether the name is among them."""
    stored: Mapping[str, Any] = json.loads(kept or "{}")
    by_name = {field.name: field for field in fields}
    before = {
        name: _value(by_name[name].kind, value) for name, value in stored.items() if name in by_name
    }
    assign(record, fields, before)
    return "name" in before


def _value(kind: Kind, stored: Any) -> Value:
    if stored is not None and kind in _DATED:
        return date.fromisoformat(stored)
    value: Value = tuple(stored) if isinstance(stored, list) else stored
    return value


def _undo_units(session: Session, batch: ImportBatch) -> None:
    _check_untouched(session, batch, Unit, Unit.version != ImportRow.record_version, _TOUCHED)
    new = _rows_of(session, batch, Outcome.NEW)
    brought = select(ImportRow.record_id).where(
        ImportRow.batch_id == batch.id, ImportRow.action == str(Outcome.NEW)
    )
    members = exists().where(Member.unit_id == Unit.id, Member.live())
    below = select(Unit.parent_id).where(Unit.closed_on.is_(None), Unit.id.not_in(brought))
    in_use = and_(ImportRow.action == str(Outcome.NEW), or_(members, Unit.id.in_(below)))
    _check_untouched(session, batch, Unit, in_use, _IN_USE)
    reason = _("The import of {file} was taken back.").format(file=batch.file_name)[:200]
    for row in new:
        unit = load(session, Unit, row.record_id)
        unit.closed_on, unit.close_reason = today_of(session), reason
    fields = UNIT_FIELDS + extra_fields.list_fields(session, "unit")
    for row in _rows_of(session, batch, Outcome.CHANGED):
        unit = load(session, Unit, row.record_id)
        _restore(unit, row.before, fields)
        unit.sort_name, unit.search_text = sort_key(unit.name), search_text_of(unit.name)


def _undo_enrolments(session: Session, batch: ImportBatch) -> None:
    note = _("The import of {file} was taken back.").format(file=batch.file_name)[:200]
    enrolment_batches.take_back(session, batch, note)


_UNDOING: Mapping[str, Callable[[Session, ImportBatch], None]] = {
    Member.__tablename__: _undo_members,
    Unit.__tablename__: _undo_units,
    ENROLMENTS: _undo_enrolments,
    CLAIMS: import_claims.take_back,
}
