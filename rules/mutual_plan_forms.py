"""What is entered about a plan and a version of it besides the terms."""

from __future__ import annotations

from rules.fields import Field, Fields, Kind
from rules.language import N_
from rules.mutual_benefit_parts import KIND_LABELS

PATTERNS, PARTS, FUNDS, EXAMPLES = (
    "mutual_patterns",
    "mutual_parts",
    "mutual_funds",
    "mutual_examples",
)
"""The names under which a form's own choices go."""

_NAME = Field("name", N_("Name of the plan"), required=True, length=100)
_KIND = Field("kind", N_("Kind"), Kind.CHOICE, codes="mutual_kind", required=True)
_NOTE = Field("note", N_("Note"), Kind.LONG_TEXT, length=500)

PLAN_FIELDS: Fields = (_NAME, _KIND, _NOTE)
NEW_PLAN_FIELDS: Fields = (
    Field(
        "code",
        N_("Code"),
        required=True,
        length=40,
        help=N_("Short and for good, such as OURS2026; letters, digits, dashes."),
    ),
    _NAME,
    _KIND,
    Field("valid_from", N_("Cover may begin from"), Kind.DATE, required=True),
    Field(
        "copy_of",
        N_("Begin with the terms of"),
        Kind.CHOICE,
        codes=PATTERNS,
        help=N_("Empty: begin with 70 % of the own part."),
    ),
    _NOTE,
)
FUND_FIELDS: Fields = (
    Field(
        "fund_id",
        N_("Claims are paid from"),
        Kind.CHOICE,
        codes=FUNDS,
        help=N_("In later years from the fund of the same unit and name."),
    ),
)
HEADING_FIELDS: Fields = (
    Field("valid_from", N_("Cover may begin from"), Kind.DATE, required=True),
    Field(
        "valid_to",
        N_("Cover may begin until"),
        Kind.DATE,
        help=N_("Empty: until this version is ended."),
    ),
    Field("document_no", N_("Number of the notice"), length=100),
)
END_FIELDS: Fields = (
    Field(
        "valid_to",
        N_("Last day on which cover may begin"),
        Kind.DATE,
        required=True,
        help=N_("Cover that has begun runs on, and its claims stay payable."),
    ),
)
NEW_PART_FIELDS: Fields = (
    Field("part", N_("Kind of benefit"), Kind.CHOICE, codes=PARTS, required=True),
)
DROP_EXAMPLE_FIELDS: Fields = (
    Field("name", N_("Example"), Kind.CHOICE, codes=EXAMPLES, required=True),
)

PART_KIND_LABELS = {kind.value: label for kind, label in KIND_LABELS.items()}
