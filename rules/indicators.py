"""The catalogue of the office's figures; each feature's stand in a file of their own."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from rules.errors import NotFound
from rules.indicator import (
    AREAS,
    COUNT,
    FEN,
    FLOW,
    NOW,
    SHARE,
    STOCK,
    Grouping,
    Indicator,
    Part,
    share_of,
)
from rules.indicators_activities import ACTIVITY_INDICATORS
from rules.indicators_aid import AID_INDICATORS
from rules.indicators_archive import ARCHIVE_INDICATORS
from rules.indicators_campaigns import CAMPAIGN_INDICATORS
from rules.indicators_mutual import MUTUAL_INDICATORS
from rules.indicators_registry import REGISTRY_INDICATORS
from rules.language import N_

__all__ = [
    "AREAS",
    "COUNT",
    "FEN",
    "FLOW",
    "INDICATORS",
    "NOW",
    "SHARE",
    "STOCK",
    "Grouping",
    "Indicator",
    "Part",
    "indicator_of",
    "share_of",
]


def _gathered(*catalogues: Iterable[Indicator]) -> dict[str, Indicator]:
    found: dict[str, Indicator] = {}
    for one in (indicator for catalogue in catalogues for indicator in catalogue):
        if one.code in found:
            raise ValueError(f"two figures are called {one.code}")
        found[one.code] = one
    return found


INDICATORS: Mapping[str, Indicator] = _gathered(
    REGISTRY_INDICATORS,
    ARCHIVE_INDICATORS,
    AID_INDICATORS,
    MUTUAL_INDICATORS,
    CAMPAIGN_INDICATORS,
    ACTIVITY_INDICATORS,
)
"""Every figure by its code, in the order in which they are shown."""


def indicator_of(code: str) -> Indicator:
    """Return a figure's description; raises NotFound for an unknown code."""
    found = INDICATORS.get(code)
    if found is None:
        raise NotFound(N_("There is no such figure."))
    return found
