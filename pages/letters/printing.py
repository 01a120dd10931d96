"""What a letter will say, and the file to print."""

from __future__ import annotations

from collections.abc import Mapping

import streamlit as st

from components import details, dialogs
from components.text import plain
from db import letter_templates, letters
from db.letter_templates import TemplateRow
from db.letters import LetterValues
from db.session import reading
from documents.letters import built_in, fill, fill_batch, placeholders
from rules.access import Actor, Permission
from rules.language import _, listed
from rules.letters import LETTER_KINDS, sealed_names

MOST_SHOWN = 5
WORD = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"


def name_of(letter: TemplateRow) -> str:
    """Return a letter's name: the office's own, or the kind's in the reader's language."""
    return letter.name or _(LETTER_KINDS[letter.kind].label)


def offer(actor: Actor, letter: TemplateRow, ids: list[int]) -> None:
    """Show what is filled in for the first record, and offer the file with all of them."""
    with reading(actor) as session:
        content = letter_templates.get_content(session, letter.id) if letter.id else b""
        first = letters.list_values(session, letter, ids[:1])[0]
        labels = letters.list_placeholders(session, letter.record)
    content = content or built_in(letter.kind, letter.language)
    asked = placeholders(content)
    fill(content, first.filling)
    _preview(first, labels, asked)
    sealed = sealed_names(letter.record) & asked
    reveals = bool(sealed) and letter.may_reveal
    if sealed and not letter.may_reveal:
        st.caption(_("Numbers stay masked: this letter may not show them in full."))
    if reveals and not actor.can(Permission.REVEAL_SEALED):
        st.warning(_("This letter shows full numbers, which your role does not include."))
        return
    dialogs.fetch(
        _("Print {n}").format(n=len(ids)),
        lambda session, reason: letters.print_values(session, letter, ids, asked, reason),
        lambda found: _download(content, found, name_of(letter)),
        key="letters-print",
        icon=":material/print:",
        needs_reason=reveals,
    )


def _preview(first: LetterValues, labels: Mapping[str, str], asked: frozenset[str]) -> None:
    st.subheader(_("What is filled in: {name}").format(name=plain(first.name)))
    unknown = sorted(asked - labels.keys())
    if unknown:
        names = plain(", ".join(unknown))
        st.warning(_("Nothing fills these places; they stay empty: {names}").format(names=names))
    details.lines((_(labels[one]), _said(first, one)) for one in labels if one in asked)


def _said(letter: LetterValues, name: str) -> str:
    group, _dot, part = name.partition(".")
    if not part:
        return letter.values[name]
    texts = [text for row in letter.rows.get(group, ()) if (text := row.get(part, ""))]
    more = len(texts) - MOST_SHOWN
    said = listed(texts[:MOST_SHOWN])
    return _("{names} and {n} more").format(names=said, n=more) if more > 0 else said


def _download(content: bytes, found: list[LetterValues], name: str) -> None:
    st.caption(_("The file is ready. That it was made is on the trail."))
    st.download_button(
        _("Download"),
        fill_batch(content, [one.filling for one in found]),
        file_name=f"{name}.docx",
        mime=WORD,
        on_click="ignore",
        key="letters-download",
    )
