"""One person: the file, where they stand and stood, what happened, papers, changes."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial

import streamlit as st

from components import actions, address, details, dialogs, links, lookups, membership, states
from components.identity import current_actor
from components.markup import Html, join, link, tag, write
from components.text import plain
from db import members, memberships, recents, transfers
from db.codes import code_lists
from db.members import MemberFile
from db.session import reading
from db.verbs import today_of
from pages.member import activities, aid, claims, households, mutual, tabs, visits
from rules.access import Actor, Permission
from rules.codes import CodeLists
from rules.fields import Fields
from rules.language import _

Draw = Callable[[Actor, MemberFile, CodeLists], None]


def page(actor: Actor) -> None:
    with reading(actor) as session:
        lists, fields = code_lists(session), members.list_fields(session)
        person = members.get_member(session, address.get_id() or 0)
        today, seen_last = today_of(session), recents.is_latest(session, "member", person.id)
    if not seen_last:
        actions.keep_quietly(lambda session: recents.note(session, "member", person.id))

    st.title(plain(person.values["name"]))
    write(_standing(person, lists))
    with st.container(horizontal=True, vertical_alignment="center"):
        _actions(actor, person, fields)
        if actor.can(Permission.TRANSFER_MEMBERS):
            propose, end = transfers.propose, memberships.end_membership
            steps = membership.Verbs(propose, end, memberships.resume_membership, _find)
            membership.buttons(person, steps, lists, today)
    parts = _parts(actor, fields)
    opened = st.tabs(list(parts), key=f"member-{person.id}-tabs", on_change="rerun")
    for tab, draw in zip(opened, parts.values(), strict=True):
        if tab.open:
            with tab:
                draw(actor, person, lists)


def _parts(actor: Actor, fields: Fields) -> dict[str, Draw]:
    parts: dict[str, Draw] = {
        _("Profile"): partial(tabs.profile, fields),
        _("Membership"): tabs.standing,
        _("Life events"): tabs.happenings,
        _("Papers"): tabs.documents,
    }
    if actor.can(Permission.SEE_HARDSHIP):
        parts[_("Household")] = households.draw
        parts[_("Aid")] = aid.draw
        parts[_("Visits")] = visits.draw
    if actor.can(Permission.SEE_CLAIMS):
        parts[_("Mutual aid")] = mutual.draw
        parts[_("Mutual-aid claims")] = claims.draw
    if actor.can(Permission.SEE_CAMPAIGNS):
        parts[_("Activities")] = activities.draw
    if actor.can(Permission.READ_TRAIL):
        parts[_("Changes")] = tabs.history
    return parts


def _standing(person: MemberFile, lists: CodeLists) -> Html:
    unit = link(person.unit_name, links.to("unit", id=person.unit_id))
    number = tag("span", person.values.get("member_no"))
    return tag(
        "p", join((states.member(person.status, lists), unit, number)), class_="office-summary"
    )


def _actions(actor: Actor, person: MemberFile, fields: Fields) -> None:
    if actor.can(Permission.EDIT_MEMBERS):
        links.button(_("Change"), "register", icon=":material/edit:", id=person.id)
    if actor.can(Permission.PRINT_LETTERS):
        links.button(_("Letters"), "letters", icon=":material/mail:", member=person.id)
    if actor.can(Permission.REVEAL_SEALED):
        dialogs.reveal(
            _("Show a full number"),
            details.sealed(fields, person.values),
            partial(members.reveal, member_id=person.id),
            key=f"member-{person.id}-reveal",
        )


def _find(text: str) -> list[lookups.Hit]:
    with reading(current_actor()) as session:
        return lookups.hits(transfers.find_receiving_units(session, text))
