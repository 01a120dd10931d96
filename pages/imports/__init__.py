"""Imports: choose a file, match its columns, see what it would do, take it in or back."""

from __future__ import annotations

from dataclasses import dataclass

import streamlit as st

from components import address, downloads, header_choices, lookups, uploads
from components.identity import current_actor
from components.text import plain
from db import imports, unit_lists, units
from db.codes import code_lists
from db.import_rows import Incoming
from db.session import reading
from documents.header_matching import known_headings, match_columns
from documents.roster_reader import Roster, read_roster
from documents.roster_writer import as_texts, template
from pages.imports import batches, outcome
from rules.access import Actor
from rules.codes import CodeLists
from rules.fields import Field, Fields
from rules.imports import CLAIMS, ENROLMENTS, IMPORT_PERMISSIONS
from rules.language import N_, _

ENDINGS = ("xlsx", "xls", "ods", "csv", "txt")
REGISTERS = {
    imports.MEMBERS: N_("Members"),
    imports.UNITS: N_("Units"),
    ENROLMENTS: N_("Mutual-aid enrolments"),
    CLAIMS: N_("Claims that have ended"),
}
_WHOSE = {
    imports.MEMBERS: N_("Unit of the people in the file"),
    imports.UNITS: N_("Superior union of the units"),
    ENROLMENTS: N_("Unit that hands the people in"),
}
_ROSTER = "imports-roster"


@dataclass(frozen=True, slots=True)
class Choice:
    """What is imported where, as chosen at the top of the page."""

    register: str
    unit: lookups.Hit | None


def page(actor: Actor) -> None:
    batch = address.get_id("id")
    if batch is not None:
        batches.one(actor, batch)
        return
    st.title(_("Import"))
    choice = _choose(actor)
    with reading(actor) as session:
        lists, fields = code_lists(session), imports.list_columns(session, choice.register)
    _offer_template(fields, lists, choice)
    upload = uploads.pick(
        _("Roster (.xlsx, .xls, .ods or .csv)"), key=f"imports-{choice.register}", types=ENDINGS
    )
    if upload is not None:
        roster = uploads.read(upload, lambda content: _opened(content, fields))
        if roster is not None:
            _take(actor, choice, upload.name, roster, fields, lists)
    batches.recent(actor)


def _choose(actor: Actor) -> Choice:
    may = {name: _(REGISTERS[name]) for name, need in IMPORT_PERMISSIONS.items() if actor.can(need)}
    register = next(iter(may))
    if len(may) > 1:
        register = address.switch(_("What is imported"), may, key="imports-what", name="what")
    with reading(actor) as session:
        own = units.get_name(session, actor.unit_id) if actor.unit_id else ""
    if register not in _WHOSE:
        return Choice(register, None)
    unit = lookups.pick(
        _(_WHOSE[register]),
        key=f"imports-{register}-unit",
        find=_find,
        chosen=lookups.Hit(actor.unit_id, own) if actor.unit_id else None,
        hint=_("For rows that do not say it themselves. Rows may name units below it only.")
        if register == imports.MEMBERS
        else _("For rows that do not say it themselves."),
    )
    return Choice(register, unit)


def _find(text: str) -> list[lookups.Hit]:
    with reading(current_actor()) as session:
        return lookups.hits(unit_lists.find_units(session, text))


def _offer_template(fields: Fields, lists: CodeLists, choice: Choice) -> None:
    downloads.file(
        _("Empty roster to fill in"),
        lambda: template(fields, lists),
        name=_("Roster") + ".xlsx",
        key=f"imports-{choice.register}-template",
    )


def _opened(content: bytes, fields: Fields) -> Roster:
    """Read the file once: the tab keeps it for the next runs."""
    kept: tuple[bytes, Roster] | None = st.session_state.get(_ROSTER)
    if kept is not None and kept[0] == content:
        return kept[1]
    with st.spinner(_("Reading the file …")):
        roster = read_roster(content, known_headings(fields), example=_example(fields))
        roster.count_rows()
    st.session_state[_ROSTER] = (content, roster)
    return roster


def _example(fields: Fields) -> str:
    first: Field = next(field for field in fields if field.required)
    return f"{first.aliases[0]}"


def _take(
    actor: Actor, choice: Choice, name: str, roster: Roster, fields: Fields, lists: CodeLists
) -> None:
    source = choice.unit.label if choice.unit else ""
    with reading(actor) as session:
        saved = imports.get_columns(session, choice.register, source)
    text = (
        _("Sheet {sheet}, headings in row {row}.") if roster.sheet else _("Headings in row {row}.")
    )
    st.caption(plain(text.format(sheet=roster.sheet, row=roster.heading_row)))
    chosen = header_choices.choose(
        match_columns(roster.headings, fields, saved),
        as_texts(roster.sample(header_choices.SAMPLES)),
        fields,
        key=f"imports-{choice.register}-{roster.sha256[:10]}",
    )
    if chosen is None:
        return
    incoming = Incoming(
        roster.rows,
        chosen,
        choice.unit.id if choice.unit else None,
        name,
        roster.sha256,
        source,
    )
    outcome.show(actor, choice.register, incoming, roster, fields, lists)
