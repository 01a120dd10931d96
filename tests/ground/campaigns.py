"""Campaigns for tests: planned by a clerk, approved by a chair, brought into any state."""

from __future__ import annotations

from datetime import date

from sqlalchemy import select

from db import campaigns
from db.models.campaigns import Campaign
from db.session import reading, writing
from rules.access import Actor
from rules.campaigns import TOLD
from rules.fields import Value
from tests.ground.people import almighty

CLERK, CHAIR = almighty(name="周平"), almighty(name="陈静")
WAY = ("approve", "start", "close", "report")
VERBS = {
    "approve": campaigns.approve,
    "return": campaigns.send_back,
    "start": campaigns.start,
    "close": campaigns.close,
    "reopen": campaigns.reopen,
    "report": campaigns.report,
    "drop": campaigns.drop,
}


def plan(**more: Value) -> dict[str, Value]:
    """Return what a clerk enters of a campaign that runs now."""
    values: dict[str, Value] = {
        "theme": "final_spurt",
        "name": "冲刺四季度劳动竞赛",
        "year": 2026,
        "from_on": date(2026, 11, 2),
        "to_on": date(2026, 12, 25),
        "aim": "全员参与，安全生产",
        "owner": "周平",
        "planned_people": 120,
    }
    return {**values, **more}


def planned(unit_id: int, by: Actor = CLERK, **more: Value) -> int:
    """Plan a campaign of a unit; returns its id."""
    with writing(by) as session:
        return campaigns.create(session, unit_id, plan(**more))


def row_of(campaign_id: int) -> Campaign:
    with reading(almighty()) as session:
        return session.scalars(select(Campaign).where(Campaign.id == campaign_id)).one()


def step(campaign_id: int, action: str, by: Actor | None = None, note: str = "无") -> None:
    """Take one step of a campaign's life, as who usually takes it."""
    usual = CHAIR if action in ("approve", "return", "close", "reopen") else CLERK
    seen = row_of(campaign_id).version
    with writing(by or usual) as session:
        VERBS[action](session, campaign_id, seen, note)


def tell(campaign_id: int, results: str = "120人参加", summary: str = "圆满结束") -> None:
    with writing(CLERK) as session:
        values: dict[str, Value] = {"results": results, "summary": summary}
        campaigns.tell(session, campaign_id, row_of(campaign_id).version, values)


def bring(campaign_id: int, *actions: str) -> int:
    """Take several steps in a row; writes the outcome before it is reported."""
    for action in actions:
        if action == "report" and row_of(campaign_id).state in TOLD:
            tell(campaign_id)
        step(campaign_id, action)
    return campaign_id
