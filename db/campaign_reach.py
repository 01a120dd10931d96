"""Who of a campaign's people has been reached, and who has not: derived from what was done.

Reached is who took part in one of the campaign's activities, got a gift or a visit for it, was
paid aid of it, or was marked by hand. What others did counts whatever their unit; who is listed
is told within the scope only.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import ColumnElement, Select, and_, func, literal, or_, select, union_all
from sqlalchemy.orm import Session

from db.models.activities import Activity, ActivitySignUp
from db.models.aid import AidGrant
from db.models.campaign_people import CampaignTarget
from db.models.campaigns import Campaign
from db.models.care import CareGift, Visit
from db.models.households import HouseholdPerson
from db.models.office import RolledSummary
from db.models.pay_runs import PayItem
from db.models.units import Unit, UnitBelow
from db.unit_names import names_of
from db.verbs import load, needs
from rules.access import Permission
from rules.activities import ATTENDED, CANCELLED
from rules.campaign_people import ACTIVITY, BY_HAND, GIFT, GRANT, LISTED, VISIT
from rules.members import PRESENT
from rules.visits import MADE

_T = CampaignTarget.__table__.c
"""The list as a table: what is derived of it passes by the scope, its rows do not."""


@dataclass(frozen=True, slots=True)
class Reach:
    """How many are on a frozen list, and how many of them were reached."""

    listed: int
    reached: int


@dataclass(frozen=True, slots=True)
class UnitReach:
    """What a campaign came to in a unit with all below it; ``members`` belong to it now."""

    unit_id: int
    name: str
    listed: int
    reached: int
    members: int


def ways_of(wanted: ColumnElement[bool]) -> Select[Any]:
    """Select target, way and day of everything by which targets that meet a condition were
    reached; the condition is on the table of ``CampaignTarget``."""
    gifts, visits = CareGift.__table__.c, Visit.__table__.c
    grants, people, items = AidGrant.__table__.c, HouseholdPerson.__table__.c, PayItem.__table__.c
    listed = and_(wanted, _T.state == LISTED)
    given = and_(gifts.campaign_id == _T.campaign_id, gifts.cancelled.is_(False), listed)
    visited = and_(visits.campaign_id == _T.campaign_id, visits.state == MADE, listed)
    paid = and_(
        grants.campaign_id == _T.campaign_id,
        items.source_type == AidGrant.__tablename__,
        items.source_id == grants.id,
        items.live.is_(True),
        items.paid_on.is_not(None),
        listed,
    )
    rolls, events = ActivitySignUp.__table__.c, Activity.__table__.c
    came = and_(
        events.campaign_id == _T.campaign_id,
        rolls.activity_id == events.id,
        rolls.state == ATTENDED,
        events.state != CANCELLED,
        listed,
    )
    parts = (
        _way(ACTIVITY, rolls.on, and_(rolls.member_id == _T.member_id, came)),
        _way(BY_HAND, _T.reached_on, and_(_T.reached_on.is_not(None), listed)),
        _way(GIFT, gifts.on, and_(gifts.member_id == _T.member_id, given)),
        _way(GIFT, gifts.on, and_(gifts.household_id == _T.household_id, _of_home(gifts), given)),
        _way(VISIT, visits.made_on, and_(visits.member_id == _T.member_id, visited)),
        _way(
            VISIT,
            visits.made_on,
            and_(visits.household_id == _T.household_id, _of_home(visits), visited),
        ),
        _way(GRANT, items.paid_on, and_(grants.person_id == _T.person_id, paid)),
        _way(
            GRANT,
            items.paid_on,
            and_(people.member_id == _T.member_id, grants.person_id == people.id, paid),
        ),
    )
    found = union_all(*parts).subquery()
    return select(found.c.target_id, found.c.way, found.c.on)


def _of_home(columns: Any) -> ColumnElement[bool]:
    """The condition that a gift or a visit was for a family and not for one of its members."""
    condition: ColumnElement[bool] = columns.member_id.is_(None)
    return condition


def _way(way: str, on: Any, condition: ColumnElement[bool]) -> Select[Any]:
    return select(_T.id.label("target_id"), literal(way).label("way"), on.label("on")).where(
        condition
    )


def reached_ids(campaign_ids: Sequence[int] | Select[Any]) -> Select[Any]:
    """Select the ids of who was reached on the lists of some campaigns."""
    found = ways_of(_T.campaign_id.in_(campaign_ids)).subquery()
    return select(found.c.target_id)


def on_list() -> ColumnElement[bool]:
    """The condition that somebody stands on a list as it was frozen."""
    return and_(CampaignTarget.state == LISTED, CampaignTarget.frozen.is_(True))


@needs(Permission.SEE_CAMPAIGNS)
def get_reach(session: Session, campaign_id: int) -> Reach:
    """Return how many are on a campaign's list and how many of them were reached."""
    return count_reach(session, [load(session, Campaign, campaign_id).id])[campaign_id]


@needs(Permission.SEE_CAMPAIGNS)
def count_reach(session: Session, campaign_ids: Sequence[int]) -> dict[int, Reach]:
    """Return how many are listed and reached within the scope, for each of some campaigns."""
    if not campaign_ids:
        return {}
    reached = CampaignTarget.id.in_(reached_ids(campaign_ids))
    rows = session.execute(
        select(CampaignTarget.campaign_id, func.count(), func.count().filter(reached))
        .where(CampaignTarget.campaign_id.in_(campaign_ids), on_list())
        .group_by(CampaignTarget.campaign_id)
    )
    found = {key: Reach(listed, of_them) for key, listed, of_them in rows}
    return {key: found.get(key, Reach(0, 0)) for key in campaign_ids}


@needs(Permission.SEE_CAMPAIGNS)
def list_by_unit(session: Session, campaign_id: int) -> list[UnitReach]:
    """Return listed and reached people by unit directly below the campaign's, itself included.

    Who belongs to the campaign's own unit stands under its name. ``members`` for the benefit
    rate come from the summaries.
    """
    campaign = load(session, Campaign, campaign_id)
    branches = _branches(campaign)
    reached = CampaignTarget.id.in_(reached_ids([campaign.id]))
    rows = session.execute(
        select(branches.c.branch_id, func.count(), func.count().filter(reached))
        .select_from(CampaignTarget)
        .join(branches, branches.c.unit_id == CampaignTarget.unit_id)
        .where(CampaignTarget.campaign_id == campaign.id, on_list())
        .group_by(branches.c.branch_id)
    ).all()
    members = _members(session, campaign)
    names = names_of(session, [row[0] for row in rows])
    found = [
        UnitReach(unit_id, names.get(unit_id, ""), listed, of_them, members.get(unit_id, 0))
        for unit_id, listed, of_them in rows
    ]
    return sorted(found, key=lambda one: (one.unit_id != campaign.unit_id, one.name))


def _branches(campaign: Campaign) -> Any:
    """Select every unit below a campaign's with the branch it lies in; its own is its own."""
    units, inside = Unit.__table__.c, UnitBelow.__table__.c
    own = select(units.id.label("branch_id"), units.id.label("unit_id")).where(
        units.id == campaign.unit_id
    )
    children = (
        select(units.id.label("branch_id"), inside.unit_id)
        .join(UnitBelow.__table__, inside.ancestor_id == units.id)
        .where(units.parent_id == campaign.unit_id)
    )
    return union_all(own, children).subquery()


def _members(session: Session, campaign: Campaign) -> dict[int, int]:
    """Return who belongs now to each unit directly below a campaign's with all below it, and
    under its own who belongs to none of those."""
    at, own, units = RolledSummary.unit_id, campaign.unit_id or 0, Unit.__table__.c
    children = select(units.id).where(units.parent_id == own)
    rows = session.execute(
        select(at, func.sum(RolledSummary.n))
        .where(
            or_(at == own, at.in_(children)),
            RolledSummary.name == "members",
            RolledSummary.first.in_([str(one) for one in PRESENT]),
        )
        .group_by(at)
    )
    found = {unit_id: int(n) for unit_id, n in rows}
    whole = found.pop(own, 0)
    return {**found, own: whole - sum(found.values())}
