"""What is asked for at the steps of a hardship file and for its papers: the entry fields."""

from __future__ import annotations

from rules.fields import Field, Fields, Kind
from rules.hardship_money import PAPERS, PEOPLE
from rules.language import N_

EXIT_KINDS = "exit_kind"
"""The name under which a form's choices of how a file ends go."""

NOTE = Field("note", N_("Reason"), Kind.LONG_TEXT, required=True)

REFUSE_FIELDS: Fields = (
    Field("code", N_("Ground of refusal"), Kind.CHOICE, codes="file_refusal", required=True),
    NOTE,
)

CLOSE_FIELDS: Fields = (
    Field("exit_kind", N_("How to close"), Kind.CHOICE, codes=EXIT_KINDS, required=True),
    Field("code", N_("Ground"), Kind.CHOICE, codes="exit_reason", required=True),
    NOTE,
)

SIX_MONTHS_FIELDS: Fields = (
    Field(
        "confirmed",
        N_("Causes gone, and above the line for six months in a row"),
        Kind.YES_NO,
        required=True,
    ),
    NOTE,
)

HAND_OVER_FIELDS: Fields = (
    Field(
        "to_unit_id",
        N_("Receiving unit"),
        Kind.UNION,
        required=True,
        help=N_("Units of the whole tree can be found here."),
    ),
    Field("note", N_("Note"), Kind.LONG_TEXT),
)

CONSENT_FIELDS: Fields = (
    Field("purpose", N_("What was signed"), Kind.CHOICE, codes="consent_purpose", required=True),
    Field("person_ids", N_("Who signed"), Kind.CHOICES, codes=PEOPLE, required=True),
    Field("signed_on", N_("Signed on"), Kind.DATE, required=True),
    Field("expires_on", N_("Valid until"), Kind.DATE, required=True),
    Field("attachment_id", N_("Paper"), Kind.CHOICE, codes=PAPERS),
)

SURVEY_FIELDS: Fields = (
    Field("on", N_("Day of the survey"), Kind.DATE, required=True),
    Field("first_surveyor", N_("First surveyor"), required=True, length=60),
    Field("second_surveyor", N_("Second surveyor"), required=True, length=60),
    Field("met", N_("Whom they met"), length=60),
    Field("agrees", N_("Agrees with the declaration"), Kind.YES_NO, required=True),
    Field(
        "findings",
        N_("What was found"),
        Kind.LONG_TEXT,
        required=True,
        help=N_("Protected: shown for a reason only."),
    ),
)

PEER_REVIEW_FIELDS: Fields = (
    Field("on", N_("Day of the meeting"), Kind.DATE, required=True),
    Field("chaired_by", N_("Chaired by"), required=True, length=60),
    Field("present", N_("Present"), Kind.INTEGER, required=True),
    Field("in_favour", N_("In favour"), Kind.INTEGER, required=True),
    Field("against", N_("Against"), Kind.INTEGER, required=True),
    Field("minutes_no", N_("Number of the minutes"), length=60),
    Field("opinion", N_("Opinion"), Kind.LONG_TEXT),
)

BEGIN_FIELDS: Fields = (
    Field("file_level", N_("File level"), Kind.CHOICE, codes="file_level", required=True),
    Field("region", N_("Region of the subsistence line"), Kind.CHOICE, codes="aid_region",
          required=True),
    Field("applied_on", N_("Applied on"), Kind.DATE, required=True),
)  # fmt: skip
"""The least that a draft begins with."""
