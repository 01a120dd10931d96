"""Money of a campaign: what its gifts, grants and activities took of its budget, and what is left.

A grant counts from its proposal on, so that the budget holds what may still become of it. What
was done for a campaign counts whatever unit did it.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any

from sqlalchemy import and_, case, func, literal, select, union_all
from sqlalchemy.orm import Session

from db.models.activities import Activity, ActivityCost
from db.models.aid import AidGrant
from db.models.campaigns import Campaign
from db.models.care import CareGift
from db.models.pay_runs import PayItem, PayRun
from db.models.units import UnitBelow
from db.verbs import actor_of, load, needs, open_to_all
from rules import aid
from rules.access import Permission
from rules.activities import COST_ASKED, COST_PAID
from rules.campaign_people import OPEN_AFTER_APPROVAL
from rules.errors import InvalidInput
from rules.language import N_
from rules.money import Fen, show_money

_KERNEL = {"kernel": True}
"""A campaign that was loaded, or that is known below its unit, and what was done for it."""

PAID, IN_FLIGHT, COMMITTED, PROPOSED = "paid", "in_flight", "committed", "proposed"


@dataclass(frozen=True, slots=True)
class Money:
    """Fen of a campaign: its budget, what was paid, is on its way in pay runs, was granted and
    not paid yet, was proposed and not decided."""

    budget: Fen = 0
    paid: Fen = 0
    in_flight: Fen = 0
    committed: Fen = 0
    proposed: Fen = 0

    @property
    def spent(self) -> Fen:
        """What was paid or is bound to be."""
        return self.paid + self.in_flight + self.committed

    @property
    def left(self) -> Fen:
        return self.budget - self.spent - self.proposed


@dataclass(frozen=True, slots=True)
class CampaignChoice:
    """A campaign that something may be part of."""

    id: int
    name: str


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
    ids = list(budgets)
    every = union_all(_of_grants(ids), _of_gifts(ids), _of_activities(ids))
    for campaign_id, part, fen in session.execute(every, execution_options=_KERNEL):
        before = found[campaign_id]
        found[campaign_id] = replace(before, **{part: getattr(before, part) + int(fen)})
    return found


def _of_grants(campaign_ids: Sequence[int]) -> Any:
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
        (items.c.paid_on.is_not(None), PAID),
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


def _of_gifts(campaign_ids: Sequence[int]) -> Any:
    gifts = CareGift.__table__.c
    return (
        select(gifts.campaign_id, literal(PAID), func.sum(gifts.fen))
        .where(
            gifts.campaign_id.in_(campaign_ids),
            gifts.cancelled.is_(False),
            gifts.fund_id.is_not(None),
        )
        .group_by(gifts.campaign_id)
    )


def _of_activities(campaign_ids: Sequence[int]) -> Any:
    costs, events = ActivityCost.__table__.c, Activity.__table__.c
    part = case((costs.state == COST_PAID, PAID), else_=COMMITTED)
    return (
        select(events.campaign_id, part.label("part"), func.sum(costs.fen))
        .join(Activity.__table__, events.id == costs.activity_id)
        .where(events.campaign_id.in_(campaign_ids), costs.state.in_((COST_ASKED, COST_PAID)))
        .group_by(events.campaign_id, part)
    )


@open_to_all("which campaigns are under way is known below their units; others get none")
def list_choices(session: Session, unit_id: int | None) -> list[CampaignChoice]:
    """Return the campaigns under way of a unit and of those above it, the latest first."""
    if unit_id is None or not actor_of(session).can(Permission.SEE_CAMPAIGNS):
        return []
    rows = session.execute(
        _under_way(unit_id).order_by(Campaign.from_on.desc(), Campaign.id.desc()),
        execution_options=_KERNEL,
    )
    return [CampaignChoice(key, name) for key, name in rows]


@needs(Permission.SEE_FUNDS)
def list_of_run(session: Session, run_id: int) -> list[str]:
    """Return the names of the campaigns whose grants a pay run pays, if any."""
    run, grants = load(session, PayRun, run_id), AidGrant.__table__.c
    names = session.scalars(
        select(Campaign.name)
        .join(AidGrant.__table__, grants.campaign_id == Campaign.id)
        .join(PayItem, PayItem.source_id == grants.id)
        .where(
            PayItem.run_id == run.id,
            PayItem.source_type == AidGrant.__tablename__,
            PayItem.live.is_(True),
        )
        .distinct()
        .order_by(Campaign.name),
        execution_options=_KERNEL,
    )
    return list(names)


def _under_way(unit_id: int | None) -> Any:
    return (
        select(Campaign.id, Campaign.name)
        .join(UnitBelow, UnitBelow.ancestor_id == Campaign.unit_id)
        .where(UnitBelow.unit_id == unit_id, Campaign.state.in_(sorted(OPEN_AFTER_APPROVAL)))
    )


@open_to_all("called by the verbs that visit, give and propose, which are locked")
def checked(session: Session, campaign_id: int | None, unit_id: int | None) -> int | None:
    """Return a campaign's id; raises InvalidInput unless it is under way for the unit."""
    if campaign_id is None:
        return None
    known = session.execute(
        _under_way(unit_id).where(Campaign.id == campaign_id), execution_options=_KERNEL
    ).first()
    if known is None:
        raise InvalidInput(
            N_("Choose a campaign of this unit or of one above it that is under way."),
            field="campaign_id",
        )
    return campaign_id


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
