"""Finding households by their people, their number or their unit."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import Select, and_, func, or_, select
from sqlalchemy.orm import Session

from db import kept_figures, search
from db.models.hardship import HardshipFile
from db.models.households import Household, HouseholdMembership, HouseholdPerson
from db.models.units import Unit
from db.scope import below
from db.sealing import blind_index
from db.values import masked
from db.verbs import actor_of, needs, today_of
from rules.access import Permission, check_allowed
from rules.fields import by_name
from rules.households import PERSON_FIELDS, household_number
from rules.terms import Term, TermKind, read_term

PAGE_SIZE = 50
_COUNTED = ("households", "units")
"""The areas on which the number of households depends."""
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


@dataclass(frozen=True, slots=True)
class HouseholdRow:
    """A household in a list: the head, who lives there, and where its latest file stands."""

    id: int
    household_no: str
    name: str
    people: tuple[str, ...]
    unit_name: str
    file_state: str
    closed_on: date | None


@dataclass(frozen=True, slots=True)
class HouseholdPage:
    """One page; ``total`` is None where counting would cost more than it tells."""

    rows: list[HouseholdRow]
    has_more: bool
    total: int | None


@dataclass(frozen=True, slots=True)
class PersonHit:
    """A person as a look-up offers one; ``household_no`` is empty outside every household."""

    id: int
    name: str
    birth_on: date | None
    id_no: str
    household_no: str
    unit_name: str


@needs(Permission.SEE_HARDSHIP)
def list_page(
    session: Session, chosen: Mapping[str, Any], page: int = 1, size: int = PAGE_SIZE
) -> HouseholdPage:
    """Find households by a term, or browse them by their heads' names where none is given.

    ``chosen`` may hold ``text``, ``below_id`` (a unit and its subtree) and ``closed`` (also
    closed ones, when browsing). Browsing has its own permission.
    """
    term = read_term(str(chosen.get("text") or ""))
    start = (page - 1) * size
    if term.kind is not TermKind.NONE:
        met = as_met(session, term)
        wanted = select_ids(session, chosen) if met is None else _below(met, chosen)
        ids = search.first_different(session, wanted, start + size + 1)[start:]
        return HouseholdPage(rows_of(session, ids[:size]), len(ids) > size, None)
    wanted = select_ids(session, chosen)
    ids = list(session.scalars(wanted.limit(size + 1).offset(start)))
    counted = wanted.order_by(None).with_only_columns(func.count(Household.id))
    what = ("households", tuple(sorted((name, str(value)) for name, value in chosen.items())))
    total = kept_figures.kept(session, _COUNTED, what, lambda: session.scalar(counted) or 0)
    return HouseholdPage(rows_of(session, ids[:size]), len(ids) > size, total)


def select_ids(session: Session, chosen: Mapping[str, Any]) -> Select[Any]:
    """Select the ids of the whole list of which ``list_page`` shows a page, in its order."""
    term = read_term(str(chosen.get("text") or ""))
    if term.kind is TermKind.NONE:
        check_allowed(actor_of(session), Permission.BROWSE_MEMBERS)
        wanted = select(Household.id).where(Household.merged_into_id.is_(None))
        if not chosen.get("closed"):
            wanted = wanted.where(Household.closed_on.is_(None))
    else:
        wanted = select(Household.id).where(Household.id.in_(matching(session, term)))
    return _below(wanted, chosen).order_by(Household.sort_name, Household.id)


def _below(query: Select[Any], chosen: Mapping[str, Any]) -> Select[Any]:
    if chosen.get("below_id"):
        return query.where(Household.unit_id.in_(below(chosen["below_id"])))
    return query


@needs(Permission.SEE_HARDSHIP)
def rows_of(session: Session, ids: list[int]) -> list[HouseholdRow]:
    """Return list rows for ids that came out of a scoped query, in their order."""
    if not ids:
        return []
    found = session.execute(
        select(
            Household.id,
            Household.household_no,
            Household.head_name,
            Unit.name,
            Household.closed_on,
        )
        .outerjoin(Unit, Unit.id == Household.unit_id)
        .where(Household.id.in_(ids))
        # Ids out of a scoped query; names of units are public.
        .execution_options(kernel=True)
    ).all()
    names = names_of(session, ids)
    states = _file_states(session, ids)
    rows = {
        key: HouseholdRow(
            key, number, name, names.get(key, ()), unit_name or "", states.get(key, ""), closed_on
        )
        for key, number, name, unit_name, closed_on in found
    }
    return [rows[key] for key in ids if key in rows]


def _file_states(session: Session, ids: list[int]) -> dict[int, str]:
    """Return where each household's latest file stands."""
    rows = session.execute(
        select(HardshipFile.household_id, HardshipFile.state)
        .where(HardshipFile.household_id.in_(ids))
        .order_by(HardshipFile.is_open, HardshipFile.id)
        # Ids out of a scoped query.
        .execution_options(kernel=True)
    )
    return {row[0]: row[1] for row in rows}


@needs(Permission.SEE_HARDSHIP)
def find_people(session: Session, text: str, limit: int = 20) -> list[PersonHit]:
    """Look a person of any household, or outside them, up by name, ID number or its end."""
    term = read_term(text)
    if term.kind is TermKind.NONE:
        return []
    rows = session.execute(
        select(HouseholdPerson, Household.household_no, Unit.name)
        .outerjoin(
            HouseholdMembership,
            and_(
                HouseholdMembership.person_id == HouseholdPerson.id,
                HouseholdMembership.to_on.is_(None),
            ),
        )
        .outerjoin(Household, Household.id == HouseholdMembership.household_id)
        .outerjoin(Unit, Unit.id == HouseholdPerson.unit_id)
        .where(HouseholdPerson.merged_into_id.is_(None), HouseholdPerson.deceased_on.is_(None))
        .where(HouseholdPerson.id.in_(_matching_people(term)))
        .order_by(HouseholdPerson.name, HouseholdPerson.id)
        .limit(limit)
    )
    described = by_name(PERSON_FIELDS)["id_no"]
    return [
        PersonHit(
            person.id,
            person.name,
            person.birth_on,
            str(masked(described, person.id_no) or ""),
            number or "",
            unit_name or "",
        )
        for person, number, unit_name in rows
    ]


@needs(Permission.SEE_HARDSHIP)
def find(session: Session, text: str, limit: int = 20) -> list[HouseholdHit]:
    """Look an open household up by a name, ID number, its last four or the household's number."""
    term = read_term(text)
    if term.kind is TermKind.NONE:
        return []
    ids = list(session.scalars(matching(session, term).limit(limit)))
    return hits_of(session, list(dict.fromkeys(ids)))


def matching(session: Session, term: Term) -> Select[Any]:
    """Select the ids of open households that a term finds, by their people or their number."""
    if term.kind is TermKind.MEMBER_NUMBER:
        numbered = _by_number(term.text, today_of(session).year)
        return select(Household.id).where(numbered).order_by(Household.household_no)
    people = _of_people(_matching_people(term))
    if term.kind is TermKind.LAST_FOUR:
        numbered = _by_number(term.text, today_of(session).year)
        return select(Household.id).where(or_(Household.id.in_(people), numbered))
    return people


def as_met(session: Session, term: Term) -> Select[Any] | None:
    """Select open households as the names or letters of a term meet them, some more than once.

    None where the term is looked up otherwise, or where the actor's part of the tree is the
    smaller side to begin from.
    """
    actor = actor_of(session)
    if not (actor.everywhere or actor.wide):
        return None
    if term.kind is TermKind.LETTERS:
        people = search.matching_letters(term.text, search.PEOPLE)
    elif term.kind is TermKind.NAME and not any(map(str.isdigit, term.text)):
        people = search.matching_name(term.text, search.PEOPLE)
    else:
        return None
    key = people.selected_columns[0]
    return (
        people.join(HouseholdMembership, HouseholdMembership.person_id == key)
        .join(Household, Household.id == HouseholdMembership.household_id)
        .where(HouseholdMembership.to_on.is_(None), Household.closed_on.is_(None))
        .with_only_columns(Household.id)
    )


def _matching_people(term: Term) -> Select[Any]:
    text, people = term.text, select(HouseholdPerson.id)
    if term.kind is TermKind.NAME:
        return search.matching_name(text, search.PEOPLE).order_by(None)
    if term.kind is TermKind.LETTERS:
        return search.matching_letters(text, search.PEOPLE).order_by(None)
    if term.kind is TermKind.MOBILE:
        index = blind_index(text, "household_person.mobile")
        return people.where(HouseholdPerson.mobile_index == index)
    if term.kind is TermKind.LAST_FOUR:
        index = blind_index(text, "household_person.id_no_tail")
        return people.where(HouseholdPerson.id_no_tail == index)
    index = blind_index(text, "household_person.id_no")
    return people.where(HouseholdPerson.id_no_index == index)


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


def _of_people(people: Select[Any]) -> Select[Any]:
    """Select the open households in which these people are now."""
    return (
        select(Household.id)
        .join(HouseholdMembership, HouseholdMembership.household_id == Household.id)
        .where(
            HouseholdMembership.person_id.in_(people),
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
        # Ids out of a scoped query; names of units are public.
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
        # Ids out of a scoped query.
        .execution_options(kernel=True)
    )
    names: dict[int, tuple[str, ...]] = {}
    for key, name in rows:
        names[key] = (*names.get(key, ()), name)
    return names
