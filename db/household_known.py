"""People whom the office knows already and who may be the one being typed in."""

from __future__ import annotations

from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass
from datetime import date

from sqlalchemy import select
from sqlalchemy.orm import Session

from db.household_entry import holder_of, registered_with
from db.models.households import Household, HouseholdMembership, HouseholdPerson
from db.models.members import Member
from db.models.units import Unit
from db.unit_names import name_of
from db.verbs import actor_of, needs
from rules.access import Permission
from rules.errors import InvalidInput
from rules.fields import Value
from rules.households import complete_person
from rules.language import N_

IN_HOUSEHOLD = N_("belongs to a household")
REGISTERED = N_("in the registry")
KNOWN_PERSON = N_("entered earlier")
MOST = 10


@dataclass(frozen=True, slots=True)
class KnownRow:
    """Somebody who may be the person being typed; outside the scope only the unit is told.

    ``member_id`` may be linked; ``blocks`` says that the person cannot be entered here now.
    """

    name: str
    birth_on: date | None
    unit_name: str
    what: str
    household_no: str
    member_id: int | None
    same_id: bool
    blocks: bool


@needs(Permission.EDIT_HARDSHIP)
def list_known(session: Session, values: Mapping[str, Value]) -> list[KnownRow]:
    """Return who has the ID number being typed, or the same name and birth date."""
    with suppress(InvalidInput):
        values = complete_person(values)
    rows = [*_by_number(session, values), *_by_name(session, values)]
    return rows[:MOST]


def _by_number(session: Session, values: Mapping[str, Value]) -> list[KnownRow]:
    if not values.get("id_no"):
        return []
    rows = []
    person = holder_of(session, values, None)
    if person is not None:
        rows.append(_person_row(session, person, same_id=True))
    member = registered_with(session, values)
    if member is not None and not (person is not None and person.member_id == member.id):
        own = session.scalar(select(Member.id).where(Member.id == member.id)) is not None
        may = own and actor_of(session).can(Permission.SEE_MEMBERS)
        rows.append(
            KnownRow(
                member.name if may else "",
                member.birth_on if may else None,
                name_of(session, member.unit_id),
                REGISTERED,
                "",
                member.id if may else None,
                same_id=True,
                blocks=False,
            )
        )
    return rows


def _person_row(session: Session, person: HouseholdPerson, same_id: bool) -> KnownRow:
    own = session.scalar(select(HouseholdPerson.id).where(HouseholdPerson.id == person.id))
    number = session.scalar(
        select(Household.household_no)
        .join(HouseholdMembership, HouseholdMembership.household_id == Household.id)
        .where(HouseholdMembership.person_id == person.id, HouseholdMembership.to_on.is_(None))
        # Whether a household exists is told, its number only to its own.
        .execution_options(kernel=True)
    )
    return KnownRow(
        person.name if own else "",
        person.birth_on if own else None,
        name_of(session, person.unit_id),
        IN_HOUSEHOLD if number else KNOWN_PERSON,
        number or "" if own else "",
        None,
        same_id,
        blocks=same_id and number is not None,
    )


def _by_name(session: Session, values: Mapping[str, Value]) -> list[KnownRow]:
    """Namesakes born on the same day, within the actor's part of the office."""
    name, born = values.get("name"), values.get("birth_on")
    if not name or not isinstance(born, date):
        return []
    wanted = select(HouseholdPerson).where(
        HouseholdPerson.name == name,
        HouseholdPerson.birth_on == born,
        HouseholdPerson.merged_into_id.is_(None),
    )
    if values.get("id_no"):  # another number is another person
        wanted = wanted.where(HouseholdPerson.id_no_index.is_(None))
    people = session.scalars(wanted.limit(MOST)).all()
    rows = [_person_row(session, person, same_id=False) for person in people]
    if not actor_of(session).can(Permission.SEE_MEMBERS) or values.get("id_no"):
        return rows
    members = session.execute(
        select(Member.id, Member.name, Member.birth_on, Unit.name)
        .outerjoin(Unit, Unit.id == Member.unit_id)
        .where(Member.name == name, Member.birth_on == born, Member.live())
        .limit(MOST)
    )
    return rows + [
        KnownRow(row[1], row[2], row[3] or "", REGISTERED, "", row[0], False, False)
        for row in members
    ]
