"""Campaigns in pages: of a year, by theme, state, unit and owner, with how far they are."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import Select, func, select
from sqlalchemy.orm import Session

from db import campaign_money, campaign_reach
from db.models.campaigns import Campaign, CampaignStep
from db.models.units import Unit
from db.scope import below
from db.verbs import actor_of, load, needs, today_of
from rules.access import Permission
from rules.campaigns import DROPPED
from rules.money import Fen

PAGE_SIZE = 50
MOST_OWNERS = 200


@dataclass(frozen=True, slots=True)
class CampaignRow:
    """A campaign in a list: steps done and all, people listed and reached, money spent."""

    id: int
    campaign_no: str
    theme: str
    name: str
    unit_name: str
    owner: str
    from_on: date
    to_on: date
    state: str
    steps_done: int
    steps: int
    planned_people: int
    reached: int
    budget_fen: Fen
    spent_fen: Fen


@dataclass(frozen=True, slots=True)
class CampaignPage:
    rows: list[CampaignRow]
    total: int


@needs(Permission.SEE_CAMPAIGNS)
def list_page(
    session: Session, chosen: Mapping[str, Any], page: int = 1, size: int = PAGE_SIZE
) -> CampaignPage:
    """List campaigns in the order of the year."""
    wanted = select_ids(session, chosen)
    counted = wanted.order_by(None).with_only_columns(func.count(Campaign.id))
    ids = list(session.scalars(wanted.limit(size).offset((page - 1) * size)))
    return CampaignPage(rows_of(session, ids), session.scalar(counted) or 0)


def select_ids(session: Session, chosen: Mapping[str, Any]) -> Select[Any]:
    """Select the ids of the whole list of which ``list_page`` shows a page, in its order.

    ``chosen`` may hold ``year``, ``theme``, ``state``, ``owner``, ``below_id`` (a unit and its
    subtree) and ``mine``.
    """
    row, query = Campaign, select(Campaign.id)
    for name in ("year", "theme", "state", "owner"):
        if chosen.get(name):
            query = query.where(getattr(row, name) == chosen[name])
    if chosen.get("below_id"):
        query = query.where(row.unit_id.in_(below(int(chosen["below_id"]))))
    if chosen.get("mine"):
        query = query.where(row.account_id == (actor_of(session).account_id or 0))
    return query.order_by(row.from_on, row.to_on, row.id)


@needs(Permission.SEE_CAMPAIGNS)
def get_progress(session: Session, campaign_id: int) -> CampaignRow:
    """Return one campaign as lists show it: how far its work, people and money are."""
    (row,) = rows_of(session, [load(session, Campaign, campaign_id).id])
    return row


def rows_of(session: Session, ids: Sequence[int]) -> list[CampaignRow]:
    """Return list rows for ids that came out of a scoped query, in their order."""
    if not ids:
        return []
    steps = (
        select(
            CampaignStep.campaign_id,
            func.count(CampaignStep.done_on).label("done"),
            func.count(CampaignStep.id).label("every"),
        )
        .where(CampaignStep.campaign_id.in_(ids), CampaignStep.removed.is_(False))
        .group_by(CampaignStep.campaign_id)
        .subquery()
    )
    found = session.execute(
        select(Campaign, Unit.name, steps.c.done, steps.c.every)
        .join(Unit, Unit.id == Campaign.unit_id)
        .outerjoin(steps, steps.c.campaign_id == Campaign.id)
        .where(Campaign.id.in_(ids))
        # The ids have passed the scope.
        .execution_options(kernel=True)
    )
    reach = campaign_reach.count_reach(session, ids)
    money = campaign_money.count_money(session, ids)
    rows = {
        row.id: _row(row, unit, (done or 0, every or 0), reach[row.id].reached, money[row.id].paid)
        for row, unit, done, every in found
    }
    return [rows[key] for key in ids if key in rows]


def _row(
    row: Campaign, unit_name: str, steps: tuple[int, int], reached: int, spent: Fen
) -> CampaignRow:
    return CampaignRow(
        row.id,
        row.campaign_no,
        row.theme,
        row.name,
        unit_name,
        row.owner,
        row.from_on,
        row.to_on,
        row.state,
        *steps,
        row.planned_people,
        reached,
        row.budget_fen,
        spent,
    )


@needs(Permission.SEE_CAMPAIGNS)
def list_years(session: Session) -> list[int]:
    """Return the years with campaigns, this year and the next, the latest first."""
    this_year = today_of(session).year
    known = session.scalars(select(Campaign.year).distinct())
    return sorted({*known, this_year, this_year + 1}, reverse=True)


@needs(Permission.SEE_CAMPAIGNS)
def list_owner_names(session: Session, year: int | None) -> list[str]:
    """Return who answers for campaigns of a year, or of all of them, by name."""
    wanted = select(Campaign.owner).where(Campaign.owner != "").limit(MOST_OWNERS)
    if year is not None:
        wanted = wanted.where(Campaign.year == year)
    return list(session.scalars(wanted.distinct().order_by(Campaign.owner)))


@dataclass(frozen=True, slots=True)
class ThemeSum:
    """What a year plans for a theme: how many campaigns, their first and last day."""

    theme: str
    campaigns: int
    from_on: date
    to_on: date
    planned_people: int
    budget_fen: Fen


@needs(Permission.SEE_CAMPAIGNS)
def list_by_theme(session: Session, chosen: Mapping[str, Any]) -> list[ThemeSum]:
    """Sum up the campaigns of a list by theme, dropped ones left out, in the order of the year."""
    row = Campaign
    found = session.execute(
        select_ids(session, chosen)
        .where(row.state != DROPPED)
        .order_by(None)
        .with_only_columns(
            row.theme,
            func.count(row.id),
            func.min(row.from_on),
            func.max(row.to_on),
            func.coalesce(func.sum(row.planned_people), 0),
            func.coalesce(func.sum(row.budget_fen), 0),
        )
        .group_by(row.theme)
    )
    sums = [ThemeSum(*one[:4], int(one[4]), int(one[5])) for one in found]
    return sorted(sums, key=lambda one: (one.from_on, one.theme))


@dataclass(frozen=True, slots=True)
class Bar:
    """A campaign as the Gantt chart draws it."""

    id: int
    name: str
    theme: str
    unit_name: str
    owner: str
    from_on: date
    to_on: date
    state: str


@needs(Permission.SEE_CAMPAIGNS)
def list_bars(
    session: Session, chosen: Mapping[str, Any], most: int, by: str = "theme"
) -> list[Bar]:
    """Return the first of a list's campaigns by their days, dropped ones left out.

    ``by`` "unit" or "owner" takes the first units or owners with all they have.
    """
    row = Campaign
    first = {"unit": (row.unit_id,), "owner": (row.owner,)}.get(by, ())
    found: Any = session.execute(
        select_ids(session, chosen)
        .where(row.state != DROPPED)
        .join(Unit, Unit.id == row.unit_id)
        .with_only_columns(
            row.id, row.name, row.theme, Unit.name, row.owner, row.from_on, row.to_on, row.state
        )
        .order_by(None)
        .order_by(*first, row.from_on, row.to_on, row.id)
        .limit(most)
    )
    return [Bar(*one) for one in found]
