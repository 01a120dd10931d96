"""Reports of campaigns: one of them by unit and beside last year's, and a whole year's."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from sqlalchemy import Select, func, select
from sqlalchemy.orm import Session

from db import campaign_lists, campaign_money, campaign_reach
from db.campaign_reach import UnitReach
from db.models.campaign_people import CampaignTarget
from db.models.campaigns import Campaign
from db.unit_names import names_of
from db.verbs import load, needs
from rules.access import Permission
from rules.campaign_reports import Outcome, total
from rules.campaigns import DROPPED

BY_THEME, BY_UNIT = "theme", "unit"


@dataclass(frozen=True, slots=True)
class Report:
    """A campaign's outcome, that of the one it was made from, and its units'."""

    now: Outcome
    before: Outcome | None
    before_name: str
    units: tuple[UnitReach, ...]


@dataclass(frozen=True, slots=True)
class YearRow:
    """What a year came to in one theme, or in one unit, beside the year before."""

    key: str
    label: str
    now: Outcome
    before: Outcome


@dataclass(frozen=True, slots=True)
class YearReport:
    """A year's rows and their totals; the totals are those of all campaigns of the scope."""

    rows: tuple[YearRow, ...]
    now: Outcome
    before: Outcome


@needs(Permission.SEE_CAMPAIGNS)
def get_report(session: Session, campaign_id: int) -> Report:
    """Return what a campaign planned, reached and spent, and what it did last year."""
    row = load(session, Campaign, campaign_id)
    origin = session.scalar(select(Campaign).where(Campaign.id == (row.cloned_from_id or 0)))
    both = _outcomes(session, [row] if origin is None else [row, origin])
    return Report(
        both[row.id],
        both[origin.id] if origin is not None else None,
        origin.name if origin is not None else "",
        tuple(campaign_reach.list_by_unit(session, row.id)),
    )


def _outcomes(session: Session, rows: Sequence[Campaign]) -> dict[int, Outcome]:
    ids = [row.id for row in rows]
    reach = campaign_reach.count_reach(session, ids)
    money = campaign_money.count_money(session, ids)
    return {
        row.id: Outcome(
            1,
            row.planned_people,
            reach[row.id].listed,
            reach[row.id].reached,
            row.budget_fen,
            money[row.id].paid,
        )
        for row in rows
    }


@needs(Permission.SEE_CAMPAIGNS)
def get_year(
    session: Session, year: int, by: str = BY_THEME, chosen: Mapping[str, Any] | None = None
) -> YearReport:
    """Return a year's campaigns summed up by theme or unit, dropped ones left out.

    ``chosen`` narrows the campaigns as in ``campaign_lists.select_ids``.
    """
    wanted = campaign_lists.select_ids(session, {**(chosen or {}), "year": None})
    ids = wanted.order_by(None).where(
        Campaign.year.in_((year, year - 1)), Campaign.state != DROPPED
    )
    sums = _sums(session, ids, Campaign.theme if by == BY_THEME else Campaign.unit_id)
    keys = list(dict.fromkeys(key for key, _of in sums))
    names = names_of(session, keys) if by == BY_UNIT else {}
    nothing = Outcome()
    return YearReport(
        tuple(
            YearRow(
                str(key),
                names.get(key, ""),
                sums.get((key, year), nothing),
                sums.get((key, year - 1), nothing),
            )
            for key in keys
        ),
        total(found for (_key, of), found in sums.items() if of == year),
        total(found for (_key, of), found in sums.items() if of == year - 1),
    )


def _sums(session: Session, ids: Select[Any], group: Any) -> dict[tuple[Any, int], Outcome]:
    """Return what campaigns came to by a group and their year, the earliest to begin first."""
    keys = (group, Campaign.year)
    plans: Any = session.execute(
        select(
            *keys, func.count(), func.sum(Campaign.planned_people), func.sum(Campaign.budget_fen)
        )
        .where(Campaign.id.in_(ids))
        .group_by(*keys)
        .order_by(func.min(Campaign.from_on), func.min(Campaign.id))
    )
    found = {
        (key, of): Outcome(n, planned=int(people), budget=int(fen))
        for key, of, n, people, fen in plans
    }
    reached = CampaignTarget.id.in_(campaign_reach.reached_ids(ids))
    lists: Any = session.execute(
        select(*keys, func.count(), func.count().filter(reached))
        .select_from(CampaignTarget)
        .join(Campaign, Campaign.id == CampaignTarget.campaign_id)
        .where(Campaign.id.in_(ids), campaign_reach.on_list())
        .group_by(*keys)
    )
    for key, of, listed, some in lists:
        found[key, of] = replace(found.get((key, of), Outcome()), listed=listed, reached=some)
    paid = campaign_money.paid_of(ids)
    spent: Any = session.execute(
        select(*keys, func.sum(paid.c.fen))
        .join(paid, paid.c.campaign_id == Campaign.id)
        .group_by(*keys)
    )
    for key, of, fen in spent:
        found[key, of] = replace(found.get((key, of), Outcome()), spent=int(fen))
    return found
