"""The union tree: go down level by level, search, and see who is due for election."""

from __future__ import annotations

from functools import partial

import streamlit as st

from components import address, downloads, filters, forms, links, lookups, searchbox, tables
from components.identity import current_actor
from components.markup import Html, join, link, tag, write
from components.tables import Column
from db import exports, unit_lists, units
from db.codes import code_lists
from db.session import reading, writing
from documents.roster_writer import written
from rules.access import Actor, Permission
from rules.codes import CodeLists, label_of
from rules.language import N_, _
from rules.units import UNIT_FIELDS

TREE, ALL, DUE, CLOSED = "tree", "all", "due", "closed"
VIEWS = {
    TREE: N_("Tree"),
    ALL: N_("List"),
    DUE: N_("Due for election"),
    CLOSED: N_("Closed"),
}
NOTHING = {
    TREE: N_("No unit stands below this one."),
    ALL: N_("No unit fits. Take away a filter or search for another piece of the name."),
    DUE: N_("No term ends within 90 days."),
    CLOSED: N_("No unit has been closed."),
}


def page(actor: Actor) -> None:
    if address.get("add") and actor.can(Permission.EDIT_UNITS):
        _add(actor)
        return
    st.title(_("Units"))
    text = searchbox.show(_("Find a unit"), _("Piece of the name, pinyin or initials"), "units-q")
    view = _view() if not text else ALL
    with reading(actor) as session:
        lists = code_lists(session)
        top = address.get_id("top") or actor.unit_id
        here = units.get_unit(session, top) if view == TREE and top else None
        chosen: dict[str, object] = {"text": text, "due": view == DUE, "closed": view == CLOSED}
        if view == TREE:
            chosen["parent_id"] = here.id if here else None
        else:
            chosen |= filters.panel(filters.of_fields(UNIT_FIELDS, lists), key="units")
        found = unit_lists.list_page(session, chosen, tables.page_wanted())

    if here is not None:
        write(_way(here.path))
    tables.show(found.rows, _columns(lists, view), empty=_(NOTHING[view]))
    tables.pages(found.total)
    if actor.can(Permission.EXPORT_MEMBERS) and found.rows:
        record = partial(exports.record_export, register=exports.UNITS, chosen=chosen)
        doors = (writing, reading)
        make = partial(downloads.written_out, doors, actor, record, exports.list_rows, written)
        downloads.lists(_("Export"), make, name=_("Units"), key="units")
    if actor.can(Permission.EDIT_UNITS):
        below = here.id if here else "top"
        address.button(_("Add a unit"), key="units-add", icon=":material/add:", add=below)


def _view() -> str:
    views = {view: _(label) for view, label in VIEWS.items()}
    return address.switch(_("Show"), views, key="units-show")


def _way(path: tuple[unit_lists.UnitChoice, ...]) -> Html:
    steps = [link(unit.name, links.to("units", top=unit.id)) for unit in path]
    last = path[-1]
    more = link(_("open"), links.to("unit", id=last.id))
    return tag("p", join([join(steps, " › "), " (", more, ")"]), class_="office-way")


def _columns(lists: CodeLists, view: str) -> tuple[Column, ...]:
    name = Column(N_("Unit name"), "name", to=lambda row: links.to("unit", id=row.id))
    below = Column(N_("Below"), lambda row: link(_("units below"), _inside(row)))
    kind = Column(N_("Kind of unit"), lambda row: label_of(lists, "unit_kind", row.kind))
    rest = (
        Column(N_("Chair"), "chair_name", quiet=True),
        Column(N_("Term to"), "term_end_on", quiet=view != DUE),
        Column(N_("Members"), lambda row: f"{row.members:,}", number=True),
    )
    if view == TREE:
        return (name, kind, *rest, below)
    above = Column(N_("Superior union"), "parent_name", quiet=True)
    closed = (Column(N_("Closed on"), "closed_on"),) if view == CLOSED else ()
    return (name, above, kind, *rest, *closed)


def _inside(row: unit_lists.UnitRow) -> str:
    return links.to("units", top=row.id)


def _add(actor: Actor) -> None:
    st.title(_("Add a unit"))
    with reading(actor) as session:
        lists, fields = code_lists(session), units.list_fields(session)
        top = address.get_id("add") or actor.unit_id
        name = units.get_name(session, top) if top else ""
    chosen = {"parent_id": lookups.Hit(top, name)} if top else None
    key, finders = f"unit-{top}", {"parent_id": _find}
    form = forms.Form(key, fields, lists, finders=finders, chosen=chosen, draft="unit-new")
    form.draw()
    form.save(
        _("Add"),
        units.found_unit,
        done=_("The unit has been added."),
        then=lambda unit_id: ("unit", {"id": unit_id}),
    )


def _find(text: str) -> list[lookups.Hit]:
    with reading(current_actor()) as session:
        return lookups.hits(unit_lists.find_units(session, text))
