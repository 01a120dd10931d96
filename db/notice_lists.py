"""What is read of public notices: their list, and one notice with its lines."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import Select, func, or_, select
from sqlalchemy.orm import Session

from db import moves
from db.calendar import calendar_of
from db.models.hardship import HardshipFile
from db.models.notices import NoticeLine, PublicNotice
from db.models.units import Unit
from db.moves import MoveRow
from db.scope import below
from db.verbs import actor_of, load, needs, today_of
from rules.access import Permission
from rules.errors import NotFound
from rules.fields import Value
from rules.language import N_
from rules.notices import NOTICE_FIELDS, PREPARED, PUBLISHED, is_shown, term

PAGE_SIZE = 50


@dataclass(frozen=True, slots=True)
class NoticeRow:
    """A notice in a list; ``to_end`` says that its last day is over and nobody ended it."""

    id: int
    version: int
    number: str
    title: str
    state: str
    starts_on: date
    ends_on: date
    lines: int
    unit_name: str
    to_end: bool


@dataclass(frozen=True, slots=True)
class NoticePage:
    rows: list[NoticeRow]
    total: int


@dataclass(frozen=True, slots=True)
class LineRow:
    """What the public reads of one file; nothing else of it is here."""

    id: int
    version: int
    file_id: int
    masked_name: str
    unit_name: str
    category: str
    aid_kind: str
    amount_fen: int | None


@dataclass(frozen=True, slots=True)
class NoticeFile:
    """One notice: its words, its lines, and whether the public may read it today.

    ``covered`` is False where the period reaches a year without a workday table; ``new_end`` is
    the later day that a table entered meanwhile gives a running notice. ``own`` says
    that it is the actor's to move; a unit named on a superior union's notice only reads it.
    """

    id: int
    version: int
    number: str
    state: str
    values: dict[str, Value]
    starts_on: date
    ends_on: date
    taken_down_on: date | None
    unit_name: str
    lines: tuple[LineRow, ...]
    covered: bool
    new_end: date | None
    shown: bool
    to_end: bool
    own: bool
    moves: tuple[MoveRow, ...]


@dataclass(frozen=True, slots=True)
class FileNotice:
    """A notice as the file's page shows it."""

    id: int
    number: str
    state: str
    starts_on: date
    ends_on: date


def _readable(session: Session) -> Select[Any]:
    """Select the ids of notices of the actor's unions, and of those that name one of them."""
    # Limited by hand below: own notices, and those that name an own file.
    wanted = select(PublicNotice.id).execution_options(kernel=True)
    actor = actor_of(session)
    if actor.everywhere:
        return wanted
    own = below(actor.unit_id or 0)
    named = select(NoticeLine.notice_id).where(NoticeLine.unit_id.in_(own))
    return wanted.where(
        or_(
            PublicNotice.unit_id.in_(own),
            PublicNotice.id.in_(named) & (PublicNotice.state != PREPARED),
        )
    )


@needs(Permission.SEE_HARDSHIP)
def list_page(
    session: Session, state: str = "", page: int = 1, size: int = PAGE_SIZE
) -> NoticePage:
    """List notices, the latest first; of superior unions those that name the actor's files."""
    wanted = _readable(session)
    if state:
        wanted = wanted.where(PublicNotice.state == state)
    total = session.scalar(
        wanted.with_only_columns(func.count(PublicNotice.id)).execution_options(kernel=True)
    )
    ids = session.scalars(
        wanted.order_by(PublicNotice.id.desc()).limit(size).offset((page - 1) * size)
    )
    return NoticePage(_rows(session, list(ids)), total or 0)


def _rows(session: Session, ids: list[int]) -> list[NoticeRow]:
    counted = (
        select(func.count(NoticeLine.id))
        .where(NoticeLine.notice_id == PublicNotice.id)
        .scalar_subquery()
    )
    found = session.execute(
        select(PublicNotice, Unit.name, counted)
        .join(Unit, Unit.id == PublicNotice.unit_id)
        .where(PublicNotice.id.in_(ids))
        .order_by(PublicNotice.id.desc())
        # What the actor may read was chosen above.
        .execution_options(kernel=True)
    )
    today = today_of(session)
    return [
        NoticeRow(
            row.id,
            row.version,
            row.number,
            row.title,
            row.state,
            row.starts_on,
            row.ends_on,
            lines,
            unit_name,
            row.state == PUBLISHED and row.ends_on < today,
        )
        for row, unit_name, lines in found
    ]


@needs(Permission.SEE_HARDSHIP)
def get_notice(session: Session, notice_id: int) -> NoticeFile:
    """Return one notice as it hangs on the board; raises NotFound where nobody named is below."""
    found = session.execute(
        select(PublicNotice, Unit.name)
        .join(Unit, Unit.id == PublicNotice.unit_id)
        .where(PublicNotice.id == notice_id, PublicNotice.id.in_(_readable(session)))
        # Limited by _readable.
        .execution_options(kernel=True)
    ).first()
    if found is None:
        raise NotFound(N_("There is no such record, or it is not in your part of the office."))
    row, unit_name = found
    today = today_of(session)
    own = session.scalar(select(PublicNotice.id).where(PublicNotice.id == row.id)) is not None
    counted = term(calendar_of(session), row.starts_on, row.days, row.day_unit)
    return NoticeFile(
        row.id,
        row.version,
        row.number,
        row.state,
        {field.name: getattr(row, field.name) for field in NOTICE_FIELDS},
        row.starts_on,
        row.ends_on,
        row.taken_down_on,
        unit_name,
        _lines(session, row.id),
        counted.covered,
        counted.ends_on if row.state == PUBLISHED and counted.ends_on > row.ends_on else None,
        is_shown(row.state, row.starts_on, row.ends_on, today),
        row.state == PUBLISHED and row.ends_on < today,
        own,
        tuple(moves.list_moves(session, "public_notice", row.id)),
    )


def _lines(session: Session, notice_id: int) -> tuple[LineRow, ...]:
    rows = session.scalars(
        select(NoticeLine)
        .where(NoticeLine.notice_id == notice_id)
        .order_by(NoticeLine.id)
        # The whole notice is public; whether the actor may open it was decided before.
        .execution_options(kernel=True)
    )
    return tuple(
        LineRow(
            row.id,
            row.version,
            row.file_id,
            row.masked_name,
            row.unit_name,
            row.category,
            row.aid_kind or "",
            row.amount_fen,
        )
        for row in rows
    )


@needs(Permission.SEE_HARDSHIP)
def list_of_file(session: Session, file_id: int) -> list[FileNotice]:
    """Return the notices that named a file in the actor's scope, the latest first."""
    file = load(session, HardshipFile, file_id)
    rows = session.scalars(
        select(PublicNotice)
        .join(NoticeLine, NoticeLine.notice_id == PublicNotice.id)
        .where(NoticeLine.file_id == file.id)
        .order_by(PublicNotice.id.desc())
        # The file is in scope; a superior union may have put it on notice.
        .execution_options(kernel=True)
    )
    return [FileNotice(row.id, row.number, row.state, row.starts_on, row.ends_on) for row in rows]
