"""What the page of charts shows of a unit and a period: read whole once per change."""

from __future__ import annotations

from collections.abc import Hashable, Mapping
from dataclasses import dataclass
from datetime import date
from functools import partial

from sqlalchemy.orm import Session

from db import indicators, mutual_figures
from db.indicators import Cross, Figure, Group, Paired
from db.kept_figures import kept
from db.summaries import area_versions
from db.verbs import needs, today_of
from rules.access import Permission
from rules.indicators import INDICATORS
from rules.language import current_language
from rules.mutual_account import UnitAccount
from rules.periods import MONTH, YEAR, Period, month_of, months_to

CARDS = (
    "members",
    "women",
    "migrants",
    "new_form",
    "joined",
    "left",
    "clean_records",
    "files",
    "not_visited",
    "aid_paid",
    "mutual_people",
    "claims_paid",
)
"""The figures that stand above the charts."""

YEAR_OF_MONTHS = 12
EARLIEST_YEARS = 6
"""So many years back a period can be chosen; an address reaches every one."""

VERSIONS = tuple(
    sorted(
        {
            *indicators.versions_of(*INDICATORS.values()),
            *mutual_figures.AREAS,
            "mutual_targets",
            "settings",
            "units",
        }
    )
)
"""All that changes what the charts show."""


@dataclass(frozen=True, slots=True)
class Charts:
    """The figures of all charts; ``line`` leads from the top in scope down to the unit."""

    unit_id: int
    line: tuple[tuple[int, str], ...]
    cards: Mapping[str, Figure]
    categories: tuple[Cross, ...]
    causes: tuple[Group, ...]
    new: tuple[Group, ...]
    ended: tuple[Group, ...]
    aid: tuple[Paired, ...]
    budgets: tuple[Group, ...]
    spent: tuple[Group, ...]
    covered: tuple[UnitAccount, ...]
    ratios: tuple[Group, ...]
    bands: tuple[Group, ...]
    coverage: tuple[Group, ...]


@needs(Permission.USE_OFFICE)  # no wall display: few people are told here as they are
@needs(Permission.SEE_FIGURES)
def get_charts(session: Session, period: Period, unit_id: int | None = None) -> Charts:
    """Return what the charts show of a unit in the actor's scope, the own without ``unit_id``."""
    top_id = indicators.top_of(session, unit_id)
    today = today_of(session)
    what = ("charts", period.code, today, top_id, current_language())
    read = partial(_read, session, period, top_id, today)
    return kept(session, VERSIONS, what, read)


@needs(Permission.USE_OFFICE)  # no wall display: few people are told here as they are
@needs(Permission.SEE_FIGURES)
def get_mark(session: Session) -> Hashable:
    """Return what changes whenever a figure may have changed: one look-up."""
    versions = area_versions(session)
    known = tuple(versions.get(area, 0) for area in VERSIONS)
    return today_of(session), known


def _read(session: Session, period: Period, top_id: int, today: date) -> Charts:
    months = months_of(period, today)

    def grouped(code: str, group: str) -> tuple[Group, ...]:
        return tuple(indicators.grouped(session, code, group, period, top_id))

    def monthly(code: str) -> tuple[Group, ...]:
        return tuple(indicators.series(session, code, months, top_id))

    until = min(period.last_month, month_of(today))
    ratios = indicators.series(
        session, "mutual_loss_ratio", months_to(until, YEAR_OF_MONTHS), top_id, YEAR_OF_MONTHS
    )
    year = period if period.kind == MONTH else Period(YEAR, period.year)
    return Charts(
        top_id,
        tuple(indicators.list_above(session, top_id)),
        indicators.figures(session, CARDS, period, top_id),
        tuple(indicators.crossed(session, "files", "category", period, top_id)),
        grouped("files", "cause"),
        monthly("files_new"),
        monthly("files_ended"),
        tuple(indicators.paired(session, "aid_paid", "kind", "source", period, top_id)),
        grouped("campaign_budget", "theme"),
        grouped("campaign_spent", "theme"),
        mutual_figures.list_covered(session, year, top_id),
        tuple(ratios),
        grouped("claims_approved", "band"),
        grouped("visit_coverage", "unit"),
    )


def months_of(period: Period, today: date) -> tuple[str, ...]:
    """Return the months to draw of a period: those that have begun; of a month, a year up to
    it."""
    if period.kind == MONTH:
        return months_to(period.last_month, YEAR_OF_MONTHS)
    begun = tuple(one for one in period.months if one <= month_of(today))
    return begun or period.months
