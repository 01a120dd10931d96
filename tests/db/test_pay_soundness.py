"""The office's check finds pay runs whose sums do not agree; the desk tells what waits."""

from __future__ import annotations

from datetime import date

import pytest
from sqlalchemy import text
from sqlalchemy.orm import Session

from db import desk, pay_soundness, pay_sources
from db.engine import Store
from db.session import reading, writing
from rules.access import CONSOLE, Actor
from tests.db.test_pay_results import enter, said, settle
from tests.ground.databases import Clock
from tests.ground.payday import (
    MONTHLY,
    SINGLE,
    cashier,
    drafted,
    families,
    lay_out,
    preparer,
    sent,
    signer,
    step,
)
from tests.ground.people import almighty
from tests.ground.tree import City, plant

pytestmark = pytest.mark.usefixtures("office", "clock")


@pytest.fixture
def city(office: Store, clock: Clock, monkeypatch: pytest.MonkeyPatch) -> City:
    """A city with three families to whom a month and a grant are due by bank."""
    found = plant()
    payday = lay_out(found)
    monkeypatch.setattr(pay_sources, "PROVIDERS", [payday.provide])
    monkeypatch.setattr(
        pay_sources, "STANDING", {MONTHLY: payday.standing, SINGLE: payday.standing}
    )
    for order, family in enumerate(families(found.mill, 3), start=1):
        payday.month(family, order)
        payday.single(family, 100 + order, 300_00)
    return found


def faults() -> list[str]:
    with reading(CONSOLE) as session:
        return [sentence for sentence, _number in pay_soundness.count_faults(session)]


def test_runs_of_every_state_are_sound(city: City) -> None:
    run_id = sent(city)
    assert faults() == []
    enter(run_id, said(run_id, "paid", "failed", "paid"))
    assert faults() == []
    settle(run_id)
    again = drafted(preparer(), city.federation)
    step(preparer(), again, "cancel", "暂缓")
    assert faults() == []


@pytest.mark.parametrize(
    ("spoil", "words"),
    [
        ("UPDATE pay_run SET total_fen = total_fen + 1", "pay runs come to another sum"),
        ("UPDATE pay_run SET line_count = 9", "pay runs come to another sum"),
        ("UPDATE pay_item SET fen = fen + 1 WHERE id = 1", "lines of pay runs"),
        ("UPDATE pay_item SET live = NOT live WHERE id = 1", "payments stand"),
        ("UPDATE pay_item SET paid_on = NULL WHERE id = 1", "payments are booked"),
        ("UPDATE pay_item SET source_id = source_id + 900 WHERE month = ''", "ledger"),
    ],
)
def test_a_sum_that_was_spoilt_is_found(city: City, spoil: str, words: str) -> None:
    run_id = sent(city)
    enter(run_id, said(run_id, "paid", "paid", "paid"))
    with writing(almighty()) as session:
        _spoil(session, spoil)
    assert any(words in sentence for sentence in faults())


def _spoil(session: Session, statement: str) -> None:
    session.connection().execute(text(statement))


def _waiting(actor: Actor) -> dict[str, int]:
    with reading(actor) as session:
        return {one.label: one.count for one in desk.list_waiting(session)}


def test_the_desk_tells_what_is_to_be_signed_paid_and_awaited(city: City, clock: Clock) -> None:
    drafter, chair, payer = almighty(name="王芳"), signer(), cashier()
    run_id = drafted(drafter, city.federation)
    step(drafter, run_id, "lock")
    assert _waiting(chair) == {"Pay runs to sign": 1}
    assert "Pay runs to sign" not in _waiting(drafter)
    step(chair, run_id, "sign")
    assert _waiting(payer) == {"Pay runs to pay": 1}
    assert "Pay runs to pay" not in _waiting(drafter)
    step(payer, run_id, "send")
    assert _waiting(payer) == {}
    clock.advance(days=3, minutes=1)
    assert _waiting(payer) == {"Results awaited for more than three days": 1}
    assert clock.now.date() == date(2026, 11, 27)


def test_the_desk_tells_of_cash_that_is_out_from_the_first_hour(city: City) -> None:
    sent(city)
    with writing(CONSOLE) as session:
        _spoil(session, "UPDATE pay_run SET way = 'door'")
    assert _waiting(cashier()) == {"Door rounds under way": 1}


def test_another_county_is_told_of_none_of_it(city: City) -> None:
    run_id = drafted(preparer(), city.north)
    step(preparer(), run_id, "lock")
    assert _waiting(signer(unit=city.south)) == {}
