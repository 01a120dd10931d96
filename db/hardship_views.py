"""The worklists of hardship files: which files a view holds, as conditions of one query."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import date, timedelta
from typing import Any

from sqlalchemy import ColumnElement, and_, false, or_, select
from sqlalchemy.orm import Session

from db import settings
from db.models.hardship import HardshipFile
from db.models.notices import Objection
from db.models.trail import Move
from db.scope import below
from db.verbs import actor_of, today_of
from rules.access import Permission
from rules.hardship import (
    DAYS_BEFORE_REVIEW,
    DAYS_BETWEEN_VISITS,
    DECIDED,
    HARDSHIP_FILE,
    IN_FORCE,
    LEAVING,
    ON_NOTICE,
)
from rules.moves import ENTER, SUBMIT
from rules.notices import OPEN as OPEN_OBJECTION
from rules.workdays import plus_months

Condition = ColumnElement[bool]


def condition(session: Session, view: str) -> Condition | None:
    """Return what a view asks of a file; None where it asks nothing."""
    make = VIEWS.get(view)
    return None if make is None else make(session)


def _waiting(session: Session) -> Condition:
    """Files whose next step is the actor's to take: by right, and never on own work."""
    actor = actor_of(session)
    parts: list[Condition] = []
    if actor.can(Permission.EDIT_HARDSHIP):
        parts.append(HardshipFile.state.in_(("draft", "returned", "submitted", "surveyed")))
    if actor.can(Permission.PUBLISH_NOTICES):
        parts.append(HardshipFile.state == "peer_reviewed")
    if actor.can(Permission.REVIEW_HARDSHIP):
        parts.append(and_(HardshipFile.state == "noticed", _not_by(session, "noticed", "review")))
        parts.append(_incoming(session))
    if actor.can(Permission.APPROVE_HARDSHIP):
        reviewed = _not_by(session, "reviewed", "approve")
        parts.append(and_(HardshipFile.state == "reviewed", reviewed))
        parts.append(and_(HardshipFile.state == LEAVING, _not_by(session, LEAVING, "exited")))
    return or_(*parts) if parts else false()


def _not_by(session: Session, state: str, action: str) -> Condition:
    """Leave out files on which this actor took a step that this one must not follow."""
    step = HARDSHIP_FILE.steps[(state, action)]
    relaxed = settings.relaxed_duties(session)
    apart = [
        earlier
        for earlier in step.not_same_as
        if (ENTER if earlier == SUBMIT else earlier, step.to) not in relaxed
    ]
    own = select(Move.id).where(
        Move.record_type == "hardship_file",
        Move.record_id == HardshipFile.id,
        Move.action.in_(apart),
        Move.account_id == actor_of(session).account_id,
    )
    return ~own.exists()


def _incoming(session: Session) -> Condition:
    actor = actor_of(session)
    wanted = HardshipFile.state == "transferring"
    if actor.everywhere:
        return and_(wanted, _not_by(session, "transferring", "accept"))
    return and_(wanted, HardshipFile.to_unit_id.in_(below(actor.unit_id or 0)))


def _in_force(_session: Session) -> Condition:
    return HardshipFile.state.in_(DECIDED)


def _review_due(session: Session) -> Condition:
    until = today_of(session) + timedelta(days=DAYS_BEFORE_REVIEW)
    return and_(HardshipFile.state.in_(DECIDED), HardshipFile.review_due_on <= until)


def _not_edited(session: Session) -> Condition:
    long_ago = plus_months(today_of(session), -12)
    return and_(HardshipFile.state.in_(DECIDED), HardshipFile.edited_on < long_ago)


def _never_aided(_session: Session) -> Condition:
    return and_(HardshipFile.state == IN_FORCE, HardshipFile.aided_on.is_(None))


def _not_visited(session: Session) -> Condition:
    long_ago: date = today_of(session) - timedelta(days=DAYS_BETWEEN_VISITS)
    since = or_(HardshipFile.visited_on.is_(None), HardshipFile.visited_on < long_ago)
    return and_(HardshipFile.state == IN_FORCE, since)


def _on_notice(_session: Session) -> Condition:
    return HardshipFile.state == ON_NOTICE


def _objections(_session: Session) -> Condition:
    found = select(Objection.id).where(
        Objection.file_id == HardshipFile.id, Objection.state == OPEN_OBJECTION
    )
    return found.exists()


def _near(_session: Session) -> Condition:
    return HardshipFile.near_threshold.is_(True)


def _refused(_session: Session) -> Condition:
    return HardshipFile.state == "refused"


VIEWS: Mapping[str, Callable[[Session], Any]] = {
    "waiting": _waiting,
    "in_force": _in_force,
    "review_due": _review_due,
    "not_edited": _not_edited,
    "never_aided": _never_aided,
    "not_visited": _not_visited,
    "on_notice": _on_notice,
    "objections": _objections,
    "near_threshold": _near,
    "refused": _refused,
}
