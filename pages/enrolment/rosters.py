"""Lists of joiners, uploaded or pasted: what they would bring, and the button that adds them."""

from __future__ import annotations

from collections.abc import Mapping
from functools import partial
from typing import Any

import streamlit as st

from components import actions, header_choices, notices, uploads
from components import enrolment_people as sheet
from components.text import plain
from db import enrolment_rosters, imports
from db.enrolment_people import Added
from db.enrolments import HandIn
from db.import_rows import Incoming
from db.session import reading
from documents.header_matching import known_headings, match_columns, saved_form
from documents.roster_reader import Roster, read_roster
from documents.roster_writer import as_texts
from rules.access import Actor
from rules.codes import CodeLists
from rules.imports import JOINERS
from rules.language import _
from rules.mutual_enrolment_forms import PASTED_COLUMNS, ROSTER_FIELDS, pasted_rows

LIST_TYPES = ("xlsx", "xls", "csv")


def uploaded(actor: Actor, row: HandIn, lists: CodeLists) -> None:
    """Draw the place for a workbook, and what its list would bring."""
    hint = _("A workbook with a column of names or ID numbers; shares where people differ.")
    upload = uploads.pick(
        _("List of joiners"),
        key=f"enrolment-{row.id}-file",
        types=LIST_TYPES,
        hint=hint,
    )
    roster = uploads.read(upload, _opened) if upload is not None else None
    if upload is None or roster is None:
        return
    with reading(actor) as session:
        saved = imports.get_columns(session, JOINERS, row.unit_name)
    chosen = header_choices.choose(
        match_columns(roster.headings, ROSTER_FIELDS, saved),
        as_texts(roster.sample(header_choices.SAMPLES)),
        ROSTER_FIELDS,
        key=f"enrolment-{row.id}-{roster.sha256[:10]}",
    )
    if chosen is None:
        return
    meaning = saved_form((roster.headings[at], name) for name, at in chosen.items())
    _list(actor, row, lists, Incoming(roster.rows, chosen), meaning)


def _opened(content: bytes) -> Roster:
    return read_roster(content, known_headings(ROSTER_FIELDS))


def pasted(actor: Actor, row: HandIn, lists: CodeLists) -> None:
    """Draw the place for a pasted list, and what it would bring."""
    text = st.text_area(
        _("One person a line: name, ID number, shares"),
        key=f"enrolment-{row.id}-text",
        height=200,
        placeholder=_("Zheng Jie 110101198503080018"),
    )
    if text and text.strip():
        incoming = Incoming(lambda: pasted_rows(text), PASTED_COLUMNS)
        _list(actor, row, lists, incoming)


def _list(
    actor: Actor,
    row: HandIn,
    lists: CodeLists,
    incoming: Incoming,
    meaning: Mapping[str, str] | None = None,
) -> None:
    found = notices.tried(partial(_preview, actor, row, incoming))
    if found is None:
        return
    sheet.outlook(found, lists)
    if not found.people and not found.refused:
        st.info(plain(_("The list holds nobody.")))

    def work(session: Any) -> Added:
        if meaning:
            imports.remember_columns(session, JOINERS, row.unit_name, meaning)
        return enrolment_rosters.add_list(session, row.id, row.version, incoming)

    join_button(found.people, work, row)


def _preview(actor: Actor, row: HandIn, incoming: Incoming) -> Added:
    with reading(actor) as session:
        return enrolment_rosters.preview(session, row.id, incoming)


def join_button(people: int, work: actions.Work, row: HandIn) -> None:
    """Draw the button that puts people on the hand-in and goes back to it."""
    actions.button(
        _("Add {n} people").format(n=f"{people:,}"),
        work,
        key=f"enrolment-{row.id}-join",
        done=sheet.added,
        then=("enrolment", {"id": row.id}),
        primary=True,
        disabled=not people,
    )
