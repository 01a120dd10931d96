"""The people of a hand-in in pages: taken off while it is open, ended while they are covered."""

from __future__ import annotations

from datetime import date
from functools import partial
from typing import Any

import streamlit as st

from components import actions, address, dialogs, downloads, forms, searchbox, tables
from components import enrolment_people as sheet
from db import enrolment_exports, enrolment_lists, enrolment_people
from db.enrolment_lists import PersonRow
from db.enrolments import HandIn
from db.session import reading, writing
from documents.roster_writer import written
from rules import mutual_enrolment as rules
from rules.access import Actor, Permission
from rules.codes import CodeLists
from rules.language import _
from rules.mutual_enrolment_forms import LEAVING_FIELDS


def draw(actor: Actor, row: HandIn, lists: CodeLists) -> None:
    """Draw the people, with the boxes to tick where they may still be changed."""
    text = searchbox.show(_("Find somebody on the list"), _("Piece of the name"), "enrolment-q")
    with reading(actor) as session:
        found = enrolment_lists.list_people(session, row.id, text, tables.page_wanted())
    enrolling = actor.can(Permission.ENROL_UNITS)
    key = f"enrolment-{row.id}-people"
    empty = _("Nobody is on the list yet. Add people from the registry or from a list.")
    if enrolling and row.state in rules.OPEN_TO_CHANGE:
        ticked = tables.choose(found.rows, sheet.pick_columns(lists), key=key, empty=empty)
        _take_off(row, ticked)
    else:
        tables.show(found.rows, sheet.people_columns(lists), empty=empty)
        if enrolling and row.state == rules.CONFIRMED and found.rows:
            _leave(row, found.rows, lists)
    tables.pages(found.total)
    if row.state == rules.CONFIRMED:
        sheet.elsewhere_note()
    if found.total and actor.can(Permission.EXPORT_MEMBERS):
        record = partial(
            enrolment_exports.record, what=enrolment_exports.PEOPLE, chosen={"id": row.id}
        )
        doors = (writing, reading)
        make = partial(
            downloads.written_out, doors, actor, record, enrolment_exports.list_rows, written
        )
        downloads.lists(_("Export"), make, name=row.number, key="enrolment")


def _take_off(row: HandIn, ticked: list[PersonRow]) -> None:
    with st.container(horizontal=True):
        actions.button(
            _("Take off the list ({n})").format(n=len(ticked)),
            lambda session: enrolment_people.remove(
                session, row.id, row.version, [one.id for one in ticked]
            ),
            key=f"enrolment-{row.id}-off",
            done=lambda n: _("{n} people were taken off.").format(n=n),
            disabled=not ticked,
        )
        if row.people:
            actions.button(
                _("Take off who cannot join any more"),
                lambda session: enrolment_people.remove_unfit(session, row.id, row.version),
                key=f"enrolment-{row.id}-unfit",
                done=lambda n: _("{n} people were taken off.").format(n=n),
            )


def _leave(row: HandIn, people: list[PersonRow], lists: CodeLists) -> None:
    """Draw the form that ends one person's cover."""
    staying = {str(one.id): one for one in people if one.left_on is None}
    chosen = staying.get(address.get("person"))
    if not staying:
        return
    labels = {"": _("Whose cover ends"), **{key: one.name for key, one in staying.items()}}
    with st.container(horizontal=True, vertical_alignment="bottom"):
        address.choose(_("Leavers"), labels, key=f"enrolment-{row.id}-who", name="person")
        if chosen is not None:
            key = f"cover-{chosen.id}-end"
            dialogs.form(_("End the cover"), partial(_ask_end, chosen, lists, key), key=key)


def _ask_end(person: PersonRow, lists: CodeLists, key: str) -> None:
    st.caption(
        _("No fee is given back. An entry in error is taken back whole, and its fee is not owed.")
    )
    form = forms.Form(key, LEAVING_FIELDS, lists, {}, person.version)
    form.draw()
    form.save(
        _("End the cover"),
        lambda session, typed: _end(session, person.id, form.seen, typed),
        done=dialogs.closing(key, _("The cover has been ended.")),
    )


def _end(session: Any, cover_id: int, seen: int, typed: forms.Typed) -> None:
    on, reason = typed["on"], str(typed["reason"])
    if not isinstance(on, date):
        raise TypeError(on)
    enrolment_people.leave(session, cover_id, seen, on, reason)
