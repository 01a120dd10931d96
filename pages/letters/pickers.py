"""Whom a letter is about: people, transfers or units, ticked in a list."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import streamlit as st

from components import address, filters, lookups, searchbox, tables
from components.identity import current_actor
from components.tables import Column
from db import letter_choices, member_lists, transfers, unit_lists, units
from db.letter_templates import TemplateRow
from db.session import reading
from rules.access import Actor, Permission
from rules.language import N_, _
from rules.letters import MEMBER, MOST_AT_ONCE, TRANSFER, UNIT
from rules.moves import TRANSFER as TRANSFER_STEPS


def pick(actor: Actor, letter: TemplateRow) -> list[int]:
    """Draw the list for a letter; return the ids of what is ticked."""
    return _PICKERS.get(letter.record, _pick_cases)(actor, letter)


def _pick_members(actor: Actor, letter: TemplateRow) -> list[int]:
    text = searchbox.show(_("Find a person"), _("Name, pinyin or number"), "letters-q")
    below = address.get_id("below_id")
    with reading(actor) as session:
        name = units.get_name(session, below) if below else ""
    if actor.can(Permission.SEE_UNITS):
        filters.look_up("below_id", _("Unit"), key="letters-unit", find=_find, shown=name)
    if not text and not (below and actor.can(Permission.BROWSE_MEMBERS)):
        tables.nothing(_("Type a name above, or choose a unit for letters to all of its members."))
        return []
    wanted: dict[str, Any] = {"text": text, "below_id": below}
    wanted |= {"status": letter.state} if letter.state else {"present": True}
    with reading(actor) as session:
        found = member_lists.list_page(session, wanted, 1, MOST_AT_ONCE)
    columns = (
        Column(N_("Name"), "name"),
        Column(N_("ID number"), "id_no"),
        Column(N_("Unit"), "unit_name"),
    )
    return _tick(found.rows, columns, _("Nobody here is in the state that the letter is for."))


def _find(text: str) -> list[lookups.Hit]:
    with reading(current_actor()) as session:
        return lookups.hits(unit_lists.find_units(session, text))


def _pick_transfers(actor: Actor, letter: TemplateRow) -> list[int]:
    state = letter.state or TRANSFER_STEPS.start
    with reading(actor) as session:
        found = transfers.list_page(session, state, size=MOST_AT_ONCE)
    columns = (
        Column(N_("Name"), "name"),
        Column(N_("Giving unit"), "from_unit"),
        Column(N_("Receiving unit"), "to_unit"),
    )
    own = [row for row in found.rows if row.outgoing]
    return _tick(own, columns, _("No transfer waits. Propose one on a member's page."))


def _pick_units(actor: Actor, letter: TemplateRow) -> list[int]:
    text = searchbox.show(_("Find a unit"), _("Piece of the name, pinyin or initials"), "letters-q")
    due = letter.kind == "election_reminder" and not text
    with reading(actor) as session:
        found = unit_lists.list_page(session, {"text": text, "due": due}, 1, MOST_AT_ONCE)
    columns = (
        Column(N_("Unit name"), "name"),
        Column(N_("Superior union"), "parent_name"),
        Column(N_("Term to"), "term_end_on"),
    )
    return _tick(found.rows, columns, _("No term ends within 90 days."))


def _pick_cases(actor: Actor, letter: TemplateRow) -> list[int]:
    text = searchbox.show(_("Find"), _("Whole number or whole name"), "letters-q")
    with reading(actor) as session:
        rows = letter_choices.list_choices(session, letter, text)
    columns = (
        Column(N_("Number"), "number"),
        Column(N_("Name"), "name"),
        Column(N_("Unit"), "unit_name"),
        Column(N_("State"), "state"),
    )
    return _tick(rows, columns, _("Nothing here is in the state that the letter is for."))


def _tick(rows: Sequence[Any], columns: tuple[Column, ...], empty: str) -> list[int]:
    if rows and st.toggle(_("All {n} in the list").format(n=len(rows)), key="letters-all"):
        return [row.id for row in rows]
    # Ticks are numbers of rows: another list must not take them over.
    key = f"letters-rows-{hash(tuple(row.id for row in rows))}"
    return [row.id for row in tables.choose(rows, columns, key=key, empty=empty)]


_PICKERS = {MEMBER: _pick_members, TRANSFER: _pick_transfers, UNIT: _pick_units}
"""Records with a list of their own to pick from; the others share one."""
