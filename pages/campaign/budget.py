"""The money of a campaign: its budget, where it went, and what its fund has left."""

from __future__ import annotations

from components import campaign_money
from db import campaign_choices
from db import campaign_money as verbs
from db.campaigns import CampaignFile
from db.session import reading
from rules.access import Actor


def show(actor: Actor, campaign: CampaignFile) -> None:
    """Draw planned against spent, and the line of the fund."""
    with reading(actor) as session:
        money = verbs.get_money(session, campaign.id)
        balance, others = None, 0
        if campaign.fund_id is not None:
            balance = campaign_choices.get_balance(session, campaign.fund_id)
            others = campaign_choices.sum_others(session, campaign.fund_id, campaign.id)
    campaign_money.cards(money)
    campaign_money.fund(campaign, balance, others)
