"""The lists behind all figures, and what is counted of those that no total knows."""

from __future__ import annotations

from collections.abc import Mapping
from functools import lru_cache

from db.behind import Behind, Count
from db.indicators_activities import BEHIND_ACTIVITIES
from db.indicators_aid import BEHIND_AID
from db.indicators_archive import BEHIND_ARCHIVE, VISITED_FILES
from db.indicators_campaigns import BEHIND_CAMPAIGNS, REACHED_OF_LISTED, SPENT_OF_BUDGET
from db.indicators_mutual import BEHIND_MUTUAL
from db.indicators_registry import BEHIND_REGISTRY
from rules.errors import NotFound
from rules.indicator import FEN, Indicator
from rules.language import N_

BEHIND: Mapping[str, Behind] = {
    **BEHIND_REGISTRY,
    **BEHIND_ARCHIVE,
    **BEHIND_AID,
    **BEHIND_MUTUAL,
    **BEHIND_CAMPAIGNS,
    **BEHIND_ACTIVITIES,
}
"""The list behind each figure that has one."""

SHARES: Mapping[str, Count] = {
    "visit_coverage": VISITED_FILES,
    "campaign_coverage": REACHED_OF_LISTED,
    "campaign_budget_use": SPENT_OF_BUDGET,
}
"""The shares that are counted from the records."""


RESTS: Mapping[str, str] = {"not_visited": "visit_coverage"}
"""Figures that are what the part of a share leaves of its whole."""


@lru_cache(maxsize=64)
def count_of(indicator: Indicator) -> Count:
    """Return what is counted of the records for a figure that no total knows."""
    share = SHARES.get(indicator.code)
    if share is not None:
        return share
    found = behind_of(indicator.code)
    return Count(found, lambda _span: found.come_to(indicator.unit == FEN))


def behind_of(code: str) -> Behind:
    """Return the list behind a figure; raises NotFound where it has none."""
    found = BEHIND.get(code)
    if found is None:
        raise NotFound(N_("There is no list behind this figure."))
    return found
