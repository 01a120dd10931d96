"""What is left of a cap at the counter is what a claim taken now finds."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from db import claim_intake, cover, merges
from db.engine import Store
from db.models.claims import Claim
from db.models.members import Member
from db.models.mutual import Enrolment, UnitEnrolment
from db.session import reading, writing
from tests.ground.claims import Covered, approved, plan, stay, taken
from tests.ground.claims import cover as covered
from tests.ground.databases import Clock
from tests.ground.people import almighty
from tests.ground.tree import City, plant

pytestmark = pytest.mark.usefixtures("office", "clock")
JUNE, JULY, OCTOBER = date(2026, 6, 30), date(2026, 7, 1), date(2026, 10, 20)
SPRING: dict[str, Any] = {"event_on": date(2026, 3, 1), "ended_on": date(2026, 3, 5)}


@pytest.fixture
def city(office: Store, clock: Clock) -> City:
    return plant()


def left(who: Covered) -> int | None:
    """Return what the counter says is left, once a claim above it is seen to give as much."""
    with reading(almighty()) as session:
        (found,) = cover.cover_on(session, who.member, OCTOBER)
        values = stay(90_000_00, begin=20, enrolment_id=str(found.enrolment_id))
        reckoned = claim_intake.preview(session, who.member, values).reckoned
    assert reckoned is not None
    assert reckoned.payable_fen == found.cap_left_fen
    assert reckoned.used.paid_fen == found.granted_fen
    return found.cap_left_fen


def correct(claim_id: int, **values: Any) -> None:
    with writing(almighty()) as session:
        row = session.get(Claim, claim_id)
        assert row is not None
        for name, value in values.items():
            setattr(row, name, value)


def test_what_came_back_is_free_again_and_what_an_old_list_overpaid_is_not(city: City) -> None:
    who = covered(city.mill, plan())
    assert left(who) == 10_000_00
    first = approved(who, **SPRING)
    assert left(who) == 6_500_00
    correct(first, paid_on=JULY, paid_fen=9_000_00, source="import")
    assert left(who) == 1_000_00
    correct(first, recover_fen=5_500_00, recovered_fen=5_500_00)
    assert left(who) == 6_500_00


def test_a_decision_that_waits_for_its_second_look_is_reserved(city: City) -> None:
    who = covered(city.mill, plan(second_look_over_fen=1_00))
    taken(who, **SPRING)
    assert left(who) == 10_000_00
    approved(who, begin=5)
    assert left(who) == 6_500_00


def test_shares_above_the_plans_most_lift_no_cap(city: City) -> None:
    who = covered(city.mill, plan(per_share=True, max_shares=2), shares=3)
    assert left(who) == 20_000_00


def test_what_was_granted_at_the_former_unit_counts_at_the_new_one(city: City) -> None:
    ids = plan()
    colleague = covered(city.dock, ids, name="李娜")
    who = covered(city.mill, ids, to_on=JUNE)
    approved(who, **SPRING)
    there = covered(city.dock, ids, who.member, from_on=JULY)
    with writing(almighty()) as session:
        late, first = (
            session.get_one(UnitEnrolment, session.get_one(Enrolment, key).unit_enrolment_id)
            for key in (there.enrolment, colleague.enrolment)
        )
        late.adds_to_id = first.id
    assert left(there) == 6_500_00


def test_what_was_granted_under_a_record_merged_since_counts(city: City) -> None:
    ids = plan()
    one = covered(city.mill, ids, from_on=JULY)
    twin = covered(city.dock, ids, name="郑国平", to_on=JUNE)
    with writing(almighty()) as session:
        late, first = (
            session.get_one(UnitEnrolment, session.get_one(Enrolment, key).unit_enrolment_id)
            for key in (one.enrolment, twin.enrolment)
        )
        late.adds_to_id = first.id
    approved(twin, **SPRING)
    assert left(one) == 10_000_00
    with writing(almighty()) as session:
        kept, gone = (session.get_one(Member, who.member) for who in (one, twin))
        merges.merge(session, (kept.id, kept.version), (gone.id, gone.version))
    assert left(one) == left(twin) == 6_500_00
