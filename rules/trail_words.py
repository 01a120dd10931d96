"""How the trail names records, actions and columns."""

from __future__ import annotations

from collections.abc import Mapping

from rules.accounts import ACCOUNT_FIELDS, LOGIN
from rules.fields import Field, by_name
from rules.language import N_
from rules.members import MEMBER_FIELDS
from rules.units import UNIT_FIELDS

RECORD_LABELS: Mapping[str, str] = {
    "member": N_("Member"),
    "unit": N_("Unit"),
    "membership": N_("Membership"),
    "join_application": N_("Application to join"),
    "transfer": N_("Transfer"),
    "life_event": N_("Life event"),
    "attachment": N_("Attachment"),
    "lookalike": N_("Look-alikes"),
    "merge": N_("Merge"),
    "import_batch": N_("Import"),
    "header_mapping": N_("Import headers"),
    "letter_template": N_("Letter template"),
    "saved_filter": N_("Saved filter"),
    "account": N_("Account"),
    "account_role": N_("Role of a person"),
    "role": N_("Role"),
    "role_conflict": N_("Rights kept apart"),
    "setting": N_("Setting"),
    "code": N_("Code list"),
    "extra_field": N_("Extra field"),
    "workday": N_("Workday calendar"),
}

ACTION_LABELS: Mapping[str, str] = {
    "created": N_("added"),
    "changed": N_("changed"),
    "revealed": N_("full number read"),
    "searched": N_("searched by number"),
    "exported": N_("exported"),
    "printed": N_("printed"),
    "downloaded": N_("downloaded"),
    "signed_in": N_("signed in"),
    "sign_in_failed": N_("sign-in failed"),
    "resealed": N_("keys changed"),
    "imported": N_("imported"),
}

COLUMN_LABELS: Mapping[str, str] = {
    "status": N_("Status"),
    "state": N_("State"),
    "reason": N_("Reason"),
    "note": N_("Note"),
    "started_on": N_("From"),
    "ended_on": N_("To"),
    "start_on": N_("From"),
    "end_on": N_("To"),
    "applied_on": N_("Applied on"),
    "effective_on": N_("Effective on"),
    "closed_on": N_("Closed on"),
    "ended_at": N_("Ended at"),
    "created_at": N_("Added at"),
    "member_id": N_("Member"),
    "from_unit_id": N_("From unit"),
    "to_unit_id": N_("To unit"),
    "role_code": N_("Role"),
    "account_id": N_("Account"),
    "must_change_password": N_("First password"),
    "password_hash": N_("Password"),
    "disabled": N_("Disabled"),
    "key": N_("Setting"),
    "value": N_("Value"),
    "list_name": N_("Code list"),
    "code": N_("Code"),
    "zh": N_("Chinese label"),
    "en": N_("English label"),
    "position": N_("Position"),
    "retired": N_("Retired"),
    "aliases": N_("Other spellings"),
    "label": N_("Label"),
    "kind": N_("Kind"),
    "required": N_("Required"),
    "help": N_("Help"),
    "on": N_("Day"),
    "day": N_("Day"),
    "field": N_("Field"),
    "rows": N_("Rows"),
    "name": N_("Name"),
    "extra": N_("Extra fields"),
    "withdrawn": N_("Withdrawn"),
    "merged_into_id": N_("Merged into"),
    "permissions": N_("Rights"),
    "unit_id": N_("Unit"),
}

_FIELDS: Mapping[str, Mapping[str, Field]] = {
    "member": by_name(MEMBER_FIELDS),
    "unit": by_name(UNIT_FIELDS),
    "account": by_name((LOGIN, *ACCOUNT_FIELDS)),
}


def field_of(record_type: str, column: str) -> Field | None:
    """Return the field that describes a column, None where no form asks for it."""
    return _FIELDS.get(record_type, {}).get(column)


def column_label(record_type: str, column: str) -> str:
    """Return the source text that names a column of a record; unknown ones name themselves."""
    field = field_of(record_type, column)
    return field.label if field else COLUMN_LABELS.get(column, column)
