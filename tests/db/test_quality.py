"""Faults stored with their records: lists, counts, the share of clean records."""

from __future__ import annotations

from datetime import date

import pytest
from sqlalchemy import select

from db import members, memberships, quality, quality_lists, summaries
from db.engine import Store
from db.models.people import Problem
from db.session import reading, writing
from rules.access import CONSOLE, Permission
from rules.errors import NotAllowed
from rules.fields import Value
from tests.ground.people import actor_with, almighty, everyone_but
from tests.ground.tree import City, enrol, plant, version_of, worker

pytestmark = pytest.mark.usefixtures("office")

COMPLETE: dict[str, Value] = {
    "mobile": "13812345678",
    "nation": "han",
    "education": "university",
    "work_status": "on_duty",
}


@pytest.fixture
def city(office: Store) -> City:
    return plant()


def _change(member_id: int, **values: Value) -> None:
    with writing(almighty()) as session:
        members.change(session, member_id, version_of(member_id), values)


def _codes_of(member_id: int) -> list[str]:
    with reading(almighty()) as session:
        return [fault.code for fault in quality_lists.list_faults_of(session, member_id)]


def test_a_saved_record_carries_its_faults_and_loses_them_when_repaired(city: City) -> None:
    member_id = enrol(city.mill, "郑洁")
    assert _codes_of(member_id) == [
        "mobile_missing",
        "nation_missing",
        "education_missing",
        "work_status_missing",
    ]
    _change(member_id, **COMPLETE)
    assert _codes_of(member_id) == []


def test_the_share_of_clean_records_counts_each_faulty_record_once(city: City) -> None:
    enrol(city.mill, "郑洁", 1)
    enrol(city.mill, "何平", 2, **COMPLETE)
    enrol(city.school, "吴敏", 3, **{**COMPLETE, "mobile": "13912345678"})
    enrol(city.dock, "孙健", 4)
    with reading(almighty()) as session:
        whole = quality_lists.get_cleanness(session)
        north = quality_lists.get_cleanness(session, city.north)
    assert (whole.records, whole.faulty, whole.share) == (4, 2, 0.5)
    assert (north.records, north.clean) == (3, 2)


def test_an_office_without_records_has_no_share(city: City) -> None:
    with reading(almighty()) as session:
        assert quality_lists.get_cleanness(session).share is None


def test_units_are_listed_with_their_counts_the_worst_first(city: City) -> None:
    enrol(city.dock, "孙健", 1)
    enrol(city.mill, "郑洁", 2)
    enrol(city.mill, "何平", 3, mobile="13812345678")
    enrol(city.school, "吴敏", 4, **COMPLETE)
    with reading(almighty()) as session:
        page = quality_lists.list_units(session)
    assert [(row.unit_name, row.records, row.faulty, row.faults) for row in page.rows] == [
        ("北岭纺织厂工会", 2, 2, 7),
        ("南浦港务公司工会", 1, 1, 4),
    ]


def test_records_are_listed_by_fault_and_unit(city: City) -> None:
    missing = enrol(city.mill, "郑洁", 1)
    enrol(city.mill, "何平", 2, **{**COMPLETE, "nation": None})
    elsewhere = enrol(city.dock, "孙健", 3)
    with reading(almighty()) as session:
        by_fault = quality_lists.list_problems(session, {"code": "mobile_missing"})
        in_unit = quality_lists.list_problems(session, {"unit_id": city.mill})
        below = quality_lists.list_problems(session, {"below_id": city.south})
        counts = quality_lists.count_by_fault(session)
    assert [row.member_id for row in by_fault.rows] == [missing, elsewhere]
    assert (in_unit.total, below.total) == (2, 1)
    assert by_fault.rows[0].faults[0].code == "mobile_missing"
    assert {count.fault.code: count.records for count in counts} == {
        "mobile_missing": 2,
        "nation_missing": 3,
        "education_missing": 2,
        "work_status_missing": 2,
    }


def test_pages_of_faulty_records_follow_one_another(city: City) -> None:
    ids = [enrol(city.mill, "郑洁", order) for order in range(1, 6)]
    with reading(almighty()) as session:
        pages = [quality_lists.list_problems(session, {}, page, 2) for page in (1, 2, 3)]
    assert [row.member_id for page in pages for row in page.rows] == ids
    assert [page.has_more for page in pages] == [True, True, False]
    assert {page.total for page in pages} == {5}


def test_only_the_own_part_of_the_tree_is_counted_and_listed(city: City) -> None:
    enrol(city.mill, "郑洁", 1)
    theirs = enrol(city.dock, "孙健", 2)
    with reading(almighty(unit=city.north)) as session:
        assert quality_lists.get_cleanness(session).records == 1
        assert [row.unit_id for row in quality_lists.list_units(session).rows] == [city.mill]
        assert quality_lists.list_problems(session, {}).total == 1
        assert quality_lists.list_problems(session, {"unit_id": city.dock}).rows == []
        assert quality_lists.list_faults_of(session, theirs) == []
        assert {count.records for count in quality_lists.count_by_fault(session)} == {1}


def test_the_worklist_needs_its_permission(city: City) -> None:
    with reading(everyone_but(Permission.SEE_QUALITY)) as session:
        for read in (
            quality_lists.get_cleanness,
            quality_lists.count_by_fault,
            quality_lists.list_units,
        ):
            with pytest.raises(NotAllowed):
                read(session)
        with pytest.raises(NotAllowed):
            quality_lists.list_problems(session, {})
    with reading(actor_with(Permission.SEE_QUALITY)) as session:
        assert quality_lists.list_units(session).rows == []


def test_many_records_are_written_at_once_and_the_summaries_agree(city: City) -> None:
    ids = [enrol(city.mill, "郑洁", order) for order in range(1, 4)]
    with writing(CONSOLE) as session:
        quality.write_problems_of_many(
            session, [(ids[0], city.mill, ()), (ids[1], city.mill, ("name_odd", "mobile_missing"))]
        )
    assert _codes_of(ids[0]) == []
    assert _codes_of(ids[1]) == ["name_odd", "mobile_missing"]
    with reading(CONSOLE) as session:
        assert summaries.stored(session) == summaries.from_rows(session)
        leading = session.scalars(select(Problem.code).where(Problem.leads)).all()
    assert sorted(leading) == ["mobile_missing", "name_odd"]


def test_a_record_taken_back_has_nothing_to_repair(city: City) -> None:
    with writing(almighty(name="周平")) as session:
        member_id = members.register(session, city.mill, worker("郑洁"))
        waiting = memberships.get_application_of(session, member_id)
    assert waiting is not None
    assert len(_codes_of(member_id)) == 4
    with writing(almighty()) as session:
        memberships.decide_application(session, waiting.id, waiting.version, "withdraw")
    assert _codes_of(member_id) == []
    with reading(CONSOLE) as session:
        assert summaries.stored(session) == summaries.from_rows(session)
        assert quality_lists.get_cleanness(session).records == 0


def test_faults_move_with_the_member_to_another_unit(city: City) -> None:
    member_id = enrol(city.mill, "郑洁", 1, joined_on=date(2020, 5, 1))
    with writing(CONSOLE) as session:
        quality.write_problems(session, member_id, city.dock, ("mobile_missing",))
    with reading(CONSOLE) as session:
        assert summaries.stored(session) == summaries.from_rows(session)
        assert quality_lists.list_problems(session, {"unit_id": city.dock}).total == 1
