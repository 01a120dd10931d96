"""People for a hand-in: everybody of the unit, some from the registry, or a list."""

from __future__ import annotations

from collections.abc import Callable

import streamlit as st

from components import address, searchbox, tables
from components import enrolment_people as sheet
from components.tables import Column
from components.text import plain
from db import enrolment_candidates, enrolment_people
from db.enrolment_people import Joiner
from db.enrolments import HandIn
from db.session import reading
from pages.enrolment import rosters
from rules.access import Actor
from rules.codes import CodeLists, label_of
from rules.language import N_, _

EVERYBODY, PICKED, FILE, PASTED = "all", "pick", "file", "text"
WAYS = {
    EVERYBODY: N_("Everybody of the unit"),
    PICKED: N_("Pick from the registry"),
    FILE: N_("Upload a list"),
    PASTED: N_("Paste a list"),
}


def draw(actor: Actor, row: HandIn, lists: CodeLists) -> None:
    """Draw one way to add people, and the way back to the hand-in."""
    address.button(
        _("Back to the hand-in"), key="enrolment-back", icon=":material/arrow_back:", add=None
    )
    labels = {way: _(label) for way, label in WAYS.items()}
    way = address.switch(_("How"), labels, key="enrolment-way", name="add")
    ways: dict[str, Callable[[Actor, HandIn, CodeLists], None]] = {
        EVERYBODY: _everybody,
        PICKED: _picked,
        FILE: rosters.uploaded,
        PASTED: rosters.pasted,
    }
    ways[way](actor, row, lists)


def _shares(row: HandIn) -> int:
    if row.terms.max_shares == 1:
        return 1
    asked = st.number_input(
        _("Shares each"), 1, row.terms.max_shares, key=f"enrolment-{row.id}-shares", width=160
    )
    return int(asked)


def _everybody(actor: Actor, row: HandIn, lists: CodeLists) -> None:
    shares = _shares(row)
    with reading(actor) as session:
        found = enrolment_people.preview_all(session, row.id, shares)
    if not found.people and not found.refused:
        tables.nothing(_("Everybody of the unit is on the list."))
        return
    sheet.outlook(found, lists)
    rosters.join_button(
        found.people,
        lambda session: enrolment_people.add_all(session, row.id, row.version, shares),
        row,
    )


def _picked(actor: Actor, row: HandIn, lists: CodeLists) -> None:
    text = searchbox.show(
        _("Find a member"), _("Name, pinyin, ID or mobile number"), "enrolment-pick-q"
    )
    with reading(actor) as session:
        found = enrolment_candidates.list_candidates(session, row.id, text, tables.page_wanted())
    nobody = _("Nobody of the unit was found.")
    columns = (
        Column(N_("Name"), "name"),
        Column(N_("Gender"), lambda one: label_of(lists, "gender", one.gender)),
        Column(N_("ID number"), "id_no"),
        Column(N_("Unit"), "unit_name"),
    )
    key = f"enrolment-{row.id}-pick-{tables.page_wanted()}"
    empty = _("Nobody else of the unit was found.") if found.left_out else nobody
    ticked = tables.choose(found.rows, columns, key=key, empty=empty)
    tables.pages_of(found)
    if found.left_out:
        told = _("{n} people are left out: they stand in a hand-in of this plan and period.")
        st.caption(plain(told.format(n=f"{found.left_out:,}")))
    shares = _shares(row)
    joiners = [Joiner(one.id, shares) for one in ticked]
    rosters.join_button(
        len(joiners),
        lambda session: enrolment_people.add_people(session, row.id, row.version, joiners),
        row,
    )
