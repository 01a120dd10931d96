"""The people of a household as screens show them: masked, with relation and dates."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from db import household_people
from db.models.households import Household, HouseholdMembership, HouseholdPerson
from db.unit_names import name_of
from db.values import masked, values_of
from db.verbs import load, needs
from rules.access import Permission
from rules.fields import Value, by_name
from rules.households import HEAD, PERSON_FIELDS

_FIELDS = by_name(PERSON_FIELDS)


@dataclass(frozen=True, slots=True)
class PersonRow:
    """Somebody of a household, now or earlier; numbers and health facts are masked."""

    id: int
    version: int
    name: str
    relation: str
    gender: str
    birth_on: date | None
    id_no: str
    mobile: str
    health: str
    person_status: str
    bank_number: str
    member_id: int | None
    from_on: date | None
    to_on: date | None
    end_reason: str
    deceased_on: date | None


@dataclass(frozen=True, slots=True)
class PersonFile:
    """One person: values by field with sealed ones masked, and the present household."""

    id: int
    version: int
    values: dict[str, Value]
    member_id: int | None
    deceased_on: date | None
    unit_name: str
    household_id: int | None
    household_no: str
    relation: str


@dataclass(frozen=True, slots=True)
class Belonging:
    """A household to which a member of the registry belongs or belonged."""

    household_id: int
    household_no: str
    head_name: str
    relation: str
    from_on: date
    to_on: date | None


@needs(Permission.SEE_HARDSHIP)
def list_people(session: Session, household_id: int) -> list[PersonRow]:
    """Return who belongs to a household, the head first, then who belonged to it earlier."""
    household = load(session, Household, household_id)
    rows = session.execute(
        select(HouseholdPerson, HouseholdMembership)
        .join(HouseholdMembership, HouseholdMembership.person_id == HouseholdPerson.id)
        .where(HouseholdMembership.household_id == household.id)
        .order_by(
            HouseholdMembership.to_on.is_not(None),
            (HouseholdMembership.relation != HEAD),
            HouseholdMembership.id,
        )
        # The household is in scope; its people may have been entered elsewhere.
        .execution_options(kernel=True)
    )
    return [_row(person, membership) for person, membership in rows]


def _row(person: HouseholdPerson, membership: HouseholdMembership | None) -> PersonRow:
    return PersonRow(
        person.id,
        person.version,
        person.name,
        membership.relation if membership else "",
        person.gender or "",
        person.birth_on,
        _shown(person, "id_no"),
        _shown(person, "mobile"),
        _shown(person, "health_status"),
        person.person_status or "",
        _shown(person, "bank_number"),
        person.member_id,
        membership.from_on if membership else None,
        membership.to_on if membership else None,
        membership.end_reason if membership else "",
        person.deceased_on,
    )


def _shown(person: HouseholdPerson, name: str) -> str:
    return str(masked(_FIELDS[name], getattr(person, name)) or "")


@needs(Permission.SEE_HARDSHIP)
def list_payees(session: Session, household_id: int) -> list[PersonRow]:
    """Return the named payee and the alternate, wherever they live; an empty list means that
    the head receives the money."""
    household = load(session, Household, household_id)
    wanted = [key for key in (household.payee_id, household.alternate_payee_id) if key]
    if not wanted:
        return []
    people = select(HouseholdPerson).where(HouseholdPerson.id.in_(wanted))
    # A payee may live in another unit's household.
    found = {one.id: one for one in session.scalars(people.execution_options(kernel=True))}
    return [_row(found[key], None) for key in wanted]


@needs(Permission.SEE_HARDSHIP)
def get_person(session: Session, person_id: int) -> PersonFile:
    """Return one person; a merged record forwards. Raises NotFound outside the scope."""
    person = load(session, HouseholdPerson, person_id)
    if person.merged_into_id is not None:
        person = load(session, HouseholdPerson, person.merged_into_id)
    where: Any = session.execute(
        select(Household.id, Household.household_no, HouseholdMembership.relation)
        .join(HouseholdMembership, HouseholdMembership.household_id == Household.id)
        .where(HouseholdMembership.person_id == person.id, HouseholdMembership.to_on.is_(None))
    ).first()
    return PersonFile(
        person.id,
        person.version,
        values_of(person, household_people.list_fields(session)),
        person.member_id,
        person.deceased_on,
        name_of(session, person.unit_id),
        where.id if where else None,
        where.household_no if where else "",
        where.relation if where else "",
    )


@needs(Permission.SEE_HARDSHIP)
def list_of_member(session: Session, member_id: int) -> list[Belonging]:
    """Return the households of a member of the registry, the present one first."""
    rows = session.execute(
        select(Household, HouseholdMembership)
        .join(HouseholdMembership, HouseholdMembership.household_id == Household.id)
        .join(HouseholdPerson, HouseholdPerson.id == HouseholdMembership.person_id)
        .where(HouseholdPerson.member_id == member_id)
        .order_by(HouseholdMembership.to_on.is_not(None), HouseholdMembership.id.desc())
    )
    return [
        Belonging(
            household.id,
            household.household_no,
            household.head_name,
            membership.relation,
            membership.from_on,
            membership.to_on,
        )
        for household, membership in rows
    ]
