"""What is told about an account."""

from __future__ import annotations

from rules.fields import Field, Fields, Kind
from rules.language import N_

LOGIN = Field(
    "login",
    N_("Sign-in name"),
    required=True,
    length=60,
    help=N_("2 to 60 letters, digits, dots or underscores; capitals do not matter."),
)

ACCOUNT_FIELDS: Fields = (
    Field("name", N_("Name"), required=True, length=60),
    Field(
        "unit_id",
        N_("Unit"),
        Kind.UNION,
        help=N_("The person sees this unit and those below it; empty means the whole office."),
    ),
    Field("roles", N_("Roles"), Kind.CHOICES, codes="roles", required=True),
    Field(
        "language",
        N_("Language"),
        Kind.CHOICE,
        codes="languages",
        help=N_("Empty means the language of the person's browser."),
    ),
)

NEW_ACCOUNT_FIELDS: Fields = (
    LOGIN,
    *(field for field in ACCOUNT_FIELDS if field.name != "language"),
)
