"""The screen between a given password and the office: choose one of your own."""

from __future__ import annotations

from functools import partial

import streamlit as st

from components import actions, notices, passwords
from components.identity import current_actor
from components.text import plain
from db import own_account
from db.session import reading
from rules.access import Actor
from rules.errors import OfficeError
from rules.language import _
from shell import visitor

KEY = "first-password"


def show(actor: Actor) -> None:
    """Ask for a new password; nothing else is open until there is one."""
    _left, middle, _right = st.columns((1, 2, 1))
    with middle:
        st.title(plain(_("Welcome, {name}").format(name=actor.name)), anchor=False)
        st.write(plain(_("Choose a password of your own before you begin.")))
        with st.form(KEY, border=True):
            passwords.draw(KEY, _("The password you were given"))
            st.form_submit_button(
                _("Save and begin"), type="primary", on_click=_save, args=(actions.token(KEY),)
            )
        notices.advice(KEY)
        st.button(_("Sign out"), key="sign-out", icon=":material/logout:", on_click=visitor.leave)


def _save(mark: str) -> None:
    actions.speak()
    try:
        old, new = passwords.typed(KEY)
    except OfficeError as error:
        notices.put_advice(KEY, error)
        return
    actions.run(
        KEY,
        mark,
        own_account.change_own_password,
        _("Your password has been changed."),
        first=partial(_compare, old, new),
    )


def _compare(old: str, new: str) -> own_account.PasswordChange:
    with reading(current_actor()) as session:
        return own_account.get_password_change(session, old, new)
