"""Writes the sample's households in bulk, with trail and search pieces like any other write."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from datetime import date
from itertools import islice
from random import Random
from typing import Any

from sqlalchemy import bindparam, select, update
from sqlalchemy.orm import Session

from db import bulk, sample_rows, search
from db.household_entry import derived
from db.models.households import Household, HouseholdMembership, HouseholdPerson
from db.models.members import Member
from db.models.units import Unit
from db.numbers import take_numbers
from db.sample_families import Families, Family
from db.search import PEOPLE, sort_key
from db.session import reading, writing
from db.values import open_values
from db.verbs import today_of
from rules.access import CONSOLE
from rules.fields import by_name
from rules.households import HOUSEHOLD_FIELDS, PERSON_FIELDS, household_number
from rules.members import MEMBER_FIELDS, PRESENT
from rules.workdays import plus_months

MEMBERS_PER_HOUSEHOLD = 9
MOST_BY_DEFAULT = 330
STRANGERS = 0.12
"""The share of heads whom the registry does not know."""

FAMILIES_AT_ONCE = 2000
YOUNGEST_HEAD, OLDEST_HEAD = 26, 68
_COPIED = tuple(set(by_name(PERSON_FIELDS)) & set(by_name(MEMBER_FIELDS)))


def make_households(dice: Random, members: int, wanted: int | None = None) -> int:
    """Found households around some of the sample's members; returns how many.

    Without ``wanted`` one for each nine members, 330 at most.
    """
    if wanted is None:
        wanted = min(members // MEMBERS_PER_HOUSEHOLD, MOST_BY_DEFAULT)
    with reading(CONSOLE) as session:
        today = today_of(session)
        heads = _heads(session, dice, today, wanted)
        rows = session.execute(select(Unit.id, Unit.region_code)).all()
        regions = {row.id: row.region_code or "" for row in rows}
    drawn = _families(dice, Families(dice, today), heads, regions)
    made = 0
    while chunk := list(islice(drawn, FAMILIES_AT_ONCE)):
        with writing(CONSOLE) as session:
            session.info["verb"] = "sample_households.make_households"
            write_families(session, chunk)
        made += len(chunk)
    return made


def _heads(session: Session, dice: Random, today: date, wanted: int) -> list[int]:
    """Return the ids of members who may be heads, in the order in which they are taken."""
    ids = session.scalars(
        select(Member.id)
        .where(
            Member.live(),
            Member.status.in_([str(status) for status in PRESENT]),
            Member.id_no_index.is_not(None),
            Member.id_type == "id_card",
            Member.birth_on > plus_months(today, -12 * OLDEST_HEAD),
            Member.birth_on < plus_months(today, -12 * YOUNGEST_HEAD),
            Member.gender.in_(("male", "female")),
        )
        .order_by(Member.id)
    ).all()
    return dice.sample(list(ids), min(wanted, len(ids)))


def _families(
    dice: Random, families: Families, heads: Sequence[int], regions: Mapping[int, str]
) -> Iterator[Family]:
    for some in bulk.portions(heads, 500):
        with reading(CONSOLE) as session:
            rows = {
                member.id: member
                for member in session.scalars(select(Member).where(Member.id.in_(some)))
            }
            values = {key: _copied(rows[key]) for key in some}
            places = {key: int(rows[key].unit_id or 0) for key in some}
        for key in some:
            unit_id = places[key]
            region = regions.get(unit_id) or "619900"
            if dice.random() < STRANGERS:
                yield families.around(unit_id, region, families.stranger(region), None)
            else:
                yield families.around(unit_id, region, values[key], key)


def _copied(member: Member) -> dict[str, Any]:
    values = open_values(member, MEMBER_FIELDS)
    kept = {name: values[name] for name in _COPIED if values[name] is not None}
    kept["person_status"] = values["work_status"] or "on_duty"
    kept.pop("note", None)
    return kept


def write_families(session: Session, families: Sequence[Family]) -> None:
    """Add these families with everything that hangs on them."""
    year = today_of(session).year
    first = take_numbers(session, "household", year, len(families))
    ids = bulk.new_ids(session, Household.__table__, len(families))
    homes = [
        _home(key, household_number(year, first + place), family)
        for place, (key, family) in enumerate(zip(ids, families, strict=True))
    ]
    people, memberships, payees = _people(session, dict(zip(ids, families, strict=True)))
    for model, rows in (
        (Household, homes),
        (HouseholdPerson, people),
        (HouseholdMembership, memberships),
    ):
        sample_rows.write(session, model, rows)
    if payees:
        chosen = update(Household.__table__)
        session.connection().execute(
            chosen.where(Household.__table__.c.id == bindparam("key")).values(
                payee_id=bindparam("payee")
            ),
            [{"key": key, "payee": payee} for key, payee in payees.items()],
        )
    named: dict[str, list[int]] = {}
    for row in people:
        named.setdefault(row["name"], []).append(row["id"])
    search.write_grams_of_many(session, named, PEOPLE)


def _home(key: int, number: str, family: Family) -> dict[str, Any]:
    head = str(family.people[0].values["name"])
    return {
        "id": key,
        "unit_id": family.unit_id,
        "household_no": number,
        "head_name": head,
        "sort_name": sort_key(head),
        **{field.name: family.home.get(field.name) for field in HOUSEHOLD_FIELDS},
    }


def _people(
    session: Session, families: Mapping[int, Family]
) -> tuple[list[dict[str, Any]], list[dict[str, Any]], dict[int, int]]:
    people: list[dict[str, Any]] = []
    memberships: list[dict[str, Any]] = []
    payees: dict[int, int] = {}
    count = sum(len(one.people) + (one.outside is not None) for one in families.values())
    keys = iter(bulk.new_ids(session, HouseholdPerson.__table__, count))
    for household_id, family in families.items():
        for place, one in enumerate(family.people):
            key = next(keys)
            people.append(_person(key, family.unit_id, one.values, one.member_id))
            memberships.append(
                {
                    "unit_id": family.unit_id,
                    "household_id": household_id,
                    "person_id": key,
                    "relation": one.relation,
                    "from_on": one.from_on,
                }
            )
            if place == family.payee:
                payees[household_id] = key
        if family.outside is not None:
            payees[household_id] = key = next(keys)
            people.append(_person(key, family.unit_id, family.outside, None))
    return people, memberships, payees


def _person(
    key: int, unit_id: int, values: Mapping[str, Any], member_id: int | None
) -> dict[str, Any]:
    return {
        "id": key,
        "unit_id": unit_id,
        "member_id": member_id,
        **{field.name: values.get(field.name) for field in PERSON_FIELDS},
        **derived(values),
    }
