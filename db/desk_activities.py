"""What waits for the actor around activities."""

from __future__ import annotations

from db import activity_costs, activity_lists
from db.desk_notices import Kind
from rules.access import Permission
from rules.language import N_

KINDS: tuple[Kind, ...] = (
    (
        Permission.SIGN_UP,
        N_("Activities whose sign-up ends soon"),
        activity_lists.count_closing_soon,
        "activities",
        {"show": activity_lists.OPEN},
    ),
    (
        Permission.PLAN_CAMPAIGNS,
        N_("Activities without attendance"),
        activity_lists.select_without_attendance,
        "activities",
        {"show": activity_lists.UNFINISHED},
    ),
    (
        Permission.PAY_RUNS,
        N_("Bills of activities to pay"),
        activity_costs.select_to_pay,
        "activities",
        {"show": activity_lists.BILLS},
    ),
)
"""Kinds of work of the desk."""
