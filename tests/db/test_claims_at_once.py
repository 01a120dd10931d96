"""Two people with one claim, or one person's claims, at the same moment, on either engine."""

from __future__ import annotations

from datetime import date

import pytest
from sqlalchemy import select

from db import claim_due, claim_followups, claim_intake, claim_recoveries, claim_steps
from db.engine import Store
from db.models.claims import Claim
from db.models.mutual import MutualPlan
from db.session import reading, writing
from rules.errors import Conflict, InvalidInput
from rules.fields import Value
from tests.ground import claims
from tests.ground.at_once import Work, at_once
from tests.ground.databases import Clock
from tests.ground.money import pot, sums_of
from tests.ground.people import almighty
from tests.ground.tree import City, plant

pytestmark = pytest.mark.usefixtures("office", "clock")
TODAY = date(2026, 11, 24)
CLERK, CHEN, ZHANG = (almighty(name=name) for name in ("周平", "陈静", "张敏"))


@pytest.fixture
def city(office: Store, clock: Clock) -> City:
    return plant()


class TestClaims:
    def test_two_approvals_do_not_both_take_what_the_cap_leaves(self, city: City) -> None:
        who = claims.cover(city.mill, claims.plan())
        one = claims.taken(who, own_in_fen=12_000_00, begin=1)
        two = claims.taken(who, own_in_fen=12_000_00, begin=20)
        for key in (one, two):
            claims.step(key, "review")
        seen = {key: claims.claim_row(key).version for key in (one, two)}
        told = at_once(
            (almighty(name="陈静"), lambda s: claim_steps.take(s, one, seen[one], "approve")),
            (almighty(name="张敏"), lambda s: claim_steps.take(s, two, seen[two], "approve")),
        )
        assert told is None
        given = [claims.claim_row(key).payable_fen for key in (one, two)]
        assert given == [8_400_00, 1_600_00]

    def test_two_reviewers_do_not_both_decide(self, city: City) -> None:
        key = claims.taken(claims.cover(city.mill, claims.plan()))
        claims.step(key, "review")
        seen = claims.claim_row(key).version
        ground = claim_steps.Given(refusal="not_covered")
        told = at_once(
            (almighty(name="陈静"), lambda s: claim_steps.take(s, key, seen, "approve")),
            (
                almighty(name="张敏"),
                lambda s: claim_steps.take(s, key, seen, "refuse", "", ground),
            ),
        )
        assert isinstance(told, Conflict)
        assert claims.claim_row(key).state == "approved"

    @pytest.mark.parametrize("invoices", ["", "AB1234"])
    def test_one_stay_and_one_invoice_are_taken_once(self, city: City, invoices: str) -> None:
        ids = claims.plan()
        who = claims.cover(city.mill, ids)
        other = claims.cover(city.dock, ids, name="李娜") if invoices else who
        values = claims.stay(invoices=invoices)
        told = at_once(
            (almighty(), lambda s: claim_intake.take(s, who.member, values)),
            (almighty(), lambda s: claim_intake.take(s, other.member, values)),
        )
        assert isinstance(told, Conflict | InvalidInput)
        with reading(almighty()) as session:
            assert len(session.scalars(select(Claim)).all()) == 1


def topping(first: int) -> Work:
    seen = claims.claim_row(first).version
    return lambda session: claim_followups.top_up(session, first, seen, "漏报票据")


def appealing(first: int) -> Work:
    seen = claims.claim_row(first).version
    return lambda session: claim_followups.appeal(session, first, seen, "住院在期内")


def approving(claim_id: int) -> Work:
    seen = claims.claim_row(claim_id).version
    return lambda session: claim_steps.take(session, claim_id, seen, "approve")


class TestWhatFollows:
    @pytest.mark.parametrize("kind", ["appeal", "top_up"])
    def test_two_approvers_of_it_grant_it_once(self, city: City, kind: str) -> None:
        ids = claims.plan()
        first = claims.taken(claims.cover(city.mill, ids))
        claims.step(first, "review")
        if kind == "appeal":
            claims.step(first, "refuse", refusal="not_covered", actor=almighty(name="王芳"))
            with writing(CLERK) as session:
                key = int(str(appealing(first)(session)))
            claims.step(key, "accept", actor=CLERK)
        else:
            claims.step(first, "approve")
            claims.paid(first)
            with writing(CLERK) as session:
                key = int(str(topping(first)(session)))
            with writing(CLERK) as session:
                seen = claims.claim_row(key).version
                claim_intake.change(session, key, seen, claims.stay(6_000_00), accept=True)
        claims.step(key, "review")
        told = at_once((CHEN, approving(key)), (ZHANG, approving(key)))
        assert isinstance(told, Conflict)
        row = claims.claim_row(key)
        assert (row.state, row.decided_by) == ("approved", "陈静")
        assert row.payable_fen == (3_500_00 if kind == "appeal" else 700_00)

    @pytest.mark.parametrize("kind", ["appeal", "top_up"])
    def test_two_clerks_begin_it_once(self, city: City, kind: str) -> None:
        first = claims.taken(claims.cover(city.mill, claims.plan()))
        claims.step(first, "review")
        if kind == "appeal":
            claims.step(first, "refuse", refusal="not_covered")
        else:
            claims.step(first, "approve")
            claims.paid(first)
        begin = appealing if kind == "appeal" else topping
        told = at_once((CLERK, begin(first)), (ZHANG, begin(first)))
        assert isinstance(told, Conflict)
        with reading(CHEN) as session:
            assert len(session.scalars(select(Claim.id)).all()) == 2

    def test_two_cashiers_do_not_both_enter_what_came_back(self, city: City) -> None:
        who = claims.cover(city.mill, claims.plan())
        fund = pot(city.federation, 1_00, uses=(claim_due.KIND,))
        with writing(CHEN) as session:
            session.get_one(MutualPlan, who.plan).fund_id = fund
        key = claims.approved(who)
        claims.paid(key)
        with writing(CHEN) as session:
            flagged: dict[str, Value] = {"recover_fen": 500_00, "note": "重复报销"}
            claim_recoveries.flag(session, key, claims.claim_row(key).version, flagged)
        seen = claims.claim_row(key).version

        def receiving(document_no: str) -> Work:
            values: dict[str, Value] = {"fen": 300_00, "on": TODAY, "document_no": document_no}
            return lambda session: claim_recoveries.receive(session, key, seen, values)

        told = at_once((CHEN, receiving("收据1")), (ZHANG, receiving("收据2")))
        assert isinstance(told, Conflict)
        assert (claims.claim_row(key).recovered_fen, sums_of(fund).income) == (300_00, 300_00)
