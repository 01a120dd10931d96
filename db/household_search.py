"""Finding households by their people, their number or their unit."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Select, or_, select
from sqlalchemy.orm import Session

from db import search
from db.models.households import Household, HouseholdMembership, HouseholdPerson
from db.models.units import Unit
from db.sealing import blind_index
from db.verbs import needs, today_of
from rules.access import Permission
from rules.households import household_number
from rules.terms import Term, TermKind, read_term

YEARS_OF_NUMBERS = 10
"""A bare number such as 12 is looked for among the households of so many years."""
AFTER_ANY_LETTER = "\uffff"
_NUMBER = re.compile(r"H(\d{4})(\d{0,6})")


@dataclass(frozen=True, slots=True)
class HouseholdHit:
    """A household as a look-up offers it; ``name`` is the head's, ``people`` all their names."""

    id: int
    name: str
    unit_name: str
    household_no: str
    people: tuple[str, ...]


@needs(Permission.SEE_HARDSHIP)
def find(session: Session, text: str, limit: int = 20) -> list[HouseholdHit]:
    """Look an open household up by a name, ID number, its last four or the household's number."""
    term = read_term(text)
    if term.kind is TermKind.NONE:
        return []
    ids = list(session.scalars(matching(session, term).limit(limit)))
    return hits_of(session, list(dict.fromkeys(ids)))


def matching(session: Session, term: Term) -> Select[Any]:
    """Select the ids of open households that a term finds."""
    text = term.text
    if term.kind is TermKind.NAME:
        return _of_people(search.matching_name(text, search.PEOPLE))
    if term.kind is TermKind.LETTERS:
        return _of_people(search.matching_letters(text, search.PEOPLE))
    if term.kind is TermKind.ID_NUMBER:
        index = blind_index(text, "household_person.id_no")
        return _of_people(_people(HouseholdPerson.id_no_index == index))
    if term.kind is TermKind.MOBILE:
        index = blind_index(text, "household_person.mobile")
        return _of_people(_people(HouseholdPerson.mobile_index == index))
    numbered = _by_number(text, today_of(session).year)
    if term.kind is TermKind.LAST_FOUR:
        index = blind_index(text, "household_person.id_no_tail")
        people = _of_people(_people(HouseholdPerson.id_no_tail == index))
        return select(Household.id).where(or_(Household.id.in_(people), numbered))
    return select(Household.id).where(numbered).order_by(Household.household_no)


def _by_number(text: str, year: int) -> Any:
    whole = _NUMBER.fullmatch(text)
    if whole:
        start = f"H{whole[1]}-{whole[2]}"
        number = Household.household_no
        return (number >= start) & (number < start + AFTER_ANY_LETTER)
    if text.isdigit() and len(text) <= 6:
        years = range(year, year - YEARS_OF_NUMBERS, -1)
        return Household.household_no.in_([household_number(each, int(text)) for each in years])
    return Household.household_no == text


def _people(condition: Any) -> Select[Any]:
    return select(HouseholdPerson.id).where(condition)


def _of_people(people: Select[Any]) -> Select[Any]:
    """Select the open households in which these people are now."""
    return (
        select(Household.id)
        .join(HouseholdMembership, HouseholdMembership.household_id == Household.id)
        .where(
            HouseholdMembership.person_id.in_(people.order_by(None)),
            HouseholdMembership.to_on.is_(None),
            Household.closed_on.is_(None),
        )
        .order_by(Household.sort_name, Household.id)
    )


def hits_of(session: Session, ids: list[int]) -> list[HouseholdHit]:
    """Return hits for ids that came out of a scoped query, in their order."""
    if not ids:
        return []
    rows = session.execute(
        select(Household.id, Household.head_name, Unit.name, Household.household_no)
        .outerjoin(Unit, Unit.id == Household.unit_id)
        .where(Household.id.in_(ids))
        .execution_options(kernel=True)
    ).all()
    names = names_of(session, ids)
    hits = {
        key: HouseholdHit(key, name, unit_name or "", number, names.get(key, ()))
        for key, name, unit_name, number in rows
    }
    return [hits[key] for key in ids if key in hits]


def names_of(session: Session, ids: list[int]) -> dict[int, tuple[str, ...]]:
    """Return who belongs to each household now, by name, in the order of entry."""
    rows = session.execute(
        select(HouseholdMembership.household_id, HouseholdPerson.name)
        .join(HouseholdPerson, HouseholdPerson.id == HouseholdMembership.person_id)
        .where(HouseholdMembership.household_id.in_(ids), HouseholdMembership.to_on.is_(None))
        .order_by(HouseholdMembership.id)
        .execution_options(kernel=True)
    )
    names: dict[int, tuple[str, ...]] = {}
    for key, name in rows:
        names[key] = (*names.get(key, ()), name)
    return names
