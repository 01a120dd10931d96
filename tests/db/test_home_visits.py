"""Visits at home: planned, moved, missed, written down; what was found stays sealed."""

from __future__ import annotations

import json
from datetime import date

import pytest
from sqlalchemy import text

from db import (
    attachments,
    hardship_handover,
    household_merges,
    pairings,
    plans,
    trail_pages,
    visit_lists,
    visit_questions,
    visits,
)
from db.engine import Store
from db.models.hardship import HardshipFile
from db.models.households import Household
from db.session import reading, writing
from db.trail import HIDDEN
from db.trail_pages import Wanted
from db.visit_lists import VisitFile
from db.visits import Account, Purpose
from rules.access import Permission
from rules.errors import Conflict, InvalidInput, NotAllowed, NotFound, WrongState
from rules.fields import Value
from rules.visits import MADE, MISSED, PLANNED
from tests.ground.care import file_row, open_file, settle_household
from tests.ground.databases import Clock
from tests.ground.people import almighty, everyone_but
from tests.ground.tree import City, enrol, plant

pytestmark = pytest.mark.usefixtures("office")

TODAY = date(2026, 11, 24)
LATER = date(2026, 11, 27)


@pytest.fixture
def city(office: Store) -> City:
    return plant()


@pytest.fixture
def household(city: City) -> int:
    return settle_household(city.mill, "郑洁")


def _plan(household_id: int | None, on: date = LATER, **more: object) -> int:
    with writing(almighty()) as session:
        return visits.plan(
            session,
            on,
            "王芳、周平",
            Purpose(),
            household_id=household_id,
            **more,  # type: ignore[arg-type]
        )


def _visit(visit_id: int) -> VisitFile:
    with reading(almighty()) as session:
        return visit_lists.get_visit(session, visit_id)


def _write_down(visit_id: int, on: date = TODAY, **more: object) -> None:
    seen = _visit(visit_id).row.version
    with writing(almighty()) as session:
        visits.write_down(session, visit_id, seen, Account(on, "王芳", **more))  # type: ignore[arg-type]


def _pay(household_id: int, on: date = TODAY, **more: object) -> int:
    with writing(almighty()) as session:
        account = Account(on, "王芳", **more)  # type: ignore[arg-type]
        return visits.write_down_unplanned(session, account, Purpose(), household_id=household_id)


def _take(visit_id: int, action: str, note: str = "") -> None:
    seen = _visit(visit_id).row.version
    with writing(almighty()) as session:
        visits.take(session, visit_id, seen, action, note)


def _names(view: str, **chosen: object) -> list[str]:
    with reading(almighty()) as session:
        return [row.name for row in visit_lists.list_page(session, view, chosen).rows]


def test_a_planned_visit_is_written_down_and_dates_the_file(household: int) -> None:
    file_id = open_file(household)
    visit_id = _plan(household)
    assert _names("planned") == ["郑洁"]
    _write_down(visit_id, findings="老人住院，家中缺人照料")
    visit = _visit(visit_id)
    assert (visit.row.state, visit.row.made_on, visit.row.visitors) == (MADE, TODAY, "王芳")
    assert file_row(file_id).visited_on == TODAY
    assert (_names("planned"), _names("made")) == ([], ["郑洁"])


def test_a_visit_nobody_planned_is_written_down_at_once(household: int) -> None:
    file_id = open_file(household)
    _pay(household, date(2026, 11, 20))
    _pay(household, date(2026, 11, 2))
    assert file_row(file_id).visited_on == date(2026, 11, 20)


def test_a_struck_out_visit_no_longer_dates_the_file(household: int) -> None:
    file_id = open_file(household)
    _pay(household, date(2026, 11, 2))
    _take(_pay(household, date(2026, 11, 20)), "strike_out", "记错户")
    assert file_row(file_id).visited_on == date(2026, 11, 2)


def test_a_planned_day_that_passed_is_missed_until_somebody_says_more(
    household: int, clock: Clock
) -> None:
    visit_id = _plan(household)
    assert _names("missed") == []
    clock.advance(days=4)
    assert (_names("missed"), _names("planned")) == (["郑洁"], [])
    assert _visit(visit_id).row.missed
    with reading(almighty()) as session:
        assert visit_lists.count_missed(session) == 1
    _take(visit_id, "miss", "家中无人")
    assert (_visit(visit_id).row.state, _visit(visit_id).row.missed_reason) == (MISSED, "家中无人")
    with reading(almighty()) as session:
        assert visit_lists.count_missed(session) == 0


def test_a_missed_day_can_be_moved_to_another(household: int, clock: Clock) -> None:
    visit_id = _plan(household)
    clock.advance(days=4)
    with writing(almighty()) as session:
        visits.postpone(session, visit_id, 1, date(2026, 12, 3))
    assert (_names("missed"), _names("planned")) == ([], ["郑洁"])
    with writing(almighty()) as session, pytest.raises(InvalidInput):
        visits.postpone(session, visit_id, 2, date(2026, 11, 1))
    with reading(almighty()) as session:
        notes = [row.note for row in visit_lists.get_visit(session, visit_id).moves]
    assert notes == ["", "2026-11-27 → 2026-12-03"]


def test_a_visit_is_not_missed_before_its_day(household: int) -> None:
    with pytest.raises(WrongState):
        _take(_plan(household), "miss", "家中无人")


def test_a_visit_is_planned_for_today_or_later_and_written_down_until_today(
    household: int,
) -> None:
    with pytest.raises(InvalidInput):
        _plan(household, date(2026, 11, 23))
    with pytest.raises(InvalidInput):
        _write_down(_plan(household), LATER)


def test_a_visit_is_made_once(household: int) -> None:
    visit_id = _plan(household)
    _write_down(visit_id)
    with pytest.raises(WrongState):
        _write_down(visit_id)


def test_a_called_off_visit_leaves_the_lists_and_says_why(household: int) -> None:
    visit_id = _plan(household)
    with pytest.raises(InvalidInput):
        _take(visit_id, "call_off")
    _take(visit_id, "call_off", "家属要求改期")
    assert _names("planned") == _names("missed") == []


def test_findings_and_needs_are_sealed_and_read_for_a_reason(household: int, office: Store) -> None:
    visit_id = _pay(household, findings="母亲患病", needs_consent=True, needs={"health": "yes"})
    visit = _visit(visit_id)
    assert (visit.findings, visit.needs) == (HIDDEN, HIDDEN)
    with office.engine.connect() as connection:
        stored = connection.execute(text("SELECT findings, needs FROM visit")).one()
    assert "母亲".encode() not in bytes(stored[0])
    assert b"health" not in bytes(stored[1])
    with writing(almighty()) as session:
        assert visits.reveal(session, visit_id, "findings", "制定帮扶措施") == "母亲患病"
        needs = visits.reveal(session, visit_id, "needs", "制定帮扶措施")
        with pytest.raises(InvalidInput):
            visits.reveal(session, visit_id, "findings", "")
        with pytest.raises(InvalidInput):
            visits.reveal(session, visit_id, "name", "制定帮扶措施")
    assert json.loads(needs) == {"health": "yes"}
    with reading(almighty()) as session:
        rows = trail_pages.list_page(session, Wanted()).rows
    assert [row.record_type for row in rows if row.action == "revealed"] == ["visit", "visit"]
    assert all("母亲" not in str(row.changes) for row in rows)


def test_needs_without_the_familys_consent_are_refused(household: int) -> None:
    with pytest.raises(InvalidInput):
        _pay(household, needs={"health": "yes"})


def test_answers_that_come_later_are_added_and_taken_back_with_the_consent(
    household: int,
) -> None:
    visit_id = _pay(household)
    with writing(almighty()) as session:
        visits.complete(session, visit_id, 2, "补记", True, {"health": "wish"})
    with writing(almighty()) as session:
        visits.complete(session, visit_id, 3, needs={"income": "no"})
        needs = visits.reveal(session, visit_id, "needs", "核对需求")
    assert json.loads(needs) == {"health": "wish", "income": "no"}
    with writing(almighty()) as session:
        visits.complete(session, visit_id, 4, needs_consent=False)
    visit = _visit(visit_id)
    assert (visit.findings, visit.needs, visit.needs_consent) == (HIDDEN, "", False)


def test_a_members_visit_stands_on_the_page_of_the_household_too(city: City) -> None:
    member_id = enrol(city.mill, "郑洁")
    household_id = settle_household(city.mill, "郑洁", member_id)
    visit_id = _plan(None, member_id=member_id)
    with reading(almighty()) as session:
        assert [row.id for row in visit_lists.list_of_member(session, member_id)] == [visit_id]
        of_household = visit_lists.list_of_household(session, household_id)
    assert [row.id for row in of_household] == [visit_id]


def test_visits_stay_on_the_households_page_after_its_file_was_closed(household: int) -> None:
    open_file(household, "exited")
    _pay(household)
    _plan(household)
    with reading(almighty()) as session:
        assert len(visit_lists.list_of_household(session, household)) == 2


def test_lists_are_filtered_by_unit_occasion_and_visitor(city: City, household: int) -> None:
    _plan(household)
    _plan(settle_household(city.dock, "何伟"))
    assert _names("planned", below_id=city.south) == ["何伟"]
    assert _names("planned", occasion="festival") == []
    assert _names("planned", visitor="周平") == ["郑洁", "何伟"]


def test_a_stale_form_is_refused(household: int) -> None:
    visit_id = _plan(household)
    with writing(almighty()) as session:
        visits.postpone(session, visit_id, 1, date(2026, 12, 3))
    with writing(almighty()) as session, pytest.raises(Conflict):
        visits.write_down(session, visit_id, 1, Account(TODAY, "王芳"))


def test_visits_outside_the_own_part_are_not_to_be_found(city: City, household: int) -> None:
    visit_id = _plan(household)
    with reading(almighty(unit=city.south)) as session:
        with pytest.raises(NotFound):
            visit_lists.get_visit(session, visit_id)
        with pytest.raises(NotFound):
            visit_lists.list_of_household(session, household)
        assert visit_lists.list_page(session, "planned").rows == []
    with writing(almighty(unit=city.south)) as session, pytest.raises(NotFound):
        visits.plan(session, LATER, "王芳", Purpose(), household_id=household)


def test_each_verb_needs_its_right(household: int) -> None:
    visit_id = _plan(household)
    with writing(everyone_but(Permission.VISIT_HOUSEHOLDS)) as session:
        with pytest.raises(NotAllowed):
            visits.plan(session, LATER, "王芳", Purpose(), household_id=household)
        with pytest.raises(NotAllowed):
            visits.write_down(session, visit_id, 1, Account(TODAY, "王芳"))
        with pytest.raises(NotAllowed):
            visits.take(session, visit_id, 1, "call_off", "改期")
        with pytest.raises(NotAllowed):
            visits.postpone(session, visit_id, 1, LATER)
    with writing(everyone_but(Permission.REVEAL_SEALED)) as session, pytest.raises(NotAllowed):
        visits.reveal(session, visit_id, "findings", "制定帮扶措施")
    with reading(everyone_but(Permission.SEE_HARDSHIP)) as session, pytest.raises(NotAllowed):
        visit_lists.get_visit(session, visit_id)
    assert _visit(visit_id).row.state == PLANNED


def test_a_photo_of_the_visit_is_kept_with_it(household: int) -> None:
    visit_id = _pay(household)
    with writing(almighty()) as session:
        attachments.add(session, "visit", visit_id, "photo", "门口.jpg", "image/jpeg", b"\xff\xd8x")
    with reading(almighty()) as session:
        (paper,) = attachments.list_of(session, "visit", visit_id)
    assert paper.kind == "photo"


def test_a_merged_household_brings_its_visits_along(city: City, household: int) -> None:
    file_id, other = open_file(household), settle_household(city.mill, "郑浩")
    visit_id = _pay(other)
    with writing(almighty()) as session:
        kept, gone = session.get(Household, household), session.get(Household, other)
        assert kept is not None
        assert gone is not None
        household_merges.forward(session, kept, gone, TODAY)
    with reading(almighty()) as session:
        assert [row.id for row in visit_lists.list_of_household(session, household)] == [visit_id]
    assert file_row(file_id).visited_on == TODAY
    with pytest.raises(WrongState):
        _plan(other)


def test_a_file_handed_over_takes_visits_plans_and_questions_along(
    city: City, household: int
) -> None:
    file_id = open_file(household, to_unit_id=city.dock)
    visit_id = _pay(household)
    with writing(almighty()) as session:
        visit_questions.ask(session, visit_id, "房屋漏雨怎么办？", owner="周平", due_on=LATER)
        plan_id = plans.draft(session, file_id)
        values: dict[str, Value] = {
            "kind": "other",
            "text": "维修",
            "owner": "周平",
            "due_on": LATER,
        }
        plans.add_measure(session, plan_id, {**values, "cause": "schooling"})
        pairings.pair(session, household, "张敏", TODAY)
        attachments.add(session, "visit", visit_id, "photo", "门口.jpg", "image/jpeg", b"\xff\xd8x")
    with writing(almighty()) as session:
        file = session.get(HardshipFile, file_id)
        assert file is not None
        hardship_handover.carry(session, file)
    with writing(almighty(unit=city.south)) as session:
        (question,) = visit_questions.list_open(session).rows
        visit_questions.answer(session, question.id, question.version, "已转社区")
        (version,) = plans.list_of_file(session, file_id)
        (measure,) = version.measures
        plans.remove_measure(session, measure.id, measure.version)
        assert len(attachments.list_of(session, "visit", visit_id)) == 1
        assert pairings.list_page(session).total == 1
