"""Is the office sound? Everything that can be checked about it, in one list of faults."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from sqlalchemy import LargeBinary, and_, func, inspect, or_, select, text, type_coerce
from sqlalchemy.orm import Session, aliased

from config import Settings
from db import (
    attachments,
    claims,
    household_checks,
    ledger,
    members,
    mutual_soundness,
    pay_soundness,
    reports,
    schema,
    sealing,
    stored_files,
    summaries,
    totals,
    trail,
)
from db.engine import Store, use_store
from db.models.base import Base
from db.models.hardship import Assessment, FileSpell, HardshipFile
from db.models.members import Member
from db.models.people import LifeEvent, Membership
from db.models.units import Unit
from db.registers import REGISTERS
from db.sealing import Sealed
from db.session import reading
from db.values import disagreements
from db.verbs import today_of
from rules.access import CONSOLE
from rules.errors import OfficeError
from rules.hardship import DECIDED, EXITS, OPEN, UNDECIDED
from rules.language import N_, _, shown
from rules.members import PRESENT

ROWS_AT_ONCE = 2000
_KERNEL = {"kernel": True}


@dataclass(frozen=True, slots=True)
class Fault:
    """Something about the office that is not as it must be."""

    text: str
    values: dict[str, Any] = field(default_factory=dict)

    def shown(self) -> str:
        return _(self.text).format(**{name: shown(value) for name, value in self.values.items()})


def find_faults(settings: Settings, store: Store) -> list[Fault]:
    """Check the whole office; an empty list means that it is sound."""
    faults = list(_schema_faults(store))
    if faults:
        return faults  # with other tables than the program knows, nothing else can be read
    before = use_store(store)
    try:
        with reading(CONSOLE) as session:
            for check in CHECKS:
                faults += check(session)
            faults += _attachment_faults(settings, session)
    finally:
        use_store(before)
    return faults


def _schema_faults(store: Store) -> Iterator[Fault]:
    if store.is_sqlite:
        with store.engine.connect() as connection:
            said = connection.execute(text("PRAGMA integrity_check")).scalar()
            broken = connection.execute(text("PRAGMA foreign_key_check")).first()
        if said != "ok" or broken is not None:
            yield Fault(N_("The database file is damaged."))
            return
    if schema.current_revision(store.engine) != schema.newest_revision():
        yield Fault(N_("The tables are not those of this version of the program."))
        return
    found = inspect(store.engine)
    tables = set(found.get_table_names())
    for table in Base.metadata.sorted_tables:
        columns = {c["name"] for c in found.get_columns(table.name)} if table.name in tables else ()
        for missing in sorted({column.name for column in table.columns} - set(columns)):
            yield Fault(
                N_("The column {column} of the table {table} is missing."),
                {"table": table.name, "column": missing},
            )
    for model, fields in REGISTERS:
        for difference in disagreements(model, fields):
            yield Fault(
                N_("A field and its column differ: {difference}"), {"difference": difference}
            )


def _trail_faults(session: Session) -> Iterator[Fault]:
    broken = trail.first_broken_link(session)
    if broken is not None:
        yield Fault(N_("The trail is broken at entry {number}."), {"number": broken})


def _summary_faults(session: Session) -> Iterator[Fault]:
    kept, counted = summaries.stored(session), summaries.from_rows(session)
    differing = [slot for slot in {*kept, *counted} if kept.get(slot) != counted.get(slot)]
    if differing:
        yield Fault(
            N_("{n} totals differ from the records that they count."), {"n": len(differing)}
        )
    wrong = totals.count_wrong(session)
    if wrong:
        yield Fault(N_("{n} totals of units differ from those of the units below."), {"n": wrong})


def _ledger_faults(session: Session) -> Iterator[Fault]:
    differing = ledger.differing_funds(session)
    if differing:
        yield Fault(
            N_("{n} funds have other sums than their ledger comes to."), {"n": len(differing)}
        )


def _claim_faults(session: Session) -> Iterator[Fault]:
    """The amount of every claim follows from what was stored with it."""
    differing = claims.recompute_all(session)
    if differing:
        yield Fault(
            N_("{n} claims have another amount than their stored facts give, such as {number}."),
            {"n": len(differing), "number": differing[0].claim_no},
        )


def _attachment_faults(settings: Settings, session: Session) -> Iterator[Fault]:
    for sha256 in attachments.stored_hashes(session):
        file = stored_files.file_of(settings.attachments, sha256)
        if not file.is_file():
            yield Fault(N_("The stored paper {name} is missing."), {"name": sha256[:12]})
            continue
        with file.open("rb") as stream:
            if hashlib.file_digest(stream, "sha256").hexdigest() != sha256:
                yield Fault(N_("The stored paper {name} was altered."), {"name": sha256[:12]})


def sealed_columns() -> Iterator[tuple[Any, Any]]:
    """Every table with each of its sealed columns."""
    for table in Base.metadata.sorted_tables:
        for column in table.columns:
            if isinstance(column.type, Sealed):
                yield table, column


def _pay_faults(session: Session) -> Iterator[Fault]:
    for sentence, number in pay_soundness.count_faults(session):
        yield Fault(sentence, {"n": number})


def _mutual_faults(session: Session) -> Iterator[Fault]:
    for sentence, number in mutual_soundness.count_faults(session):
        yield Fault(sentence, {"n": number})


def _sealing_faults(session: Session) -> Iterator[Fault]:
    for table, column in sealed_columns():
        rows = session.execute(
            select(type_coerce(column, LargeBinary)).where(column.is_not(None)),
            execution_options={**_KERNEL, "yield_per": ROWS_AT_ONCE},
        )
        unreadable = sum(not _opens(value, column.type.purpose) for (value,) in rows)
        if unreadable:
            yield Fault(
                N_("{n} protected values of {column} cannot be read with the office's key."),
                {"n": unreadable, "column": f"{table.name}.{column.name}"},
            )


def _file_faults(session: Session) -> Iterator[Fault]:
    decided = HardshipFile.state.in_((*DECIDED, *EXITS))
    tested = select(Assessment.id).where(Assessment.id == HardshipFile.assessment_id)
    standing = select(FileSpell.id).where(
        FileSpell.file_id == HardshipFile.id,
        FileSpell.to_on.is_(None),
        FileSpell.unit_id == HardshipFile.unit_id,
    )
    conditions = (
        (
            N_("{n} hardship files in force are missing in the figures of their unit."),
            and_(HardshipFile.state.in_(DECIDED), ~standing.exists()),
        ),
        (
            N_("{n} hardship files are open or closed against their state."),
            HardshipFile.is_open.is_(True) != HardshipFile.state.in_(OPEN),
        ),
        (
            N_("{n} approved hardship files have no category or no day of approval."),
            and_(decided, or_(HardshipFile.category.is_(None), HardshipFile.approved_on.is_(None))),
        ),
        (
            N_("{n} hardship files on their way or approved have no means test."),
            and_(or_(decided, HardshipFile.state.in_(UNDECIDED)), ~tested.exists()),
        ),
    )
    for sentence, condition in conditions:
        number = session.scalar(
            select(func.count()).select_from(HardshipFile).where(condition),
            execution_options=_KERNEL,
        )
        if number:
            yield Fault(sentence, {"n": number})


def _opens(value: bytes, purpose: str) -> bool:
    try:
        sealing.unseal(value, purpose)
    except OfficeError:
        return False
    return True


def _index_faults(session: Session) -> Iterator[Fault]:
    names = ("name", "id_no", "mobile", "bank_number")
    derived = ("id_no_index", "id_no_tail", "mobile_index", "mobile_tail", "bank_index")
    columns = Member.__table__.columns
    wanted = select(*(columns[name] for name in (*names, *derived)))
    streamed = {**_KERNEL, "yield_per": ROWS_AT_ONCE}
    wrong = 0
    try:
        with session.execute(wanted, execution_options=streamed) as rows:
            for row in rows.mappings():
                expected = members.derived({name: row[name] for name in names})
                wrong += any(row[name] != expected[name] for name in derived)
    except OfficeError:
        return  # unreadable values are a fault of their own
    if wrong:
        yield Fault(N_("{n} members cannot be found by their numbers."), {"n": wrong})


def _date_faults(session: Session) -> Iterator[Fault]:
    today = today_of(session)
    for sentence, model, condition in _date_conditions(today):
        number = session.scalar(
            select(func.count()).select_from(model).where(condition), execution_options=_KERNEL
        )
        if number:
            yield Fault(sentence, {"n": number})


def _date_conditions(today: date) -> Iterator[tuple[str, Any, Any]]:
    yield (
        N_("{n} members were born in the future."),
        Member,
        Member.birth_on > today,
    )
    yield (
        N_("{n} periods of membership end before they begin."),
        Membership,
        Membership.to_on < Membership.from_on,
    )
    yield (
        N_("{n} units have a term of office that ends before it begins."),
        Unit,
        Unit.term_end_on <= Unit.term_start_on,
    )
    born = select(Member.id).where(Member.id == LifeEvent.member_id, Member.birth_on > LifeEvent.on)
    yield N_("{n} life events lie before the birth date."), LifeEvent, born.exists()
    other = aliased(Membership)
    overlapping = select(other.id).where(
        other.member_id == Membership.member_id,
        other.id > Membership.id,
        or_(other.to_on.is_(None), other.to_on > Membership.from_on),
        or_(Membership.to_on.is_(None), Membership.to_on > other.from_on),
    )
    yield N_("{n} periods of membership overlap with another."), Membership, overlapping.exists()
    same = select(Membership.id).where(
        Membership.member_id == Member.id,
        Membership.to_on.is_(None),
        Membership.status == Member.status,
        Membership.unit_id == Member.unit_id,
    )
    yield (
        N_("{n} members stand elsewhere than their open period of membership says."),
        Member,
        and_(Member.live(), Member.status.in_(PRESENT), ~same.exists()),
    )


def _report_faults(session: Session) -> Iterator[Fault]:
    altered = reports.count_altered(session)
    if altered:
        yield Fault(N_("{n} issued reports were altered."), {"n": altered})


def _household_faults(session: Session) -> Iterator[Fault]:
    for sentence, number in household_checks.count_faults(session):
        yield Fault(sentence, {"n": number})


CHECKS: tuple[Callable[[Session], Iterator[Fault]], ...] = (
    _trail_faults,
    _summary_faults,
    _ledger_faults,
    _claim_faults,
    _pay_faults,
    _mutual_faults,
    _sealing_faults,
    _index_faults,
    _date_faults,
    _file_faults,
    _household_faults,
    _report_faults,
)
