"""The birthdays of the week: who is on the list, and for whom there is none."""

from __future__ import annotations

from datetime import date

import pytest

from db import birthdays, memberships
from db.engine import Store
from db.session import reading, writing
from rules.access import Actor, Permission
from rules.errors import NotAllowed
from rules.identity import check_digit
from tests.ground.people import almighty, everyone_but
from tests.ground.tree import City, enrol, plant, version_of

pytestmark = pytest.mark.usefixtures("office")


@pytest.fixture
def city(office: Store) -> City:
    return plant()


def _born(unit_id: int, name: str, on: date) -> int:
    first17 = f"110101{on:%Y%m%d}002"
    return enrol(unit_id, name, id_no=first17 + check_digit(first17))


def _names(actor: Actor) -> list[tuple[str, int]]:
    with reading(actor) as session:
        return [(row.name, row.age) for row in birthdays.list_next(session)]


def test_the_week_begins_today_and_the_nearest_comes_first(city: City) -> None:
    _born(city.mill, "钱伟", date(1980, 11, 30))
    _born(city.mill, "郑洁", date(1990, 11, 24))
    _born(city.mill, "吴刚", date(1990, 12, 1))
    _born(city.mill, "孙丽", date(1990, 11, 23))
    assert _names(almighty()) == [("郑洁", 36), ("钱伟", 46)]


def test_other_counties_and_those_who_left_are_not_on_the_list(city: City) -> None:
    gone = _born(city.mill, "钱伟", date(1980, 11, 25))
    _born(city.dock, "郑洁", date(1990, 11, 25))
    assert _names(almighty(unit=city.north)) == [("钱伟", 46)]
    with writing(almighty()) as session:
        on = date(2026, 11, 24)
        memberships.end_membership(session, gone, version_of(gone), "left", on)
    assert _names(almighty(unit=city.north)) == []


def test_a_large_part_of_the_tree_has_no_list(city: City, monkeypatch: pytest.MonkeyPatch) -> None:
    _born(city.mill, "钱伟", date(1980, 11, 25))
    _born(city.dock, "郑洁", date(1990, 11, 25))
    monkeypatch.setattr(birthdays, "MOST_MEMBERS", 1)
    assert _names(almighty()) == []
    assert _names(almighty(unit=city.south)) == [("郑洁", 36)]


def test_the_list_is_for_those_who_may_browse(city: City) -> None:
    with pytest.raises(NotAllowed):
        _names(everyone_but(Permission.BROWSE_MEMBERS))
