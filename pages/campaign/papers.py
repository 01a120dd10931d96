"""The photos and papers of a campaign."""

from __future__ import annotations

from components import papers
from db import attachments
from db.campaigns import CampaignFile
from db.codes import code_lists
from db.session import reading
from db.verbs import zone_of
from documents.attachments import read_paper
from rules.access import Actor, Permission

HOME = "campaign"


def show(actor: Actor, campaign: CampaignFile) -> None:
    """Draw what is attached, and the way to attach more."""
    with reading(actor) as session:
        lists, zone = code_lists(session), zone_of(session)
        rows = attachments.list_of(session, HOME, campaign.id)
    kept = papers.Kept(attachments, read_paper, Permission.PLAN_CAMPAIGNS)
    papers.show(actor, kept, rows, lists, zone, (HOME, campaign.id))
