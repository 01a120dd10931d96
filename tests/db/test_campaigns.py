"""Campaigns: planned, approved by another person, run, told, closed and reported."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from typing import Any

import pytest

from db import campaign_lists, campaigns, trail_pages
from db.engine import Store
from db.session import reading, writing
from db.trail_pages import Wanted
from rules.access import Actor, Permission
from rules.campaigns import APPROVED, CLOSED, DROPPED, PLANNED, REPORTED, RUNNING
from rules.errors import Conflict, InvalidInput, NotAllowed, NotFound, OfficeError, WrongState
from tests.ground.campaigns import CHAIR, CLERK, WAY, bring, plan, planned, row_of, step, tell
from tests.ground.money import pot
from tests.ground.people import actor_with, almighty, everyone_but
from tests.ground.tree import City, plant

pytestmark = pytest.mark.usefixtures("office")


@pytest.fixture
def city(office: Store) -> City:
    return plant()


def test_a_campaign_goes_its_way_and_the_trail_tells_of_it(city: City) -> None:
    campaign_id = planned(city.north)
    states = [row_of(campaign_id).state]
    for action in WAY:
        bring(campaign_id, action)
        states.append(row_of(campaign_id).state)
    assert states == [PLANNED, APPROVED, RUNNING, CLOSED, REPORTED]
    with reading(almighty()) as session:
        file = campaigns.get_campaign(session, campaign_id)
        moves = campaigns.list_moves(session, campaign_id)
        told = trail_pages.list_page(session, Wanted(record_type="campaign"))
    assert (file.campaign_no, file.unit_name, file.results) == (
        "ZT2026-0001",
        "北岭县总工会",
        "120人参加",
    )
    assert [(move.action, move.actor) for move in moves] == [
        ("enter", "周平"),
        ("approve", "陈静"),
        ("start", "周平"),
        ("close", "陈静"),
        ("report", "周平"),
    ]
    assert len(told.rows) == 6


def test_who_planned_or_changed_a_campaign_does_not_approve_it(city: City) -> None:
    campaign_id = planned(city.north)
    with writing(CHAIR) as session:
        campaigns.change(session, campaign_id, 1, plan(name="冬季送温暖", theme="warmth"))
    for person in (CLERK, CHAIR):
        with pytest.raises(NotAllowed):
            step(campaign_id, "approve", person)
    step(campaign_id, "approve", almighty(name="何敏"))
    with writing(CLERK) as session, pytest.raises(WrongState):
        campaigns.change(session, campaign_id, row_of(campaign_id).version, plan())
    step(campaign_id, "return")
    assert (row_of(campaign_id).state, row_of(campaign_id).approved_on) == (PLANNED, None)


@pytest.mark.parametrize(
    ("wrong", "field"),
    [
        ({"to_on": date(2026, 11, 1)}, "to_on"),
        ({"from_on": date(2027, 1, 2), "to_on": date(2027, 2, 2)}, "from_on"),
        ({"name": " "}, "name"),
        ({"from_on": None}, "from_on"),
        ({"budget_fen": -1}, "budget_fen"),
        ({"fund_id": "99"}, "fund_id"),
        ({"part_of_id": "99"}, "part_of_id"),
        ({"account_id": "99"}, "account_id"),
    ],
)
def test_a_plan_that_cannot_be_is_refused(city: City, wrong: Any, field: str) -> None:
    with pytest.raises(InvalidInput) as refused:
        planned(city.north, **wrong)
    assert refused.value.field == field


def test_approval_asks_for_an_owner_days_to_come_and_money_that_is_there(city: City) -> None:
    fund_id = pot(city.federation, 10_000)
    lacking: tuple[tuple[dict[str, Any], str], ...] = (
        ({"owner": ""}, "owner"),
        ({"from_on": date(2026, 10, 1), "to_on": date(2026, 11, 23)}, "to_on"),
        ({"budget_fen": 100}, "fund_id"),
        ({"budget_fen": 10_001, "fund_id": str(fund_id)}, "budget_fen"),
    )
    for more, field in lacking:
        campaign_id = planned(city.north, **more)
        with pytest.raises(InvalidInput) as refused:
            step(campaign_id, "approve")
        assert refused.value.field == field
    bring(planned(city.north, budget_fen=10_000, fund_id=str(fund_id)), "approve")


def test_a_county_hangs_its_campaign_below_one_of_the_same_theme_and_year(city: City) -> None:
    above = planned(city.federation, name="全市冲刺")
    clerk = almighty(unit=city.north)
    other = planned(city.federation, theme="warmth", name="送温暖")
    with pytest.raises(InvalidInput):
        planned(city.north, by=clerk, part_of_id=str(other))
    below = planned(city.north, by=clerk, part_of_id=str(above))
    with reading(clerk) as session:
        file = campaigns.get_campaign(session, below)
        assert (file.part_of, file.part_of_id) == ("全市冲刺 · 云溪市总工会", None)
        with pytest.raises(NotFound):
            campaigns.get_campaign(session, above)
        assert campaign_lists.list_page(session, {"year": 2026}).total == 1


def test_it_starts_on_its_first_day_and_is_reported_with_results(city: City) -> None:
    later = bring(planned(city.mill, from_on=date(2026, 11, 25)), "approve")
    with pytest.raises(WrongState):
        step(later, "start")
    running = bring(planned(city.mill), "approve", "start", "close")
    with pytest.raises(InvalidInput) as refused:
        step(running, "report")
    assert refused.value.field == "results"
    tell(running)
    step(running, "reopen")
    assert (row_of(running).state, row_of(running).closed_on) == (RUNNING, None)


def test_a_plan_is_dropped_by_its_planner_an_approved_one_by_who_approves(city: City) -> None:
    first, second = planned(city.mill), bring(planned(city.mill), "approve")
    with writing(CLERK) as session, pytest.raises(InvalidInput):
        campaigns.drop(session, first, 1, "")
    step(first, "drop")
    with pytest.raises(NotAllowed):
        step(second, "drop", everyone_but(Permission.APPROVE_CAMPAIGNS))
    step(second, "drop", CHAIR)
    assert row_of(first).state == row_of(second).state == DROPPED


VERBS: tuple[tuple[Permission, Callable[..., Any], tuple[Any, ...], tuple[str, ...]], ...] = (
    (Permission.PLAN_CAMPAIGNS, campaigns.change, (plan(),), ()),
    (Permission.APPROVE_CAMPAIGNS, campaigns.approve, (), ()),
    (Permission.APPROVE_CAMPAIGNS, campaigns.send_back, ("改",), ("approve",)),
    (Permission.PLAN_CAMPAIGNS, campaigns.start, (), ("approve",)),
    (Permission.PLAN_CAMPAIGNS, campaigns.tell, ({},), ("approve", "start")),
    (Permission.APPROVE_CAMPAIGNS, campaigns.close, (), ("approve", "start")),
    (Permission.APPROVE_CAMPAIGNS, campaigns.reopen, ("改",), ("approve", "start", "close")),
    (Permission.PLAN_CAMPAIGNS, campaigns.report, (), ("approve", "start", "close")),
    (Permission.SEE_CAMPAIGNS, campaigns.drop, ("停办",), ()),
)


def test_each_verb_is_refused_without_its_right_outside_the_scope_and_when_stale(
    city: City,
) -> None:
    campaign_id = planned(city.mill)

    def refused(
        actor: Actor, verb: Any, seen: int, arguments: Any, error: type[OfficeError]
    ) -> None:
        with writing(actor) as session, pytest.raises(error):
            verb(session, campaign_id, seen, *arguments)

    for permission, verb, arguments, _way in VERBS:
        seen = row_of(campaign_id).version
        refused(everyone_but(permission), verb, seen, arguments, NotAllowed)
        refused(almighty(unit=city.dock), verb, seen, arguments, NotFound)
        refused(almighty(), verb, seen + 1, arguments, Conflict)
    with writing(everyone_but(Permission.PLAN_CAMPAIGNS)) as session, pytest.raises(NotAllowed):
        campaigns.create(session, city.mill, plan())
    with writing(almighty(unit=city.dock)) as session, pytest.raises(NotFound):
        campaigns.create(session, city.mill, plan())


def test_the_list_is_filtered_by_year_theme_state_unit_owner_and_desk(city: City) -> None:
    mine = actor_with(*Permission, account_id=7)
    planned(city.mill, theme="warmth", owner="郑洁")
    bring(planned(city.dock), "approve")
    with reading(mine) as session:

        def count(**chosen: Any) -> int:
            return campaign_lists.list_page(session, {"year": 2026, **chosen}).total

        assert [count(), count(year=2025), count(theme="warmth"), count(owner="郑洁")] == [
            2,
            0,
            1,
            1,
        ]
        assert [count(state=APPROVED), count(below_id=city.north), count(mine=True)] == [1, 1, 0]
        assert campaign_lists.list_years(session) == [2027, 2026]
        assert campaign_lists.list_owner_names(session, 2026) == ["周平", "郑洁"]
