"""Questions heard at the door: answered on the spot, or owned by somebody until a day."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import Select, func, select
from sqlalchemy.orm import Session

from db.models.care import Visit, VisitQuestion
from db.models.units import Unit
from db.verbs import load, needs, today_of
from rules.access import Permission
from rules.errors import InvalidInput, WrongState
from rules.language import N_
from rules.visits import MADE, check_question

PAGE_SIZE = 50


@dataclass(frozen=True, slots=True)
class QuestionRow:
    """A question with who asked; ``overdue`` says that its day has passed without answer."""

    id: int
    version: int
    visit_id: int
    household_id: int | None
    member_id: int | None
    name: str
    unit_name: str
    heard_on: date | None
    question: str
    answer: str
    owner: str
    due_on: date | None
    answered_on: date | None
    overdue: bool


@dataclass(frozen=True, slots=True)
class QuestionPage:
    rows: list[QuestionRow]
    total: int


@needs(Permission.VISIT_HOUSEHOLDS)
def ask(
    session: Session,
    visit_id: int,
    question: str,
    answer: str = "",
    owner: str = "",
    due_on: date | None = None,
) -> int:
    """Write down a question of a visit: answered at once, or with an owner and a day."""
    visit = load(session, Visit, visit_id)
    if visit.state != MADE or visit.made_on is None:
        raise WrongState(N_("Write the visit down first; then come its questions."))
    question, answer, owner = question.strip(), answer.strip(), owner.strip()
    check_question(question, answer, owner, due_on, visit.made_on)
    row = VisitQuestion(
        unit_id=visit.unit_id,
        visit_id=visit.id,
        household_id=visit.household_id,
        question=question,
        answer=answer,
        owner="" if answer else owner,
        due_on=None if answer else due_on,
        answered_on=visit.made_on if answer else None,
    )
    session.add(row)
    session.flush()
    return row.id


@needs(Permission.VISIT_HOUSEHOLDS)
def answer(session: Session, question_id: int, seen: int, answer: str) -> None:
    """Answer a question that was left open."""
    row = load(session, VisitQuestion, question_id, seen)
    if row.answered_on is not None:
        raise WrongState(N_("This question has been answered already."))
    if not answer.strip():
        raise InvalidInput(N_("Write down what was answered."), field="answer")
    row.answer, row.answered_on = answer.strip(), today_of(session)


@needs(Permission.VISIT_HOUSEHOLDS)
def hand_on(session: Session, question_id: int, seen: int, owner: str, due_on: date) -> None:
    """Give an open question another owner or another day."""
    row = load(session, VisitQuestion, question_id, seen)
    if row.answered_on is not None:
        raise WrongState(N_("This question has been answered already."))
    check_question(row.question, "", owner.strip(), due_on, today_of(session))
    row.owner, row.due_on = owner.strip(), due_on


@needs(Permission.SEE_HARDSHIP)
def list_open(session: Session, page: int = 1, size: int = PAGE_SIZE) -> QuestionPage:
    """List the questions that wait for an answer, the longest due first."""
    wanted = _waiting()
    total = session.scalar(wanted.with_only_columns(func.count(VisitQuestion.id))) or 0
    ids = session.scalars(
        wanted.order_by(VisitQuestion.due_on, VisitQuestion.id)
        .limit(size)
        .offset((page - 1) * size)
    )
    return QuestionPage(_rows(session, list(ids)), total)


def count_overdue(session: Session) -> int:
    """Count the open questions whose day has passed; for the desk, which holds the lock."""
    overdue = _waiting().where(VisitQuestion.due_on < today_of(session))
    return session.scalar(overdue.with_only_columns(func.count(VisitQuestion.id))) or 0


def _waiting() -> Select[Any]:
    """Select the open questions; those of a visit that was struck out were never asked."""
    return (
        select(VisitQuestion.id)
        .join(Visit, Visit.id == VisitQuestion.visit_id)
        .where(VisitQuestion.answered_on.is_(None), Visit.state == MADE)
    )


@needs(Permission.SEE_HARDSHIP)
def list_of_visit(session: Session, visit_id: int) -> list[QuestionRow]:
    """Return the questions of one visit in the order they were asked."""
    visit = load(session, Visit, visit_id)
    ids = session.scalars(
        select(VisitQuestion.id)
        .where(VisitQuestion.visit_id == visit.id)
        .order_by(VisitQuestion.id)
    )
    return _rows(session, list(ids))


def _rows(session: Session, ids: list[int]) -> list[QuestionRow]:
    if not ids:
        return []
    today = today_of(session)
    found = session.execute(
        select(VisitQuestion, Visit, Unit.name)
        .join(Visit, Visit.id == VisitQuestion.visit_id)
        .outerjoin(Unit, Unit.id == VisitQuestion.unit_id)
        .where(VisitQuestion.id.in_(ids))
        # Ids out of a scoped query; names of units are public.
        .execution_options(kernel=True)
    )
    rows = {
        row.id: QuestionRow(
            row.id,
            row.version,
            visit.id,
            visit.household_id,
            visit.member_id,
            visit.name,
            unit or "",
            visit.made_on,
            row.question,
            row.answer,
            row.owner,
            row.due_on,
            row.answered_on,
            row.answered_on is None and row.due_on is not None and row.due_on < today,
        )
        for row, visit, unit in found
    }
    return [rows[key] for key in ids if key in rows]
