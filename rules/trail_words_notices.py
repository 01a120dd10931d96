"""How the trail names notices, objections, re-verifications, supervision, and their columns."""

from __future__ import annotations

from collections.abc import Mapping

from rules.fields import Field, Kind, by_name
from rules.language import N_
from rules.notices import (
    NOTICE_FIELDS,
    OBJECTION,
    OBJECTION_FIELDS,
    PROPOSAL_FIELDS,
    PUBLIC_NOTICE,
)
from rules.reverification import REVERIFICATION_FIELDS
from rules.supervision import QUESTION_FIELDS
from rules.supervision import STATE_LABELS as QUESTION_STATES

RECORD_LABELS: Mapping[str, str] = {
    "public_notice": N_("Public notice"),
    "notice_line": N_("Line of a notice"),
    "objection": N_("Objection"),
    "reverification": N_("Re-verification"),
    "spot_check_draw": N_("Draw of spot checks"),
    "supervision": N_("Question of the supervision"),
}

COLUMN_LABELS: Mapping[str, str] = {
    "number": N_("Number"),
    "starts_on": N_("From"),
    "ends_on": N_("To"),
    "taken_down_on": N_("Taken down on"),
    "photo_id": N_("Photo and papers"),
    "notice_id": N_("Public notice"),
    "file_id": N_("Hardship file"),
    "masked_name": N_("Name"),
    "unit_name": N_("Unit"),
    "due_on": N_("To be done by"),
    "answered_on": N_("Answered on"),
    "answer": N_("Answer"),
    "drawn_on": N_("Drawn on"),
    "adopted_on": N_("Category adopted on"),
    "draw_id": N_("Draw of spot checks"),
    "done_by": N_("Written down by"),
    "seed": N_("Seed"),
    "pool": N_("Took part"),
    "drawn": N_("Drawn"),
    "in_force": N_("Files in force"),
    "raised_on": N_("Asked on"),
}

FIELDS: Mapping[str, Mapping[str, Field]] = {
    "public_notice": by_name(NOTICE_FIELDS),
    "notice_line": by_name(
        (
            *PROPOSAL_FIELDS,
            Field("category", N_("Category"), Kind.CHOICE, codes="hardship_category"),
        )
    ),
    "objection": by_name(OBJECTION_FIELDS),
    "reverification": by_name(REVERIFICATION_FIELDS),
    "supervision": by_name(QUESTION_FIELDS),
}

STATE_LABELS: Mapping[str, Mapping[str, str]] = {
    "public_notice": PUBLIC_NOTICE.state_labels,
    "objection": OBJECTION.state_labels,
    "supervision": QUESTION_STATES,
}
