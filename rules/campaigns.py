"""Campaigns of the theme months: their states, when their steps are due, what they need.

The approver is never who entered the plan, and no setting of an office relaxes that: the rights
to plan and to approve do not meet in one person either.
"""

from __future__ import annotations

from datetime import date

from rules.access import Permission
from rules.errors import InvalidInput, WrongState
from rules.language import N_
from rules.moves import ENTER, Machine, Step, strictly

PLANNED, APPROVED, RUNNING, CLOSED, REPORTED, DROPPED = (
    "planned",
    "approved",
    "running",
    "closed",
    "reported",
    "dropped",
)
OPEN = (PLANNED, APPROVED, RUNNING)
"""States in which a campaign still has work before it."""
FROZEN = (APPROVED, RUNNING, CLOSED, REPORTED)
"""States in which plan and list of people stand as they were approved."""
TOLD = (RUNNING, CLOSED)
"""States in which results and summary are written."""
OTHER = "other"
"""The theme that has no months of its own."""

HAND_ON = "hand_on"
"""Giving a campaign to another unit; its state stays."""
_PLAN, _APPROVE = Permission.PLAN_CAMPAIGNS, Permission.APPROVE_CAMPAIGNS

CAMPAIGN = Machine(
    "campaign",
    PLANNED,
    strictly(
        {
            (PLANNED, "approve"): Step(APPROVED, _APPROVE, N_("Approve"), not_same_as=(ENTER,)),
            (PLANNED, "drop"): Step(DROPPED, _PLAN, N_("Drop this campaign"), needs_note=True),
            (APPROVED, "start"): Step(RUNNING, _PLAN, N_("Start the campaign")),
            (APPROVED, "return"): Step(
                PLANNED, _APPROVE, N_("Return to planning"), needs_note=True
            ),
            (APPROVED, "drop"): Step(DROPPED, _APPROVE, N_("Drop this campaign"), needs_note=True),
            (RUNNING, "close"): Step(CLOSED, _APPROVE, N_("Close the campaign")),
            **{
                (state, HAND_ON): Step(state, _PLAN, N_("Hand on to another unit"), needs_note=True)
                for state in OPEN
            },
            (CLOSED, "reopen"): Step(RUNNING, _APPROVE, N_("Open it again"), needs_note=True),
            (CLOSED, "report"): Step(REPORTED, _PLAN, N_("Hand in the report")),
        }
    ),
    {
        PLANNED: N_("In planning"),
        APPROVED: N_("Approved"),
        RUNNING: N_("Running"),
        CLOSED: N_("Campaign closed"),
        REPORTED: N_("Reported"),
        DROPPED: N_("Campaign dropped"),
    },
)


def check_dates(year: int, from_on: date, to_on: date) -> None:
    """Raise InvalidInput for an end before the begin, or days that do not touch the year."""
    if to_on < from_on:
        raise InvalidInput(N_("The end lies before the begin."), field="to_on")
    if not from_on.year <= year <= to_on.year:
        raise InvalidInput(
            N_("These days do not lie in {year}. Change the days or the year."),
            field="from_on",
            year=year,
        )


def check_approvable(owner: str, to_on: date, budget_fen: int, has_fund: bool, today: date) -> None:
    """Raise InvalidInput naming what a plan lacks before it can be approved."""
    if not owner.strip():
        raise InvalidInput(N_("Say who answers for the campaign first."), field="owner")
    if to_on < today:
        raise InvalidInput(
            N_("The campaign's last day is over. Correct its days first."), field="to_on"
        )
    if budget_fen and not has_fund:
        raise InvalidInput(N_("Say from which fund the budget comes."), field="fund_id")


def check_startable(from_on: date, today: date) -> None:
    """Raise WrongState for a start before the campaign's first day."""
    if today < from_on:
        raise WrongState(
            N_("The campaign begins on {on}. Move its begin if it starts sooner."),
            on=from_on.isoformat(),
        )


def check_told(results: str, summary: str) -> None:
    """Raise InvalidInput for a report without results or without a summary."""
    for name, text in (("results", results), ("summary", summary)):
        if not text.strip():
            raise InvalidInput(N_("Write down results and summary first."), field=name)
