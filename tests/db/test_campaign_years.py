"""A year's campaigns from the template or the year before: days moved, nothing made twice."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from db import campaign_lists, campaign_steps, campaign_year_exports, campaign_years, campaigns
from db.campaign_years import Made
from db.engine import Store
from db.models.campaigns import Campaign, CampaignStep
from db.models.office import CodeRow
from db.session import reading, writing
from rules.access import Actor, Permission
from rules.campaign_years import LAST_YEAR, NO_DATES, TEMPLATE, WAS_DROPPED
from rules.campaigns import PLANNED
from rules.errors import InvalidInput, NotAllowed, NotFound
from rules.fields import Value
from tests.ground.at_once import at_once
from tests.ground.campaigns import bring, planned, step
from tests.ground.money import pot
from tests.ground.people import almighty, everyone_but
from tests.ground.tree import City, plant

pytestmark = pytest.mark.usefixtures("office")


@pytest.fixture
def city(office: Store) -> City:
    return plant()


def _make(
    unit_id: int, year: int, source: str, below: bool = False, by: Actor | None = None
) -> Made:
    with writing(by or almighty()) as session:
        return campaign_years.make_year(session, unit_id, year, source, below)


def _of(unit_id: int, year: int) -> list[Campaign]:
    wanted = select(Campaign).where(Campaign.unit_id == unit_id, Campaign.year == year)
    with reading(almighty()) as session:
        return list(session.scalars(wanted.order_by(Campaign.from_on, Campaign.id)))


def test_the_template_gives_the_seven_themes_with_their_months_and_steps(city: City) -> None:
    assert _make(city.federation, 2027, TEMPLATE) == Made(7, 1, 0)
    rows = _of(city.federation, 2027)
    assert [row.theme for row in rows][:2] == ["warmth", "women"]
    assert (rows[0].from_on, rows[0].to_on) == (date(2027, 1, 1), date(2027, 2, 28))
    assert (rows[0].name, rows[0].owner, rows[0].state) == ("献爱心送温暖活动", "李敏", PLANNED)
    with reading(almighty()) as session:
        first = campaign_steps.list_of(session, rows[0].id)[0]
    assert (first.name, first.due_on, first.early) == ("摸底核对慰问对象", date(2026, 12, 2), True)


def test_counties_hang_their_year_below_and_nothing_is_made_twice(city: City) -> None:
    assert _make(city.federation, 2027, TEMPLATE, below=True) == Made(21, 3, 0)
    above = {row.theme: row.id for row in _of(city.federation, 2027)}
    assert all(row.part_of_id == above[row.theme] for row in _of(city.north, 2027))
    assert _make(city.federation, 2027, TEMPLATE, below=True) == Made(0, 0, 21)
    assert _make(city.mill, 2027, TEMPLATE) == Made(7, 1, 0)
    north = {row.theme: row.id for row in _of(city.north, 2027)}
    assert {row.part_of_id for row in _of(city.mill, 2027)} == set(north.values())


def test_two_who_make_a_year_at_once_make_it_once(city: City) -> None:
    def make(session: Session) -> None:
        campaign_years.make_year(session, city.mill, 2027, TEMPLATE)

    assert at_once((almighty(), make), (almighty(name="周平"), make)) is None
    assert len(_of(city.mill, 2027)) == 7


def test_last_years_campaigns_come_again_a_year_later_with_nothing_done(city: City) -> None:
    old_fund, new_fund = pot(city.federation, 5_000), pot(city.federation, 0, year=2027)
    origin = planned(city.mill, owner="郑洁", budget_fen=900, fund_id=str(old_fund),
                     from_on=date(2026, 2, 28), to_on=date(2026, 12, 31))  # fmt: skip
    with writing(almighty()) as session:
        values: dict[str, Value] = {
            "name": "动员",
            "days": 3,
            "side": "before",
            "anchor": "start",
            "owner": "何敏",
        }
        step_id = campaign_steps.add(session, origin, values)
        campaign_steps.finish(session, step_id, 1, date(2026, 11, 2), "好")
    bring(origin, "approve", "start", "close", "report")
    dropped = planned(city.mill, name="取消的")
    step(dropped, "drop")
    assert _make(city.mill, 2027, LAST_YEAR) == Made(1, 1, 0)
    (again,) = _of(city.mill, 2027)
    assert (again.state, again.owner, again.cloned_from_id) == (PLANNED, "郑洁", origin)
    assert (again.from_on, again.to_on) == (date(2027, 2, 28), date(2027, 12, 31))
    assert (again.fund_id, again.budget_fen, again.results) == (new_fund, 900, "")
    with reading(almighty()) as session:
        wanted = select(CampaignStep).where(CampaignStep.campaign_id == again.id)
        (copied,) = session.scalars(wanted)
        assert campaigns.get_campaign(session, again.id).cloned_from.endswith(" · 2026")
    assert (copied.name, copied.owner, copied.done_on, copied.note) == ("动员", "何敏", None, "")
    assert _make(city.mill, 2027, LAST_YEAR) == Made(0, 0, 1)


def test_a_theme_without_months_is_named_and_what_was_dropped_stays_so(city: City) -> None:
    with writing(almighty()) as session:
        session.add(CodeRow(list_name="campaign_theme", code="reading", zh="读书", en="Reading",
                            aliases=[], position=20))  # fmt: skip
    _make(city.mill, 2027, TEMPLATE)
    first = _of(city.mill, 2027)[0]
    step(first.id, "drop")
    with reading(almighty()) as session:
        drafts = campaign_years.preview(session, city.mill, 2027, TEMPLATE)
    fates = {draft.theme: draft.fate for draft in drafts}
    assert (fates["reading"], fates["warmth"], len(drafts)) == (NO_DATES, WAS_DROPPED, 8)
    assert _make(city.mill, 2027, TEMPLATE) == Made(0, 0, 7)


def test_a_year_cannot_be_made_from_nothing_without_the_right_or_outside_the_scope(
    city: City,
) -> None:
    with pytest.raises(InvalidInput):
        _make(city.mill, 2027, LAST_YEAR)
    with pytest.raises(InvalidInput):
        _make(city.mill, 1990, TEMPLATE)
    with pytest.raises(NotAllowed):
        _make(city.mill, 2027, TEMPLATE, by=everyone_but(Permission.PLAN_CAMPAIGNS))
    with pytest.raises(NotFound):
        _make(city.mill, 2027, TEMPLATE, by=almighty(unit=city.dock))


def test_the_year_is_summed_up_by_theme_drawn_and_taken_away(city: City) -> None:
    _make(city.federation, 2027, TEMPLATE, below=True)
    step(_of(city.north, 2027)[0].id, "drop")
    chosen = {"year": 2027, "theme": ""}
    with writing(almighty()) as session:
        sums = campaign_lists.list_by_theme(session, chosen)
        bars = campaign_lists.list_bars(session, chosen, 5)
        units = {bar.unit_name for bar in campaign_lists.list_bars(session, chosen, 7, "unit")}
        permit = campaign_year_exports.record(session, chosen)
        found = campaign_year_exports.list_rows(session, permit)
        rows = list(found.rows)
        with pytest.raises(NotAllowed):
            campaign_year_exports.list_rows(session, replace(permit, account_id=0))
    assert [(one.theme, one.campaigns) for one in sums][:2] == [("warmth", 2), ("women", 3)]
    assert [bar.theme for bar in bars] == ["warmth", "warmth", "women", "women", "women"]
    assert units == {"云溪市总工会"}
    assert (len(rows), permit.rows, rows[0][1]) == (21, 21, "献爱心送温暖活动")
    with writing(everyone_but(Permission.EXPORT_MEMBERS)) as session, pytest.raises(NotAllowed):
        campaign_year_exports.record(session, chosen)
