"""Letters: Word templates filled in with values, one by one or as a batch for printing.

Templates may come from an office, so they are checked like any upload and run in a
sandbox; values are always escaped.
"""

from __future__ import annotations

import io
from collections.abc import Iterable, Mapping
from copy import deepcopy
from pathlib import Path
from typing import Any

import jinja2
from docx.document import Document
from docx.opc.exceptions import OpcError
from docx.oxml.ns import qn
from docx.oxml.parser import parse_xml
from docxtpl import DocxTemplate
from jinja2.sandbox import SandboxedEnvironment

from documents.containers import (
    BROKEN,
    MEBIBYTE,
    TOO_LARGE,
    Container,
    check_archive,
    container_of,
    parts_below,
    pieces_of,
)
from rules.errors import InvalidInput
from rules.language import N_

FOLDER = Path(__file__).resolve().parent / "templates"
MOST_TEMPLATE_BYTES = 5 * MEBIBYTE
MOST_UNPACKED_BYTES = 50 * MEBIBYTE
MOST_IN_A_BATCH = 500
PLAIN_FILTERS = frozenset(("d", "default", "e", "escape", "lower", "replace", "trim", "upper"))
"""What a template may do to a value; others can be made to fill the server's memory."""

BUILT_IN: Mapping[str, str] = {
    "member_certificate": N_("Membership certificate"),
    "transfer_letter": N_("Letter of transfer"),
    "election_reminder": N_("Reminder: election due"),
}
"""Templates that come with the office: file name without ending, and what it is called."""

_NOT_WORD = N_("A template is a Word file (.docx). Save it as .docx and try again.")
_OUTSIDE = N_("This template fetches something from outside. Remove linked templates and pictures.")
_BAD_PLACE = N_("A placeholder in the template is not well formed: {problem}")
_FORBIDDEN = N_("The template asks for something that letters do not allow.")
_TOO_MANY = N_("At most {limit} letters can be printed at once.")


def built_in(name: str) -> bytes:
    """Return a template that comes with the office; raises KeyError for an unknown name."""
    if name not in BUILT_IN:
        raise KeyError(name)
    return (FOLDER / f"{name}.docx").read_bytes()


def check_template(content: bytes) -> None:
    """Raise InvalidInput unless ``content`` is a Word template that is safe to use."""
    if len(content) > MOST_TEMPLATE_BYTES:
        raise InvalidInput(TOO_LARGE, limit=MOST_TEMPLATE_BYTES // MEBIBYTE)
    if container_of(content) is not Container.DOCX:
        raise InvalidInput(_NOT_WORD)
    check_archive(content, MOST_UNPACKED_BYTES)
    for part in parts_below(content, "word/"):
        if part.filename.endswith(".rels") and _fetches(b"".join(pieces_of(content, part))):
            raise InvalidInput(_OUTSIDE)
    placeholders(content)


def _fetches(links: bytes) -> bool:
    """Say whether one of these relationships makes Word fetch something; hyperlinks do not."""
    try:
        found = parse_xml(links)
    except SyntaxError:  # what is no XML at all
        raise InvalidInput(BROKEN) from None
    return any(
        link.get("TargetMode") == "External" and not link.get("Type", "").endswith("/hyperlink")
        for link in found
    )


def placeholders(content: bytes) -> frozenset[str]:
    """Return the names that a template asks for; raises InvalidInput for a malformed one."""
    try:
        names = _opened(content).get_undeclared_template_variables(_environment())
    except jinja2.TemplateError as error:
        raise InvalidInput(_BAD_PLACE, problem=_first_line(error)) from None
    return frozenset(names)


def fill(content: bytes, values: Mapping[str, object]) -> bytes:
    """Return one letter; placeholders without a value stay empty."""
    return _saved(_filled(content, values))


def fill_batch(content: bytes, people: Iterable[Mapping[str, object]]) -> bytes:
    """Return the letters of several people in one file, each from a new page."""
    made: Document | None = None
    for number, values in enumerate(people, start=1):
        if number > MOST_IN_A_BATCH:
            raise InvalidInput(_TOO_MANY, limit=MOST_IN_A_BATCH)
        letter = _filled(content, values)
        if made is None:
            made = letter
        else:
            _append(made, letter)
    if made is None:
        raise InvalidInput(N_("Choose at least one person."))
    return _saved(made)


def _opened(content: bytes) -> DocxTemplate:
    try:
        template = DocxTemplate(io.BytesIO(content))
        template.init_docx()
    except (OpcError, KeyError, ValueError, SyntaxError):
        raise InvalidInput(BROKEN) from None
    return template


class _Sandbox(SandboxedEnvironment):
    """Fills in names and no more: nothing to count with, to reach into, or to blow up."""

    intercepted_binops = frozenset(("*", "**", "%"))

    def call_binop(self, _context: Any, operator: str, _left: Any, _right: Any) -> Any:
        raise jinja2.exceptions.SecurityError(operator)

    def getattr(self, value: Any, name: str) -> Any:
        return self.unsafe_undefined(value, name)

    def getitem(self, value: Any, place: Any) -> Any:
        if isinstance(place, int | slice):
            return super().getitem(value, place)
        return self.unsafe_undefined(value, str(place))


def _environment() -> SandboxedEnvironment:
    sandbox = _Sandbox(autoescape=True)
    sandbox.globals.clear()
    for name in sandbox.filters.keys() - PLAIN_FILTERS:
        del sandbox.filters[name]
    return sandbox


def _filled(content: bytes, values: Mapping[str, object]) -> Document:
    template = _opened(content)
    try:
        template.render(dict(values), jinja_env=_environment(), autoescape=True)
    except jinja2.exceptions.SecurityError:
        raise InvalidInput(_FORBIDDEN) from None
    except jinja2.TemplateError as error:
        raise InvalidInput(_BAD_PLACE, problem=_first_line(error)) from None
    except (TypeError, ValueError, ZeroDivisionError, OverflowError) as error:
        raise InvalidInput(_BAD_PLACE, problem=_first_line(error)) from None
    filled: Document = template.docx
    return filled


def _first_line(error: Exception) -> str:
    return (str(error).splitlines() or [""])[0][:200]


def _append(made: Document, letter: Document) -> None:
    # All letters come from one template, so styles, numbering and pictures are the same.
    if letter.element.body[0].tag == qn("w:p"):
        letter.paragraphs[0].paragraph_format.page_break_before = True
    else:
        made.add_paragraph().paragraph_format.page_break_before = True
    end = made.element.body.get_or_add_sectPr()
    for part in letter.element.body:
        if part.tag != end.tag:
            end.addprevious(deepcopy(part))


def _saved(document: Document) -> bytes:
    target = io.BytesIO()
    document.save(target)
    return target.getvalue()
