"""The sample's campaigns: last year's and this year's of the federation and three counties.

Made by the office's own verbs: the clerk makes the years, the chair approves and closes, so that
every state is there, whatever the day: last year is reported, next year is planned.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from random import Random
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from db import (
    campaign_closing,
    campaign_people,
    campaign_steps,
    campaign_targets,
    campaign_years,
    campaigns,
)
from db.models.aid import Fund
from db.models.campaign_people import CampaignTarget
from db.models.campaigns import Campaign
from db.models.units import Unit
from db.sample_funds import AsAccount
from db.session import reading, writing
from db.verbs import today_of
from rules.access import CONSOLE, Actor
from rules.campaign_forms import CAMPAIGN_FIELDS
from rules.campaign_people import LISTED
from rules.campaign_years import LAST_YEAR, TEMPLATE
from rules.campaigns import APPROVED, CLOSED, DROPPED, PLANNED, REPORTED, RUNNING
from rules.fields import Value

COUNTIES = 3
MADE_ON, APPROVED_ON = (1, 9), (1, 12)
"""Month and day on which a year is planned and approved, once its funds are open."""
POT = "本级工会帮扶资金"
PLANS: dict[str, tuple[int, int]] = {
    "warmth": (240, 24_000),
    "women": (160, 16_000),
    "fitness": (600, 9_000),
    "party_songs": (90, 6_000),
    "study_grants": (45, 20_000),
    "respect_old": (110, 8_000),
    "final_spurt": (800, 12_000),
}
"""People and yuan of each theme at the federation; a county plans a quarter of it."""
RULES: dict[str, dict[str, Value]] = {
    "warmth": {"base": "families", "relation": ("self",)},
    "women": {"base": "members", "gender": ("female",), "is_filed": True},
    "party_songs": {
        "base": "members",
        "political_status": ("party_member",),
        "is_filed": True,
    },
    "study_grants": {"base": "families", "age_from": 16, "age_to": 22, "relation": ("child",)},
    "respect_old": {"base": "members", "work_status": ("retired",), "age_from": 68},
}
MOST_MARKED = 150
RESULTS = "按计划完成全部工作事项，服务职工{n}人次，职工反映良好。"
SUMMARY = "活动组织有序，资金使用合规。下一年继续提前摸底，扩大对新就业形态劳动者的覆盖。"


@dataclass(frozen=True, slots=True)
class _Story:
    """One campaign of the sample and how far it came."""

    id: int
    from_on: date
    to_on: date
    state: str
    listed: bool


def make_campaigns(dice: Random, as_account: AsAccount) -> None:
    """Plan two years of campaigns, bring them as far as today lets them be, plan the next."""
    clerk, chair = as_account("clerk"), as_account("chair")
    with reading(CONSOLE) as session:
        today = today_of(session)
        units = _units(session)
    for year in (today.year - 1, today.year):
        stories = _plan_year(clerk, units, year, today)
        _approve(chair, stories, year, today)
        _run(clerk, chair, stories, dice, today)
    with writing(clerk) as session:
        campaign_years.make_year(session, units[0], today.year + 1, LAST_YEAR)
        campaigns.create(session, units[0], _in_the_way(clerk, today))


def _in_the_way(clerk: Actor, today: date) -> dict[str, Value]:
    """Return a campaign that its owner has to run beside another one."""
    from_on = today + timedelta(days=10)
    return {
        "theme": "other",
        "name": "职工书屋开放月",
        "year": from_on.year,
        "from_on": from_on,
        "to_on": from_on + timedelta(days=25),
        "aim": "职工书屋延长开放，推荐好书，交流读书心得。",
        "owner": clerk.name,
        "account_id": clerk.account_id,
        "planned_people": 150,
    }


def _units(session: Session) -> list[int]:
    top = session.scalars(select(Unit.id).where(Unit.parent_id.is_(None))).one()
    counties = select(Unit.id).where(Unit.kind == "county_federation", Unit.parent_id == top)
    return [top, *session.scalars(counties.order_by(Unit.id).limit(COUNTIES))]


def _on(session: Session, day: date, today: date) -> None:
    """Let what follows be written on a past day, at nine in the morning or a little later."""
    real: Any = session.info.setdefault("really_now", session.info["now"])
    session.info["now"] = min(datetime.combine(min(day, today), time(1, 30), UTC), real)


def _plan_year(clerk: Actor, units: Sequence[int], year: int, today: date) -> list[_Story]:
    day = min(date(year, *MADE_ON), today)
    stories = []
    with writing(clerk) as session:
        _on(session, day, today)
        fund = session.scalars(select(Fund.id).where(Fund.name == POT, Fund.year == year)).one()
        for place, unit_id in enumerate(units):
            source = LAST_YEAR if year == today.year else TEMPLATE
            campaign_years.make_year(session, unit_id, year, source)
            rows = session.scalars(
                select(Campaign).where(Campaign.unit_id == unit_id, Campaign.year == year)
            )
            for row in rows.all():
                stories.append(_detailed(session, row, place, fund, today))
    return stories


def _detailed(session: Session, row: Campaign, place: int, fund: int, today: date) -> _Story:
    """Give a campaign of the template people, money and a rule; say how far it shall come."""
    people, yuan = PLANS[row.theme]
    share = 1 if place == 0 else 4
    values: dict[str, Value] = {field.name: getattr(row, field.name) for field in CAMPAIGN_FIELDS}
    values |= {"planned_people": people // share, "budget_fen": yuan * 100 // share}
    campaigns.change(session, row.id, row.version, {**values, "fund_id": fund})
    session.flush()
    listed = place < 2 and row.theme in RULES
    if listed:
        rule = RULES[row.theme]
        listed = campaign_targets.set_rule(session, row.id, row.version, rule, despite=True) > 0
        session.flush()
        if not listed:  # in a small sample a rule may match nobody
            campaign_targets.drop_rule(session, row.id, row.version)
    return _Story(row.id, row.from_on, row.to_on, _state(row, place, today), listed)


def _state(row: Campaign, place: int, today: date) -> str:
    """Return how far a campaign has come: later counties are behind, one dropped its walk."""
    if place == COUNTIES and row.theme == "fitness":
        return DROPPED
    if row.to_on < today - timedelta(days=70):
        return REPORTED
    if row.to_on < today:
        return REPORTED if place == 0 else CLOSED if place < COUNTIES else RUNNING
    if row.from_on <= today:
        return RUNNING if place < 2 else APPROVED if place == 2 else PLANNED
    return APPROVED if place < 2 else PLANNED


def _approve(chair: Actor, stories: Iterable[_Story], year: int, today: date) -> None:
    with writing(chair) as session:
        _on(session, min(date(year, *APPROVED_ON), today), today)
        for story in stories:
            if story.state not in (PLANNED, DROPPED):
                _take(session, story, campaigns.approve, "经主席办公会研究同意")


def _take(session: Session, story: _Story, verb: Callable[..., Any], note: str = "") -> None:
    row = session.get_one(Campaign, story.id)
    verb(session, row.id, row.version, note)
    session.flush()


def _end(session: Session, story: _Story, verb: Callable[..., Any]) -> None:
    left = campaign_closing.get_left_open(session, story.id)
    _take(session, story, verb, "部分对象外出未能走访，转入日常帮扶跟进" if left.lines else "")


def _run(clerk: Actor, chair: Actor, stories: Sequence[_Story], dice: Random, today: date) -> None:
    """Do the steps of a year's campaigns, start, close and report them."""
    begun = [one for one in stories if one.state in (RUNNING, CLOSED, REPORTED)]
    over = [one for one in begun if one.state in (CLOSED, REPORTED)]
    with writing(clerk) as session:
        for story in begun:
            _on(session, max(story.from_on, date(story.from_on.year, *APPROVED_ON)), today)
            _take(session, story, campaigns.start)
        for story in stories:
            if story.state == DROPPED:
                _take(session, story, campaigns.drop, "场地改造，本年停办")
            elif story.state != PLANNED:
                _do_steps(session, story, dice, today)
        for story in begun:
            _reach_some(session, story, dice, today)
        for story in over:
            _tell(session, story, dice, today)
    with writing(chair) as session:
        for story in over:
            _on(session, story.to_on + timedelta(days=6), today)
            _end(session, story, campaigns.close)
    with writing(clerk) as session:
        for story in over:
            if story.state == REPORTED:
                _on(session, story.to_on + timedelta(days=18), today)
                _end(session, story, campaigns.report)


def _do_steps(session: Session, story: _Story, dice: Random, today: date) -> None:
    """Mark most of the steps that are due as done, a little early or late."""
    for step in campaign_steps.list_of(session, story.id):
        day = step.due_on + timedelta(days=dice.choice((-2, -1, 0, 0, 0, 1)))
        forgotten = story.state == RUNNING and dice.random() < 0.25
        if day > today or forgotten:
            continue
        _on(session, max(day, story.from_on), today)
        campaign_steps.finish(session, step.id, step.version, min(day, today))
    session.flush()


def _reach_some(session: Session, story: _Story, dice: Random, today: date) -> None:
    """Mark by hand who of a list was reached: nearly all where it is over, half where it runs."""
    if not story.listed:
        return
    wanted = select(CampaignTarget).where(
        CampaignTarget.campaign_id == story.id, CampaignTarget.state == LISTED
    )
    likely = 0.55 if story.state == RUNNING else 0.92
    for target in session.scalars(wanted.order_by(CampaignTarget.id).limit(MOST_MARKED)).all():
        day = min(story.from_on + timedelta(days=dice.randrange(3, 28)), story.to_on, today)
        if dice.random() < likely and day >= story.from_on:
            _on(session, day, today)
            campaign_people.mark(session, target.id, target.version, day, "上门走访")
    session.flush()


def _tell(session: Session, story: _Story, dice: Random, today: date) -> None:
    _on(session, story.to_on + timedelta(days=4), today)
    row = session.get_one(Campaign, story.id)
    results = RESULTS.format(n=int(row.planned_people * dice.uniform(0.88, 1.06)))
    values: dict[str, Value] = {"results": results, "summary": SUMMARY}
    campaigns.tell(session, row.id, row.version, values)
    session.flush()
