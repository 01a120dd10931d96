"""The figures of campaigns: how many, what they may spend, how far they have come."""

from __future__ import annotations

from rules.access import Permission
from rules.indicator import CAMPAIGNS, COUNT, FEN, SHARE, Grouping, Indicator, Part
from rules.language import N_

DROPPED = "dropped"
_BY_THEME = {"theme": Grouping("first", "campaign_theme")}
_THEMES_OF_RECORDS = {"theme": Grouping("record", "campaign_theme")}
_LIVE = frozenset((DROPPED,))
_DONE = ("campaigns", "aid", "visits", "activities", "pay_runs")

_NAMES = {True: Permission.SEE_HARDSHIP, False: Permission.SEE_CAMPAIGNS}
"""The right to the list behind a figure: of people, names of the hardship archive stand there."""


def _figure(
    code: str,
    label: str,
    meaning: str,
    unit: str,
    parts: tuple[Part, ...],
    areas: tuple[str, ...],
    *,
    people: bool = False,
) -> Indicator:
    groups = {} if unit == SHARE else _BY_THEME if parts else _THEMES_OF_RECORDS
    return Indicator(
        code,
        CAMPAIGNS,
        label,
        meaning,
        unit,
        parts=parts,
        groups=groups,
        areas=areas,
        names=None if unit == SHARE else _NAMES[people],
        list_page="campaign",
        people=people,
    )


CAMPAIGN_INDICATORS: tuple[Indicator, ...] = (
    _figure(
        "campaigns",
        N_("Campaigns"),
        N_("Campaigns that begin in the period, those that were dropped aside."),
        COUNT,
        (Part("campaigns", but=_LIVE),),
        ("campaigns",),
    ),
    _figure(
        "campaign_people",
        N_("People on the lists"),
        N_("People on the approved lists of campaigns that begin in the period."),
        COUNT,
        (),
        _DONE,
        people=True,
    ),
    _figure(
        "campaign_reached",
        N_("People reached"),
        N_("Of the people on the lists, those who took part, got something or were visited."),
        COUNT,
        (),
        _DONE,
        people=True,
    ),
    _figure(
        "campaign_coverage",
        N_("Coverage of campaigns"),
        N_("People reached, of the people on the lists of campaigns that begin in the period."),
        SHARE,
        (),
        _DONE,
        people=True,
    ),
    _figure(
        "campaign_budget",
        N_("Budget of campaigns"),
        N_("What campaigns that begin in the period may spend, those that were dropped aside."),
        FEN,
        (Part("campaigns", "fen", but=_LIVE),),
        ("campaigns",),
    ),
    _figure(
        "campaign_spent",
        N_("Spent by campaigns"),
        N_(
            "Aid paid out, gifts and paid bills of activities of campaigns that begin in the"
            " period."
        ),
        FEN,
        (),
        _DONE,
    ),
    _figure(
        "campaign_budget_use",
        N_("Use of campaigns' budgets"),
        N_("What campaigns that begin in the period spent, of what they may spend."),
        SHARE,
        (),
        _DONE,
    ),
)
