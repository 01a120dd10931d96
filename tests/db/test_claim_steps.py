"""The life of a claim: papers, decisions, second looks, undoing, appeals, top-ups, recovery."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, datetime
from typing import Any

import pytest
from sqlalchemy import select

from db import (
    claim_exports,
    claim_followups,
    claim_intake,
    claim_lists,
    claim_matches,
    claim_papers,
    claim_steps,
    claims,
    kinship,
    second_looks,
)
from db.engine import Store
from db.models.claims import ClaimInvoice, ClaimPaper
from db.models.households import HouseholdPerson
from db.models.trail import TrailRow
from db.session import reading, writing
from rules.access import Actor, Permission
from rules.errors import Conflict, InvalidInput, NotAllowed, NotFound, OfficeError, WrongState
from rules.second_looks import lot
from tests.ground import aid
from tests.ground.claims import (
    LINEAR,
    TODAY,
    Covered,
    approved,
    claim_row,
    cover,
    paid,
    plan,
    stay,
    step,
    taken,
)
from tests.ground.databases import Clock
from tests.ground.money import pot
from tests.ground.people import almighty, everyone_but
from tests.ground.tree import City, plant

pytestmark = pytest.mark.usefixtures("office", "clock")
CHEN = almighty(name="陈静")
HIGH = replace(LINEAR, deductible_fen=5_000_00)


@pytest.fixture
def city(office: Store, clock: Clock) -> City:
    return plant()


@pytest.fixture
def who(city: City) -> Covered:
    return cover(city.mill, plan())


def live_invoices() -> list[str]:
    with reading(almighty()) as session:
        found = session.scalars(
            select(ClaimInvoice.invoice_no).where(ClaimInvoice.live).order_by(ClaimInvoice.id)
        )
        return list(found)


class TestDeciding:
    def test_who_took_a_claim_decides_on_nothing_of_it(self, who: Covered) -> None:
        taker = almighty(name="周平")
        key = taken(who, taker)
        with pytest.raises(NotAllowed):
            step(key, "review", actor=taker)
        step(key, "review", actor=CHEN)
        for action, given in (("approve", {}), ("refuse", {"refusal": "not_covered"})):
            with pytest.raises(NotAllowed):
                step(key, action, actor=taker, **given)
        step(key, "approve", actor=CHEN)
        row = claim_row(key)
        assert (row.state, row.decided_on, row.decided_by) == ("approved", TODAY, "陈静")
        with reading(almighty()) as session:
            moves = [one.action for one in claim_steps.list_moves(session, key)]
        assert moves == ["enter", "accept", "review", "approve"]

    def test_a_relative_does_not_decide(self, city: City, who: Covered) -> None:
        home = aid.family(city.mill, None)
        with writing(almighty()) as session:
            person = session.get(HouseholdPerson, home.head)
            assert person is not None
            person.member_id = who.member
        with writing(CHEN) as session:
            kinship.declare(session, home.household, "in_law")
        key = taken(who)
        with pytest.raises(NotAllowed, match="relative"):
            step(key, "review", actor=CHEN)
        step(key, "review", "approve", actor=almighty(name="张敏"))

    @pytest.mark.parametrize(
        ("right", "actions"),
        [
            (Permission.SEE_CLAIMS, ["review"]),
            (Permission.DECIDE_CLAIMS, ["review"]),
            (Permission.TAKE_CLAIMS, ["withdraw"]),
        ],
    )
    def test_refused_by_role(self, who: Covered, right: Permission, actions: list[str]) -> None:
        with pytest.raises(NotAllowed):
            step(taken(who), *actions, actor=everyone_but(right), note="不再申请")

    def test_refused_outside_the_scope_in_a_wrong_state_and_when_stale(
        self, city: City, who: Covered
    ) -> None:
        key = taken(who)
        with pytest.raises(NotFound):
            step(key, "review", actor=almighty(unit=city.dock))
        with pytest.raises(WrongState):
            step(key, "approve")
        with pytest.raises(WrongState):
            step(key, "look_again")
        with writing(CHEN) as session, pytest.raises(Conflict):
            claim_steps.take(session, key, 99, "review")

    def test_a_refusal_names_a_ground_of_the_plan_with_its_article(self, who: Covered) -> None:
        key = taken(who, invoices="AB1234")
        step(key, "review")
        for wrong, note in (("self_harm", ""), ("", ""), ("other", " ")):
            with pytest.raises(InvalidInput):
                step(key, "refuse", refusal=wrong, note=note)
        step(key, "refuse", refusal="other", note="票据系他人所有")
        row = claim_row(key)
        assert (row.state, row.refusal, row.refusal_article) == ("refused", "other", "第十六条")
        assert row.refusal_note == "票据系他人所有"
        assert live_invoices() == []

    @pytest.mark.parametrize(
        ("terms", "values", "words"),
        [
            ({}, {"event_on": date(2025, 12, 1), "ended_on": date(2025, 12, 2)}, "不在互助期内"),
            ({"hand_in_days": 10}, {}, "2026-10-19"),
            ({"parts": (HIGH,)}, {}, "gives nothing"),
        ],
    )
    def test_what_the_plan_does_not_allow_is_not_approved(
        self, city: City, terms: dict[str, Any], values: dict[str, Any], words: str
    ) -> None:
        key = taken(cover(city.mill, plan(**terms)), **values)
        with pytest.raises(InvalidInput, match=words):
            step(key, "review", "approve")

    def test_the_amount_is_reckoned_again_from_what_was_used_by_then(self, who: Covered) -> None:
        first, second = taken(who, own_in_fen=12_000_00), taken(who, begin=20)
        assert claim_row(second).payable_fen == 3_500_00
        step(first, "review", "approve")
        step(second, "review", "approve")
        assert (claim_row(first).payable_fen, claim_row(second).payable_fen) == (840_000, 160_000)
        with reading(almighty()) as session:
            assert claims.recompute_all(session) == []

    def test_a_decision_is_undone_with_a_note_until_the_money_moves(
        self, city: City, who: Covered
    ) -> None:
        key = approved(who)
        with pytest.raises(InvalidInput):
            step(key, "undo")
        step(key, "undo", note="金额有误")
        row = claim_row(key)
        assert (row.state, row.decided_on, row.decided_by) == ("in_review", None, "")
        step(key, "approve")
        home = aid.family(city.mill, None)
        aid.paid(home, pot(city.federation, 1), ("claim", key), on=None)
        with pytest.raises(WrongState, match="pays this claim"):
            step(key, "undo", note="金额有误")


class TestPapers:
    def test_papers_are_due_when_the_plan_says(self, city: City) -> None:
        key = taken(cover(city.mill, plan(papers_days=10)), papers=("application",))
        with reading(almighty()) as session:
            terms = claims.get_claim(session, key).plan.terms
            assert claim_steps.default_due(session, terms) == date(2026, 12, 4)
        step(key, "review", "ask_papers")
        assert claim_row(key).papers_due_on == date(2026, 12, 4)
        with pytest.raises(WrongState, match="2026-12-04"):
            step(key, "expire")

    def test_no_time_runs_between_asking_and_receiving(self, city: City, clock: Clock) -> None:
        key = taken(cover(city.mill, plan(last_days=60)), papers=("application",))
        step(key, "review")
        with pytest.raises(InvalidInput, match="票据"):
            step(key, "approve")
        step(key, "ask_papers")
        row = claim_row(key)
        assert (row.papers_asked_on, row.papers_due_on) == (TODAY, date(2026, 12, 24))
        clock.advance(days=25)
        with pytest.raises(InvalidInput):
            step(key, "papers_in")
        with writing(almighty(name="周平")) as session:
            claim_steps.take_in(session, key, claim_row(key).version, ("invoice",))
        row = claim_row(key)
        assert (row.state, row.days_stopped) == ("in_review", 25)
        step(key, "approve")

    def test_papers_are_asked_for_once_and_again_only_with_a_reason(self, who: Covered) -> None:
        key = taken(who, papers=())
        step(key, "ask_papers", codes=("invoice",))
        with writing(almighty()) as session:
            row = claim_row(key)
            claim_papers.receive(session, key, row.version, ("application", "invoice"))
        step(key, "papers_in")
        with pytest.raises(InvalidInput, match="once"):
            step(key, "ask_papers", codes=("invoice",))
        with pytest.raises(InvalidInput, match="after today"):
            step(key, "ask_papers", codes=("invoice",), due_on=TODAY, note="票据不清")
        step(key, "ask_papers", codes=("invoice",), note="票据不清")

    def test_a_claim_expires_by_a_persons_step_after_the_last_day(
        self, who: Covered, clock: Clock
    ) -> None:
        key = taken(who, papers=(), invoices="AB1234")
        step(key, "ask_papers")
        with pytest.raises(WrongState, match="2026-12-24"):
            step(key, "expire")
        clock.advance(days=31)
        with reading(almighty()) as session:
            assert claim_lists.count_views(session)["overdue"] == 1
        step(key, "expire")
        assert (claim_row(key).state, live_invoices()) == ("expired", [])

    def test_a_paper_is_waived_with_a_reason_by_who_decides(self, who: Covered) -> None:
        key = taken(who, papers=("application",))
        with reading(almighty()) as session:
            paper = session.scalars(select(ClaimPaper).where(ClaimPaper.code == "invoice")).one()
        with writing(CHEN) as session, pytest.raises(InvalidInput):
            claim_papers.waive(session, paper.id, paper.version, "")
        nobody = everyone_but(Permission.DECIDE_CLAIMS)
        with writing(nobody) as session, pytest.raises(NotAllowed):
            claim_papers.waive(session, paper.id, paper.version, "医保系统已核")
        with writing(CHEN) as session:
            claim_papers.waive(session, paper.id, paper.version, "医保系统已核")
        step(key, "review", "approve")


class TestSecondLook:
    def test_a_large_amount_waits_for_another_person(self, city: City) -> None:
        ids = plan(second_look_over_fen=1_000_00)
        who = cover(city.mill, ids)
        key = approved(who, CHEN)
        assert claim_row(key).state == "second_look"
        with reading(CHEN) as session:
            assert session.scalar(
                claim_lists.select_ids(session, {"view": "second_look"})
                .where(second_looks.waiting_for(session))
            ) is None  # fmt: skip
        with pytest.raises(NotAllowed):
            step(key, "agree", actor=CHEN)
        with pytest.raises(NotAllowed):
            step(key, "agree", actor=everyone_but(Permission.CHECK_DECISIONS))
        later = taken(who, own_in_fen=12_000_00, begin=20)
        step(later, "review", "approve")
        assert claim_row(later).payable_fen == 6_500_00, "the money of the first is reserved"
        step(key, "agree_refusal", actor=almighty(name="张敏"))
        assert claim_row(key).state == "approved", "what was decided is what is agreed with"
        with reading(almighty()) as session:
            found = second_looks.list_handlers(session, 2026)
        assert [(row.handler, row.decided, row.drawn, row.agreed) for row in found] == [
            ("陈静", 2, 2, 1)
        ]

    def test_a_refusal_is_looked_at_as_well_and_may_be_sent_back(self, city: City) -> None:
        key = taken(cover(city.mill, plan(second_look_over_fen=1_000_00)), invoices="AB1234")
        step(key, "review", "refuse", refusal="not_covered", actor=CHEN)
        assert (claim_row(key).state, live_invoices()) == ("second_look", ["AB1234"])
        looker = almighty(name="张敏")
        with pytest.raises(InvalidInput):
            step(key, "send_back", actor=looker)
        step(key, "send_back", actor=looker, note="住院当日在互助期内")
        assert (claim_row(key).state, claim_row(key).refusal) == ("in_review", "")
        step(key, "refuse", refusal="not_covered", actor=CHEN)
        step(key, "agree", actor=looker)
        assert (claim_row(key).state, live_invoices()) == ("refused", [])
        with reading(almighty()) as session:
            (row,) = second_looks.list_handlers(session, 2026)
            looks = claims.get_claim(session, key).looks
        assert (row.drawn, row.agreed, row.sent_back, row.waiting) == (2, 1, 1, 0)
        assert [one.outcome for one in looks] == ["sent_back", "agreed"]

    def test_a_lot_is_drawn_that_can_be_drawn_again(self, city: City) -> None:
        who = cover(city.mill, plan(second_look_percent=50))
        keys = [approved(who, CHEN, own_in_fen=100_00, begin=3 * n + 1) for n in range(6)]
        seed = second_looks.seed_of(CHEN.account_id)
        drawn = {key: claim_row(key).state == "second_look" for key in keys}
        assert drawn == {key: lot(seed, key) < 50 for key in keys}

    def test_an_amount_far_from_the_usual_is_looked_at(self, city: City) -> None:
        who = cover(city.mill, plan(second_look_deviation_percent=50))
        for number in range(5):
            approved(who, own_in_fen=1_000_00, begin=3 * number + 1)
        usual = approved(who, own_in_fen=1_200_00, begin=20)
        far = approved(who, own_in_fen=3_000_00, begin=25)
        assert [claim_row(key).state for key in (usual, far)] == ["approved", "second_look"]


class TestAfterwards:
    def test_an_appeal_takes_the_invoices_along_and_is_decided_by_another(
        self, who: Covered
    ) -> None:
        first = taken(who, invoices="AB1234")
        step(first, "review", "refuse", refusal="not_covered", actor=CHEN)
        clerk = almighty(name="周平")
        with writing(clerk) as session, pytest.raises(InvalidInput):
            claim_followups.appeal(session, first, claim_row(first).version, "")
        with writing(clerk) as session:
            key = claim_followups.appeal(session, first, claim_row(first).version, "住院在期内")
        with writing(clerk) as session, pytest.raises(Conflict):
            claim_followups.appeal(session, first, claim_row(first).version, "再次申诉")
        assert live_invoices() == ["AB1234"]
        step(key, "accept", actor=clerk)
        step(key, "review", actor=CHEN)
        with pytest.raises(NotAllowed, match="first claim"):
            step(key, "approve", actor=CHEN)
        with pytest.raises(WrongState, match="appeal"):
            step(first, "undo", actor=CHEN, note="重新审核")
        step(key, "approve", actor=almighty(name="张敏"))
        with reading(almighty()) as session:
            file = claims.get_claim(session, key)
        assert [one.id for one in file.linked] == [first]
        assert file.row.payable_fen == 3_500_00

    def test_a_top_up_gives_the_difference_within_the_cap(self, who: Covered) -> None:
        first = approved(who, invoices="AB1234")
        with writing(almighty()) as session, pytest.raises(WrongState):
            claim_followups.top_up(session, first, claim_row(first).version, "漏报票据")
        paid(first)
        clerk = almighty(name="周平")
        with writing(clerk) as session:
            key = claim_followups.top_up(session, first, claim_row(first).version, "漏报票据")
        with reading(almighty()) as session:
            assert claims.recompute_all(session) == []
        with writing(clerk) as session:
            values = stay(20_000_00, invoices="AB1299")
            claim_intake.change(session, key, claim_row(key).version, values, accept=True)
        step(key, "review", "approve")
        assert claim_row(key).payable_fen == 6_500_00, "10,000 a period, 3,500 were paid"
        later = taken(who, begin=20)
        assert claim_row(later).payable_fen == 0
        with reading(almighty()) as session:
            assert claims.recompute_all(session) == []


class TestLookAlikes:
    def test_what_matches_is_shown_and_the_verdict_is_remembered(self, city: City) -> None:
        ids = plan()
        one = cover(city.mill, ids, mobile="13800000001")
        two = cover(city.dock, ids, name="李娜", mobile="13800000001")
        first, second = taken(one), taken(two)
        with reading(almighty()) as session:
            (row,) = claims.get_claim(session, second).alike
        assert (row.claim_id, row.matched) == (first, ("bank_number", "mobile"))
        with reading(almighty(unit=city.dock)) as session:
            (hidden,) = claims.get_claim(session, second).alike
        assert (hidden.claim_id, hidden.name) == (None, "")
        with writing(CHEN) as session, pytest.raises(InvalidInput):
            claim_matches.judge_different(session, second, first, "")
        nobody = everyone_but(Permission.DECIDE_CLAIMS)
        with writing(nobody) as session, pytest.raises(NotAllowed):
            claim_matches.judge_different(session, second, first, "夫妻共用一卡")
        with writing(CHEN) as session:
            claim_matches.judge_different(session, second, first, "夫妻共用一卡")
        with writing(CHEN) as session, pytest.raises(OfficeError):
            claim_matches.judge_different(session, first, second, "夫妻共用一卡")
        with reading(almighty()) as session:
            assert claims.get_claim(session, second).alike == ()
            assert claims.get_claim(session, first).alike == ()


class TestLists:
    def test_worklists_hold_what_waits_and_filters_what_is_asked(
        self, city: City, who: Covered
    ) -> None:
        draft = taken(who, accept=False)
        waiting = taken(who, begin=10, actor=CHEN)
        other = taken(cover(city.dock, plan(), name="李娜"), cause="tumour")
        step(other, "review", "ask_papers", codes=("invoice",))

        def found(actor: Actor | None = None, **chosen: Any) -> list[int]:
            with reading(actor or almighty()) as session:
                return [row.id for row in claim_lists.list_page(session, chosen).rows]

        assert found() == [other, waiting, draft]
        assert found(view="to_review") == [waiting]
        assert found(view="papers") == [other]
        assert found(cause="tumour") == found(below_id=city.south) == found(text="李娜") == [other]
        assert found(state="draft") == found(text=claim_row(draft).claim_no) == [draft]
        assert found(year=2025) == []
        assert found(almighty(unit=city.north)) == [waiting, draft]
        with reading(almighty()) as session:
            page = claim_lists.list_page(session, {}, 1, 2)
            assert (page.total, len(page.rows)) == (3, 2)
            assert claim_lists.list_years(session) == [2026]
            assert len(claim_lists.list_of_member(session, who.member)) == 2
            counts = claim_lists.count_views(session)
            assert (counts["to_review"], counts["papers"]) == (1, 1)
        with reading(CHEN) as session:
            assert session.scalar(claim_lists.select_to_review(session)) == 0

    def test_a_list_is_taken_away_without_what_is_sealed_and_on_the_trail(
        self, city: City, who: Covered
    ) -> None:
        key = taken(who)
        taken(cover(city.dock, plan(), name="李娜"))
        chosen = {"below_id": city.north, "view": ""}
        with writing(CHEN) as session:
            permit = claim_exports.record(session, chosen)
        with reading(CHEN) as session:
            rows = list(claim_exports.list_rows(session, permit).rows)
            told = session.scalars(select(TrailRow.action).order_by(TrailRow.id.desc())).first()
        assert [row[:2] for row in rows] == [(claim_row(key).claim_no, "郑国安")]
        assert "阑尾" not in str(rows)
        assert told == "exported"
        with reading(almighty(name="张敏")) as session, pytest.raises(NotAllowed):
            claim_exports.list_rows(session, permit)
        nobody = everyone_but(Permission.SEE_CLAIMS)
        with writing(nobody) as session, pytest.raises(NotAllowed):
            claim_exports.record(session, chosen)

    def test_a_draft_near_the_limit_is_easy_to_find(self, city: City, clock: Clock) -> None:
        key = taken(cover(city.mill, plan(hand_in_days=60)), accept=False)
        assert claim_row(key).limit_on == date(2026, 12, 7)
        with reading(almighty()) as session:
            assert claim_lists.count_views(session)["near_limit"] == 1
        clock.set(datetime(2026, 11, 20, 4, 0, tzinfo=clock.now.tzinfo))
        with reading(almighty()) as session:
            assert claim_lists.count_views(session)["near_limit"] == 0
        clock.advance(days=30)
        with reading(almighty()) as session:
            assert claim_lists.count_views(session)["near_limit"] == 1
