"""The screens of supervision and re-verification: ask, answer, accept; draw and write down."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from sqlalchemy import select

from db.engine import Store
from db.models.hardship import Reverification
from db.models.notices import Supervision
from db.session import reading
from rules.access import Actor
from tests.ground import claims
from tests.ground.hardship import file_row, plant_file, prepare_notice
from tests.ground.people import almighty
from tests.ground.tree import City, plant
from tests.pages.conftest import Screen, role

Open = Callable[[Actor], Screen]


@pytest.fixture
def city(office: Store) -> City:
    return plant()


def _question() -> Supervision:
    with reading(almighty()) as session:
        return session.scalars(select(Supervision)).one()


def test_a_supervisor_asks_on_a_notice_and_the_reviewer_answers(city: City, screen: Open) -> None:
    notice_id = prepare_notice(plant_file(city.mill, "王明"))
    key = f"supervise-public_notice-{notice_id}"
    supervisor = screen(role("supervisor")).open("notice", id=notice_id).click(f"{key}-ask")
    supervisor.app.text_area(key=f"{key}-form-0-question").input("公示照片何时张贴？")
    supervisor.click(f"{key}-form-save")
    assert (_question().state, _question().question) == ("open", "公示照片何时张贴？")
    reviewer = screen(role("reviewer")).open("supervision")
    reviewer.answer(f"supervision-{_question().id}-answer", "11月24日张贴")
    judge = screen(role("supervisor")).open("supervision", show="answered")
    judge.click(f"supervision-{_question().id}-accept")
    assert _question().state == "accepted"


def test_a_question_about_a_claim_is_answered_and_judged_on_its_page(
    city: City, screen: Open
) -> None:
    claim_id = claims.taken(claims.cover(city.mill, claims.plan()))
    key = f"supervise-claim-{claim_id}"
    supervisor = screen(role("supervisor")).open("claim", id=claim_id).click(f"{key}-ask")
    supervisor.app.text_area(key=f"{key}-form-0-question").input("发票原件是否核对？")
    supervisor.click(f"{key}-form-save")
    asked = f"claim-asked-{_question().id}"
    clerk = screen(role("clerk")).open("claim", id=claim_id)
    assert "发票原件" not in clerk.html
    reviewer = screen(role("reviewer")).open("claim", id=claim_id)
    assert "发票原件是否核对？" in reviewer.html
    assert "监督提问：理赔" in screen(role("reviewer")).open("desk").html
    reviewer.answer(f"{asked}-answer", "王芳已核对原件")
    screen(role("supervisor")).open("claim", id=claim_id).click(f"{asked}-accept")
    assert _question().state == "accepted"
    settled = screen(role("supervisor")).open("claim", id=claim_id)
    assert "王芳已核对原件" in settled.html


def test_who_does_not_supervise_is_not_offered_to_ask(city: City, screen: Open) -> None:
    notice_id = prepare_notice(plant_file(city.mill, "王明"))
    shown = screen(role("clerk")).open("notice", id=notice_id)
    assert f"supervise-public_notice-{notice_id}-ask" not in shown.button_keys


def test_a_reviewer_draws_by_lot_and_writes_a_check_down(city: City, screen: Open) -> None:
    file_id = plant_file(city.mill, "王明", "in_force")
    reviewer = screen(role("reviewer")).open("reverifications")
    reviewer.click("reverifications-draw-ask").click("reverifications-draw-form-save")
    with reading(almighty()) as session:
        check = session.scalars(select(Reverification)).one()
    assert check.file_id == file_id
    key = f"reverification-{file_id}-{check.id}"
    reviewer.open("reverifications", file=file_id, check=check.id)
    reviewer.app.selectbox(key=f"{key}-0-result").select("unchanged")
    reviewer.app.text_input(key=f"{key}-0-checked_by").input("王芳、李建国")
    reviewer.app.text_area(key=f"{key}-0-findings").input("情况无变化")
    reviewer.click(f"{key}-save")
    assert file_row(file_id).review_due_on is not None
