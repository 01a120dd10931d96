"""Cadres paired with households: one at a time, and who is behind with the contact."""

from __future__ import annotations

from datetime import date

import pytest

from db import pairings, visits
from db.engine import Store
from db.pairings import PairingRow
from db.session import reading, writing
from db.visits import Account, Purpose
from rules.access import Permission
from rules.errors import Conflict, InvalidInput, NotAllowed, NotFound, WrongState
from tests.ground.care import open_file, settle_household
from tests.ground.databases import Clock
from tests.ground.people import almighty, everyone_but
from tests.ground.tree import City, plant

pytestmark = pytest.mark.usefixtures("office")

TODAY = date(2026, 11, 24)


@pytest.fixture
def city(office: Store) -> City:
    return plant()


@pytest.fixture
def household(city: City) -> int:
    return settle_household(city.mill, "郑洁")


def _pair(household_id: int, cadre: str = "张敏", on: date = TODAY) -> int:
    with writing(almighty()) as session:
        return pairings.pair(session, household_id, cadre, on, "工会主席")


def _rows(**chosen: object) -> list[PairingRow]:
    with reading(almighty()) as session:
        return pairings.list_page(session, chosen).rows


def test_a_household_has_one_helper_at_a_time(household: int) -> None:
    _pair(household)
    with pytest.raises(Conflict):
        _pair(household, "李强")


def test_another_helper_ends_the_old_pairing_and_begins_a_new_one(household: int) -> None:
    key = _pair(household, on=date(2026, 10, 1))
    with writing(almighty()) as session:
        pairings.replace_cadre(session, key, 1, "李强", TODAY, "岗位调整")
    with reading(almighty()) as session:
        now, before = pairings.list_of_household(session, household)
    assert (now.cadre_name, now.to_on) == ("李强", None)
    assert (before.cadre_name, before.to_on, before.end_reason) == ("张敏", TODAY, "岗位调整")


@pytest.mark.parametrize(
    ("level", "days"), [("high", 30), ("middle", 90), ("low", 180), (None, 90)]
)
def test_a_helper_is_behind_after_the_rhythm_of_the_risk_level(
    household: int, clock: Clock, level: str | None, days: int
) -> None:
    open_file(household, risk_level=level)
    _pair(household)
    clock.advance(days=days)
    assert not _rows()[0].behind
    assert _rows(behind=True) == []
    clock.advance(days=1)
    assert _rows()[0].behind
    assert len(_rows(behind=True)) == 1
    with reading(almighty()) as session:
        assert pairings.count_behind(session) == 1
    with writing(almighty()) as session:
        on = clock.now.date()
        visits.write_down_unplanned(session, Account(on, "张敏"), Purpose(), household_id=household)
    assert not _rows()[0].behind
    assert _rows(behind=True) == []


def test_nobody_is_behind_with_a_household_whose_file_is_closed(
    household: int, clock: Clock
) -> None:
    open_file(household, "exited", risk_level="high")
    _pair(household)
    clock.advance(days=200)
    assert (_rows()[0].behind, _rows()[0].due_on, _rows(behind=True)) == (False, None, [])


def test_cadres_are_listed_with_their_households_those_behind_first(
    city: City, clock: Clock
) -> None:
    for name, cadre, unit in (("甲", "张敏", city.mill), ("乙", "张敏", city.mill)):
        _pair(settle_household(unit, name), cadre)
    late = settle_household(city.dock, "丙")
    open_file(late, risk_level="high")
    _pair(late, "李强")
    clock.advance(days=31)
    with reading(almighty()) as session:
        first, second = pairings.list_cadres(session).rows
        (own,) = pairings.list_cadres(session, {"below_id": city.north}).rows
    assert (first.cadre_name, first.households, first.behind) == ("李强", 1, 1)
    assert (second.cadre_name, second.households, second.behind) == ("张敏", 2, 0)
    assert own.cadre_name == "张敏"
    assert [row.head_name for row in _rows(cadre="张")] == ["甲", "乙"]


def test_a_pairing_ends_once_with_a_reason_and_a_day_within_it(household: int) -> None:
    key = _pair(household, on=date(2026, 11, 1))
    with writing(almighty()) as session, pytest.raises(InvalidInput):
        pairings.end(session, key, 1, TODAY, "")
    with writing(almighty()) as session, pytest.raises(InvalidInput):
        pairings.end(session, key, 1, date(2026, 10, 1), "调离")
    with writing(almighty()) as session:
        pairings.end(session, key, 1, TODAY, "调离")
    with writing(almighty()) as session, pytest.raises(WrongState):
        pairings.end(session, key, 2, TODAY, "调离")
    assert _rows() == []


def test_a_stale_change_is_refused(household: int) -> None:
    key = _pair(household)
    with writing(almighty()) as session:
        pairings.end(session, key, 1, TODAY, "调离")
    with writing(almighty()) as session, pytest.raises(Conflict):
        pairings.replace_cadre(session, key, 1, "李强", TODAY, "调离")


def test_pairing_needs_its_right_and_stays_in_its_part(city: City, household: int) -> None:
    blind = everyone_but(Permission.VISIT_HOUSEHOLDS)
    with writing(blind) as session, pytest.raises(NotAllowed):
        pairings.pair(session, household, "张敏", TODAY)
    key = _pair(household)
    with writing(almighty(unit=city.south)) as session:
        with pytest.raises(NotFound):
            pairings.end(session, key, 1, TODAY, "调离")
        with pytest.raises(NotFound):
            pairings.list_of_household(session, household)
    with reading(everyone_but(Permission.SEE_HARDSHIP)) as session, pytest.raises(NotAllowed):
        pairings.list_page(session)
