"""Letters: Word templates filled in with values, one by one or as a batch for printing.

Templates may come from an office, so they are checked like any upload and run in a
sandbox; values are always escaped.
"""

from __future__ import annotations

import io
import re
from collections.abc import Iterable, Iterator, Mapping
from copy import deepcopy
from pathlib import Path
from typing import Any

import jinja2.meta
import jinja2.nodes
from docx.document import Document
from docx.opc.exceptions import OpcError
from docx.oxml.ns import qn
from docx.oxml.parser import OxmlElement, parse_xml
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

BUILT_IN = tuple(sorted(file.stem for file in FOLDER.glob("*.docx")))
"""Templates that come with the office: file names without ending."""
ENGLISH = "en"
IN_ENGLISH = tuple(sorted(file.stem for file in (FOLDER / ENGLISH).glob("*.docx")))
"""Those of them that come in English as well."""

_NOT_WORD = N_("A template is a Word file (.docx). Save it as .docx and try again.")
_OUTSIDE = N_("This template fetches something from outside. Remove linked templates and pictures.")
_BAD_PLACE = N_("A placeholder in the template is not well formed: {problem}")
_FORBIDDEN = N_("The template asks for something that letters do not allow.")
_TOO_MANY = N_("At most {limit} letters can be printed at once.")


def built_in(name: str, language: str = "") -> bytes:
    """Return a template that comes with the office, in Chinese unless it comes in ``language``;
    raises KeyError for an unknown name."""
    if name not in BUILT_IN:
        raise KeyError(name)
    folder = FOLDER / ENGLISH if language == ENGLISH and name in IN_ENGLISH else FOLDER
    return (folder / f"{name}.docx").read_bytes()


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
    """Return the names that a template asks for, those of rows as ``people.name``.

    Raises InvalidInput for a malformed template and for one that repeats by itself.
    """
    template = _opened(content)
    try:
        sources = [template.patch_xml(template.get_xml())]
        for link in (template.HEADER_URI, template.FOOTER_URI):
            parts = template.get_headers_footers(link)
            sources += [template.patch_xml(template.get_part_xml(part)) for _key, part in parts]
        trees = [_environment().parse(source) for source in sources]
        names = frozenset(name for tree in trees for name in _names_in(tree))
    except jinja2.TemplateError as error:
        raise InvalidInput(_BAD_PLACE, problem=_first_line(error)) from None
    if any(tree.find(jinja2.nodes.For) for tree in trees):
        raise InvalidInput(_FORBIDDEN)
    return names


def _names_in(tree: jinja2.nodes.Template) -> Iterator[str]:
    groups = set()
    for place in tree.find_all(jinja2.nodes.Getattr):
        if isinstance(place.node, jinja2.nodes.Name):
            groups.add(place.node.name)
            yield f"{place.node.name}.{place.attr}"
    yield from jinja2.meta.find_undeclared_variables(tree) - groups


def fill(content: bytes, values: Mapping[str, object]) -> bytes:
    """Return one letter; placeholders without a value stay empty.

    A value that is a list of mappings repeats the table row that names its parts.
    """
    placeholders(content)
    return _saved(_filled(content, values))


def fill_batch(content: bytes, people: Iterable[Mapping[str, object]]) -> bytes:
    """Return the letters of several people in one file, each from a new page."""
    placeholders(content)
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


class _Row(dict[str, str]):
    """One line of a table; the only thing whose parts a template may name."""


class _Sandbox(SandboxedEnvironment):
    """Fills in names and no more: nothing to count with, to reach into, or to blow up."""

    intercepted_binops = frozenset(("*", "**", "%"))

    def call_binop(self, _context: Any, operator: str, _left: Any, _right: Any) -> Any:
        raise jinja2.exceptions.SecurityError(operator)

    def getattr(self, value: Any, name: str) -> Any:
        if isinstance(value, _Row):
            return value.get(name, "")
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
    rows = {
        name: [_Row(row) for row in value]
        for name, value in values.items()
        if isinstance(value, list | tuple)
    }
    for name in rows:
        _repeat(template.docx, name)
    try:
        template.render({**values, **rows}, jinja_env=_environment(), autoescape=True)
    except jinja2.exceptions.SecurityError:
        raise InvalidInput(_FORBIDDEN) from None
    except jinja2.TemplateError as error:
        raise InvalidInput(_BAD_PLACE, problem=_first_line(error)) from None
    except (TypeError, ValueError, ZeroDivisionError, OverflowError) as error:
        raise InvalidInput(_BAD_PLACE, problem=_first_line(error)) from None
    filled: Document = template.docx
    return filled


def _repeat(document: Document, name: str) -> None:
    """Put the rows of tables that name a part of ``name`` into a loop over it."""
    asks = re.compile(r"\{\{\s*" + name + r"\.\w")
    for row in list(document.element.body.iter(qn("w:tr"))):
        text = "".join(piece.text or "" for piece in row.iter(qn("w:t")))
        if asks.search(text):
            row.addprevious(_row_saying("{%tr for " + f"{name} in {name}" + " %}"))
            row.addnext(_row_saying("{%tr endfor %}"))


def _row_saying(text: str) -> Any:
    row, cell, line = (OxmlElement(tag) for tag in ("w:tr", "w:tc", "w:p"))
    run, piece = OxmlElement("w:r"), OxmlElement("w:t")
    piece.text = text
    run.append(piece)
    line.append(run)
    cell.append(line)
    row.append(cell)
    return row


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
