"""A member goes to another unit when that unit says yes."""

from __future__ import annotations

from datetime import date

import pytest
from sqlalchemy import func, select

from db import memberships, transfers, units
from db.engine import Store
from db.models.people import Membership
from db.session import reading, writing
from rules.access import Actor, Permission
from rules.errors import InvalidInput, NotAllowed, NotFound, WrongState
from tests.ground.people import almighty, everyone_but
from tests.ground.tree import City, enrol, plant, row_of, version_of

pytestmark = pytest.mark.usefixtures("office")

TODAY = date(2026, 11, 24)


@pytest.fixture
def city(office: Store) -> City:
    return plant()


def _propose(city: City, member_id: int) -> int:
    giving = almighty(unit=city.north, name="周平")
    with writing(giving) as session:
        return transfers.propose(session, member_id, version_of(member_id), city.dock, TODAY)


def _decide(actor: Actor, transfer_id: int, action: str, note: str = "") -> None:
    with writing(actor) as session:
        transfers.decide(session, transfer_id, 1, action, note)


def test_the_giving_unit_finds_receivers_in_the_whole_tree(city: City) -> None:
    with reading(almighty(unit=city.north)) as session:
        found = transfers.find_receiving_units(session, "港务")
    assert [(unit.id, unit.parent_name) for unit in found] == [(city.dock, "南浦县总工会")]


def test_an_accepted_transfer_moves_the_member_and_keeps_the_history(city: City) -> None:
    member_id = enrol(city.mill, "郑洁", joined_on=date(2020, 5, 1))
    _decide(almighty(unit=city.south), _propose(city, member_id), "accept")
    assert row_of(member_id).unit_id == city.dock
    with reading(almighty(unit=city.south)) as session:
        periods = memberships.list_periods(session, member_id)
    assert [(row.unit_name, row.from_on, row.to_on) for row in periods] == [
        ("南浦港务公司工会", TODAY, None),
        ("北岭纺织厂工会", date(2020, 5, 1), TODAY),
    ]
    with reading(almighty(unit=city.north)) as session, pytest.raises(NotFound):
        memberships.list_periods(session, member_id)


def test_nobody_is_accepted_into_a_unit_that_closed_meanwhile(city: City) -> None:
    member_id = enrol(city.mill, "郑洁")
    transfer_id = _propose(city, member_id)
    with writing(almighty()) as session:
        units.close_unit(session, city.dock, 1, TODAY, "企业注销")
    with pytest.raises(WrongState):
        _decide(almighty(unit=city.south), transfer_id, "accept")
    assert row_of(member_id).unit_id == city.mill


def test_the_giving_side_cannot_accept_for_the_receiving_one(city: City) -> None:
    member_id = enrol(city.mill, "郑洁")
    transfer_id = _propose(city, member_id)
    with pytest.raises(NotFound):
        _decide(almighty(unit=city.north), transfer_id, "accept")


def test_the_receiving_side_cannot_withdraw_for_the_giving_one(city: City) -> None:
    member_id = enrol(city.mill, "郑洁")
    transfer_id = _propose(city, member_id)
    with pytest.raises(NotFound):
        _decide(almighty(unit=city.south), transfer_id, "withdraw")


def test_who_proposed_does_not_accept_even_with_both_units_in_scope(city: City) -> None:
    member_id, federation = enrol(city.mill, "郑洁"), almighty(name="周平")
    with writing(federation) as session:
        transfer_id = transfers.propose(session, member_id, version_of(member_id), city.dock, TODAY)
    with pytest.raises(NotAllowed):
        _decide(federation, transfer_id, "accept")


def test_a_refusal_needs_a_reason_and_leaves_the_member_where_they_are(city: City) -> None:
    member_id = enrol(city.mill, "郑洁")
    transfer_id = _propose(city, member_id)
    with pytest.raises(InvalidInput):
        _decide(almighty(unit=city.south), transfer_id, "refuse")
    _decide(almighty(unit=city.south), transfer_id, "refuse", "未在我单位就业")
    assert row_of(member_id).unit_id == city.mill


def test_a_member_has_one_transfer_at_a_time_and_cannot_leave_meanwhile(city: City) -> None:
    member_id = enrol(city.mill, "郑洁")
    _propose(city, member_id)
    with pytest.raises(WrongState):
        _propose(city, member_id)
    with writing(almighty()) as session, pytest.raises(WrongState):
        memberships.end_membership(session, member_id, version_of(member_id), "left", TODAY)


def test_both_sides_see_the_transfer_and_a_third_county_does_not(city: City) -> None:
    _propose(city, enrol(city.mill, "郑洁"))
    for unit, incoming in ((city.north, False), (city.south, True)):
        with reading(almighty(unit=unit)) as session:
            (row,) = transfers.list_page(session).rows
        assert (row.incoming, row.outgoing) == (incoming, not incoming)
    with reading(almighty(unit=city.school)) as session:
        assert transfers.list_page(session).rows == []


def test_transferring_needs_its_permission(city: City) -> None:
    member_id = enrol(city.mill, "郑洁")
    actor = everyone_but(Permission.TRANSFER_MEMBERS)
    with writing(actor) as session, pytest.raises(NotAllowed):
        transfers.propose(session, member_id, version_of(member_id), city.dock, TODAY)


def test_a_transfer_neither_makes_nor_loses_people(city: City) -> None:
    member_id = enrol(city.mill, "郑洁")
    _decide(almighty(unit=city.south), _propose(city, member_id), "accept")
    with reading(almighty()) as session:
        open_periods = session.scalar(
            select(func.count())
            .select_from(Membership)
            .where(Membership.member_id == member_id, Membership.to_on.is_(None))
        )
    assert open_periods == 1
