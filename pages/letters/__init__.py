"""Letters: choose one, choose whom it is about, see what is filled in, print."""

from __future__ import annotations

from collections.abc import Mapping

import streamlit as st

from components import address, links, tables
from db import letter_templates
from db.letter_templates import TemplateRow
from db.session import reading
from pages.letters import pickers, printing
from rules.access import Actor
from rules.language import _
from rules.letters import NEEDED


def page(actor: Actor) -> None:
    st.title(_("Letters"))
    with reading(actor) as session:
        usable = letter_templates.list_usable(session)
    given = {record: address.get_id(record) for record in NEEDED}
    letter = _choose_letter([one for one in usable if actor.can(NEEDED[one.record])], given)
    if letter is None:
        tables.nothing(_("No letter fits. An administrator can add one in the settings."))
        return
    chosen = given[letter.record]
    ids = [chosen] if chosen else pickers.pick(actor, letter)
    if chosen:
        links.button(_("Choose others"), "letters", letter=_key(letter))
    if ids:
        printing.offer(actor, letter, ids)


def _key(letter: TemplateRow) -> str:
    return letter.kind if letter.id is None else str(letter.id)


def _choose_letter(
    usable: list[TemplateRow], given: Mapping[str, int | None]
) -> TemplateRow | None:
    records = {record for record, record_id in given.items() if record_id} or set(given)
    by_key = {_key(one): one for one in usable if one.record in records}
    if not by_key:
        return None
    first = next(iter(by_key))
    write_back = address.bind("letter", "letters-letter", empty=first)
    if st.session_state.get("letters-letter") not in by_key:
        st.session_state["letters-letter"] = first
    picked = st.selectbox(
        _("Letter"),
        list(by_key),
        key="letters-letter",
        format_func=lambda key: printing.name_of(by_key[key]),
        on_change=write_back,
    )
    return by_key[picked]
