"""The lists behind all figures, and the two sides of those that no total knows."""

from __future__ import annotations

from collections.abc import Mapping

from db.behind import Behind
from db.indicators_activities import BEHIND_ACTIVITIES
from db.indicators_aid import BEHIND_AID
from db.indicators_archive import BEHIND_ARCHIVE, SEEN_FILES, STANDING_FILES
from db.indicators_campaigns import (
    BEHIND_CAMPAIGNS,
    CAMPAIGNS,
    LISTED_PEOPLE,
    REACHED,
    SPENT,
)
from db.indicators_mutual import BEHIND_MUTUAL
from db.indicators_registry import BEHIND_REGISTRY
from rules.errors import NotFound
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

SHARES: Mapping[str, tuple[Behind, Behind, bool]] = {
    "visit_coverage": (SEEN_FILES, STANDING_FILES, False),
    "campaign_coverage": (REACHED, LISTED_PEOPLE, False),
    "campaign_budget_use": (SPENT, CAMPAIGNS, True),
}
"""The shares that are counted from the records: which part of which whole, and whether it is
their money."""


def behind_of(code: str) -> Behind:
    """Return the list behind a figure; raises NotFound where it has none."""
    found = BEHIND.get(code)
    if found is None:
        raise NotFound(N_("There is no list behind this figure."))
    return found
