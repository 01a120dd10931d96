"""Aid on the screen: proposed beside its ceiling, decided by another, from a fund one can see."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

import pytest

from db import aid_grants, funds
from db.engine import Store
from db.session import writing
from rules.access import Actor
from tests.ground.aid import Family, benefit_row, family, grant_row, propose, standing, subsistence
from tests.ground.money import pot, sums_of
from tests.ground.people import almighty
from tests.ground.tree import plant
from tests.pages.conftest import Screen, role

Open = Callable[[Actor], Screen]


@pytest.fixture
def home(office: Store) -> Family:
    city = plant()
    subsistence(106_200)
    return family(city.mill)


def _key(home: Family, kind: str) -> str:
    return f"aid-{home.household}-{kind}-0"


def test_a_clerk_sees_the_ceiling_while_typing_and_submits(home: Family, screen: Open) -> None:
    fund_id = pot(home.unit, 5_000_000)
    clerk = screen(role("clerk", language="en")).open(
        "aid_entry", household=home.household, kind="medical_aid"
    )
    form = _key(home, "medical_aid")
    assert "Own part of the medical cost this year is missing" in clerk.text
    clerk.type(form, own_part="20000")
    assert "At most 20,000.00 yuan may be granted" in clerk.html
    clerk.type(form, fen="20000.01", need="2026年10月住院")
    assert "At most 20,000.00 yuan may be granted." in clerk.html
    clerk.type(form, fen="15000")
    clerk.app.selectbox(key=f"{form}-0-fund_id").set_value(str(fund_id))
    clerk.app.text_area(key=f"{form}-0-reason").input("自付费用高")
    clerk.click(f"{form}-save")
    row = grant_row(1)
    assert (row.state, row.fen, row.kind, row.person_id) == (
        "awaiting",
        1_500_000,
        "medical_aid",
        home.head,
    )


def test_aid_that_needs_a_file_says_so_before_anything_is_typed(home: Family, screen: Open) -> None:
    other = family(home.unit, None)
    clerk = screen(role("clerk", language="en"))
    shown = clerk.open("aid_entry", household=other.household, kind="living_aid")
    assert "File before aid" in shown.text
    shown.open("aid_entry", household=other.household, kind="temporary_relief")
    assert "File before aid" not in shown.text


def test_the_chair_sees_what_the_family_had_and_grants(home: Family, screen: Open) -> None:
    fund_id = pot(home.unit, 5_000_000)
    first = propose(home, fund_id, need="2026年10月住院", fen=1_000)
    grant_id = propose(home, fund_id, need="2026年10月 住院", fen=300_000)
    chair = screen(role("approver", language="en")).open("grant", id=grant_id)
    assert "The same need was helped or proposed already" in chair.text
    assert grant_row(first).state == "awaiting"
    chair.click(f"grant-{grant_id}-grant-ask")
    chair.click(f"grant-{grant_id}-decision-save")
    assert grant_row(grant_id).state == "granted"
    assert sums_of(fund_id).committed == 300_000


def test_who_proposed_does_not_grant_with_the_button_either(home: Family, screen: Open) -> None:
    author = almighty(name="周平")
    grant_id = propose(home, pot(home.unit, 5_000_000), actor=author)
    shown = screen(replace(author, language="en")).open("grant", id=grant_id)
    shown.click(f"grant-{grant_id}-grant-ask")
    shown.click(f"grant-{grant_id}-decision-save")
    assert grant_row(grant_id).state == "awaiting"


def test_a_returned_proposal_is_changed_and_submitted_again(home: Family, screen: Open) -> None:
    fund_id = pot(home.unit, 5_000_000)
    grant_id = propose(home, fund_id)
    with writing(almighty()) as session:
        aid_grants.send_back(session, grant_id, grant_row(grant_id).version, "请减少金额")
    clerk = screen(role("clerk", language="en")).open("aid_entry", grant=grant_id)
    form = f"aid-{home.household}-living_aid-{grant_id}"
    clerk.type(form, fen="2000")
    clerk.click(f"{form}-save")
    assert (grant_row(grant_id).state, grant_row(grant_id).fen) == ("awaiting", 200_000)


def test_need_and_reason_stay_hidden_from_who_does_not_work_on_aid(
    home: Family, screen: Open
) -> None:
    grant_id = propose(home, pot(home.unit, 5_000_000))
    shown = screen(role("cashier")).open("grant", id=grant_id)
    assert "收入低于低保标准" not in shown.text
    assert f"grant-{grant_id}-reveal-ask" in shown.button_keys
    assert f"grant-{grant_id}-grant-ask" not in shown.button_keys


def test_a_benefit_is_paused_for_a_reason(home: Family, screen: Open) -> None:
    key = standing(home, pot(home.unit, 5_000_000))
    clerk = screen(role("clerk", language="en")).open("benefit", id=key)
    assert clerk.html.count(">Due<") == 3
    clerk.answer(f"benefit-{key}-pause", "核实在校情况")
    assert benefit_row(key).state == "paused"


def test_a_clerk_asks_for_a_benefit(home: Family, screen: Open) -> None:
    fund_id = pot(home.unit, 5_000_000)
    clerk = screen(role("clerk", language="en")).open(
        "aid_entry", household=home.household, kind="study_benefit"
    )
    form = f"benefit-{home.household}-study_benefit-0"
    clerk.app.selectbox(key=f"{form}-0-person_id").set_value(str(home.child))
    clerk.app.selectbox(key=f"{form}-0-fund_id").set_value(str(fund_id))
    clerk.type(form, monthly_fen="500", until_age="18", basis="会议纪要3号")
    clerk.click(f"{form}-save")
    row = benefit_row(1)
    assert (row.state, row.monthly_fen, row.until_age) == ("asked", 50_000, 18)


def test_money_received_is_entered_and_reversed_on_the_page(home: Family, screen: Open) -> None:
    fund_id = pot(home.unit, 100_000)
    chair = screen(role("approver", language="en")).open("fund", id=fund_id)
    chair.click(f"fund-{fund_id}-income-ask")
    form = f"fund-{fund_id}-income-form"
    for name, text in (("fen", "500"), ("payer", "省总工会"), ("document_no", "8号")):
        chair.app.text_input(key=f"{form}-0-{name}").input(text)
    chair.click(f"fund-{fund_id}-income-form-save")
    assert sums_of(fund_id).income == 50_000
    chair.open("fund", id=fund_id)
    chair.app.selectbox(key=f"fund-{fund_id}-entry").set_value(2).run()
    chair.answer(f"fund-{fund_id}-back-2", "重复登记")
    assert sums_of(fund_id).income == 0


def test_a_closed_fund_is_only_read(home: Family, screen: Open) -> None:
    fund_id = pot(home.unit, 100_000)
    with writing(almighty()) as session:
        funds.close_fund(session, fund_id, funds.get_fund(session, fund_id).version)
    shown = screen(role("approver", language="en")).open("fund", id=fund_id)
    assert "Year closed" in shown.html
    assert f"fund-{fund_id}-income-ask" not in shown.button_keys


def test_the_household_and_the_file_show_what_was_received(home: Family, screen: Open) -> None:
    propose(home, pot(home.unit, 5_000_000))
    clerk = screen(role("clerk", language="en"))
    for page, key, tabs in (
        ("household", home.household, f"household-{home.household}-tabs"),
        ("hardship_file", 1, "file-1-tabs"),
    ):
        clerk.app.session_state[tabs] = "Aid"
        shown = clerk.open(page, id=key)
        assert "B2026-00001" in shown.html, page
