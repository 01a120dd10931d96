"""Reading the trail: filters in the office's days, names for numbers, scope, refusals."""

from __future__ import annotations

from datetime import date

import pytest
from sqlalchemy import select, text

from db import accounts, campaign_by_hand, members, trail_pages, units
from db.engine import Store
from db.models.base import Base
from db.models.trail import TrailRow
from db.passwords import prepare
from db.session import reading, writing
from db.trail_pages import TrailEntry, Wanted
from rules.access import Actor, Permission
from rules.errors import NotAllowed, NotFound
from rules.trail_words import RECORD_LABELS, UNTOLD, column_label
from tests.ground import activities, campaigns
from tests.ground.aid import family
from tests.ground.databases import Clock
from tests.ground.people import actor_with, almighty, everyone_but
from tests.ground.tree import City, enrol, plant

pytestmark = pytest.mark.usefixtures("office")


@pytest.fixture
def city(office: Store) -> City:
    return plant()


def _rows(wanted: Wanted | None = None, actor: Actor | None = None) -> list[TrailEntry]:
    with reading(actor or almighty()) as session:
        return trail_pages.list_page(session, wanted or Wanted()).rows


def _rename(unit_id: int, name: str, actor: Actor) -> None:
    with writing(actor) as session:
        seen = units.get_unit(session, unit_id).version
        units.change_unit(session, unit_id, seen, {"name": name})


def test_reading_the_trail_needs_the_right(city: City) -> None:
    blind = everyone_but(Permission.READ_TRAIL)
    with reading(blind) as session:
        with pytest.raises(NotAllowed):
            trail_pages.list_page(session, Wanted())
        with pytest.raises(NotAllowed):
            trail_pages.get_entry(session, 1)
        with pytest.raises(NotAllowed):
            trail_pages.get_first_broken_link(session)


def test_the_latest_comes_first_with_what_was_before_and_after(city: City) -> None:
    _rename(city.mill, "北岭棉纺厂工会", almighty())
    latest = _rows()[0]
    assert (latest.action, latest.record_type, latest.record_id) == ("changed", "unit", city.mill)
    told = {change.column: (change.before, change.after) for change in latest.changes}
    assert told["name"] == ("北岭纺织厂工会", "北岭棉纺厂工会")


def test_days_are_the_offices_own(city: City, clock: Clock) -> None:
    clock.set(clock.now.replace(hour=16, minute=30))  # half past midnight in Shanghai
    _rename(city.mill, "北岭棉纺厂工会", almighty())
    today, tomorrow = date(2026, 11, 24), date(2026, 11, 25)
    assert _rows(Wanted(record_type="unit", from_on=tomorrow))[0].record_id == city.mill
    assert len(_rows(Wanted(record_type="unit", from_on=tomorrow))) == 1
    assert all(row.action == "created" for row in _rows(Wanted(to_on=today)))
    assert not _rows(Wanted(record_type="unit", from_on=date(2026, 11, 26)))


def test_a_person_is_found_by_a_piece_of_the_name_and_the_console_by_its_own(
    city: City,
) -> None:
    with writing(almighty()) as session:
        account_id = accounts.create(
            session, "chenlan", "陈兰", city.north, ["clerk"], prepare("first-word-of-spring")
        )
    _rename(city.mill, "北岭棉纺厂工会", almighty(name="陈兰"))
    clerk = Actor(account_id, "陈兰", city.north, permissions=frozenset(Permission))
    _rename(city.school, "北岭第二中学工会", clerk)
    assert {row.record_id for row in _rows(Wanted(who="兰"))} == {city.school}
    assert {row.actor for row in _rows(Wanted(who="console"))} == {"console"}
    assert not _rows(Wanted(who="兰兰"))


def test_filters_by_action_and_record_add_up(city: City) -> None:
    _rename(city.mill, "北岭棉纺厂工会", almighty())
    only = Wanted(action="changed", record_type="unit", record_id=city.mill)
    assert len(_rows(only)) == 1
    assert not _rows(Wanted(action="changed", record_type="member"))


def test_a_rare_action_is_found_by_its_own_index(city: City, office: Store) -> None:
    member_id = enrol(city.mill, "王建国")
    with writing(almighty()) as session:
        members.reveal(session, member_id, "id_no", "核对证件")
    assert [row.record_id for row in _rows(Wanted(action="revealed"))] == [member_id]
    with reading(almighty()) as session:
        query = trail_pages._filtered(session, select(TrailRow.id), Wanted(action="revealed"))
    told = str(query.compile(office.engine, compile_kwargs={"literal_binds": True}))
    if office.is_sqlite:
        with office.engine.connect() as connection:
            plan = connection.execute(text(f"EXPLAIN QUERY PLAN {told}")).all()
        assert "ix_trail_rare" in str(plan)


def test_units_and_members_are_told_by_name_where_the_actor_may_know_them(city: City) -> None:
    member_id = enrol(city.mill, "王建国")
    told = {
        change.column: change.after
        for row in _rows(Wanted(record_type="membership"))
        for change in row.changes
    }
    assert told["unit_id"] == "北岭纺织厂工会"
    assert told["member_id"] == "王建国"
    assert member_id


def test_people_on_lists_are_told_by_number_to_who_may_not_read_their_names(
    city: City, clock: Clock
) -> None:
    member_id = enrol(city.mill, "郑洁", 2, member_no="H2026001")
    activities.join(activities.opened(city.north), member_id)
    campaign_id, child_id = campaigns.planned(city.north), family(city.mill).child
    with writing(almighty()) as session:
        keys = [f"m{member_id}", f"p{child_id}"]
        campaign_by_hand.put_on(session, campaign_id, 1, keys, "慰问")

    def told(actor: Actor) -> set[str]:
        kinds = ("campaign_target", "activity_sign_up")
        rows = [row for kind in kinds for row in _rows(Wanted(record_type=kind), actor)]
        assert len(rows) == 3
        changed = {str(one.after) for row in rows for one in row.changes}
        return changed | {row.label for row in rows}

    administrator = actor_with(Permission.READ_TRAIL)
    assert not told(administrator) & {"郑洁", "郑小雨"}
    assert "H2026001" in told(administrator)
    assert {"郑洁", "郑小雨"} <= told(almighty())
    assert "郑小雨" not in told(everyone_but(Permission.SEE_HARDSHIP))
    assert "郑洁" in told(everyone_but(Permission.SEE_HARDSHIP))


def test_an_actor_reads_the_trail_of_the_own_part_of_the_tree(city: City) -> None:
    _rename(city.dock, "南浦码头工会", almighty())
    north = almighty(unit=city.north)
    seen = {row.record_id for row in _rows(actor=north)}
    assert seen == {city.north, city.mill, city.school}
    hidden = _rows()[0]
    with reading(north) as session, pytest.raises(NotFound):
        trail_pages.get_entry(session, hidden.id)


def test_pages_hold_fifty_rows_and_the_count_stays_bounded(
    city: City, monkeypatch: pytest.MonkeyPatch
) -> None:
    for number in range(60):
        _rename(city.mill, f"北岭第{number}厂工会", almighty())
    with reading(almighty()) as session:
        first = trail_pages.list_page(session, Wanted(record_type="unit", record_id=city.mill))
        second = trail_pages.list_page(
            session, Wanted(record_type="unit", record_id=city.mill), page=2
        )
        monkeypatch.setattr(trail_pages, "MOST_COUNTED", 20)
        bounded = trail_pages.list_page(session, Wanted())
    assert (len(first.rows), len(second.rows), first.total) == (50, 11, 61)
    assert not first.more
    assert (bounded.total, bounded.more) == (20, True)


def test_a_password_never_reaches_the_trail(city: City, office: Store) -> None:
    with writing(almighty()) as session:
        accounts.create(
            session, "chenlan", "陈兰", city.north, ["clerk"], prepare("first-word-of-spring")
        )
    with office.engine.connect() as connection:
        details = "".join(connection.scalars(text("SELECT details FROM trail")))
    assert "password_hash" in details
    assert "$2" not in details


def test_every_column_that_the_trail_tells_has_a_name() -> None:
    unnamed = {
        f"{table.name}.{column.name}"
        for table in Base.metadata.tables.values()
        if table.name in RECORD_LABELS
        for column in table.columns
        if column.name not in UNTOLD
        and not column.name.endswith(("_index", "_tail", "sort_name", "search_text", "_hash"))
        and column_label(table.name, column.name) == column.name
    }
    assert unnamed == set()
