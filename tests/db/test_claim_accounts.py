"""The account of a claim is corrected until its money is on the way, and who signs is told."""

from __future__ import annotations

import json
from datetime import date

import pytest
from sqlalchemy import select

from db import claim_accounts, pay_drafts, pay_removals, pay_runs, pay_steps
from db.claim_due import KIND
from db.engine import Store
from db.models.mutual import MutualPlan
from db.models.pay_runs import PayLine
from db.models.trail import TrailRow
from db.session import reading, writing
from rules.access import Actor, Permission
from rules.errors import Conflict, InvalidInput, NotAllowed, NotFound, WrongState
from rules.fields import Value
from tests.ground import claims
from tests.ground.claims import claim_row
from tests.ground.databases import Clock
from tests.ground.money import pot
from tests.ground.payday import preparer, step
from tests.ground.people import almighty, everyone_but
from tests.ground.tree import City, plant

pytestmark = pytest.mark.usefixtures("office", "clock")

CARD = "6217000000000000018"


@pytest.fixture
def city(office: Store, clock: Clock) -> City:
    return plant()


@pytest.fixture
def claim_id(city: City) -> int:
    """An approved claim whose plan has a pot."""
    plan = claims.plan()
    fund_id = pot(city.federation, 50_000_00, uses=(KIND,))
    with writing(almighty()) as session:
        row = session.get(MutualPlan, plan[0])
        assert row is not None
        row.fund_id = fund_id
    return claims.approved(claims.cover(city.mill, plan))


def correct(
    claim_id: int, actor: Actor | None = None, seen: int | None = None, **more: Value
) -> None:
    values: dict[str, Value] = {
        "payee_name": "郑小雨",
        "bank_name": "建设银行",
        "bank_number": CARD,
        "reason": "本人去世，由女儿领取",
        **more,
    }
    with writing(actor or almighty(name="周平")) as session:
        version = claim_row(claim_id).version if seen is None else seen
        claim_accounts.set_account(session, claim_id, version, values)


def drafted(city: City, claim_id: int) -> int:
    with writing(preparer()) as session:
        return pay_drafts.draft(
            session,
            {
                "pays": str(claim_row(claim_id).plan_id),
                "way": "bank",
                "month_on": date(2026, 11, 1),
                "unit_id": city.federation,
            },
        )


def test_an_approved_claim_goes_into_another_account_for_a_reason(claim_id: int) -> None:
    before = claim_row(claim_id)
    correct(claim_id)
    after = claim_row(claim_id)
    assert (after.payee_name, after.bank_name, after.bank_number) == ("郑小雨", "建设银行", CARD)
    assert (after.state, after.payable_fen) == ("approved", before.payable_fen)
    assert after.bank_index != before.bank_index
    assert after.mobile == before.mobile
    with reading(almighty()) as session:
        note = session.scalars(select(TrailRow).where(TrailRow.action == "account_corrected")).one()
    assert "本人去世，由女儿领取" in str(json.loads(note.details))
    assert CARD not in note.details


def test_what_is_missing_or_wrong_is_said(claim_id: int) -> None:
    for field in ("payee_name", "bank_name", "bank_number", "reason"):
        with pytest.raises(InvalidInput) as error:
            correct(claim_id, None, None, **{field: " "})
        assert error.value.field == field
    with pytest.raises(InvalidInput):
        correct(claim_id, bank_number="12")


def test_the_account_is_corrected_by_who_may_in_their_part_and_as_they_saw_it(
    city: City, claim_id: int
) -> None:
    with pytest.raises(NotAllowed):
        correct(claim_id, everyone_but(Permission.TAKE_CLAIMS))
    with pytest.raises(NotFound):
        correct(claim_id, almighty(unit=city.south))
    with pytest.raises(Conflict):
        correct(claim_id, seen=claim_row(claim_id).version - 1)
    assert claim_row(claim_id).bank_number != CARD


def test_a_locked_run_keeps_its_account_until_the_line_is_taken_out(
    city: City, claim_id: int
) -> None:
    run_id = drafted(city, claim_id)
    correct(claim_id, payee_name="郑国安")
    step(preparer(), run_id, "lock")
    with pytest.raises(WrongState, match="Take its line out"):
        correct(claim_id, bank_number="6217000000000000026")
    with writing(preparer()) as session:
        line = session.scalars(select(PayLine).where(PayLine.run_id == run_id)).one()
        assert line.bank_number == CARD
        pay_removals.remove(session, line.id, line.version, "账户有误")
    correct(claim_id, bank_number="6217000000000000026")
    assert claim_row(claim_id).bank_number == "6217000000000000026"


def test_a_paid_or_closed_claim_has_no_account_to_correct(city: City, claim_id: int) -> None:
    claims.paid(claim_id)
    with pytest.raises(WrongState, match="has been paid"):
        correct(claim_id)
    other = claims.taken(claims.cover(city.mill, claims.plan(), name="王秀兰"))
    claims.step(other, "withdraw", note="本人撤回", actor=almighty(name="周平"))
    with pytest.raises(WrongState, match="closed"):
        correct(other)


def test_whoever_named_the_account_does_not_sign_its_run(city: City, claim_id: int) -> None:
    run_id = drafted(city, claim_id)
    clerk = almighty(name="周平")
    correct(claim_id, clerk)
    step(preparer(), run_id, "lock")
    with writing(clerk) as session, pytest.raises(NotAllowed):
        pay_steps.sign(session, run_id, pay_runs.get_run(session, run_id).version)
