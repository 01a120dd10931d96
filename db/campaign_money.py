"""Money of a campaign: what its gifts, grants and activities took of its budget, and what is left.

A grant counts from its proposal on, so that the budget holds what may still become of it. What
was done for a campaign counts whatever unit did it.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import Any

from sqlalchemy import Select, and_, case, func, literal, select, union_all
from sqlalchemy.orm import Session

from db.models.activities import Activity, ActivityCost
from db.models.aid import AidGrant
from db.models.campaigns import Campaign
from db.models.care import CareGift
from db.models.pay_runs import PayItem
from db.verbs import load, needs, open_to_all
from rules import aid
from rules.access import Permission
from rules.activities import COST_ASKED, COST_PAID
from rules.campaign_money import Money
from rules.errors import InvalidInput, WrongState
from rules.language import N_
from rules.money import Fen, show_money

FIRST_NAMED = 5
"""So many numbers of what is in flight are named in a refusal."""

GIVEN, BILLS, IN_FLIGHT, COMMITTED, PROPOSED = (
    "given",
    "bills",
    "in_flight",
    "committed",
    "proposed",
)
"""The parts of ``Money``."""

_KERNEL = {"kernel": True}
"""A campaign that was loaded, and what was done for it."""


@needs(Permission.SEE_CAMPAIGNS)
def get_money(session: Session, campaign_id: int) -> Money:
    """Return what a campaign's budget came to."""
    return count_money(session, [load(session, Campaign, campaign_id).id])[campaign_id]


@needs(Permission.SEE_CAMPAIGNS)
def count_money(session: Session, campaign_ids: Sequence[int]) -> dict[int, Money]:
    """Return the money of some campaigns that were found within the scope."""
    budgets = session.execute(
        select(Campaign.id, Campaign.budget_fen).where(Campaign.id.in_(campaign_ids))
    )
    return _moneys(session, {row.id: row.budget_fen for row in budgets})


def _moneys(session: Session, budgets: dict[int, Fen]) -> dict[int, Money]:
    found = {key: Money(fen) for key, fen in budgets.items()}
    for campaign_id, part, fen in session.execute(_parts(list(budgets)), execution_options=_KERNEL):
        before = found[campaign_id]
        found[campaign_id] = replace(before, **{part: getattr(before, part) + int(fen)})
    return found


def paid_of(campaign_ids: Select[Any]) -> Any:
    """Select what was paid for some campaigns in ``fen``, with ``campaign_id``; one may come twice.

    Whoever uses it has found the campaigns within the scope.
    """
    parts = _parts(campaign_ids).subquery()
    campaign_id, part, fen = parts.c
    return select(campaign_id, fen.label("fen")).where(part.in_((GIVEN, BILLS))).subquery()


def _parts(campaign_ids: Sequence[int] | Select[Any]) -> Any:
    """Select the sums of the parts of some campaigns' money; one may come twice."""
    return union_all(
        _of_grants(campaign_ids), _of_gifts(campaign_ids), _of_activities(campaign_ids)
    )


def _of_grants(campaign_ids: Sequence[int] | Select[Any]) -> Any:
    grants = AidGrant.__table__.c
    items = (
        select(PayItem.__table__.c.source_id, PayItem.__table__.c.paid_on)
        .where(
            PayItem.__table__.c.source_type == AidGrant.__tablename__,
            PayItem.__table__.c.live.is_(True),
        )
        .subquery()
    )
    part = case(
        (grants.state != aid.GRANTED, PROPOSED),
        (items.c.paid_on.is_not(None), GIVEN),
        (items.c.source_id.is_not(None), IN_FLIGHT),
        else_=COMMITTED,
    )
    states = (*sorted(aid.CHANGEABLE), aid.WAITING, aid.GRANTED)
    return (
        select(grants.campaign_id, part.label("part"), func.sum(grants.fen))
        .select_from(AidGrant.__table__.outerjoin(items, items.c.source_id == grants.id))
        .where(grants.campaign_id.in_(campaign_ids), grants.state.in_(states))
        .group_by(grants.campaign_id, part)
    )


def _of_gifts(campaign_ids: Sequence[int] | Select[Any]) -> Any:
    gifts = CareGift.__table__.c
    return (
        select(gifts.campaign_id, literal(GIVEN), func.sum(gifts.fen))
        .where(
            gifts.campaign_id.in_(campaign_ids),
            gifts.cancelled.is_(False),
            gifts.fund_id.is_not(None),
        )
        .group_by(gifts.campaign_id)
    )


def _of_activities(campaign_ids: Sequence[int] | Select[Any]) -> Any:
    costs, events = ActivityCost.__table__.c, Activity.__table__.c
    part = case((costs.state == COST_PAID, BILLS), else_=COMMITTED)
    return (
        select(events.campaign_id, part.label("part"), func.sum(costs.fen))
        .join(Activity.__table__, events.id == costs.activity_id)
        .where(events.campaign_id.in_(campaign_ids), costs.state.in_((COST_ASKED, COST_PAID)))
        .group_by(events.campaign_id, part)
    )


@open_to_all("called by the verbs that give and propose, which are locked")
def check_budget(session: Session, campaign_id: int, fen: Fen, but: int = 0) -> None:
    """Raise InvalidInput for money beyond what a campaign's budget leaves.

    Of two who ask at the same time the second waits. ``but`` is a grant that is looked at.
    """
    wanted = select(Campaign.budget_fen).where(Campaign.id == campaign_id).with_for_update()
    budget = session.scalar(wanted, execution_options=_KERNEL) or 0
    session.flush()
    left = _moneys(session, {campaign_id: budget})[campaign_id].left
    left += _own(session, campaign_id, but)
    if fen > left:
        raise InvalidInput(
            N_("The campaign's budget leaves {left} yuan, {asked} yuan are asked for."),
            field="fen",
            left=show_money(max(left, 0)),
            asked=show_money(fen),
        )


def _own(session: Session, campaign_id: int, grant_id: int) -> Fen:
    """Return what a proposal that is being changed takes of the budget so far."""
    if not grant_id:
        return 0
    grants = AidGrant.__table__.c
    counted = and_(grants.id == grant_id, grants.campaign_id == campaign_id)
    return session.scalar(select(grants.fen).where(counted), execution_options=_KERNEL) or 0


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
        .order_by(AidGrant.id),
        execution_options=_KERNEL,
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
        .order_by(ActivityCost.id),
        execution_options=_KERNEL,
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
    paid = get_money(session, campaign.id).paid
    if paid:
        raise WrongState(
            N_("{yuan} yuan were spent on this campaign. Run and close it instead of dropping it."),
            yuan=show_money(paid),
        )


def _refuse(text: str, open_ones: Sequence[tuple[str, Fen]]) -> None:
    if open_ones:
        numbers = tuple(dict.fromkeys(number for number, _ in open_ones))
        shown = numbers[:FIRST_NAMED] + (("…",) if len(numbers) > FIRST_NAMED else ())
        raise WrongState(text, fen=show_money(sum(fen for _, fen in open_ones)), numbers=shown)
