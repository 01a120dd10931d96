"""The activities of a campaign: what is planned and was held for it, by whichever unit."""

from __future__ import annotations

from components import activities as sheet
from components import links, tables
from db import activity_lists
from db.campaigns import CampaignFile
from db.codes import code_lists
from db.session import reading
from rules.access import Actor, Permission
from rules.campaigns import OPEN
from rules.language import _


def show(actor: Actor, campaign: CampaignFile) -> None:
    """Draw the tab."""
    with reading(actor) as session:
        lists = code_lists(session)
        rows = activity_lists.list_of_campaign(session, campaign.id)
    if campaign.state in OPEN and actor.can(Permission.PLAN_CAMPAIGNS):
        links.button(
            _("Plan an activity"), "activity_entry", icon=":material/add:", campaign=campaign.id
        )
    tables.show(
        rows,
        sheet.columns(lists, held=True),
        empty=_("No activity belongs to this campaign yet."),
    )
