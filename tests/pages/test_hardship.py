"""A family's application from the first step to the list of who decides on it."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from db import hardship_files
from db.hardship_steps import Given
from db.session import reading
from rules.access import Actor, Permission
from rules.hardship_checks import CHECK, FACTS, HOUSEHOLD, MONEY, SIGNED
from tests.ground import hardship_life as ground
from tests.ground.hardship_life import WAY, Hands
from tests.ground.people import actor_with, almighty
from tests.pages.conftest import Sample, Screen, role

Open = Callable[[Actor], Screen]
STEPS = (HOUSEHOLD, FACTS, MONEY, SIGNED, CHECK)


def _draft(sample: Sample, hands: Hands, steps: int = 0) -> int:
    family = ground.found(sample.city.mill, "郑国强")
    file_id = ground.begin(family, hands.clerk)
    ground.bring(file_id, family, hands, WAY[:steps])
    return file_id


@pytest.mark.parametrize("language", ["zh_CN", "en"])
@pytest.mark.parametrize("step", STEPS)
def test_each_step_of_the_entry_can_be_left_and_taken_up_again(
    sample: Sample, screen: Open, step: str, language: str
) -> None:
    file_id = _draft(sample, Hands())
    clerk = role("clerk", language=language)
    shown = screen(clerk).open("hardship_apply", id=file_id, step=step)
    assert "郑国强" in shown.text
    assert f"apply-{file_id}-step" in {one.key for one in shown.app.get("button_group")}


def test_a_known_household_is_applied_for(sample: Sample, screen: Open) -> None:
    family = ground.found(sample.city.mill, "郑国强")
    shown = screen(role("clerk")).open("hardship_apply", household=family.id)
    form = f"apply-of-{family.id}"
    shown.app.selectbox(key=f"{form}-0-file_level").select("county")
    shown.app.selectbox(key=f"{form}-0-region").select("city")
    shown.app.run()
    shown.click(f"{form}-save")
    with reading(almighty()) as session:
        found = hardship_files.get_file(session, int(shown.app.query_params["id"]))
    assert (found.household_id, found.state) == (family.id, "draft")
    assert shown.app.query_params["step"] == FACTS


def test_facts_are_saved_and_the_entry_goes_on(sample: Sample, screen: Open) -> None:
    file_id = _draft(sample, Hands())
    shown = screen(role("clerk")).open("hardship_apply", id=file_id, step=FACTS)
    shown.type(f"apply-{file_id}-facts", employer="北岭纺织厂")
    shown.click(f"apply-{file_id}-facts-save")
    assert shown.app.query_params["step"] == MONEY
    assert ground.row_of(file_id).employer == "北岭纺织厂"


def test_an_income_is_added_removed_and_brought_back(sample: Sample, screen: Open) -> None:
    file_id = _draft(sample, Hands())
    shown = screen(role("clerk")).open("hardship_apply", id=file_id, step=MONEY)
    form = f"apply-{file_id}-money-income"
    shown.app.selectbox(key=f"{form}-0-item").select("wage")
    shown.app.selectbox(key=f"{form}-0-person_id").select(_codes(file_id)[0])
    shown.type(form, fen="36000")
    shown.click(f"{form}-save")
    assert "36,000.00" in shown.text
    key = next(key for key in shown.button_keys if key.endswith("-remove"))
    shown.click(key)
    assert "（已移除）" in shown.text
    shown.click(key.replace("-remove", "-back"))
    assert "（已移除）" not in shown.text


def _codes(file_id: int) -> list[str]:
    with reading(almighty()) as session:
        return [str(one.id) for one in hardship_files.list_people(session, file_id)]


def test_what_is_missing_is_listed_and_the_submission_waits(sample: Sample, screen: Open) -> None:
    hands = Hands()
    family = ground.found(sample.city.mill, "郑国强")
    file_id = ground.begin(family, hands.clerk)
    shown = screen(role("clerk")).open("hardship_apply", id=file_id, step=CHECK)
    submit = f"apply-{file_id}-submit"
    assert shown.app.button(key=submit).disabled
    assert "核对授权书" in shown.text
    ground.fill(file_id, family, hands.clerk)
    shown.open("hardship_apply", id=file_id, step=CHECK)
    assert "深度困难" in shown.text
    shown.click(submit)
    assert ground.state_of(file_id) == "submitted"


def test_the_reviewer_sees_what_waits_and_the_chair_does_not_yet(
    sample: Sample, screen: Open
) -> None:
    _draft(sample, Hands(), 5)
    assert "郑国强" in screen(role("reviewer")).open("hardship_files").text
    assert "郑国强" not in screen(role("approver")).open("hardship_files").text


def test_a_reviewer_passes_a_file_and_its_life_tells(sample: Sample, screen: Open) -> None:
    file_id = _draft(sample, Hands(), 5)
    shown = screen(role("reviewer")).open("hardship_file", id=file_id)
    shown.click(f"file-{file_id}-step-review")
    assert ground.state_of(file_id) == "reviewed"
    assert "已审核，待审批" in shown.text


def test_a_refusal_asks_for_its_ground(sample: Sample, screen: Open) -> None:
    file_id = _draft(sample, Hands(), 5)
    shown = screen(role("reviewer")).open("hardship_file", id=file_id)
    key = f"file-{file_id}-step-refuse"
    shown.click(f"{key}-ask")
    shown.app.selectbox(key=f"{key}-0-code").select("not_true")
    shown.app.text_area(key=f"{key}-0-note").input("核对发现另有房产")
    shown.click(f"{key}-save")
    assert ground.row_of(file_id).refusal_code == "not_true"


def test_the_receiving_side_sees_the_head_and_takes_the_file_over(
    sample: Sample, screen: Open
) -> None:
    hands = Hands()
    file_id = _draft(sample, hands, 7)
    ground.take(hands.clerk, file_id, "transfer", given=Given(to_unit_id=sample.city.dock))
    rights = (Permission.USE_OFFICE, Permission.SEE_HARDSHIP, Permission.REVIEW_HARDSHIP)
    south = actor_with(*rights, unit=sample.city.south)
    shown = screen(south).open("hardship_file", id=file_id)
    shown.click(f"file-{file_id}-step-accept")
    assert ground.row_of(file_id).unit_id == sample.city.dock


def test_a_survey_is_entered_by_two_people(sample: Sample, screen: Open) -> None:
    file_id = _draft(sample, Hands(), 1)
    shown = screen(role("clerk")).open("hardship_file", id=file_id)
    shown.app.session_state[f"file-{file_id}-tabs"] = "调查与评议"
    shown.app.run()
    key = f"file-{file_id}-review-survey"
    assert f"{key}-ask" in shown.button_keys


def test_a_contact_applies_for_the_own_unit_without_looking_it_up(
    sample: Sample, screen: Open
) -> None:
    def offered(name: str, unit: int) -> bool:
        shown = screen(role(name, unit)).open("hardship_apply", way="new")
        return any("北岭纺织厂工会" in box.placeholder for box in shown.app.text_input)

    assert offered("unit_contact", sample.city.mill)
    assert not offered("clerk", sample.city.north)
