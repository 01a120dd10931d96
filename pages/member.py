"""One person: the file, where they stand and stood, what happened, papers, changes."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial

import streamlit as st

from components import (
    actions,
    address,
    changes,
    details,
    dialogs,
    events,
    links,
    lookups,
    membership,
    papers,
    states,
)
from components.identity import current_actor
from components.markup import Html, join, link, tag, write
from components.text import plain
from db import attachments, life_events, members, memberships, recents, trail_pages, transfers
from db.codes import code_lists
from db.members import MemberFile
from db.session import reading
from db.trail_pages import Wanted
from db.verbs import today_of, zone_of
from documents.attachments import read_paper
from rules.access import Actor, Permission
from rules.codes import CodeLists
from rules.fields import Fields
from rules.language import _
from rules.moves import JOIN, TRANSFER

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
    tabs = st.tabs(list(parts), key=f"member-{person.id}-tabs", on_change="rerun")
    for tab, draw in zip(tabs, parts.values(), strict=True):
        if tab.open:
            with tab:
                draw(actor, person, lists)


def _parts(actor: Actor, fields: Fields) -> dict[str, Draw]:
    parts: dict[str, Draw] = {
        _("Profile"): partial(_profile, fields),
        _("Membership"): _membership,
        _("Life events"): _events,
        _("Papers"): _papers,
    }
    if actor.can(Permission.READ_TRAIL):
        parts[_("Changes")] = _changes
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


def _profile(fields: Fields, _actor: Actor, person: MemberFile, lists: CodeLists) -> None:
    details.show(fields, person.values, lists)


def _membership(actor: Actor, person: MemberFile, lists: CodeLists) -> None:
    with reading(actor) as session:
        periods = memberships.list_periods(session, person.id)
        waiting = memberships.get_application_of(session, person.id)
        moving = transfers.list_of_member(session, person.id)
    if waiting is not None and waiting.state == JOIN.start:
        membership.waiting(_(JOIN.state_labels[waiting.state]), waiting.unit_name, waiting.note, "")
    for row in moving:
        if row.state == TRANSFER.start:
            state = _(TRANSFER.state_labels[row.state])
            membership.waiting(state, row.to_unit, row.note, "transfers")
    membership.periods(periods, lists)


def _events(actor: Actor, person: MemberFile, lists: CodeLists) -> None:
    with reading(actor) as session:
        rows, today = life_events.list_of_member(session, person.id), today_of(session)
    verbs = events.Verbs(partial(life_events.enter, member_id=person.id), life_events.cancel)
    may_edit = actor.can(Permission.EDIT_MEMBERS)
    events.show(rows, lists, verbs if may_edit else None, today, key=f"member-{person.id}-events")


def _papers(actor: Actor, person: MemberFile, lists: CodeLists) -> None:
    with reading(actor) as session:
        rows, zone = attachments.list_of(session, "member", person.id), zone_of(session)

    editing = actor.can(Permission.EDIT_MEMBERS)
    verbs = papers.Verbs(
        attachments.open_paper,
        read_paper,
        partial(attachments.add, record_type="member", record_id=person.id) if editing else None,
        attachments.retire if editing else None,
        actor.can(Permission.REVEAL_SEALED),
    )
    papers.show(rows, lists, verbs, zone, key=f"member-{person.id}-papers")


def _changes(actor: Actor, person: MemberFile, lists: CodeLists) -> None:
    with reading(actor) as session:
        wanted = Wanted(record_type="member", record_id=person.id)
        found, zone = trail_pages.list_page(session, wanted), zone_of(session)
    changes.history(found.rows, lists, zone)
