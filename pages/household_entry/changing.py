"""Change a person of a household, or the home."""

from __future__ import annotations

import streamlit as st

from components import links
from components.forms import Form
from components.text import plain
from db import household_people, household_views, households
from db.session import reading
from rules.access import Actor
from rules.codes import CodeLists
from rules.language import _


def person(actor: Actor, person_id: int, lists: CodeLists) -> None:
    """Change what is known of one person."""
    with reading(actor) as session:
        fields = household_people.list_fields(session)
        found = household_views.get_person(session, person_id)
    st.title(_("Change {name}").format(name=plain(found.values["name"])))
    links.button(_("Back to the person"), "household_person", ":material/arrow_back:", id=found.id)
    key = f"person-{found.id}"
    form = Form(key, fields, lists, found.values, found.version, draft=key)
    form.draw()
    form.save(
        _("Save"),
        lambda session, typed: household_people.change(session, found.id, form.seen, typed),
        done=_("Saved."),
        then=("household_person", {"id": found.id}),
    )


def home(actor: Actor, household_id: int, lists: CodeLists) -> None:
    """Change where a household lives."""
    with reading(actor) as session:
        fields = households.list_fields(session)
        found = households.get_household(session, household_id)
    st.title(_("Home of {name}").format(name=plain(found.head_name)))
    links.button(_("Back to the household"), "household", ":material/arrow_back:", id=found.id)
    key = f"home-{found.id}"
    form = Form(key, fields, lists, found.values, found.version, draft=key)
    form.draw()
    form.save(
        _("Save"),
        lambda session, typed: households.change(session, found.id, form.seen, typed),
        done=_("Saved."),
        then=("household", {"id": found.id}),
    )
