"""Fees that came after the event are told wherever the claim is judged, and acknowledged."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

import pytest

from db import claim_fees, claim_intake, claims, cover, letter_templates, letters
from db.engine import Store
from db.models.claims import Claim
from db.models.mutual import Enrolment, FeeReceipt, UnitEnrolment
from db.session import reading, writing
from rules.errors import InvalidInput
from rules.language import speaking
from tests.ground.claims import TERMS, TODAY, Covered, approved, claim_row, plan, stay, step, taken
from tests.ground.claims import cover as covered
from tests.ground.databases import Clock
from tests.ground.people import almighty
from tests.ground.tree import City, plant

pytestmark = pytest.mark.usefixtures("office", "clock")
BEFORE, AFTER = date(2026, 10, 5), date(2026, 10, 6)
"""The day of the event, on which fees are in time, and the day after it."""
MISSING = "单位应缴互助金 95.00 元，尚有 95.00 元未到账。"
LATE = "单位应缴互助金 95.00 元，其中 95.00 元在 2026-10-05 事发之后才到账，最后一笔为 2026-10-06。"


@pytest.fixture
def city(office: Store, clock: Clock) -> Iterator[City]:
    with speaking("zh_CN"):
        yield plant()


def previewed(who: Covered) -> claim_intake.Preview:
    with reading(almighty()) as session:
        return claim_intake.preview(session, who.member, stay())


def told(claim_id: int) -> str:
    with reading(almighty()) as session:
        found = claims.get_claim(session, claim_id).fees
    return found.shown({}) if found else ""


@pytest.mark.parametrize(("paid_on", "sentence"), [(None, MISSING), (AFTER, LATE)])
def test_an_event_before_the_fees_is_told_at_intake_review_and_on_the_statement(
    city: City, paid_on: date | None, sentence: str
) -> None:
    who = covered(city.mill, plan(), paid_on=paid_on)
    seen = previewed(who)
    assert (seen.fees and seen.fees.shown({}), seen.refusals) == (sentence, ())
    claim_id = taken(who)
    assert told(claim_id) == sentence
    step(claim_id, "review")
    with pytest.raises(InvalidInput, match="Say in a note") as refused:
        step(claim_id, "approve", note=" ")
    assert refused.value.field == "note"
    step(claim_id, "approve", note="单位缴费回单已核对")
    with reading(almighty()) as session:
        assert claims.get_claim(session, claim_id).steps[-1].note == "单位缴费回单已核对"
        (template,) = (
            one for one in letter_templates.list_usable(session) if one.kind == "claim_statement"
        )
        (letter,) = letters.list_values(session, template, [claim_id])
    assert letter.rows["lines"][-1]["text"] == sentence


def test_fees_that_came_in_time_ask_for_nothing(city: City) -> None:
    who = covered(city.mill, plan(), paid_on=BEFORE)
    assert previewed(who).fees is None
    claim_id = approved(who)
    assert told(claim_id) == ""
    with reading(almighty()) as session:
        assert claim_fees.of_claims(session, [claim_id]) == {}


def test_a_receipt_that_was_taken_back_counts_on_neither_day(city: City) -> None:
    who = covered(city.mill, plan(), paid_on=BEFORE)
    with writing(almighty()) as session:
        hand_in = session.get_one(
            UnitEnrolment, session.get_one(Enrolment, who.enrolment).unit_enrolment_id
        )
        (first,) = session.query(FeeReceipt).filter_by(unit_enrolment_id=hand_in.id)
        for fen, on, back in ((-95_00, TODAY, first.id), (95_00, AFTER, None)):
            session.add(
                FeeReceipt(
                    unit_id=hand_in.unit_id,
                    unit_enrolment_id=hand_in.id,
                    plan_id=hand_in.plan_id,
                    fen=fen,
                    received_on=on,
                    payer="worker",
                    document_no="收2",
                    reverses_id=back,
                )
            )
    seen = previewed(who)
    assert seen.fees is not None
    assert seen.fees.shown({}) == LATE
    with reading(almighty()) as session:
        (found,) = cover.cover_on(session, who.member, BEFORE)
    assert found.received_on == AFTER


def test_a_plan_may_name_it_as_a_ground_of_refusal(city: City) -> None:
    refusals = {**TERMS["refusals"], "fees_late": "第九条"}
    who = covered(city.mill, plan(refusals=refusals), paid_on=AFTER)
    assert previewed(who).refusals == ("fees_late",)
    claim_id = taken(who)
    step(claim_id, "review")
    step(claim_id, "refuse", refusal="fees_late")
    row: Claim = claim_row(claim_id)
    assert (row.state, row.refusal_article) == ("refused", "第九条")
