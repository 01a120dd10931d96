"""The sample's households: families that the office's own rules would take."""

from __future__ import annotations

from random import Random

import pytest
from sqlalchemy import func, select

from db import checks, household_search, households, summaries, trail
from db.engine import Store
from db.models.households import Household, HouseholdMembership, HouseholdPerson
from db.models.members import Member
from db.sample import make_sample
from db.sample_households import make_households
from db.session import reading
from db.values import open_values
from rules.household_people import Relative, check_people
from rules.households import PERSON_FIELDS, check_person
from tests.ground.databases import NOON
from tests.ground.people import almighty

WANTED = 40


@pytest.fixture(scope="module")
def made(shared_office: Store) -> None:
    make_sample(members=360, units=30, seed=7)


@pytest.mark.usefixtures("made")
def test_every_family_is_one_that_the_rules_take() -> None:
    with reading(almighty()) as session:
        rows = session.execute(
            select(HouseholdMembership, HouseholdPerson).join(
                HouseholdPerson, HouseholdPerson.id == HouseholdMembership.person_id
            )
        ).all()
        families: dict[int, list[Relative]] = {}
        for membership, person in rows:
            check_person(open_values(person, PERSON_FIELDS), NOON.date())
            relative = Relative(person.name, membership.relation, person.birth_on)
            families.setdefault(membership.household_id, []).append(relative)
    assert len(families) == WANTED
    assert {len(family) for family in families.values()} <= {1, 2, 3, 4, 5}
    for family in families.values():
        check_people(family)


@pytest.mark.usefixtures("made")
def test_most_heads_are_linked_to_the_registry_and_everybody_is_found() -> None:
    with reading(almighty()) as session:
        linked = session.execute(
            select(HouseholdPerson, Member).join(Member, Member.id == HouseholdPerson.member_id)
        ).all()
        assert WANTED * 0.7 < len(linked) < WANTED
        for person, member in linked[:5]:
            assert (person.name, person.id_no) == (member.name, member.id_no)
            hits = household_search.find(session, str(member.id_no))
            assert [hit.name for hit in hits] == [member.name]
        every = session.scalars(select(Household)).all()
        assert all(households.payees_of(session, every).values())
        assert sorted(one.household_no for one in every)[0] == "H2026-00001"


@pytest.mark.usefixtures("made")
def test_the_trail_and_the_office_stay_sound() -> None:
    with reading(almighty()) as session:
        assert trail.first_broken_link(session) is None
        assert summaries.stored(session) == summaries.from_rows(session)
        assert [fault.shown() for check in checks.CHECKS for fault in check(session)] == []


@pytest.mark.usefixtures("made")
def test_more_households_are_made_on_demand() -> None:
    with reading(almighty()) as session:
        before = session.scalar(select(func.count()).select_from(Household)) or 0
    assert make_households(Random(3), 0, wanted=0) == 0
    with reading(almighty()) as session:
        assert session.scalar(select(func.count()).select_from(Household)) == before
