"""Opinions on claims: asked, answered in time or late, read, settled by the decision."""

from __future__ import annotations

import json
from dataclasses import replace
from typing import Any

import pytest
from sqlalchemy import select

from db import assessors, desk, opinion_cases, opinions
from db.engine import Store
from db.models.claims import Claim, Opinion
from db.models.trail import TrailRow
from db.opinion_cases import CaseFile
from db.opinions import OpinionRow
from db.session import reading, writing
from rules.access import Actor, Permission
from rules.errors import Conflict, InvalidInput, NotAllowed, NotFound, WrongState
from rules.mutual_parts import BenefitPart, PartKind, Tier
from tests.ground import claims
from tests.ground.assessors import assessor, in_review, send, version_of
from tests.ground.databases import Clock
from tests.ground.people import almighty, everyone_but
from tests.ground.tree import City, plant

pytestmark = pytest.mark.usefixtures("office", "clock")

ANSWER: dict[str, Any] = {"verdict": "grant", "opinion_fen": None, "reasons": "病程与费用相符。"}


@pytest.fixture
def city(office: Store, clock: Clock) -> City:
    return plant()


def _answer(opinion_id: int, who: Actor, seen: int = 1, **more: Any) -> None:
    with writing(who) as session:
        opinion_cases.answer(session, opinion_id, seen, ANSWER | more)


def _case(opinion_id: int, who: Actor) -> CaseFile:
    with reading(who) as session:
        return opinion_cases.get_case(session, opinion_id)


def _row(claim_id: int) -> OpinionRow:
    with reading(almighty()) as session:
        return opinions.list_of_claim(session, claim_id)[0]


def _trail(action: str, record_type: str) -> list[dict[str, Any]]:
    with reading(almighty()) as session:
        rows = session.scalars(
            select(TrailRow.details).where(
                TrailRow.action == action, TrailRow.record_type == record_type
            )
        )
        return [json.loads(row)["after"] for row in rows]


def test_a_case_tells_its_class_as_the_plan_calls_it(city: City) -> None:
    sums = (Tier(8_000_00, code="grade_7", name="七级伤残"),)
    part = BenefitPart(PartKind.LUMP_TIER, ("accident",), tiers=sums)
    who = claims.cover(city.mill, claims.plan(parts=(part,)))
    claim_id = claims.taken(who, event="accident", class_code="grade_7")
    claims.step(claim_id, "review")
    assessor_id, expert = assessor()
    assert _case(send(claim_id, assessor_id), expert).values["class_code"] == "七级伤残"


def test_an_assessor_sees_facts_and_amounts_of_own_cases_and_no_names(city: City) -> None:
    # The account stands in another county: only the assessor's own rows count.
    first, expert = assessor(unit=city.south)
    other, stranger = assessor(unit=city.north)
    claim_id = in_review(city.mill)
    own, foreign = send(claim_id, first), send(in_review(city.school, "李秀英"), other)
    with reading(expert) as session:
        (row,) = opinion_cases.list_page(session).rows
        assert opinion_cases.count_due(session) == 1
        assert [one.label for one in desk.list_waiting(session)] == ["Opinions to give"]
    case = _case(own, expert)
    assert (row.id, case.payable_fen, case.values["own_in_fen"]) == (own, 350_000, 500_000)
    shown = f"{row} {case}"
    for hidden in ("郑国安", "北岭纺织厂", "急性阑尾炎", "6228480402564890018", "LP"):
        assert hidden not in shown
    for wrong in (foreign, own + foreign + 7):
        with pytest.raises(NotFound):
            _case(wrong, expert)
        with pytest.raises(NotFound):
            _answer(wrong, expert)
    with reading(stranger) as session:
        assert opinion_cases.list_page(session).total == 1


def test_the_diagnosis_is_read_on_the_trail_and_only_while_the_case_waits(city: City) -> None:
    assessor_id, expert = assessor()
    opinion_id = send(in_review(city.mill), assessor_id)
    with writing(expert) as session:
        assert opinion_cases.read_diagnosis(session, opinion_id) == "急性阑尾炎"
    assert _trail("revealed", "claim") == [{"field": "diagnosis", "reason": "住院天数是否合理？"}]
    _answer(opinion_id, expert)
    with pytest.raises(WrongState), writing(expert) as session:
        opinion_cases.read_diagnosis(session, opinion_id)


def test_an_answer_in_time_is_kept_sealed_with_its_fee_and_given_once(city: City) -> None:
    assessor_id, expert = assessor()
    claim_id = in_review(city.mill)
    opinion_id = send(claim_id, assessor_id)
    with pytest.raises(Conflict):
        _answer(opinion_id, expert, seen=7)
    for wrong in (
        {"verdict": "grant_less"},
        {"verdict": "grant_less", "opinion_fen": 350_000},
        {"verdict": "maybe"},
        {"reasons": " "},
    ):
        with pytest.raises(InvalidInput):
            _answer(opinion_id, expert, **wrong)
    _answer(opinion_id, expert, verdict="grant_less", opinion_fen=300_000)
    row = _row(claim_id)
    assert (row.verdict, row.opinion_fen, row.fee_fen, row.late) == (
        "grant_less",
        300_000,
        20_000,
        False,
    )
    assert not hasattr(row, "reasons")
    changed = _trail("changed", "claim_opinion")[0]
    assert "病程" not in str(changed)
    with pytest.raises(WrongState):
        _answer(opinion_id, expert, seen=2)


def test_a_late_answer_is_kept_and_marked_and_earns_no_fee(city: City, clock: Clock) -> None:
    assessor_id, expert = assessor()
    claim_id = in_review(city.mill)
    opinion_id = send(claim_id, assessor_id)
    clock.advance(hours=48)
    assert not _row(claim_id).late
    clock.advance(seconds=1)
    assert _row(claim_id).late
    with reading(almighty()) as session:
        assert [row.id for row in opinions.list_page(session).rows] == [opinion_id]
        waiting = {one.label: one.count for one in desk.list_waiting(session)}
    assert waiting["Opinions that did not come in time"] == 1
    _answer(opinion_id, expert)
    row = _row(claim_id)
    assert (row.late, row.fee_fen, row.verdict) == (True, 0, "grant")
    with reading(almighty()) as session:
        assert opinions.list_page(session).total == 0
        assert opinions.list_page(session, opinions.ANSWERED, assessor_id).total == 1


def test_a_claim_waits_for_an_opinion_no_longer_than_its_time(city: City, clock: Clock) -> None:
    assessor_id, expert = assessor()
    claim_id = in_review(city.mill)
    opinion_id = send(claim_id, assessor_id)
    for action in ("approve", "refuse"):
        with pytest.raises(WrongState, match="48 hours"):
            claims.step(claim_id, action)
    clock.advance(hours=49)
    claims.step(claim_id, "approve")
    _answer(opinion_id, expert, verdict="refuse")
    assert _row(claim_id).agreed is None, "what comes after the decision is not compared"


@pytest.mark.parametrize(
    ("given", "action", "agreed"),
    [
        ({"verdict": "grant"}, "approve", True),
        ({"verdict": "grant_less", "opinion_fen": 340_000}, "approve", True),
        ({"verdict": "grant_less", "opinion_fen": 100_000}, "approve", False),
        ({"verdict": "refuse"}, "approve", False),
        ({"verdict": "refuse"}, "refuse", True),
        ({"verdict": "grant"}, "refuse", False),
    ],
)
def test_the_decision_says_whether_it_agreed_until_it_is_undone(
    city: City, given: dict[str, Any], action: str, agreed: bool
) -> None:
    assessor_id, expert = assessor()
    claim_id = in_review(city.mill)
    _answer(send(claim_id, assessor_id), expert, **given)
    claims.step(claim_id, action, refusal="too_late") if action == "refuse" else claims.step(
        claim_id, action
    )
    assert _row(claim_id).agreed is agreed
    with reading(almighty()) as session:
        card = assessors.get_assessor(session, assessor_id).card
    assert (card.asked, card.in_time, card.settled, card.agreed) == (1, 1, 1, int(agreed))
    claims.step(claim_id, "undo", note="重新审核")
    assert _row(claim_id).agreed is None


def test_a_question_is_taken_back_with_a_reason_and_leaves_the_assessors_list(city: City) -> None:
    assessor_id, expert = assessor()
    claim_id = in_review(city.mill)
    opinion_id = send(claim_id, assessor_id)
    with pytest.raises(InvalidInput), writing(almighty()) as session:
        opinions.withdraw(session, opinion_id, 1, " ")
    with pytest.raises(Conflict), writing(almighty()) as session:
        opinions.withdraw(session, opinion_id, 7, "另请专家")
    with writing(almighty()) as session:
        opinions.withdraw(session, opinion_id, 1, "另请专家")
    assert (_row(claim_id).withdrawn, _row(claim_id).note) == (True, "另请专家")
    with pytest.raises(NotFound):
        _case(opinion_id, expert)
    with pytest.raises(WrongState), writing(almighty()) as session:
        opinions.withdraw(session, opinion_id, 2, "另请专家")
    send(claim_id, assessor_id)
    claims.step(claim_id, "withdraw", note="本人撤回")
    assert _row(claim_id).withdrawn


@pytest.mark.parametrize(
    "question", ["", "郑国安的住院天数", "北岭纺织厂工会的人", "证号110101198503080012"]
)
def test_a_question_that_says_who_it_is_about_is_refused(city: City, question: str) -> None:
    assessor_id, _expert = assessor()
    claim_id = in_review(city.mill)
    with pytest.raises(InvalidInput):
        send(claim_id, assessor_id, question)


def test_a_claim_goes_to_one_assessor_at_a_time_and_only_in_review(city: City) -> None:
    assessor_id, _expert = assessor()
    claim_id = in_review(city.mill)
    send(claim_id, assessor_id)
    with pytest.raises(Conflict, match="awaited"):
        send(claim_id, assessor_id)
    accepted = claims.taken(claims.cover(city.dock, claims.plan(), name="李秀英"))
    with pytest.raises(WrongState, match="in review"):
        send(accepted, assessor_id)
    other = in_review(city.school, "孙丽")
    with pytest.raises(Conflict), writing(almighty()) as session:
        values = {"assessor_id": str(assessor_id), "question": "合理？"}
        opinions.send(session, other, 77, values)


def test_the_reasons_are_read_for_a_reason_and_on_the_trail(city: City) -> None:
    assessor_id, expert = assessor()
    claim_id = in_review(city.mill)
    opinion_id = send(claim_id, assessor_id)
    _answer(opinion_id, expert)
    with writing(almighty()) as session:
        with pytest.raises(InvalidInput):
            opinions.read_reasons(session, opinion_id, "看")
        assert opinions.read_reasons(session, opinion_id, "审批参考") == "病程与费用相符。"
    assert _trail("revealed", "claim_opinion")[0]["reason"] == "审批参考"
    for missing in (Permission.REVEAL_SEALED, Permission.SEE_CLAIMS):
        with pytest.raises(NotAllowed), writing(everyone_but(missing)) as session:
            opinions.read_reasons(session, opinion_id, "审批参考")


def test_opinions_are_asked_and_read_within_the_scope_by_those_with_the_right(city: City) -> None:
    assessor_id, _expert = assessor()
    claim_id = in_review(city.mill)
    values = {"assessor_id": str(assessor_id), "question": "合理？"}
    south = almighty(unit=city.south)
    with pytest.raises(NotFound), writing(south) as session:
        opinions.send(session, claim_id, version_of(claim_id), values)
    opinion_id = send(claim_id, assessor_id)
    with writing(south) as session:
        for verb in (
            lambda: opinions.withdraw(session, opinion_id, 1, "另请专家"),
            lambda: opinions.list_of_claim(session, claim_id),
            lambda: opinions.read_reasons(session, opinion_id, "审批参考"),
        ):
            with pytest.raises(NotFound):
                verb()
        assert opinions.list_page(session, opinions.WAITING).total == 0
    with writing(everyone_but(Permission.DECIDE_CLAIMS)) as session:
        with pytest.raises(NotAllowed):
            opinions.send(session, claim_id, 1, values)
        with pytest.raises(NotAllowed):
            opinions.withdraw(session, opinion_id, 1, "另请专家")
    with reading(everyone_but(Permission.SEE_CLAIMS)) as session:
        for read in (
            lambda: opinions.list_of_claim(session, claim_id),
            lambda: opinions.list_page(session),
        ):
            with pytest.raises(NotAllowed):
                read()


def test_only_an_assessors_account_gives_opinions(city: City) -> None:
    assessor_id, expert = assessor()
    opinion_id = send(in_review(city.mill), assessor_id)
    for who in (
        everyone_but(Permission.GIVE_OPINIONS),
        almighty(),
        replace(expert, account_id=None),
    ):
        for verb in (
            lambda who=who: _answer(opinion_id, who),
            lambda who=who: _case(opinion_id, who),
        ):
            with pytest.raises(NotAllowed):
                verb()
    with reading(almighty()) as session:
        assert opinion_cases.count_due(session) == 0
        claim = session.scalars(select(Claim)).one()
        assert session.scalars(select(Opinion)).one().claim_id == claim.id
