"""How the trail names activities, who signed up, costs and feedback, and their columns."""

from __future__ import annotations

from collections.abc import Mapping

from rules.activities import ACTIVITY, COST, SIGN_UP_LABELS
from rules.activity_forms import (
    ACTIVITY_FIELDS,
    COST_FIELDS,
    FEEDBACK_FIELDS,
    OUTCOME_FIELDS,
    PLANNING_FIELDS,
)
from rules.fields import Field, by_name
from rules.language import N_

RECORD_LABELS: Mapping[str, str] = {
    "activity": N_("Activity"),
    "activity_sign_up": N_("Sign-up for an activity"),
    "activity_cost": N_("Bill of an activity"),
    "activity_feedback": N_("Feedback on an activity"),
}

COLUMN_LABELS: Mapping[str, str] = {
    "activity_no": N_("Number of the activity"),
    "activity_id": N_("Activity"),
    "campaign_id": N_("Campaign"),
    "signed_up_on": N_("Signed up on"),
    "moved_up_on": N_("Moved up from the waiting list on"),
    "walk_in": N_("Came without signing up"),
    "came_on": N_("Came on"),
    "attended_days": N_("Attendance entered for"),
}

STATE_LABELS: Mapping[str, Mapping[str, str]] = {
    "activity": ACTIVITY.state_labels,
    "activity_sign_up": SIGN_UP_LABELS,
    "activity_cost": COST.state_labels,
}

FIELDS: Mapping[str, Mapping[str, Field]] = {
    "activity": by_name((*ACTIVITY_FIELDS, *PLANNING_FIELDS, *OUTCOME_FIELDS)),
    "activity_cost": by_name(COST_FIELDS),
    "activity_feedback": by_name(FEEDBACK_FIELDS),
    "activity_sign_up": {
        "kind": by_name(ACTIVITY_FIELDS)["kind"],
        "on": Field("on", N_("First day")),
    },
}
