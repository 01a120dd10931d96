"""The desk tells what waits in plans, visits and pairings; own proposals wait for others."""

from __future__ import annotations

from datetime import date

import pytest

from db import desk, pairings, plans, visit_questions, visits
from db.engine import Store
from db.session import reading, writing
from db.visits import Account, Purpose
from rules.access import Actor, Permission
from rules.fields import Value
from tests.ground.care import open_file, settle_household
from tests.ground.databases import Clock
from tests.ground.people import actor_with, almighty
from tests.ground.tree import City, plant

pytestmark = pytest.mark.usefixtures("office")

TODAY = date(2026, 11, 24)
VISITS = ("Planned visits whose day passed", "Questions of families overdue",
          "Households whose helper is behind")  # fmt: skip


@pytest.fixture
def city(office: Store) -> City:
    return plant()


def _waiting(actor: Actor) -> dict[str, int]:
    with reading(actor) as session:
        return {one.label: one.count for one in desk.list_waiting(session)}


def _clerk() -> Actor:
    rights = (Permission.USE_OFFICE, Permission.SEE_HARDSHIP, Permission.VISIT_HOUSEHOLDS)
    return actor_with(*rights)


def test_missed_visits_overdue_questions_and_late_contacts_wait(city: City, clock: Clock) -> None:
    household = settle_household(city.mill, "郑洁")
    open_file(household, risk_level="high")
    with writing(almighty()) as session:
        account = Account(TODAY, "王芳")
        visit_id = visits.write_down_unplanned(session, account, Purpose(), household_id=household)
        visit_questions.ask(session, visit_id, "何时到账？", owner="周平", due_on=TODAY)
        visits.plan(session, TODAY, "王芳", Purpose(), household_id=household)
        pairings.pair(session, household, "张敏", TODAY)
    assert not set(_waiting(_clerk())) & set(VISITS)
    clock.advance(days=31)
    assert {label: _waiting(_clerk()).get(label) for label in VISITS} == dict.fromkeys(VISITS, 1)
    reader = actor_with(Permission.USE_OFFICE, Permission.SEE_HARDSHIP)
    assert not set(_waiting(reader)) & set(VISITS)


def test_a_proposed_plan_waits_for_others_only_and_its_measures_for_their_day(
    city: City, clock: Clock
) -> None:
    file_id = open_file(settle_household(city.mill, "郑洁"), secondary_causes=[])
    clerk, chair = almighty(name="周平"), almighty(name="陈静")
    values: dict[str, Value] = {
        "cause": "serious_illness",
        "kind": "medical_aid",
        "text": "申请医疗救助",
        "owner": "王芳",
        "due_on": TODAY,
    }
    with writing(clerk) as session:
        plan_id = plans.draft(session, file_id)
        plans.add_measure(session, plan_id, values)
        plans.take(session, plan_id, 1, "propose")
    assert "Plans to adopt" not in _waiting(clerk)
    assert _waiting(chair)["Plans to adopt"] == 1
    with writing(chair) as session:
        plans.take(session, plan_id, 2, "adopt")
    assert "Plans to adopt" not in _waiting(chair)
    assert "Measures overdue" not in _waiting(clerk)
    clock.advance(days=1)
    assert _waiting(clerk)["Measures overdue"] == 1
