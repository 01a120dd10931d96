"""The people of a household: who belongs to it and as what; entering and changing them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date

from sqlalchemy import select
from sqlalchemy.orm import Session

from db import reveals
from db.assessments import may_read
from db.household_entry import enter, holder_of, person_fields, settle
from db.household_stage import check_direct
from db.models.hardship import HardshipFile
from db.models.households import Household, HouseholdMembership, HouseholdPerson
from db.search import sort_key
from db.values import assign, open_values
from db.verbs import actor_of, load, needs, today_of
from rules.access import Permission, check_allowed
from rules.errors import Conflict, InvalidInput, WrongState
from rules.fields import Fields, Value
from rules.household_people import Relative, check_people, check_period
from rules.households import HEAD, PERSON_FIELDS, check_person, complete_person
from rules.language import N_

INCOME = "monthly_income"

Pair = tuple[HouseholdPerson, HouseholdMembership]


@needs(Permission.SEE_HARDSHIP)
def list_fields(session: Session) -> Fields:
    """Return the fields of a household's person, the office's own ones included.

    Incomes are left out for who does not work on files.
    """
    fields, reads = person_fields(session), may_read(session)
    return tuple(field for field in fields if reads or field.name != INCOME)


@needs(Permission.SEE_HARDSHIP)
def people_of(session: Session, household_id: int) -> list[Pair]:
    """Return who belongs to a household now, the head first; for verbs, not for screens."""
    rows = session.execute(
        select(HouseholdPerson, HouseholdMembership)
        .join(HouseholdMembership, HouseholdMembership.person_id == HouseholdPerson.id)
        .where(
            HouseholdMembership.household_id == household_id,
            HouseholdMembership.to_on.is_(None),
        )
        .order_by((HouseholdMembership.relation != HEAD), HouseholdMembership.id)
    )
    return [(person, membership) for person, membership in rows]


def check_composition(people: Sequence[tuple[HouseholdPerson, str]]) -> None:
    """Raise InvalidInput unless these people with these relations can be one household."""
    check_people([Relative(one.name, relation, one.birth_on) for one, relation in people])


@needs(Permission.EDIT_HARDSHIP)
def add(
    session: Session,
    household_id: int,
    relation: str,
    values: Mapping[str, Value],
    member_id: int | None = None,
    on: date | None = None,
    reason: str = "",
) -> int:
    """Enter a person into a household; returns the person's id.

    Only before a file was handed in and anything was paid: later it is a change that a second
    person carries out (raises WrongState). ``member_id`` links a person of the registry, whose
    values are copied; ``reason`` says why a registered ID number is entered without the link.
    """
    household = load(session, Household, household_id)
    check_direct(session, household)
    person = enter(session, int(household.unit_id or 0), values, member_id, reason)
    join(session, household, person, relation, on)
    return person.id


def join(
    session: Session,
    household: Household,
    person: HouseholdPerson,
    relation: str,
    on: date | None = None,
) -> None:
    """Begin a person's time in a household; what they make up together must hold."""
    if not relation:
        raise InvalidInput(N_("Say how the person is related to the head."), field="relation")
    if person.deceased_on is not None:
        raise WrongState(N_("This person has died."))
    today = today_of(session)
    check_period(on or today, None, person.birth_on, today)
    others = [(one, member.relation) for one, member in people_of(session, household.id)]
    check_composition([*others, (person, relation)])
    session.add(
        HouseholdMembership(
            unit_id=household.unit_id,
            household_id=household.id,
            person_id=person.id,
            relation=relation,
            from_on=on or today,
        )
    )
    session.flush()


@needs(Permission.EDIT_HARDSHIP)
def change(session: Session, person_id: int, seen: int, values: Mapping[str, Value]) -> None:
    """Change those fields of a person that ``values`` names; the rest stays."""
    person = load(session, HouseholdPerson, person_id, seen)
    if person.merged_into_id is not None:
        raise WrongState(N_("This record was merged into another or taken back."))
    fields = person_fields(session)
    full = complete_person({**open_values(person, fields), **values})
    check_person(full, today_of(session))
    if (full["id_type"], full["id_no"]) != (person.id_type, person.id_no):
        holder = holder_of(session, full, None)
        if holder is not None and holder.id != person.id:
            raise Conflict(N_("Another person has this ID number already."), field="id_no")
    renamed = full["name"] != person.name
    assign(person, fields, full)
    settle(session, person, renamed)
    _keep_household_sound(session, person, renamed)


def _keep_household_sound(session: Session, person: HouseholdPerson, renamed: bool) -> None:
    """A new birth date may contradict the relations; a head's new name is the household's."""
    membership = session.scalar(
        select(HouseholdMembership).where(
            HouseholdMembership.person_id == person.id, HouseholdMembership.to_on.is_(None)
        )
    )
    if membership is None:
        return
    people = people_of(session, membership.household_id)
    check_composition([(one, member.relation) for one, member in people])
    if renamed and membership.relation == HEAD:
        name_after_head(session, load(session, Household, membership.household_id), person)


def name_after_head(session: Session, household: Household, head: HouseholdPerson) -> None:
    """Let a household and its open file bear the head's name, by which both are listed."""
    named: list[Household | HardshipFile] = [household]
    named += session.scalars(
        select(HardshipFile).where(
            HardshipFile.household_id == household.id, HardshipFile.is_open.is_(True)
        )
    )
    for record in named:
        record.head_name, record.sort_name = head.name, sort_key(head.name)


@needs(Permission.REVEAL_SEALED)
def reveal(session: Session, person_id: int, field: str, reason: str) -> str:
    """Return one sealed value of a person in full; who, what and why go on the trail."""
    check_allowed(actor_of(session), Permission.SEE_HARDSHIP)
    person = load(session, HouseholdPerson, person_id)
    reveals.check_sealed(PERSON_FIELDS, field)
    return reveals.reveal(session, person, field, reason)
