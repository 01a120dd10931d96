"""Assessors on the screen: the register, the own cases without names, and nothing else."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from importlib.util import find_spec

from db import assessors, opinion_cases, opinions
from db.models.trail import TrailRow
from db.session import reading, writing
from rules.access import Actor, Permission
from shell.menu import PAGES
from tests.ground.assessors import CONTRACT, assessor, claim_row, in_review, send
from tests.ground.people import almighty
from tests.ground.tree import plant
from tests.pages.conftest import Screen, role

Open = Callable[[Actor], Screen]
OWN = {"desk", "opinions", "my_account"}


def test_an_assessor_reaches_the_own_cases_and_no_other_page(screen: Open) -> None:
    city = plant()
    assessor_id, expert = assessor()
    claim_id = in_review(city.mill)
    mine, foreign = send(claim_id, assessor_id), send(in_review(city.dock, "李秀英"), assessor()[0])
    shown = screen(expert).open("opinions", id=mine)
    assert "住院天数是否合理" in shown.html
    assert "3,500.00" in shown.html
    claim = claim_row(claim_id)
    for hidden in ("郑国安", "北岭纺织厂", "急性阑尾炎", claim.claim_no):
        assert hidden not in shown.text
    assert "合理" not in screen(expert).open("opinions", id=foreign).text
    for entry in PAGES:
        if entry.name not in OWN and find_spec(f"pages.{entry.name}"):
            refused = screen(expert).open(entry.name, id=claim_id)
            assert [one.icon for one in refused.app.warning] == [":material/search_off:"], entry


def test_an_opinion_is_given_on_the_screen_and_listed_as_answered(screen: Open) -> None:
    city = plant()
    assessor_id, expert = assessor()
    claim_id = in_review(city.mill)
    opinion_id = send(claim_id, assessor_id)
    shown = screen(expert).open("opinions", id=opinion_id)
    form = f"opinion-{opinion_id}"
    shown.app.button_group(key=f"{form}-0-verdict").set_value("refuse")
    shown.app.text_area(key=f"{form}-0-reasons").input("与投保责任不符。")
    shown.click(f"{form}-save")
    with reading(almighty()) as session:
        (row,) = opinions.list_of_claim(session, claim_id)
    assert (row.verdict, row.opinion_fen) == ("refuse", 0)
    listed = screen(expert).open("opinions", show="answered")
    assert "不予给付" in listed.html
    assert "与投保责任不符" in screen(expert).open("opinions", id=opinion_id).html


def test_a_dismissed_assessor_is_told_so(screen: Open) -> None:
    plant()
    assessor_id, expert = assessor()
    with writing(almighty()) as session:
        assessors.take(session, assessor_id, 2, "dismiss", "逾期")
    shown = screen(expert).open("opinions")
    assert "不在聘期内" in shown.text


def test_the_chair_enters_dismisses_and_reads_what_is_overdue(screen: Open) -> None:
    plant()
    with writing(almighty()) as session:
        assessor_id = assessors.register(session, CONTRACT)
    chair = screen(role("approver"))
    assert "钱文博" in chair.open("assessors").html
    chair.open("assessors", id=assessor_id).answer(f"assessor-{assessor_id}-dismiss", "屡次逾期")
    with reading(almighty()) as session:
        assert assessors.get_assessor(session, assessor_id).state == "dismissed"
    reviewer = screen(role("reviewer")).open("assessors", id=assessor_id)
    assert f"assessor-{assessor_id}-dismiss-ask" not in reviewer.button_keys
    assert "没有逾期的评审" in screen(role("reviewer")).open("assessors", show="late").html
    alone = replace(role("clerk"), permissions=frozenset({Permission.USE_OFFICE}))
    assert screen(alone).open("assessors").app.warning


def test_a_reviewer_asks_on_the_claims_page_and_reads_the_answer_for_a_reason(screen: Open) -> None:
    city = plant()
    assessor_id, expert = assessor()
    claim_id = in_review(city.mill)
    shown = screen(role("reviewer"))
    shown.app.session_state[f"claim-{claim_id}-tabs"] = "专家意见"
    shown.open("claim", id=claim_id)
    form = f"claim-{claim_id}-ask"
    shown.app.selectbox(key=f"{form}-0-assessor_id").set_value(str(assessor_id))
    shown.app.text_area(key=f"{form}-0-question").input("住院天数是否合理？")
    shown.click(f"{form}-save")
    with reading(almighty()) as session:
        (row,) = opinions.list_of_claim(session, claim_id)
    assert (row.question, row.assessor_id) == ("住院天数是否合理？", assessor_id)
    assert f"opinion-{row.id}-withdraw-ask" in shown.open("claim", id=claim_id).button_keys
    with writing(expert) as session:
        answer = {"verdict": "grant", "reasons": "病程与费用相符。"}
        opinion_cases.answer(session, row.id, 1, answer)
    shown.open("claim", id=claim_id).answer(f"opinion-{row.id}-reasons", "审批参考")
    with reading(almighty()) as session:
        read = session.query(TrailRow).filter_by(action="revealed").one()
    assert (read.record_type, read.record_id) == ("claim_opinion", row.id)
