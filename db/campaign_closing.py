"""What is open of a campaign: told before it is closed and in its report, with what was noted."""

from __future__ import annotations

from dataclasses import dataclass

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from db import campaign_reach, campaign_steps, moves
from db.models.activities import Activity
from db.models.campaigns import Campaign
from db.moves import MoveRow
from db.verbs import load, needs, today_of
from rules.access import Permission
from rules.activities import CHANGEABLE
from rules.campaign_closing import CLOSE, ENDS, REPORT, LeftOpen, check_explained
from rules.campaigns import RUNNING


@dataclass(frozen=True, slots=True)
class Closing:
    """What is open of a campaign, and what was noted when it was closed and reported."""

    left: LeftOpen
    notes: tuple[MoveRow, ...]


@needs(Permission.SEE_CAMPAIGNS)
def get_left_open(session: Session, campaign_id: int) -> LeftOpen:
    """Return what is open of a campaign: while it runs, without steps that come after its end."""
    campaign = load(session, Campaign, campaign_id)
    latest = max(campaign.to_on, today_of(session)) if campaign.state == RUNNING else None
    steps = [
        step
        for step in campaign_steps.list_of(session, campaign.id)
        if latest is None or step.due_on <= latest
    ]
    reach = campaign_reach.get_reach(session, campaign.id)
    unheld = session.scalar(
        select(func.count(Activity.id)).where(
            Activity.campaign_id == campaign.id, Activity.state.in_(CHANGEABLE)
        ),
        # The campaign is in scope, and what is planned for it counts whatever unit does it.
        execution_options={"kernel": True},
    )
    return LeftOpen(
        sum(step.done_on is None for step in steps),
        len(steps),
        reach.listed - reach.reached,
        reach.listed,
        0 if reach.listed else campaign.planned_people,
        unheld or 0,
    )


@needs(Permission.SEE_CAMPAIGNS)
def get_closing(session: Session, campaign_id: int) -> Closing:
    """Return what is open of a campaign and the notes of its latest closing and reporting."""
    left = get_left_open(session, campaign_id)
    latest = {
        move.action: move
        for move in moves.list_moves(session, Campaign.__tablename__, campaign_id)
        if move.action in (CLOSE, REPORT)
    }
    return Closing(left, tuple(move for move in latest.values() if move.note))


def check_closing(session: Session, campaign: Campaign, note: str) -> None:
    """Raise InvalidInput where a campaign ends with something open and no note says why."""
    if campaign.state in ENDS:
        check_explained(get_left_open(session, campaign.id), note)
