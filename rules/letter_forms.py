"""The form by which an office brings a letter of its own."""

from __future__ import annotations

from rules.fields import Field, Fields, Kind
from rules.language import N_

KIND_CODES, STATE_CODES = "letter_kinds", "letter_states"
"""The names under which the form's choices go."""

TEMPLATE_FIELDS: Fields = (
    Field("name", N_("Name of the letter"), required=True, length=60),
    Field(
        "kind",
        N_("What the letter is for"),
        Kind.CHOICE,
        codes=KIND_CODES,
        required=True,
        help=N_("A letter of a kind that the office ships takes the shipped one's place."),
    ),
    Field(
        "state",
        N_("Only for this state"),
        Kind.CHOICE,
        codes=STATE_CODES,
        help=N_("Empty: for every member, unit or transfer."),
    ),
    Field(
        "may_reveal",
        N_("May hold full numbers"),
        Kind.YES_NO,
        help=N_("Only for who may reveal them, with a reason; else numbers are masked."),
    ),
    Field("note", N_("Note"), length=200),
)
