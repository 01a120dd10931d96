"""Records move through states only here: one step, checked, remembered."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import insert, select
from sqlalchemy.orm import Session

from db import kinship, settings
from db.models.trail import Move
from db.verbs import actor_of, now_of, today_of
from rules import moves as rules
from rules.access import check_allowed
from rules.errors import InvalidInput
from rules.language import N_

# Past the session, which a step would cost three times as much: it is no record.
_STEP = insert(Move.__table__).inline()


@dataclass(frozen=True, slots=True)
class MoveRow:
    """One step as the timeline shows it."""

    action: str
    from_state: str
    to_state: str
    actor: str
    at: datetime
    note: str


def begin(session: Session, record: Any, machine: rules.Machine, note: str = "") -> None:
    """Put a new record in its machine's first state and remember who entered it."""
    record.state = machine.start
    session.add(record)
    session.flush()
    _remember(session, record, "enter", "", machine.start, note)


def enter_as_well(session: Session, record: Any) -> None:
    """Remember the actor as one of those who entered a record, who may not decide on it."""
    account_id = actor_of(session).account_id
    known = session.scalar(
        select(Move.id)
        .where(
            Move.record_type == record.__tablename__,
            Move.record_id == record.id,
            Move.action == rules.ENTER,
            Move.account_id == account_id,
        )
        .limit(1)
        .execution_options(kernel=True)
    )
    if known is None:
        _remember(session, record, rules.ENTER, record.state, record.state, "")


def move(
    session: Session,
    record: Any,
    machine: rules.Machine,
    action: str,
    note: str = "",
    about: Any = None,
) -> None:
    """Take one step, if state, permission and separation of duties allow it.

    ``about`` is the record that is judged, where it is another: then its earlier steps and its
    household count, not those of ``record``.
    Raises WrongState, NotAllowed (also for own work) or InvalidInput for a missing reason.
    """
    step = rules.advance(machine, record.state, action)
    actor = actor_of(session)
    check_allowed(actor, step.permission)
    if rules.stops_in_freeze(step):
        rules.check_frozen(today_of(session), settings.frozen_until(session))
    if step.needs_note and not note.strip():
        raise InvalidInput(N_("Give a reason; it is kept with the decision."), field="note")
    check_other_person(session, record if about is None else about, step)
    before, record.state = record.state, step.to
    _remember(session, record, action, before, step.to, note)


def check_other_person(session: Session, judged: Any, step: rules.Step) -> None:
    """Raise NotAllowed where the actor took an earlier step that ``step`` keeps apart, or is
    a declared relative."""
    if not step.not_same_as:
        return
    account_id = actor_of(session).account_id
    earlier = session.execute(
        select(Move.action, Move.account_id)
        .where(Move.record_type == judged.__tablename__, Move.record_id == judged.id)
        .execution_options(kernel=True)
    )
    rules.check_separation(
        step,
        account_id,
        [(row.action, row.account_id) for row in earlier],
        settings.relaxed_duties(session),
    )
    kinship.check_not_kin(session, account_id, judged)


def _remember(
    session: Session, record: Any, action: str, before: str, after: str, note: str
) -> None:
    actor = actor_of(session)
    step = {
        "record_type": record.__tablename__,
        "record_id": record.id,
        "unit_id": getattr(record, "unit_id", None),
        "action": action,
        "from_state": before,
        "to_state": after,
        "account_id": actor.account_id,
        "actor": actor.name,
        "at": now_of(session),
        "note": note.strip(),
    }
    session.connection().execute(_STEP, step)


def enterers(session: Session, record_type: str, ids: Sequence[int]) -> dict[int, str]:
    """Return who entered each of some records; the caller has checked that they may be seen."""
    rows = session.execute(
        select(Move.record_id, Move.actor)
        .where(
            Move.record_type == record_type,
            Move.record_id.in_(ids),
            Move.action == rules.ENTER,
        )
        .execution_options(kernel=True)
    )
    return {row.record_id: row.actor for row in rows}


def list_moves(session: Session, record_type: str, record_id: int) -> list[MoveRow]:
    """Return a record's steps, oldest first; the caller has checked that it may be seen."""
    rows = session.scalars(
        select(Move)
        .where(Move.record_type == record_type, Move.record_id == record_id)
        .order_by(Move.id)
        .execution_options(kernel=True)
    )
    return [
        MoveRow(row.action, row.from_state, row.to_state, row.actor, row.at, row.note)
        for row in rows
    ]
