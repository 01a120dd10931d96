"""The frame that every page stands in: menu, account, and what comes before a page."""

from __future__ import annotations

from collections.abc import Callable
from importlib import import_module
from typing import Literal

import streamlit as st
from streamlit.navigation.page import Page

from components import actions, identity, links, notices
from components import drafts as kept
from components.markup import tag, write
from components.text import plain
from db import drafts, set_up
from db.session import reading, writing
from rules.access import Actor
from rules.errors import NotFound, OfficeError
from rules.language import N_, _, current_language
from shell import failures, first_password, sign_in, visitor, wall
from shell import set_up as beginning
from shell.menu import PAGES, SECTIONS, START, WALL, Entry

_OWNER = "office:owner"


def show(actor: Actor | None) -> None:
    """Draw the whole screen for ``actor``, or the way in for somebody unknown."""
    identity.use_lookup(visitor.who)
    actions.use_writer(writing)
    kept.use_store(reading, drafts)
    office = visitor.office_name()
    inside = actor is not None and not actor.must_change_password
    # The pages are made known before anything else: a deep link would be lost otherwise.
    position: Literal["sidebar", "hidden"] = "sidebar" if inside else "hidden"
    chosen = st.navigation(_pages(actor), position=position, expanded=True)
    if chosen.url_path == WALL.name:
        wall.show(office)
        return
    title = chosen.title if inside else _("Sign in")
    whose = office or _("Union Office")
    st.set_page_config(
        page_title=f"{title} · {whose}",
        page_icon="/office/icon.svg",
        layout="wide",
    )
    write(tag("span", "", data_office_language=current_language()))
    _keep_to_owner(actor)
    if actor is None:
        _show_door(office)
    elif actor.must_change_password:
        first_password.show(actor)
    else:
        _show_account(actor, office)
        _show_page(chosen)


def _pages(actor: Actor | None) -> dict[str, list[Page]]:
    menu: dict[str, list[Page]] = {_(section): [] for section in SECTIONS}
    for entry in PAGES:
        listed = actor is not None and bool(entry.section) and entry.open_to(actor)
        section = _(entry.section or SECTIONS[0])
        menu[section].append(_page(entry, actor, listed))
    menu[_(SECTIONS[0])].append(_page(WALL, actor, listed=False))
    return menu


def _page(entry: Entry, actor: Actor | None, listed: bool) -> Page:
    return st.Page(
        _opener(entry, actor),
        title=_(entry.title),
        icon=entry.icon,
        url_path=entry.name,
        default=entry.name == START,
        visibility="visible" if listed else "hidden",
    )


def _opener(entry: Entry, actor: Actor | None) -> Callable[[], None]:
    def open_page() -> None:
        if actor is None or not entry.open_to(actor):
            raise NotFound(N_("There is no such page, or it is not part of your role."))
        import_module(f"pages.{entry.name}").page(actor)

    return open_page


def _keep_to_owner(actor: Actor | None) -> None:
    """Forget what the tab holds when another person's session takes it over."""
    if actor is None:
        return
    if st.session_state.get(_OWNER, actor.session_id) != actor.session_id:
        st.session_state.clear()
    st.session_state[_OWNER] = actor.session_id


def _show_door(office: str) -> None:
    if visitor.has_left():
        write(tag("p", _("You have signed out."), data_office_leave="yes"))
    elif set_up.is_needed():
        beginning.show()
    else:
        notices.show()
        sign_in.show(office)


def _show_account(actor: Actor, office: str) -> None:
    with st.sidebar:
        write(tag("p", office, class_="office-name"))
        links.button(plain(actor.name), "my_account", icon=":material/account_circle:")
        st.button(_("Sign out"), key="sign-out", icon=":material/logout:", on_click=visitor.leave)


def _show_page(chosen: Page) -> None:
    try:
        actions.settle()
        chosen.run()
    except OfficeError as error:
        failures.show_missing(error)
