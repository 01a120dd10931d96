"""Campaigns that stand in each other's way: of one owner, one week, one hall, the same people."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import and_, func, or_, select
from sqlalchemy.orm import Session, aliased

from db import activities, campaign_choices, campaign_lists
from db.activities import Overlap
from db.models.campaign_people import CampaignTarget
from db.models.campaigns import Campaign
from db.models.units import Unit
from db.verbs import load, needs
from rules import campaign_conflicts as rules
from rules.access import Permission
from rules.campaign_conflicts import AROUND, PEOPLE, PLACE, Plan
from rules.campaign_people import LISTED
from rules.campaigns import OPEN

MOST = 200
"""So many conflicts of a year are told at most."""
MOST_PLANS = 2000
MOST_OF_ONE = 20


@dataclass(frozen=True, slots=True)
class Conflict:
    """Another campaign in the way of one, and in what; ``detail`` is the place or how many."""

    kind: str
    campaign_id: int | None
    name: str
    unit_name: str
    from_on: date
    to_on: date
    detail: str = ""


@dataclass(frozen=True, slots=True)
class Pair:
    """Two campaigns, or activities, that stand in each other's way."""

    kind: str
    first: Conflict
    second: Conflict


def _plans() -> Any:
    row = Campaign
    return (
        select(
            row.id,
            row.name,
            row.unit_id,
            Unit.name,
            row.owner,
            row.account_id,
            row.from_on,
            row.to_on,
            row.part_of_id,
        )
        .join(Unit, Unit.id == row.unit_id)
        .where(row.state.in_(OPEN))
    )


@needs(Permission.SEE_CAMPAIGNS)
def list_of(session: Session, campaign_id: int) -> list[Conflict]:
    """Return what stands in the way of an open campaign, within the actor's scope."""
    campaign = load(session, Campaign, campaign_id)
    if campaign.state not in OPEN:
        return []
    own = _plan_of(campaign)
    return [*_near(session, own), *_shared(session, campaign), *_halls(session, campaign)]


@needs(Permission.PLAN_CAMPAIGNS)
def list_of_entry(
    session: Session, unit_id: int, values: Mapping[str, Any], but_id: int = 0
) -> list[Conflict]:
    """Return what would stand in the way of a campaign that is being entered."""
    from_on, to_on = values.get("from_on"), values.get("to_on")
    if not isinstance(from_on, date) or not isinstance(to_on, date) or to_on < from_on:
        return []
    account_id, above = values.get("account_id"), values.get("part_of_id")
    own = Plan(
        but_id,
        "",
        unit_id,
        "",
        str(values.get("owner") or "") or campaign_choices.owner_name(session, account_id),
        int(account_id) if account_id else None,
        from_on,
        to_on,
        int(above) if above else None,
    )
    return _near(session, own)


def _plan_of(row: Campaign) -> Plan:
    return Plan(
        row.id,
        row.name,
        row.unit_id,
        "",
        row.owner,
        row.account_id,
        row.from_on,
        row.to_on,
        row.part_of_id,
    )


def _near(session: Session, own: Plan) -> list[Conflict]:
    near = or_(Campaign.unit_id == own.unit_id, Campaign.account_id == (own.account_id or 0))
    rows = session.execute(
        _plans()
        .where(
            near,
            Campaign.id != own.id,
            Campaign.from_on <= own.to_on + AROUND,
            Campaign.to_on >= own.from_on - AROUND,
        )
        .order_by(Campaign.from_on, Campaign.id)
        .limit(MOST)
    )
    plans = [Plan(*row) for row in rows]
    return [_conflict(kind, plan) for plan in plans for kind in rules.clashes(own, plan)][
        :MOST_OF_ONE
    ]


def _conflict(kind: str, plan: Plan, detail: str = "") -> Conflict:
    return Conflict(kind, plan.id, plan.name, plan.unit_name, plan.from_on, plan.to_on, detail)


def _shared(session: Session, campaign: Campaign) -> list[Conflict]:
    """Return campaigns at the same time on whose lists the same people stand."""
    mine, theirs = aliased(CampaignTarget), aliased(CampaignTarget)
    same = or_(
        and_(mine.member_id.is_not(None), mine.member_id == theirs.member_id),
        and_(mine.person_id.is_not(None), mine.person_id == theirs.person_id),
    )
    rows = session.execute(
        _plans()
        .add_columns(func.count(theirs.id))
        .join(theirs, theirs.campaign_id == Campaign.id)
        .join(mine, same)
        .where(
            mine.campaign_id == campaign.id,
            mine.state == LISTED,
            theirs.state == LISTED,
            Campaign.id != campaign.id,
            Campaign.from_on <= campaign.to_on,
            Campaign.to_on >= campaign.from_on,
        )
        .group_by(*_plans().selected_columns)
        .order_by(Campaign.from_on, Campaign.id)
        .limit(MOST_OF_ONE)
    )
    own = _plan_of(campaign)
    found = [(Plan(*row[:-1]), str(row[-1])) for row in rows]
    return [
        _conflict(PEOPLE, plan, shared) for plan, shared in found if not rules.together(own, plan)
    ]


def _halls(session: Session, campaign: Campaign) -> list[Conflict]:
    """Return activities that need the same place as one of the campaign's at the same time."""
    clashing = activities.list_place_conflicts(session, campaign.from_on, campaign.to_on)
    found = []
    for one, other in clashing:
        if one.campaign_id == campaign.id:
            found.append(_of_activity(other))
        elif other.campaign_id == campaign.id:
            found.append(_of_activity(one))
    return found[:MOST_OF_ONE]


def _of_activity(one: Overlap) -> Conflict:
    when = one.when
    return Conflict(
        PLACE, one.campaign_id, one.name, one.unit_name, when.from_on, when.to_on, one.place
    )


@needs(Permission.SEE_CAMPAIGNS)
def list_of_year(session: Session, chosen: Mapping[str, Any]) -> list[Pair]:
    """Return the first conflicts of the open campaigns that ``chosen`` finds, and of halls."""
    ids = campaign_lists.select_ids(session, chosen).order_by(None)
    rows = session.execute(
        _plans().where(Campaign.id.in_(ids)).order_by(Campaign.from_on).limit(MOST_PLANS)
    )
    found = [
        Pair(kind, _conflict(kind, one), _conflict(kind, other))
        for kind, one, other in rules.pairs([Plan(*row) for row in rows], MOST)
    ]
    if chosen.get("year"):
        first, last = date(int(chosen["year"]), 1, 1), date(int(chosen["year"]), 12, 31)
        halls = activities.list_place_conflicts(session, first, last)[:MOST]
        found += [Pair(PLACE, _of_activity(one), _of_activity(other)) for one, other in halls]
    return sorted(found, key=lambda pair: pair.second.from_on)
