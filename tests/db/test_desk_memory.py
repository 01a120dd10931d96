"""What the office remembers for one person: drafts of long forms, and what was looked at."""

from __future__ import annotations

import pytest
from sqlalchemy import select

from db import drafts, members, recents
from db.engine import Store
from db.models.office import Draft, RecentRecord
from db.session import reading, writing
from rules.access import Actor, Permission
from rules.errors import InvalidInput, NotAllowed, NotFound
from tests.ground.databases import Clock
from tests.ground.people import actor_with, almighty
from tests.ground.tree import City, enrol, plant, worker

pytestmark = pytest.mark.usefixtures("office")


@pytest.fixture
def city(office: Store) -> City:
    return plant()


def _keep(actor: Actor, **typed: object) -> None:
    with writing(actor) as session:
        drafts.keep(session, "register", typed)


def _draft(actor: Actor) -> dict[str, object]:
    with reading(actor) as session:
        return drafts.get_draft(session, "register")


class TestDrafts:
    def test_a_draft_is_there_again_for_its_writer_only(self, city: City) -> None:
        clerk, other = almighty(), almighty()
        _keep(clerk, name="郑洁", is_migrant_worker=True, unit_id=city.mill)
        assert _draft(clerk) == {"name": "郑洁", "is_migrant_worker": True, "unit_id": city.mill}
        assert _draft(other) == {}

    def test_the_last_draft_counts_and_an_emptied_form_leaves_none(self, city: City) -> None:
        clerk = almighty()
        _keep(clerk, name="郑洁")
        _keep(clerk, name="郑杰")
        assert _draft(clerk) == {"name": "郑杰"}
        _keep(clerk)
        assert _draft(clerk) == {}

    def test_dropping_ones_draft_leaves_those_of_others(self, city: City) -> None:
        clerk, other = almighty(), almighty()
        _keep(clerk, name="郑洁")
        _keep(other, name="钱伟")
        with writing(clerk) as session:
            drafts.drop(session, "register")
        assert (_draft(clerk), _draft(other)) == ({}, {"name": "钱伟"})

    def test_a_draft_is_sealed_in_the_database(self, office: Store) -> None:
        _keep(almighty(), id_no="11010119850308002X")
        with office.engine.connect() as connection:
            stored = connection.exec_driver_sql('SELECT "values" FROM draft').scalar_one()
        assert b"11010119850308002X" not in bytes(stored)

    def test_a_draft_without_end_is_refused(self, city: City) -> None:
        with pytest.raises(InvalidInput):
            _keep(almighty(), note="长" * drafts.LONGEST_DRAFT)
        with reading(almighty()) as session:
            assert session.scalars(select(Draft.id)).all() == []

    def test_drafts_need_a_place_in_the_office(self, city: City) -> None:
        stranger = actor_with(Permission.EDIT_MEMBERS)
        with pytest.raises(NotAllowed):
            _keep(stranger, name="郑洁")
        with pytest.raises(NotAllowed):
            _draft(stranger)


def _look_at(actor: Actor, clock: Clock, record_id: int, record_type: str = "member") -> None:
    clock.advance(minutes=1)
    with writing(actor) as session:
        recents.note(session, record_type, record_id)


def _seen(actor: Actor) -> list[str]:
    with reading(actor) as session:
        return [row.name for row in recents.list_members(session)]


class TestRecents:
    def test_what_was_looked_at_last_comes_first_and_once(self, city: City, clock: Clock) -> None:
        clerk = almighty()
        first, second = enrol(city.mill, "郑洁", 2), enrol(city.dock, "钱伟", 4)
        for member_id in (first, second, first):
            _look_at(clerk, clock, member_id)
        assert _seen(clerk) == ["郑洁", "钱伟"]
        assert _seen(almighty()) == []
        with reading(clerk) as session:
            assert recents.is_latest(session, "member", first)
            assert not recents.is_latest(session, "member", second)

    def test_only_the_latest_dozen_is_kept(
        self, city: City, clock: Clock, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setattr(recents, "ENTRIES", 2)
        clerk = almighty()
        for order, name in enumerate(("郑洁", "钱伟", "吴刚"), start=1):
            with writing(almighty()) as session:
                key = members.register(session, city.mill, worker(name, order))
            _look_at(clerk, clock, key)
        assert _seen(clerk) == ["吴刚", "钱伟"]
        with reading(clerk) as session:
            assert len(session.scalars(select(RecentRecord.record_id)).all()) == 2

    def test_who_moves_to_another_county_no_longer_sees_the_names(
        self, city: City, clock: Clock
    ) -> None:
        clerk = almighty(unit=city.north)
        member_id = enrol(city.mill, "郑洁", 2)
        _look_at(clerk, clock, member_id)
        moved = actor_with(*Permission, unit=city.south, account_id=clerk.account_id)
        assert _seen(moved) == []

    def test_units_are_kept_apart_from_members(self, city: City, clock: Clock) -> None:
        clerk = almighty()
        _look_at(clerk, clock, city.mill, "unit")
        with reading(clerk) as session:
            assert recents.is_latest(session, "unit", city.mill)
        assert _seen(clerk) == []

    def test_what_lies_out_of_scope_or_is_no_record_is_not_noted(
        self, city: City, clock: Clock
    ) -> None:
        with pytest.raises(NotFound):
            _look_at(almighty(unit=city.north), clock, city.dock, "unit")
        with pytest.raises(NotFound):
            _look_at(almighty(), clock, 1, "account")
