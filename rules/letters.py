"""Letters: the kinds there are, what each is about, and how values read in a letter."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date

from rules import letters_activities as outings
from rules import letters_campaign_reports as reports
from rules import letters_campaigns as campaigns
from rules import letters_mutual as mutual
from rules.access import Permission
from rules.aid import GRANT
from rules.campaigns import CAMPAIGN as CAMPAIGN_STEPS
from rules.claims import CLAIM as CLAIM_STEPS
from rules.codes import CodeLists
from rules.fields import Field, Fields, Kind, Value
from rules.hardship import EXITS, FILE_FIELDS
from rules.hardship import HARDSHIP_FILE as FILE_STEPS
from rules.households import HOUSEHOLD_FIELDS, PERSON_FIELDS
from rules.language import DEFAULT_LANGUAGE, LANGUAGES, N_, current_language
from rules.letters_account import ACCOUNT_PLACES, ACCOUNT_ROWS
from rules.letters_activities import ACTIVITY, SIGN_UP
from rules.letters_campaign_reports import CAMPAIGN_REPORT, CAMPAIGN_YEAR
from rules.letters_campaigns import CAMPAIGN
from rules.letters_hardship import FILE_PLACES, FILE_ROWS
from rules.letters_money import AID_PLACES, PAYEE_ROWS, RUN_PLACES
from rules.letters_mutual import CLAIM, UNIT_ENROLMENT
from rules.letters_reports import REPORT_PLACES, REPORT_ROWS
from rules.masks import mask_address, mask_bank_number, mask_hidden, mask_id_number
from rules.members import MEMBER_FIELDS
from rules.moves import TRANSFER as TRANSFER_STEPS
from rules.mutual_enrolment import HAND_IN
from rules.notices import PUBLIC_NOTICE as NOTICE_STEPS
from rules.parsing import shown_value
from rules.pay_runs import AID, CLAIMS, DOOR
from rules.pay_runs import PAY_RUN as RUN_STEPS
from rules.units import UNIT_FIELDS

MEMBER, UNIT, TRANSFER = "member", "unit", "transfer"
HARDSHIP_FILE, AID_GRANT = "hardship_file", "aid_grant"
PUBLIC_NOTICE, PAY_RUN = "public_notice", "pay_run"
MUTUAL_ACCOUNT = "mutual_account"
ISSUED_REPORT = "issued_report"
"""What a letter can be about."""

NEEDED: Mapping[str, Permission] = {
    MEMBER: Permission.SEE_MEMBERS,
    TRANSFER: Permission.TRANSFER_MEMBERS,
    UNIT: Permission.SEE_UNITS,
    HARDSHIP_FILE: Permission.SEE_HARDSHIP,
    AID_GRANT: Permission.SEE_FUNDS,
    PUBLIC_NOTICE: Permission.SEE_HARDSHIP,
    PAY_RUN: Permission.SEE_FUNDS,
    MUTUAL_ACCOUNT: Permission.SEE_CLAIMS,
    ISSUED_REPORT: Permission.SEE_FIGURES,
    CLAIM: Permission.SEE_CLAIMS,
    UNIT_ENROLMENT: Permission.SEE_CLAIMS,
    CAMPAIGN: Permission.SEE_CAMPAIGNS,
    ACTIVITY: Permission.SEE_CAMPAIGNS,
    SIGN_UP: Permission.SEE_MEMBERS,
    **dict.fromkeys(reports.DERIVED, Permission.SEE_CAMPAIGNS),
}
"""The right beside that of printing that a letter about such a record takes."""

MOST_AT_ONCE = 500
"""How many letters one file may hold."""


@dataclass(frozen=True, slots=True)
class LetterKind:
    """A kind of letter; ``shipped`` ones have a template that comes with the office.

    ``states`` are the only states of records that the letter is for, empty for any; ``way`` is
    the only way of paying that a letter about pay runs fits, empty for both, ``pays`` what it
    pays: aid or claims, empty for both; ``reveals`` says
    that the shipped template holds full numbers, so that printing it takes that right and a
    reason; ``languages`` are those that the shipped template comes in.
    """

    label: str
    record: str
    shipped: bool = True
    states: tuple[str, ...] = ()
    way: str = ""
    pays: str = ""
    reveals: bool = False
    languages: tuple[str, ...] = (DEFAULT_LANGUAGE,)

    @property
    def language(self) -> str:
        """The language in which the reader gets the shipped template."""
        own = current_language()
        return own if own in self.languages else DEFAULT_LANGUAGE


def _kinds_of(
    labels: Mapping[str, str], record: str, states: Mapping[str, tuple[str, ...]]
) -> dict[str, LetterKind]:
    return {
        name: LetterKind(label, record, states=states.get(name, ()))
        for name, label in labels.items()
    }


def _campaign_kinds() -> dict[str, LetterKind]:
    both = tuple(LANGUAGES)
    lists = {
        name: LetterKind(label, CAMPAIGN, states=campaigns.CAMPAIGN_STATES)
        for name, label in campaigns.CAMPAIGN_LABELS.items()
    }
    return {
        **lists,
        "campaign_report": LetterKind(
            N_("Report of a campaign"),
            CAMPAIGN_REPORT,
            states=reports.REPORT_STATES,
            languages=both,
        ),
        "campaign_year_report": LetterKind(
            N_("Report of a year's campaigns"), CAMPAIGN_YEAR, languages=both
        ),
    }


LETTER_KINDS: Mapping[str, LetterKind] = {
    "member_certificate": LetterKind(N_("Membership certificate"), MEMBER),
    "transfer_letter": LetterKind(N_("Letter of transfer"), TRANSFER),
    "election_reminder": LetterKind(N_("Reminder: election due"), UNIT),
    "hardship_form": LetterKind(N_("Hardship file form"), HARDSHIP_FILE, reveals=True),
    "hardship_approval": LetterKind(N_("Approval form of a hardship file"), HARDSHIP_FILE),
    "hardship_refusal": LetterKind(
        N_("Refusal of a hardship file"), HARDSHIP_FILE, states=("refused",)
    ),
    "hardship_closing": LetterKind(
        N_("Closing note of a hardship file"), HARDSHIP_FILE, states=EXITS
    ),
    "public_notice": LetterKind(N_("Public notice"), PUBLIC_NOTICE),
    "aid_approval": LetterKind(N_("Approval form of aid"), AID_GRANT),
    "aid_refusal": LetterKind(N_("Refusal of aid"), AID_GRANT, states=("denied",)),
    "round_sheet": LetterKind(N_("Door round sheet"), PAY_RUN, way=DOOR, reveals=True),
    "receipt_list": LetterKind(N_("Receipt list"), PAY_RUN, pays=AID),
    "realname_summary": LetterKind(N_("Real-name summary"), PAY_RUN, pays=AID, reveals=True),
    "claim_payments": LetterKind(N_("List of claims paid"), PAY_RUN, pays=CLAIMS, reveals=True),
    "mutual_circular": LetterKind(
        N_("Circular on mutual aid"), MUTUAL_ACCOUNT, languages=tuple(LANGUAGES)
    ),
    "report_circular": LetterKind(
        N_("Circular on a report"), ISSUED_REPORT, languages=tuple(LANGUAGES)
    ),
    **_campaign_kinds(),
    **_kinds_of(mutual.CLAIM_LABELS, CLAIM, mutual.CLAIM_STATES),
    **_kinds_of(mutual.ENROLMENT_LABELS, UNIT_ENROLMENT, mutual.ENROLMENT_STATES),
    **_kinds_of(mutual.LEAFLET_LABELS, UNIT, {}),
    **_kinds_of(outings.ACTIVITY_LABELS, ACTIVITY, outings.ACTIVITY_STATES),
    **_kinds_of(outings.CERTIFICATE_LABELS, SIGN_UP, outings.CERTIFICATE_STATES),
    "member_letter": LetterKind(N_("Another letter about members"), MEMBER, shipped=False),
    "unit_letter": LetterKind(N_("Another letter about units"), UNIT, shipped=False),
    "hardship_letter": LetterKind(
        N_("Another letter about hardship files"), HARDSHIP_FILE, shipped=False
    ),
    "claim_letter": LetterKind(N_("Another letter about claims"), CLAIM, shipped=False),
    "activity_letter": LetterKind(N_("Another letter about activities"), ACTIVITY, shipped=False),
    "enrolment_letter": LetterKind(
        N_("Another letter about hand-ins"), UNIT_ENROLMENT, shipped=False
    ),
}


def _without_repeats(*registers: Fields) -> Fields:
    """Join registers; where two have a field of the same name, the earlier one's counts."""
    found: dict[str, Field] = {}
    for fields in registers:
        for field in fields:
            found.setdefault(field.name, field)
    return tuple(found.values())


STATE_LABELS: Mapping[str, Mapping[str, str]] = {
    TRANSFER: TRANSFER_STEPS.state_labels,
    HARDSHIP_FILE: FILE_STEPS.state_labels,
    AID_GRANT: GRANT.state_labels,
    PUBLIC_NOTICE: NOTICE_STEPS.state_labels,
    PAY_RUN: RUN_STEPS.state_labels,
    CLAIM: CLAIM_STEPS.state_labels,
    UNIT_ENROLMENT: HAND_IN.state_labels,
    CAMPAIGN: CAMPAIGN_STEPS.state_labels,
    **outings.STATE_LABELS,
    CAMPAIGN_REPORT: CAMPAIGN_STEPS.state_labels,
}
"""The states of records that have some, by which an office may keep a letter to one of them."""

REGISTER_FIELDS: Mapping[str, Fields] = {
    MEMBER: MEMBER_FIELDS,
    TRANSFER: MEMBER_FIELDS,
    UNIT: UNIT_FIELDS,
    HARDSHIP_FILE: _without_repeats(FILE_FIELDS, PERSON_FIELDS, HOUSEHOLD_FIELDS),
    AID_GRANT: _without_repeats(PERSON_FIELDS, HOUSEHOLD_FIELDS),
    PUBLIC_NOTICE: (),
    PAY_RUN: (),
    MUTUAL_ACCOUNT: (),
    ISSUED_REPORT: (),
    CLAIM: _without_repeats(mutual.CLAIM_LETTER_FIELDS, MEMBER_FIELDS),
    UNIT_ENROLMENT: (),
    CAMPAIGN: (),
    ACTIVITY: (),
    SIGN_UP: MEMBER_FIELDS,
    **dict.fromkeys(reports.DERIVED, ()),
}
COMMON: Mapping[str, str] = {
    "office_name": N_("Name of the union"),
    "office_phone": N_("Phone of the counter"),
    "office_address": N_("Address of the counter"),
    "today": N_("Today"),
}
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
    HARDSHIP_FILE: FILE_PLACES,
    AID_GRANT: AID_PLACES,
    PAY_RUN: RUN_PLACES,
    PUBLIC_NOTICE: {
        "unit_name": N_("Unit"),
        "number": N_("Number of the notice"),
        "title": N_("Title"),
        "basis": N_("Basis"),
        "starts_on": N_("Begins on"),
        "ends_on": N_("Ends on"),
        "days": N_("Days"),
        "phone": N_("Phone for objections"),
        "mailbox": N_("Mailbox for objections"),
    },
    MUTUAL_ACCOUNT: ACCOUNT_PLACES,
    ISSUED_REPORT: REPORT_PLACES,
    CLAIM: mutual.CLAIM_DERIVED,
    UNIT_ENROLMENT: mutual.ENROLMENT_DERIVED,
    CAMPAIGN: campaigns.CAMPAIGN_DERIVED,
    **outings.DERIVED,
    **reports.DERIVED,
}
"""Placeholders beside the fields' own names, with their labels."""

_STEPS = {
    "steps.action": N_("Step: what"),
    "steps.actor": N_("Step: who"),
    "steps.on": N_("Step: when"),
    "steps.note": N_("Step: note"),
}
ROWS: Mapping[str, Mapping[str, str]] = {
    HARDSHIP_FILE: {**FILE_ROWS, **_STEPS},
    AID_GRANT: {"reasons.text": N_("Cap: step"), **_STEPS},
    PUBLIC_NOTICE: {
        "lines.number": N_("Line: number"),
        "lines.name": N_("Line: masked name"),
        "lines.unit": N_("Line: unit"),
        "lines.category": N_("Line: category"),
        "lines.kind": N_("Line: kind of aid"),
        "lines.amount": N_("Line: amount"),
    },
    PAY_RUN: PAYEE_ROWS,
    MUTUAL_ACCOUNT: ACCOUNT_ROWS,
    ISSUED_REPORT: REPORT_ROWS,
    CLAIM: mutual.CLAIM_ROWS,
    UNIT_ENROLMENT: mutual.ENROLMENT_ROWS,
    UNIT: mutual.LEAFLET_ROWS,
    CAMPAIGN: campaigns.CAMPAIGN_ROWS,
    ACTIVITY: outings.ACTIVITY_ROWS,
    **reports.ROWS,
}
"""Placeholders of rows: the row of a table that holds one is repeated for each of them."""

ROW_MASKS: Mapping[str, Callable[[str], str]] = {
    "people.id_no": mask_id_number,
    "people.health": mask_hidden,
    "insured.id_no": mask_id_number,
    "lines.id_no": mask_id_number,
    "lines.bank_number": mask_bank_number,
    "lines.building": mask_address,
    "lines.address": mask_address,
}
"""The sealed values of rows, and how each looks unless the template may reveal it."""


def placeholder_labels(record: str, extra: Fields = ()) -> dict[str, str]:
    """Return every placeholder that a letter about such a record may hold, with its label."""
    fields = (*REGISTER_FIELDS[record], *extra)
    named = {field.name: field.label for field in fields}
    return {**named, **DERIVED[record], **ROWS.get(record, {}), **COMMON}


def sealed_names(record: str) -> frozenset[str]:
    """Return the placeholders whose values are masked unless the template may reveal them."""
    fields = frozenset(field.name for field in REGISTER_FIELDS[record] if field.sealed)
    return fields | (ROW_MASKS.keys() & ROWS.get(record, {}).keys())


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
    if field.sealed and field.kind is not Kind.CHOICE:
        return str(value or "")
    return shown_value(field, value, lists)
