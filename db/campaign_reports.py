"""Reports of campaigns: one of them by unit and beside last year's, and a whole year's."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from db import campaign_lists, campaign_money, campaign_reach
from db.bulk import portions
from db.campaign_reach import UnitReach
from db.models.campaigns import Campaign
from db.models.units import Unit
from db.verbs import load, needs
from rules.access import Permission
from rules.campaign_reports import Outcome, total
from rules.campaigns import DROPPED

BY_THEME, BY_UNIT = "theme", "unit"
AT_ONCE = 500


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
    found: dict[int, Outcome] = {}
    for some in portions(rows, AT_ONCE):
        ids = [row.id for row in some]
        reach = campaign_reach.count_reach(session, ids)
        money = campaign_money.count_money(session, ids)
        for row in some:
            found[row.id] = Outcome(
                1,
                row.planned_people,
                reach[row.id].listed,
                reach[row.id].reached,
                row.budget_fen,
                money[row.id].paid,
            )
    return found


@needs(Permission.SEE_CAMPAIGNS)
def get_year(
    session: Session, year: int, by: str = BY_THEME, chosen: Mapping[str, Any] | None = None
) -> YearReport:
    """Return a year's campaigns summed up by theme or unit, dropped ones left out.

    ``chosen`` narrows the campaigns as in ``campaign_lists.select_ids``.
    """
    wanted = {**(chosen or {}), "year": None}
    ids = campaign_lists.select_ids(session, wanted).order_by(None)
    campaigns = session.scalars(
        select(Campaign)
        .where(Campaign.id.in_(ids), Campaign.year.in_((year, year - 1)), Campaign.state != DROPPED)
        .order_by(Campaign.from_on, Campaign.id)
    ).all()
    outcomes = _outcomes(session, campaigns)
    names = _unit_names(session, campaigns) if by == BY_UNIT else {}
    groups: dict[str, list[Campaign]] = {}
    for row in campaigns:
        groups.setdefault(row.theme if by == BY_THEME else str(row.unit_id), []).append(row)

    def summed(some: Iterable[Campaign], of: int) -> Outcome:
        return total(outcomes[row.id] for row in some if row.year == of)

    rows = tuple(
        YearRow(key, names.get(key, ""), summed(some, year), summed(some, year - 1))
        for key, some in groups.items()
    )
    return YearReport(rows, summed(campaigns, year), summed(campaigns, year - 1))


def _unit_names(session: Session, campaigns: Iterable[Campaign]) -> dict[str, str]:
    ids = {row.unit_id for row in campaigns}
    rows = session.execute(select(Unit.id, Unit.name).where(Unit.id.in_(ids)))
    return {str(key): name for key, name in rows}
