"""Taking rosters in: preview, import in one transaction, batches, what a source's columns mean."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Protocol

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from db import codes, extra_fields
from db.import_claims import ClaimIntake, ClaimWriter
from db.import_enrolments import EnrolmentIntake, EnrolmentWriter
from db.import_members import MemberIntake
from db.import_members_write import MemberWriter
from db.import_rows import Incoming, Preview, Progress, RowResult, Tally
from db.import_units import UnitIntake
from db.import_units_write import UnitWriter
from db.models.people import HeaderMapping, ImportBatch
from db.models.units import Unit
from db.values import masked
from db.verbs import actor_of, load, needs, now_of, today_of
from rules.access import Permission, check_allowed
from rules.errors import InvalidInput, WrongState
from rules.fields import Fields, Value
from rules.imports import (
    CLAIMS,
    COLUMN_PERMISSIONS,
    ENROLMENTS,
    IMPORT_PERMISSIONS,
    MEMBER_UNIT,
    Counts,
    check_as_previewed,
    member_roster_fields,
)
from rules.language import N_
from rules.members import MEMBER_FIELDS
from rules.mutual_imports import CLAIM_COLUMNS, ENROLMENT_COLUMNS
from rules.units import UNIT_FIELDS

PAGE_SIZE = 50
MEMBERS, UNITS = "member", "unit"


@dataclass(frozen=True, slots=True)
class BatchRow:
    """One file that was taken in."""

    id: int
    version: int
    register: str
    file_name: str
    source: str
    at: datetime
    actor: str
    counts: Counts
    undone_at: datetime | None


@dataclass(frozen=True, slots=True)
class BatchPage:
    rows: list[BatchRow]
    total: int


class _Intake(Protocol):
    def check_columns(self) -> None: ...

    def examine(self) -> Iterable[list[RowResult]]: ...


class _Writer(Protocol):
    def take(self, results: list[RowResult]) -> None: ...

    def finish(self) -> None: ...


def _no_progress(_rows: int) -> None:
    """Tell nobody."""


@dataclass(frozen=True, slots=True)
class _Register:
    """What can be taken in: its columns, who examines the rows, and who writes them."""

    fields: Callable[[Session], Fields]
    intake: Callable[[Session, Incoming, Fields], _Intake]
    writer: Callable[[Session, Incoming, Fields, int], _Writer]


@needs(Permission.USE_OFFICE)
def list_columns(session: Session, register: str) -> Fields:
    """Return the columns that a roster of a register may have."""
    return _allowed(session, register).fields(session)


@needs(Permission.USE_OFFICE)
def get_preview(
    session: Session, register: str, incoming: Incoming, progress: Progress = _no_progress
) -> Preview:
    """Say what a roster would do, without doing it."""
    kind = _allowed(session, register)
    fields = kind.fields(session)
    return _preview(kind.intake(session, incoming, fields), fields, progress)


@needs(Permission.USE_OFFICE)
def take_in(
    session: Session,
    register: str,
    incoming: Incoming,
    expected: Counts | None = None,
    progress: Progress = _no_progress,
) -> BatchRow:
    """Take a roster in: all acceptable rows, or nothing if anything fails.

    ``expected`` are the counts of the preview; when the office changed so that they no
    longer hold, Conflict is raised.
    """
    kind = _allowed(session, register)
    fields = kind.fields(session)
    intake = kind.intake(session, incoming, fields)

    def make_writer(batch_id: int) -> _Writer:
        return kind.writer(session, incoming, fields, batch_id)

    return _import(session, register, incoming, intake, make_writer, expected, progress)


def _allowed(session: Session, register: str) -> _Register:
    check_allowed(actor_of(session), IMPORT_PERMISSIONS[register])
    return _REGISTERS[register]


def _member_columns(session: Session) -> Fields:
    own = MEMBER_FIELDS + extra_fields.list_fields(session, MEMBERS)
    return member_roster_fields(own)


def _unit_columns(session: Session) -> Fields:
    return UNIT_FIELDS + extra_fields.list_fields(session, UNITS)


def _member_intake(session: Session, incoming: Incoming, fields: Fields) -> MemberIntake:
    _check_unit(session, incoming.unit_id)
    lists = codes.code_lists(session)
    return MemberIntake(session, incoming, fields, lists, today_of(session))


def _unit_intake(session: Session, incoming: Incoming, fields: Fields) -> UnitIntake:
    _check_unit(session, incoming.unit_id)
    lists = codes.code_lists(session)
    return UnitIntake(session, incoming, fields, lists, today_of(session))


def _member_writer(
    session: Session, incoming: Incoming, fields: Fields, batch_id: int
) -> MemberWriter:
    own = tuple(field for field in fields if field is not MEMBER_UNIT)
    return MemberWriter(session, own, batch_id, incoming.columns)


def _unit_writer(
    session: Session, _incoming: Incoming, fields: Fields, batch_id: int
) -> UnitWriter:
    return UnitWriter(session, fields, batch_id)


def _enrolment_intake(session: Session, incoming: Incoming, fields: Fields) -> EnrolmentIntake:
    _check_unit(session, incoming.unit_id)
    lists = codes.code_lists(session)
    return EnrolmentIntake(session, incoming, fields, lists, today_of(session))


def _enrolment_writer(
    session: Session, _incoming: Incoming, _fields: Fields, batch_id: int
) -> EnrolmentWriter:
    return EnrolmentWriter(session, batch_id)


def _claim_intake(session: Session, incoming: Incoming, fields: Fields) -> ClaimIntake:
    return ClaimIntake(session, incoming, fields, codes.code_lists(session), today_of(session))


def _claim_writer(
    session: Session, _incoming: Incoming, _fields: Fields, batch_id: int
) -> ClaimWriter:
    return ClaimWriter(session, batch_id)


_REGISTERS: Mapping[str, _Register] = {
    MEMBERS: _Register(_member_columns, _member_intake, _member_writer),
    UNITS: _Register(_unit_columns, _unit_intake, _unit_writer),
    ENROLMENTS: _Register(lambda _session: ENROLMENT_COLUMNS, _enrolment_intake, _enrolment_writer),
    CLAIMS: _Register(lambda _session: CLAIM_COLUMNS, _claim_intake, _claim_writer),
}


def _check_unit(session: Session, unit_id: int | None) -> None:
    if unit_id is not None and load(session, Unit, unit_id).closed_on is not None:
        raise WrongState(N_("This unit is closed."))


def _preview(intake: _Intake, fields: Fields, progress: Progress) -> Preview:
    by_field = {field.name: field for field in fields}

    def mask(values: Mapping[str, Value]) -> Mapping[str, Value]:
        return {
            name: masked(by_field[name], value) if name in by_field else value
            for name, value in values.items()
        }

    tally = Tally(mask)
    for _results in _tallied(intake, tally, progress):
        pass
    return tally.preview()


def _tallied(intake: _Intake, tally: Tally, progress: Progress) -> Iterable[list[RowResult]]:
    intake.check_columns()
    done = 0
    for results in intake.examine():
        for result in results:
            tally.add(result)
        done += len(results)
        yield results
        progress(done)


def _import(
    session: Session,
    register: str,
    incoming: Incoming,
    intake: _Intake,
    make_writer: Callable[[int], _Writer],
    expected: Counts | None,
    progress: Progress,
) -> BatchRow:
    batch = _open_batch(session, register, incoming)
    writer, tally = make_writer(batch.id), Tally(dict)
    for results in _tallied(intake, tally, progress):
        writer.take(results)
    writer.finish()
    counts = tally.counts
    check_as_previewed(expected, counts)
    if not counts.read:
        raise InvalidInput(N_("There is not one row to import below the headings."))
    batch.rows_read, batch.rows_new, batch.rows_changed = counts.read, counts.new, counts.changed
    batch.rows_unchanged, batch.rows_refused = counts.unchanged, counts.refused
    session.flush()
    return _batch_row(batch)


def _open_batch(session: Session, register: str, incoming: Incoming) -> ImportBatch:
    actor = actor_of(session)
    batch = ImportBatch(
        unit_id=incoming.unit_id or actor.unit_id,
        register=register,
        file_name=incoming.file_name[:120],
        sha256=incoming.sha256,
        source=incoming.source[:60],
        at=now_of(session),
        account_id=actor.account_id,
        actor=actor.name,
        rows_read=0,
        rows_new=0,
        rows_changed=0,
        rows_unchanged=0,
        rows_refused=0,
    )
    session.add(batch)
    session.flush()
    return batch


def _batch_row(batch: ImportBatch) -> BatchRow:
    counts = Counts(batch.rows_new, batch.rows_changed, batch.rows_unchanged, batch.rows_refused)
    return BatchRow(
        batch.id,
        batch.version,
        batch.register,
        batch.file_name,
        batch.source,
        batch.at,
        batch.actor,
        counts,
        batch.undone_at,
    )


@needs(Permission.USE_OFFICE)
def list_batches(session: Session, page: int = 1, size: int = PAGE_SIZE) -> BatchPage:
    """List the files taken in, newest first, of the registers that the actor may import."""
    actor = actor_of(session)
    registers = [name for name, permission in IMPORT_PERMISSIONS.items() if actor.can(permission)]
    wanted = select(ImportBatch).where(ImportBatch.register.in_(registers))
    total = session.scalar(wanted.with_only_columns(func.count(ImportBatch.id))) or 0
    rows = session.scalars(
        wanted.order_by(ImportBatch.id.desc()).limit(size).offset((page - 1) * size)
    )
    return BatchPage([_batch_row(batch) for batch in rows], total)


@needs(Permission.USE_OFFICE)
def get_batch(session: Session, batch_id: int) -> BatchRow:
    """Return one file that was taken in; raises NotFound outside the actor's scope."""
    batch = load(session, ImportBatch, batch_id)
    check_allowed(actor_of(session), IMPORT_PERMISSIONS[batch.register])
    return _batch_row(batch)


@needs(Permission.USE_OFFICE)
def get_columns(session: Session, register: str, source: str) -> dict[str, Any]:
    """Return what the headings of a source meant the last time, empty for a new source."""
    check_allowed(actor_of(session), COLUMN_PERMISSIONS[register])
    found = _mapping(session, register, source)
    return dict(found.columns) if found is not None else {}


@needs(Permission.USE_OFFICE)
def remember_columns(
    session: Session, register: str, source: str, columns: Mapping[str, str]
) -> None:
    """Keep what a source's headings mean, for its next file."""
    check_allowed(actor_of(session), COLUMN_PERMISSIONS[register])
    name = source.strip()[:60]
    if not name:
        return
    found = _mapping(session, register, name)
    if found is None:
        session.add(HeaderMapping(register=register, source=name, columns=dict(columns)))
    elif found.columns != dict(columns):
        found.columns = dict(columns)


def _mapping(session: Session, register: str, source: str) -> HeaderMapping | None:
    return session.scalar(
        select(HeaderMapping).where(
            HeaderMapping.register == register, HeaderMapping.source == source.strip()[:60]
        )
    )
