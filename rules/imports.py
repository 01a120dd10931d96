"""Taking a roster in: what a row may become, and how a refusal is told."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum

from rules.access import Permission
from rules.errors import Conflict, OfficeError
from rules.fields import Field, Fields, Kind
from rules.language import N_, _, current_language

MEMBER_UNIT = Field(
    "unit_id",
    N_("Unit"),
    Kind.UNION,
    help=N_("The unit's name. Where names repeat, write the superior union and a slash before it."),
    aliases=(
        "所在工会", "所属工会", "工会名称", "基层工会", "基层工会名称", "所在基层工会",
        "所属基层工会", "工会", "单位名称", "所在单位", "所属单位", "工作单位", "单位",
    ),
)  # fmt: skip
"""The one column of a members' roster that is no field of the member."""

ENROLMENTS, CLAIMS = "enrolment", "claim"

IMPORT_PERMISSIONS: Mapping[str, Permission] = {
    "member": Permission.IMPORT_MEMBERS,
    "unit": Permission.IMPORT_UNITS,
    ENROLMENTS: Permission.IMPORT_MUTUAL,
    CLAIMS: Permission.IMPORT_MUTUAL,
}
"""Who may take rosters of a register in, look at its imports and take them back."""

JOINERS = "joiner"
"""Lists of joiners of a hand-in: no import, but their columns are remembered alike."""

COLUMN_PERMISSIONS: Mapping[str, Permission] = {
    **IMPORT_PERMISSIONS,
    JOINERS: Permission.ENROL_UNITS,
}
"""Who may say what the headings of a source mean."""

MOST_ERRORS_SHOWN = 3


class Outcome(StrEnum):
    NEW = "new"
    CHANGED = "changed"
    UNCHANGED = "unchanged"
    REFUSED = "refused"


@dataclass(frozen=True, slots=True)
class Counts:
    """What a file's rows become; every row that was read is one of the four."""

    new: int = 0
    changed: int = 0
    unchanged: int = 0
    refused: int = 0

    @property
    def read(self) -> int:
        return self.new + self.changed + self.unchanged + self.refused


def member_roster_fields(fields: Fields) -> Fields:
    """Return the columns of a members' roster: the unit, then the member's fields."""
    return (MEMBER_UNIT, *fields)


def reason_of(errors: Sequence[OfficeError], fields: Mapping[str, Field]) -> str:
    """Return in the reader's language why a row was refused, column by column."""
    parts = []
    for error in errors[:MOST_ERRORS_SHOWN]:
        field = fields.get(error.field)
        text = error.shown()
        if field:
            text = _("{label}: {text}").format(label=_(field.label), text=text)
        parts.append(text)
    return (" " if current_language() == "en" else "").join(parts)


def check_as_previewed(expected: Counts | None, found: Counts) -> None:
    """Raise Conflict when the office changed between preview and confirmation."""
    if expected is not None and expected != found:
        raise Conflict(
            N_("Records changed since the preview, and nothing was imported. Preview it again.")
        )
