"""The form by which an office adds a column of its own to a register."""

from __future__ import annotations

from collections.abc import Mapping

from rules.fields import Field, Fields, Kind
from rules.language import N_
from rules.letters import COMMON, DERIVED
from rules.memberships import ANOTHER_BECAUSE, JOINING_UNIT

KIND_CODES, LIST_CODES = "own_field_kinds", "code_lists"
"""The names under which the form's choices go."""

REGISTER_LABELS: Mapping[str, str] = {"member": N_("Members"), "unit": N_("Units")}

RESERVED = frozenset(
    (
        *COMMON,
        *(name for names in DERIVED.values() for name in names),
        JOINING_UNIT.name,
        ANOTHER_BECAUSE.name,
        *("id", "version", "state", "extra", "unit", "parent", "closed_on"),
    )
)
"""Names that forms, rosters and letters use beside the fields: no own field may take one."""

KIND_LABELS: Mapping[str, str] = {
    Kind.TEXT: N_("One line of text"),
    Kind.LONG_TEXT: N_("Several lines of text"),
    Kind.INTEGER: N_("A whole number"),
    Kind.MONEY: N_("An amount of money"),
    Kind.DATE: N_("A date"),
    Kind.MONTH: N_("A month"),
    Kind.CHOICE: N_("One choice from a code list"),
    Kind.CHOICES: N_("Several choices from a code list"),
    Kind.YES_NO: N_("Yes or no"),
}

_LABEL = Field("label", N_("Label"), required=True, length=60)
_REQUIRED = Field(
    "required",
    N_("Must be filled in"),
    Kind.YES_NO,
    help=N_("Records of before stay as they are until they are changed."),
)
_HINT = Field("help_text", N_("Hint for the clerk"), length=200)

FIELD_FIELDS: Fields = (
    _LABEL,
    _REQUIRED,
    _HINT,
    Field("position", N_("Place among the own fields"), Kind.INTEGER),
)
"""What may change about an own field; name and kind stay, since values hang on them."""

NEW_FIELD_FIELDS: Fields = (
    _LABEL,
    Field(
        "name",
        N_("Short name"),
        required=True,
        length=40,
        help=N_("Small letters, digits and underscores; letters use it as placeholder."),
    ),
    Field("kind", N_("What it holds"), Kind.CHOICE, codes=KIND_CODES, required=True),
    Field("codes", N_("Code list"), Kind.CHOICE, codes=LIST_CODES, help=N_("Only for choices.")),
    _REQUIRED,
    _HINT,
)
