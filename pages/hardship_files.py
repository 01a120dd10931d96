"""Hardship files: what waits, what is due, and the file of anybody one looks for."""

from __future__ import annotations

from collections.abc import Mapping
from functools import partial

import streamlit as st

from components import address, downloads, filters, hardship, links, lookups, searchbox, tables
from components.filters import Filter
from components.identity import current_actor
from components.tables import Column
from db import exports, hardship_lists, unit_lists, units
from db.codes import code_lists
from db.hardship_lists import FileListRow
from db.session import reading, writing
from documents.roster_writer import written
from rules.access import Actor, Permission
from rules.codes import CodeLists, label_of
from rules.fields import by_name
from rules.hardship import FILE_FIELDS, FILE_VIEWS, HARDSHIP_FILE
from rules.language import N_, _

VIEW = "show"
NOBODY = N_("No file found. Try fewer characters, the pinyin, or the last four of the ID number.")


def page(actor: Actor) -> None:
    st.title(_("Hardship files"))
    with reading(actor) as session:
        lists = code_lists(session)
        below = address.get_id("below_id") if actor.can(Permission.SEE_UNITS) else None
        below_name = units.get_name(session, below) if below else ""
        counts = hardship_lists.count_views(session)
    if actor.can(Permission.EDIT_HARDSHIP):
        links.button(_("Apply for a family"), "hardship_apply", icon=":material/note_add:")
    text = searchbox.show(
        _("Find a file"),
        _("Name of anybody in the family, pinyin, ID number or its last four, file number"),
        "files-q",
    )
    view = _view(counts)
    chosen = _filters(actor, lists, below_name)
    # Who looks for somebody looks in all files, whatever worklist stands open.
    wanted: dict[str, object] = {"text": text, "view": "" if text else view, **chosen}
    with reading(actor) as session:
        found = hardship_lists.list_page(session, wanted, tables.page_wanted())
    tables.show(
        found.rows, _columns(lists, view), empty=_(NOBODY if text else FILE_VIEWS[view].empty)
    )
    tables.pages_of(found)
    if actor.can(Permission.EXPORT_MEMBERS) and found.rows:
        record = partial(exports.record_export, register=exports.FILES, chosen=wanted)
        doors = (writing, reading)
        make = partial(downloads.written_out, doors, actor, record, exports.list_rows, written)
        downloads.lists(_("Export"), make, name=_("Hardship files"), key="files")


def _view(counts: Mapping[str, int]) -> str:
    labels = {}
    for name, view in FILE_VIEWS.items():
        label = _(view.label)
        labels[name] = f"{label} ({counts[name]:,})" if counts.get(name) else label
    return address.switch(_("Show"), labels, key="files-show", name=VIEW)


def _filters(actor: Actor, lists: CodeLists, below_name: str) -> dict[str, object]:
    states = tuple((code, _(label)) for code, label in HARDSHIP_FILE.state_labels.items())
    described = [Filter("state", N_("State"), states)]
    described.append(
        filters.of_codes("category", N_("Hardship category"), lists, "hardship_category")
    )
    described += filters.of_fields(FILE_FIELDS, lists)

    def unit_filter() -> None:
        filters.look_up("below_id", _("Unit"), key="files-unit", find=_find, shown=below_name)

    more = unit_filter if actor.can(Permission.SEE_UNITS) else None
    chosen: dict[str, object] = dict(filters.panel(described, key="files", more=more))
    return {**chosen, "below_id": address.get_id("below_id")} if below_name else chosen


def _find(text: str) -> list[lookups.Hit]:
    with reading(current_actor()) as session:
        return lookups.hits(unit_lists.find_units(session, text))


def _columns(lists: CodeLists, view: str) -> tuple[Column, ...]:
    cause = by_name(FILE_FIELDS)["primary_cause"]
    days = {
        "review_due": Column(N_("Re-verification due"), "review_due_on"),
        "not_edited": Column(N_("Last edited"), "edited_on"),
        "not_visited": Column(N_("Last visit"), "visited_on"),
        "never_aided": Column(N_("Applied on"), "applied_on"),
    }

    def cause_of(row: FileListRow) -> str:
        return label_of(lists, cause.codes, row.primary_cause)

    return (
        Column(
            N_("Head of the household"),
            "head_name",
            to=lambda row: links.to("hardship_file", id=row.id),
        ),
        Column(N_("File number"), "archive_no", quiet=True),
        Column(
            N_("Hardship category"),
            lambda row: label_of(lists, "hardship_category", row.category),
            quiet=True,
        ),
        Column(N_("Main cause"), cause_of, quiet=True),
        Column(N_("Unit"), "unit_name", quiet=True),
        days.get(view, Column(N_("Applied on"), "applied_on", quiet=True)),
        Column(N_("State"), lambda row: hardship.state(row.state), narrow=True),
    )
