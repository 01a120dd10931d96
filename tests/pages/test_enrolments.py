"""A unit hands in on the screen, is confirmed and pays; the counter says who is covered."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date

from db import enrolment_fees, enrolments, imports
from db.session import reading, writing
from rules import mutual_enrolment as rules
from rules.access import Actor
from rules.fields import Value
from rules.imports import JOINERS
from tests.ground import enrolling
from tests.ground.enrolling import begin, plant_plan, terms
from tests.ground.people import almighty
from tests.ground.rosters import workbook
from tests.ground.tree import enrol
from tests.pages.conftest import Sample, Screen, role

Open = Callable[[Actor], Screen]


def test_everybody_of_a_unit_is_handed_in_and_confirmed_on_the_screen(
    sample: Sample, screen: Open
) -> None:
    plan_id = plant_plan("accident", terms(group_percent=100))
    hand_in_id = begin(sample.city.school, plan_id, headcount=1)
    clerk = screen(role("clerk")).open("enrolment", id=hand_in_id)
    assert f"enrolment-{hand_in_id}-submit" not in clerk.button_keys
    assert "名单中还没有人员" in clerk.html
    plan_id = plant_plan("illness")
    hand_in_id = begin(sample.city.mill, plan_id, headcount=40)
    clerk.open("enrolment", id=hand_in_id, add="all").click(f"enrolment-{hand_in_id}-join")
    people = enrolling.stored(hand_in_id).people
    assert people == 30
    clerk.open("enrolment", id=hand_in_id).click(f"enrolment-{hand_in_id}-submit")
    assert enrolling.stored(hand_in_id).state == rules.HANDED_IN
    reviewer = screen(role("reviewer")).open("enrolment", id=hand_in_id)
    reviewer.click(f"enrolment-{hand_in_id}-confirm")
    assert enrolling.stored(hand_in_id).state == rules.CONFIRMED


def test_a_pasted_list_says_row_by_row_who_is_not_known(sample: Sample, screen: Open) -> None:
    hand_in_id = begin(sample.city.mill, plant_plan("illness"), headcount=40)
    shown = screen(role("clerk")).open("enrolment", id=hand_in_id, add="text")
    area = shown.app.text_area(key=f"enrolment-{hand_in_id}-text")
    area.input("1 李秀英\n2 查无此人").run()
    shown.checked()
    assert "本单位没有该姓名的人" in shown.html
    assert "本单位有" in shown.html


def test_the_columns_of_a_list_are_matched_by_hand_and_remembered_for_the_unit(
    sample: Sample, screen: Open
) -> None:
    hand_in_id = begin(sample.city.mill, plant_plan("illness"), headcount=40)
    shown = screen(role("clerk")).open("enrolment", id=hand_in_id, add="file")
    enrol(sample.city.mill, "郑洁", 77)
    content = workbook([["人员", "几份"], ["郑洁", "1"]])
    shown.app.file_uploader(key=f"enrolment-{hand_in_id}-file").upload("名单.xlsx", content).run()
    assert "名单中要有姓名列" in shown.checked().text
    for column, field in (("0", "name"), ("1", "shares")):
        ending = f"-{column}"
        box = next(one for one in shown.app.selectbox if str(one.key).endswith(ending))
        box.select(field).run()
    shown.checked().click(f"enrolment-{hand_in_id}-join")
    assert enrolling.stored(hand_in_id).people == 1
    with reading(role("clerk")) as session:
        kept = imports.get_columns(session, JOINERS, "北岭纺织厂工会")
    assert kept == {"人员": "name", "几份": "shares"}


def test_the_counter_says_who_is_covered_what_is_left_and_which_papers_it_takes(
    sample: Sample, screen: Open
) -> None:
    cover = enrolling.covers_of(sample.hand_in_id)[0]
    shown = screen(role("cashier")).open("cover", person=cover.member_id)
    assert "stay互助保障计划" in shown.html
    assert "身份证复印件" in shown.html
    shown.open("cover", person=cover.member_id, on="2027-01-01")
    assert "没有有效的互助保障" in shown.text
    shown.open("cover", person=cover.member_id, on="32nd of May")
    assert "stay互助保障计划" in shown.html


def test_a_supervisor_looks_and_changes_nothing(sample: Sample, screen: Open) -> None:
    shown = screen(role("supervisor")).open("enrolment", id=sample.hand_in_id)
    keys = " ".join(shown.button_keys)
    for verb in ("-submit", "-confirm", "-undo", "-receive", "-back", "-end", "-off", "-renew"):
        assert verb not in keys


def test_tabs_tell_the_covers_of_a_member_and_the_standing_of_a_unit(
    sample: Sample, screen: Open
) -> None:
    member_id = enrolling.covers_of(sample.hand_in_id)[0].member_id
    number = enrolling.stored(sample.hand_in_id).number
    for page, key in (("member", member_id), ("unit", sample.city.mill)):
        shown = screen(role("clerk")).open(page, id=key)
        shown.app.session_state[f"{page}-{key}-tabs"] = "职工互助"
        shown.app.run()
        assert number in shown.checked().html
    assert "欠缴互助金" in shown.html


def test_fees_are_entered_and_the_hand_in_is_renewed_in_front_of_the_page(
    sample: Sample, screen: Open
) -> None:
    key = sample.hand_in_id
    cashier = screen(role("cashier")).open("enrolment", id=key)
    assert "JSPZ-0815" in cashier.html, "the cashier comes for the fees"
    cashier.click(f"enrolment-{key}-receive-ask")
    asked = next(one for one in cashier.app.text_input if str(one.key).endswith("-fen"))
    assert asked.value == "60.00", "the workers' part is still owed"
    paid: dict[str, Value] = {"fen": 520_00, "received_on": date(2026, 8, 15), "payer": "worker"}
    with writing(almighty()) as session:
        seen = enrolling.version_of(key)
        enrolment_fees.receive(session, key, seen, {**paid, "document_no": "JSPZ-0816"})
    assert "多收" in cashier.open("enrolment", id=key).html
    clerk = screen(role("clerk")).open("enrolment", id=key).click(f"enrolment-{key}-renew-ask")
    clerk.click(f"enrolment-{key}-renew-send")
    with reading(almighty()) as session:
        followed = enrolments.get_hand_in(session, key).followed_by
    assert followed is not None
    assert enrolling.stored(followed).people == 3
