"""Two people at the same moment: the second sees what the first did, on either engine."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from db import (
    aid_grants,
    entitlements,
    hardship_steps,
    notice_steps,
    objections,
    pay_closing,
    pay_drafts,
    pay_outcomes,
    pay_results,
    pay_steps,
    settings,
)
from db.engine import Store
from db.models.households import HouseholdPerson
from db.models.notices import NoticeLine
from db.models.pay_runs import PayItem, PayLine
from db.session import reading, writing
from rules.errors import Conflict, InvalidInput, WrongState
from rules.fields import Value
from rules.pay_results import ResultRow
from tests.ground.aid import (
    benefit,
    benefit_row,
    family,
    grant_row,
    granted,
    propose,
    standing,
    subsistence,
)
from tests.ground.at_once import Work, at_once
from tests.ground.databases import Clock
from tests.ground.hardship import file_row, notice_row, plant_file, publish_notice
from tests.ground.money import pot, sums_of
from tests.ground.payday import cashier, drafted, preparer, run_of, sent, signer, step
from tests.ground.people import almighty
from tests.ground.tree import City, plant

pytestmark = pytest.mark.usefixtures("office", "clock")

TODAY = date(2026, 11, 24)


@pytest.fixture
def city(office: Store, clock: Clock) -> City:
    found = plant()
    subsistence(100_000)
    return found


def test_two_grants_of_one_household_do_not_both_take_what_the_ceiling_leaves(city: City) -> None:
    home = family(city.mill)
    pots = [pot(city.federation, 1_000_000_00, name=name) for name in ("甲", "乙")]
    granted(home, pots[0], fen=600_000)
    one, two = (propose(home, fund, fen=600_000, need=f"需求{fund}") for fund in pots)
    seen = grant_row(one).version
    told = at_once(
        (almighty(name="陈静"), lambda session: aid_grants.grant(session, one, seen)),
        (almighty(name="张敏"), lambda session: aid_grants.grant(session, two, seen)),
    )
    assert isinstance(told, InvalidInput)
    assert [grant_row(key).state for key in (one, two)] == ["granted", "awaiting"]


def test_two_benefits_of_one_person_are_not_both_approved(city: City) -> None:
    home, fund = family(city.mill), pot(city.federation, 1_000_000_00)
    keys = []
    for _ in range(2):
        with writing(almighty(name="周平")) as session:
            keys.append(entitlements.ask(session, home.household, benefit(home, fund)))
    one, two = keys
    seen = benefit_row(one).version
    told = at_once(
        (almighty(name="陈静"), lambda s: entitlements.decide(s, one, seen, "allow")),
        (almighty(name="张敏"), lambda s: entitlements.decide(s, two, seen, "allow")),
    )
    assert isinstance(told, Conflict)
    assert [benefit_row(key).state for key in keys] == ["standing", "asked"]


class TestAnObjectionAndAReview:
    @pytest.fixture
    def file_id(self, city: City, clock: Clock) -> int:
        key = plant_file(city.mill, "王明")
        notice_id = publish_notice(key)
        clock.set(clock.now + timedelta(days=15))
        with writing(almighty()) as session:
            notice_steps.end(session, notice_id, notice_row(notice_id).version)
        return key

    def _object(self, file_id: int) -> Work:
        heard: dict[str, Value] = {
            "received_on": TODAY,
            "channel": "phone",
            "raised_by": None,
            "text": "另有门面房",
        }

        def work(session: Session) -> None:
            line = session.scalar(select(NoticeLine.id).where(NoticeLine.file_id == file_id))
            objections.record(session, line or 0, heard)

        return work

    def _review(self, file_id: int) -> Work:
        seen = file_row(file_id).version
        return lambda session: hardship_steps.take(session, file_id, seen, "review")

    def test_a_file_is_not_reviewed_past_an_objection_of_the_same_moment(
        self, file_id: int
    ) -> None:
        told = at_once(
            (almighty(name="周平"), self._object(file_id)),
            (almighty(name="李建国"), self._review(file_id)),
        )
        assert isinstance(told, WrongState)
        assert file_row(file_id).state == "noticed"


def test_a_run_is_not_settled_while_a_line_is_opened_again(city: City) -> None:
    fund, home = pot(city.federation, 1_000_000_00), family(city.mill)
    with writing(almighty()) as session:
        head = session.get(HouseholdPerson, home.head)
        assert head is not None
        head.bank_number = "6222020000000000017"
    standing(home, fund, from_on=date(2026, 11, 1), by_door=False)
    run_id = sent(city)

    def line() -> PayLine:
        with reading(almighty()) as session:
            return session.scalars(select(PayLine).where(PayLine.run_id == run_id)).one()

    open_line = line()
    with writing(cashier()) as session:
        pay_outcomes.enter_failed(session, open_line.id, open_line.version, "wrong_account")
    failed, seen = line(), run_of(run_id).version
    told = at_once(
        (cashier(), lambda s: pay_outcomes.reopen(s, failed.id, failed.version, "登记错误")),
        (cashier(), lambda s: pay_closing.settle(s, run_id, seen)),
    )
    assert isinstance(told, WrongState)
    assert (run_of(run_id).state, line().state) == ("run_sent", "listed")


class TestOneRun:
    @pytest.fixture
    def fund(self, city: City) -> int:
        """A fund, out of which a family's month of a benefit is due by bank."""
        fund, home = pot(city.federation, 1_000_000_00), family(city.mill)
        with writing(almighty()) as session:
            head = session.get(HouseholdPerson, home.head)
            assert head is not None
            head.bank_number = "6222020000000000017"
        standing(home, fund, from_on=date(2026, 11, 1), by_door=False)
        return fund

    def test_what_is_due_stands_in_one_of_two_runs_drafted_at_once(
        self, city: City, fund: int
    ) -> None:
        wanted: dict[str, Value] = {
            "way": "bank",
            "month_on": date(2026, 11, 1),
            "unit_id": city.federation,
        }
        told = at_once(
            (preparer("王芳"), lambda session: pay_drafts.draft(session, wanted)),
            (preparer("周平"), lambda session: pay_drafts.draft(session, wanted)),
        )
        assert isinstance(told, Conflict | WrongState)
        with reading(almighty()) as session:
            assert len(session.scalars(select(PayItem)).all()) == 1

    def test_of_two_who_sign_at_once_the_second_looks_again(self, city: City, fund: int) -> None:
        with writing(almighty()) as session:
            settings.change(session, "run_two_from", 1, 0)
        run_id = drafted(preparer(), city.federation)
        step(preparer(), run_id, "lock")
        seen = run_of(run_id).version
        told = at_once(
            (signer("张敏"), lambda session: pay_steps.sign(session, run_id, seen)),
            (signer("李建国"), lambda session: pay_steps.sign(session, run_id, seen)),
        )
        assert isinstance(told, Conflict)
        assert (run_of(run_id).signatures, run_of(run_id).state) == (1, "run_locked")

    def test_an_answer_of_the_bank_taken_in_twice_at_once_pays_once(
        self, city: City, fund: int
    ) -> None:
        run_id = sent(city)
        with reading(almighty()) as session:
            line = session.scalars(select(PayLine)).one()
        rows = [ResultRow(2, number=1, name=line.payee_name, fen=line.fen, outcome="paid")]
        seen = run_of(run_id).version
        told = at_once(
            (cashier("刘洋"), lambda s: pay_results.enter_file(s, run_id, seen, rows, TODAY)),
            (cashier("马俊"), lambda s: pay_results.enter_file(s, run_id, seen, rows, TODAY)),
        )
        assert isinstance(told, Conflict | InvalidInput)
        assert (sums_of(fund).paid, sums_of(fund).committed) == (line.fen, 0)
