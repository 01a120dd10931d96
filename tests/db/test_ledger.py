"""A fund's ledger: what comes in, what is reserved and paid, and that nothing is rewritten."""

from __future__ import annotations

import threading
from datetime import UTC, date, datetime

import pytest
from sqlalchemy import text
from sqlalchemy.exc import DBAPIError

from db import fund_entries, funds, ledger
from db.engine import Store
from db.models.aid import FundEntry
from db.session import reading, writing
from rules.errors import InvalidInput, NotFound, OfficeError, WrongState
from tests.ground.databases import Clock
from tests.ground.money import pot, sums_of
from tests.ground.people import almighty
from tests.ground.tree import City, plant

pytestmark = pytest.mark.usefixtures("office", "clock")

TODAY = date(2026, 11, 24)
GRANT = ("aid_grant", 7)


@pytest.fixture
def city(office: Store, clock: Clock) -> City:
    return plant()


def test_reserved_money_is_paid_out_and_the_sums_follow(city: City) -> None:
    fund_id = pot(city.north, 100_000)
    with writing(almighty()) as session:
        ledger.commit(session, fund_id, 60_000, "living_aid", GRANT)
        assert ledger.reserved(session, fund_id, GRANT) == 60_000
        ledger.pay(session, fund_id, 60_000, "living_aid", GRANT, TODAY)
        assert ledger.reserved(session, fund_id, GRANT) == 0
    sums = sums_of(fund_id)
    assert (sums.budget, sums.paid, sums.committed, sums.balance) == (100_000, 60_000, 0, 40_000)


def test_more_than_is_left_is_refused_with_both_figures(city: City) -> None:
    fund_id = pot(city.north, 100_000)
    with writing(almighty()) as session:
        ledger.commit(session, fund_id, 60_000, "living_aid", GRANT)
    with pytest.raises(InvalidInput, match=r"400\.00.*500\.00"), writing(almighty()) as session:
        ledger.commit(session, fund_id, 50_000, "living_aid", ("aid_grant", 8))
    with pytest.raises(InvalidInput, match=r"400\.00.*500\.00"), writing(almighty()) as session:
        ledger.pay(session, fund_id, 50_000, "living_aid", ("care_gift", 8), TODAY)
    assert sums_of(fund_id).committed == 60_000


def test_a_fund_pays_for_its_purpose_in_its_year_while_it_is_open(city: City) -> None:
    fund_id = pot(city.north, 100_000, uses=("living_aid",))
    with pytest.raises(InvalidInput, match="earmarked"), writing(almighty()) as session:
        ledger.commit(session, fund_id, 100, "medical_aid", GRANT)
    with pytest.raises(InvalidInput, match="earmarked"), writing(almighty()) as session:
        ledger.pay(session, fund_id, 100, "medical_aid", GRANT, TODAY)
    with pytest.raises(InvalidInput, match=r"2026.*2027-01-05"), writing(almighty()) as session:
        ledger.pay(session, fund_id, 100, "living_aid", GRANT, date(2027, 1, 5))
    with writing(almighty()) as session:
        funds.close_fund(session, fund_id, funds.get_fund(session, fund_id).version)
    with pytest.raises(WrongState, match="2026-11-24"), writing(almighty()) as session:
        ledger.pay(session, fund_id, 100, "living_aid", GRANT, TODAY)


def test_what_was_reserved_in_the_year_is_paid_in_january(city: City, clock: Clock) -> None:
    fund_id = pot(city.north, 100_000)
    with writing(almighty()) as session:
        ledger.commit(session, fund_id, 60_000, "living_aid", GRANT)
    clock.set(datetime(2027, 1, 5, 4, 0, tzinfo=UTC))
    with writing(almighty()) as session:
        ledger.pay(session, fund_id, 60_000, "living_aid", GRANT, date(2027, 1, 5))
    assert sums_of(fund_id).paid == 60_000
    with pytest.raises(InvalidInput, match="2026"), writing(almighty()) as session:
        ledger.commit(session, fund_id, 100, "living_aid", GRANT)


def test_released_money_is_free_again_and_no_more_than_was_reserved(city: City) -> None:
    fund_id = pot(city.north, 100_000)
    with writing(almighty()) as session:
        ledger.commit(session, fund_id, 60_000, "living_aid", GRANT)
        ledger.release(session, fund_id, 60_000, GRANT)
    assert sums_of(fund_id).balance == 100_000
    with pytest.raises(WrongState), writing(almighty()) as session:
        ledger.release(session, fund_id, 1, GRANT)


def test_money_that_came_back_restores_the_balance_and_stays_reserved_for_a_grant(
    city: City,
) -> None:
    fund_id = pot(city.north, 100_000)
    month = ("pay_item", 5)
    with writing(almighty()) as session:
        for source in (GRANT, month):
            ledger.commit(session, fund_id, 30_000, "living_aid", source)
            ledger.pay(session, fund_id, 30_000, "living_aid", source, TODAY)
    with writing(almighty()) as session:
        ledger.take_back(session, fund_id, 30_000, month, TODAY)
        ledger.take_back(session, fund_id, 30_000, GRANT, TODAY)
    sums = sums_of(fund_id)
    assert (sums.paid, sums.committed, sums.balance) == (0, 30_000, 70_000)
    with pytest.raises(WrongState), writing(almighty()) as session:
        ledger.take_back(session, fund_id, 30_000, month, TODAY)


def test_a_fund_outside_the_scope_is_not_spent_from(city: City) -> None:
    fund_id = pot(city.north, 100_000)
    with pytest.raises(NotFound), writing(almighty(unit=city.south)) as session:
        ledger.commit(session, fund_id, 100, "living_aid", GRANT)


def test_an_entry_is_never_changed_by_a_record(city: City) -> None:
    pot(city.north, 100_000)
    with pytest.raises(RuntimeError, match="reversed"), writing(almighty()) as session:
        entry = session.query(FundEntry).first()
        assert entry is not None
        entry.fen = 1
        session.flush()


@pytest.mark.parametrize("statement", ["UPDATE fund_entry SET fen = 1", "DELETE FROM fund_entry"])
def test_the_database_itself_refuses_to_rewrite_the_ledger(
    city: City, office: Store, statement: str
) -> None:
    pot(city.north, 100_000)
    with pytest.raises(DBAPIError, match="append-only"), office.engine.begin() as connection:
        connection.execute(text(statement))


def test_two_clerks_cannot_spend_the_same_money(city: City) -> None:
    fund_id = pot(city.north, 100_000)
    start, outcomes = threading.Barrier(2), []

    def spend(number: int) -> None:
        start.wait()
        try:
            with writing(almighty()) as session:
                ledger.commit(session, fund_id, 70_000, "living_aid", ("aid_grant", number))
            outcomes.append("reserved")
        except OfficeError as error:
            outcomes.append(type(error).__name__)

    clerks = [threading.Thread(target=spend, args=(number,)) for number in (1, 2)]
    for clerk in clerks:
        clerk.start()
    for clerk in clerks:
        clerk.join()
    assert sorted(outcomes) == ["InvalidInput", "reserved"]
    assert sums_of(fund_id).balance == 30_000


def test_the_ledger_is_read_newest_first_and_shows_what_was_taken_back(city: City) -> None:
    fund_id = pot(city.north, 100_000)
    with writing(almighty()) as session:
        entry_id = funds.enter_income(session, fund_id, 5_000, TODAY, "省总工会", "拨〔2026〕8号")
        funds.take_back(session, entry_id, "重复登记")
    with reading(almighty()) as session:
        found = fund_entries.list_entries(session, fund_id)
    assert [(row.kind, row.fen, row.taken_back) for row in found.rows] == [
        ("reversal", -5_000, False),
        ("income", 5_000, True),
        ("budget", 100_000, False),
    ]
    assert (found.rows[0].reversed_kind, found.rows[0].note) == ("income", "重复登记")
