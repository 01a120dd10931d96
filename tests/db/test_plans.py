"""A household's plan: written, proposed, adopted by another person, followed until it is done."""

from __future__ import annotations

from datetime import date

import pytest
from sqlalchemy.orm import Session

from db import plan_lists, plans, trail_pages
from db.engine import Store
from db.models.care import HouseholdPlan
from db.models.hardship import HardshipFile
from db.models.households import Kinship
from db.plans import PlanFile
from db.session import reading, writing
from db.trail_pages import Wanted
from rules.access import Actor, Permission
from rules.errors import Conflict, InvalidInput, NotAllowed, NotFound, WrongState
from rules.fields import Value
from rules.plans import ADOPTED, DRAFT, PROPOSED, SUPERSEDED
from tests.ground.care import file_row, open_file, settle_household
from tests.ground.databases import Clock
from tests.ground.people import almighty, everyone_but
from tests.ground.tree import City, plant

pytestmark = pytest.mark.usefixtures("office")

CLERK, CHAIR = "周平", "陈静"
DUE = date(2026, 12, 31)


@pytest.fixture
def city(office: Store) -> City:
    return plant()


@pytest.fixture
def file_id(city: City) -> int:
    return open_file(settle_household(city.mill, "郑洁"))


def _values(cause: str, **more: Value) -> dict[str, Value]:
    values: dict[str, Value] = {
        "cause": cause,
        "kind": "medical_aid",
        "text": "申请医疗救助",
        "owner": "王芳",
        "due_on": DUE,
    }
    return {**values, **more}


def _draft(file_id: int, *causes: str, by: Actor | None = None) -> int:
    with writing(by or almighty(name=CLERK)) as session:
        plan_id = plans.draft(session, file_id, "一年内解困")
        for cause in causes:
            plans.add_measure(session, plan_id, _values(cause))
    return plan_id


def _take(actor: Actor, plan_id: int, action: str, note: str = "") -> None:
    with writing(actor) as session:
        seen = next(one.version for one in _all(session, plan_id) if one.id == plan_id)
        plans.take(session, plan_id, seen, action, note)


def _all(session: Session, plan_id: int) -> list[PlanFile]:
    row = session.get(HouseholdPlan, plan_id)
    assert row is not None
    return plans.list_of_file(session, row.file_id)


def _versions(file_id: int) -> list[PlanFile]:
    with reading(almighty()) as session:
        return plans.list_of_file(session, file_id)


def _adopted(file_id: int) -> int:
    plan_id = _draft(file_id, "serious_illness", "schooling")
    _take(almighty(name=CLERK), plan_id, "propose")
    _take(almighty(name=CHAIR), plan_id, "adopt")
    return plan_id


def test_a_plan_is_adopted_by_another_person_and_comes_into_force(file_id: int) -> None:
    clerk = almighty(name=CLERK)
    plan_id = _draft(file_id, "serious_illness", "schooling", by=clerk)
    _take(clerk, plan_id, "propose")
    with pytest.raises(NotAllowed):
        _take(clerk, plan_id, "adopt")
    _take(almighty(name=CHAIR), plan_id, "adopt")
    (version,) = _versions(file_id)
    assert (version.state, version.adopted_on) == (ADOPTED, date(2026, 11, 24))
    with reading(almighty()) as session:
        steps = [(row.action, row.actor) for row in plans.list_moves(session, plan_id)]
    assert steps == [("enter", CLERK), ("propose", CLERK), ("adopt", CHAIR)]


def test_each_cause_needs_a_measure_before_the_plan_is_proposed(file_id: int) -> None:
    plan_id = _draft(file_id, "serious_illness")
    assert _versions(file_id)[0].causes_left == ("schooling",)
    with pytest.raises(InvalidInput):
        _take(almighty(name=CLERK), plan_id, "propose")


def test_a_measure_against_no_cause_of_the_file_is_refused(file_id: int) -> None:
    plan_id = _draft(file_id)
    with writing(almighty()) as session, pytest.raises(InvalidInput) as refused:
        plans.add_measure(session, plan_id, _values("natural_disaster"))
    assert refused.value.field == "cause"


def test_the_plan_in_force_takes_results_and_no_other_change(file_id: int) -> None:
    plan_id = _adopted(file_id)
    first, second = _versions(file_id)[0].measures
    with writing(almighty()) as session:
        plans.finish_measure(session, first.id, first.version, date(2026, 11, 20), "已报销")
    with writing(almighty()) as session:
        with pytest.raises(WrongState):
            plans.add_measure(session, plan_id, _values("schooling"))
        with pytest.raises(WrongState):
            plans.change_measure(session, second.id, second.version, _values("schooling"))
        with pytest.raises(WrongState):
            plans.remove_measure(session, second.id, second.version)
    done = _versions(file_id)[0].measures[0]
    assert (done.done_on, done.result) == (date(2026, 11, 20), "已报销")


def test_a_new_version_takes_the_open_measures_along_and_the_old_one_stays_readable(
    file_id: int,
) -> None:
    _adopted(file_id)
    first, _second = _versions(file_id)[0].measures
    with writing(almighty()) as session:
        plans.finish_measure(session, first.id, first.version, date(2026, 11, 24), "已办")
    newer = _draft(file_id, "serious_illness")
    draft, in_force = _versions(file_id)
    assert (draft.number, draft.state, in_force.state) == (2, DRAFT, ADOPTED)
    assert [row.cause for row in draft.measures] == ["schooling", "serious_illness"]
    _take(almighty(name=CLERK), newer, "propose")
    _take(almighty(name=CHAIR), newer, "adopt")
    newest, old = _versions(file_id)
    assert (newest.state, old.state) == (ADOPTED, SUPERSEDED)
    assert len(old.measures) == 2


def test_only_one_version_is_written_at_a_time(file_id: int) -> None:
    _draft(file_id)
    with pytest.raises(Conflict):
        _draft(file_id)


def test_a_version_that_was_sent_back_is_written_on(file_id: int) -> None:
    plan_id = _draft(file_id, "serious_illness", "schooling")
    _take(almighty(name=CLERK), plan_id, "propose")
    with pytest.raises(InvalidInput):
        _take(almighty(name=CHAIR), plan_id, "send_back")
    _take(almighty(name=CHAIR), plan_id, "send_back", "请写明责任人")
    row = _versions(file_id)[0].measures[0]
    with writing(almighty()) as session:
        plans.change_measure(session, row.id, row.version, _values("serious_illness", owner="李强"))
    assert _versions(file_id)[0].measures[0].owner == "李强"


def test_a_dropped_version_makes_room_for_another(file_id: int) -> None:
    _take(almighty(name=CLERK), _draft(file_id), "drop")
    assert _versions(file_id) == []
    _draft(file_id)
    assert _versions(file_id)[0].number == 2


def test_a_measure_that_was_taken_out_is_no_longer_planned(file_id: int) -> None:
    _draft(file_id, "serious_illness")
    row = _versions(file_id)[0].measures[0]
    with writing(almighty()) as session:
        plans.remove_measure(session, row.id, row.version)
    assert _versions(file_id)[0].measures == ()


def test_a_closed_file_gets_no_new_plan(city: City) -> None:
    closed = open_file(settle_household(city.mill, "郑洁"), "exited")
    with pytest.raises(WrongState):
        _draft(closed)


def test_overdue_measures_are_told_until_they_are_done_or_the_file_closes(
    file_id: int, clock: Clock
) -> None:
    _adopted(file_id)
    clock.advance(days=60)
    with reading(almighty()) as session:
        page = plan_lists.list_overdue(session)
        assert (page.total, plan_lists.count_overdue(session)) == (2, 2)
    assert {(row.name, row.file_id) for row in page.rows} == {("郑洁", file_id)}
    first = _versions(file_id)[0].measures[0]
    assert first.overdue
    with writing(almighty()) as session:
        plans.finish_measure(session, first.id, first.version, DUE, "已办")
    with reading(almighty()) as session:
        assert plan_lists.count_overdue(session) == 1
    with writing(almighty()) as session:
        file = session.get(HardshipFile, file_id)
        assert file is not None
        file.state, file.is_open = "exited", False
    with reading(almighty()) as session:
        assert plan_lists.list_overdue(session).rows == []


def test_a_proposed_plan_waits_for_whoever_adopts_it(file_id: int) -> None:
    plan_id = _draft(file_id, "serious_illness", "schooling")
    _take(almighty(name=CLERK), plan_id, "propose")
    with reading(almighty()) as session:
        (row,) = plan_lists.list_proposed(session)
    assert (row.id, row.file_id, row.name, row.number) == (plan_id, file_id, "郑洁", 1)


def test_a_stale_measure_is_refused(file_id: int) -> None:
    _draft(file_id, "serious_illness")
    row = _versions(file_id)[0].measures[0]
    with writing(almighty()) as session:
        plans.change_measure(session, row.id, row.version, _values("serious_illness", text="甲"))
    with writing(almighty()) as session, pytest.raises(Conflict):
        plans.change_measure(session, row.id, row.version, _values("serious_illness", text="乙"))


def test_plans_of_another_county_are_not_to_be_found(city: City, file_id: int) -> None:
    plan_id = _draft(file_id)
    with reading(almighty(unit=city.south)) as session:
        with pytest.raises(NotFound):
            plans.list_of_file(session, file_id)
        with pytest.raises(NotFound):
            plans.list_moves(session, plan_id)


def test_each_step_needs_its_right(file_id: int) -> None:
    plan_id = _draft(file_id, "serious_illness", "schooling")
    with writing(everyone_but(Permission.EDIT_HARDSHIP)) as session:
        with pytest.raises(NotAllowed):
            plans.add_measure(session, plan_id, _values("schooling"))
        with pytest.raises(NotAllowed):
            plans.take(session, plan_id, 1, "propose")
    _take(almighty(name=CLERK), plan_id, "propose")
    with pytest.raises(NotAllowed):
        _take(everyone_but(Permission.APPROVE_HARDSHIP), plan_id, "adopt")
    assert _versions(file_id)[0].state == PROPOSED


def test_the_trail_tells_of_the_plan_and_its_measures(file_id: int) -> None:
    _adopted(file_id)
    with reading(almighty()) as session:
        told = {row.record_type for row in trail_pages.list_page(session, Wanted()).rows}
    assert {"household_plan", "plan_measure"} <= told


def test_nobody_adopts_the_plan_of_an_own_relative(file_id: int) -> None:
    plan_id = _draft(file_id, "serious_illness", "schooling")
    _take(almighty(name=CLERK), plan_id, "propose")
    cousin = almighty(name=CHAIR)
    with writing(almighty()) as session:
        household_id = file_row(file_id).household_id
        session.add(
            Kinship(
                account_id=cousin.account_id,
                account_name=cousin.name,
                household_id=household_id,
                relation="sibling",
                declared_on=date(2026, 11, 1),
            )
        )
    with pytest.raises(NotAllowed, match="relative"):
        _take(cousin, plan_id, "adopt")
