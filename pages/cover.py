"""The counter: who is covered on a day, waiting or not, what is left, which papers are needed."""

from __future__ import annotations

from datetime import date

import streamlit as st

from components import address, covers, links, searchbox, tables
from components.markup import begin_at
from components.text import plain
from db import cover, member_lists, members
from db.codes import code_lists
from db.session import reading
from db.verbs import today_of
from rules.access import Actor, Permission
from rules.language import _

MOST_HITS = 20


def page(actor: Actor) -> None:
    st.title(_("Who is covered"))
    text = searchbox.show(
        _("Find a person"), _("Name, pinyin, ID or mobile number, or its last four"), "cover-q"
    )
    with reading(actor) as session:
        today = today_of(session)
    on = covers.ask_day(today)
    if text:
        _hits(actor, text, on)
        return
    person = address.get_id("person")
    if person is None:
        begin_at("cover-q")
        tables.nothing(_("Type who stands at the counter; the answer comes at once."))
        return
    _answer(actor, person, on)


def _hits(actor: Actor, text: str, on: date) -> None:
    with reading(actor) as session:
        found = member_lists.list_page(session, {"text": text}, 1, MOST_HITS)
    if len(found.rows) == 1 and not found.has_more:
        _answer(actor, found.rows[0].id, on)
        return
    covers.people(found.rows)
    if found.has_more:
        st.caption(_("There are more people; type more of the name or the whole number."))


def _answer(actor: Actor, member_id: int, on: date) -> None:
    with reading(actor) as session:
        lists = code_lists(session)
        person = members.get_member(session, member_id)
        found = cover.cover_on(session, person.id, on)
    name = str(person.values["name"])
    with st.container(horizontal=True, vertical_alignment="center"):
        st.subheader(plain(name))
        links.button(_("Member"), "member", icon=":material/badge:", id=person.id)
        if actor.can(Permission.TAKE_CLAIMS):
            links.button(
                _("Take a claim"), "claim_entry", icon=":material/post_add:", member=person.id
            )
    covers.answer(found, name, on, lists)
