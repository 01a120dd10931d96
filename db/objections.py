"""Objections to files on public notice: written down, answered by somebody else, counted."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from db import moves, notice_steps, notices, reveals
from db.calendar import calendar_of
from db.models.hardship import HardshipFile
from db.models.notices import NoticeLine, Objection, PublicNotice
from db.notice_lines import notice_of
from db.trail import HIDDEN
from db.verbs import actor_of, hold, load, needs, today_of
from rules.access import Permission, check_allowed
from rules.errors import InvalidInput, WrongState
from rules.fields import Value
from rules.language import N_
from rules.notices import (
    OBJECTION,
    OBJECTION_FIELDS,
    OPEN,
    OPEN_TO_OBJECTIONS,
    answer_due,
    check_values,
)

PAGE_SIZE = 50
SEALED = ("text", "raised_by")


@dataclass(frozen=True, slots=True)
class ObjectionRow:
    """An objection as lists show it; what was said and by whom stays sealed."""

    id: int
    version: int
    notice_id: int
    number: str
    file_id: int
    masked_name: str
    unit_name: str
    state: str
    received_on: date
    channel: str
    raised_by: str
    due_on: date
    answered_on: date | None
    answer: str
    overdue: bool


@dataclass(frozen=True, slots=True)
class ObjectionPage:
    rows: list[ObjectionRow]
    total: int


@needs(Permission.PUBLISH_NOTICES)
def record(session: Session, line_id: int, values: Mapping[str, Value]) -> int:
    """Write down an objection to one line of a notice; it is to be answered in five workdays.

    It can come while the notice runs and until the file is approved.
    """
    line = load(session, NoticeLine, line_id)
    notice = notice_of(session, line.notice_id)
    file = hold(session, HardshipFile, line.file_id)  # lest it be approved at this moment
    last = notices.last_notice_of(session, file.id)
    if last is None or last.id != notice.id or file.state not in OPEN_TO_OBJECTIONS:
        raise WrongState(N_("This file is not before the public any more."))
    checked = check_values(OBJECTION_FIELDS, values)
    received_on = checked["received_on"]
    if not isinstance(received_on, date) or not (
        notice.starts_on <= received_on <= today_of(session)
    ):
        raise InvalidInput(
            N_("Enter a day from the beginning of the notice until today."), field="received_on"
        )
    objection = Objection(
        unit_id=file.unit_id,
        notice_id=notice.id,
        file_id=file.id,
        due_on=answer_due(calendar_of(session), received_on),
        **checked,
    )
    moves.begin(session, objection, OBJECTION)
    return objection.id


@needs(Permission.PUBLISH_NOTICES)
def answer(session: Session, objection_id: int, seen: int, action: str, text: str) -> None:
    """Dismiss or uphold an objection with an answer; not by who entered the file.

    With the last open one dismissed after the end of the notice, the file goes on.
    """
    objection = load(session, Objection, objection_id, seen)
    file = load(session, HardshipFile, objection.file_id)
    notice = notice_of(session, objection.notice_id)
    moves.move(session, objection, OBJECTION, action, text, about=file)
    objection.answer, objection.answered_on = text.strip(), today_of(session)
    notice_steps.let_pass(session, notice, file)


@needs(Permission.REVEAL_SEALED)
def reveal(session: Session, objection_id: int, field: str, reason: str) -> str:
    """Return what was said or who said it; the reading and its reason go on the trail."""
    check_allowed(actor_of(session), Permission.SEE_HARDSHIP)
    if field not in SEALED:
        raise InvalidInput(N_("This field has no hidden value."), field="field")
    objection = load(session, Objection, objection_id)
    return reveals.reveal(session, objection, field, reason)


@needs(Permission.SEE_HARDSHIP)
def list_page(
    session: Session, state: str = OPEN, page: int = 1, size: int = PAGE_SIZE
) -> ObjectionPage:
    """List objections in one state, the one due first on top."""
    wanted = select(Objection.id).where(Objection.state == state)
    total = session.scalar(wanted.with_only_columns(func.count(Objection.id))) or 0
    ids = session.scalars(
        wanted.order_by(Objection.due_on, Objection.id).limit(size).offset((page - 1) * size)
    )
    return ObjectionPage(_rows(session, list(ids)), total)


@needs(Permission.SEE_HARDSHIP)
def list_of_notice(session: Session, notice_id: int) -> list[ObjectionRow]:
    """Return the objections to a notice, for the files in the actor's scope."""
    ids = session.scalars(select(Objection.id).where(Objection.notice_id == notice_id))
    return _rows(session, list(ids))


@needs(Permission.SEE_HARDSHIP)
def list_of_file(session: Session, file_id: int) -> list[ObjectionRow]:
    """Return every objection to a file."""
    file = load(session, HardshipFile, file_id)
    ids = session.scalars(select(Objection.id).where(Objection.file_id == file.id))
    return _rows(session, list(ids))


def _rows(session: Session, ids: list[int]) -> list[ObjectionRow]:
    today = today_of(session)
    found = session.execute(
        select(Objection, PublicNotice.number, NoticeLine.masked_name, NoticeLine.unit_name)
        .join(PublicNotice, PublicNotice.id == Objection.notice_id)
        .join(
            NoticeLine,
            (NoticeLine.notice_id == Objection.notice_id)
            & (NoticeLine.file_id == Objection.file_id),
        )
        .where(Objection.id.in_(ids))
        .order_by(Objection.due_on, Objection.id)
        # The objections were found in scope; their notice may be a superior union's.
        .execution_options(kernel=True)
    )
    return [
        ObjectionRow(
            row.id,
            row.version,
            row.notice_id,
            number,
            row.file_id,
            masked_name,
            unit_name,
            row.state,
            row.received_on,
            row.channel,
            HIDDEN if row.raised_by else "",
            row.due_on,
            row.answered_on,
            row.answer,
            row.state == OPEN and row.due_on < today,
        )
        for row, number, masked_name, unit_name in found
    ]
