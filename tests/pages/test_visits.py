"""Visits on the screen: plan one, write it down at the door, answer, give, cancel, adopt a plan."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date

import pytest

from db import (
    care_entries,
    care_gift_lists,
    care_radar,
    life_events,
    pairings,
    plans,
    trail_pages,
    visit_lists,
    visit_questions,
)
from db.session import reading, writing
from db.trail_pages import Wanted
from rules.access import Actor, Permission
from rules.care import EVENTS, NEVER_HELPED
from rules.fields import Value
from rules.plans import ADOPTED, PROPOSED
from rules.visits import MADE
from tests.ground.care import file_row, open_file, settle_household
from tests.ground.people import actor_with, almighty
from tests.ground.tree import enrol
from tests.pages.conftest import HOSTILE, Sample, Screen

Open = Callable[[Actor], Screen]


def _clerk(*more: Permission) -> Actor:
    return actor_with(
        Permission.USE_OFFICE,
        Permission.SEE_UNITS,
        Permission.SEE_MEMBERS,
        Permission.BROWSE_MEMBERS,
        Permission.SEE_HARDSHIP,
        Permission.VISIT_HOUSEHOLDS,
        Permission.REVEAL_SEALED,
        *more,
        language="en",
    )


@pytest.fixture
def household(sample: Sample) -> int:
    household_id = settle_household(sample.city.mill, "郑洁")
    open_file(household_id)
    return household_id


def _visits(household_id: int) -> list[visit_lists.VisitRow]:
    with reading(almighty()) as session:
        return visit_lists.list_of_household(session, household_id)


def _fill(shown: Screen, form: str, **typed: str) -> None:
    """Type into the form of a dialog, which a run of the page would close."""
    for name, text in typed.items():
        shown.app.text_input(key=f"{form}-0-{name}").input(text)


def test_a_visit_is_written_down_at_the_door_with_needs_and_a_question(
    household: int, screen: Open
) -> None:
    form = f"visit-new-{household}-0"
    shown = screen(_clerk()).open("visit", household=household)
    shown.app.text_area(key=f"{form}-0-findings").input("老人卧床")
    shown.app.text_area(key=f"{form}-0-question").input("低保何时到账？")
    shown.app.segmented_control(key=f"{form}-0-needs_consent").set_value(True)
    shown.app.segmented_control(key=f"{form}-0-need_health").set_value("yes")
    shown.app.run()
    shown.click(f"{form}-save")
    (visit,) = _visits(household)
    assert (visit.state, visit.open_questions) == (MADE, 1)
    with reading(almighty()) as session:
        file = visit_lists.get_visit(session, visit.id)
        (asked,) = visit_questions.list_of_visit(session, visit.id)
    assert file.needs_consent
    assert file.needs
    assert asked.owner == "王芳"
    assert "老人卧床" not in shown.text


def test_needs_without_consent_are_refused_in_place_and_the_entries_stay(
    household: int, screen: Open
) -> None:
    form = f"visit-new-{household}-0"
    shown = screen(_clerk()).open("visit", household=household)
    shown.app.text_area(key=f"{form}-0-findings").input("老人卧床")
    shown.app.segmented_control(key=f"{form}-0-need_health").set_value("yes")
    shown.app.run()
    shown.click(f"{form}-save")
    assert "only when the family agrees" in shown.html
    assert shown.app.text_area(key=f"{form}-0-findings").value == "老人卧床"
    assert _visits(household) == []


def test_a_visit_is_planned_on_the_files_page_and_called_off_on_its_own(
    household: int, sample: Sample, screen: Open
) -> None:
    file = file_row(sample.file_id)
    before = len(_visits(file.household_id))
    key = f"file-{sample.file_id}-visits-plan"
    shown = screen(_clerk()).open("hardship_file", id=sample.file_id)
    shown.app.session_state[f"file-{sample.file_id}-tabs"] = "Visits"
    shown.app.run()
    shown.checked().click(f"{key}-ask")
    shown.click(f"{key}-save")
    rows = _visits(file.household_id)
    assert len(rows) == before + 1
    planned = max(rows, key=lambda row: row.id)
    shown.open("visit", id=planned.id).answer(f"visit-{planned.id}-call_off", "改期再访")
    assert "Visit called off" in shown.open("visit", id=planned.id).text


def test_findings_are_shown_for_a_reason_only(sample: Sample, screen: Open) -> None:
    shown = screen(_clerk()).open("visit", id=sample.visit_id)
    key = f"visit-{sample.visit_id}-findings"
    assert "office-revealed" not in shown.click(f"{key}-ask").html
    shown.app.text_area(key=f"{key}-reason").input("制定帮扶措施")
    shown.click(f"{key}-send")
    with reading(almighty()) as session:
        rows = trail_pages.list_page(session, Wanted(record_type="visit")).rows
    assert [row.action for row in rows if row.action == "revealed"] == ["revealed"]


def test_a_question_is_answered_on_the_list_of_those_that_wait(
    sample: Sample, screen: Open
) -> None:
    with reading(almighty()) as session:
        (row,) = visit_questions.list_open(session).rows
    shown = screen(_clerk()).open("visits", show="questions")
    key = f"questions-{row.id}-answer"
    shown.click(f"{key}-ask")
    shown.app.text_area(key=f"{key}-0-answer").input("已电话答复")
    shown.click(f"{key}-save")
    assert "No question waits" in shown.open("visits", show="questions").text


def test_a_line_of_the_radar_becomes_a_visit_with_one_click_and_leaves_the_list(
    household: int, screen: Open
) -> None:
    with reading(almighty()) as session:
        lines = care_radar.list_part(session, NEVER_HELPED).lines
    line = next(one for one in lines if one.household_id == household)
    shown = screen(_clerk()).open("care", show=NEVER_HELPED)
    assert "郑洁" in shown.html
    shown.click(f"radar-{line.key}-plan")
    assert [row.occasion for row in _visits(household)] == ["hardship"]
    assert "郑洁" not in shown.open("care", show=NEVER_HELPED).html


def test_a_gift_above_the_ceiling_is_given_with_a_note_only(sample: Sample, screen: Open) -> None:
    with writing(almighty()) as session:
        life_events.enter(session, sample.member_id, "wedding", date(2026, 11, 23))
    with reading(almighty()) as session:
        (line,) = care_radar.list_part(session, EVENTS).lines
    shown = screen(_clerk()).open("care", show=EVENTS)
    key = f"radar-{line.key}-give"
    shown.click(f"{key}-ask")
    _fill(shown, key, what="床品", fen="3000")
    shown.click(f"{key}-save")
    with reading(almighty()) as session:
        assert care_gift_lists.list_of_member(session, sample.member_id) == []
    shown.click(f"{key}-ask")
    _fill(shown, key, what="床品", fen="3000", note="主席办公会同意")
    shown.click(f"{key}-save")
    with reading(almighty()) as session:
        (gift,) = care_gift_lists.list_of_member(session, sample.member_id)
        assert care_radar.list_part(session, EVENTS).lines == []
    assert (gift.occasion, gift.fen) == ("wedding", 300_000)


def test_a_members_page_tells_of_the_visits_and_gifts_to_the_household(
    sample: Sample, screen: Open
) -> None:
    member_id = enrol(sample.city.mill, "郑洁", 440)
    household_id = settle_household(sample.city.mill, "郑洁", member_id)
    values: dict[str, Value] = {"occasion": "hardship", "kind": "care_goods", "fen": 5000}
    values |= {"on": date(2026, 11, 20), "what": "大米"}
    with writing(almighty(name="何志强")) as session:
        care_entries.give(session, values, household_id=household_id)
    shown = screen(_clerk()).open("member", id=member_id)
    shown.app.session_state[f"member-{member_id}-tabs"] = "Visits"
    shown.app.run()
    assert "To the household" in shown.text
    assert "50.00" in shown.html


def test_a_gift_is_cancelled_with_a_reason(sample: Sample, screen: Open) -> None:
    with reading(almighty()) as session:
        (gift,) = care_gift_lists.list_of_visit(session, sample.visit_id)
    shown = screen(_clerk()).open("visit", id=sample.visit_id)
    shown.answer(f"visit-{sample.visit_id}-gift-{gift.id}", "家庭谢绝")
    with reading(almighty()) as session:
        (gift,) = care_gift_lists.list_of_visit(session, sample.visit_id)
    assert gift.cancelled


def _plan_tab(shown: Screen, sample: Sample) -> Screen:
    shown.open("hardship_file", id=sample.file_id)
    shown.app.session_state[f"file-{sample.file_id}-tabs"] = "Plan"
    shown.app.run()
    return shown.checked()


def test_a_plan_is_proposed_by_one_person_and_adopted_by_another(
    sample: Sample, screen: Open
) -> None:
    def version() -> plans.PlanFile:
        with reading(almighty()) as session:
            return plans.list_of_file(session, sample.file_id)[0]

    plan_id = version().id
    clerk = screen(_clerk(Permission.EDIT_HARDSHIP))
    _plan_tab(clerk, sample).click(f"plan-{plan_id}-propose")
    assert version().state == PROPOSED
    chair = screen(_clerk(Permission.APPROVE_HARDSHIP))
    _plan_tab(chair, sample).click(f"plan-{plan_id}-adopt")
    assert version().state == ADOPTED
    key = f"measure-{version().measures[0].id}-finish"
    clerk = screen(_clerk(Permission.EDIT_HARDSHIP))
    _plan_tab(clerk, sample).click(f"{key}-ask")
    clerk.app.text_input(key=f"{key}-0-result").input("已落实")
    clerk.click(f"{key}-save")
    assert version().measures[0].result == "已落实"


def test_a_reader_finds_no_button_that_writes(sample: Sample, screen: Open) -> None:
    reader = actor_with(Permission.USE_OFFICE, Permission.SEE_HARDSHIP, language="en")
    shown = screen(reader).open("visit", id=sample.visit_id)
    assert not {key for key in shown.button_keys if key.endswith(("-ask", "-save"))}
    shown.open("care")
    assert not {key for key in shown.button_keys if key.startswith("radar-")}
    assert "does not write" in shown.open("visit", household=1).text or shown.app.warning


def test_hostile_names_are_shown_letter_by_letter(sample: Sample, screen: Open) -> None:
    for page, values in (("visits", {"show": "questions"}), ("care", {"show": "gifts"})):
        shown = screen(_clerk()).open(page, **values)
        assert "<script>" not in shown.html
        assert "&lt;script&gt;" in shown.html, HOSTILE


def test_a_cadre_is_replaced_on_the_files_page(sample: Sample, screen: Open) -> None:
    household_id = settle_household(sample.city.mill, "郑洁")
    file_id = open_file(household_id)
    with writing(almighty()) as session:
        key_id = pairings.pair(session, household_id, "张敏", date(2026, 11, 1))
    shown = screen(_clerk()).open("hardship_file", id=file_id)
    shown.app.session_state[f"file-{file_id}-tabs"] = "Visits"
    shown.app.run()
    key = f"file-{file_id}-visits-{key_id}-other"
    shown.checked().click(f"{key}-ask")
    _fill(shown, key, cadre_name="李强", reason="岗位调整")
    shown.click(f"{key}-save")
    with reading(almighty()) as session:
        now, before = pairings.list_of_household(session, household_id)
    assert (now.cadre_name, before.end_reason) == ("李强", "岗位调整")
