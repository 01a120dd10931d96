"""Campaigns against each other and last year: conflicts, reports, closing with money in flight."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from sqlalchemy import select

from db import (
    aid_grants,
    campaign_choices,
    campaign_closing,
    campaign_conflicts,
    campaign_handover,
    campaign_money,
    campaign_people,
    campaign_reports,
    campaign_steps,
    campaign_targets,
    campaign_years,
    indicators,
    letter_templates,
    letters,
    units,
)
from db.engine import Store
from db.models.campaign_people import CampaignTarget
from db.models.campaigns import Campaign, CampaignStep
from db.models.units import Unit
from db.session import reading, writing
from rules.access import Permission
from rules.campaign_closing import LeftOpen
from rules.campaign_conflicts import OWNER, PEOPLE, WEEK, Plan, clashes
from rules.campaign_money import Money
from rules.campaign_reports import show_share
from rules.campaign_years import LAST_YEAR
from rules.errors import InvalidInput, NotAllowed, NotFound, WrongState
from rules.fields import Value
from rules.periods import period_of
from tests.ground import activities
from tests.ground.aid import family, grant_row, paid, propose, subsistence
from tests.ground.campaigns import CLERK, bring, planned, row_of, step, tell
from tests.ground.money import pot
from tests.ground.people import actor_with, almighty, everyone_but
from tests.ground.tree import City, enrol, plant

pytestmark = pytest.mark.usefixtures("office")


@pytest.fixture
def city(office: Store) -> City:
    return plant()


def _with_list(unit_id: int, **more: object) -> int:
    """Plan a campaign for all women below a unit and approve it."""
    campaign_id = planned(unit_id, **more)  # type: ignore[arg-type]  # a form's values
    with writing(CLERK) as session:
        seen = row_of(campaign_id).version
        rule: dict[str, Value] = {"base": "members", "gender": ("male", "female")}
        campaign_targets.set_rule(session, campaign_id, seen, rule, despite=True)
    return bring(campaign_id, "approve")


def test_what_stands_in_the_way_is_told_on_entry_on_the_page_and_for_the_year(city: City) -> None:
    enrol(city.mill, "王芳", 3)
    first = _with_list(city.north)
    second = _with_list(city.mill, owner="何敏", from_on=date(2026, 12, 1))
    with reading(almighty()) as session:
        found = campaign_conflicts.list_of(session, second)
        assert [(one.kind, one.campaign_id, one.detail) for one in found] == [(PEOPLE, first, "1")]
        typed = {"from_on": date(2026, 11, 3), "to_on": date(2026, 11, 4), "owner": "周平"}
        entry = campaign_conflicts.list_of_entry(session, city.north, typed)
        assert [one.kind for one in entry] == [OWNER, WEEK]
        assert campaign_conflicts.list_of_entry(session, city.north, {"owner": "周平"}) == []
    planned(city.north)
    with reading(almighty()) as session:
        pairs = campaign_conflicts.list_of_year(session, {"year": 2026})
        assert [pair.kinds for pair in pairs.rows] == [(OWNER, WEEK)]
    with reading(almighty(unit=city.dock)) as session:
        assert campaign_conflicts.list_of_year(session, {"year": 2026}).total == 0
        with pytest.raises(NotFound):
            campaign_conflicts.list_of(session, first)


def test_the_pages_of_a_years_conflicts_hold_every_two_campaigns_that_clash(city: City) -> None:
    begins = ((6, 30), (6, 30), (7, 3), (7, 5), (7, 6), (9, 1), (12, 28), (12, 31))
    for number, (month, day) in enumerate(begins):
        begin = date(2026, month, day)
        unit, owner = (city.north, city.south)[number % 3 == 2], ("周平", "何敏")[number % 2]
        planned(unit, owner=owner, from_on=begin, to_on=begin + timedelta(days=20))
    # The week that begins on 28 December goes on over the turn of the year.
    planned(city.north, from_on=date(2027, 1, 2), to_on=date(2027, 1, 31), year=2027)
    over = planned(city.federation, from_on=date(2026, 7, 3))
    parts = [planned(city.north, from_on=date(2026, 7, 3), part_of_id=str(over)) for _ in "12"]
    step(planned(city.north, from_on=date(2026, 7, 3)), "drop")
    with reading(almighty()) as session:
        row = Campaign
        columns = (row.id, row.unit_id, row.owner, row.from_on, row.to_on, row.part_of_id)
        plans = [
            Plan(key, "", unit_id, "", owner, None, from_on, to_on, above)
            for key, unit_id, owner, from_on, to_on, above in session.execute(
                select(*columns).where(row.state == "planned")
            )
        ]
        every = {
            (one.id, other.id, clashes(one, other))
            for one in plans
            for other in plans
            if (one.from_on, one.id) < (other.from_on, other.id) and clashes(one, other)
        }
        found = []
        for page in range(1, len(every) // 3 + 3):
            part_of_it = campaign_conflicts.list_of_year(session, {}, page, 3)
            assert (part_of_it.total, len(part_of_it.rows) <= 3) == (len(every), True)
            found += part_of_it.rows
    told = [(one.first.campaign_id, one.second.campaign_id, one.kinds) for one in found]
    assert (len(told), set(told)) == (len(every), every)
    assert {kinds for _one, _other, kinds in every} == {(OWNER,), (WEEK,), (OWNER, WEEK)}
    assert [one.second.from_on for one in found] == sorted(one.second.from_on for one in found)
    assert tuple(parts) not in {pair[:2] for pair in told}


def test_a_report_tells_reached_of_planned_by_unit_and_beside_last_year(city: City) -> None:
    for order, unit in enumerate((city.mill, city.mill, city.school), start=1):
        enrol(unit, "李秀英", order)
    old = _with_list(city.north, planned_people=4)
    with writing(CLERK) as session:
        target = session.scalars(select(CampaignTarget).order_by(CampaignTarget.id)).first()
        assert target is not None
        day = date(2026, 11, 20)
        campaign_people.mark(session, target.id, target.version, day, "上门")
    bring(old, "start", "close", "report")
    with writing(CLERK) as session:
        campaign_years.make_year(session, city.north, 2027, LAST_YEAR)
    with reading(almighty()) as session:
        report = campaign_reports.get_report(session, old)
        assert (report.now.planned, report.now.listed, report.now.reached) == (4, 3, 1)
        assert (show_share(report.now.coverage), report.before) == ("33.3 %", None)
        assert [(one.name, one.listed, one.reached) for one in report.units] == [
            ("北岭第一中学工会", 1, 0),
            ("北岭纺织厂工会", 2, 1),
        ]
        year = campaign_reports.get_year(session, 2027)
        ((row),) = year.rows
        assert (row.key, row.now.reached, row.before.reached) == ("final_spurt", 0, 1)
        assert campaign_reports.get_year(session, 2026, "unit").rows[0].label == "北岭县总工会"
        printed = {one.kind: one for one in letter_templates.list_usable(session)}
        (letter,) = letters.list_values(session, printed["campaign_report"], [old])
        assert (letter.values["reached"], letter.rows["units"][1]["coverage"]) == ("1", "50.0 %")
        (of_year,) = letters.list_values(session, printed["campaign_year_report"], [2027])
        assert of_year.values["before_reached"] == "1"
        assert indicators.list_behind(session, "campaign_reached", period_of("2026")).total == 1
    leader = actor_with(Permission.USE_OFFICE, Permission.SEE_FIGURES, Permission.SEE_CAMPAIGNS)
    with reading(leader) as session:
        assert indicators.figure(session, "campaign_people", period_of("2026")).value == 3
        with pytest.raises(NotAllowed):
            indicators.list_behind(session, "campaign_people", period_of("2026"))


def test_what_is_left_open_is_told_and_explained_at_the_close_and_in_the_report(
    city: City,
) -> None:
    enrol(city.mill, "李秀英", 1)
    campaign_id = _with_list(city.north, planned_people=4)
    values: dict[str, Value] = {"name": "动员", "days": 3, "side": "before", "anchor": "start"}
    after: dict[str, Value] = {"name": "总结", "days": 9, "side": "after", "anchor": "end"}
    with writing(CLERK) as session:
        for one in (values, after):
            campaign_steps.add(session, campaign_id, one)
    bring(campaign_id, "start")
    key = activities.planned(city.north, campaign_id=campaign_id)
    with reading(almighty()) as session:
        left = campaign_closing.get_left_open(session, campaign_id)
    assert left == LeftOpen(steps=1, all_steps=1, people=1, listed=1, activities=1)
    assert [line.values["n"] for line in left.lines] == [1, "1", 1]
    with pytest.raises(InvalidInput) as refused:
        step(campaign_id, "close", note=" ")
    assert refused.value.field == "note"
    step(campaign_id, "close", note="人员调走")
    activities.step(key, "cancel", "停办")
    tell(campaign_id)
    with pytest.raises(InvalidInput, match="still open"):
        step(campaign_id, "report", note="")
    step(campaign_id, "report", note="明年补上")
    with reading(almighty()) as session:
        found = campaign_closing.get_closing(session, campaign_id)
        assert found.left == LeftOpen(steps=2, all_steps=2, people=1, listed=1)
        assert [one.note for one in found.notes] == ["人员调走", "明年补上"]
        printed = {one.kind: one for one in letter_templates.list_usable(session)}
        (letter,) = letters.list_values(session, printed["campaign_report"], [campaign_id])
    assert letter.values["left_open_because"] == "人员调走；明年补上"
    with reading(almighty(unit=city.south)) as session, pytest.raises(NotFound):
        campaign_closing.get_closing(session, campaign_id)


def test_a_campaign_with_nothing_open_ends_without_a_word(city: City) -> None:
    campaign_id = bring(planned(city.mill, planned_people=0), "approve", "start")
    step(campaign_id, "close", note="")
    tell(campaign_id)
    step(campaign_id, "report", note="")
    unlisted = bring(planned(city.mill), "approve", "start")
    with pytest.raises(InvalidInput, match="still open"):
        step(unlisted, "close", note="")


def test_a_unit_closes_once_its_campaigns_are_over_or_handed_on(city: City) -> None:
    kept, over = planned(city.school), planned(city.school, name="取消的")
    step(over, "drop")
    with writing(CLERK) as session:
        values: dict[str, Value] = {"name": "通知", "days": 1, "side": "after", "anchor": "start"}
        campaign_steps.add(session, kept, values)

    def close() -> None:
        with writing(almighty()) as session:
            seen = session.get_one(Unit, city.school).version
            units.close_unit(session, city.school, seen, date(2026, 11, 24), "合并")

    with pytest.raises(WrongState) as refused:
        close()
    assert "冲刺四季度劳动竞赛" in str(refused.value)
    with writing(everyone_but(Permission.PLAN_CAMPAIGNS)) as session, pytest.raises(NotAllowed):
        campaign_handover.hand_on(session, kept, 1, city.mill, "合并")
    with writing(CLERK) as session, pytest.raises(InvalidInput):
        campaign_handover.hand_on(session, kept, 1, city.school, "合并")
    with writing(CLERK) as session:
        campaign_handover.hand_on(session, kept, 1, city.mill, "合并")
    close()
    with reading(almighty()) as session:
        moved = session.scalars(select(CampaignStep.unit_id)).all()
    assert (row_of(kept).unit_id, list(moved)) == (city.mill, [city.mill])


def _spent() -> tuple[int, int | None]:
    """Return what the year's campaigns spent, as the report and as the figure tell it."""
    with reading(almighty()) as session:
        report = campaign_reports.get_year(session, 2026).now.spent
        return report, indicators.figure(session, "campaign_spent", period_of("2026")).value


def test_a_campaign_that_spent_money_is_not_dropped(city: City) -> None:
    subsistence(100_000)
    home, fund_id = family(city.mill), pot(city.north, 9_000_000)
    campaign_id = planned(city.north, budget_fen=400_000, fund_id=str(fund_id))
    bring(campaign_id, "approve")
    grant_id = propose(home, fund_id, kind="temporary_relief", fen=100_000, campaign_id=campaign_id)
    with writing(almighty(name="陈静")) as session:
        aid_grants.grant(session, grant_id, grant_row(grant_id).version)
    paid(home, fund_id, ("aid_grant", grant_id), fen=100_000, kind="temporary_relief")
    with pytest.raises(WrongState, match=r"1,000\.00"):
        step(campaign_id, "drop", almighty())
    step(campaign_id, "start")
    step(campaign_id, "close")


def test_a_campaign_with_money_in_flight_is_neither_closed_nor_dropped(city: City) -> None:
    subsistence(100_000)
    home, fund_id = family(city.mill), pot(city.north, 9_000_000)
    campaign_id = planned(city.north, budget_fen=400_000, fund_id=str(fund_id))
    bring(campaign_id, "approve")
    grant_id = propose(home, fund_id, kind="temporary_relief", fen=100_000, campaign_id=campaign_id)
    with pytest.raises(WrongState) as refused:
        step(campaign_id, "drop", almighty())
    assert "B2026-00001" in str(refused.value)
    with writing(almighty(name="陈静")) as session:
        aid_grants.grant(session, grant_id, grant_row(grant_id).version)
    step(campaign_id, "start")
    with pytest.raises(WrongState) as refused:
        step(campaign_id, "close")
    assert "1,000.00" in str(refused.value)
    assert _spent() == (0, 0), "what is granted is not spent before it is paid"
    paid(home, fund_id, ("aid_grant", grant_id), fen=100_000, kind="temporary_relief")
    step(campaign_id, "close")
    with reading(almighty()) as session:
        found = campaign_money.get_money(session, campaign_id)
        assert (found.paid, *_spent()) == (100_000, 100_000, 100_000)
        assert found == Money(400_000, given=100_000)
        assert found.left == 300_000
        assert campaign_choices.get_balance(session, fund_id) == 8_900_000
        assert campaign_choices.sum_others(session, fund_id, 0) == 0
    with reading(everyone_but(Permission.SEE_FUNDS)) as session:
        assert campaign_choices.get_balance(session, fund_id) is None
