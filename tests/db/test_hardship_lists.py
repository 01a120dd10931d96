"""Hardship files are found by anybody of the family, worked off by worklists, and exported."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta

import pytest
from sqlalchemy import select

from db import desk, exports, hardship_lists, hardship_views, household_search
from db.engine import Store
from db.hardship_steps import Given
from db.models.hardship import HardshipFile
from db.models.notices import Objection, PublicNotice
from db.session import reading, writing
from rules.access import Actor, Permission
from rules.errors import NotAllowed
from rules.hardship import FILE_VIEWS
from tests.ground import hardship_life as ground
from tests.ground.hardship_life import WAY, Hands
from tests.ground.people import actor_with, almighty, everyone_but
from tests.ground.tree import City, plant

pytestmark = pytest.mark.usefixtures("office", "clock")


@pytest.fixture
def city(office: Store) -> City:
    ground.know_line()
    return plant()


@pytest.fixture
def hands() -> Hands:
    return Hands()


def _at(unit_id: int, name: str, hands: Hands, steps: int) -> int:
    family = ground.found(unit_id, name)
    file_id = ground.begin(family, hands.clerk)
    ground.bring(file_id, family, hands, WAY[:steps])
    return file_id


def _names(actor: Actor | None = None, **chosen: object) -> list[str]:
    with reading(actor or almighty()) as session:
        found = hardship_lists.list_page(session, chosen)
        assert found.total == (None if chosen.get("text") else len(found.rows))
        assert not found.has_more
        return [row.head_name for row in found.rows]


def _set(file_id: int, **columns: object) -> None:
    with writing(almighty()) as session:
        file = session.get_one(HardshipFile, file_id)
        for name, value in columns.items():
            setattr(file, name, value)


def test_files_are_listed_by_the_heads_name_and_filtered(city: City, hands: Hands) -> None:
    _at(city.mill, "周海", hands, 1)
    _at(city.dock, "安平", hands, 7)
    assert _names() == ["安平", "周海"]
    assert _names(state="submitted") == ["周海"]
    assert _names(category="deep") == ["安平"]
    assert _names(below_id=city.north) == ["周海"]
    assert _names(primary_cause="accident") == []
    assert _names(is_migrant_worker=False) == ["安平", "周海"]
    assert _names(is_migrant_worker=True) == []


def test_a_file_is_found_by_anybody_of_the_family_and_by_its_number(
    city: City, hands: Hands
) -> None:
    _at(city.dock, "安平", hands, 7)
    _at(city.mill, "周海", hands, 0)
    assert _names(text="安平") == ["安平"]
    assert sorted(_names(text="桂兰")) == ["周海", "安平"]
    assert _names(text="zhouhai") == ["周海"]
    assert _names(text="南浦-2026") == ["安平"]
    assert _names(text="不存在") == []


def test_nobody_sees_files_of_another_county(city: City, hands: Hands) -> None:
    _at(city.mill, "周海", hands, 0)
    assert _names(almighty(unit=city.south)) == []
    with reading(almighty(unit=city.south)) as session:
        assert not any(hardship_lists.count_views(session).values())


def test_each_hand_is_shown_what_waits_for_it_and_never_its_own_work(
    city: City, hands: Hands
) -> None:
    _at(city.mill, "草稿", hands, 0)
    _at(city.mill, "待审", hands, 5)
    _at(city.mill, "待批", hands, 6)
    clerk = actor_with(Permission.SEE_HARDSHIP, Permission.EDIT_HARDSHIP)
    reviewer = actor_with(Permission.SEE_HARDSHIP, Permission.REVIEW_HARDSHIP)
    chair = actor_with(Permission.SEE_HARDSHIP, Permission.APPROVE_HARDSHIP)
    assert _names(clerk, view="waiting") == ["草稿"]
    assert _names(reviewer, view="waiting") == ["待审"]
    assert _names(chair, view="waiting") == ["待批"]
    assert "待审" not in _names(hands.clerk, view="waiting")
    assert "待批" not in _names(hands.reviewer, view="waiting")
    assert _names(actor_with(Permission.SEE_HARDSHIP), view="waiting") == []
    with reading(almighty()) as session:
        waiting = [one for one in desk.list_waiting(session) if one.page == "hardship_files"]
    assert [one.count for one in waiting] == [3]


def test_a_file_on_its_way_waits_for_the_receiving_county(city: City, hands: Hands) -> None:
    file_id = _at(city.mill, "周海", hands, 7)
    ground.take(hands.clerk, file_id, "transfer", given=Given(to_unit_id=city.dock))
    assert _names(almighty(unit=city.south), view="waiting") == ["周海"]
    assert _names(almighty(unit=city.north), view="waiting") == []


def test_worklists_hold_what_their_names_say(city: City, hands: Hands) -> None:
    first, second = _at(city.mill, "安平", hands, 7), _at(city.mill, "周海", hands, 7)
    today = ground.TODAY
    assert _names(view="review_due") == []
    _set(first, review_due_on=today + timedelta(days=30), edited_on=date(2025, 11, 23))
    _set(second, review_due_on=today - timedelta(days=5), visited_on=today - timedelta(days=90))
    assert _names(view="review_due") == ["周海", "安平"]
    assert _names(view="not_edited") == ["安平"]
    assert _names(view="not_visited") == ["安平"]
    _set(second, visited_on=today - timedelta(days=91), aided_on=today)
    assert _names(view="not_visited") == ["安平", "周海"]
    assert _names(view="never_aided") == ["安平"]
    assert _names(view="in_force") == ["安平", "周海"]


def test_refused_files_near_the_threshold_and_open_objections_are_listed(
    city: City, hands: Hands
) -> None:
    family = ground.found(city.mill, "安平")
    near = ground.begin(family, hands.clerk)
    ground.fill(near, family, hands.clerk, income=9_900_000)
    ground.take(hands.clerk, near, "submit")
    ground.take(hands.reviewer, near, "refuse", "超过标准", Given(code="above_line"))
    noticed = _at(city.mill, "周海", hands, 5)
    assert _names(view="near_threshold") == _names(view="refused") == ["安平"]
    assert _names(view="objections") == []
    with writing(almighty()) as session:
        notice = session.scalars(select(PublicNotice)).one()
        session.add(
            Objection(
                unit_id=city.mill, notice_id=notice.id, file_id=noticed, state="open",
                received_on=ground.TODAY, channel="phone", text="另有住房", due_on=ground.TODAY,
            )
        )  # fmt: skip
    assert _names(view="objections") == ["周海"]
    with reading(almighty()) as session:
        counts = hardship_lists.count_views(session)
    with pytest.raises(TypeError):
        counts["refused"] = 0  # type: ignore[index]
    assert (counts["objections"], counts["refused"], counts["near_threshold"]) == (1, 1, 1)


def test_every_view_has_a_name_and_every_name_a_view() -> None:
    assert set(FILE_VIEWS) == {*hardship_views.VIEWS, "all"}


def test_pages_are_cut_by_the_database(city: City, hands: Hands) -> None:
    for name in ("安平", "白云", "陈山"):
        ground.begin(ground.found(city.mill, name), hands.clerk)
    with reading(almighty()) as session:
        page = hardship_lists.list_page(session, {}, page=2, size=2)
    assert ([row.head_name for row in page.rows], page.total) == (["陈山"], 3)


def test_the_count_of_a_list_follows_each_change(city: City, hands: Hands) -> None:
    for name in ("安平", "白云"):
        ground.begin(ground.found(city.mill, name), hands.clerk)
        with reading(almighty()) as session:
            assert hardship_lists.list_page(session, {}).total == (1 if name == "安平" else 2)


@pytest.mark.parametrize("wide", [True, False])
def test_a_search_takes_what_it_meets_once_within_the_scope_and_counts_nothing(
    city: City, hands: Hands, statements: list[str], wide: bool
) -> None:
    for unit, name in ((city.mill, "刘平"), (city.mill, "刘云"), (city.dock, "刘海")):
        ground.begin(ground.found(unit, name), hands.clerk)
    north = replace(almighty(unit=city.north), wide=wide)
    statements.clear()
    with reading(north) as session:
        # Each family holds two of the name, the head and the spouse.
        first = hardship_lists.list_page(session, {"text": "刘"}, size=1)
        second = hardship_lists.list_page(session, {"text": "刘"}, page=2, size=1)
        assert [first.has_more, second.has_more] == [True, False]
        found = {row.head_name for row in (*first.rows, *second.rows)}
        assert found == {"刘平", "刘云"}
        homes = household_search.list_page(session, {"text": "liu"})
        assert ({row.name for row in homes.rows}, homes.total) == (found, None)
        assert len(homes.rows) == 2
    assert not [asked for asked in statements if "count(" in asked]


def test_a_households_files_are_listed_the_latest_first(city: City, hands: Hands) -> None:
    family = ground.found(city.mill)
    first = ground.begin(family, hands.clerk)
    ground.take(hands.clerk, first, "retract")
    second = ground.begin(family, hands.clerk)
    with reading(almighty()) as session:
        rows = hardship_lists.list_of_household(session, family.id)
    assert [row.id for row in rows] == [second, first]


def test_an_export_holds_the_list_with_masks_only(city: City, hands: Hands) -> None:
    family = ground.found(city.mill, "周海")
    ground.begin(family, hands.clerk, cause_note="父亲患病", employer="北岭纺织厂")
    ground.begin(ground.found(city.dock, "安平"), hands.clerk)
    north = almighty(unit=city.north)
    with writing(north) as session:
        permit = exports.record_export(session, exports.FILES, {"view": ""}, "csv")
    assert permit.rows == 1
    with reading(north) as session:
        export = exports.list_rows(session, permit)
        (row,) = [dict(zip(export.headings, one, strict=True)) for one in export.rows]
    assert (row["户主"], row["单位"], row["状态"]) == ("周海", "北岭纺织厂工会", "草稿")
    assert (row["工作单位"], row["主要致困原因"]) == ("北岭纺织厂", "重特大疾病")
    assert "患病" not in str(row)


def test_seeing_and_exporting_need_their_rights(city: City) -> None:
    with reading(everyone_but(Permission.SEE_HARDSHIP)) as session, pytest.raises(NotAllowed):
        hardship_lists.list_page(session, {})
    for right in (Permission.EXPORT_MEMBERS, Permission.SEE_HARDSHIP):
        with writing(everyone_but(right)) as session, pytest.raises(NotAllowed):
            exports.record_export(session, exports.FILES, {}, "csv")
