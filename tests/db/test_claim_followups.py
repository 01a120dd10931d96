"""What follows a claim never pays an event twice, and is judged by people who did not before."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest
from sqlalchemy import select

from db import claim_followups, claim_intake, claim_lists, claims, merges
from db.engine import Store
from db.models.claims import Claim
from db.models.members import Member
from db.models.mutual import Enrolment, UnitEnrolment
from db.session import reading, writing
from rules.access import Actor
from rules.errors import InvalidInput, NotAllowed, WrongState
from tests.ground.claims import (
    approved,
    claim_row,
    cover,
    paid,
    plan,
    stay,
    step,
    taken,
)
from tests.ground.databases import Clock
from tests.ground.people import almighty
from tests.ground.tree import City, plant

pytestmark = pytest.mark.usefixtures("office", "clock")
CLERK, CHEN, ZHANG = (almighty(name=name) for name in ("周平", "陈静", "张敏"))


@pytest.fixture
def city(office: Store, clock: Clock) -> City:
    return plant()


def topped_up(first: int, **more: Any) -> int:
    """Add to a paid claim and accept the draft; returns its id."""
    with writing(CLERK) as session:
        key = claim_followups.top_up(session, first, claim_row(first).version, "漏报票据")
    with writing(CLERK) as session:
        claim_intake.change(session, key, claim_row(key).version, stay(**more), accept=True)
    return key


def appealed(first: int) -> int:
    with writing(CLERK) as session:
        key = claim_followups.appeal(session, first, claim_row(first).version, "住院在期内")
    step(key, "accept", actor=CLERK)
    return key


def correct(claim_id: int, **values: Any) -> None:
    with writing(almighty()) as session:
        row = session.get(Claim, claim_id)
        assert row is not None
        for name, value in values.items():
            setattr(row, name, value)


def version_of(member_id: int) -> int:
    with reading(almighty()) as session:
        row = session.get(Member, member_id)
        assert row is not None
        return row.version


class TestTopUps:
    def test_a_claim_whose_money_came_back_is_not_undone_while_a_top_up_gives_the_rest(
        self, city: City
    ) -> None:
        first = approved(cover(city.mill, plan()))
        paid(first)
        key = topped_up(first, own_in_fen=8_000_00)
        correct(first, paid_on=None, paid_fen=0)
        with pytest.raises(WrongState, match=claim_row(key).claim_no):
            step(first, "undo", note="退汇")
        step(key, "withdraw", actor=CLERK, note="另行申请")
        step(first, "undo", note="退汇")

    def test_it_stays_under_the_cover_of_what_it_adds_to(self, city: City) -> None:
        who, other = cover(city.mill, plan()), plan()
        cover(city.mill, other, who.member)
        enrolments: dict[str, Any] = {"enrolment_id": str(who.enrolment)}
        first = approved(who, **enrolments)
        paid(first)
        with pytest.raises(InvalidInput, match="cover") as refused:
            topped_up(first, enrolment_id=str(who.enrolment + 1))
        assert refused.value.field == "enrolment_id"
        with writing(CLERK) as session:
            claim_intake.change(session, first + 1, 1, stay(6_000_00, **enrolments))
        assert claim_row(first + 1).payable_fen == 700_00

    def test_the_whole_event_decides_whether_it_is_looked_at_again(self, city: City) -> None:
        first = approved(cover(city.mill, plan(second_look_over_fen=4_000_00)))
        assert claim_row(first).state == "approved"
        paid(first)
        key = topped_up(first, own_in_fen=6_000_00)
        step(key, "review", "approve")
        assert (claim_row(key).payable_fen, claim_row(key).state) == (700_00, "second_look")

    def test_what_an_old_list_paid_beyond_the_rules_counts_against_the_cap(
        self, city: City
    ) -> None:
        who = cover(city.mill, plan())
        first = approved(who)
        correct(first, paid_on=date(2026, 11, 1), paid_fen=9_000_00, source="import")
        later = taken(who, own_in_fen=5_000_00, begin=20)
        assert claim_row(later).payable_fen == 1_000_00
        with reading(almighty()) as session:
            assert claims.recompute_all(session) == []


class TestAppeals:
    @pytest.mark.parametrize("judge", [CHEN, ZHANG])
    def test_neither_who_refused_nor_who_agreed_to_that_decides_or_looks_again(
        self, city: City, judge: Actor
    ) -> None:
        first = taken(cover(city.mill, plan(second_look_over_fen=1_000_00)))
        step(first, "review", "refuse", refusal="not_covered", actor=CHEN)
        step(first, "agree", actor=ZHANG)
        key, third = appealed(first), almighty(name="王芳")
        step(key, "review", actor=third)
        for action in ("approve", "refuse"):
            with pytest.raises(NotAllowed, match="first claim"):
                step(key, action, actor=judge, refusal="not_covered")
        step(key, "refuse", refusal="not_covered", actor=third)
        with pytest.raises(NotAllowed, match="first claim"):
            step(key, "agree", actor=judge)
        step(key, "agree", actor=almighty(name="赵强"))
        again = appealed(key)
        step(again, "review", actor=almighty(name="孙丽"))
        with pytest.raises(NotAllowed, match="first claim"):
            step(again, "approve", actor=judge)


def test_who_goes_to_another_unit_in_mid_period_takes_no_second_cap_along(city: City) -> None:
    ids, june, july = plan(), date(2026, 6, 30), date(2026, 7, 1)
    colleague = cover(city.dock, ids, name="李娜")
    who = cover(city.mill, ids, to_on=june)
    spring: dict[str, Any] = {"event_on": date(2026, 3, 1), "ended_on": date(2026, 3, 5)}
    approved(who, own_in_fen=12_000_00, **spring)
    there = cover(city.dock, ids, who.member, from_on=july)
    with writing(almighty()) as session:
        late, first = (
            session.scalars(
                select(UnitEnrolment)
                .join(Enrolment, Enrolment.unit_enrolment_id == UnitEnrolment.id)
                .where(Enrolment.id == key)
            ).one()
            for key in (there.enrolment, colleague.enrolment)
        )
        late.adds_to_id = first.id
    later = approved(there, own_in_fen=12_000_00, enrolment_id=str(there.enrolment))
    assert claim_row(later).payable_fen == 1_600_00


def merged_later(city: City, **more: Any) -> tuple[int, int]:
    """Claim one stay under two records of one person, which are merged before anyone decides."""
    one, twin = cover(city.mill, plan()), cover(city.dock, plan(), name="郑国平")
    first, second = taken(one, **more), taken(twin, **more)
    with writing(almighty()) as session:
        merges.merge(
            session,
            (twin.member, version_of(twin.member)),
            (one.member, version_of(one.member)),
        )
    return first, second


def test_one_stay_under_two_records_that_were_merged_is_granted_once(city: City) -> None:
    first, second = merged_later(city)
    step(first, "review")
    step(second, "review")
    with pytest.raises(InvalidInput, match=claim_row(second).claim_no):
        step(first, "approve")
    step(second, "refuse", refusal="other", note="重复申请")
    step(first, "approve")


def test_claims_of_a_merged_record_are_found_under_the_kept_one_and_under_both_names(
    city: City,
) -> None:
    first, second = merged_later(city)
    gone, kept = claim_row(first).member_id, claim_row(second).member_id
    with reading(almighty()) as session:
        numbers = [str(session.get_one(Member, key).id_no) for key in (gone, kept)]
        for text in ("郑国安", "郑国平", "国平", "zgp", *numbers):
            found = claim_lists.list_page(session, {"text": text})
            assert ({row.id for row in found.rows}, found.total) == ({first, second}, 2), text
        assert claim_lists.list_page(session, {"text": "国泰"}).total == 0
        for member_id in (gone, kept):
            assert len(claim_lists.list_of_member(session, member_id)) == 2


def test_a_merge_stays_while_a_claim_rests_on_a_cover_that_it_brought(city: City) -> None:
    one, twin = cover(city.mill, plan()), cover(city.dock, plan(), name="郑国平")
    with writing(almighty()) as session:
        merge_id = merges.merge(
            session,
            (one.member, version_of(one.member)),
            (twin.member, version_of(twin.member)),
        )
    claim_id = taken(one, enrolment_id=str(twin.enrolment))
    with pytest.raises(WrongState, match=claim_row(claim_id).claim_no):
        undo_merge(merge_id, one.member)
    step(claim_id, "withdraw", actor=CLERK, note="本人撤回")
    undo_merge(merge_id, one.member)


def undo_merge(merge_id: int, kept: int) -> None:
    with writing(almighty()) as session:
        (row,) = (one for one in merges.list_merges_of(session, kept) if one.id == merge_id)
        merges.undo(session, row.id, row.version)
