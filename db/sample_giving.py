"""What the sample's campaigns gave: gifts, visits and aid of their time, goods in and out.

What the office did in the months of a campaign is told as part of it, within its budget; those
that run now put people on their lists, hand out goods and propose aid.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, timedelta
from random import Random
from typing import Any

from sqlalchemy import Select, select
from sqlalchemy.orm import Session

from db import (
    campaign_by_hand,
    campaign_gifts,
    campaign_goods,
    campaign_grants,
    campaign_money,
    funds,
)
from db.models.aid import AidGrant
from db.models.campaign_people import CampaignTarget
from db.models.campaigns import Campaign
from db.models.care import CareGift, Visit
from db.models.hardship import HardshipFile
from db.models.households import HouseholdMembership, HouseholdPerson
from db.models.members import Member
from db.sample_funds import AsAccount
from db.scope import below
from db.session import writing
from db.verbs import today_of
from rules import aid
from rules.campaigns import CLOSED, REPORTED, RUNNING
from rules.fields import Value
from rules.members import PRESENT
from rules.visits import MADE

AID_OF: dict[str, tuple[str, ...]] = {
    "warmth": ("warmth_campaign", "temporary_relief", "living_aid"),
    "study_grants": ("autumn_study", "study_aid"),
}
CARING = frozenset(("warmth", "party_songs", "respect_old", "final_spurt"))
"""Themes in which homes are visited and gifts are given."""
AFTER_DAYS = 60
"""Aid of a theme is still decided so long after its last day."""
GOODS = "冬季劳保用品"
MOST_LISTED, GIVEN_TO, PUPILS = 36, 14, 2


def make_giving(dice: Random, as_account: AsAccount) -> None:
    """Tie what was done to the campaigns of its time, and let those that run now give."""
    with writing(as_account("clerk")) as session:
        today = today_of(session)
        told = select(Campaign).where(Campaign.state.in_((RUNNING, CLOSED, REPORTED)))
        # Counties first: what is theirs is not the federation's.
        rows = session.scalars(told.order_by(Campaign.unit_id.desc(), Campaign.id)).all()
        for campaign in rows:
            _tie(session, campaign)
        session.flush()
        running = [one for one in rows if one.state == RUNNING and one.from_on <= today]
        for campaign in running:
            if campaign.theme == "final_spurt":
                _hand_out(session, campaign, dice, today)
            elif campaign.theme == "study_grants":
                _propose(session, campaign, today)


def _tie(session: Session, campaign: Campaign) -> None:
    """Tell gifts, visits and grants of a campaign's days and units as part of it.

    Half the budget of one that still runs stays for what it gives now.
    """
    inside = below(campaign.unit_id or 0)
    left = campaign.budget_fen // (2 if campaign.state == RUNNING else 1)
    if campaign.theme in CARING:
        left = _tie_care(session, campaign, inside, left)
    for grant in session.scalars(_grants(campaign, inside)):
        if grant.fen <= left:
            grant.campaign_id, left = campaign.id, left - grant.fen


def _tie_care(session: Session, campaign: Campaign, inside: Any, left: int) -> int:
    gifts = select(CareGift).where(
        CareGift.unit_id.in_(inside),
        CareGift.campaign_id.is_(None),
        CareGift.cancelled.is_(False),
        CareGift.on.between(campaign.from_on, campaign.to_on),
    )
    for gift in session.scalars(gifts.order_by(CareGift.id)):
        cost = gift.fen if gift.fund_id is not None else 0
        if cost <= left:
            gift.campaign_id, left = campaign.id, left - cost
    visits = select(Visit).where(
        Visit.unit_id.in_(inside),
        Visit.campaign_id.is_(None),
        Visit.state == MADE,
        Visit.made_on.between(campaign.from_on, campaign.to_on),
    )
    for visit in session.scalars(visits.order_by(Visit.id)):
        visit.campaign_id = campaign.id
    return left


def _grants(campaign: Campaign, inside: Any) -> Select[Any]:
    last = campaign.to_on + timedelta(days=AFTER_DAYS)
    return (
        select(AidGrant)
        .where(
            AidGrant.unit_id.in_(inside),
            AidGrant.campaign_id.is_(None),
            AidGrant.kind.in_(AID_OF.get(campaign.theme, ())),
            AidGrant.state.in_((aid.GRANTED, aid.WAITING)),
            AidGrant.applied_on.between(campaign.from_on, last),
        )
        .order_by(AidGrant.id)
    )


def _put_on(session: Session, campaign: Campaign, keys: Sequence[str], reason: str) -> list[int]:
    session.flush()
    if keys:
        campaign_by_hand.put_on(session, campaign.id, campaign.version, keys, reason)
    listed = select(CampaignTarget.id).where(CampaignTarget.campaign_id == campaign.id)
    return list(session.scalars(listed.order_by(CampaignTarget.id)))


def _hand_out(session: Session, campaign: Campaign, dice: Random, today: date) -> None:
    """Put model workers and others on the list; some get goods, one piece was damaged."""
    members = session.scalars(
        select(Member.id)
        .where(
            Member.live(),
            Member.status.in_([str(one) for one in PRESENT]),
            Member.work_status == "on_duty",
            Member.unit_id.in_(below(campaign.unit_id or 0)),
        )
        .order_by(Member.id)
        .limit(MOST_LISTED * 4)
    ).all()
    chosen = dice.sample(list(members), min(MOST_LISTED, len(members)))
    ids = _put_on(session, campaign, [f"m{key}" for key in chosen], "一线岗位骨干，班组推荐")
    came: dict[str, Value] = {"kind": "received", "item": GOODS, "pieces": len(ids) + 4}
    on = max(campaign.from_on, today - timedelta(days=12))
    campaign_goods.enter(session, campaign.id, {**came, "on": on, "whom": "云溪劳保用品商店"})
    lost: dict[str, Value] = {"kind": "written_off", "item": GOODS, "pieces": 1, "on": today}
    campaign_goods.enter(session, campaign.id, {**lost, "note": "运输途中破损"})
    some = ids[:GIVEN_TO]
    if some:
        campaign_goods.hand_out(session, campaign.id, some, GOODS, 1, today)
        gift: dict[str, Value] = {"occasion": "hardship", "kind": "care_goods", "what": GOODS}
        gift |= {"fen": 12_000, "on": today, "note": "冲刺四季度一线慰问"}
        campaign_gifts.give_many(session, campaign.id, some[: GIVEN_TO // 2], gift)


def _propose(session: Session, campaign: Campaign, today: date) -> None:
    """Put pupils of filed families on the list, and propose a grant for each."""
    pupils = session.scalars(
        select(HouseholdPerson.id)
        .join(HouseholdMembership, HouseholdMembership.person_id == HouseholdPerson.id)
        .join(HardshipFile, HardshipFile.household_id == HouseholdMembership.household_id)
        .where(
            HouseholdMembership.relation == "child",
            HouseholdMembership.to_on.is_(None),
            HouseholdPerson.member_id.is_(None),
            HouseholdPerson.person_status.in_(("student", "senior_pupil")),
            HardshipFile.state == "in_force",
            HardshipFile.unit_id.in_(below(campaign.unit_id or 0)),
        )
        .order_by(HouseholdPerson.id)
        .limit(PUPILS)
    ).all()
    ids = _put_on(session, campaign, [f"p{key}" for key in pupils], "今年升学，基层工会推荐")
    kind = "autumn_study"
    pots = funds.list_choices(session, campaign.unit_id or 0, (kind,), today.year)
    if not ids or not pots:
        return
    fen = min(200_000, campaign_money.get_money(session, campaign.id).left // len(ids) // 100 * 100)
    values: dict[str, Value] = {"kind": kind, "fen": fen, "fund_id": str(pots[0].id)}
    values |= {"need": f"{campaign.year}年金秋助学", "reason": "在档家庭子女升学"}
    campaign_grants.propose_many(session, campaign.id, ids, values)
