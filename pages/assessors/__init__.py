"""Assessors: the register with score cards, and the questions put to them."""

from __future__ import annotations

from functools import partial

import streamlit as st

from components import address, dialogs, forms, links, opinions, tables
from db import assessors
from db import opinions as asked
from db.codes import code_lists
from db.session import reading
from db.verbs import zone_of
from pages.assessors import one
from rules.access import Actor, Permission
from rules.codes import CodeLists
from rules.language import N_, _
from rules.opinions import ASSESSOR_FIELDS

REGISTER = "register"
VIEWS = {
    REGISTER: N_("Register of assessors"),
    asked.LATE: N_("Overdue"),
    asked.WAITING: N_("Awaited"),
    asked.ANSWERED: N_("Answered"),
}
NOTHING = {
    asked.LATE: N_("No opinion is overdue."),
    asked.WAITING: N_("No opinion is awaited. A claim in review is sent on the claim's page."),
    asked.ANSWERED: N_("No opinion has been given yet."),
}


def page(actor: Actor) -> None:
    chosen = address.get_id()
    if chosen is not None:
        one.page(actor, chosen)
        return
    st.title(_("Assessors"))
    view = address.switch(
        _("Show"), {name: _(label) for name, label in VIEWS.items()}, key="assessors-show"
    )
    if view == REGISTER:
        _register(actor)
    else:
        _asked(actor, view)


def _register(actor: Actor) -> None:
    with reading(actor) as session:
        lists = code_lists(session)
        found = assessors.list_page(session, tables.page_wanted())
    if actor.can(Permission.MANAGE_ASSESSORS):
        body = partial(_enter, lists)
        dialogs.form(
            _("Enter an assessor"), body, key="assessor-add", icon=":material/add:", wide=True
        )
    opinions.register(found.rows, lists)
    tables.pages(found.total)


def _enter(lists: CodeLists) -> None:
    form = forms.Form("assessor-new", ASSESSOR_FIELDS, lists)
    form.draw()
    form.save(
        _("Enter the assessor"),
        assessors.register,
        done=dialogs.closing("assessor-add", _("Entered. Link the account now.")),
        then=lambda key: ("assessors", {"id": key}),
    )


def _asked(actor: Actor, view: str) -> None:
    with reading(actor) as session:
        zone = zone_of(session)
        found = asked.list_page(session, view, None, tables.page_wanted())
    if view == asked.LATE and found.rows:
        st.caption(_("Decide on these claims by the claimant's papers, or take the question back."))
    opinions.asked(found.rows, zone, empty=_(NOTHING[view]))
    tables.pages(found.total)
    links.button(_("Claims to review"), "claims", icon=":material/fact_check:")
