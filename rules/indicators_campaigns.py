"""The figures of campaigns: how many, what they may spend, how far they have come."""

from __future__ import annotations

from rules.access import Permission
from rules.indicator import CAMPAIGNS, FEN, FLOW, Grouping, Indicator, Part
from rules.language import N_

DROPPED = "dropped"
_BY_THEME = {"theme": Grouping("first", "campaign_theme")}
_LIVE = frozenset((DROPPED,))

CAMPAIGN_INDICATORS: tuple[Indicator, ...] = (
    Indicator(
        "campaigns",
        CAMPAIGNS,
        N_("Campaigns"),
        N_("Campaigns that begin in the period, those that were dropped aside."),
        "count",
        FLOW,
        (Part("campaigns", but=_LIVE),),
        groups=_BY_THEME,
        areas=("campaigns",),
        names=Permission.SEE_CAMPAIGNS,
        list_page="campaign",
        people=False,
    ),
    Indicator(
        "campaign_budget",
        CAMPAIGNS,
        N_("Budget of campaigns"),
        N_("What campaigns that begin in the period may spend, those that were dropped aside."),
        FEN,
        FLOW,
        (Part("campaigns", "fen", but=_LIVE),),
        groups=_BY_THEME,
        areas=("campaigns",),
        names=Permission.SEE_CAMPAIGNS,
        list_page="campaign",
        people=False,
    ),
)
"""What was reached and spent is added by the verbs that reach and spend."""
