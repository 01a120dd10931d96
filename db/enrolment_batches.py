"""What an old list brought of enrolments: confirmed by another person as a whole, or taken back."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from db import enrolment_rows, enrolment_steps, moves
from db.models.mutual import Enrolment, UnitEnrolment
from db.models.people import ImportBatch, ImportRow
from db.verbs import load, needs, today_of
from rules import mutual_enrolment as rules
from rules.access import Permission
from rules.errors import WrongState
from rules.imports import ENROLMENTS
from rules.language import N_

Progress = Callable[[int], None]


@needs(Permission.SEE_CLAIMS)
def count_waiting(session: Session, batch_id: int) -> int:
    """Return how many hand-ins of an import wait to be confirmed, within the actor's scope."""
    return sum(row.state == rules.HANDED_IN for row in _hand_ins(session, batch_id))


@needs(Permission.CONFIRM_ENROLMENTS)
def confirm(session: Session, batch_id: int, progress: Progress) -> int:
    """Confirm all hand-ins of an import at once; returns how many.

    Their people were held against the plan when the list was taken in. Raises NotAllowed for
    whoever took it in.
    """
    batch = load(session, ImportBatch, batch_id)
    waiting = [row for row in _hand_ins(session, batch.id) if row.state == rules.HANDED_IN]
    if batch.register != ENROLMENTS or not waiting:
        raise WrongState(N_("Nothing of this import waits to be confirmed."))
    for done, record in enumerate(waiting, start=1):
        moves.move(session, record, rules.HAND_IN, "confirm")
        record.confirmed_on = today_of(session)
        enrolment_rows.set_flag(session, record, "confirmed", True)
        progress(done)
    return len(waiting)


def take_back(session: Session, batch: ImportBatch, note: str) -> None:
    """Withdraw every hand-in of an import that is being undone.

    Raises WrongState once one was confirmed, or fees were received for it.
    """
    for record in _hand_ins(session, batch.id):
        if record.state == rules.CONFIRMED:
            raise WrongState(
                N_("Hand-in {number} was confirmed meanwhile, so nothing was taken back."),
                number=record.number,
            )
        enrolment_steps.withdraw(session, record.id, record.version, note)


def _hand_ins(session: Session, batch_id: int) -> Sequence[UnitEnrolment]:
    brought: Any = (
        select(Enrolment.unit_enrolment_id)
        .join(ImportRow, ImportRow.record_id == Enrolment.id)
        .where(ImportRow.batch_id == batch_id)
    )
    return session.scalars(
        select(UnitEnrolment).where(UnitEnrolment.id.in_(brought)).order_by(UnitEnrolment.id)
    ).all()
