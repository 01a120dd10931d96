"""Who receives a household's money, links to the registry, deaths, and what changed of late."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from db.household_entry import enter, registered_with
from db.household_people import people_of
from db.household_stage import check_open
from db.households import payees_of
from db.models.households import Household, HouseholdMembership, HouseholdPerson
from db.models.members import Member
from db.models.trail import TrailRow
from db.values import open_values
from db.verbs import load, needs, now_of, today_of
from rules.access import Permission
from rules.errors import Conflict, InvalidInput, WrongState
from rules.fields import Value
from rules.household_people import check_period
from rules.households import PERSON_FIELDS
from rules.language import N_

TOLD = frozenset(field.name for field in PERSON_FIELDS) | {"deceased_on", "member_id"}


@dataclass(frozen=True, slots=True)
class PersonChange:
    """What somebody changed about a person: the names of the fields, never the values."""

    person_id: int
    name: str
    fields: tuple[str, ...]
    actor: str
    at: datetime


@needs(Permission.EDIT_HARDSHIP)
def set_payees(
    session: Session,
    household_id: int,
    seen: int,
    payee_id: int | None,
    alternate_id: int | None = None,
) -> None:
    """Name who receives the household's money, and who does if that person cannot.

    They may be outside the household; without a payee the head receives it.
    """
    household = load(session, Household, household_id, seen)
    check_open(household)
    if payee_id is None and alternate_id is not None:
        raise InvalidInput(N_("Choose the payee before the alternate."), field="payee_id")
    if payee_id is not None and payee_id == alternate_id:
        raise InvalidInput(
            N_("Payee and alternate must be two people."), field="alternate_payee_id"
        )
    for field, key in (("payee_id", payee_id), ("alternate_payee_id", alternate_id)):
        if key is not None and getattr(household, field) != key:
            person = load(session, HouseholdPerson, key)
            if person.deceased_on is not None or person.merged_into_id is not None:
                raise InvalidInput(N_("This person has died."), field=field)
    household.payee_id, household.alternate_payee_id = payee_id, alternate_id


@needs(Permission.EDIT_HARDSHIP)
def add_outside(
    session: Session,
    household_id: int,
    values: Mapping[str, Value],
    member_id: int | None = None,
    reason: str = "",
) -> int:
    """Enter somebody outside the household who can receive its money; returns the person's id.

    Somebody who belongs to another household in the actor's part of the office is named as
    payee without being entered again.
    """
    household = load(session, Household, household_id)
    check_open(household)
    return enter(session, int(household.unit_id or 0), values, member_id, reason).id


@needs(Permission.EDIT_HARDSHIP)
def mark_deceased(session: Session, person_id: int, seen: int, on: date) -> None:
    """Write down the death of somebody who belongs to no household, such as a payee."""
    person = load(session, HouseholdPerson, person_id, seen)
    belongs = session.scalar(
        select(HouseholdMembership.id)
        .where(HouseholdMembership.person_id == person.id, HouseholdMembership.to_on.is_(None))
        # The person is in scope; a household elsewhere counts too.
        .execution_options(kernel=True)
    )
    if belongs is not None:
        raise WrongState(
            N_("This person belongs to a household: enter there that the person died.")
        )
    check_period(on, None, person.birth_on, today_of(session))
    person.deceased_on = on


@needs(Permission.EDIT_HARDSHIP)
def link(session: Session, person_id: int, seen: int, member_id: int) -> None:
    """Link a person who was entered by hand to the registry; the ID numbers must agree."""
    person = load(session, HouseholdPerson, person_id, seen)
    member = load(session, Member, member_id)
    if person.member_id is not None or member.merged_into_id is not None:
        raise WrongState(N_("This person is linked to the registry already."))
    same = registered_with(session, open_values(person, PERSON_FIELDS))
    if same is None or same.id != member.id:
        raise InvalidInput(
            N_("The ID number differs from the registry's. Compare both with the card."),
            field="member_id",
        )
    taken = session.scalar(
        select(HouseholdPerson.id)
        .where(HouseholdPerson.member_id == member.id, HouseholdPerson.merged_into_id.is_(None))
        # A member is linked once in the whole tree.
        .execution_options(kernel=True)
    )
    if taken is not None:
        raise Conflict(N_("Another person is linked to this member already."), field="member_id")
    person.member_id = member.id


@needs(Permission.EDIT_HARDSHIP)
def unlink(session: Session, person_id: int, seen: int) -> None:
    """Take the link to the registry away; what was copied stays."""
    person = load(session, HouseholdPerson, person_id, seen)
    if person.member_id is None:
        raise WrongState(N_("This person is not linked to the registry."))
    person.member_id = None


@needs(Permission.SEE_HARDSHIP)
def list_changes_since(session: Session, household_id: int, since: datetime) -> list[PersonChange]:
    """Return what was changed after ``since`` about a household's people and its payees."""
    household = load(session, Household, household_id)
    people = [person for person, _ in people_of(session, household.id)]
    payee = payees_of(session, [household])[household.id]
    names = {person.id: person.name for person in (*people, *((payee,) if payee else ()))}
    rows = session.execute(
        select(TrailRow.record_id, TrailRow.details, TrailRow.actor, TrailRow.at)
        .where(
            TrailRow.record_type == HouseholdPerson.__tablename__,
            TrailRow.record_id.in_(names),
            TrailRow.action == "changed",
            TrailRow.at > since,
            TrailRow.at <= now_of(session),
        )
        .order_by(TrailRow.id.desc())
        # The household is in scope; its people may have been entered elsewhere.
        .execution_options(kernel=True)
    )
    changes = [
        PersonChange(
            key or 0,
            names[key or 0],
            tuple(name for name in json.loads(details).get("after", {}) if name in TOLD),
            actor,
            at,
        )
        for key, details, actor, at in rows
    ]
    return [one for one in changes if one.fields]
