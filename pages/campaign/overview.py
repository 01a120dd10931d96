"""What a campaign is for, when, by whom, with which money; and what came of it."""

from __future__ import annotations

from components import campaigns
from db import campaign_choices
from db.campaigns import CampaignFile
from db.codes import code_lists
from db.session import reading
from rules.access import Actor


def show(actor: Actor, campaign: CampaignFile) -> None:
    """Draw the plan and the outcome."""
    with reading(actor) as session:
        lists = code_lists(session)
        others = 0
        if campaign.fund_id is not None:
            others = campaign_choices.sum_others(session, campaign.fund_id, campaign.id)
    campaigns.plan(campaign, lists, others)
