"""Who planned, approved, started, closed and reported a campaign, the latest first."""

from __future__ import annotations

from components import timeline
from components.text import instant
from components.timeline import Moment
from db import campaigns
from db.campaigns import CampaignFile
from db.moves import MoveRow
from db.session import reading
from db.verbs import zone_of
from rules.access import Actor
from rules.campaigns import CAMPAIGN
from rules.language import _
from rules.moves import ENTER


def show(actor: Actor, campaign: CampaignFile) -> None:
    """Draw the campaign's moves."""
    with reading(actor) as session:
        zone, moves = zone_of(session), campaigns.list_moves(session, campaign.id)

    def moment(row: MoveRow) -> Moment:
        step = CAMPAIGN.steps.get((row.from_state, row.action))
        entered = _("Entered in the plan") if not row.from_state else _("Plan changed")
        title = entered if row.action == ENTER or step is None else _(step.label)
        return Moment(instant(row.at, zone), title, who=row.actor, note=row.note)

    timeline.show([moment(row) for row in reversed(moves)], _("Nothing happened yet."))
