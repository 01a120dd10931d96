"""Nobody is paid twice, and no money is lost: benefits, grants, funds and runs taken together."""

from __future__ import annotations

from datetime import date

import pytest
from sqlalchemy import select

from db import (
    aid_grants,
    entitlements,
    funds,
    pay_checks,
    pay_faults,
    pay_outcomes,
)
from db.engine import Store
from db.models.aid import FundEntry
from db.models.households import HouseholdPerson
from db.models.pay_runs import PayItem, PayLine
from db.session import reading, writing
from rules.errors import InvalidInput, WrongState
from tests.ground.aid import (
    Family,
    benefit,
    benefit_row,
    family,
    grant_row,
    granted,
    propose,
    standing,
    subsistence,
)
from tests.ground.databases import Clock
from tests.ground.money import pot, sums_of
from tests.ground.payday import cashier, drafted, preparer, sent, step
from tests.ground.people import almighty
from tests.ground.tree import City, plant

pytestmark = pytest.mark.usefixtures("office", "clock")


@pytest.fixture
def city(office: Store, clock: Clock) -> City:
    found = plant()
    subsistence(100_000)
    return found


@pytest.fixture
def fund(city: City) -> int:
    return pot(city.federation, 1_000_000_00)


@pytest.fixture
def home(city: City) -> Family:
    found = family(city.mill)
    with writing(almighty()) as session:
        head = session.get(HouseholdPerson, found.head)
        assert head is not None
        head.bank_name, head.bank_number = "工商银行", "6222020000000000017"
    return found


def lines_of(run_id: int) -> list[PayLine]:
    with reading(almighty()) as session:
        query = select(PayLine).where(PayLine.run_id == run_id).order_by(PayLine.number)
        return list(session.scalars(query))


def fail(run_id: int) -> None:
    """Let the bank have failed to pay every line of a run."""
    for line in lines_of(run_id):
        with writing(cashier()) as session:
            pay_outcomes.enter_failed(session, line.id, line.version, "wrong_account")


def reopen(run_id: int) -> None:
    (line,) = lines_of(run_id)
    with writing(cashier()) as session:
        pay_outcomes.reopen(session, line.id, line.version, "误登记为失败")


def paid_months(person_id: int) -> list[str]:
    with reading(almighty()) as session:
        rows = session.scalars(
            select(PayItem.month).where(PayItem.person_id == person_id, PayItem.live.is_(True))
        )
        return sorted(rows)


class TestALineThatFailed:
    def test_it_is_not_reopened_for_a_grant_that_was_cancelled_meanwhile(
        self, city: City, fund: int, home: Family
    ) -> None:
        grant_id = granted(home, fund)
        run_id = sent(city)
        fail(run_id)
        with writing(almighty(name="陈静")) as session:
            aid_grants.revoke(session, grant_id, grant_row(grant_id).version, "家庭已搬走")
        with pytest.raises(WrongState, match="no longer stands"):
            reopen(run_id)
        assert sums_of(fund).committed == 0

    def test_it_is_not_reopened_for_a_month_that_another_benefit_pays_now(
        self, city: City, fund: int, home: Family
    ) -> None:
        old = standing(home, fund, from_on=date(2026, 10, 1), by_door=False)
        run_id = sent(city)
        fail(run_id)
        with writing(almighty(name="周平")) as session:
            values = benefit(home, fund, from_on=date(2026, 11, 1), monthly_fen=60_000)
            new = entitlements.ask_change(session, old, benefit_row(old).version, values)
        with writing(almighty(name="陈静")) as session:
            entitlements.decide(session, new, benefit_row(new).version, "allow")
        with pytest.raises(WrongState, match="no longer stands"):
            reopen(run_id)
        assert paid_months(home.child) == []

    def test_it_is_reopened_while_all_that_it_pays_still_stands(
        self, city: City, fund: int, home: Family
    ) -> None:
        granted(home, fund)
        run_id = sent(city)
        fail(run_id)
        reopen(run_id)
        (line,) = lines_of(run_id)
        assert line.state == "listed"


class TestSomebodyWhoDiedSinceTheProposal:
    def test_nothing_is_granted_to_the_dead(self, fund: int, home: Family) -> None:
        grant_id = propose(home, fund)
        with writing(almighty()) as session:
            head = session.get(HouseholdPerson, home.head)
            assert head is not None
            head.deceased_on = date(2026, 11, 20)
        with pytest.raises(InvalidInput, match="living"), writing(almighty()) as session:
            aid_grants.grant(session, grant_id, grant_row(grant_id).version)
        assert sums_of(fund).committed == 0


class TestABenefitThatIsReplaced:
    def test_an_end_that_was_set_meanwhile_is_not_moved_on(self, fund: int, home: Family) -> None:
        old = standing(home, fund, from_on=date(2026, 6, 1))
        with writing(almighty(name="周平")) as session:
            values = benefit(home, fund, from_on=date(2026, 11, 1), monthly_fen=60_000)
            new = entitlements.ask_change(session, old, benefit_row(old).version, values)
        with writing(almighty(name="周平")) as session:
            version = benefit_row(old).version
            entitlements.end(session, old, version, date(2026, 8, 1), "已休学")
        with writing(almighty(name="陈静")) as session:
            entitlements.decide(session, new, benefit_row(new).version, "allow")
        assert benefit_row(old).to_on == date(2026, 8, 1)

    def test_two_changes_of_one_benefit_never_overlap(self, fund: int, home: Family) -> None:
        old = standing(home, fund, from_on=date(2026, 6, 1))
        changes = []
        for first, last in ((11, date(2026, 11, 1)), (12, None)):
            with writing(almighty(name="周平")) as session:
                values = benefit(home, fund, from_on=date(2026, first, 1), to_on=last)
                seen = benefit_row(old).version
                changes.append(entitlements.ask_change(session, old, seen, values))
        for new in changes:
            with writing(almighty(name="陈静")) as session:
                entitlements.decide(session, new, benefit_row(new).version, "allow")
        assert benefit_row(old).to_on == date(2026, 10, 1)


class TestWhatWasLockedAndEndedBeforePayment:
    def test_a_benefit_paused_since_the_lock_keeps_the_run_from_leaving(
        self, city: City, fund: int, home: Family
    ) -> None:
        key = standing(home, fund, from_on=date(2026, 11, 1), by_door=False)
        run_id = drafted(preparer(), city.federation)
        step(preparer(), run_id, "lock")
        step(almighty(name="张敏"), run_id, "sign")
        with writing(almighty(name="周平")) as session:
            entitlements.pause(session, key, benefit_row(key).version, "收入待核实")
        with pytest.raises(WrongState, match="no longer stands"):
            step(cashier(), run_id, "send")


class TestMoneyThatIsCarriedOver:
    def test_taken_back_it_returns_to_the_pot_it_came_from(self, city: City, fund: int) -> None:
        other = pot(city.federation, 0, name="另一资金")
        with writing(almighty()) as session:
            seen = funds.get_fund(session, fund).version
            funds.carry_over(session, fund, seen, other, 5_000_00)
        with reading(almighty()) as session:
            entry = session.scalar(select(FundEntry).where(FundEntry.fund_id == other))
            assert entry is not None
        with writing(almighty()) as session:
            funds.take_back(session, entry.id, "转错了")
        assert (sums_of(fund).balance, sums_of(other).balance) == (1_000_000_00, 0)
        assert (sums_of(fund).moved, sums_of(other).income) == (0, 0)
        with pytest.raises(WrongState, match="already"), writing(almighty()) as session:
            funds.take_back(session, entry.id, "再转一次")


class TestAFundThatWasClosed:
    def test_a_grant_of_a_closed_fund_is_a_fault_of_the_draft_and_no_surprise_at_the_bank(
        self, city: City, fund: int, home: Family
    ) -> None:
        granted(home, fund)
        run_id = sent(city)
        (line,) = lines_of(run_id)
        with writing(cashier()) as session:
            pay_outcomes.enter_paid(session, line.id, line.version, date(2026, 11, 24))
        with writing(almighty()) as session:
            funds.close_fund(session, fund, funds.get_fund(session, fund).version)
        (line,) = lines_of(run_id)
        with writing(cashier()) as session:
            pay_outcomes.take_back(
                session, line.id, line.version, date(2026, 11, 24), "账户已销户退回"
            )
        again = drafted(preparer(), city.federation)
        with pytest.raises(WrongState, match="cannot be paid"):
            step(preparer(), again, "lock")
        with reading(almighty()) as session:
            faults = pay_faults.list_faults(session, again)
        assert [fault.text for fault in faults] == [pay_checks.FUND_CLOSED]
