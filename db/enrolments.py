"""A unit's hand-in for a plan and period: opened, corrected, looked at."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from sqlalchemy import select
from sqlalchemy.orm import Session

from db import enrolment_checks, enrolment_people, moves, mutual_plans
from db.models.mutual import UnitEnrolment
from db.models.units import Unit
from db.moves import MoveRow
from db.numbers import next_number
from db.tree import check_open
from db.unit_names import name_of
from db.verbs import load, needs, today_of
from rules import mutual_enrolment as rules
from rules.access import Permission
from rules.errors import Conflict, InvalidInput, WrongState
from rules.fields import Value
from rules.language import N_
from rules.money import Fen
from rules.mutual_joining import Check
from rules.mutual_terms import PlanTerms

UNIT_ENROLMENT = UnitEnrolment.__tablename__


@dataclass(frozen=True, slots=True)
class HandIn:
    """One hand-in with all that stands about it."""

    id: int
    version: int
    number: str
    unit_id: int
    unit_name: str
    plan_id: int
    plan_name: str
    version_id: int
    terms: PlanTerms
    from_on: date
    to_on: date
    state: str
    headcount: int
    people: int
    due_fen: Fen
    received_fen: Fen
    follows_id: int | None
    adds_to_id: int | None
    handed_in_on: date | None
    confirmed_on: date | None
    contact_name: str
    contact_phone: str
    note: str
    moves: tuple[MoveRow, ...]
    followed_by: int | None
    """The hand-in of the next period, which renews this one."""
    standing: str
    """How it stands today, a code of ``rules.mutual_enrolment.STANDINGS``."""


@needs(Permission.SEE_CLAIMS)
def get_hand_in(session: Session, hand_in_id: int) -> HandIn:
    """Return a hand-in; raises NotFound outside the scope."""
    row = load(session, UnitEnrolment, hand_in_id)
    return HandIn(
        row.id,
        row.version,
        row.number,
        row.unit_id or 0,
        name_of(session, row.unit_id),
        row.plan_id,
        mutual_plans.get_plan(session, row.plan_id).name,
        row.plan_version_id,
        mutual_plans.terms_of(session, row.plan_version_id),
        row.from_on,
        row.to_on,
        row.state,
        row.headcount,
        row.people,
        row.due_fen,
        row.received_fen,
        row.follows_id,
        row.adds_to_id,
        row.handed_in_on,
        row.confirmed_on,
        row.contact_name,
        row.contact_phone,
        row.note,
        tuple(moves.list_moves(session, UNIT_ENROLMENT, row.id)),
        _next_of(session, row.id),
        rules.standing(row.state, row.from_on, row.to_on, today_of(session)),
    )


def _next_of(session: Session, hand_in_id: int) -> int | None:
    return session.scalar(
        select(UnitEnrolment.id)
        .where(UnitEnrolment.follows_id == hand_in_id, UnitEnrolment.state != rules.WITHDRAWN)
        .limit(1)
    )


@needs(Permission.SEE_CLAIMS)
def list_checks(session: Session, hand_in_id: int) -> tuple[Check, ...]:
    """Return how a hand-in stands against each rule of its plan."""
    return enrolment_checks.check_hand_in(session, load(session, UnitEnrolment, hand_in_id))


@needs(Permission.ENROL_UNITS)
def open_hand_in(
    session: Session, unit_id: int, plan_id: int, from_on: date, values: Mapping[str, Value]
) -> int:
    """Begin what a unit hands in for a plan and the period from a day on; returns its id.

    ``values`` are those of ``rules.mutual_enrolment.CHANGE_FIELDS``. Raises InvalidInput where
    the plan takes no such period, Conflict where the unit has a hand-in for these days.
    """
    unit = load(session, Unit, unit_id)
    check_open(session, unit.id)
    return begin(session, unit, plan_id, from_on, values).id


def begin(
    session: Session,
    unit: Unit,
    plan_id: int,
    from_on: date,
    values: Mapping[str, Value],
) -> UnitEnrolment:
    """Make the draft of a unit's hand-in; the caller holds the lock and has seen the unit."""
    version = mutual_plans.version_on(session, plan_id, from_on)
    if version is None:
        raise InvalidInput(
            N_("No published version of this plan takes a cover that begins on {on}."),
            field="from_on",
            on=from_on.isoformat(),
        )
    terms = mutual_plans.terms_of(session, version.id)
    rules.check_begin(terms, from_on)
    to_on = rules.last_day(terms, from_on)
    _check_alone(session, unit.id, plan_id, from_on, to_on)
    hand_in = _new(session, unit, from_on, to_on, values)
    hand_in.plan_id, hand_in.plan_version_id = plan_id, version.id
    hand_in.follows_id = _last_before(session, unit.id, plan_id, from_on)
    moves.begin(session, hand_in, rules.HAND_IN)
    return hand_in


def _check_alone(session: Session, unit_id: int, plan_id: int, from_on: date, to_on: date) -> None:
    number = session.scalar(
        select(UnitEnrolment.number).where(
            UnitEnrolment.unit_id == unit_id,
            UnitEnrolment.plan_id == plan_id,
            UnitEnrolment.from_on <= to_on,
            UnitEnrolment.to_on >= from_on,
            UnitEnrolment.state != rules.WITHDRAWN,
            UnitEnrolment.adds_to_id.is_(None),
        )
    )
    if number is not None:
        raise Conflict(
            N_("The unit has hand-in {number} for these days already. Add late joiners to it."),
            number=number,
        )


def _last_before(session: Session, unit_id: int, plan_id: int, from_on: date) -> int | None:
    """Return the unit's hand-in of the period before, which this one renews."""
    return session.scalar(
        select(UnitEnrolment.id)
        .where(
            UnitEnrolment.unit_id == unit_id,
            UnitEnrolment.plan_id == plan_id,
            UnitEnrolment.to_on < from_on,
            UnitEnrolment.state == rules.CONFIRMED,
            UnitEnrolment.adds_to_id.is_(None),
        )
        .order_by(UnitEnrolment.from_on.desc())
        .limit(1)
    )


def _new(
    session: Session, unit: Unit, from_on: date, to_on: date, values: Mapping[str, Value]
) -> UnitEnrolment:
    year = today_of(session).year
    return UnitEnrolment(
        unit_id=unit.id,
        number=f"M{year}-{next_number(session, UNIT_ENROLMENT, year):05}",
        from_on=from_on,
        to_on=to_on,
        headcount=rules.check_headcount(values.get("headcount")),
        contact_name=str(values.get("contact_name") or unit.contact_name or "")[:60],
        contact_phone=str(values.get("contact_phone") or unit.contact_phone or "")[:30],
        note=str(values.get("note") or ""),
    )


@needs(Permission.ENROL_UNITS)
def open_late(session: Session, first_id: int, from_on: date) -> int:
    """Begin a hand-in of people who join a confirmed one late, from a day on; returns its id."""
    first = load(session, UnitEnrolment, first_id)
    if first.state != rules.CONFIRMED or first.adds_to_id is not None:
        raise WrongState(N_("Late joiners are added to the first hand-in, once it is confirmed."))
    if not first.from_on <= from_on <= first.to_on:
        raise InvalidInput(
            N_("Choose a day from {from_on} to {to_on}, while the cover runs."),
            field="from_on",
            from_on=first.from_on.isoformat(),
            to_on=first.to_on.isoformat(),
        )
    values: dict[str, Value] = {"headcount": first.headcount}
    unit = load(session, Unit, first.unit_id)
    check_open(session, unit.id)
    late = _new(session, unit, from_on, first.to_on, values)
    late.contact_name, late.contact_phone = first.contact_name, first.contact_phone
    late.plan_id, late.plan_version_id = first.plan_id, first.plan_version_id
    late.adds_to_id = first.id
    moves.begin(session, late, rules.HAND_IN)
    return late.id


@needs(Permission.ENROL_UNITS)
def change(session: Session, hand_in_id: int, seen: int, values: Mapping[str, Value]) -> None:
    """Correct what a hand-in says of the unit: staff who could join, whom to ask."""
    hand_in = enrolment_people.load_open(session, hand_in_id, seen)
    hand_in.headcount = int(str(rules.check_headcount(values.get("headcount"))))
    hand_in.contact_name = str(values.get("contact_name") or "")
    hand_in.contact_phone = str(values.get("contact_phone") or "")
    hand_in.note = str(values.get("note") or "")
