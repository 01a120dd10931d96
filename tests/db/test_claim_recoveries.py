"""Money that a claim gave too much comes back into the plan's pot, once, and is proven."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest
from sqlalchemy import select

from db import (
    claim_due,
    claim_lists,
    claim_recoveries,
    claim_steps,
    claims,
    fund_entries,
    funds,
    mutual_soundness,
    pay_drafts,
    pay_lines,
    pay_outcomes,
)
from db.engine import Store
from db.models.aid import FundEntry
from db.models.mutual import MutualPlan
from db.models.trail import TrailRow
from db.session import reading, writing
from rules.access import Actor, Permission
from rules.errors import Conflict, InvalidInput, NotAllowed, NotFound, WrongState
from tests.ground.claim_money import Pot, change, claim_row, claimed, insured, member
from tests.ground.databases import Clock
from tests.ground.money import sums_of
from tests.ground.payday import NOVEMBER, cashier, preparer, signer, step
from tests.ground.people import almighty, everyone_but
from tests.ground.tree import City, plant

pytestmark = pytest.mark.usefixtures("office", "clock")
TODAY = date(2026, 11, 24)
CHEN, CASHIER = almighty(name="陈静"), almighty(name="李梅")


@pytest.fixture
def city(office: Store, clock: Clock) -> City:
    return plant()


@pytest.fixture
def plan(city: City) -> Pot:
    return insured(city)


@pytest.fixture
def claim_id(city: City, plan: Pot) -> int:
    """A claim of 2,100 yuan that a run has paid."""
    key = claimed(plan, member(city.mill, "李秀英"), city.mill, 2100_00, note="家属代办")
    with writing(preparer()) as session:
        unit, pays = city.federation, str(plan.plan_id)
        wanted: dict[str, Any] = {
            "way": "bank",
            "month_on": NOVEMBER,
            "unit_id": unit,
            "pays": pays,
        }
        run_id = pay_drafts.draft(session, wanted)
    for actor, action in ((preparer(), "lock"), (signer(), "sign"), (cashier(), "send")):
        step(actor, run_id, action)
    with writing(cashier()) as session:
        (line,) = pay_lines.list_page(session, run_id, {}).rows
        pay_outcomes.enter_paid(session, line.id, line.version, TODAY, "B1")
    return key


def flag(claim_id: int, fen: int = 500_00, note: str = "重复报销", actor: Actor = CHEN) -> None:
    with writing(actor) as session:
        values: dict[str, Any] = {"recover_fen": fen, "note": note}
        claim_recoveries.flag(session, claim_id, claim_row(claim_id).version, values)


def receive(claim_id: int, fen: int, actor: Actor = CASHIER, **more: Any) -> int:
    with writing(actor) as session:
        values = {"fen": fen, "on": TODAY, "document_no": "收据12", **more}
        seen = claim_row(claim_id).version
        return claim_recoveries.receive(session, claim_id, seen, values)


def returned(claim_id: int) -> None:
    """Let the bank return what it paid."""
    with writing(cashier()) as session:
        line_id = claim_due.payment_of(session, [claim_id])[claim_id].line_id
        seen = pay_lines.get_line(session, _run_of(claim_id), line_id).row.version
        pay_outcomes.take_back(session, line_id, seen, TODAY, "账户已注销")


def _run_of(claim_id: int) -> int:
    with reading(almighty()) as session:
        return claim_due.payment_of(session, [claim_id])[claim_id].run_id


def faults() -> list[tuple[str, int]]:
    with reading(almighty()) as session:
        return list(mutual_soundness.count_faults(session))


def test_what_came_back_is_in_the_pot_with_its_day_and_document(plan: Pot, claim_id: int) -> None:
    flag(claim_id)
    with reading(almighty()) as session:
        assert claim_lists.count_views(session)["recover"] == 1
    entry_id = receive(claim_id, 200_00)
    receive(claim_id, 300_00, document_no="收据13", on=TODAY)
    row, sums = claim_row(claim_id), sums_of(plan.fund_id)
    assert (row.recovered_fen, sums.income, sums.paid) == (500_00, 500_00, 2100_00)
    with reading(almighty()) as session:
        entry = session.get_one(FundEntry, entry_id)
        assert (entry.on, entry.document_no, entry.payer) == (TODAY, "收据12", row.claim_no)
        assert (entry.source_type, entry.source_id) == ("claim", claim_id)
        assert claim_lists.count_views(session)["recover"] == 0
        told = [(one.action, one.note) for one in claims.get_claim(session, claim_id).steps]
        of_entry = (TrailRow.record_type == "fund_entry", TrailRow.record_id == entry_id)
        assert session.scalars(select(TrailRow.action).where(*of_entry)).all() == ["created"]
    assert told[0] == ("flag", "¥ 500.00 · 重复报销")
    assert told[1] == ("recover", "¥ 200.00 · 收据12 · 2026-11-24")
    assert row.note == "家属代办"
    assert faults() == []


def test_only_so_much_comes_back_as_was_paid_and_flagged(claim_id: int) -> None:
    with pytest.raises(InvalidInput, match=r"2,100\.00"):
        flag(claim_id, 2100_01)
    with pytest.raises(InvalidInput, match="reason"):
        flag(claim_id, note="误")
    flag(claim_id)
    cases: tuple[tuple[dict[str, Any], str], ...] = (
        ({"fen": 500_01}, "fen"),
        ({"on": date(2026, 11, 25)}, "on"),
        ({"on": date(2026, 11, 23)}, "on"),
        ({"document_no": " "}, "document_no"),
        ({"on": date(2025, 11, 25)}, "on"),
    )
    for wrong, field in cases:
        with pytest.raises(InvalidInput) as refused:
            receive(claim_id, **{"fen": 1_00, **wrong})
        assert refused.value.field == field
    receive(claim_id, 200_00)
    with pytest.raises(InvalidInput, match="come back already"):
        flag(claim_id, 199_99)
    with pytest.raises(InvalidInput, match=r"300\.00"):
        receive(claim_id, 300_01)


def test_it_is_flagged_by_who_decides_and_received_by_whoever_keeps_the_pot(
    city: City, plan: Pot, claim_id: int
) -> None:
    with pytest.raises(NotAllowed):
        flag(claim_id, actor=everyone_but(Permission.DECIDE_CLAIMS))
    with pytest.raises(NotFound):
        flag(claim_id, actor=almighty(unit=city.south))
    flag(claim_id)
    with pytest.raises(NotAllowed):
        receive(claim_id, 1_00, everyone_but(Permission.RECEIVE_FEES))
    with pytest.raises(NotFound):
        receive(claim_id, 1_00, almighty(unit=city.south))
    with pytest.raises(NotAllowed, match="云溪市总工会"):
        receive(claim_id, 1_00, almighty(unit=city.north))
    stale = claim_row(claim_id).version - 1
    with pytest.raises(Conflict), writing(CHEN) as session:
        claim_recoveries.flag(session, claim_id, stale, {"recover_fen": 1_00, "note": "重复"})
    with pytest.raises(Conflict), writing(CASHIER) as session:
        values: dict[str, Any] = {"fen": 1_00, "on": TODAY, "document_no": "收据12"}
        claim_recoveries.receive(session, claim_id, stale, values)
    with writing(almighty()) as session:
        session.get_one(MutualPlan, plan.plan_id).fund_id = None
    with pytest.raises(WrongState, match="no pot"):
        receive(claim_id, 1_00)


def test_of_a_claim_that_was_not_paid_nothing_comes_back(city: City, plan: Pot) -> None:
    key = claimed(plan, member(city.mill, "赵国强"), city.mill, 800_00)
    with pytest.raises(WrongState, match="Nothing was paid"):
        flag(key)
    change(key, recover_fen=1_00)
    with pytest.raises(WrongState, match="Nothing was paid"):
        receive(key, 1_00)
    with pytest.raises(WrongState), writing(CHEN) as session:
        claim_steps.take(session, key, claim_row(key).version, "recover")


def test_an_entry_in_error_is_reversed_in_the_pot_and_has_to_come_back_again(
    plan: Pot, claim_id: int
) -> None:
    flag(claim_id)
    entry_id = receive(claim_id, 500_00)
    with writing(almighty()) as session:
        funds.take_back(session, entry_id, "看错金额")
    assert (claim_row(claim_id).recovered_fen, sums_of(plan.fund_id).income) == (0, 0)
    with pytest.raises(WrongState, match="taken back already"), writing(almighty()) as session:
        funds.take_back(session, entry_id, "看错金额")
    assert faults() == []
    receive(claim_id, 50_00)
    with reading(almighty()) as session:
        assert [one.fen for one in fund_entries.list_receipts(session, plan.fund_id)][:2] == [
            50_00,
            500_00,
        ]


def test_a_payment_of_which_a_part_came_back_is_not_returned_whole(
    plan: Pot, claim_id: int
) -> None:
    flag(claim_id)
    entry_id = receive(claim_id, 500_00)
    with pytest.raises(WrongState, match=r"500\.00 yuan came back"):
        returned(claim_id)
    assert (claim_row(claim_id).paid_fen, sums_of(plan.fund_id).paid) == (2100_00, 2100_00)
    with writing(almighty()) as session:
        funds.take_back(session, entry_id, "就是这笔退汇")
    returned(claim_id)
    assert sums_of(plan.fund_id).paid == 0
    assert faults() == []


def test_a_returned_payment_that_was_too_much_waits_for_a_new_decision(claim_id: int) -> None:
    flag(claim_id)
    returned(claim_id)
    with reading(almighty()) as session:
        assert claim_due.list_due_claims(session, NOVEMBER) == []
        assert claim_due.standing_claims(session, [(claim_id, "")]) == {}
    with writing(CHEN) as session:
        claim_steps.take(session, claim_id, claim_row(claim_id).version, "undo", "多付后退汇")
    assert (claim_row(claim_id).state, claim_row(claim_id).recover_fen) == ("in_review", 0)
