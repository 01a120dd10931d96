"""Claims on the screen: taken while the benefit appears, decided by another, found again."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date

import pytest
from sqlalchemy import select

from components.text import plain
from db.engine import Store
from db.models.claims import Claim
from db.session import reading
from rules.access import Actor
from rules.language import LANGUAGES
from tests.ground.claims import Covered, approved, claim_row, cover, paid, plan, step, taken
from tests.ground.people import almighty
from tests.ground.tree import City, plant
from tests.pages.conftest import HOSTILE, Screen, role

Open = Callable[[Actor], Screen]
TYPED = {
    "event_on": "2026-10-05",
    "ended_on": "2026-10-07",
    "hospital": "北岭县人民医院",
    "total_fen": "6000",
    "pool_paid_fen": "1000",
    "own_in_fen": "5000",
}


@pytest.fixture
def city(office: Store) -> City:
    return plant()


@pytest.fixture
def who(city: City) -> Covered:
    return cover(city.mill, plan(), bank_number="6228480402564890018")


def newest() -> Claim:
    with reading(almighty()) as session:
        return session.scalars(select(Claim).order_by(Claim.id.desc())).first() or Claim()


def test_at_the_counter_the_benefit_appears_while_typing_and_the_claim_is_accepted(
    who: Covered, screen: Open
) -> None:
    form = f"claim-{who.member}-0"
    clerk = screen(role("clerk", language="en")).open("claim_entry", member=who.member)
    assert "医疗互助" in clerk.html
    clerk.type(form, event_on="2026-10-05", ended_on="2026-10-07", total_fen="6000")
    assert f"The parts come to {plain('6,000.00')} yuan less than the total" in clerk.text
    clerk.type(form, **TYPED)
    assert "Benefit 3,500.00 yuan" in clerk.html
    assert "version 1" in clerk.html
    assert "Still missing" in clerk.text
    clerk.app.text_area(key=f"{form}-0-invoices").input("AB1234 100.50")
    clerk.click(f"{form}-save")
    row = newest()
    assert (row.state, row.payable_fen, row.member_id) == ("accepted", 350_000, who.member)


def test_the_counter_shows_the_cover_of_the_events_day_and_says_in_place_what_is_wrong(
    city: City, screen: Open
) -> None:
    who = cover(city.mill, plan(), covered_from_on=date(2026, 2, 1))
    form = f"claim-{who.member}-0"
    clerk = screen(role("clerk", language="zh_CN")).open("claim_entry", member=who.member)
    asked = screen(role("clerk", language="zh_CN")).open("cover", person=who.member)
    for shown in (clerk, asked):
        assert "保障中" in shown.html
        assert "2026-01-01 至 2026-12-31（2026-02-01 起生效）" in shown.html
    clerk.type(form, event_on="2026-01-15", ended_on="2026-01-10")
    assert "等待期" in clerk.html
    assert '<p class="office-wrong" role="alert">出院日期 2026-01-10 早于' in clerk.html
    clerk.type(form, event_on="2024-01-05", ended_on="2024-01-10", hospital="县医院")
    assert "2024-01-05 不在保障期内" in clerk.html
    clerk.type(form, **TYPED)
    assert "<b>应付互助金 3,500.00 元</b><span>缺 2 份材料</span>" in clerk.html


def test_what_was_typed_survives_a_lost_connection(who: Covered, screen: Open) -> None:
    form = f"claim-{who.member}-0"
    clerk = role("clerk", language="en")
    screen(clerk).open("claim_entry", member=who.member).type(form, **TYPED)
    again = screen(clerk).open("claim_entry", member=who.member)
    assert "What you typed earlier is here again." in again.text
    assert "Benefit 3,500.00 yuan" in again.html
    again.click(f"{form}-draft")
    assert newest().state == "draft"


def test_an_invoice_used_before_stops_the_claim_with_a_way_to_the_other(
    city: City, who: Covered, screen: Open
) -> None:
    first = taken(cover(city.dock, plan(), name=HOSTILE), invoices="AB1234")
    form = f"claim-{who.member}-0"
    clerk = screen(role("clerk", language="en")).open("claim_entry", member=who.member)
    clerk.type(form, **TYPED)
    clerk.app.text_area(key=f"{form}-0-invoices").input("ab-1234").run()
    clerk.checked()
    assert plain(f"Invoice ab-1234 was used in claim {claim_row(first).claim_no}") in clerk.text
    assert clerk.app.button(key=f"{form}-save").disabled


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_reviewer_decides_and_everybody_reads_the_same(
    who: Covered, screen: Open, language: str
) -> None:
    key = taken(who, papers=("application",), invoices="AB1234 100")
    who_reviews = role("reviewer", language=language)
    reviewer = screen(who_reviews).open("claim", id=key)
    assert "3,500.00" in reviewer.html
    reviewer.click(f"claim-{key}-review")
    reviewer.click(f"claim-{key}-approve")
    assert claim_row(key).state == "in_review", "a paper is missing"
    step(key, "ask_papers")
    clerk = screen(role("clerk", language=language)).open("claim", id=key)
    clerk.click(f"claim-{key}-in-ask")
    clerk.app.button_group(key=f"claim-{key}-in-form-0-codes").set_value(["invoice"])
    clerk.click(f"claim-{key}-in-form-save")
    assert claim_row(key).state == "in_review"
    screen(who_reviews).open("claim", id=key).click(f"claim-{key}-approve")
    assert claim_row(key).state == "approved"
    shown = screen(role("supervisor", language=language)).open("claim", id=key)
    assert "阑尾" not in shown.html
    assert f"claim-{key}-undo-ask" not in shown.button_keys


def test_a_paper_that_is_here_may_be_asked_for_anew(who: Covered, screen: Open) -> None:
    key = taken(who)
    step(key, "review")
    reviewer = screen(role("reviewer")).open("claim", id=key).click(f"claim-{key}-ask_papers-ask")
    form = f"claim-{key}-ask_papers-form"
    reviewer.app.button_group(key=f"{form}-0-codes").set_value(["invoice"])
    reviewer.click(f"{form}-save")
    assert claim_row(key).state == "papers_asked"
    assert "已通知补交" in screen(role("clerk")).open("claim", id=key).html


def test_a_refusal_offers_an_appeal_and_a_paid_claim_a_top_up(who: Covered, screen: Open) -> None:
    refused = taken(who, invoices="AB1234")
    step(refused, "review", "refuse", refusal="other", note="票据不清")
    clerk = screen(role("clerk", language="en")).open("claim", id=refused)
    assert "票据不清" in clerk.text
    clerk.answer(f"claim-{refused}-appeal", "票据已补正")
    assert newest().appeals_id == refused
    given = approved(who, begin=20)
    paid(given)
    clerk.open("claim", id=given).answer(f"claim-{given}-top-up", "漏报一张")
    assert newest().tops_up_id == given


def test_who_decides_remembers_a_verdict_and_who_takes_second_looks_sees_whose_they_are(
    city: City, who: Covered, screen: Open
) -> None:
    other = taken(cover(city.dock, plan(), name="李娜"))
    key = approved(cover(city.mill, plan(second_look_over_fen=1_00), name="王霞"))
    reviewer = screen(role("reviewer", language="en")).open("claim", id=key)
    assert "same bank number" in reviewer.html
    reviewer.answer(f"claim-{key}-unlike-{other}", "夫妻共用一卡")
    assert "same bank number" not in reviewer.open("claim", id=key).html
    chair = screen(role("approver", language="en")).open("claims", show="second_look")
    assert claim_row(key).claim_no in chair.html
    assert "陈静" in chair.html
    chair.open("claim", id=key).click(f"claim-{key}-agree")
    assert claim_row(key).state == "approved"


def test_worklists_and_the_members_tab_lead_to_the_claim(
    city: City, who: Covered, screen: Open
) -> None:
    key = taken(who)
    number = claim_row(key).claim_no
    reviewer = screen(role("reviewer", language="en"))
    for page, values in (
        ("claims", {}),
        ("claims", {"show": "all", "q": "郑国安"}),
        ("claims", {"show": "all", "year": 2026, "plan_id": who.plan}),
    ):
        assert number in reviewer.open(page, **values).html
    assert number not in reviewer.open("claims", show="all", state="refused").html
    assert "No decision waits" in reviewer.open("claims", show="second_look").html
    assert "Claims to review" in reviewer.open("desk").html
    member = reviewer.open("member", id=who.member)
    member.app.session_state[f"member-{who.member}-tabs"] = "Mutual-aid claims"
    member.app.run()
    assert number in member.checked().html


def test_a_refused_claim_promises_no_money(who: Covered, screen: Open) -> None:
    key = taken(who, invoices="AB1234")
    reviewer = screen(role("reviewer", language="zh_CN"))
    assert "<b>3,500.00 元</b>" in reviewer.open("claim", id=key).html
    step(key, "review")
    step(key, "refuse", refusal="not_covered")
    refused = reviewer.open("claim", id=key)
    assert "<b>3,500.00 元</b>" not in refused.html
    assert "不予给付" in refused.text
    assert "办理过程" in refused.text
    assert "3,500.00" not in reviewer.open("claims", show="all", state="refused").html


@pytest.mark.parametrize(
    ("page", "values", "most"),
    [("claims", {}, 12), ("claims", {"show": "all"}, 12), ("claim", {"id": 0}, 14)],
)
def test_lists_and_one_claim_ask_little_of_the_database(
    who: Covered,
    screen: Open,
    statements: list[str],
    page: str,
    values: dict[str, object],
    most: int,
) -> None:
    key = taken(who, invoices="AB1234")
    for begin in (10, 14, 18, 22):
        approved(who, begin=begin, own_in_fen=100_00)
    if "id" in values:
        values = {"id": key}
    shown = screen(almighty()).open(page, **values)
    statements.clear()
    shown.open(page, **values)
    assert len(statements) <= most, statements
