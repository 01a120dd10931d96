"""Households for tests: a head and the people beside them."""

from __future__ import annotations

from datetime import date
from itertools import count

from db import household_people, households, moves
from db.models.hardship import HardshipFile
from db.models.households import Household, HouseholdChange, HouseholdPerson
from db.session import reading, writing
from rules.access import Actor
from rules.fields import Value
from rules.hardship import HARDSHIP_FILE
from tests.ground.people import almighty
from tests.ground.tree import id_number

_orders = count(1)


def relative(name: str, born: date = date(1975, 6, 1), **more: Value) -> dict[str, Value]:
    """Return the values of a person whose ID number nobody else has."""
    number = next(_orders)
    values: dict[str, Value] = {
        "name": name,
        "id_type": "id_card",
        "id_no": id_number(born, number % 999 + 1, f"3301{number // 999 + 10:02}"),
    }
    return {**values, **more}


def settle_down(
    unit_id: int,
    head: str = "郑国安",
    others: tuple[tuple[str, str, date], ...] = (),
    actor: Actor | None = None,
    on: date | None = None,
    **home: Value,
) -> int:
    """Found a household; ``others`` are (relation, name, birth date). Returns its id."""
    with writing(actor or almighty()) as session:
        key = households.found(session, unit_id, relative(head), home, on=on)
        for relation, name, born in others:
            household_people.add(session, key, relation, relative(name, born), on=on)
    return key


def household_row(household_id: int) -> Household:
    """Return the stored row itself, for what no reading verb shows."""
    with reading(almighty()) as session:
        row = session.get(Household, household_id)
        assert row is not None
        return row


def person_row(person_id: int) -> HouseholdPerson:
    """Return the stored row itself, for what no reading verb shows."""
    with reading(almighty()) as session:
        row = session.get(HouseholdPerson, person_id)
        assert row is not None
        return row


def names_in(household_id: int) -> dict[str, str]:
    """Return who belongs to a household now: relation by name."""
    with reading(almighty()) as session:
        people = household_people.people_of(session, household_id)
        return {person.name: membership.relation for person, membership in people}


def person_of(household_id: int, name: str) -> int:
    """Return the id of the person of that name."""
    with reading(almighty()) as session:
        people = household_people.people_of(session, household_id)
        return next(person.id for person, _ in people if person.name == name)


def hand_in_file(household_id: int, actor: Actor | None = None) -> int:
    """Give a household a hardship file that was handed in; returns the file's id."""
    household = household_row(household_id)
    with writing(actor or almighty()) as session:
        file = HardshipFile(
            unit_id=household.unit_id,
            household_id=household.id,
            applicant_id=household_people.people_of(session, household_id)[0][0].id,
            head_name=household.head_name,
            sort_name=household.sort_name,
            is_open=True,
            file_level="grassroots",
            applied_on=date(2026, 11, 2),
            edited_on=date(2026, 11, 2),
            region="city",
            extra={},
        )
        moves.begin(session, file, HARDSHIP_FILE)
        moves.move(session, file, HARDSHIP_FILE, "submit")
        return file.id


def change_row(change_id: int) -> HouseholdChange:
    """Return the stored row itself, for what no reading verb shows."""
    with reading(almighty()) as session:
        row = session.get(HouseholdChange, change_id)
        assert row is not None
        return row
