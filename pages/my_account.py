"""The own account: language, password, and where one is signed in."""

from __future__ import annotations

from functools import partial

import streamlit as st

from components import actions, household, notices, passwords, sessions
from components.identity import current_actor
from components.text import plain
from db import kinship, own_account
from db.codes import code_lists
from db.session import reading
from db.verbs import zone_of
from rules.access import Actor
from rules.errors import OfficeError
from rules.language import LANGUAGES, _

LANGUAGE, PASSWORD, OTHERS = "own-language", "own-password", "own-others"


def page(actor: Actor) -> None:
    st.title(_("My account"))
    with reading(actor) as session:
        login = own_account.get_login(session)
        chosen = own_account.get_own_language(session)
        opened, zone = own_account.list_own(session), zone_of(session)
        ties, lists = kinship.list_own(session), code_lists(session)
    st.write(plain(_("{name}, sign-in name {login}").format(name=actor.name, login=login)))

    _language(chosen)
    _password()
    if ties:
        st.subheader(_("Relatives I have declared"))
        household.own_ties(ties, lists)
    st.subheader(_("Where I am signed in"))
    sessions.show(opened, zone, own_account.end_own, key="own")
    if len(opened) > 1:
        actions.button(
            _("End all other sessions"),
            own_account.end_all_other,
            key=OTHERS,
            done=_("All other sessions have been ended."),
        )


def _language(chosen: str) -> None:
    st.subheader(_("Language"))
    labels = {"": _("As in my browser"), **LANGUAGES}
    key = f"{LANGUAGE}-choice"
    st.session_state.setdefault(key, chosen)
    st.segmented_control(
        _("Language of my screens"),
        list(labels),
        key=key,
        format_func=labels.__getitem__,
        required=True,
        label_visibility="collapsed",
        on_change=_choose_language,
        args=(actions.token(LANGUAGE),),
    )
    notices.advice(LANGUAGE)


def _choose_language(mark: str) -> None:
    wanted = str(st.session_state[f"{LANGUAGE}-choice"] or "")
    actions.run(
        LANGUAGE,
        mark,
        lambda session: own_account.set_own_language(session, wanted),
        typed=wanted,
    )


def _password() -> None:
    st.subheader(_("Password"))
    with st.expander(_("Change my password")):
        with st.form(PASSWORD, border=False):
            passwords.draw(PASSWORD, _("Present password"))
            st.form_submit_button(
                _("Change the password"),
                type="primary",
                on_click=_change_password,
                args=(actions.token(PASSWORD),),
            )
        notices.advice(PASSWORD)


def _change_password(mark: str) -> None:
    actions.speak()
    try:
        old, new = passwords.typed(PASSWORD)
    except OfficeError as error:
        notices.put_advice(PASSWORD, error)
        return
    changed = actions.run(
        PASSWORD,
        mark,
        own_account.change_own_password,
        _("Your password has been changed; other browsers have been signed out."),
        first=partial(_compare, old, new),
    )
    if changed:
        passwords.forget(PASSWORD)


def _compare(old: str, new: str) -> own_account.PasswordChange:
    with reading(current_actor()) as session:
        return own_account.get_password_change(session, old, new)
