"""Households: find one by anybody who lives there, browse them, see what was asked for."""

from __future__ import annotations

from functools import partial

import streamlit as st

from components import address, downloads, filters, household, links, lookups, searchbox, tables
from components.identity import current_actor
from components.tables import Column
from db import care_exports, household_changes, household_search, unit_lists, units
from db.codes import code_lists
from db.household_search import HouseholdPage
from db.session import reading, writing
from documents.roster_writer import written
from rules.access import Actor, Permission
from rules.households import CHANGE
from rules.language import N_, _, listed

LIST, CHANGES = "list", "changes"
VIEWS = {LIST: N_("Households"), CHANGES: N_("Changes asked for")}


def page(actor: Actor) -> None:
    st.title(_("Households"))
    view = address.switch(
        _("Show"), {name: _(label) for name, label in VIEWS.items()}, key="households-show"
    )
    if view == CHANGES:
        _changes(actor)
    else:
        _list(actor)


def _list(actor: Actor) -> None:
    text = searchbox.show(
        _("Find a household"),
        _("Name of anybody in it, pinyin, initials, ID number, last four digits, H2026-00001"),
        "households-q",
        _("Everybody who lives in a household leads to it, not only the head."),
    )
    may_browse = actor.can(Permission.BROWSE_MEMBERS)
    chosen = _filters(actor) if text or may_browse else {}
    browsing = may_browse and bool(chosen or address.get("all"))
    if not text and not browsing:
        _landing(actor)
        return
    wanted: dict[str, object] = {"text": text, **chosen}
    with reading(actor) as session:
        found = household_search.list_page(session, wanted, tables.page_wanted())
    _found(found)
    if actor.can(Permission.EXPORT_MEMBERS) and found.rows:
        record = partial(care_exports.record, what=care_exports.HOUSEHOLDS, chosen=wanted)
        doors = (writing, reading)
        make = partial(downloads.written_out, doors, actor, record, care_exports.list_rows, written)
        downloads.lists(_("Export"), make, name=_("Households"), key="households")


def _filters(actor: Actor) -> dict[str, object]:
    if not actor.can(Permission.SEE_UNITS):
        return {}
    below = address.get_id("below_id")
    with reading(actor) as session:
        name = units.get_name(session, below) if below else ""

    def unit_filter() -> None:
        filters.look_up("below_id", _("Unit"), key="households-unit", find=_find, shown=name)

    filters.panel([], key="households", more=unit_filter)
    return {"below_id": below} if name else {}


def _find(text: str) -> list[lookups.Hit]:
    with reading(current_actor()) as session:
        return lookups.hits(unit_lists.find_units(session, text))


def _landing(actor: Actor) -> None:
    with st.container(horizontal=True, vertical_alignment="center"):
        if actor.can(Permission.EDIT_HARDSHIP):
            links.button(_("Enter a household"), "household_entry", icon=":material/add_home:")
        if actor.can(Permission.BROWSE_MEMBERS):
            address.button(_("Browse all"), key="households-all", icon=":material/list:", all=1)
    tables.nothing(_("Type two characters of a name above, or the end of an ID number."))


def _found(found: HouseholdPage) -> None:
    columns = (
        Column(N_("Head"), "name", to=lambda row: links.to("household", id=row.id)),
        Column(N_("Household number"), "household_no", narrow=True),
        Column(N_("People"), lambda row: listed(row.people)),
        Column(N_("Unit"), "unit_name", quiet=True),
        Column(N_("Hardship file"), lambda row: household.file_state(row.file_state)),
    )
    tables.show(
        found.rows,
        columns,
        empty=_("No household found. Try fewer characters, the pinyin, or the last four digits."),
    )
    tables.pages_of(found)


def _changes(actor: Actor) -> None:
    states = {state: _(label) for state, label in CHANGE.state_labels.items()}
    state = address.switch(_("State"), states, key="changes-state", name="state")
    with reading(actor) as session:
        lists = code_lists(session)
        found = household_changes.list_page(session, state, tables.page_wanted())
    household.changes(
        found.rows,
        lists,
        empty=_("Nothing here. Changes of households with a file are asked for on their page."),
    )
    tables.pages(found.total)
