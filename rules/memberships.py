"""What is asked for when a membership changes: the entry fields of each step."""

from __future__ import annotations

from rules.fields import Field, Fields, Kind
from rules.language import N_
from rules.members import PERSON

ENDING_CODES = "membership_ending"
"""The list of statuses that a membership can be put into by hand; a part of the office's
list ``member_status``, in the order of ``rules.members.ENDINGS``."""

LIFE_EVENT_CODES = "life_event_by_hand"
"""The kinds of life event that are entered by hand; a part of the list ``life_event``."""

NOTE = Field("note", N_("Note"), Kind.LONG_TEXT)

TRANSFER_FIELDS: Fields = (
    Field(
        "to_unit_id",
        N_("Receiving unit"),
        Kind.UNION,
        required=True,
        help=N_("Units of the whole tree can be found here."),
    ),
    Field("effective_on", N_("Effective on"), Kind.DATE, required=True),
    Field("reason", N_("Reason"), Kind.CHOICE, codes="change_reason"),
    NOTE,
)

ENDING_FIELDS: Fields = (
    Field("status", N_("Change to"), Kind.CHOICE, codes=ENDING_CODES, required=True),
    Field("on", N_("Effective on"), Kind.DATE, required=True),
    Field("reason", N_("Reason"), Kind.CHOICE, codes="change_reason"),
    NOTE,
)

LIFE_EVENT_FIELDS: Fields = (
    Field("kind", N_("Event"), Kind.CHOICE, codes=LIFE_EVENT_CODES, required=True),
    Field("on", N_("Date"), Kind.DATE, required=True),
    Field(
        "relation",
        N_("Whose"),
        Kind.CHOICE,
        codes="relation",
        help=N_("Leave empty for the member."),
    ),
    NOTE,
)

JOINING_UNIT = Field("unit_id", N_("Joins the unit"), Kind.UNION, required=True, group=PERSON)
ANOTHER_BECAUSE = Field(
    "another_because", N_("Why this is another person"), length=200, group=PERSON
)
"""Asked for when a record that looks alike is not the person to be registered."""
