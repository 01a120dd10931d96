"""Whatever people do to grants, benefits and runs in whatever order, the money properties hold."""

from __future__ import annotations

import random
from collections import Counter
from collections.abc import Callable
from datetime import date
from typing import Any

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from db import (
    aid_grants,
    claim_due,
    claim_intake,
    claim_steps,
    entitlements,
    ledger,
    pay_closing,
    pay_drafts,
    pay_outcomes,
    pay_removals,
    pay_soundness,
    pay_steps,
)
from db.engine import Store
from db.models.aid import AidGrant, Entitlement, Fund, FundEntry
from db.models.claims import Claim
from db.models.households import HouseholdPerson
from db.models.mutual import MutualPlan
from db.models.pay_runs import PayItem, PayLine, PayRun
from db.session import reading, writing
from rules.errors import OfficeError
from rules.fields import Value
from tests.ground import claims
from tests.ground.aid import Family, benefit, family, proposal, subsistence
from tests.ground.claims import Covered
from tests.ground.databases import Clock
from tests.ground.money import pot
from tests.ground.people import almighty
from tests.ground.tree import City, plant

pytestmark = pytest.mark.usefixtures("office", "clock")

NOVEMBER = date(2026, 11, 1)
STEPS = 150
CLAIMS = "互助资金"
OFTEN = {
    "do_claim": 3,
    "do_claim_review": 3,
    "do_claim_approve": 3,
    "do_claim_undo": 1,
    "do_propose": 5,
    "do_grant": 6,
    "do_allow": 6,
    "do_draft": 6,
    "do_lock": 12,
    "do_sign": 12,
    "do_send": 12,
    "do_pay": 10,
    "do_fail": 5,
    "do_reopen": 4,
    "do_take_back": 4,
    "do_settle": 6,
    "do_follow_up": 4,
    "do_close": 3,
    "do_cancel": 1,
    "do_end": 1,
    "do_pause": 1,
    "do_unlock": 1,
    "do_remove": 1,
}
"""How often each is done; 2 times where nothing is said."""


class Office:
    """People who do one thing after another, as chance will have it."""

    def __init__(
        self, city: City, homes: list[Family], fund: int, plan: Covered, seed: int
    ) -> None:
        self.city, self.homes, self.fund, self.plan = city, homes, fund, plan
        self.chance = random.Random(seed)
        self.done: Counter[str] = Counter()

    def act(self) -> None:
        names = [one for one in dir(self) if one.startswith("do_")]
        (name,) = self.chance.choices(names, [OFTEN.get(one, 2) for one in names])
        work: Callable[[Session], object] = getattr(self, name)
        try:
            with writing(almighty()) as session:  # each time somebody else
                if work(session) is not False:
                    self.done[name] += 1
        except OfficeError:
            self.done[f"{name} refused"] += 1

    def _one(self, session: Session, model: Any, *conditions: Any) -> Any:
        rows = session.scalars(select(model).where(*conditions).order_by(model.id)).all()
        return self.chance.choice(rows) if rows else None

    def do_propose(self, session: Session) -> object:
        home = self.chance.choice(self.homes)
        need = f"需求{self.chance.randrange(1000)}"
        values = proposal(home, self.fund, kind="warmth_campaign", fen=10_000, need=need)
        return aid_grants.propose(session, home.household, values, {})

    def do_grant(self, session: Session) -> object:
        row = self._one(session, AidGrant, AidGrant.state == "awaiting")
        return row is not None and aid_grants.grant(session, row.id, row.version)

    def do_revoke(self, session: Session) -> object:
        row = self._one(session, AidGrant, AidGrant.state == "granted")
        return row is not None and aid_grants.revoke(session, row.id, row.version, "不再需要")

    def do_ask(self, session: Session) -> object:
        home = self.chance.choice(self.homes)
        first = date(2026, self.chance.randrange(9, 12), 1)
        door = self.chance.random() < 0.5
        values = benefit(home, self.fund, from_on=first, by_door=door)
        return entitlements.ask(session, home.household, values)

    def do_ask_change(self, session: Session) -> object:
        row = self._one(session, Entitlement, Entitlement.state.in_(("standing", "paused")))
        if row is None:
            return False
        home = next(one for one in self.homes if one.household == row.household_id)
        first = date(2026, self.chance.randrange(9, 13), 1)
        fen = self.chance.randrange(300, 700) * 100
        values: dict[str, Value] = benefit(home, self.fund, from_on=first, monthly_fen=fen)
        return entitlements.ask_change(session, row.id, row.version, values)

    def do_allow(self, session: Session) -> object:
        row = self._one(session, Entitlement, Entitlement.state == "asked")
        return row is not None and entitlements.decide(session, row.id, row.version, "allow")

    def do_pause(self, session: Session) -> object:
        row = self._one(session, Entitlement, Entitlement.state == "standing")
        return row is not None and entitlements.pause(session, row.id, row.version, "待核实")

    def do_resume(self, session: Session) -> object:
        row = self._one(session, Entitlement, Entitlement.state == "paused")
        first = date(2026, self.chance.randrange(9, 12), 1)
        return row is not None and entitlements.resume(
            session, row.id, row.version, first, "已核实"
        )

    def do_end(self, session: Session) -> object:
        row = self._one(session, Entitlement, Entitlement.state.in_(("standing", "paused")))
        last = date(2026, self.chance.randrange(9, 13), 1)
        return row is not None and entitlements.end(session, row.id, row.version, last, "已满")

    def do_claim(self, session: Session) -> object:
        begin = self.chance.randrange(1, 26)
        fen = self.chance.randrange(100, 900) * 100
        values = claims.stay(fen, begin, ended_on=date(2026, 10, begin))
        return claim_intake.take(session, self.plan.member, values, accept=True)

    def _claim(self, session: Session, *states: str) -> Claim | None:
        row = self._one(session, Claim, Claim.state.in_(states))
        assert row is None or isinstance(row, Claim)
        return row

    def _take(self, session: Session, action: str, *states: str) -> object:
        row = self._claim(session, *states)
        return row is not None and claim_steps.take(session, row.id, row.version, action, "原因")

    def do_claim_review(self, session: Session) -> object:
        return self._take(session, "review", "accepted")

    def do_claim_approve(self, session: Session) -> object:
        return self._take(session, "approve", "in_review")

    def do_claim_undo(self, session: Session) -> object:
        return self._take(session, "undo", "approved")

    def send_claims(self) -> None:
        """Let a run of the first claims be on its way."""
        wanted: dict[str, Value] = {
            "pays": str(self.plan.plan),
            "way": "bank",
            "month_on": NOVEMBER,
            "unit_id": self.city.federation,
        }
        with writing(almighty()) as session:
            pay_drafts.draft(session, wanted)
        for work in (self.do_lock, self.do_sign, self.do_send):
            with writing(almighty()) as session:
                work(session)

    def do_draft(self, session: Session) -> object:
        way = self.chance.choice(("bank", "door"))
        pays = self.chance.choice(("aid", str(self.plan.plan)))
        wanted: dict[str, Value] = {
            "pays": pays,
            "way": "bank" if pays != "aid" else way,
            "month_on": NOVEMBER,
            "unit_id": self.city.federation,
        }
        return pay_drafts.draft(session, wanted)

    def _run(self, session: Session, *states: str) -> PayRun | None:
        row = self._one(session, PayRun, PayRun.state.in_(states))
        assert row is None or isinstance(row, PayRun)
        return row

    def _step(self, session: Session, action: str, *states: str) -> object:
        run = self._run(session, *states)
        return run is not None and pay_steps.take(session, run.id, run.version, action, "原因")

    def do_lock(self, session: Session) -> object:
        return self._step(session, "lock", "run_draft")

    def do_unlock(self, session: Session) -> object:
        return self._step(session, "unlock", "run_locked", "run_signed")

    def do_sign(self, session: Session) -> object:
        return self._step(session, "sign", "run_locked")

    def do_send(self, session: Session) -> object:
        return self._step(session, "send", "run_signed")

    def do_cancel(self, session: Session) -> object:
        return self._step(session, "cancel", "run_draft", "run_locked", "run_signed")

    def _line(self, session: Session, runs: tuple[str, ...], *conditions: Any) -> PayLine | None:
        wanted = select(PayRun.id).where(PayRun.state.in_(runs))
        row = self._one(session, PayLine, PayLine.run_id.in_(wanted), *conditions)
        assert row is None or isinstance(row, PayLine)
        return row

    def do_remove(self, session: Session) -> object:
        line = self._line(session, ("run_draft", "run_locked", "run_signed"))
        return line is not None and pay_removals.remove(session, line.id, line.version, "暂缓")

    def do_remove_faulty(self, session: Session) -> object:
        run = self._run(session, "run_draft")
        return run is not None and pay_removals.remove_faulty(
            session, run.id, run.version, "不符合"
        )

    def do_put_back(self, session: Session) -> object:
        line = self._line(session, ("run_draft",), PayLine.removed.is_(True))
        return line is not None and pay_removals.put_back(session, line.id, line.version)

    def do_pay(self, session: Session) -> object:
        line = self._line(session, ("run_sent",), PayLine.state == "listed")
        if line is None:
            return False
        run, today = session.get(PayRun, line.run_id), date(2026, 11, 24)
        by_door = run is not None and run.way == "door"
        work = pay_outcomes.hand_over if by_door else pay_outcomes.enter_paid
        return work(session, line.id, line.version, today)

    def do_fail(self, session: Session) -> object:
        line = self._line(session, ("run_sent",), PayLine.state == "listed")
        if line is None:
            return False
        run = session.get(PayRun, line.run_id)
        by_door = run is not None and run.way == "door"
        work = pay_outcomes.not_delivered if by_door else pay_outcomes.enter_failed
        code = "not_at_home" if by_door else "wrong_account"
        return work(session, line.id, line.version, code)

    def do_reopen(self, session: Session) -> object:
        line = self._line(session, ("run_sent",), PayLine.state != "listed")
        return line is not None and pay_outcomes.reopen(session, line.id, line.version, "登记错误")

    def do_take_back(self, session: Session) -> object:
        line = self._line(
            session, ("run_sent", "run_settled", "run_closed"), PayLine.state == "paid"
        )
        today = date(2026, 11, 24)
        return line is not None and pay_outcomes.take_back(
            session, line.id, line.version, today, "退汇"
        )

    def do_settle(self, session: Session) -> object:
        run = self._run(session, "run_sent")
        if run is None:
            return False
        lines = session.scalars(
            select(PayLine).where(PayLine.run_id == run.id, PayLine.removed.is_(False))
        ).all()
        sent = sum(line.fen for line in lines)
        back = sum(line.fen for line in lines if line.state in ("failed", "returned"))
        return pay_closing.settle(session, run.id, run.version, sent, back)

    def do_follow_up(self, session: Session) -> object:
        run = self._run(session, "run_sent", "run_settled", "run_closed")
        way = self.chance.choice(("bank", "door"))
        return run is not None and pay_closing.follow_up(session, run.id, run.version, way)

    def do_close(self, session: Session) -> object:
        run = self._run(session, "run_settled")
        return run is not None and pay_closing.close(session, run.id, run.version)


def check_money() -> None:
    """Hold every property of money against what is stored."""
    with reading(almighty()) as session:
        assert ledger.differing_funds(session) == []
        assert [found for found in pay_soundness.count_faults(session) if found[1]] == []
        live = session.scalars(select(PayItem).where(PayItem.live.is_(True))).all()
        months = Counter((item.person_id, item.kind, item.month) for item in live if item.month)
        assert all(count == 1 for count in months.values()), "a month twice"
        single = Counter((item.source_type, item.source_id) for item in live if not item.month)
        assert all(count == 1 for count in single.values()), "a grant or a claim twice"
        for run in session.scalars(select(PayRun).where(PayRun.state != "run_cancelled")):
            if run.state in ("run_sent", "run_settled", "run_closed"):
                assert pay_closing.differing_sums(session, run) == []
        check_claims(session, [item for item in live if item.source_type == "claim"])
        check_aid(session, [item for item in live if item.source_type != "claim"])


def check_claims(session: Session, live: list[PayItem]) -> None:
    """Hold what claims say was paid against what runs paid, and both against their pot."""
    rows = {row.id: row for row in session.scalars(select(Claim))}
    paid = {item.source_id: item for item in live if item.paid_on is not None}
    for claim in rows.values():
        item = paid.get(claim.id)
        assert (claim.paid_on, claim.paid_fen) == (
            (item.paid_on, item.fen) if item else (None, 0)
        ), "a claim and its payment differ"
    for item in live:
        if item.committed or item.paid_on:
            assert item.fen <= rows[item.source_id].payable_fen
    for item in paid.values():
        assert rows[item.source_id].state == "approved", "a claim was undone after its payment"
    fund = session.scalars(select(Fund).where(Fund.name == CLAIMS)).one()
    assert fund.sums.paid == sum(item.fen for item in paid.values())
    assert fund.sums.committed == sum(item.fen for item in live if item.committed)
    assert fund.sums.balance >= 0


def check_aid(session: Session, live: list[PayItem]) -> None:
    """Hold grants and benefits against what runs pay, and both against their pot."""
    standing = {
        row.id: row for row in session.scalars(select(AidGrant)).all() if row.state == "granted"
    }
    for item in live:
        if not item.month:
            assert item.source_id in standing, "a grant that was cancelled stands in a run"
    fund = session.scalars(select(Fund).where(Fund.name != CLAIMS)).one()
    paid = sum(item.fen for item in live if item.paid_on is not None)
    held = sum(item.fen for item in live if item.committed)
    unpaid = sum(
        row.fen
        for row in standing.values()
        if not any(item.source_id == row.id and not item.month and item.paid_on for item in live)
    )
    assert fund.sums.paid == paid
    assert fund.sums.committed == held + unpaid
    assert fund.sums.balance >= 0


def _insured(city: City) -> Covered:
    """Cover a member by a plan whose pot is smaller than what will be claimed."""
    plan = claims.plan(cap_period_fen=0, second_look_percent=0)
    fund_id = pot(city.federation, 3_000_00, uses=(claim_due.KIND,), name=CLAIMS)
    with writing(almighty()) as session:
        row = session.get(MutualPlan, plan[0])
        assert row is not None
        row.fund_id = fund_id
    who = claims.cover(city.mill, plan)
    for begin in (26, 27):
        ended_on = date(2026, 10, begin)
        claims.approved(who, own_in_fen=600_00, begin=begin, ended_on=ended_on)
    return who


@pytest.mark.parametrize("seed", [3, 6])
def test_the_money_properties_hold_whatever_is_done(office: Store, clock: Clock, seed: int) -> None:
    city = plant()
    subsistence(100_000)
    homes = [family(unit) for unit in (city.mill, city.mill, city.dock)]
    with writing(almighty()) as session:
        for order, home in enumerate(homes):
            head = session.get(HouseholdPerson, home.head)
            assert head is not None
            head.bank_number = f"622202000000000{order:04}"
    people = Office(city, homes, pot(city.federation, 20_000_00), _insured(city), seed)
    people.send_claims()
    for _ in range(STEPS):
        people.act()
        check_money()
    assert people.done["do_pay"], "money was paid"
    with reading(almighty()) as session:
        entered = select(FundEntry.kind).join(Fund).where(Fund.name == CLAIMS).distinct()
        assert "payment" in set(session.scalars(entered)), "claims were paid"
