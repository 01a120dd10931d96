"""Supervision: questions about files, notices, grants, runs and claims, answered by units."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import ColumnElement, Select, func, select
from sqlalchemy.orm import Session

from db import moves
from db.calendar import calendar_of
from db.models.aid import AidGrant
from db.models.claims import Claim
from db.models.hardship import HardshipFile
from db.models.notices import PublicNotice, Supervision
from db.models.pay_runs import PayRun
from db.models.units import Unit
from db.moves import MoveRow
from db.verbs import actor_of, load, needs, today_of
from rules.access import Permission
from rules.errors import InvalidInput, NotAllowed, NotFound
from rules.fields import Value
from rules.language import N_
from rules.notices import check_values
from rules.supervision import (
    DEFAULT_WORKDAYS,
    KIND_LABELS,
    OPEN,
    QUESTION_FIELDS,
    SUBJECTS,
    due,
    machine_of,
)

PAGE_SIZE = 50
MODELS: Mapping[str, Any] = {
    "hardship_file": HardshipFile,
    "public_notice": PublicNotice,
    "aid_grant": AidGrant,
    "pay_run": PayRun,
    "claim": Claim,
}
LONGEST_LABEL = 120


@dataclass(frozen=True, slots=True)
class QuestionRow:
    """A question as both sides see it; ``mine`` says that the actor may answer it."""

    id: int
    version: int
    kind: str
    record_type: str
    record_id: int
    label: str
    unit_name: str
    state: str
    raised_on: date
    due_on: date
    question: str
    answered_on: date | None
    answer: str
    overdue: bool
    mine: bool


@dataclass(frozen=True, slots=True)
class QuestionPage:
    rows: list[QuestionRow]
    total: int


@needs(Permission.SUPERVISE)
def ask(session: Session, record_type: str, record_id: int, values: Mapping[str, Value]) -> int:
    """Raise an objection or a spot check about a record in scope; its unit has to answer.

    ``values`` holds the kind, the workdays until it is due, and the question.
    """
    model = MODELS.get(record_type)
    if model is None:
        raise InvalidInput(N_("Nothing can be asked about this record."))
    record = load(session, model, record_id)
    checked = check_values(QUESTION_FIELDS, values)
    if checked["kind"] not in KIND_LABELS:
        raise InvalidInput(N_("Choose an objection or a spot check."), field="kind")
    today = today_of(session)
    raised = Supervision(
        unit_id=record.unit_id,
        kind=str(checked["kind"]),
        record_type=record_type,
        record_id=record.id,
        label=record.trail_label[:LONGEST_LABEL],
        raised_on=today,
        due_on=due(calendar_of(session), today, _days(checked["days"])),
        question=str(checked["question"]),
    )
    moves.begin(session, raised, machine_of(record_type), raised.question)
    return raised.id


def _days(value: Value) -> int:
    return value if isinstance(value, int) else DEFAULT_WORKDAYS


@needs(Permission.USE_OFFICE)
def answer(session: Session, question_id: int, seen: int, text: str) -> None:
    """Answer a question; needs the right that goes with the record, and is not for the asker."""
    raised = load(session, Supervision, question_id, seen)
    moves.move(session, raised, machine_of(raised.record_type), "answer", text)
    raised.answer, raised.answered_on = text.strip(), today_of(session)


@needs(Permission.SUPERVISE)
def judge(session: Session, question_id: int, seen: int, action: str, note: str = "") -> None:
    """Accept an answer, ask again (which gives the unit new days) or drop the question."""
    raised = load(session, Supervision, question_id, seen)
    if action == "answer":
        raise NotAllowed(N_("The unit answers, the supervisor judges."))
    moves.move(session, raised, machine_of(raised.record_type), action, note)
    if action == "ask_again":
        raised.question = f"{raised.question}\n{today_of(session).isoformat()} {note.strip()}"
        raised.due_on = due(calendar_of(session), today_of(session), DEFAULT_WORKDAYS)


def _answerable(session: Session) -> list[str]:
    actor = actor_of(session)
    return [name for name, subject in SUBJECTS.items() if actor.can(subject.answered_with)]


def _visible(session: Session) -> Select[Any]:
    """Select the questions in scope that the actor supervises or may answer."""
    wanted = select(Supervision.id)
    if actor_of(session).can(Permission.SUPERVISE):
        return wanted
    return wanted.where(Supervision.record_type.in_(_answerable(session)))


@needs(Permission.USE_OFFICE)
def list_page(
    session: Session,
    state: str = OPEN,
    overdue: bool = False,
    page: int = 1,
    size: int = PAGE_SIZE,
) -> QuestionPage:
    """List questions in one state, the one due first on top; ``overdue``: only those late."""
    wanted = _visible(session).where(*_in_state(session, state, overdue))
    total = session.scalar(wanted.with_only_columns(func.count(Supervision.id))) or 0
    order = (Supervision.due_on, Supervision.id)
    ids = session.scalars(wanted.order_by(*order).limit(size).offset((page - 1) * size)).all()
    rows = session.execute(
        select(Supervision, Unit.name)
        .outerjoin(Unit, Unit.id == Supervision.unit_id)
        .where(Supervision.id.in_(ids))
        .order_by(*order)
    )
    return QuestionPage([_row(session, raised, name) for raised, name in rows], total)


def _in_state(session: Session, state: str, overdue: bool) -> list[ColumnElement[bool]]:
    conditions: list[ColumnElement[bool]] = [Supervision.state == state]
    if overdue:
        conditions.append(Supervision.due_on < today_of(session))
    return conditions


@needs(Permission.USE_OFFICE)
def list_of_record(session: Session, record_type: str, record_id: int) -> list[QuestionRow]:
    """Return the questions about one record that the actor supervises or may answer."""
    rows = session.execute(
        select(Supervision, Unit.name)
        .outerjoin(Unit, Unit.id == Supervision.unit_id)
        .where(
            Supervision.record_type == record_type,
            Supervision.record_id == record_id,
            Supervision.id.in_(_visible(session)),
        )
        .order_by(Supervision.id.desc())
    )
    return [_row(session, raised, name) for raised, name in rows]


def _row(session: Session, raised: Supervision, unit_name: str | None) -> QuestionRow:
    subject = SUBJECTS[raised.record_type]
    return QuestionRow(
        raised.id,
        raised.version,
        raised.kind,
        raised.record_type,
        raised.record_id,
        raised.label,
        unit_name or "",
        raised.state,
        raised.raised_on,
        raised.due_on,
        raised.question,
        raised.answered_on,
        raised.answer,
        raised.state == OPEN and raised.due_on < today_of(session),
        actor_of(session).can(subject.answered_with),
    )


@needs(Permission.USE_OFFICE)
def count_in(session: Session, state: str, overdue: bool = False) -> int:
    """Count the questions in a state that the actor supervises or may answer."""
    wanted = _visible(session).where(*_in_state(session, state, overdue))
    return session.scalar(wanted.with_only_columns(func.count(Supervision.id))) or 0


def counted_of(permission: Permission) -> Select[Any]:
    """Tell how the open questions are counted that are answered for with this right."""
    types = [name for name, subject in SUBJECTS.items() if subject.answered_with == permission]
    return select(func.count(Supervision.id)).where(
        Supervision.state == OPEN, Supervision.record_type.in_(types)
    )


@needs(Permission.USE_OFFICE)
def list_moves(session: Session, question_id: int) -> list[MoveRow]:
    """Return who asked and answered what when."""
    seen = session.scalar(_visible(session).where(Supervision.id == question_id))
    if seen is None:
        raise NotFound(N_("There is no such record, or it is not in your part of the office."))
    return moves.list_moves(session, "supervision", seen)
