"""The sample's pay runs of one year, by the office's own verbs, each step at its own past moment.

Every month is paid in the first days of the next one, by bank and at the doors: some payments
fail and are followed up, some of the paid are called. What is due this month is under way.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from random import Random

from sqlalchemy import select
from sqlalchemy.orm import Session

from db import (
    call_backs,
    pay_closing,
    pay_drafts,
    pay_lines,
    pay_outcomes,
    pay_removals,
    pay_results,
    pay_runs,
    pay_steps,
)
from db.models.units import Unit
from db.pay_lines import LineRow
from db.session import reading, writing
from db.verbs import today_of
from rules import pay_runs as rules
from rules.access import CONSOLE, Actor
from rules.aid import month_of, months_on
from rules.errors import WrongState
from rules.fields import Value
from rules.pay_results import ResultRow

AsAccount = Callable[[str], Actor]

MONTHS = 12
TITLES = {rules.BANK: "帮扶资金银行代发", rules.DOOR: "两金入户"}
_FAILURES = ("账号有误", "账户已销户", "户名不符")
_PROXIES = (("儿子", "本人住院"), ("女儿", "本人外出就医"), ("邻居王某", "本人行动不便"))
_AT_NINE = time(1, 30)


@dataclass(frozen=True, slots=True)
class Hands:
    """Who does what with the sample's runs."""

    clerk: Actor
    signers: tuple[Actor, ...]
    cashier: Actor


@contextmanager
def _at(actor: Actor, day: date) -> Iterator[Session]:
    """Write as somebody on a past day, never later than now."""
    with writing(actor) as session:
        session.info["verb"] = "sample_pay.make_payments"
        moment = datetime.combine(day, _AT_NINE, UTC)
        session.info["now"] = min(moment, session.info["now"])
        yield session


def make_payments(dice: Random, as_account: AsAccount) -> int:
    """Pay what was due in each of the last twelve months; returns how many runs there are."""
    hands = _hands(as_account)
    with reading(CONSOLE) as session:
        today = today_of(session)
        top = session.scalars(select(Unit.id).where(Unit.parent_id.is_(None))).one()
    present = month_of(today)
    made = 0
    for back in range(MONTHS, 0, -1):
        month = months_on(present, -back)
        for way in (rules.BANK, rules.DOOR):
            made += _month(dice, hands, top, way, month)
    return made + _under_way(dice, hands, top, present, today)


def _hands(as_account: AsAccount) -> Hands:
    signers = (as_account("reviewer"), as_account("chair"))
    return Hands(as_account("clerk"), signers, as_account("cashier"))


def pay_claims(dice: Random, as_account: AsAccount, plan_id: int) -> int:
    """Pay a plan's claims that were approved last month; returns how many runs there are."""
    hands = _hands(as_account)
    with reading(CONSOLE) as session:
        month = months_on(month_of(today_of(session)), -1)
        top = session.scalars(select(Unit.id).where(Unit.parent_id.is_(None))).one()
    return _month(dice, hands, top, rules.BANK, month, str(plan_id))


def _month(
    dice: Random, hands: Hands, top: int, way: str, month: date, pays: str = rules.AID
) -> int:
    """Pay one month by one way; returns how many runs that took."""
    first = months_on(month, 1) + timedelta(days=2)
    run_id = _signed(hands, top, way, month, first, pays)
    if run_id is None:
        return 0
    failed = _paid(dice, hands, run_id, first)
    if not failed:
        return 1
    with _at(hands.clerk, first + timedelta(days=7)) as session:
        seen = pay_runs.get_run(session, run_id).version
        later = pay_closing.follow_up(session, run_id, seen, way)
    if _through(hands, later, first + timedelta(days=7)):
        _paid(dice, hands, later, first + timedelta(days=7), all_arrive=True)
    return 2


def _signed(
    hands: Hands, top: int, way: str, month: date, day: date, pays: str = rules.AID
) -> int | None:
    run_id = _drafted(hands, top, way, month, day, pays)
    return run_id if run_id is not None and _through(hands, run_id, day) else None


def _drafted(
    hands: Hands, top: int, way: str, month: date, day: date, pays: str = rules.AID
) -> int | None:
    """Draft what is due up to a month, of aid or of a plan's claims; None where nothing is."""
    what = TITLES[way] if pays == rules.AID else "互助理赔代发"
    values: dict[str, Value] = {
        "way": way,
        "month_on": month,
        "unit_id": top,
        "title": f"{month.year}年{month.month}月{what}",
        "pays": pays,
    }
    with _at(hands.clerk, day) as session:
        try:
            return pay_drafts.draft(session, values)
        except WrongState:
            return None


def _through(hands: Hands, run_id: int, day: date) -> bool:
    """Lock, sign and send a draft, what cannot be paid taken out; says whether it went out."""
    with _at(hands.clerk, day) as session:
        seen = pay_runs.get_run(session, run_id).version
        pay_removals.remove_faulty(session, run_id, seen, "银行卡或待遇信息待核实")
    with _at(hands.clerk, day) as session:
        run = pay_runs.get_run(session, run_id)
        if not run.line_count:
            pay_steps.cancel(session, run_id, run.version, "没有可发放的户")
            return False
        pay_steps.lock(session, run_id, run.version)
    for signer in hands.signers:
        with _at(signer, day + timedelta(days=1)) as session:
            run = pay_runs.get_run(session, run_id)
            if run.state == rules.LOCKED:
                pay_steps.sign(session, run_id, run.version)
    with _at(hands.cashier, day + timedelta(days=2)) as session:
        run = pay_runs.get_run(session, run_id)
        if run.state != rules.SIGNED:
            return False
        pay_steps.send(session, run_id, run.version)
    return True


def _lines(session: Session, run_id: int) -> list[LineRow]:
    run = pay_runs.get_run(session, run_id)
    return pay_lines.list_page(session, run_id, {}, 1, max(run.line_count, 1)).rows


def _paid(dice: Random, hands: Hands, run_id: int, first: date, *, all_arrive: bool = False) -> int:
    """Enter results, settle, call and close; returns how many lines did not arrive."""
    day = first + timedelta(days=3)
    with _at(hands.cashier, day) as session:
        run = pay_runs.get_run(session, run_id)
        rows = _lines(session, run_id)
        missed = {row.id for row in rows if not all_arrive and dice.random() < 0.05}
        if run.way == rules.BANK:
            _bank(session, dice, run, rows, missed)
        else:
            _doors(session, dice, rows, missed)
    with _at(hands.cashier, day) as session:
        run = pay_runs.get_run(session, run_id)
        counted = run.balance.sent_fen if run.way == rules.DOOR else None
        back = run.balance.back_fen if run.way == rules.DOOR else None
        pay_closing.settle(session, run_id, run.version, counted, back)
    _call(dice, hands, run_id, day + timedelta(days=4))
    return len(missed)


def _bank(
    session: Session,
    dice: Random,
    run: pay_runs.RunFile,
    rows: Sequence[LineRow],
    missed: set[int],
) -> None:
    results = [
        ResultRow(
            row.number + 1,
            reference=rules.reference_of(run.run_no, row.number),
            name=row.payee_name,
            fen=row.fen,
            outcome=rules.FAILED if row.id in missed else rules.PAID,
            reason=dice.choice(_FAILURES) if row.id in missed else "",
            bank_reference=f"{run.run_no[1:5]}{dice.randrange(10**8):08d}",
        )
        for row in rows
    ]
    today = today_of(session)
    pay_results.enter_file(session, run.id, run.version, results, today)


def _doors(session: Session, dice: Random, rows: Sequence[LineRow], missed: set[int]) -> None:
    today = today_of(session)
    for row in rows:
        if row.id in missed:
            pay_outcomes.not_delivered(session, row.id, row.version, "not_home", "两次上门无人")
        elif dice.random() < 0.1:
            proxy, why = dice.choice(_PROXIES)
            pay_outcomes.hand_over(session, row.id, row.version, today, proxy, why)
        else:
            pay_outcomes.hand_over(session, row.id, row.version, today)


def _call(dice: Random, hands: Hands, run_id: int, day: date) -> None:
    """Draw the calls, make them, and put the run away."""
    with _at(hands.clerk, day) as session:
        run = pay_runs.get_run(session, run_id)
        if run.balance.counts.get(rules.PAID):
            call_backs.draw(session, run_id, run.version)
    with _at(hands.clerk, day + timedelta(days=1)) as session:
        for call in call_backs.list_calls(session, run_id):
            if dice.random() < 0.12:
                call_backs.enter(session, call.id, call.version, False, remark="两次无人接听")
            else:
                call_backs.enter(session, call.id, call.version, True, True, call.fen, "已收到")
    with _at(hands.clerk, day + timedelta(days=1)) as session:
        seen = pay_runs.get_run(session, run_id).version
        pay_closing.close(session, run_id, seen)


def _under_way(dice: Random, hands: Hands, top: int, month: date, today: date) -> int:
    """Leave this month's round half delivered and the bank's list waiting for signatures."""
    made = 0
    by_door = _signed(hands, top, rules.DOOR, month, today - timedelta(days=2))
    if by_door is not None:
        made += 1
        with _at(hands.cashier, today) as session:
            rows = _lines(session, by_door)
            _doors(session, dice, rows[: len(rows) // 2], set())
    by_bank = _drafted(hands, top, rules.BANK, month, today)
    if by_bank is None:
        return made
    with _at(hands.clerk, today) as session:
        seen = pay_runs.get_run(session, by_bank).version
        pay_removals.remove_faulty(session, by_bank, seen, "银行卡或待遇信息待核实")
    with _at(hands.clerk, today) as session:
        run = pay_runs.get_run(session, by_bank)
        if run.line_count:
            pay_steps.lock(session, by_bank, run.version)
    return made + 1
