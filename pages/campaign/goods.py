"""The goods of a campaign, in and out."""

from __future__ import annotations

from components import tables
from db.campaigns import CampaignFile
from rules.access import Actor
from rules.language import _


def show(_actor: Actor, _campaign: CampaignFile) -> None:
    """Draw the tab."""
    tables.nothing(_("No goods were entered for this campaign."))
