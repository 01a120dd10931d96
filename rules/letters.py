"""Letters: the kinds there are, what each is about, and how values read in a letter."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from rules.codes import CodeLists
from rules.fields import Field, Fields, Kind, Value
from rules.language import N_, current_language
from rules.members import MEMBER_FIELDS
from rules.parsing import shown_value
from rules.units import UNIT_FIELDS

MEMBER, UNIT, TRANSFER = "member", "unit", "transfer"
"""What a letter can be about."""

MOST_AT_ONCE = 500
"""How many letters one file may hold."""


@dataclass(frozen=True, slots=True)
class LetterKind:
    """A kind of letter; ``shipped`` ones have a template that comes with the office."""

    label: str
    record: str
    shipped: bool = True


LETTER_KINDS: Mapping[str, LetterKind] = {
    "member_certificate": LetterKind(N_("Membership certificate"), MEMBER),
    "transfer_letter": LetterKind(N_("Letter of transfer"), TRANSFER),
    "election_reminder": LetterKind(N_("Reminder: election due"), UNIT),
    "member_letter": LetterKind(N_("Another letter about members"), MEMBER, shipped=False),
    "unit_letter": LetterKind(N_("Another letter about units"), UNIT, shipped=False),
}

REGISTER_FIELDS: Mapping[str, Fields] = {
    MEMBER: MEMBER_FIELDS,
    TRANSFER: MEMBER_FIELDS,
    UNIT: UNIT_FIELDS,
}
COMMON: Mapping[str, str] = {"office_name": N_("Name of the union"), "today": N_("Today")}
_STANDING = {"unit_name": N_("Unit"), "status": N_("Status")}
DERIVED: Mapping[str, Mapping[str, str]] = {
    MEMBER: _STANDING,
    TRANSFER: {
        **_STANDING,
        "from_unit_name": N_("Giving unit"),
        "to_unit_name": N_("Receiving unit"),
        "effective_on": N_("Effective on"),
    },
    UNIT: {"parent_name": N_("Superior union"), "member_count": N_("Members")},
}
"""Placeholders beside the fields' own names, with their labels."""


def placeholder_labels(record: str, extra: Fields = ()) -> dict[str, str]:
    """Return every placeholder that a letter about such a record may hold, with its label."""
    fields = (*REGISTER_FIELDS[record], *extra)
    return {**{field.name: field.label for field in fields}, **DERIVED[record], **COMMON}


def sealed_names(record: str) -> frozenset[str]:
    """Return the placeholders whose values are masked unless the template may reveal them."""
    return frozenset(field.name for field in REGISTER_FIELDS[record] if field.sealed)


def letter_date(on: date) -> str:
    """Write a day as letters do: 2026年11月24日, or 2026-11-24 in an English letter."""
    if current_language() == "en":
        return on.isoformat()
    return f"{on.year}年{on.month}月{on.day}日"


def letter_text(field: Field, value: Value, lists: CodeLists) -> str:
    """Write a field's value as it reads in a letter; a mask stays as it is."""
    if isinstance(value, date):
        if field.kind is not Kind.MONTH:
            return letter_date(value)
        if current_language() != "en":
            return f"{value.year}年{value.month}月"
    if field.sealed:
        return str(value or "")
    return shown_value(field, value, lists)
