"""One household: who lives there, its home, who receives its money, papers, changes."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial

import streamlit as st

from components import address, household, household_steps, links, lookups
from components.identity import current_actor
from components.text import plain
from db import household_requests as requests
from db import household_roles, household_search, household_views, households
from db.codes import code_lists
from db.household_views import PersonRow
from db.households import HouseholdFile
from db.session import reading
from db.verbs import today_of
from pages.household import aid, tabs, visits, watch
from rules.access import Actor, Permission
from rules.codes import CodeLists
from rules.language import _

Draw = Callable[[Actor, HouseholdFile, CodeLists], None]


def page(actor: Actor) -> None:
    with reading(actor) as session:
        lists, today = code_lists(session), today_of(session)
        home = households.get_household(session, address.get_id() or 0)
        rows = household_views.list_people(session, home.id)
    present = [row for row in rows if row.to_on is None]
    former = [row for row in rows if row.to_on is not None]
    payees = _payees(actor, home)

    st.title(_("Household of {name}").format(name=plain(home.head_name)))
    household.standing(home, len(present))
    if actor.can(Permission.EDIT_HARDSHIP) and home.closed_on is None:
        with st.container(horizontal=True, vertical_alignment="center", gap="small"):
            links.button(_("Add a person"), "household_entry", ":material/person_add:", id=home.id)
            household_steps.buttons(home, present, _verbs(), lists, today)
    parts: dict[str, Draw] = {
        _("People"): partial(tabs.people, present, former, payees, _verbs()),
        **_parts(actor),
    }
    opened = st.tabs(list(parts), key=f"household-{home.id}-tabs", on_change="rerun")
    for tab, draw in zip(opened, parts.values(), strict=True):
        if tab.open:
            with tab:
                draw(actor, home, lists)


def _payees(actor: Actor, home: HouseholdFile) -> list[PersonRow]:
    with reading(actor) as session:
        return household_views.list_payees(session, home.id)


def _parts(actor: Actor) -> dict[str, Draw]:
    parts: dict[str, Draw] = {
        _("Home"): tabs.dwelling,
        _("Files"): tabs.files,
        _("Aid"): aid.draw,
        _("Visits"): visits.draw,
        _("Papers"): tabs.documents,
        _("Changes asked for"): tabs.requested,
        _("Relatives in the office"): watch.relatives,
    }
    if actor.can(Permission.READ_TRAIL):
        parts[_("Changes")] = watch.history
    return parts


def _verbs() -> household_steps.Verbs:
    return household_steps.Verbs(
        requests.ask_to_end,
        requests.ask_to_correct,
        requests.ask_to_move,
        requests.ask_to_split,
        requests.ask_to_merge,
        requests.list_twins,
        _find,
        _find_person,
        household_roles.set_payees,
    )


def _find(text: str) -> list[lookups.Hit]:
    with reading(current_actor()) as session:
        return household_steps.hits_of_households(household_search.find(session, text))


def _find_person(text: str) -> list[lookups.Hit]:
    with reading(current_actor()) as session:
        return household_steps.hits_of_people(household_search.find_people(session, text))
