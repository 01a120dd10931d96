"""Campaigns of a unit that closes: closed first, or handed on to another unit."""

from __future__ import annotations

from sqlalchemy import select
from sqlalchemy.orm import Session

from db import moves
from db.campaign_choices import is_above
from db.models.activities import Activity, ActivityCost
from db.models.aid import Fund
from db.models.campaigns import Campaign, CampaignStep
from db.models.units import Unit
from db.verbs import load, needs, open_to_all
from rules import campaigns as rules
from rules.access import Permission
from rules.activities import COST_ASKED
from rules.activities import OPEN as ACTIVITY_OPEN
from rules.activities import PLANNED as ACTIVITY_PLANNED
from rules.errors import InvalidInput, WrongState
from rules.language import N_

NAMED = 3


@open_to_all("called by the closing of units, which is locked")
def check_none_open(session: Session, unit_id: int) -> None:
    """Raise WrongState, naming some, while a unit has campaigns that are not over."""
    names = list(
        session.scalars(
            select(Campaign.name)
            .where(Campaign.unit_id == unit_id, Campaign.state.in_(rules.OPEN))
            .order_by(Campaign.from_on, Campaign.id)
            .limit(NAMED + 1)
        )
    )
    if names:
        told = tuple(names[:NAMED]) + (("…",) if len(names) > NAMED else ())
        raise WrongState(
            N_(
                "This unit still has campaigns: {names}. Close them, drop them, or hand them on to"
                " another unit first."
            ),
            names=told,
        )


@needs(Permission.PLAN_CAMPAIGNS)
def hand_on(session: Session, campaign_id: int, seen: int, unit_id: int, note: str) -> None:
    """Hand an open campaign with its steps and coming activities on to another open unit.

    A campaign above that is not the new unit's falls away, and so does a fund while the plan is
    not approved. Bills that wait go along where the fund that pays them is the new unit's as
    well; money of a fund that stays behind is paid by the unit that has it. The list of people
    and what was done stay as they are.
    """
    campaign, unit = load(session, Campaign, campaign_id, seen), load(session, Unit, unit_id)
    if unit.closed_on is not None or unit.id == campaign.unit_id:
        raise InvalidInput(N_("Choose another unit that is open."), field="unit_id")
    before = campaign.unit_id
    moves.move(session, campaign, rules.CAMPAIGN, rules.HAND_ON, note)
    if not is_above(session, Campaign, campaign.part_of_id, unit.id):
        campaign.part_of_id = None
    planned = campaign.state == rules.PLANNED
    if planned and not is_above(session, Fund, campaign.fund_id, unit.id):
        campaign.fund_id = None
    campaign.unit_id = unit.id
    steps = select(CampaignStep).where(CampaignStep.campaign_id == campaign.id)
    coming = select(Activity).where(
        Activity.campaign_id == campaign.id,
        Activity.unit_id == before,
        Activity.state.in_((ACTIVITY_PLANNED, ACTIVITY_OPEN)),
    )
    activities = list(session.scalars(coming))
    bills = session.scalars(
        select(ActivityCost).where(
            ActivityCost.activity_id.in_([one.id for one in activities]),
            ActivityCost.state == COST_ASKED,
        )
    )
    along = [one for one in bills if is_above(session, Fund, one.fund_id, unit.id)]
    for record in (*session.scalars(steps), *activities, *along):
        record.unit_id = unit.id
