"""The sign-in form: streamlit-authenticator's, over our own accounts and sessions.

The package draws the form and calls ``check_credentials``. Its own credentials file, cookie
and roles are left out: the session lives on the server, and the browser gets its cookie
from ``/auth/establish`` for the ticket that is shown here once.
"""

from __future__ import annotations

from typing import Any

import streamlit as st
import streamlit_authenticator as stauth
from streamlit_authenticator.controllers import AuthenticationController
from streamlit_authenticator.models import AuthenticationModel
from streamlit_authenticator.utilities import Encryptor, Validator

from components.markup import tag, write
from components.text import plain
from config import settings
from db import sign_ins, tries
from db.sign_ins import Outcome
from rules.language import _
from shell import sample_accounts, visitor

_OUTCOME = "office:sign-in"
_OF_THE_PACKAGE = ("authentication_status", "name", "username", "email", "roles", "logout")
_NO_SECRET = "unused"  # noqa: S105 - the package signs nothing here


class _Accounts(AuthenticationModel):  # type: ignore[misc]
    """The package's view of who exists: nobody, until our own check says so."""

    def check_credentials(self, username: str, password: str) -> bool:
        outcome = sign_ins.sign_in(username, password, visitor.address(), visitor.browser())
        st.session_state[_OUTCOME] = outcome
        if outcome.ok:
            self.credentials["usernames"][username] = {"first_name": "", "last_name": ""}
        return outcome.ok


class _Controller(AuthenticationController):  # type: ignore[misc]
    """Hands over what was typed as it was typed."""

    def login(self, username: str = "", password: str = "", *_args: Any, **_kwargs: Any) -> bool:
        return bool(self.authentication_model.login(username, password))


class _NoCookie:
    """Stands where the package would keep a cookie that scripts can read."""

    def get_cookie(self) -> None:
        return None

    def set_cookie(self) -> None:
        return None

    def delete_cookie(self) -> None:
        return None


class _Form(stauth.Authenticate):  # type: ignore[misc]
    """The package's form without its cookie, its file and its mail service."""

    def __init__(self) -> None:
        credentials: dict[str, Any] = {"usernames": {}}
        controller = _Controller(credentials, Validator(), False, None, None, _NO_SECRET, None)
        controller.authentication_model = _Accounts(credentials, auto_hash=False)
        self.path = self.api_key = None
        self.attrs = {"login_sleep_time": 0}
        self.secret_key = _NO_SECRET
        self.cookie_controller = _NoCookie()
        self.authentication_controller = controller
        self.encryptor = Encryptor(_NO_SECRET)


def show(office_name: str) -> None:
    """Draw the form, and the ticket once name and password were right."""
    for name in _OF_THE_PACKAGE:
        st.session_state.pop(name, None)
    _left, middle, _right = st.columns((1, 2, 1))
    with middle:
        st.title(plain(office_name or _("Union Office")), anchor=False)
        _Form().login(
            key="sign-in",
            fields={
                "Form name": _("Sign in"),
                "Username": _("Sign-in name"),
                "Password": _("Password"),
                "Login": _("Sign in"),
            },
        )
        outcome: Outcome | None = st.session_state.pop(_OUTCOME, None)
        if outcome is not None:
            _answer(outcome)
        if settings().is_sample:
            sample_accounts.show()


def _answer(outcome: Outcome) -> None:
    if outcome.ok:
        write(
            tag("p", _("Signing in …"), class_="office-ticket", data_office_ticket=outcome.ticket)
        )
    elif outcome.wait_seconds:
        st.error(plain(tries.too_many(outcome.wait_seconds).shown()))
    else:
        st.error(plain(_("Name or password is not right.")))
