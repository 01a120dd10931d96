"""Who a pasted line means: members by number or name, and people of families.

For verbs of ``db`` that hold the lock and have loaded the campaign.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from functools import partial
from typing import Any

from sqlalchemy import ColumnElement, Select, select
from sqlalchemy.orm import Session

from db import people_finding
from db.bulk import portions
from db.campaign_matches import NO_ID
from db.models.campaigns import Campaign
from db.models.households import HouseholdMembership, HouseholdPerson
from db.models.members import Member
from db.models.units import Unit
from db.people_finding import Found
from db.scope import below
from db.values import masked
from db.verbs import actor_of
from rules.access import Permission
from rules.campaign_people import Pasted
from rules.fields import by_name
from rules.members import MEMBER_FIELDS
from rules.people_lists import Meant, meant

_FIELDS = by_name(MEMBER_FIELDS)


@dataclass(frozen=True, slots=True)
class Person:
    """Somebody who may stand on a list; ``key`` names the record, such as m12 or p7.

    ``id_no`` is masked. Who was found in the archive has a ``household_id``.
    """

    key: str
    member_id: int | None
    person_id: int | None
    household_id: int | None
    name: str
    sort_name: str
    unit_id: int | None
    unit_name: str = ""
    birth_on: date | None = None
    id_no: str = ""


def find_pasted(
    session: Session, campaign: Campaign, lines: Sequence[Pasted]
) -> dict[int, Meant[Person]]:
    """Return whom each line may mean: members, and people of families for who may see them.

    Somebody of a family who is a member as well is the member.
    """
    numbers = {one.number for one in lines if one.number}
    names = {one.name for one in lines if one.name and not one.number}
    bearing: dict[str, dict[str, Person]] = {}
    named: dict[str, dict[str, Person]] = {}
    for model, prefix in _registers(session):
        choose = partial(_people, model, campaign)
        _add(bearing, people_finding.by_id_number(session, model, choose, numbers), prefix)
        _add(named, people_finding.by_name(session, model, choose, names), prefix)
    members = partial(_people, Member, campaign)
    _add(bearing, people_finding.by_member_no(session, Member, members, numbers), "m")
    return {
        one.line: _meant(one, bearing.get(one.number.upper(), {}), named.get(one.name, {}))
        for one in lines
    }


def _meant(
    one: Pasted, bearing: Mapping[str, Person], named: Mapping[str, Person]
) -> Meant[Person]:
    # A line copied out of a sheet says more than the name.
    told = (person.name for person in bearing.values() if person.name in one.name)
    name = next(told, one.name)
    return meant(name, one.number, list(bearing.values()), list(named.values()))


def _add(people: dict[str, dict[str, Person]], found: Found, prefix: str) -> None:
    for key, rows in found.items():
        for row in rows:
            person = _person(row, prefix)
            people.setdefault(key, {})[person.key] = person


def _registers(session: Session) -> list[tuple[Any, str]]:
    registers: list[tuple[Any, str]] = [(Member, "m")]
    if actor_of(session).can(Permission.SEE_HARDSHIP):
        registers.append((HouseholdPerson, "p"))
    return registers


def _people(model: Any, campaign: Campaign, condition: ColumnElement[bool]) -> Select[Any]:
    shared = (
        model.id.label("id"),
        model.name.label("name"),
        model.birth_on.label("birth_on"),
        model.id_no.label("id_no"),
        model.id_no_index.label("id_no_index"),
        Unit.name.label("unit_name"),
    )
    inside = model.unit_id.in_(below(campaign.unit_id or 0))
    if model is Member:
        return (
            select(
                *shared,
                NO_ID.label("household_id"),
                Member.unit_id.label("unit_id"),
                Member.sort_name.label("sort_name"),
                Member.member_no.label("member_no"),
            )
            .outerjoin(Unit, Unit.id == Member.unit_id)
            .where(Member.live(), inside, condition)
        )
    return (
        select(
            *shared,
            HouseholdMembership.household_id.label("household_id"),
            HouseholdMembership.unit_id.label("unit_id"),
            HouseholdPerson.name.label("sort_name"),
        )
        .join(HouseholdMembership, HouseholdMembership.person_id == HouseholdPerson.id)
        .outerjoin(Unit, Unit.id == HouseholdMembership.unit_id)
        .where(
            HouseholdMembership.to_on.is_(None),
            HouseholdMembership.unit_id.in_(below(campaign.unit_id or 0)),
            HouseholdPerson.merged_into_id.is_(None),
            HouseholdPerson.deceased_on.is_(None),
            HouseholdPerson.member_id.is_(None),
            condition,
        )
    )


def _person(row: Any, prefix: str) -> Person:
    is_member = prefix == "m"
    return Person(
        f"{prefix}{row.id}",
        row.id if is_member else None,
        None if is_member else row.id,
        row.household_id,
        row.name,
        row.sort_name,
        row.unit_id,
        row.unit_name or "",
        row.birth_on,
        str(masked(_FIELDS["id_no"], row.id_no) or ""),
    )


def people_of(session: Session, campaign: Campaign, keys: Sequence[str]) -> list[Person]:
    """Return the people that keys of ``Person`` name, within the scope and the campaign's unit."""
    found: list[Person] = []
    for model, prefix in _registers(session):
        ids = [int(key[1:]) for key in keys if key[:1] == prefix and key[1:].isdecimal()]
        for some in portions(sorted(set(ids))):
            rows = session.execute(_people(model, campaign, model.id.in_(some)))
            found += [_person(row, prefix) for row in rows]
    return found
