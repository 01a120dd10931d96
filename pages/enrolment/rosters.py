"""Lists of joiners, uploaded or pasted: what they would bring, and the button that adds them."""

from __future__ import annotations

import streamlit as st

from components import actions, uploads
from components import enrolment_people as sheet
from components.text import plain
from components.uploads import Upload
from db import enrolment_rosters
from db.enrolment_people import Added
from db.enrolments import HandIn
from db.import_rows import Incoming
from db.session import reading
from documents.header_matching import known_headings, match_columns
from documents.roster_reader import read_roster
from rules.access import Actor
from rules.codes import CodeLists
from rules.language import _
from rules.mutual_enrolment_forms import PASTED_COLUMNS, ROSTER_FIELDS, pasted_rows

LIST_TYPES = ("xlsx", "xls", "csv")


def uploaded(actor: Actor, row: HandIn, lists: CodeLists) -> None:
    """Draw the place for a workbook, and what its list would bring."""
    hint = _("A workbook with a column of names or ID numbers; shares where people differ.")
    upload = uploads.pick(
        _("List of joiners"),
        key=f"enrolment-{row.id}-file",
        types=("xlsx", "xls", "csv"),
        hint=hint,
    )
    if upload is None:
        return
    incoming = uploads.read(upload, _of_file)
    if incoming is not None:
        _list(actor, row, lists, upload, incoming)


def _of_file(content: bytes) -> Incoming:
    roster = read_roster(content, known_headings(ROSTER_FIELDS))
    found = match_columns(roster.headings, ROSTER_FIELDS)
    columns = {match.field: match.column for match in found if match.field}
    return Incoming(roster.rows, columns)


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
        _list(actor, row, lists, Upload("", text.encode()), incoming)


def _list(actor: Actor, row: HandIn, lists: CodeLists, upload: Upload, incoming: Incoming) -> None:
    found = uploads.read(upload, lambda _content: _preview(actor, row, incoming))
    if found is None:
        return
    sheet.outlook(found, lists)
    if not found.people and not found.refused:
        st.info(plain(_("The list holds nobody.")))
    join_button(
        found.people,
        lambda session: enrolment_rosters.add_list(session, row.id, row.version, incoming),
        row,
    )


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
