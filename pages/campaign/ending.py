"""What is told and asked before a campaign is closed, and before its report is handed in."""

from __future__ import annotations

from components import campaigns
from db import campaign_closing
from db.campaigns import CampaignFile
from db.session import reading
from rules.access import Actor
from rules.campaign_closing import ENDS
from rules.campaigns import CAMPAIGN


def ask(actor: Actor, campaign: CampaignFile) -> dict[str, str]:
    """Return what to ask before the step that ends a campaign, where something is open."""
    action = ENDS.get(campaign.state, "")
    step = CAMPAIGN.steps.get((campaign.state, action))
    if step is None or not actor.can(step.permission):
        return {}
    with reading(actor) as session:
        left = campaign_closing.get_left_open(session, campaign.id)
    return {action: campaigns.ask_why(left.lines)} if left.lines else {}
