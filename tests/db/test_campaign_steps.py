"""The steps of a campaign: their days follow from the campaign; done, taken back, on a desk."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest
from sqlalchemy import select

from db import campaign_agenda, campaign_steps, desk, trail_pages
from db.campaign_steps import StepRow
from db.engine import Store
from db.models.campaigns import CampaignStep
from db.session import reading, writing
from db.trail_pages import Wanted
from rules.access import Actor, Permission
from rules.campaign_steps import DONE, LATER, OVERDUE, SOON
from rules.errors import Conflict, InvalidInput, NotAllowed, NotFound, OfficeError, WrongState
from rules.fields import Value
from tests.ground.campaigns import bring, planned
from tests.ground.people import actor_with, almighty, everyone_but
from tests.ground.tree import City, plant

pytestmark = pytest.mark.usefixtures("office")


@pytest.fixture
def city(office: Store) -> City:
    return plant()


def _values(days: int, side: str = "after", **more: Value) -> dict[str, Value]:
    return {"name": "发布通知", "days": days, "side": side, "anchor": "start", **more}


def _add(campaign_id: int, days: int, side: str = "after", **more: Value) -> int:
    with writing(almighty()) as session:
        return campaign_steps.add(session, campaign_id, _values(days, side, **more))


def _steps(campaign_id: int) -> list[StepRow]:
    with reading(almighty()) as session:
        return campaign_steps.list_of(session, campaign_id)


def _row(step_id: int) -> CampaignStep:
    with reading(almighty()) as session:
        return session.scalars(select(CampaignStep).where(CampaignStep.id == step_id)).one()


def test_days_follow_from_the_campaign_and_say_how_each_step_stands(city: City) -> None:
    campaign_id = planned(city.mill)  # 2 November to 25 December; today is 24 November
    done = _add(campaign_id, 5, "before", workdays=True)
    _add(campaign_id, 0)
    _add(campaign_id, 7, "before", anchor="end")
    _add(campaign_id, 25)
    with writing(almighty()) as session:
        campaign_steps.finish(session, done, 1, date(2026, 10, 26), "已发")
    told = [(row.due_on, row.urgency, row.early) for row in _steps(campaign_id)]
    assert told == [
        (date(2026, 10, 26), DONE, False),
        (date(2026, 11, 2), OVERDUE, False),
        (date(2026, 11, 27), SOON, False),
        (date(2026, 12, 18), LATER, False),
    ]


def test_a_step_before_the_year_and_one_in_a_year_without_workdays_say_so(city: City) -> None:
    campaign_id = planned(
        city.mill, year=2027, from_on=date(2027, 1, 4), to_on=date(2027, 2, 5), theme="warmth"
    )
    _add(campaign_id, 20, "before")
    _add(campaign_id, 10, "before", anchor="end")
    first, second = _steps(campaign_id)
    assert (first.due_on, first.early, first.covered) == (date(2026, 12, 15), True, True)
    assert (second.early, second.covered) == (False, False)


def test_a_step_is_changed_taken_out_done_and_taken_back_and_the_trail_tells(city: City) -> None:
    campaign_id = planned(city.mill)
    step_id, other = _add(campaign_id, 3), _add(campaign_id, 4)
    with writing(almighty()) as session:
        campaign_steps.change(session, step_id, 1, _values(6, "before", owner="郑洁"))
        campaign_steps.remove(session, other, 1)
    (step,) = _steps(campaign_id)
    assert (step.offset_days, step.owner) == (-6, "郑洁")
    with writing(almighty()) as session:
        campaign_steps.finish(session, step_id, 2, date(2026, 11, 24))
        with pytest.raises(InvalidInput):
            campaign_steps.finish(session, _add_here(session, campaign_id), 1, date(2026, 11, 25))
    with writing(almighty()) as session:
        with pytest.raises(WrongState):
            campaign_steps.change(session, step_id, 3, _values(1))
        campaign_steps.take_back(session, step_id, 3)
    assert _row(step_id).done_on is None
    with reading(almighty()) as session:
        wanted = Wanted(record_type="campaign_step", record_id=step_id)
        assert len(trail_pages.list_page(session, wanted).rows) == 4


def _add_here(session: Any, campaign_id: int) -> int:
    return campaign_steps.add(session, campaign_id, _values(9))


def test_steps_of_a_closed_campaign_can_be_done_but_not_changed(city: City) -> None:
    campaign_id = planned(city.mill)
    step_id = _add(campaign_id, 10, anchor="end")
    bring(campaign_id, "approve", "start", "close")
    with writing(almighty()) as session:
        for refused in (
            lambda: campaign_steps.change(session, step_id, 1, _values(1)),
            lambda: campaign_steps.remove(session, step_id, 1),
            lambda: campaign_steps.add(session, campaign_id, _values(1)),
        ):
            with pytest.raises(WrongState):
                refused()
        campaign_steps.finish(session, step_id, 1, date(2026, 11, 24))
    bring(campaign_id, "report")
    with writing(almighty()) as session, pytest.raises(WrongState):
        campaign_steps.take_back(session, step_id, 2)


def test_pressing_steps_wait_on_the_desk_of_their_own_or_the_campaigns_owner(city: City) -> None:
    me = actor_with(*Permission, account_id=41)
    mine, others = planned(city.mill), planned(city.mill)
    for campaign_id in (mine, others):
        _add(campaign_id, 25)
        _add(campaign_id, 40)
    with writing(almighty()) as session:
        for row in session.scalars(select(CampaignStep).where(CampaignStep.campaign_id == mine)):
            row.account_id = 41
    with reading(me) as session:
        assert campaign_agenda.count_pressing(session) == 1
        (waiting,) = (
            one for one in desk.list_waiting(session) if one.arguments.get("show") == "steps"
        )
        found = campaign_agenda.list_open(session, {"year": 2026, "mine": True})
        every = campaign_agenda.list_open(session, {"year": 2026}, page=2, size=3)
    assert (waiting.count, found.total, every.total, len(every.rows)) == (1, 2, 4, 1)
    assert found.rows[0].due_on == date(2026, 11, 27)


def test_pages_of_open_steps_follow_each_other_by_the_day_that_each_is_due(city: City) -> None:
    first = planned(city.mill)
    later = planned(city.school, from_on=date(2026, 11, 16), to_on=date(2026, 12, 18))
    for days, side, anchor in ((9, "after", "start"), (2, "before", "start"), (7, "before", "end")):
        for campaign_id in (first, later):
            _add(campaign_id, days, side, anchor=anchor)
    _add(first, 3, workdays=True)
    _add(later, 3, "before", workdays=True)  # falls on the day of the first one's ninth
    ordered = sorted((row.due_on, row.id) for one in (first, later) for row in _steps(one))
    assert len({due_on for due_on, _id in ordered}) < len(ordered) == 8
    for size in (1, 3, 8):
        found: list[StepRow] = []
        for page in range(1, 8 // size + 2):
            with reading(almighty()) as session:
                part = campaign_agenda.list_open(session, {"year": 2026}, page, size)
            assert (part.total, len(part.rows) <= size) == (8, True)
            found += part.rows
        assert [(row.due_on, row.id) for row in found] == ordered
    with reading(almighty(unit=city.school)) as session:
        assert campaign_agenda.list_open(session, {"year": 2026}).total == 4


def test_each_verb_is_refused_without_its_right_outside_the_scope_and_when_stale(
    city: City,
) -> None:
    campaign_id = planned(city.mill)
    open_one, done_one = _add(campaign_id, 1), _add(campaign_id, 1)
    with writing(almighty()) as session:
        campaign_steps.finish(session, done_one, 1, date(2026, 11, 24))
    verbs: tuple[tuple[Any, int, tuple[Any, ...]], ...] = (
        (campaign_steps.change, open_one, (_values(1),)),
        (campaign_steps.remove, open_one, ()),
        (campaign_steps.finish, open_one, (date(2026, 11, 24),)),
        (campaign_steps.take_back, done_one, ()),
    )

    def refused(actor: Actor, error: type[OfficeError], late: int = 0) -> None:
        for verb, step_id, arguments in verbs:
            with writing(actor) as session, pytest.raises(error):
                verb(session, step_id, _row(step_id).version + late, *arguments)

    refused(everyone_but(Permission.PLAN_CAMPAIGNS), NotAllowed)
    refused(almighty(unit=city.dock), NotFound)
    refused(almighty(), Conflict, late=1)
    with writing(almighty(unit=city.dock)) as session, pytest.raises(NotFound):
        campaign_steps.add(session, campaign_id, _values(1))
