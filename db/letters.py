"""What a letter says about its records: values for the placeholders, masked or revealed."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

from sqlalchemy.orm import Session

from db import extra_fields, settings, trail
from db.codes import code_lists
from db.letter_subjects import Subject, subjects_of
from db.letter_templates import TemplateRow, get_template
from db.values import open_values, values_of
from db.verbs import actor_of, needs, open_to_all, today_of
from rules.access import Permission, check_allowed
from rules.codes import CodeLists
from rules.errors import InvalidInput, NotFound, WrongState
from rules.fields import Fields
from rules.language import N_, current_language, use_language
from rules.letters import (
    MEMBER,
    MOST_AT_ONCE,
    REGISTER_FIELDS,
    TRANSFER,
    UNIT,
    letter_date,
    letter_text,
    placeholder_labels,
    sealed_names,
)

SHORTEST_REASON = 2
_REGISTERS = {MEMBER: "member", TRANSFER: "member", UNIT: "unit"}
_SEEN_WITH = {
    MEMBER: Permission.SEE_MEMBERS,
    TRANSFER: Permission.SEE_MEMBERS,
    UNIT: Permission.SEE_UNITS,
}


@dataclass(frozen=True, slots=True)
class LetterValues:
    """One letter to be: whom it is about, and what its placeholders become."""

    record_id: int
    name: str
    unit_id: int | None
    values: Mapping[str, str]


@open_to_all("names of fields hold nothing personal; who prints and who makes templates reads them")
def list_placeholders(session: Session, record: str) -> dict[str, str]:
    """Return the placeholders of letters about such a record, with their labels."""
    return placeholder_labels(record, extra_fields.list_fields(session, _REGISTERS[record]))


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
        if len(reason.strip()) < SHORTEST_REASON:
            raise InvalidInput(
                N_("Say what you need it for; it is kept on the trail."), field="reason"
            )
    letters = _values(session, template, record_ids, revealed)
    for letter in letters:
        details: dict[str, Any] = {"letter": template.name or template.kind}
        if revealed:
            details |= {"revealed": sorted(revealed), "reason": reason.strip()}
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
    check_allowed(actor_of(session), _SEEN_WITH[template.record])
    wanted = list(dict.fromkeys(record_ids))
    if not 1 <= len(wanted) <= MOST_AT_ONCE:
        raise InvalidInput(N_("Choose 1 to {most} for one file."), most=MOST_AT_ONCE)
    lists = code_lists(session)
    own_fields = extra_fields.list_fields(session, _REGISTERS[template.record])
    fields = REGISTER_FIELDS[template.record] + own_fields
    with _office_language(session):
        found = subjects_of(session, template.record, wanted, lists)
        _check_all_there(wanted, found, template.state)
        common = {
            "office_name": str(settings.get(session, "office_name")),
            "today": letter_date(today_of(session)),
        }
        letters = []
        for key in wanted:
            values = _field_values(found[key].row, fields, revealed, lists)
            values |= {**found[key].derived, **common}
            letters.append(LetterValues(key, found[key].row.name, found[key].unit_id, values))
    return letters


def _check_all_there(wanted: Sequence[int], found: Mapping[int, Subject], state: str) -> None:
    if set(wanted) - set(found):
        raise NotFound(N_("There is no such record, or it is not in your part of the office."))
    for subject in found.values():
        if state and subject.state != state:
            raise WrongState(
                N_("This letter is not for “{name}” as things stand."), name=subject.row.name
            )


def _field_values(
    row: Any, fields: Fields, revealed: frozenset[str], lists: CodeLists
) -> dict[str, str]:
    shown = values_of(row, fields)
    shown |= open_values(row, [field for field in fields if field.name in revealed])
    return {field.name: letter_text(field, shown[field.name], lists) for field in fields}


@contextmanager
def _office_language(session: Session) -> Iterator[None]:
    """Let letters speak the office's language, whoever prints them."""
    own = current_language()
    use_language(str(settings.get(session, "language")))
    try:
        yield
    finally:
        use_language(own)
