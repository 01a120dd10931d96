"""Letters: the shipped templates to start from, and the office's own that replace them."""

from __future__ import annotations

from functools import partial
from typing import Any

import streamlit as st

from components import actions, address, choices, forms, letter_papers, links, tables, uploads
from components.markup import badge
from components.tables import Column
from components.text import plain
from db import letter_templates, letters
from db.codes import code_lists
from db.letter_templates import TemplateRow
from db.session import reading
from documents import letters as papers
from rules.access import Actor
from rules.codes import Code, CodeLists, label_of
from rules.errors import InvalidInput
from rules.language import N_, _
from rules.letter_forms import KIND_CODES, STATE_CODES, TEMPLATE_FIELDS
from rules.letters import (
    LETTER_KINDS,
    STATE_LABELS,
)
from rules.trail_words import RECORD_LABELS

HERE = ("settings", {"show": "letters"})


def page(actor: Actor) -> None:
    with reading(actor) as session:
        lists = _choices(code_lists(session))
        own = letter_templates.list_all(session)
        records = dict.fromkeys(kind.record for kind in LETTER_KINDS.values())
        known = {record: letters.list_placeholders(session, record) for record in records}
    if address.get("add"):
        _add(lists, known)
        return
    for row in own:
        if row.id == address.get_id("letter"):
            _one(actor, row, lists)
            return
    tables.show(own, _columns(lists), empty=_("No own letter yet; the shipped ones are in use."))
    links.button(_("Add a letter"), "settings", icon=":material/add:", show="letters", add=1)
    _shipped(lists)
    for record, labels in known.items():
        title = _("Placeholders of letters about: {record}").format(record=_(RECORD_LABELS[record]))
        letter_papers.placeholders(title, labels)


def _choices(lists: CodeLists) -> CodeLists:
    kinds = {name: kind.label for name, kind in LETTER_KINDS.items()}
    states: dict[str, Code] = {code.code: code for code in lists.get("member_status", ())}
    for labels in STATE_LABELS.values():
        for code in choices.of_labels(labels):
            states.setdefault(code.code, code)
    return {KIND_CODES: choices.of_labels(kinds), STATE_CODES: tuple(states.values())}


def _columns(lists: CodeLists) -> tuple[Column, ...]:
    def to(row: TemplateRow) -> str:
        return links.to("settings", show="letters", letter=row.id)

    return (
        Column(N_("Name of the letter"), "name", to=to),
        Column(N_("What the letter is for"), lambda row: label_of(lists, KIND_CODES, row.kind)),
        Column(N_("Only for this state"), lambda row: label_of(lists, STATE_CODES, row.state)),
        Column(N_("Full numbers"), lambda row: _("Yes") if row.may_reveal else "", quiet=True),
        Column(N_("State"), lambda row: badge(_("out of use"), "quiet") if row.retired else ""),
    )


def _shipped(lists: CodeLists) -> None:
    st.subheader(_("Shipped letters"))
    st.caption(plain(_("Download one, change it in Word, add it as a letter of your own.")))
    with st.container(horizontal=True):
        for kind in papers.BUILT_IN:
            letter_papers.download(
                label_of(lists, KIND_CODES, kind), kind, partial(papers.built_in, kind)
            )
        for kind in papers.IN_ENGLISH:
            label = _("{letter} (in English)").format(letter=label_of(lists, KIND_CODES, kind))
            content = partial(papers.built_in, kind, papers.ENGLISH)
            letter_papers.download(label, f"{kind}-{papers.ENGLISH}", content)


def _add(lists: CodeLists, known: dict[str, dict[str, str]]) -> None:
    st.subheader(_("Add a letter"))
    arrived = uploads.pick(_("Word file"), key="letter-file", types=("docx",))
    form = forms.Form("letter-new", TEMPLATE_FIELDS, lists, changed=actions.speak)
    form.draw()
    kind = form.typed("kind")
    if arrived is not None and kind:
        asked = uploads.read(arrived, _names_in)
        letter_papers.compared(asked or (), known[LETTER_KINDS[str(kind)].record])

    def add(session: Any, typed: forms.Typed) -> int:
        if arrived is None:
            raise InvalidInput(N_("Choose a file first."))
        papers.check_template(arrived.content)
        return letter_templates.add(session, content=arrived.content, **forms.given(typed))

    form.save(_("Take into use"), add, done=_("The letter is in use."), then=HERE)
    links.button(_("Back to the list"), "settings", show="letters")


def _names_in(content: bytes) -> frozenset[str]:
    papers.check_template(content)
    return papers.placeholders(content)


def _one(actor: Actor, row: TemplateRow, lists: CodeLists) -> None:
    st.subheader(plain(row.name))
    told = (label_of(lists, KIND_CODES, row.kind), row.note)
    st.caption(plain(" · ".join(part for part in told if part)))

    def content() -> bytes:
        with reading(actor) as session:
            return letter_templates.get_any_content(session, row.id or 0)

    step = letter_templates.bring_back if row.retired else letter_templates.retire
    with st.container(horizontal=True):
        letter_papers.download(_("Download"), str(row.id), content)
        actions.button(
            _("Use it again") if row.retired else _("Take out of use"),
            lambda session: step(session, row.id or 0, row.version),
            key=f"letter-{row.id}-retire",
            done=_("Saved."),
            then=HERE,
        )
    links.button(_("Back to the list"), "settings", show="letters")
