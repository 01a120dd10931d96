"""The records behind the figures of campaigns."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from sqlalchemy import ColumnElement, func, select

from db.behind import Behind, Conditions, Count, Span
from db.campaign_reach import ways_of
from db.models.activities import Activity, ActivityCost
from db.models.aid import AidGrant
from db.models.campaign_people import CampaignTarget
from db.models.campaigns import Campaign
from db.models.care import CareGift
from db.models.pay_runs import PayItem
from rules.activities import COST_PAID
from rules.aid import GRANTED
from rules.campaign_people import LISTED
from rules.indicators_campaigns import DROPPED


def _begun(span: Span) -> Conditions:
    return (
        Campaign.state != DROPPED,
        Campaign.from_on.between(span.first_on, span.last_on),
    )


def _listed(span: Span) -> Conditions:
    return (CampaignTarget.state == LISTED, CampaignTarget.frozen.is_(True), *_begun(span))


def _was_reached(span: Span) -> ColumnElement[bool]:
    begun = select(Campaign.__table__.c.id).where(*_begun(span))
    ways = ways_of(CampaignTarget.__table__.c.campaign_id.in_(begun)).subquery()
    return CampaignTarget.id.in_(select(ways.c.target_id))


def _sum(fen: Any, *conditions: Any) -> Any:
    found = select(func.sum(fen)).where(*conditions).correlate(Campaign.__table__)
    return func.coalesce(found.scalar_subquery(), 0)


def _spent() -> Any:
    """What was paid for a campaign, as ``rules.campaign_money.Money.paid`` says."""
    grants, gifts, items = AidGrant.__table__.c, CareGift.__table__.c, PayItem.__table__.c
    costs, events = ActivityCost.__table__.c, Activity.__table__.c
    return (
        _sum(
            grants.fen,
            grants.campaign_id == Campaign.id,
            grants.state == GRANTED,
            items.source_type == AidGrant.__tablename__,
            items.source_id == grants.id,
            items.live.is_(True),
            items.paid_on.is_not(None),
        )
        + _sum(
            gifts.fen,
            gifts.campaign_id == Campaign.id,
            gifts.cancelled.is_(False),
            gifts.fund_id.is_not(None),
        )
        + _sum(
            costs.fen,
            costs.activity_id == events.id,
            events.campaign_id == Campaign.id,
            costs.state == COST_PAID,
        )
    )


_THEME = {"theme": Campaign.theme}
_PERSON: dict[str, Any] = {
    "model": CampaignTarget,
    "name": CampaignTarget.name,
    "on": Campaign.from_on,
    "opens": CampaignTarget.campaign_id,
    "joined": ((Campaign, Campaign.id == CampaignTarget.campaign_id),),
    "groups": _THEME,
}

CAMPAIGNS = Behind(Campaign, Campaign.name, Campaign.from_on, _begun, Campaign.budget_fen)
SPENT = Behind(Campaign, Campaign.name, Campaign.from_on, _begun, _spent(), groups=_THEME)
LISTED_PEOPLE = Behind(where=_listed, **_PERSON)
REACHED = Behind(where=lambda span: (*_listed(span), _was_reached(span)), **_PERSON)
REACHED_OF_LISTED = Count(
    LISTED_PEOPLE, lambda span: func.count().filter(_was_reached(span)), func.count()
)
SPENT_OF_BUDGET = Count(CAMPAIGNS, lambda _span: func.sum(_spent()), func.sum(Campaign.budget_fen))

BEHIND_CAMPAIGNS: Mapping[str, Behind] = {
    "campaigns": CAMPAIGNS,
    "campaign_budget": CAMPAIGNS,
    "campaign_spent": SPENT,
    "campaign_people": LISTED_PEOPLE,
    "campaign_reached": REACHED,
}
