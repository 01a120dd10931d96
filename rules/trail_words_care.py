"""How the trail names plans, pairings, visits and gifts, and their columns."""

from __future__ import annotations

from collections.abc import Mapping

from rules.care import GIFT_FIELDS
from rules.fields import Field, by_name
from rules.language import N_
from rules.plans import GOAL, MEASURE_FIELDS, PLAN, RESULT_FIELDS
from rules.visits import (
    MADE_FIELDS,
    NEEDS_CONSENT,
    PAIRING_FIELDS,
    PLAN_FIELDS,
    QUESTION_FIELDS,
    VISIT,
)

RECORD_LABELS: Mapping[str, str] = {
    "household_plan": N_("Household plan"),
    "plan_measure": N_("Measure"),
    "pairing": N_("Pairing"),
    "visit": N_("Visit"),
    "visit_question": N_("Question of a family"),
    "care_gift": N_("Gift"),
}

COLUMN_LABELS: Mapping[str, str] = {
    "file_id": N_("Hardship file"),
    "household_id": N_("Household"),
    "plan_id": N_("Household plan"),
    "adopted_on": N_("Adopted on"),
    "end_reason": N_("Reason for the end"),
    "needs": N_("Needs"),
    "missed_reason": N_("Why it was missed"),
    "festival": N_("Festival"),
    "for_on": N_("Day of the occasion"),
    "life_event_id": N_("Life event"),
    "visit_id": N_("Visit"),
    "answered_on": N_("Answered on"),
    "cancel_reason": N_("Why it was cancelled"),
}

STATE_LABELS: Mapping[str, Mapping[str, str]] = {
    "household_plan": PLAN.state_labels,
    "visit": VISIT.state_labels,
}

FIELDS: Mapping[str, Mapping[str, Field]] = {
    "household_plan": by_name((GOAL,)),
    "plan_measure": by_name((*MEASURE_FIELDS, *RESULT_FIELDS)),
    "pairing": by_name(PAIRING_FIELDS),
    "visit": by_name((*PLAN_FIELDS, *MADE_FIELDS, NEEDS_CONSENT)),
    "visit_question": by_name(QUESTION_FIELDS),
    "care_gift": by_name(GIFT_FIELDS),
}
