"""The records behind the figures of campaigns."""

from __future__ import annotations

from collections.abc import Mapping

from db.behind import Behind
from db.models.campaigns import Campaign
from rules.indicators_campaigns import DROPPED

_CAMPAIGNS = Behind(
    Campaign,
    Campaign.name,
    Campaign.from_on,
    lambda span: (
        Campaign.state != DROPPED,
        Campaign.from_on.between(span.first_on, span.last_on),
    ),
    Campaign.budget_fen,
)

BEHIND_CAMPAIGNS: Mapping[str, Behind] = {"campaigns": _CAMPAIGNS, "campaign_budget": _CAMPAIGNS}
