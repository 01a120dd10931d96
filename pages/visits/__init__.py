"""Visits: what is planned, missed and made, questions that wait, helpers, plans, needs."""

from __future__ import annotations

import streamlit as st

from components import address, links, lookups
from components.identity import current_actor
from db import household_search
from db.session import reading
from pages.visits import cadres, lists, work
from rules.access import Actor, Permission
from rules.language import N_, _

PLANNED, MISSED, MADE = "planned", "missed", "made"
QUESTIONS, PAIRINGS, PLANS, NEEDS = "questions", "pairings", "plans", "needs"
VIEWS = {
    PLANNED: N_("Planned"),
    MISSED: N_("Missed"),
    MADE: N_("Made"),
    QUESTIONS: N_("Questions"),
    PAIRINGS: N_("Helpers"),
    PLANS: N_("Household plans"),
    NEEDS: N_("Needs"),
}


def page(actor: Actor) -> None:
    st.title(_("Visits"))
    view = address.switch(
        _("Show"), {view: _(label) for view, label in VIEWS.items()}, key="visits-show"
    )
    if view in (PLANNED, MISSED, MADE):
        if actor.can(Permission.VISIT_HOUSEHOLDS):
            _new()
        lists.draw(actor, view)
    elif view == QUESTIONS:
        work.questions(actor)
    elif view == PAIRINGS:
        cadres.draw(actor)
    elif view == PLANS:
        work.plans(actor)
    else:
        work.needs(actor)


def _new() -> None:
    with st.popover(_("Write down a visit"), icon=":material/edit_note:"):
        hit = lookups.pick(_("Household"), key="visits-household", find=_find)
        if hit is not None:
            links.button(_("Go on"), "visit", icon=":material/arrow_forward:", household=hit.id)


def _find(text: str) -> list[lookups.Hit]:
    with reading(current_actor()) as session:
        found = household_search.find(session, text)
    return [lookups.Hit(one.id, one.name, one.unit_name) for one in found]
