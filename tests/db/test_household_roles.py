"""Payees, links to the registry, deaths outside the household, declared relatives."""

from __future__ import annotations

from datetime import date, timedelta

import pytest

from db import household_people, household_requests, household_roles, households, kinship, moves
from db.engine import Store
from db.models.hardship import HardshipFile
from db.session import reading, writing
from db.verbs import load
from rules.access import Permission
from rules.errors import Conflict, InvalidInput, NotAllowed, NotFound, WrongState
from rules.hardship import HARDSHIP_FILE
from tests.ground.databases import NOON, Clock
from tests.ground.families import (
    hand_in_file,
    household_row,
    person_of,
    person_row,
    relative,
    settle_down,
)
from tests.ground.people import actor_with, almighty, everyone_but
from tests.ground.tree import City, enrol, plant, worker

pytestmark = pytest.mark.usefixtures("office")

TODAY = date(2026, 11, 24)


@pytest.fixture
def city(office: Store) -> City:
    return plant()


@pytest.fixture
def home(city: City) -> int:
    return settle_down(
        city.mill,
        others=(("spouse", "吴秀兰", date(1976, 2, 2)), ("child", "郑小军", date(2008, 9, 9))),
    )


def _payee(household_id: int) -> str:
    with reading(almighty()) as session:
        payee = households.payees_of(session, [household_row(household_id)])[household_id]
        return "" if payee is None else payee.name


def test_a_grandmother_elsewhere_receives_the_money_and_the_alternate_if_she_dies(
    home: int,
) -> None:
    wife = person_of(home, "吴秀兰")
    with writing(almighty()) as session:
        grandmother = household_roles.add_outside(
            session, home, relative("孙桂英", date(1950, 1, 1))
        )
        household_roles.set_payees(session, home, 1, grandmother, wife)
    assert _payee(home) == "孙桂英"
    with writing(almighty()) as session:
        household_roles.mark_deceased(session, grandmother, 1, TODAY)
    assert _payee(home) == "吴秀兰"


def test_a_payee_of_the_household_who_died_is_never_chosen(home: int) -> None:
    wife = person_of(home, "吴秀兰")
    with writing(almighty()) as session:
        household_roles.set_payees(session, home, 1, wife)
        household_requests.ask_to_end(session, home, wife, "deceased", TODAY)
    assert _payee(home) == "郑国安"


def test_where_everybody_has_died_nobody_is_paid(city: City) -> None:
    key = settle_down(city.mill)
    with writing(almighty()) as session:
        household_requests.ask_to_end(session, key, person_of(key, "郑国安"), "deceased", TODAY)
    assert _payee(key) == ""


@pytest.mark.parametrize(("payee", "alternate"), [(None, "吴秀兰"), ("吴秀兰", "吴秀兰")])
def test_payee_and_alternate_are_two_people_in_order(
    home: int, payee: str | None, alternate: str
) -> None:
    with pytest.raises(InvalidInput), writing(almighty()) as session:
        household_roles.set_payees(
            session,
            home,
            1,
            person_of(home, payee) if payee else None,
            person_of(home, alternate),
        )


def test_payees_are_named_by_those_who_may_enter_and_on_the_version_seen(home: int) -> None:
    wife = person_of(home, "吴秀兰")
    with (
        pytest.raises(NotAllowed),
        writing(everyone_but(Permission.EDIT_HARDSHIP)) as session,
    ):
        household_roles.set_payees(session, home, 1, wife)
    with writing(almighty()) as session:
        household_roles.set_payees(session, home, 1, wife)
    with pytest.raises(Conflict), writing(almighty()) as session:
        household_roles.set_payees(session, home, 1, None)


def test_a_persons_death_is_entered_with_the_household(home: int) -> None:
    with pytest.raises(WrongState), writing(almighty()) as session:
        household_roles.mark_deceased(session, person_of(home, "吴秀兰"), 1, TODAY)


def test_a_person_is_linked_to_the_registry_by_the_same_id_number_only(city: City) -> None:
    with writing(almighty()) as session:
        key = households.found(session, city.mill, worker("王明", 7))
    member, other = enrol(city.mill, "王明", 7), enrol(city.mill, "王亮", 9)
    person = person_of(key, "王明")
    with pytest.raises(InvalidInput), writing(almighty()) as session:
        household_roles.link(session, person, 1, other)
    with writing(almighty()) as session:
        household_roles.link(session, person, 1, member)
    assert person_row(person).member_id == member
    with pytest.raises(WrongState), writing(almighty()) as session:
        household_roles.link(session, person, 2, member)
    with writing(almighty()) as session:
        household_roles.unlink(session, person, 2)
    assert person_row(person).member_id is None


def test_what_changed_about_the_payee_since_a_day_is_told_without_values(
    home: int, clock: Clock
) -> None:
    wife = person_of(home, "吴秀兰")
    with writing(almighty()) as session:
        household_roles.set_payees(session, home, 1, wife)
    clock.advance(days=2)
    with writing(almighty(name="周平")) as session:
        household_people.change(session, wife, 1, {"bank_number": "6222000000001234"})
    with reading(almighty()) as session:
        [told] = household_roles.list_changes_since(session, home, NOON + timedelta(days=1))
    assert (told.name, told.fields, told.actor) == ("吴秀兰", ("bank_number",), "周平")


def test_a_declared_relative_is_seen_by_the_supervisor_and_ended_by_the_declarer(
    home: int,
) -> None:
    clerk = actor_with(Permission.USE_OFFICE, Permission.SEE_HARDSHIP, name="周平")
    with writing(clerk) as session:
        tie = kinship.declare(session, home, "collateral")
    with pytest.raises(Conflict), writing(clerk) as session:
        kinship.declare(session, home, "in_law")
    watcher = actor_with(Permission.USE_OFFICE, Permission.SEE_HARDSHIP, Permission.SUPERVISE)
    with reading(watcher) as session:
        [row] = kinship.list_of_household(session, home)
        assert (row.account_name, row.relation, row.mine) == ("周平", "collateral", False)
        assert [one.id for one in kinship.list_all(session)] == [tie]
    colleague = actor_with(Permission.USE_OFFICE, Permission.SEE_HARDSHIP)
    with reading(colleague) as session:
        assert kinship.list_of_household(session, home) == []
    with pytest.raises(NotAllowed), writing(colleague) as session:
        kinship.end(session, tie, 1)
    with writing(clerk) as session:
        kinship.end(session, tie, 1)
    with reading(clerk) as session:
        assert [one.ended_on for one in kinship.list_own(session)] == [TODAY]
    with pytest.raises(WrongState), writing(clerk) as session:
        kinship.end(session, tie, 2)


def test_relatives_are_declared_of_visible_households_and_with_a_relation(
    city: City, home: int
) -> None:
    with pytest.raises(NotFound), writing(almighty(unit=city.south)) as session:
        kinship.declare(session, home, "spouse")
    with pytest.raises(InvalidInput), writing(almighty()) as session:
        kinship.declare(session, home, "neighbour")
    with pytest.raises(NotAllowed), writing(everyone_but(Permission.SUPERVISE)) as session:
        kinship.list_all(session)


def test_nobody_decides_on_the_file_of_a_relatives_household(home: int) -> None:
    file_id = hand_in_file(home)
    kin = almighty(name="陈静")
    with writing(kin) as session:
        kinship.declare(session, home, "spouse")
    with pytest.raises(NotAllowed) as told, writing(kin) as session:
        file = load(session, HardshipFile, file_id)
        moves.move(session, file, HARDSHIP_FILE, "refuse", "不符合条件")
    assert "relative" in str(told.value)
    with writing(almighty()) as session:
        file = load(session, HardshipFile, file_id)
        moves.move(session, file, HARDSHIP_FILE, "refuse", "不符合条件")
