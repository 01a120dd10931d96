"""How the trail names targets of mutual aid, assessors and their opinions."""

from __future__ import annotations

from collections.abc import Mapping

from rules.fields import Field, Kind, by_name
from rules.language import N_
from rules.mutual_targets import TARGET_FIELDS
from rules.opinions import ANSWER_FIELDS, ASSESSOR, ASSESSOR_FIELDS, QUESTION_FIELDS

RECORD_LABELS: Mapping[str, str] = {
    "mutual_target": N_("Target of mutual aid"),
    "mutual_account": N_("Mutual-aid account"),
    "figures": N_("Charts and figures"),
    "assessor": N_("Assessor"),
    "claim_opinion": N_("Opinion on a claim"),
}

COLUMN_LABELS: Mapping[str, str] = {
    "assessor_id": N_("Assessor"),
    "sent_at": N_("Sent at"),
    "due_at": N_("Due at"),
    "answered_at": N_("Answered at"),
    "agreed": N_("Agreed with the decision"),
    "withdrawn": N_("Taken back"),
}

_CHOSEN = (Kind.CHOICE, Kind.PICK)
"""Fields whose choices are made for a form, not codes of the office."""

FIELDS: Mapping[str, Mapping[str, Field]] = {
    "mutual_target": by_name(TARGET_FIELDS),
    "assessor": by_name(ASSESSOR_FIELDS),
    "claim_opinion": by_name(
        one for one in (*QUESTION_FIELDS, *ANSWER_FIELDS) if one.kind not in _CHOSEN
    ),
}

STATE_LABELS: Mapping[str, Mapping[str, str]] = {"assessor": ASSESSOR.state_labels}
