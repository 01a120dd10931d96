"""What came of a run that was sent: the bank's file, the round's evening, follow-ups, the end."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, timedelta

import pytest
from sqlalchemy import select

from db import (
    call_backs,
    pay_closing,
    pay_lines,
    pay_outcomes,
    pay_removals,
    pay_results,
    pay_runs,
    pay_sources,
)
from db.engine import Store
from db.models.hardship import HardshipFile
from db.models.pay_runs import PayItem
from db.models.trail import TrailRow
from db.session import reading, writing
from rules.access import Permission
from rules.errors import Conflict, InvalidInput, NotAllowed, NotFound, WrongState
from rules.pay_results import ResultRow
from tests.ground.databases import Clock
from tests.ground.money import sums_of
from tests.ground.payday import (
    MONTHLY,
    SINGLE,
    Family,
    Payday,
    bury,
    cashier,
    drafted,
    families,
    lay_out,
    preparer,
    run_of,
    sent,
    step,
)
from tests.ground.people import almighty, everyone_but
from tests.ground.tree import City, plant

pytestmark = pytest.mark.usefixtures("office", "clock")

TODAY = date(2026, 11, 24)


@pytest.fixture
def city(office: Store, clock: Clock) -> City:
    return plant()


@pytest.fixture
def payday(city: City, monkeypatch: pytest.MonkeyPatch) -> Payday:
    found = lay_out(city)
    monkeypatch.setattr(pay_sources, "PROVIDERS", [found.provide])
    monkeypatch.setattr(pay_sources, "STANDING", {MONTHLY: found.standing, SINGLE: found.standing})
    return found


@pytest.fixture
def three(city: City, payday: Payday) -> list[Family]:
    found = families(city.mill, 3)
    for order, family in enumerate(found, start=1):
        payday.month(family, order)
    return found


@pytest.fixture
def by_door(city: City, payday: Payday) -> list[Family]:
    found = families(city.mill, 3)
    for order, family in enumerate(found, start=1):
        payday.month(family, order, by_door=True)
    return found


def lines_of(run_id: int) -> list[pay_lines.LineRow]:
    with reading(almighty()) as session:
        return sorted(pay_lines.list_page(session, run_id, {}).rows, key=lambda line: line.number)


def said(run_id: int, *outcomes: str, reason: str = "账号有误") -> list[ResultRow]:
    """Return the bank's answer to the first lines of a run: paid, failed or none."""
    rows = []
    for line, outcome in zip(lines_of(run_id), outcomes, strict=False):
        rows.append(
            ResultRow(
                line.number + 1,
                reference=f"P2026-{run_id:04d}-{line.number:04d}",
                name=line.payee_name,
                account=line.bank_number,
                fen=line.fen,
                outcome=outcome,
                reason=reason if outcome == "failed" else "",
                bank_reference=f"B{line.number}",
            )
        )
    return rows


def enter(run_id: int, rows: Sequence[ResultRow], *, leave_open: bool = False) -> tuple[int, int]:
    with writing(cashier()) as session:
        seen = pay_runs.get_run(session, run_id).version
        return pay_results.enter_file(session, run_id, seen, rows, TODAY, leave_open=leave_open)


def settle(run_id: int, counted: int | None = None, returned: int | None = None) -> None:
    with writing(cashier()) as session:
        seen = pay_runs.get_run(session, run_id).version
        pay_closing.settle(session, run_id, seen, counted, returned)


def items_of(run_id: int) -> list[PayItem]:
    with reading(almighty()) as session:
        query = select(PayItem).where(PayItem.run_id == run_id).order_by(PayItem.id)
        return list(session.scalars(query))


class TestTheBanksFile:
    def test_paid_lines_are_booked_and_failed_ones_are_due_again(
        self, city: City, payday: Payday, three: list[Family]
    ) -> None:
        run_id = sent(city)
        assert enter(run_id, said(run_id, "paid", "failed", "paid")) == (2, 1)
        lines = lines_of(run_id)
        assert [(line.state, line.result_code) for line in lines] == [
            ("paid", ""),
            ("failed", "wrong_account"),
            ("paid", ""),
        ]
        sums = sums_of(payday.fund_id)
        assert (sums.paid, sums.committed) == (1600_00, 0)
        assert [(item.paid_on, item.live) for item in items_of(run_id)] == [
            (TODAY, True),
            (None, False),
            (TODAY, True),
        ]
        balance = run_of(run_id).balance
        assert balance.sent_fen == 2400_00
        assert (balance.sums["paid"], balance.back_fen) == (1600_00, 800_00)
        again = drafted(preparer(), city.federation)
        assert [line.payee_name for line in lines_of(again)] == ["家0002"]

    def test_a_single_grant_that_failed_keeps_its_reservation(
        self, city: City, payday: Payday
    ) -> None:
        (family,) = families(city.mill, 1)
        payday.single(family, 7, 500_00)
        run_id = sent(city)
        enter(run_id, said(run_id, "failed"))
        assert sums_of(payday.fund_id).committed == 500_00
        assert lines_of(drafted(preparer(), city.federation))[0].fen == 500_00

    @pytest.mark.parametrize(
        ("change", "text"),
        [
            ({"fen": 800_01}, "The amount is 800.01, the list says 800.00."),
            ({"reference": "P2026-0009-0001"}, "This row belongs to run P2026-0009."),
            ({"reference": "", "number": 77}, "No line of this run has this number."),
            ({"reference": "", "number": 2}, "This line was named in row 3 already."),
            ({"account": "6222029999999999999"}, "The list says another account."),
            ({"name": "李四"}, "The list says another name: 家0001."),
            ({"outcome": ""}, "The result is neither success nor failure."),
            ({"on": date(2026, 11, 23)}, "The value date must lie from 2026-11-24"),
            ({"wrong": "Enter an amount such as 1234.50."}, "Enter an amount"),
        ],
    )
    def test_a_row_that_does_not_fit_is_named_and_nothing_is_taken_in(
        self, city: City, payday: Payday, three: list[Family], change: dict, text: str
    ) -> None:
        from dataclasses import replace

        run_id = sent(city)
        first, *rest = said(run_id, "paid", "paid", "paid")
        rows = [*rest, replace(first, row=9, **change)]
        with reading(cashier()) as session:
            examined = pay_results.get_examination(session, run_id, rows)
        (fault,) = examined.judged.faults
        assert fault.row.row == 9
        assert fault.text.format(**fault.values).startswith(text)
        with pytest.raises(InvalidInput, match="1 rows do not fit"):
            enter(run_id, rows)
        assert {line.state for line in lines_of(run_id)} == {"listed"}
        assert sums_of(payday.fund_id).paid == 0

    def test_half_a_file_is_taken_in_only_after_a_confirmation(
        self, city: City, three: list[Family]
    ) -> None:
        run_id = sent(city)
        rows = said(run_id, "paid")
        with reading(cashier()) as session:
            examined = pay_results.get_examination(session, run_id, rows)
        assert [line.number for line in examined.judged.missing] == [2, 3]
        with pytest.raises(InvalidInput, match="2 lines are missing"):
            enter(run_id, rows)
        enter(run_id, rows, leave_open=True)
        with pytest.raises(WrongState, match="2 lines are still open"):
            settle(run_id)

    def test_the_same_file_twice_pays_nobody_twice(
        self, city: City, payday: Payday, three: list[Family]
    ) -> None:
        run_id = sent(city)
        rows = said(run_id, "paid", "paid", "paid")
        enter(run_id, rows)
        with pytest.raises(InvalidInput, match="3 rows do not fit"):
            enter(run_id, rows)
        assert sums_of(payday.fund_id).paid == 2400_00

    def test_a_line_that_was_taken_out_is_not_paid_by_a_file(
        self, city: City, payday: Payday, three: list[Family]
    ) -> None:
        run_id = drafted(preparer(), city.federation)
        line = lines_of(run_id)[0]
        with writing(preparer()) as session:
            pay_removals.remove(session, line.id, line.version, "先核对")
        step(preparer(), run_id, "lock")
        step(almighty(name="张敏"), run_id, "sign")
        step(cashier(), run_id, "send")
        row = ResultRow(2, number=1, name=line.payee_name, fen=line.fen, outcome="paid")
        with reading(cashier()) as session:
            (fault,) = pay_results.get_examination(session, run_id, [row]).judged.faults
        assert "taken out" in fault.text

    def test_deaths_since_the_lock_are_told_with_the_file(
        self, city: City, three: list[Family]
    ) -> None:
        run_id = sent(city)
        bury(three[0])
        with reading(cashier()) as session:
            examined = pay_results.get_examination(session, run_id, said(run_id, "paid"))
        assert [fault.number for fault in examined.deaths] == [1]

    def test_only_the_cashier_of_the_own_part_takes_results_in(
        self, city: City, three: list[Family]
    ) -> None:
        run_id = sent(city)
        rows = said(run_id, "paid", "paid", "paid")
        with writing(everyone_but(Permission.PAY_RUNS)) as session, pytest.raises(NotAllowed):
            pay_results.enter_file(session, run_id, 1, rows, TODAY)
        with writing(cashier(unit=city.south)) as session, pytest.raises(NotFound):
            pay_results.enter_file(session, run_id, 1, rows, TODAY)
        with writing(cashier()) as session, pytest.raises(Conflict):
            pay_results.enter_file(session, run_id, 1, rows, TODAY)

    def test_an_open_hardship_file_keeps_the_day_of_the_payment(
        self, city: City, three: list[Family]
    ) -> None:
        with writing(almighty()) as session:
            session.add(
                HardshipFile(
                    unit_id=city.mill,
                    household_id=three[0].household_id,
                    applicant_id=three[0].person_id,
                    head_name="家0001",
                    sort_name="家0001",
                    state="in_force",
                    is_open=True,
                    file_level="grassroots",
                    applied_on=TODAY,
                    region="city",
                    edited_on=TODAY,
                )
            )
        run_id = sent(city)
        enter(run_id, said(run_id, "paid", "paid", "paid"))
        with reading(almighty()) as session:
            assert session.scalar(select(HardshipFile.aided_on)) == TODAY


class TestTheRound:
    def test_lines_are_handed_over_or_brought_back_and_the_evening_agrees(
        self, city: City, payday: Payday, by_door: list[Family]
    ) -> None:
        run_id = sent(city, "door")
        first, second, third = lines_of(run_id)
        with writing(cashier()) as session:
            pay_outcomes.hand_over(session, first.id, first.version, TODAY)
            pay_outcomes.hand_over(
                session, second.id, second.version, TODAY, "女儿 家某", "本人住院"
            )
        with writing(cashier()) as session:
            pay_outcomes.not_delivered(session, third.id, third.version, "not_home")
        with pytest.raises(InvalidInput, match="Count what"):
            settle(run_id)
        with pytest.raises(InvalidInput, match=r"off by -100\.00"):
            settle(run_id, 2400_00, 700_00)
        with pytest.raises(InvalidInput) as error:
            settle(run_id, 2300_00, 800_00)
        assert error.value.field == "counted_fen"
        settle(run_id, 2400_00, 800_00)
        run = run_of(run_id)
        assert (run.state, run.cash_counted_fen, run.cash_returned_fen) == (
            "run_settled",
            2400_00,
            800_00,
        )
        assert sums_of(payday.fund_id).paid == 1600_00

    def test_a_proxy_needs_a_reason(self, city: City, by_door: list[Family]) -> None:
        run_id = sent(city, "door")
        line = lines_of(run_id)[0]
        with writing(cashier()) as session, pytest.raises(InvalidInput):
            pay_outcomes.hand_over(session, line.id, line.version, TODAY, "女儿", "")

    def test_other_reasons_are_written_down(self, city: City, by_door: list[Family]) -> None:
        run_id = sent(city, "door")
        line = lines_of(run_id)[0]
        for code, remark in (("other", ""), ("no_such_reason", "有事")):
            with writing(cashier()) as session, pytest.raises(InvalidInput):
                pay_outcomes.not_delivered(session, line.id, line.version, code, remark)

    def test_a_slip_of_the_finger_is_taken_back_before_settling(
        self, city: City, payday: Payday, by_door: list[Family]
    ) -> None:
        run_id = sent(city, "door")
        for wrong in ("paid", "returned"):
            line = lines_of(run_id)[0]
            with writing(cashier()) as session:
                if wrong == "paid":
                    pay_outcomes.hand_over(session, line.id, line.version, TODAY)
                else:
                    pay_outcomes.not_delivered(session, line.id, line.version, "not_home")
            with writing(cashier()) as session:
                pay_outcomes.reopen(session, line.id, line.version + 1, "点错了")
            sums = sums_of(payday.fund_id)
            assert (sums.paid, sums.committed) == (0, 2400_00)
            assert lines_of(run_id)[0].state == "listed"
            (item,) = [item for item in items_of(run_id) if item.line_id == line.id]
            assert (item.live, item.committed, item.paid_on) == (True, True, None)

    def test_a_line_is_not_taken_back_once_another_run_pays_it(
        self, city: City, by_door: list[Family]
    ) -> None:
        run_id = sent(city, "door")
        line = lines_of(run_id)[0]
        with writing(cashier()) as session:
            pay_outcomes.not_delivered(session, line.id, line.version, "not_home")
        drafted(preparer(), city.federation, "door")
        with writing(cashier()) as session, pytest.raises(Conflict):
            pay_outcomes.reopen(session, line.id, line.version + 1, "点错了")

    def test_a_bank_line_is_not_handed_over(self, city: City, three: list[Family]) -> None:
        run_id = sent(city)
        line = lines_of(run_id)[0]
        with writing(cashier()) as session, pytest.raises(WrongState):
            pay_outcomes.hand_over(session, line.id, line.version, TODAY)


class TestByHand:
    def test_single_lines_of_the_bank_are_entered_by_hand(
        self, city: City, three: list[Family]
    ) -> None:
        run_id = sent(city)
        first, second, _third = lines_of(run_id)
        with writing(cashier()) as session:
            pay_outcomes.enter_paid(session, first.id, first.version, TODAY, "B1")
            pay_outcomes.enter_failed(session, second.id, second.version, "account_closed")
        assert [line.state for line in lines_of(run_id)] == ["paid", "failed", "listed"]
        with writing(cashier()) as session, pytest.raises(InvalidInput, match="value date"):
            pay_outcomes.enter_paid(session, _third.id, _third.version, TODAY + timedelta(days=1))

    def test_money_that_comes_back_later_is_due_again(
        self, city: City, payday: Payday, three: list[Family]
    ) -> None:
        run_id = sent(city)
        enter(run_id, said(run_id, "paid", "paid", "paid"))
        settle(run_id)
        line = lines_of(run_id)[0]
        with writing(cashier()) as session:
            pay_outcomes.take_back(session, line.id, line.version, TODAY, "银行退票")
        assert sums_of(payday.fund_id).paid == 1600_00
        balance = run_of(run_id).balance
        assert balance.sent_fen == 2400_00
        assert balance.sums["returned"] == 800_00
        again = drafted(preparer(), city.federation)
        assert [line.payee_name for line in lines_of(again)] == ["家0001"]


class TestFollowingUp:
    def test_a_follow_up_pays_only_what_did_not_arrive(
        self, city: City, payday: Payday, three: list[Family]
    ) -> None:
        run_id = sent(city)
        enter(run_id, said(run_id, "paid", "failed", "failed"))
        payday.month(three[0], 1, 800_00, "2026-10")
        with writing(preparer()) as session:
            seen = pay_runs.get_run(session, run_id).version
            later = pay_closing.follow_up(session, run_id, seen, "door")
        assert [line.payee_name for line in lines_of(later)] == ["家0002", "家0003"]
        run = run_of(later)
        assert run.follows is not None
        assert (run.way, run.follows.id) == ("door", run_id)
        assert [one.id for one in run_of(run_id).follow_ups] == [later]
        with writing(preparer()) as session, pytest.raises(WrongState, match="due again"):
            pay_closing.follow_up(session, run_id, seen, "bank")

    def test_a_follow_up_that_was_cancelled_is_drafted_again(
        self, city: City, three: list[Family]
    ) -> None:
        run_id = sent(city)
        enter(run_id, said(run_id, "failed", "paid", "paid"))
        for _round in range(2):
            with writing(preparer()) as session:
                seen = pay_runs.get_run(session, run_id).version
                later = pay_closing.follow_up(session, run_id, seen, "bank")
            step(preparer(), later, "cancel", "待补银行卡")


class TestClosing:
    def _settled(self, city: City, three: list[Family]) -> int:
        run_id = sent(city)
        enter(run_id, said(run_id, "paid", "paid", "paid"))
        settle(run_id)
        return run_id

    def test_a_settled_run_is_closed_by_another_than_the_payer(
        self, city: City, three: list[Family]
    ) -> None:
        run_id = self._settled(city, three)
        with reading(preparer()) as session:
            seen = pay_runs.get_run(session, run_id).version
        with writing(preparer()) as session:
            pay_closing.close(session, run_id, seen)
        assert run_of(run_id).state == "run_closed"

    def test_calls_are_drawn_by_lot_and_made_before_closing(
        self, city: City, three: list[Family]
    ) -> None:
        run_id = self._settled(city, three)
        seen = run_of(run_id).version
        with writing(preparer()) as session:
            assert call_backs.draw(session, run_id, seen) == 3
        with writing(preparer()) as session, pytest.raises(WrongState, match="drawn already"):
            call_backs.draw(session, run_id, seen)
        with writing(preparer()) as session, pytest.raises(WrongState, match="3 calls"):
            pay_closing.close(session, run_id, seen)
        with reading(preparer()) as session:
            calls = call_backs.list_calls(session, run_id)
        answers = ((True, True, 800_00), (True, False, None), (False, None, None))
        for call, answer in zip(calls, answers, strict=True):
            with writing(preparer("周平")) as session:
                call_backs.enter(session, call.id, call.version, *answer)
        with reading(preparer()) as session:
            calls = call_backs.list_calls(session, run_id)
        assert [call.differs for call in calls] == [False, True, False]
        assert {call.caller for call in calls} == {"周平"}
        with writing(preparer()) as session:
            pay_closing.close(session, run_id, seen)

    def test_who_paid_does_not_call(self, city: City, three: list[Family]) -> None:
        run_id = drafted(preparer(), city.federation)
        step(preparer(), run_id, "lock")
        step(almighty(name="张敏"), run_id, "sign")
        payer = almighty(name="刘洋")
        step(payer, run_id, "send")
        enter(run_id, said(run_id, "paid", "paid", "paid"))
        settle(run_id)
        seen = run_of(run_id).version
        for actor in (payer, cashier()):
            with writing(actor) as session, pytest.raises(NotAllowed):
                call_backs.draw(session, run_id, seen)

    def test_a_number_is_read_for_a_reason(self, city: City, three: list[Family]) -> None:
        run_id = self._settled(city, three)
        with writing(preparer()) as session:
            call_backs.draw(session, run_id, run_of(run_id).version)
        with writing(preparer()) as session:
            call = call_backs.list_calls(session, run_id)[0]
            assert call.mobile == "139****0001"
            with pytest.raises(InvalidInput):
                call_backs.reveal_mobile(session, call.id, "")
            assert call_backs.reveal_mobile(session, call.id, "电话回访") == "13900000001"
        with reading(almighty()) as session:
            assert (
                session.scalar(select(TrailRow.record_type).where(TrailRow.action == "revealed"))
                == "call_back"
            )

    def test_an_unsettled_run_is_not_closed(self, city: City, three: list[Family]) -> None:
        run_id = sent(city)
        with writing(preparer()) as session, pytest.raises(WrongState):
            pay_closing.close(session, run_id, run_of(run_id).version)
