"""What the forms of aid ask besides a proposal itself: decisions, pauses, ends."""

from __future__ import annotations

from rules.aid import GRANT_FIELDS
from rules.fields import Field, Fields, Kind
from rules.language import N_

CONTENT_FIELDS: Fields = tuple(field for field in GRANT_FIELDS if field.name != "kind")
"""A proposal whose kind is chosen already."""

_WHY = Field("note", N_("Reason"), Kind.LONG_TEXT, required=True)

DECISION_FIELDS: Fields = (
    Field("meeting_no", N_("Number of the meeting or decision"), length=60),
    Field("note", N_("Note"), Kind.LONG_TEXT),
)
REFUSAL_FIELDS: Fields = (
    Field("code", N_("Ground of refusal"), Kind.CHOICE, codes="refusal_of_aid", required=True),
    _WHY,
)
RESUME_FIELDS: Fields = (
    Field(
        "on",
        N_("Pay again from"),
        Kind.MONTH,
        required=True,
        help=N_("An earlier month pays what was held back."),
    ),
    _WHY,
)
END_FIELDS: Fields = (Field("on", N_("Last month"), Kind.MONTH, required=True), _WHY)
