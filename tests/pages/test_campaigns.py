"""A year of campaigns on the screen: made, looked at, worked on and told."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from sqlalchemy import select

from db.engine import Store
from db.models.campaigns import Campaign
from db.session import reading
from rules.access import Actor
from rules.campaigns import RUNNING
from tests.ground.campaigns import bring, planned, row_of
from tests.ground.people import almighty
from tests.ground.tree import plant
from tests.pages.conftest import Screen, role

Open = Callable[[Actor], Screen]


def test_a_clerk_makes_the_year_and_looks_at_it_in_every_view(office: Store, screen: Open) -> None:
    city = plant()
    clerk = screen(role("clerk", unit=city.north))
    assert "年度计划" in clerk.open("campaigns", year=2027).text
    clerk.open("campaigns", make="yes", year=2027).click("campaigns-make")
    with reading(almighty()) as session:
        rows = session.scalars(select(Campaign).where(Campaign.unit_id == city.north)).all()
    assert len(rows) == 7
    for view in ("glance", "list", "steps", "conflicts", "report"):
        assert "7" in clerk.open("campaigns", year=2027, show=view).text
    first = clerk.open("campaign", id=rows[0].id)
    assert "献爱心送温暖活动" in first.text


@pytest.mark.parametrize("language", ["zh_CN", "en"])
def test_a_chair_approves_what_the_clerk_planned_and_the_clerk_starts_it(
    office: Store, screen: Open, language: str
) -> None:
    city = plant()
    campaign_id = planned(city.north)
    chair = screen(role("approver", language=language)).open("campaign", id=campaign_id)
    chair.click(f"campaign-{campaign_id}-approve")
    clerk = screen(role("clerk", language=language)).open("campaign", id=campaign_id)
    assert f"campaign-{campaign_id}-approve" not in clerk.button_keys
    clerk.click(f"campaign-{campaign_id}-start")
    assert row_of(campaign_id).state == RUNNING


def test_a_leader_without_the_right_sees_no_campaign(office: Store, screen: Open) -> None:
    city = plant()
    campaign_id = bring(planned(city.north), "approve")
    shown = screen(role("leader")).open("campaign", id=campaign_id)
    assert "冲刺四季度劳动竞赛" not in shown.text
