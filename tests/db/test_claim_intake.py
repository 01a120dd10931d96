"""Taking a claim: computed while typed, refused with a sentence, never twice."""

from __future__ import annotations

import json
from datetime import date
from fractions import Fraction
from typing import Any

import pytest
from sqlalchemy import event as happening
from sqlalchemy import select

from db import claim_intake, claims, merges
from db.claim_intake import Preview
from db.engine import Store
from db.models.claims import Claim, ClaimInvoice
from db.models.mutual import Enrolment
from db.models.trail import TrailRow
from db.session import reading, writing
from rules.access import Actor, Permission
from rules.errors import Conflict, InvalidInput, NotAllowed, NotFound, WrongState
from rules.mutual_parts import BenefitPart, PartKind
from tests.ground.claims import Covered, approved, claim_row, cover, plan, stay, step, taken
from tests.ground.databases import Clock
from tests.ground.people import actor_with, almighty, everyone_but
from tests.ground.tree import City, enrol, plant, version_of

pytestmark = pytest.mark.usefixtures("office", "clock")
MOST_STATEMENTS = 20
"""Of one claim at the counter, from the person to the trail; SQLite counts its BEGIN."""


@pytest.fixture
def city(office: Store, clock: Clock) -> City:
    return plant()


@pytest.fixture
def who(city: City) -> Covered:
    return cover(city.mill, plan(), mobile="13800000001", bank_number="6228480402564890026")


def look(who: Covered, actor: Actor | None = None, **more: Any) -> Preview:
    with reading(actor or almighty()) as session:
        return claim_intake.preview(session, who.member, stay(**more))


def take(who: Covered, actor: Actor | None = None, **more: Any) -> int:
    return taken(who, actor, **more)


def test_a_claim_is_taken_with_few_statements(
    city: City, who: Covered, office: Store, request: pytest.FixtureRequest
) -> None:
    other = cover(city.mill, plan(), name="钱伟")
    take(who)  # the plans are read once and kept
    asked: list[str] = []

    def note(*args: Any) -> None:
        asked.append(args[2])

    happening.listen(office.engine, "before_cursor_execute", note)
    request.addfinalizer(lambda: happening.remove(office.engine, "before_cursor_execute", note))
    take(other)
    assert len(asked) <= MOST_STATEMENTS, "\n".join(asked)


class TestWhileTyping:
    def test_the_benefit_is_told_line_by_line_and_nothing_is_written(self, who: Covered) -> None:
        seen = look(who, papers=("application",))
        assert seen.reckoned is not None
        assert (seen.reckoned.payable_fen, seen.missing) == (3_500_00, ("invoice",))
        assert seen.reckoned.outcome.lines
        assert seen.reckoned.outcome.cap_left_fen == 6_500_00
        assert (seen.wrong, seen.before, seen.refusals) == (None, (), ())
        with reading(almighty()) as session:
            assert session.scalar(select(Claim.id)) is None

    def test_what_does_not_add_up_is_said_and_the_cover_is_still_shown(self, who: Covered) -> None:
        seen = look(who, total_fen=1)
        assert isinstance(seen.wrong, InvalidInput)
        assert seen.cover is not None
        assert seen.cover.enrolment_id == who.enrolment

    @pytest.mark.parametrize(
        ("days", "code"),
        [
            ((date(2025, 12, 20), date(2025, 12, 22)), "not_covered"),
            ((date(2026, 1, 5), date(2026, 1, 6)), "waiting_period"),
        ],
    )
    def test_a_day_outside_the_cover_suggests_the_refusal(
        self, city: City, days: tuple[date, date], code: str
    ) -> None:
        waits = cover(city.mill, plan(), covered_from_on=date(2026, 2, 1))
        seen = look(waits, event_on=days[0], ended_on=days[1])
        assert code in seen.refusals

    def test_a_claim_after_the_plans_limit_says_so(self, city: City) -> None:
        late = look(cover(city.mill, plan(hand_in_days=10)))
        assert late.late is not None
        assert (late.late.by, late.refusals) == (date(2026, 10, 19), ("too_late",))

    def test_of_a_stay_over_the_new_year_the_plan_says_what_counts(self, city: City) -> None:
        ids = plan(event_day="end")
        old = cover(city.mill, ids, from_on=date(2025, 1, 1), to_on=date(2025, 12, 31))
        new = cover(city.mill, ids, old.member)
        seen = look(old, event_on=date(2025, 12, 28), ended_on=date(2026, 1, 3))
        assert seen.cover is not None
        assert seen.cover.enrolment_id == new.enrolment
        assert seen.advice

    def test_of_several_plans_the_one_that_answers_the_event_is_taken(self, who: Covered) -> None:
        accident = BenefitPart(PartKind.LINEAR, ("accident",), percent=Fraction(50))
        other = cover(who.unit, plan(parts=(accident,)), who.member)
        for event, chosen in (("stay", who), ("accident", other)):
            seen = look(who, event=event)
            assert seen.cover is not None
            assert seen.cover.enrolment_id == chosen.enrolment
        assert look(who, event="death").cover is None
        wanted = look(who, enrolment_id=str(other.enrolment)).cover
        assert wanted is not None
        assert wanted.enrolment_id == other.enrolment

    def test_nobody_is_covered_without_an_enrolment(self, city: City) -> None:
        with reading(almighty()) as session:
            member = enrol(city.mill, "王芳", 77)
            seen = claim_intake.preview(session, member, stay())
        assert isinstance(seen.wrong, InvalidInput)
        assert (seen.cover, seen.covers) == (None, [])


class TestTaking:
    def test_a_claim_is_accepted_with_everything_frozen_and_trailed(self, who: Covered) -> None:
        key = take(who, invoices="AB-1234 1200\nAB1235", papers=("application",))
        row = claim_row(key)
        assert (row.state, row.payable_fen, row.unit_id) == ("accepted", 3_500_00, who.unit)
        assert row.claim_no == "L2026-000001"
        assert (row.payee_name, row.mobile) == ("郑国安", "13800000001")
        assert json.loads(row.lines)
        with reading(almighty()) as session:
            file = claims.get_claim(session, key)
            assert claims.recompute_all(session) == []
            kept = session.scalars(select(TrailRow).where(TrailRow.record_type == "claim")).all()
        assert file.invoices == (("AB-1234", 120_000), ("AB1235", 0))
        assert [one.code for one in file.papers if one.missing] == ["invoice"]
        assert file.values["bank_number"] == "****0018"
        assert file.values["diagnosis"] == "***"
        assert kept
        assert not any("阑尾" in one.details for one in kept)

    def test_a_draft_is_changed_and_then_accepted_by_another_who_may_not_decide(
        self, who: Covered
    ) -> None:
        key = take(who, accept=False, invoices="AB1234")
        assert claim_row(key).state == "draft"
        other = almighty(name="赵强")
        with writing(other) as session:
            values = stay(1_000_00, invoices="AB1299")
            claim_intake.change(session, key, claim_row(key).version, values, accept=True)
        row = claim_row(key)
        assert (row.state, row.payable_fen) == ("accepted", 700_00)
        with pytest.raises(NotAllowed):
            step(key, "review", actor=other)
        take(who, invoices="AB1234", begin=20)

    def test_refused_by_role_scope_state_and_version(self, city: City, who: Covered) -> None:
        with pytest.raises(NotAllowed):
            take(who, everyone_but(Permission.TAKE_CLAIMS))
        with pytest.raises(NotFound):
            take(who, almighty(unit=city.dock))
        key = take(who)
        with writing(almighty()) as session, pytest.raises(WrongState):
            claim_intake.change(session, key, claim_row(key).version, stay())
        with writing(almighty()) as session, pytest.raises(Conflict):
            claim_intake.change(session, key, 99, stay())
        with writing(almighty()) as session, pytest.raises(NotFound):
            claims.get_claim(session, key + 1)

    def test_money_of_somebody_who_died_goes_to_an_heir(self, who: Covered) -> None:
        with pytest.raises(InvalidInput, match="heir"):
            take(who, died=True, bank_number=None)
        take(who, died=True, payee_name="郑小雨")

    def test_a_cover_of_another_unit_is_claimed_there(self, city: City) -> None:
        ids = plan()
        moved = enrol(city.mill, "李娜", 88)
        covered = cover(city.school, ids, moved)
        contact = actor_with(Permission.SEE_CLAIMS, Permission.TAKE_CLAIMS, unit=city.mill)
        with pytest.raises(InvalidInput, match="outside your part"):
            take(covered, contact)
        take(covered, almighty(unit=city.north))

    def test_sealed_values_are_read_with_a_reason_only(self, who: Covered) -> None:
        key = take(who)
        with writing(almighty()) as session:
            assert claims.reveal(session, key, "diagnosis", "核对诊断证明") == "急性阑尾炎"
            with pytest.raises(InvalidInput):
                claims.reveal(session, key, "diagnosis", "")
            with pytest.raises(InvalidInput):
                claims.reveal(session, key, "hospital", "核对诊断证明")
        nobody = everyone_but(Permission.REVEAL_SEALED)
        with writing(nobody) as session, pytest.raises(NotAllowed):
            claims.reveal(session, key, "diagnosis", "核对诊断证明")


class TestNeverTwice:
    def test_an_invoice_is_used_once_in_whatever_unit_plan_and_dress(
        self, city: City, who: Covered
    ) -> None:
        first = take(who, invoices="鄂A-0012 88.00")
        number = claim_row(first).claim_no
        other = cover(city.dock, plan(), name="李娜")
        with pytest.raises(InvalidInput, match=number) as refused:
            take(other, invoices="鄂ａ０012")
        assert refused.value.field == "invoices"
        dock = almighty(unit=city.dock)
        (elsewhere,) = look(other, dock, invoices="鄂A0012").before
        assert (elsewhere.claim_no, elsewhere.claim_id) == (number, None)
        (here,) = look(other, invoices="鄂A0012").before
        assert here.claim_id == first

    def test_overlapping_stays_of_merged_records_are_one_stay(
        self, city: City, who: Covered
    ) -> None:
        first = take(who)
        ids = plan()
        twin = cover(city.dock, ids, name="郑国平")
        with writing(almighty()) as session:
            merges.merge(
                session,
                (twin.member, version_of(twin.member)),
                (who.member, version_of(who.member)),
            )
        with pytest.raises(InvalidInput, match=claim_row(first).claim_no):
            take(twin, begin=6, hospital="另一家医院", enrolment_id=str(twin.enrolment))
        take(twin, begin=7, enrolment_id=str(twin.enrolment))

    def test_a_refused_claim_frees_its_days_and_invoices(self, who: Covered) -> None:
        first = take(who, invoices="AB1234")
        step(first, "review", "refuse", refusal="not_covered")
        again = take(who, invoices="AB1234")
        with pytest.raises(InvalidInput, match=claim_row(again).claim_no):
            step(first, "undo", note="重新审核")
        with reading(almighty()) as session:
            live = session.scalars(select(ClaimInvoice.claim_id).where(ClaimInvoice.live)).all()
        assert live == [again]


def test_later_claims_get_what_the_period_has_left(who: Covered) -> None:
    approved(who, own_in_fen=12_000_00, begin=1)
    seen = look(who, begin=20)
    assert seen.reckoned is not None
    assert seen.reckoned.payable_fen == 1_600_00
    assert seen.reckoned.used.paid_fen == 8_400_00


def test_a_claim_whose_cover_was_undone_is_not_approved(who: Covered) -> None:
    key = take(who)
    with writing(almighty()) as session:
        row = session.get(Enrolment, who.enrolment)
        assert row is not None
        row.live = False
    with pytest.raises(WrongState, match="taken back"):
        step(key, "review", "approve")
    step(key, "refuse", refusal="not_covered")
