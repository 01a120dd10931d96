"""What a campaign may spend."""

from __future__ import annotations

from components import figures
from db.campaigns import CampaignFile
from rules.access import Actor
from rules.language import _
from rules.money import show_money


def show(_actor: Actor, campaign: CampaignFile) -> None:
    """Draw the budget."""
    figures.cards([figures.Card(_("Budget (yuan)"), show_money(campaign.budget_fen))])
