"""Campaigns that visits, gifts and aid may be part of, and those that a pay run pays for."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from db.models.aid import AidGrant
from db.models.campaigns import Campaign
from db.models.pay_runs import PayItem, PayRun
from db.models.units import UnitBelow
from db.verbs import actor_of, load, needs, open_to_all
from rules.access import Permission
from rules.campaign_people import OPEN_AFTER_APPROVAL
from rules.errors import InvalidInput
from rules.language import N_

_KERNEL = {"kernel": True}
"""A campaign that is known below its unit, or whose run was loaded."""


@dataclass(frozen=True, slots=True)
class CampaignChoice:
    """A campaign that something may be part of."""

    id: int
    name: str


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
