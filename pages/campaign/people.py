"""Whom the campaign is for, and who has not been reached."""

from __future__ import annotations

from components import tables
from db.campaigns import CampaignFile
from rules.access import Actor
from rules.language import _


def show(_actor: Actor, _campaign: CampaignFile) -> None:
    """Draw the tab."""
    tables.nothing(_("Nobody is on the list of this campaign yet."))
