"""The figures of activities: how many were held, who signed up and came, what they cost."""

from __future__ import annotations

from rules.access import Permission
from rules.activities import ABSENT, ATTENDED, COST_PAID, HELD, WITH_A_PLACE
from rules.indicator import CAMPAIGNS, FEN, FLOW, SHARE, Grouping, Indicator, Part
from rules.language import N_

_BY_KIND = {"kind": Grouping("first", "activity_kind")}
_AREAS = ("activities",)
_CAME = Part("sign_ups", second=frozenset((ATTENDED,)))
_ENTERED = Part("sign_ups", second=frozenset((ATTENDED, ABSENT)))

ACTIVITY_INDICATORS: tuple[Indicator, ...] = (
    Indicator(
        "activities_held",
        CAMPAIGNS,
        N_("Activities held"),
        N_("Activities that began in the period and were held."),
        "count",
        FLOW,
        (Part("activities", second=frozenset((HELD,))),),
        groups=_BY_KIND,
        areas=_AREAS,
        names=Permission.SEE_CAMPAIGNS,
        list_page="activity",
        people=False,
    ),
    Indicator(
        "activity_places_taken",
        CAMPAIGNS,
        N_("Places taken at activities"),
        N_(
            "People with a place at activities that began in the period, under their own unit;"
            " who took part twice counts twice."
        ),
        "count",
        FLOW,
        (Part("sign_ups", second=frozenset(WITH_A_PLACE)),),
        groups=_BY_KIND,
        areas=_AREAS,
        names=Permission.SEE_CAMPAIGNS,
        list_page="activity",
    ),
    Indicator(
        "activity_attended",
        CAMPAIGNS,
        N_("People who came to activities"),
        N_(
            "People who came to activities that began in the period, under their own unit;"
            " who came twice counts twice."
        ),
        "count",
        FLOW,
        (_CAME,),
        groups=_BY_KIND,
        areas=_AREAS,
        names=Permission.SEE_CAMPAIGNS,
        list_page="activity",
    ),
    Indicator(
        "activity_attendance",
        CAMPAIGNS,
        N_("Attendance at activities"),
        N_("Those who came, of all whose attendance was entered."),
        SHARE,
        FLOW,
        (_CAME,),
        (_ENTERED,),
        areas=_AREAS,
    ),
    Indicator(
        "activity_cost",
        CAMPAIGNS,
        N_("Paid for activities"),
        N_("Bills of activities that were paid out of funds in the period."),
        FEN,
        FLOW,
        (Part("activity_costs", "fen", second=frozenset((COST_PAID,))),),
        groups=_BY_KIND,
        areas=_AREAS,
        names=Permission.SEE_CAMPAIGNS,
        list_page="activity",
        people=False,
    ),
)
