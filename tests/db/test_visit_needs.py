"""Needs are told for an area of at least five households, and never as scores."""

from __future__ import annotations

from datetime import date

import pytest

from db import visit_needs, visits
from db.engine import Store
from db.session import reading, writing
from db.visit_needs import AreaNeeds, NeedTotal
from db.visits import Account, Purpose
from rules.access import Permission
from rules.errors import NotAllowed
from tests.ground.care import settle_household
from tests.ground.databases import Clock
from tests.ground.people import almighty, everyone_but
from tests.ground.tree import City, plant

pytestmark = pytest.mark.usefixtures("office")

TODAY = date(2026, 11, 24)


@pytest.fixture
def city(office: Store) -> City:
    return plant()


def _answer(household_id: int, needs: dict[str, str], on: date = TODAY) -> None:
    with writing(almighty()) as session:
        account = Account(on, "王芳", needs_consent=True, needs=needs)
        visits.write_down_unplanned(session, account, Purpose(), household_id=household_id)


def _settle(city: City, count: int, answer: str = "yes") -> list[int]:
    ids = [settle_household(city.mill, f"郑{number}") for number in range(count)]
    for household_id in ids:
        _answer(household_id, {"health": answer})
    return ids


def _totals(below_id: int | None = None) -> AreaNeeds:
    with reading(almighty()) as session:
        return visit_needs.get_totals(session, below_id)


def test_nothing_is_told_of_four_households_and_totals_of_five(city: City) -> None:
    _settle(city, 4)
    assert _totals() == AreaNeeds(None, ())
    _answer(settle_household(city.mill, "何伟"), {"health": "yes"})
    assert _totals() == AreaNeeds(5, (NeedTotal("health", 5, 0, 0),))


def test_an_area_with_few_households_stays_silent_within_a_large_one(city: City) -> None:
    _settle(city, 5)
    _answer(settle_household(city.dock, "何伟"), {"health": "yes"})
    assert _totals(city.north).households == 5
    assert _totals(city.south) == AreaNeeds(None, ())


def test_an_answer_of_few_households_is_hidden_among_many(city: City) -> None:
    ids = _settle(city, 6)
    _answer(ids[0], {"health": "wish", "income": "yes"})
    health, income = _totals().totals
    assert health == NeedTotal("health", 5, 0, None)
    assert income == NeedTotal("income", None, None, None)


def test_a_households_latest_answer_counts_once(city: City) -> None:
    ids = _settle(city, 5, "no")
    for household_id in ids:
        _answer(household_id, {"health": "yes"}, TODAY)
    assert _totals().totals == (NeedTotal("health", 5, 0, 0),)


def test_answers_older_than_a_year_no_longer_count(city: City, clock: Clock) -> None:
    _settle(city, 5)
    clock.advance(days=366)
    assert _totals() == AreaNeeds(None, ())


def test_totals_need_the_right_to_see_households(city: City) -> None:
    with reading(everyone_but(Permission.SEE_HARDSHIP)) as session, pytest.raises(NotAllowed):
        visit_needs.get_totals(session)
