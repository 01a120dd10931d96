"""What campaigns spent: gifts and grants, and the bills of their activities; what is in flight."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import select
from sqlalchemy.orm import Session

from db import activities, campaign_aid
from db.models.activities import Activity, ActivityCost
from db.models.aid import AidGrant
from db.models.campaigns import Campaign
from db.models.pay_runs import PayItem
from db.verbs import load, needs
from rules import aid
from rules.access import Permission
from rules.activities import COST_ASKED
from rules.errors import WrongState
from rules.language import N_
from rules.money import Fen, show_money

FIRST_NAMED = 5
"""So many numbers of what is in flight are named in a refusal."""


@dataclass(frozen=True, slots=True)
class Spending:
    """Fen of a campaign: its budget, and where it went. ``proposed`` is not decided yet."""

    budget: Fen = 0
    given: Fen = 0
    activities: Fen = 0
    in_flight: Fen = 0
    proposed: Fen = 0

    @property
    def spent(self) -> Fen:
        """What was paid."""
        return self.given + self.activities

    @property
    def left(self) -> Fen:
        return self.budget - self.spent - self.in_flight - self.proposed


@needs(Permission.SEE_CAMPAIGNS)
def get_spending(session: Session, campaign_id: int) -> Spending:
    """Return what became of a campaign's budget."""
    return count_spending(session, [load(session, Campaign, campaign_id).id])[campaign_id]


@needs(Permission.SEE_CAMPAIGNS)
def count_spending(session: Session, campaign_ids: Sequence[int]) -> dict[int, Spending]:
    """Return the spending of campaigns that were found within the scope."""
    if not campaign_ids:
        return {}
    money = campaign_aid.count_money(session, campaign_ids)
    bills = activities.spent_of(session, campaign_ids)
    return {
        key: Spending(
            one.budget,
            one.paid - bills.get(key, 0),
            bills.get(key, 0),
            one.in_flight + one.committed,
            one.proposed,
        )
        for key, one in money.items()
    }


def check_settled(session: Session, campaign: Campaign) -> None:
    """Raise WrongState, naming it, while money of a campaign is granted and not paid out."""
    grants = session.execute(
        select(AidGrant.grant_no, AidGrant.fen)
        .outerjoin(
            PayItem,
            (PayItem.source_type == AidGrant.__tablename__)
            & (PayItem.source_id == AidGrant.id)
            & PayItem.live.is_(True),
        )
        .where(
            AidGrant.campaign_id == campaign.id,
            AidGrant.state.in_((*sorted(aid.CHANGEABLE), aid.WAITING, aid.GRANTED)),
            PayItem.paid_on.is_(None),
        )
        .order_by(AidGrant.id)
        # The campaign is in scope, and what was granted for it counts whatever unit did it.
        .execution_options(kernel=True)
    ).all()
    _refuse(
        N_(
            "Of this campaign, aid of {fen} yuan is not paid or withdrawn yet: {numbers}. Settle it"
            " before the campaign is closed."
        ),
        [(row.grant_no, row.fen) for row in grants],
    )
    bills = session.execute(
        select(Activity.activity_no, ActivityCost.fen)
        .join(Activity, Activity.id == ActivityCost.activity_id)
        .where(Activity.campaign_id == campaign.id, ActivityCost.state == COST_ASKED)
        .order_by(ActivityCost.id)
        .execution_options(kernel=True)
    ).all()
    _refuse(
        N_(
            "Bills of {fen} yuan of this campaign's activities are not paid yet: {numbers}. Settle"
            " them before the campaign is closed."
        ),
        [(row.activity_no, row.fen) for row in bills],
    )


def check_unspent(session: Session, campaign: Campaign) -> None:
    """Raise WrongState where money was paid for a campaign."""
    spent = get_spending(session, campaign.id).spent
    if spent:
        raise WrongState(
            N_("{yuan} yuan were spent on this campaign. Run and close it instead of dropping it."),
            yuan=show_money(spent),
        )


def _refuse(text: str, open_ones: Sequence[tuple[str, Fen]]) -> None:
    if open_ones:
        numbers = tuple(dict.fromkeys(number for number, _ in open_ones))
        shown = numbers[:FIRST_NAMED] + (("…",) if len(numbers) > FIRST_NAMED else ())
        raise WrongState(text, fen=show_money(sum(fen for _, fen in open_ones)), numbers=shown)
