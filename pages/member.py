"""One person: the file, where they stand and stood, what happened, papers, changes."""

from __future__ import annotations

from typing import Any

import streamlit as st

from components import address, decisions, details, dialogs, links, lookups, membership, states
from components.identity import current_actor
from components.markup import Html, join, link, tag, write
from components.text import plain
from db import members, memberships, transfers
from db.codes import code_lists
from db.members import MemberFile
from db.session import reading
from db.verbs import today_of
from rules.access import Actor, Permission
from rules.codes import CodeLists
from rules.fields import Fields
from rules.language import N_, _
from rules.moves import JOIN, TRANSFER

TABS = (N_("Profile"), N_("Membership"))


def page(actor: Actor) -> None:
    with reading(actor) as session:
        lists, fields = code_lists(session), members.list_fields(session)
        person = members.get_member(session, address.get_id() or 0)
        today = today_of(session)

    st.title(plain(person.values["name"]))
    write(_standing(person, lists))
    with st.container(horizontal=True, vertical_alignment="center"):
        _actions(actor, person, fields)
        if actor.can(Permission.TRANSFER_MEMBERS):
            membership.buttons(person, _verbs(), lists, today)
    tabs = st.tabs([_(tab) for tab in TABS], key=f"member-{person.id}-tabs", on_change="rerun")
    for tab, draw in zip(tabs, (_profile, _membership), strict=True):
        if tab.open:
            with tab:
                draw(actor, person, lists)


def _standing(person: MemberFile, lists: CodeLists) -> Html:
    unit = link(person.unit_name, links.to("unit", id=person.unit_id))
    number = tag("span", person.values.get("member_no"))
    return tag(
        "p", join((states.member(person.status, lists), unit, number)), class_="office-summary"
    )


def _actions(actor: Actor, person: MemberFile, fields: Fields) -> None:
    sealed = {
        field.name: _(field.label)
        for field in fields
        if field.sealed and person.values.get(field.name)
    }
    if actor.can(Permission.EDIT_MEMBERS):
        links.button(_("Change"), "register", icon=":material/edit:", id=person.id)
    if actor.can(Permission.PRINT_LETTERS):
        links.button(_("Letters"), "letters", icon=":material/mail:", member=person.id)
    if actor.can(Permission.REVEAL_SEALED):

        def reveal(session: Any, name: str, reason: str) -> str:
            return members.reveal(session, person.id, name, reason)

        dialogs.reveal(_("Show a full number"), sealed, reveal, key=f"member-{person.id}-reveal")


def _verbs() -> membership.Verbs:
    return membership.Verbs(
        transfers.propose, memberships.end_membership, memberships.resume_membership, _find
    )


def _find(text: str) -> list[lookups.Hit]:
    with reading(current_actor()) as session:
        return lookups.hits(transfers.find_receiving_units(session, text))


def _profile(actor: Actor, person: MemberFile, lists: CodeLists) -> None:
    with reading(actor) as session:
        fields = members.list_fields(session)
    details.show(fields, person.values, lists)


def _membership(actor: Actor, person: MemberFile, lists: CodeLists) -> None:
    with reading(actor) as session:
        periods = memberships.list_periods(session, person.id)
        waiting = memberships.get_application_of(session, person.id)
        moving = transfers.list_of_member(session, person.id)
    if waiting is not None and waiting.state == JOIN.start:
        with decisions.card(_(JOIN.state_labels[waiting.state]), waiting.unit_name, waiting.note):
            links.button(_("To the decision"), "moves")
    for row in moving:
        if row.state == TRANSFER.start:
            with decisions.card(_(TRANSFER.state_labels[row.state]), row.to_unit, row.note):
                links.button(_("To the decision"), "moves", show="transfers")
    membership.periods(periods, lists)
