"""What a letter says about its records: values for the placeholders, masked or revealed."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import chain
from typing import Any

from sqlalchemy.orm import Session

from db import extra_fields, reveals, settings, trail
from db.codes import code_lists
from db.letter_account import account_subjects
from db.letter_activities import activity_subjects, sign_up_subjects
from db.letter_campaign_reports import campaign_report_subjects, campaign_year_subjects
from db.letter_campaigns import campaign_subjects
from db.letter_cases import file_subjects, grant_subjects
from db.letter_claims import claim_subjects
from db.letter_enrolments import hand_in_subjects
from db.letter_leaflets import leaflet_subjects
from db.letter_payments import notice_subjects, run_subjects
from db.letter_reports import report_subjects
from db.letter_subjects import (
    Reader,
    Rows,
    Subject,
    member_subjects,
    transfer_subjects,
)
from db.letter_templates import TemplateRow, get_template
from db.values import open_values, values_of
from db.verbs import actor_of, needs, open_to_all, today_of
from rules.access import Permission, check_allowed
from rules.codes import CodeLists
from rules.errors import InvalidInput, NotFound, WrongState
from rules.language import N_, speaking
from rules.letters import (
    AID_GRANT,
    COMMON,
    HARDSHIP_FILE,
    ISSUED_REPORT,
    MEMBER,
    MOST_AT_ONCE,
    MUTUAL_ACCOUNT,
    NEEDED,
    PAY_RUN,
    PUBLIC_NOTICE,
    ROW_MASKS,
    TRANSFER,
    UNIT,
    letter_date,
    letter_text,
    placeholder_labels,
    sealed_names,
)
from rules.letters_activities import ACTIVITY, SIGN_UP
from rules.letters_campaign_reports import CAMPAIGN_REPORT, CAMPAIGN_YEAR
from rules.letters_campaigns import CAMPAIGN
from rules.letters_mutual import CLAIM, UNIT_ENROLMENT

_REGISTERS: Mapping[str, tuple[str, ...]] = {
    MEMBER: ("member",),
    TRANSFER: ("member",),
    UNIT: ("unit",),
    HARDSHIP_FILE: ("hardship_file", "household_person", "household"),
    AID_GRANT: ("household_person", "household"),
    CLAIM: ("member",),
    SIGN_UP: ("member",),
}
"""The registers whose own fields a letter about such a record may name."""

_READERS: Mapping[str, Reader] = {
    MEMBER: member_subjects,
    TRANSFER: transfer_subjects,
    UNIT: leaflet_subjects,
    HARDSHIP_FILE: file_subjects,
    AID_GRANT: grant_subjects,
    PUBLIC_NOTICE: notice_subjects,
    PAY_RUN: run_subjects,
    MUTUAL_ACCOUNT: account_subjects,
    ISSUED_REPORT: report_subjects,
    CLAIM: claim_subjects,
    UNIT_ENROLMENT: hand_in_subjects,
    CAMPAIGN: campaign_subjects,
    ACTIVITY: activity_subjects,
    SIGN_UP: sign_up_subjects,
    CAMPAIGN_REPORT: campaign_report_subjects,
    CAMPAIGN_YEAR: campaign_year_subjects,
}


@dataclass(frozen=True, slots=True)
class LetterValues:
    """One letter to be: whom it is about, and what its placeholders become."""

    record_id: int
    name: str
    unit_id: int | None
    values: Mapping[str, str]
    rows: Mapping[str, Rows] = field(default_factory=dict)

    @property
    def filling(self) -> dict[str, object]:
        """What the template is filled with: values, and the rows that its tables repeat."""
        return {**self.values, **self.rows}


@open_to_all("names of fields hold nothing personal; who prints and who makes templates reads them")
def list_placeholders(session: Session, record: str) -> dict[str, str]:
    """Return the placeholders of letters about such a record, with their labels."""
    own = [extra_fields.list_fields(session, name) for name in _REGISTERS.get(record, ())]
    return placeholder_labels(record, tuple(chain.from_iterable(own)))


@needs(Permission.PRINT_LETTERS)
def list_values(
    session: Session, template: TemplateRow, record_ids: Sequence[int]
) -> list[LetterValues]:
    """Return what the letters will say, sealed values masked: for a preview."""
    return _values(session, template, record_ids, frozenset())


@needs(Permission.PRINT_LETTERS)
def print_values(
    session: Session,
    template: TemplateRow,
    record_ids: Sequence[int],
    asked: Collection[str],
    reason: str = "",
) -> list[LetterValues]:
    """Return the values to print and put each letter on the trail.

    Of the sealed values only those are in clear that the template asks for (``asked``),
    if it may reveal them, the actor has that right, and ``reason`` says what for.
    """
    if template.id is not None:
        template = get_template(session, template.id)
    revealed = sealed_names(template.record) & set(asked) if template.may_reveal else frozenset()
    if revealed:
        check_allowed(actor_of(session), Permission.REVEAL_SEALED)
        reason = reveals.told(reason)
    letters = _values(session, template, record_ids, revealed)
    for letter in letters:
        details: dict[str, Any] = {"letter": template.name or template.kind}
        if revealed:
            details |= {"revealed": sorted(revealed), "reason": reason}
        trail.note(
            session,
            "printed",
            template.record,
            letter.record_id,
            letter.name,
            letter.unit_id,
            **details,
        )
    return letters


def _values(
    session: Session,
    template: TemplateRow,
    record_ids: Sequence[int],
    revealed: frozenset[str],
) -> list[LetterValues]:
    check_allowed(actor_of(session), NEEDED[template.record])
    wanted = list(dict.fromkeys(record_ids))
    if not 1 <= len(wanted) <= MOST_AT_ONCE:
        raise InvalidInput(N_("Choose 1 to {most} for one file."), most=MOST_AT_ONCE)
    lists = code_lists(session)
    with speaking(_language_of(session, template)):
        found = _READERS[template.record](session, wanted, lists)
        _check_all_there(wanted, found, template)
        known = settings.get_all(session)
        common = {
            **{name: str(known[name]) for name in COMMON if name in known},
            "today": letter_date(today_of(session)),
        }
        letters = []
        for key in wanted:
            subject = found[key]
            values = _field_values(subject, revealed, lists)
            values |= {**subject.derived, **common}
            rows = {name: _masked(name, lines, revealed) for name, lines in subject.rows.items()}
            for own in subject.sheets.get(template.kind, ({},)):
                told = {**values, **own}
                letters.append(LetterValues(key, subject.name, subject.unit_id, told, rows))
    return letters


def _check_all_there(
    wanted: Sequence[int], found: Mapping[int, Subject], template: TemplateRow
) -> None:
    if set(wanted) - set(found):
        raise NotFound(N_("There is no such record, or it is not in your part of the office."))
    for subject in found.values():
        if template.states and subject.state not in template.states:
            raise WrongState(
                N_("This letter is not for “{name}” as things stand."), name=subject.name
            )


def _field_values(subject: Subject, revealed: frozenset[str], lists: CodeLists) -> dict[str, str]:
    values: dict[str, str] = {}
    for row, fields in subject.sources:
        shown = values_of(row, fields)
        shown |= open_values(row, [field for field in fields if field.name in revealed])
        for one in fields:
            values.setdefault(one.name, letter_text(one, shown[one.name], lists))
    return values


def _masked(name: str, rows: Rows, revealed: frozenset[str]) -> Rows:
    masks = {
        column.partition(".")[2]: mask
        for column, mask in ROW_MASKS.items()
        if column.startswith(f"{name}.") and column not in revealed
    }
    if not masks:
        return rows
    return [
        {key: masks[key](text) if text and key in masks else text for key, text in row.items()}
        for row in rows
    ]


def _language_of(session: Session, template: TemplateRow) -> str:
    """Return the language of a letter: the office's, whoever prints it, of shipped ones their own.

    Values in another language than the form's would make a text of two.
    """
    return template.language if template.id is None else str(settings.get(session, "language"))
