"""What a campaign is for, when, by whom, with which money; what stands in its way."""

from __future__ import annotations

from components import campaign_conflicts, campaigns
from db import campaign_conflicts as conflicts
from db import campaign_lists
from db.campaigns import CampaignFile
from db.codes import code_lists
from db.session import reading
from rules.access import Actor


def show(actor: Actor, campaign: CampaignFile) -> None:
    """Draw the plan, with a warning for each conflict."""
    with reading(actor) as session:
        lists = code_lists(session)
        found = conflicts.list_of(session, campaign.id)
        row = campaign_lists.get_progress(session, campaign.id)
    campaign_conflicts.warn(found)
    campaigns.progress(row)
    campaigns.plan(campaign, lists)
    campaigns.outcome(campaign)
