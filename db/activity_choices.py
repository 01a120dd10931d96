"""What an activity may be tied to: a campaign of its unit or of a union above, and a fund."""

from __future__ import annotations

from typing import Any

from sqlalchemy import Select, select
from sqlalchemy.orm import Session

from db import activity_costs
from db.models.activities import Activity
from db.models.campaigns import Campaign
from db.models.units import Unit, UnitBelow
from db.verbs import actor_of, load, needs
from rules.access import Permission
from rules.campaigns import OPEN
from rules.errors import InvalidInput
from rules.language import N_

MOST_CHOICES = 200


@needs(Permission.PLAN_CAMPAIGNS)
def list_campaigns(session: Session, unit_id: int) -> list[tuple[int, str]]:
    """Return the campaigns that are not over, of a unit and of those above it, the latest first."""
    unit = load(session, Unit, unit_id)
    rows = session.execute(
        _campaigns(unit.id)
        .add_columns(Campaign.name, Campaign.year)
        .where(Campaign.state.in_(OPEN))
        .order_by(Campaign.from_on.desc(), Campaign.id)
        .limit(MOST_CHOICES)
    )
    return [(row.id, f"{row.name} · {row.year}") for row in rows]


@needs(Permission.PLAN_CAMPAIGNS)
def get_holder(session: Session, campaign_id: int | None) -> tuple[int, str] | None:
    """Return the unit that holds what is planned anew, as id and name: that of the campaign
    where it is open and the actor's to plan for, else the actor's own."""
    of_campaign = select(Campaign.unit_id).where(Campaign.id == campaign_id).scalar_subquery()
    unit = select(Unit.id, Unit.name).where(Unit.closed_on.is_(None))
    found = session.execute(unit.where(Unit.id == of_campaign)).first()
    if found is None:
        own = actor_of(session).unit_id
        found = session.execute(unit.where(Unit.id == own)).first()
    return (found.id, found.name) if found else None


def _campaigns(unit_id: int) -> Select[Any]:
    return (
        select(Campaign.id)
        .join(UnitBelow, UnitBelow.ancestor_id == Campaign.unit_id)
        .where(UnitBelow.unit_id == unit_id)
        # Campaigns of the unions above lie outside the scope; only their names are told.
        .execution_options(kernel=True)
    )


@needs(Permission.PLAN_CAMPAIGNS)
def list_funds(session: Session, unit_id: int) -> list[tuple[int, str]]:
    """Return this year's pots at a unit or above it that may pay for activities."""
    return activity_costs.list_funds(session, load(session, Unit, unit_id).id)


def check(
    session: Session, activity: Activity, campaign_id: int | None, fund_id: int | None
) -> None:
    """Raise InvalidInput for a campaign or a fund that cannot be chosen; what was, may stay."""
    unit_id = activity.unit_id or 0
    if activity.id is not None and campaign_id != activity.campaign_id:
        activity_costs.check_no_bills(session, activity.id)
    if campaign_id and campaign_id != activity.campaign_id:
        wanted = _campaigns(unit_id).where(Campaign.id == campaign_id, Campaign.state.in_(OPEN))
        if session.scalar(wanted) is None:
            raise InvalidInput(
                N_("Choose a campaign that is not over, of the unit or of a union above it."),
                field="campaign_id",
            )
    if fund_id and fund_id != activity.fund_id:
        if fund_id not in dict(activity_costs.list_funds(session, unit_id)):
            raise InvalidInput(N_("Choose a fund that is meant for activities."), field="fund_id")
