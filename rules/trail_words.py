"""How the trail names records, actions and columns."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from rules import trail_words_account as account
from rules import trail_words_activities as activities
from rules import trail_words_aid as aid
from rules import trail_words_boards as boards
from rules import trail_words_campaign_people as campaign_people
from rules import trail_words_campaigns as campaigns
from rules import trail_words_care as care
from rules import trail_words_claims as claims
from rules import trail_words_enrolment as enrolment
from rules import trail_words_hardship as hardship
from rules import trail_words_households as families
from rules import trail_words_notices as notices
from rules import trail_words_plans as plans
from rules import trail_words_reports as reports
from rules.accounts import ACCOUNT_FIELDS, LOGIN
from rules.fields import Field, by_name
from rules.language import N_
from rules.lookalikes import VERDICT_LABELS
from rules.members import MEMBER_FIELDS
from rules.moves import JOIN, TRANSFER
from rules.pay_runs import LINE_LABELS, PAY_RUN, WAY_LABELS
from rules.settings import (
    CONSENT_FIELDS,
    DUTY_FIELDS,
    FREEZE_FIELDS,
    OFFICE_FIELDS,
    PAYMENT_FIELDS,
    RETENTION_FIELDS,
)
from rules.units import UNIT_FIELDS

_PARTS: tuple[Any, ...] = (
    claims,
    notices,
    enrolment,
    plans,
    hardship,
    aid,
    account,
    care,
    families,
    campaigns,
    campaign_people,
    activities,
    boards,
    reports,
)
"""The words of single areas, each in a file of its own."""


def _of_parts(name: str) -> dict[str, Any]:
    return {key: word for part in _PARTS for key, word in getattr(part, name, {}).items()}


RECORD_LABELS: Mapping[str, str] = {
    **_of_parts("RECORD_LABELS"),
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
    "aid_rule_set": N_("Rules of aid"),
    "subsistence_line": N_("Subsistence line"),
    "pay_run": N_("Pay run"),
    "pay_line": N_("Line of a pay run"),
    "pay_item": N_("Payment"),
    "run_signature": N_("Signature"),
    "call_back": N_("Call after payment"),
}

ACTION_LABELS: Mapping[str, str] = {
    **_of_parts("ACTION_LABELS"),
    "created": N_("added"),
    "changed": N_("changed"),
    "revealed": N_("full number read"),
    "searched": N_("searched for look-alikes"),
    "emptied": N_("emptied after the time of keeping"),
    "exported": N_("exported"),
    "printed": N_("printed"),
    "downloaded": N_("downloaded"),
    "signed_in": N_("signed in"),
    "sign_in_failed": N_("sign-in failed"),
    "resealed": N_("keys changed"),
    "imported": N_("imported"),
    "account_corrected": N_("account corrected"),
}

COLUMN_LABELS: Mapping[str, str] = {
    **_of_parts("COLUMN_LABELS"),
    "status": N_("Status"),
    "state": N_("State"),
    "reason": N_("Reason"),
    "note": N_("Note"),
    "from_on": N_("From"),
    "to_on": N_("To"),
    "change_type": N_("Kind of change"),
    "proposed_on": N_("Proposed on"),
    "decided_on": N_("Decided on"),
    "relation": N_("Relation"),
    "cancelled": N_("Cancelled"),
    "verdict": N_("Verdict"),
    "matched": N_("What matches"),
    "score": N_("Likeness"),
    "file_name": N_("File"),
    "rows_read": N_("Rows read"),
    "rows_new": N_("New rows"),
    "rows_changed": N_("Changed rows"),
    "rows_unchanged": N_("Unchanged rows"),
    "rows_refused": N_("Refused rows"),
    "undone_at": N_("Undone at"),
    "kept_id": N_("Kept record"),
    "gone_id": N_("Merged record"),
    "first_id": N_("First record"),
    "second_id": N_("Second record"),
    "member_name": N_("Member"),
    "source": N_("Source"),
    "media_type": N_("Kind of file"),
    "size": N_("Size"),
    "first": N_("First right"),
    "second": N_("Second right"),
    "register": N_("Register"),
    "condition": N_("Condition"),
    "is_workday": N_("Working day"),
    "applied_on": N_("Applied on"),
    "effective_on": N_("Effective on"),
    "closed_on": N_("Closed on"),
    "ended_at": N_("Ended at"),
    "created_at": N_("Added at"),
    "member_id": N_("Member"),
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
    "new": N_("New pairs"),
    "gone": N_("Pairs settled"),
    "parent_id": N_("Superior union"),
    "second_unit_id": N_("Second unit"),
    "name": N_("Name"),
    "extra": N_("Extra fields"),
    "withdrawn": N_("Withdrawn"),
    "merged_into_id": N_("Merged into"),
    "permissions": N_("Rights"),
    "unit_id": N_("Unit"),
    "close_reason": N_("Reason for closing"),
    "columns": N_("Columns of the roster"),
    "region": N_("Region"),
    "valid_from": N_("In force from"),
    "valid_to": N_("In force until"),
    "document_no": N_("Document number"),
    "in_use": N_("In use"),
    "parameters": N_("Parameters"),
    "monthly_fen": N_("Subsistence line a month"),
    "minimum_wage_fen": N_("Minimum wage a month"),
    "run_no": N_("Run number"),
    "title": N_("Title"),
    "way": N_("How it is paid"),
    "month_on": N_("Month"),
    "month": N_("Month"),
    "drafted_on": N_("Drafted on"),
    "signatures": N_("Signatures"),
    "signatures_needed": N_("Signatures needed"),
    "total_fen": N_("Sum"),
    "fen": N_("Amount"),
    "line_count": N_("Lines"),
    "locked_at": N_("Locked at"),
    "sent_at": N_("Sent at"),
    "settled_on": N_("Settled on"),
    "cash_counted_fen": N_("Cash counted out"),
    "cash_returned_fen": N_("Cash brought back"),
    "payee_name": N_("Payee"),
    "beneficiary_names": N_("For whom"),
    "number": N_("No."),
    "removed": N_("Taken out"),
    "removed_reason": N_("Why taken out"),
    "result_code": N_("Reason"),
    "bank_name": N_("Bank"),
    "bank_reference": N_("Reference of the bank"),
    "proxy_name": N_("Proxy"),
    "proxy_reason": N_("Why a proxy"),
    "remark": N_("Remark"),
    "paid_on": N_("Paid on"),
    "live": N_("Stands"),
    "committed": N_("Money set aside"),
    "called_on": N_("Called on"),
    "drawn_on": N_("Drawn on"),
    "caller": N_("Caller"),
    "reached": N_("Reached"),
    "received": N_("Received"),
    "said_fen": N_("Amount said"),
    "run_id": N_("Pay run"),
    "line_id": N_("Line of a pay run"),
    "place": N_("Place"),
    "id_no": N_("ID number"),
    "bank_number": N_("Bank number"),
    "mobile": N_("Mobile"),
    "address": N_("Address"),
    "building": N_("Estate and building"),
    "follow_up_id": N_("Paid by line"),
    "late": N_("Month of death"),
    "record_type": N_("Kind of record"),
    "record_id": N_("Record"),
    "year": N_("Year"),
    "item": N_("Item"),
    "may_reveal": N_("May print full numbers"),
    "added_at": N_("Added at"),
    "codes": N_("Code list"),
    "chosen": N_("Filters"),
}

COLUMN_CODES: Mapping[str, str] = {
    **_of_parts("COLUMN_CODES"),
    "status": "member_status",
    "change_type": "change_type",
    "reason": "change_reason",
    "relation": "relation",
    "result_code": "pay_failure",
}
"""Columns without a field whose values are codes of a list."""

LABELS_WITHIN: Mapping[str, tuple[str, Mapping[str, str]]] = _of_parts("LABELS_WITHIN")
"""Columns that hold a list of several things each: which of them names an entry, and how."""

UNTOLD = frozenset(
    (
        "id",
        "version",
        "kept_version",
        "sha256",
        "moved",
        "before",
        "actor",
        "at",
        "member_name",
        "place_key",
        "traits",
    )
)
"""Columns that repeat what the row of the trail says itself, or that only a program reads."""

SETTING_LABELS: Mapping[str, str] = {
    field.name: field.label
    for field in (
        *OFFICE_FIELDS,
        *RETENTION_FIELDS,
        *FREEZE_FIELDS,
        *PAYMENT_FIELDS,
        *CONSENT_FIELDS,
        *DUTY_FIELDS,
    )
}

VALUE_LABELS: Mapping[str, Mapping[str, str]] = {
    "register": RECORD_LABELS,
    "record_type": RECORD_LABELS,
    "source_type": RECORD_LABELS,
    "key": SETTING_LABELS,
    "verdict": VERDICT_LABELS,
    "way": WAY_LABELS,
    **_of_parts("VALUE_LABELS"),
}
"""Columns whose values are names of our own."""

STATE_LABELS: Mapping[str, Mapping[str, str]] = {
    **_of_parts("STATE_LABELS"),
    "join_application": JOIN.state_labels,
    "transfer": TRANSFER.state_labels,
    "pay_run": PAY_RUN.state_labels,
    "pay_line": LINE_LABELS,
}
"""Records whose column ``state`` says where they stand."""

ACTOR_LABELS: Mapping[str, str] = {
    "console": N_("server console"),
    "sign-in": N_("sign-in page"),
    **_of_parts("ACTOR_LABELS"),
}
"""Who writes without an account."""

UNIT_COLUMNS = frozenset(("unit_id", "parent_id", "to_unit_id", "second_unit_id", "for_unit_id"))
MEMBER_COLUMNS = frozenset(
    ("member_id", "merged_into_id", "kept_id", "gone_id", "first_id", "second_id")
)

HOUSEHOLD_COLUMNS = frozenset(("household_id", "other_household_id"))
PERSON_COLUMNS = frozenset(("person_id", "payee_id", "alternate_payee_id", "applicant_id"))
FUND_COLUMNS = frozenset(("fund_id",))
ACCOUNT_COLUMNS = frozenset(("account_id", "override_by", "confirmed_by"))

_FIELDS: Mapping[str, Mapping[str, Field]] = {
    **_of_parts("FIELDS"),
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
