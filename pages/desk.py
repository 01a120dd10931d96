"""The desk: what waits for me, what I looked at last, what I may do."""

from __future__ import annotations

import streamlit as st

from components import figures, links, states, tables
from components.tables import Column
from components.text import plain
from db import birthdays, desk, recents
from db import figures as counts
from db.birthdays import BirthdayRow
from db.codes import code_lists
from db.desk import Waiting
from db.figures import Overview
from db.member_lists import MemberRow
from db.session import reading
from db.verbs import today_of
from rules.access import Actor, Permission
from rules.codes import CodeLists
from rules.language import N_, _

WAYS = (
    (Permission.SEE_MEMBERS, N_("Find a person"), "members", ":material/search:"),
    (Permission.EDIT_MEMBERS, N_("Register a member"), "register", ":material/person_add:"),
    (Permission.IMPORT_MEMBERS, N_("Import a roster"), "imports", ":material/upload_file:"),
    (Permission.SEE_UNITS, N_("Look through the units"), "units", ":material/account_tree:"),
    (Permission.PRINT_LETTERS, N_("Print letters"), "letters", ":material/mail:"),
    (Permission.READ_TRAIL, N_("Read the trail"), "trail", ":material/history:"),
    (Permission.MANAGE_SETTINGS, N_("Settings"), "settings", ":material/settings:"),
    (Permission.MANAGE_ACCOUNTS, N_("Accounts"), "accounts", ":material/key:"),
)


def page(actor: Actor) -> None:
    with reading(actor) as session:
        lists, today = code_lists(session), today_of(session)
        waiting = desk.list_waiting(session)
        overview = counts.get_overview(session) if actor.can(Permission.SEE_FIGURES) else None
        seen = recents.list_members(session) if actor.can(Permission.SEE_MEMBERS) else []
        born = birthdays.list_next(session) if actor.can(Permission.BROWSE_MEMBERS) else []

    st.title(_("Good to see you, {name}").format(name=plain(actor.name)))
    st.caption(today.isoformat())
    if overview is not None:
        _figures(overview)
    st.subheader(_("Waiting for you"))
    _waiting(waiting)
    _ways(actor)
    if actor.can(Permission.SEE_MEMBERS):
        st.subheader(_("Looked at last"))
        _recent(seen, lists)
    if born:
        st.subheader(_("Birthdays in the next seven days"))
        _birthdays(born)
        if actor.can(Permission.SEE_HARDSHIP):
            links.button(_("Everybody to think of this week"), "care", icon=":material/favorite:")


def _figures(overview: Overview) -> None:
    figures.cards(
        (
            figures.Card(
                _("Members"),
                overview.members,
                _("{n} of them retained").format(n=f"{overview.retained:,}"),
                meaning=_("People who belong to the union now, retained membership included."),
            ),
            figures.Card(
                _("Women"), overview.women, figures.share(overview.women, overview.members)
            ),
            figures.Card(_("Open units"), overview.units),
        )
    )


def _ways(actor: Actor) -> None:
    mine = [way for way in WAYS if actor.can(way[0])]
    if not mine:
        return
    st.subheader(_("What you can do"))
    with st.container(horizontal=True):
        for _permission, label, page_name, icon in mine:
            links.button(_(label), page_name, icon=icon)


def _waiting(waiting: list[Waiting]) -> None:
    if not waiting:
        tables.nothing(_("Nothing waits for you. Work that needs your decision appears here."))
        return
    figures.cards(
        figures.Card(_(one.label), one.count, to=links.to(one.page, **one.arguments))
        for one in waiting
    )


def _recent(seen: list[MemberRow], lists: CodeLists) -> None:
    columns = (
        Column(N_("Name"), "name", to=lambda row: links.to("member", id=row.id)),
        Column(N_("Unit"), "unit_name"),
        Column(N_("Mobile"), "mobile", quiet=True),
        Column(N_("Status"), lambda row: states.member(row.status, lists)),
    )
    tables.show(
        seen,
        columns,
        empty=_(
            "People you open are kept here. Find one by two characters"
            " of the name, the pinyin or the last four digits."
        ),
    )


def _birthdays(born: list[BirthdayRow]) -> None:
    columns = (
        Column(N_("Date"), "on"),
        Column(N_("Name"), "name", to=lambda row: links.to("member", id=row.member_id)),
        Column(N_("Turns"), "age", number=True),
        Column(N_("Unit"), "unit_name", quiet=True),
    )
    tables.show(born, columns, empty="")
