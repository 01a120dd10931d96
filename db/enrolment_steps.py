"""The steps of a hand-in: handed in, confirmed, returned, undone, withdrawn."""

from __future__ import annotations

from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from db import enrolment_checks, enrolment_people, enrolment_rows, moves
from db.models.mutual import Enrolment, UnitEnrolment
from db.verbs import load, needs, today_of
from rules import mutual_enrolment as rules
from rules import mutual_joining as joining
from rules.access import Permission
from rules.errors import InvalidInput, WrongState
from rules.language import N_
from rules.moves import SUBMIT


@needs(Permission.ENROL_UNITS)
def hand_in(session: Session, hand_in_id: int, seen: int, note: str = "") -> None:
    """Pass a hand-in on to be confirmed; raises InvalidInput where a rule of the plan is broken."""
    record = load(session, UnitEnrolment, hand_in_id, seen)
    _check_passes(session, record)
    moves.move(session, record, rules.HAND_IN, SUBMIT, note)
    record.handed_in_on = record.handed_in_on or today_of(session)


@needs(Permission.CONFIRM_ENROLMENTS)
def confirm(session: Session, hand_in_id: int, seen: int, note: str = "") -> None:
    """Confirm a hand-in: from its first day on its people are covered.

    Raises InvalidInput where somebody cannot join any more, or another rule is broken by now.
    """
    record = load(session, UnitEnrolment, hand_in_id, seen)
    _check_passes(session, record)
    moves.move(session, record, rules.HAND_IN, "confirm", note)
    record.confirmed_on = today_of(session)
    enrolment_rows.set_flag(session, record, "confirmed", True)


def _check_passes(session: Session, record: UnitEnrolment) -> None:
    failing = joining.failed(enrolment_checks.check_hand_in(session, record))
    if failing:
        values: dict[str, Any] = dict(failing[0].line.values)
        raise InvalidInput(failing[0].line.text, **values)


@needs(Permission.CONFIRM_ENROLMENTS)
def send_back(session: Session, hand_in_id: int, seen: int, note: str) -> None:
    """Return a hand-in for correction, with what is wrong."""
    record = load(session, UnitEnrolment, hand_in_id, seen)
    moves.move(session, record, rules.HAND_IN, "return", note)


@needs(Permission.CONFIRM_ENROLMENTS)
def undo(session: Session, hand_in_id: int, seen: int, note: str) -> None:
    """Take a confirmation back: nobody on the hand-in is covered until it is confirmed anew.

    Raises WrongState where claims rest on it, or late joiners or the next period do.
    """
    record = load(session, UnitEnrolment, hand_in_id, seen)
    covers = session.execute(
        select(Enrolment.id, Enrolment.member_id).where(
            Enrolment.unit_enrolment_id == record.id, Enrolment.live.is_(True)
        )
    ).all()
    # Claims of these people that are being taken right now are waited for.
    enrolment_checks.hold_people(session, [row.member_id for row in covers])
    enrolment_people.check_no_claims(session, [row.id for row in covers], None)
    _check_nothing_follows(session, record)
    moves.move(session, record, rules.HAND_IN, "undo", note)
    record.confirmed_on = None
    enrolment_rows.set_flag(session, record, "confirmed", False)


def _check_nothing_follows(session: Session, record: UnitEnrolment) -> None:
    number = session.scalar(
        select(UnitEnrolment.number)
        .where(
            UnitEnrolment.adds_to_id == record.id,
            UnitEnrolment.state != rules.WITHDRAWN,
        )
        .limit(1)
    )
    if number is not None:
        raise WrongState(
            N_("Hand-in {number} builds on this one. Withdraw that one first."), number=number
        )


@needs(Permission.ENROL_UNITS)
def withdraw(session: Session, hand_in_id: int, seen: int, note: str) -> None:
    """Give a hand-in up that is not confirmed; raises WrongState while fees stand against it."""
    record = load(session, UnitEnrolment, hand_in_id, seen)
    if record.received_fen:
        raise WrongState(N_("Fees were received for this hand-in. Have them taken back first."))
    moves.move(session, record, rules.HAND_IN, "withdraw", note)
    enrolment_rows.set_flag(session, record, "live", False)
    enrolment_people.settle(session, record)
