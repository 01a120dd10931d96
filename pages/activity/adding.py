"""Signing people up: picked from the registry, or from a list, pasted or uploaded."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial

import streamlit as st

from components import actions, address, notices, searchbox, tables, uploads
from components import activity_people as sheet
from components.tables import Column
from db import activity_rosters, member_lists, sign_ups
from db.activity_views import ActivityFile
from db.import_rows import Incoming
from db.session import reading
from db.sign_ups import Joiner, SignedUp
from documents.header_matching import known_headings, match_columns
from documents.roster_reader import read_roster
from rules.access import Actor, Permission
from rules.activity_forms import ROSTER_FIELDS
from rules.codes import CodeLists, label_of
from rules.language import N_, _
from rules.mutual_enrolment_forms import PASTED_COLUMNS, pasted_rows

PICKED, PASTED, FILE = "pick", "text", "file"
WAYS = {
    PICKED: N_("Pick from the registry"),
    PASTED: N_("Paste a list"),
    FILE: N_("Upload a list"),
}
TYPES = ("xlsx", "xls", "csv")


def draw(actor: Actor, row: ActivityFile, lists: CodeLists) -> None:
    """Draw one way to sign people up, and the way back."""
    address.button(
        _("Back to the activity"), key="activity-back", icon=":material/arrow_back:", add=None
    )
    ways: dict[str, Callable[[Actor, ActivityFile, CodeLists], None]] = {
        PICKED: _picked,
        PASTED: _pasted,
        FILE: _uploaded,
    }
    labels = {
        way: _(label)
        for way, label in WAYS.items()
        if way != PICKED or actor.can(Permission.SEE_MEMBERS)
    }
    way = address.switch(_("How"), labels, key="activity-way", name="add")
    ways[way](actor, row, lists)


def _picked(actor: Actor, row: ActivityFile, lists: CodeLists) -> None:
    text = searchbox.show(
        _("Find a member"), _("Name, pinyin, ID or mobile number"), "activity-pick-q"
    )
    if not text and not actor.can(Permission.BROWSE_MEMBERS):
        tables.nothing(_("Look somebody up to sign the person up."))
        return
    below_id = row.values["for_unit_id"] or (row.unit_id if row.own else None)
    chosen = {"text": text, "below_id": below_id, "present": True}
    with reading(actor) as session:
        found = member_lists.list_page(session, chosen, tables.page_wanted())
    columns = (
        Column(N_("Name"), "name"),
        Column(N_("Gender"), lambda one: label_of(lists, "gender", one.gender)),
        Column(N_("ID number"), "id_no"),
        Column(N_("Unit"), "unit_name"),
    )
    key = f"activity-{row.id}-pick-{tables.page_wanted()}"
    ticked = tables.choose(found.rows, columns, key=key, empty=_("Nobody was found."))
    tables.pages_of(found)
    joiners = [Joiner(one.id) for one in ticked]
    if joiners:
        with reading(actor) as session:
            sheet.outlook(sign_ups.preview(session, row.id, joiners), lists)
    _button(len(joiners), lambda session: sign_ups.sign_up(session, row.id, joiners), row)


def _pasted(actor: Actor, row: ActivityFile, lists: CodeLists) -> None:
    text = st.text_area(
        _("One person a line: name, or ID number, or both"),
        key=f"activity-{row.id}-text",
        height=200,
        placeholder=_("Zheng Jie 110101198503080018"),
    )
    if text and text.strip():
        incoming = Incoming(lambda: pasted_rows(text), PASTED_COLUMNS)
        _list(actor, row, lists, incoming)


def _uploaded(actor: Actor, row: ActivityFile, lists: CodeLists) -> None:
    upload = uploads.pick(
        _("List of people"),
        key=f"activity-{row.id}-file",
        types=TYPES,
        hint=_("A workbook with a column of names or ID numbers."),
    )
    incoming = uploads.read(upload, of_file) if upload else None
    if incoming is not None:
        _list(actor, row, lists, incoming)


def of_file(content: bytes) -> Incoming:
    """Read a workbook or text of people, its columns found by their headings."""
    roster = read_roster(content, known_headings(ROSTER_FIELDS))
    found = match_columns(roster.headings, ROSTER_FIELDS)
    columns = {match.field: match.column for match in found if match.field}
    return Incoming(roster.rows, columns)


def _list(actor: Actor, row: ActivityFile, lists: CodeLists, incoming: Incoming) -> None:
    found = notices.tried(partial(_preview, actor, row, incoming))
    if found is not None:
        sheet.outlook(found, lists)
        _button(
            found.people + found.waiting,
            lambda session: activity_rosters.sign_up_list(session, row.id, incoming),
            row,
        )


def _preview(actor: Actor, row: ActivityFile, incoming: Incoming) -> SignedUp:
    with reading(actor) as session:
        return activity_rosters.preview(session, row.id, incoming)


def _button(people: int, work: actions.Work, row: ActivityFile) -> None:
    actions.button(
        _("Sign {n} people up").format(n=f"{people:,}"),
        work,
        key=f"activity-{row.id}-join",
        done=sheet.signed_up,
        then=("activity", {"id": row.id}),
        primary=True,
        disabled=not people,
    )
