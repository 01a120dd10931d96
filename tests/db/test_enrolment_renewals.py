"""The next period: who goes along with one click, who does not and why, what the plan changes."""

from __future__ import annotations

from datetime import UTC, date, datetime

import pytest

from db import (
    cover,
    enrolment_exports,
    enrolment_lists,
    enrolment_people,
    enrolment_renewals,
    enrolment_rosters,
    enrolment_steps,
    enrolment_views,
    memberships,
)
from db.engine import Store
from db.enrolment_people import Joiner
from db.import_rows import Incoming
from db.models.members import Member
from db.models.trail import TrailRow
from db.session import reading, writing
from rules import mutual_enrolment as rules
from rules.access import Actor, Permission
from rules.errors import Conflict, InvalidInput, NotAllowed, NotFound, OfficeError, WrongState
from rules.mutual_enrolment_forms import PASTED_COLUMNS, pasted_rows
from tests.ground import enrolling
from tests.ground.databases import Clock
from tests.ground.enrolling import NEXT_YEAR, add, begin, join, plant_plan, terms
from tests.ground.people import almighty, everyone_but
from tests.ground.tree import City, enrol, id_number, plant, version_of

pytestmark = pytest.mark.usefixtures("office")

THIS_YEAR, TODAY = date(2026, 1, 1), date(2026, 11, 24)


@pytest.fixture
def city(office: Store) -> City:
    return plant()


def _seen(hand_in_id: int) -> int:
    return enrolling.version_of(hand_in_id)


def _due(actor: Actor | None = None) -> list[int]:
    with reading(actor or almighty()) as session:
        return [row.id for row in enrolment_renewals.list_due(session, {}).rows]


def test_a_unit_is_carried_over_with_who_stays_and_told_who_does_not(city: City) -> None:
    plan_id = plant_plan(plan_terms=terms(age_to=60, waiting_months=1), valid_to=TODAY)
    stays, dies, goes, moves_on, ages = (
        enrol(city.mill, name, order, **more)
        for name, order, more in (
            ("郑洁", 1, {}),
            ("周平", 2, {}),
            ("吴芳", 3, {}),
            ("陈静", 5, {}),
            ("李强", 7, {"id_no": id_number(date(1965, 6, 1), 7)}),
        )
    )
    old_id = join(city.mill, plan_id, stays, dies, goes, moves_on, ages, from_on=THIS_YEAR)
    with writing(almighty()) as session:
        memberships.end_membership(session, dies, version_of(dies), "deceased", TODAY)
        memberships.end_membership(session, goes, version_of(goes), "left", TODAY)
        session.get_one(Member, moves_on).unit_id = city.dock
    assert _due() == [old_id]
    with reading(almighty()) as session:
        assert enrolment_renewals.preview(session, old_id).advice is not None
    with pytest.raises(InvalidInput), writing(almighty()) as session:
        enrolment_renewals.carry_over(session, old_id, _seen(old_id))
    dearer = terms(age_to=60, share_fen=100_00, payers={"union": 100_00}, waiting_months=1)
    enrolling.add_version(plan_id, 2, dearer, NEXT_YEAR)
    with reading(almighty()) as session:
        found = enrolment_renewals.preview(session, old_id)
    assert (found.from_on, found.version_number, found.carried) == (NEXT_YEAR, 2, 1)
    assert {one.name: one.line.text.split(",")[0] for one in found.left_behind} == {
        "周平": "died",
        "吴芳": "left the union",
        "陈静": "belongs to “{unit}” now",
        "李强": "{years} years old on the first day",
    }
    assert [(one.label, one.before, one.after) for one in found.changes] == [
        ("Fee per share", "¥ 95.00", "¥ 100.00")
    ]
    with writing(almighty(name="周平")) as session:
        new_id, added = enrolment_renewals.carry_over(session, old_id, _seen(old_id))
    assert (added.people, len(added.refused)) == (1, 4)
    assert enrolling.stored(new_id).follows_id == old_id
    assert _due() == []
    with pytest.raises(WrongState), writing(almighty()) as session:
        enrolment_renewals.carry_over(session, old_id, _seen(old_id))
    enrolling.hand_in(new_id)
    enrolling.confirm(new_id)
    with reading(almighty()) as session:
        (now,) = cover.cover_on(session, stays, NEXT_YEAR)
    assert not now.waiting


def test_renewals_are_due_from_two_months_before_to_three_after(city: City, clock: Clock) -> None:
    hand_in_id = join(city.mill, plant_plan(), enrol(city.mill, "郑洁"), from_on=THIS_YEAR)
    for day, expected in (
        (datetime(2026, 10, 31, tzinfo=UTC), []),
        (datetime(2026, 11, 1, tzinfo=UTC), [hand_in_id]),
        (datetime(2027, 3, 31, tzinfo=UTC), [hand_in_id]),
        (datetime(2027, 4, 1, tzinfo=UTC), []),
    ):
        clock.set(day)
        assert _due() == expected
    clock.set(datetime(2026, 12, 1, tzinfo=UTC))
    assert _due(almighty(unit=city.south)) == []
    refusals: tuple[tuple[Actor, int, type[OfficeError]], ...] = (
        (everyone_but(Permission.ENROL_UNITS), 0, NotAllowed),
        (almighty(unit=city.south), 0, NotFound),
        (almighty(), 1, Conflict),
    )
    for actor, behind, expected_error in refusals:
        with pytest.raises(expected_error), writing(actor) as session:
            enrolment_renewals.carry_over(session, hand_in_id, _seen(hand_in_id) - behind)


def test_a_list_is_matched_by_number_or_by_a_name_that_one_person_bears(city: City) -> None:
    hand_in_id = begin(city.mill, plant_plan(plan_terms=terms(max_shares=3)), headcount=9)
    by_number = enrol(city.mill, "郑洁", 1)
    by_name = enrol(city.mill, "周平", 2)
    enrol(city.mill, "李强", 3), enrol(city.mill, "李强", 5)
    enrol(city.dock, "吴芳", 7)
    number = id_number(date(1985, 3, 8), 1)
    text = f"""1 郑洁 {number} 2
        2、周平
        3 李强
        4 吴芳
        5 王小明 {id_number(date(1990, 1, 1), 9)}
        6 张三 {number}
        7 郑洁 {number[:-1]}0
        8 周平"""
    listed = Incoming(lambda: pasted_rows(text), PASTED_COLUMNS)
    with writing(almighty()) as session:
        added = enrolment_rosters.add_list(session, hand_in_id, _seen(hand_in_id), listed)
    assert added.people == 2
    assert [(one.row_number, one.name) for one in added.refused] == [
        (3, "李强"), (4, "吴芳"), (5, "王小明"), (6, "张三"), (7, "郑洁"), (8, "周平"),
    ]  # fmt: skip
    rows = {row.member_id: row.shares for row in enrolling.covers_of(hand_in_id)}
    assert rows == {by_number: 2, by_name: 1}
    for actor, error in (
        (everyone_but(Permission.ENROL_UNITS), NotAllowed),
        (almighty(unit=city.south), NotFound),
    ):
        with pytest.raises(error), writing(actor) as session:
            enrolment_rosters.add_list(session, hand_in_id, _seen(hand_in_id), listed)


def test_lists_filter_by_state_plan_year_unit_and_arrears_within_the_scope(city: City) -> None:
    plan_id, other = plant_plan(), plant_plan("accident")
    mill = join(city.mill, plan_id, enrol(city.mill, "郑洁", 1))
    dock = join(city.dock, other, enrol(city.dock, "周平", 2), from_on=THIS_YEAR)
    draft = begin(city.school, plan_id)
    for chosen, expected in (
        ({}, [draft, mill, dock]),
        ({"state": rules.CONFIRMED}, [mill, dock]),
        ({"plan_id": other}, [dock]),
        ({"year": 2026}, [dock]),
        ({"below_id": city.north}, [draft, mill]),
        ({"fees": "arrears"}, [dock, mill]),
        ({"text": enrolling.stored(draft).number}, [draft]),
    ):
        with reading(almighty()) as session:
            found = enrolment_lists.list_page(session, chosen)
        assert ([row.id for row in found.rows], found.total) == (expected, len(expected))
    with reading(almighty(unit=city.south)) as session:
        assert [row.id for row in enrolment_lists.list_page(session, {}).rows] == [dock]
        counts = enrolment_lists.count_by_state(session, {})
        assert {state: one.hand_ins for state, one in counts.items()} == {rules.CONFIRMED: 1}
        standing = enrolment_views.get_unit(session, city.south)
    assert [(one.plan_name, one.people) for one in standing.plans] == [("accident互助保障计划", 1)]
    assert (standing.in_arrears, standing.arrears_fen) == (1, 95_00)


def test_the_people_of_a_hand_in_and_the_covers_of_a_person_are_listed(city: City) -> None:
    member_id = enrol(city.mill, "郑洁", 1)
    hand_in_id = join(city.mill, plant_plan(), member_id, enrol(city.mill, "周平", 2))
    with writing(almighty()) as session:
        session.get_one(Member, member_id).unit_id = city.dock
    with reading(almighty(unit=city.north)) as session:
        people = enrolment_lists.list_people(session, hand_in_id)
        assert [row.name for row in people.rows] == ["郑洁", "周平"]
        assert enrolment_lists.list_people(session, hand_in_id, "周").total == 1
        assert "*" in people.rows[0].id_no
    with reading(almighty(unit=city.south)) as session:
        (row,) = enrolment_views.list_of_member(session, member_id)
    assert (row.elsewhere, row.unit_name) == (True, "北岭纺织厂工会")
    with pytest.raises(NotFound), reading(almighty(unit=city.south)) as session:
        enrolment_lists.list_people(session, hand_in_id)


def test_what_waits_is_counted_for_others_than_its_enterer(city: City) -> None:
    clerk = almighty(name="周平")
    hand_in_id = begin(city.mill, plant_plan(), actor=clerk)
    add(hand_in_id, Joiner(enrol(city.mill, "郑洁")))
    with writing(clerk) as session:
        enrolment_steps.hand_in(session, hand_in_id, _seen(hand_in_id))
    for actor, expected in ((clerk, 0), (almighty(), 1)):
        with reading(actor) as session:
            assert session.scalar(enrolment_views.select_to_confirm(session)) == expected
            assert session.scalar(enrolment_views.select_owing(session)) == 1
            assert session.scalar(enrolment_views.select_returned(session)) == 0
    assert enrolment_people.WRONG_ENTRY == "wrong_entry"


def test_lists_leave_the_office_masked_and_on_the_trail(city: City) -> None:
    hand_in_id = join(city.mill, plant_plan(), enrol(city.mill, "郑洁"))
    clerk = almighty(unit=city.north)
    for what, chosen, cells in (
        (
            enrolment_exports.HAND_INS,
            {"state": rules.CONFIRMED},
            ("北岭纺织厂工会", "95.00", "未收款"),
        ),
        (enrolment_exports.PEOPLE, {"id": hand_in_id}, ("郑洁", "95.00", "2027-01-01")),
    ):
        with writing(clerk) as session:
            permit = enrolment_exports.record(session, what, chosen)
        with reading(clerk) as session:
            (row,) = enrolment_exports.list_rows(session, permit).rows
            assert set(cells) <= set(row)
            assert not any(len(str(cell)) == 18 and str(cell).isdigit() for cell in row)
        with pytest.raises(NotAllowed), reading(almighty()) as session:
            enrolment_exports.list_rows(session, permit)
        with pytest.raises(NotAllowed), writing(everyone_but(Permission.EXPORT_MEMBERS)) as session:
            enrolment_exports.record(session, what, chosen)
    with pytest.raises(NotFound), writing(almighty(unit=city.south)) as session:
        enrolment_exports.record(session, enrolment_exports.PEOPLE, {"id": hand_in_id})
    with reading(almighty()) as session:
        told = session.query(TrailRow).filter_by(action="exported").order_by(TrailRow.id)
        assert [row.record_type for row in told] == ["unit_enrolment", "enrolment"]
