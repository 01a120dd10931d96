"""How the trail names hand-ins of mutual aid, covers and fees, and their columns."""

from __future__ import annotations

from collections.abc import Mapping

from rules.fields import Field, by_name
from rules.language import N_
from rules.mutual_enrolment import CHANGE_FIELDS, HAND_IN
from rules.mutual_enrolment_forms import RECEIPT_FIELDS

RECORD_LABELS: Mapping[str, str] = {
    "unit_enrolment": N_("Hand-in of a unit"),
    "enrolment": N_("Cover"),
    "fee_receipt": N_("Fee received"),
}

COLUMN_LABELS: Mapping[str, str] = {
    "people": N_("Number of people"),
    "due_fen": N_("Fees due"),
    "received_fen": N_("Fees received"),
    "adds_to_id": N_("Adds to"),
    "handed_in_on": N_("Handed in on"),
    "confirmed_on": N_("Confirmed on"),
    "confirmed": N_("Confirmed"),
    "plan_id": N_("Mutual-aid plan"),
    "plan_version_id": N_("Version of the plan"),
    "unit_enrolment_id": N_("Hand-in of a unit"),
    "covered_from_on": N_("Counts from"),
    "shares": N_("Shares"),
    "fee_fen": N_("Fee"),
    "previous_id": N_("Renews cover"),
    "left_on": N_("Left on"),
    "left_reason": N_("Reason for leaving"),
    "fund_entry_id": N_("Entry of a fund"),
}

COLUMN_CODES: Mapping[str, str] = {"left_reason": "cover_end"}

STATE_LABELS: Mapping[str, Mapping[str, str]] = {"unit_enrolment": HAND_IN.state_labels}

FIELDS: Mapping[str, Mapping[str, Field]] = {
    "unit_enrolment": by_name(CHANGE_FIELDS),
    "fee_receipt": by_name(RECEIPT_FIELDS),
}
