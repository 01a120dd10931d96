"""Campaigns that stand in each other's way: of one owner, one week, one hall, the same people."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import and_, func, or_, select
from sqlalchemy.orm import Session, aliased

from db import campaign_choices, campaign_lists, place_conflicts
from db.models.campaign_people import CampaignTarget
from db.models.campaigns import Campaign
from db.models.units import Unit
from db.place_conflicts import Overlap
from db.verbs import load, needs
from db.weeks import week_of
from rules import campaign_conflicts as rules
from rules.access import Permission
from rules.campaign_conflicts import AROUND, PEOPLE, PLACE, Plan
from rules.campaign_people import LISTED
from rules.campaigns import OPEN

MOST = 200
"""So many campaigns near one are looked at."""
MOST_OF_ONE = 20
PAGE_SIZE = 50


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
    """Two campaigns, or activities, that stand in each other's way, and in what."""

    kinds: tuple[str, ...]
    first: Conflict
    second: Conflict


@dataclass(frozen=True, slots=True)
class PairPage:
    rows: list[Pair]
    total: int


def _columns(row: Any, unit: Any) -> tuple[Any, ...]:
    """Return what ``Plan`` holds."""
    return (
        row.id,
        row.name,
        row.unit_id,
        unit.name,
        row.owner,
        row.account_id,
        row.from_on,
        row.to_on,
        row.part_of_id,
    )


def _plans() -> Any:
    columns = _columns(Campaign, Unit)
    return select(*columns).join(Unit, Unit.id == Campaign.unit_id).where(Campaign.state.in_(OPEN))


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
    clashing = place_conflicts.list_of_campaign(session, campaign.id, MOST_OF_ONE)
    found = []
    for one, other in clashing:
        found.append(_of_activity(other if one.campaign_id == campaign.id else one))
    return found


def _of_activity(one: Overlap) -> Conflict:
    when = one.when
    return Conflict(
        PLACE, one.campaign_id, one.name, one.unit_name, when.from_on, when.to_on, one.place
    )


@needs(Permission.SEE_CAMPAIGNS)
def list_of_year(
    session: Session, chosen: Mapping[str, Any], page: int = 1, size: int = PAGE_SIZE
) -> PairPage:
    """List the conflicts of the open campaigns that ``chosen`` finds, by the day of the later
    one; after them the clashes of a year's activities."""
    one, other = aliased(Campaign), aliased(Campaign)
    clashing = _clashing(session, one, other, chosen)
    total = session.scalar(clashing.with_only_columns(func.count())) or 0
    first = (page - 1) * size
    rows = _campaign_pairs(session, clashing, one, other, first, size) if first < total else []
    if not chosen.get("year"):
        return PairPage(rows, total)
    year = date(int(chosen["year"]), 1, 1), date(int(chosen["year"]), 12, 31)
    if len(rows) < size:
        skipped = max(first - total, 0)
        halls = place_conflicts.list_between(session, *year, size - len(rows), skipped)
        rows += [Pair((PLACE,), _of_activity(one), _of_activity(other)) for one, other in halls]
    return PairPage(rows, total + place_conflicts.count_between(session, *year))


def _clashing(session: Session, one: Any, other: Any, chosen: Mapping[str, Any]) -> Any:
    """Select pairs of campaigns that clash as ``rules.campaign_conflicts.clashes`` says, the one
    that begins first in front."""
    ids = campaign_lists.select_ids(session, chosen).order_by(None)
    before = or_(one.from_on < other.from_on, and_(one.from_on == other.from_on, one.id < other.id))
    apart = and_(
        func.coalesce(one.part_of_id, 0) != other.id,
        func.coalesce(other.part_of_id, 0) != one.id,
        func.coalesce(one.part_of_id, -1) != func.coalesce(other.part_of_id, -2),
    )
    of_one_unit = one.unit_id == other.unit_id
    same_owner = or_(
        one.account_id == other.account_id,
        and_(one.owner != "", one.owner == other.owner, of_one_unit),
    )
    same_week = week_of(session, one.from_on) == week_of(session, other.from_on)
    clash = or_(and_(other.from_on <= one.to_on, same_owner), and_(of_one_unit, same_week))
    near = or_(of_one_unit, one.account_id == other.account_id)
    return (
        select(one.id)
        .join(other, and_(near, before, apart, clash))
        .where(one.state.in_(OPEN), other.state.in_(OPEN), one.id.in_(ids), other.id.in_(ids))
    )


def _campaign_pairs(
    session: Session, clashing: Any, one: Any, other: Any, first: int, size: int
) -> list[Pair]:
    unit, other_unit = aliased(Unit), aliased(Unit)
    columns = _columns(one, unit)
    rows = session.execute(
        clashing.join(unit, unit.id == one.unit_id)
        .join(other_unit, other_unit.id == other.unit_id)
        .with_only_columns(*columns, *_columns(other, other_unit))
        .order_by(other.from_on, one.from_on, one.id, other.id)
        .limit(size)
        .offset(first)
    )
    plans = [(Plan(*row[: len(columns)]), Plan(*row[len(columns) :])) for row in rows]
    return [
        Pair(kinds, _conflict(kinds[0], plan), _conflict(kinds[0], later))
        for plan, later in plans
        if (kinds := rules.clashes(plan, later))
    ]
