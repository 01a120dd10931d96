"""The money of a campaign: its budget, where it went, and what its fund has left."""

from __future__ import annotations

from components import activity_costs as sheet
from components import campaign_money
from db import activity_costs, campaign_choices
from db import campaign_money as verbs
from db.campaigns import CampaignFile
from db.session import reading
from rules.access import Actor, Permission


def show(actor: Actor, campaign: CampaignFile) -> None:
    """Draw planned against spent, and the line of the fund."""
    with reading(actor) as session:
        money = verbs.get_money(session, campaign.id)
        balance, others = None, 0
        if campaign.fund_id is not None:
            balance = campaign_choices.get_balance(session, campaign.fund_id)
            others = campaign_choices.sum_others(session, campaign.fund_id, campaign.id)
        sees_bills = actor.can(Permission.SEE_FUNDS)
        bills = activity_costs.list_elsewhere(session, campaign.id) if sees_bills else ()
    campaign_money.cards(money)
    sheet.elsewhere(bills)
    campaign_money.fund(campaign, balance, others)
