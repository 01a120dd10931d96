"""The office's own letter templates: they take the place of the shipped ones."""

from __future__ import annotations

from dataclasses import dataclass

from sqlalchemy import select
from sqlalchemy.orm import Session

from db import stored_files
from db.codes import code_lists
from db.models.office import LetterTemplate
from db.verbs import load, needs
from rules.access import Permission
from rules.errors import Conflict, InvalidInput, WrongState
from rules.language import DEFAULT_LANGUAGE, N_
from rules.letters import LETTER_KINDS, MEMBER, STATE_LABELS

MOST_BYTES = 5 * 1024 * 1024
_ZIP = b"PK\x03\x04"


@dataclass(frozen=True, slots=True)
class TemplateRow:
    """A letter to choose; ``id`` is None for a shipped one, ``name`` empty then.

    ``state`` names the only state of records that the letter is for, empty for any;
    ``language`` that of a shipped one.
    """

    id: int | None
    version: int
    name: str
    kind: str
    state: str
    may_reveal: bool
    note: str = ""
    retired: bool = False
    language: str = DEFAULT_LANGUAGE

    @property
    def record(self) -> str:
        return LETTER_KINDS[self.kind].record

    @property
    def way(self) -> str:
        """The only way of paying that the letter fits, empty for both."""
        return LETTER_KINDS[self.kind].way

    @property
    def pays(self) -> str:
        """What a run that the letter fits pays, empty for aid and claims alike."""
        return LETTER_KINDS[self.kind].pays

    @property
    def states(self) -> tuple[str, ...]:
        """The only states of records that the letter is for, empty for any."""
        return (self.state,) if self.state else LETTER_KINDS[self.kind].states


def _row(template: LetterTemplate) -> TemplateRow:
    return TemplateRow(
        template.id,
        template.version,
        template.name,
        template.kind,
        template.state,
        template.may_reveal,
        template.note,
        template.retired,
    )


@needs(Permission.MANAGE_SETTINGS)
def list_all(session: Session) -> list[TemplateRow]:
    """Return the office's own templates, those out of use last."""
    rows = session.scalars(
        select(LetterTemplate).order_by(
            LetterTemplate.retired, LetterTemplate.kind, LetterTemplate.name
        )
    )
    return [_row(row) for row in rows]


@needs(Permission.PRINT_LETTERS)
def list_usable(session: Session) -> list[TemplateRow]:
    """Return the letters to choose from: own ones, and shipped ones that none replaces.

    An own template for one state only leaves the shipped one for the other states.
    """
    own = [
        _row(row)
        for row in session.scalars(
            select(LetterTemplate)
            .where(LetterTemplate.retired.is_(False))
            .order_by(LetterTemplate.name)
        )
    ]
    replaced = {row.kind for row in own if not row.state}
    shipped = [
        TemplateRow(
            None, 0, "", kind, "", may_reveal=described.reveals, language=described.language
        )
        for kind, described in LETTER_KINDS.items()
        if described.shipped and kind not in replaced
    ]
    return shipped + own


@needs(Permission.PRINT_LETTERS)
def get_template(session: Session, template_id: int) -> TemplateRow:
    """Return one own template that is in use."""
    template = load(session, LetterTemplate, template_id)
    if template.retired:
        raise WrongState(N_("This letter was taken out of use. Choose another."))
    return _row(template)


@needs(Permission.PRINT_LETTERS)
def get_content(session: Session, template_id: int) -> bytes:
    """Return the Word file of an own template that is in use."""
    get_template(session, template_id)
    return _content(session, template_id)


@needs(Permission.MANAGE_SETTINGS)
def get_any_content(session: Session, template_id: int) -> bytes:
    """Return the Word file of any own template, to be looked at or changed."""
    return _content(session, template_id)


def _content(session: Session, template_id: int) -> bytes:
    return stored_files.fetch(load(session, LetterTemplate, template_id).sha256)


@needs(Permission.MANAGE_SETTINGS)
def add(
    session: Session,
    name: str,
    kind: str,
    content: bytes,
    state: str = "",
    may_reveal: bool = False,
    note: str = "",
) -> int:
    """Take an own template into use; returns its id.

    The page has read the file already; here its type and size are checked once more.
    """
    name = name.strip()
    if not 1 <= len(name) <= 60:
        raise InvalidInput(N_("Enter a name of at most 60 characters."), field="name")
    if kind not in LETTER_KINDS:
        raise InvalidInput(N_("Choose what the letter is for."), field="kind")
    _check_state(session, kind, state)
    if not content.startswith(_ZIP):
        raise InvalidInput(N_("A template is a Word file (.docx). Save it as .docx and try again."))
    if len(content) > MOST_BYTES:
        raise InvalidInput(N_("A template has at most 5 MB. Use smaller pictures."))
    if name in {row.name for row in list_all(session) if not row.retired}:
        raise Conflict(N_("A letter of this name is in use already."), field="name")
    template = LetterTemplate(
        name=name,
        kind=kind,
        state=state,
        may_reveal=may_reveal,
        note=note.strip(),
        sha256=stored_files.keep(content),
    )
    session.add(template)
    session.flush()
    return template.id


def _check_state(session: Session, kind: str, state: str) -> None:
    if not state:
        return
    record = LETTER_KINDS[kind].record
    statuses = {code.code for code in code_lists(session).get("member_status", ())}
    known = statuses if record == MEMBER else set(STATE_LABELS.get(record, ()))
    if state not in known:
        raise InvalidInput(N_("Letters of this kind know no such state."), field="state")


@needs(Permission.MANAGE_SETTINGS)
def retire(session: Session, template_id: int, seen: int) -> None:
    """Take a template out of use; where it replaced a shipped one, that one is back."""
    template = load(session, LetterTemplate, template_id, seen)
    if template.retired:
        raise WrongState(N_("This letter was taken out of use. Choose another."))
    template.retired = True


@needs(Permission.MANAGE_SETTINGS)
def bring_back(session: Session, template_id: int, seen: int) -> None:
    """Take a template into use again."""
    template = load(session, LetterTemplate, template_id, seen)
    if not template.retired:
        raise WrongState(N_("This letter is in use."))
    if template.name in {row.name for row in list_all(session) if not row.retired}:
        raise Conflict(N_("A letter of this name is in use already."))
    template.retired = False
