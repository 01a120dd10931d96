"""What is asked for at the steps of a hardship file and for its papers: the entry fields."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

from rules.fields import Field, Fields, Kind, by_name
from rules.hardship import FILE
from rules.hardship_checks import CHECK, FACTS, HOUSEHOLD, MONEY, SIGNED
from rules.hardship_money import PAPERS, PEOPLE
from rules.households import HOUSEHOLD_FIELDS, PERSON_FIELDS
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
    Field("file_level", N_("File level"), Kind.CHOICE, codes="file_level", required=True,
          group=FILE),
    Field("region", N_("Region of the subsistence line"), Kind.CHOICE, codes="aid_region",
          required=True, group=FILE),
    Field("applied_on", N_("Applied on"), Kind.DATE, required=True, group=FILE),
)  # fmt: skip
"""The least that a draft begins with."""

APPLICANT = Field("applicant_id", N_("Who applies"), Kind.CHOICE, codes=PEOPLE, required=True)

_HEAD: tuple[str, ...] = ("name", "id_type", "id_no", "gender", "birth_on", "mobile")
_HEAD += ("household_type", "marital_status", "person_status", "able_to_work", "health_status")
_HOME = ("home_address", "housing_type", "floor_area")
HEAD_FIELDS: Fields = tuple(replace(by_name(PERSON_FIELDS)[name], required=False) for name in _HEAD)
HOME_FIELDS: Fields = tuple(by_name(HOUSEHOLD_FIELDS)[name] for name in _HOME)
"""The least of a new household; the rest is entered on its own page."""
FILING_UNIT = Field(
    "unit_id",
    N_("Unit that files"),
    Kind.UNION,
    required=True,
    help=N_("The employer's union; for people without one, the street's or the county's."),
)
FROM_REGISTRY = Field(
    "member_id",
    N_("From the registry"),
    Kind.PERSON,
    help=N_("A member's data is taken over; otherwise fill in the head below."),
)

IDLE = Field(
    "proved_idle",
    N_("Could find no work, as papers prove"),
    Kind.CHOICES,
    codes=PEOPLE,
    help=N_("For people who could work and have none: no minimum wage is assumed for them."),
)

STEPS: Mapping[str, str] = {
    HOUSEHOLD: N_("1 Household and applicant"),
    FACTS: N_("2 File facts"),
    MONEY: N_("3 Incomes and costs"),
    SIGNED: N_("4 Signed papers"),
    CHECK: N_("5 Check and submit"),
}
"""The steps of the entry."""
