"""The only screen of an office without accounts: name it and open the first account."""

from __future__ import annotations

from zoneinfo import available_timezones

import streamlit as st

import config as office
from components import notices, passwords
from components.text import plain
from db import sample, set_up, settings
from db.codes import code_lists
from db.session import reading
from rules.access import CONSOLE
from rules.codes import label_of
from rules.errors import OfficeError
from rules.language import LANGUAGES, _, current_language, use_language
from rules.units import KIND_RANK
from shell import visitor

KEY = "set-up"


def show() -> None:
    """Ask for the console's code, the office and its first administrator."""
    _left, middle, _right = st.columns((1, 3, 1))
    with middle:
        st.title(_("Welcome to your union office"), anchor=False)
        st.write(
            plain(
                _(
                    "This takes two minutes. The server's console shows a one-time code: whoever"
                    " can read it may set the office up."
                )
            )
        )
        with st.form(KEY, border=True):
            st.text_input(_("Code from the server's console"), key=_key("code"), max_chars=40)
            _ask_for_office()
            _ask_for_administrator()
            st.form_submit_button(_("Open the office"), type="primary", on_click=_complete)
        notices.advice(KEY)
        _offer_sample()


def _offer_sample() -> None:
    with st.expander(_("Or look around first, in a sample office")):
        st.write(
            plain(
                _(
                    "Fills this office with invented people and opens an account for each role,"
                    " with a password that everybody can see. For real work, start the server"
                    " again with an empty folder afterwards."
                )
            )
        )
        st.text_input(_("Code from the server's console"), key=_key("sample_code"), max_chars=40)
        if st.button(_("Make the sample office"), key=_key("sample")):
            with st.spinner(_("Inventing 3,000 people. This takes half a minute …")):
                made = _make_sample()
            if made:
                st.rerun()
        notices.advice(_key("sample"))


def _make_sample() -> bool:
    notices.forget_advice(_key("sample"))
    try:
        set_up.check_code(_typed("sample_code"))
        sample.make_sample()
    except OfficeError as error:
        notices.put_advice(_key("sample"), error)
        return False
    office.settings().sample_mark.touch()
    return True


def _key(name: str) -> str:
    return f"{KEY}-{name}"


def _ask_for_office() -> None:
    with reading(CONSOLE) as session:
        lists = code_lists(session)
    st.subheader(_("The office"), anchor=False)
    st.text_input(_("Name of the union"), key=_key("office_name"), max_chars=100)
    st.selectbox(
        _("Kind of unit"),
        list(KIND_RANK),
        key=_key("unit_kind"),
        format_func=lambda code: label_of(lists, "unit_kind", code),
    )
    languages = sorted(LANGUAGES, key=lambda code: code != current_language())
    st.selectbox(_("Language"), languages, key=_key("language"), format_func=LANGUAGES.__getitem__)
    usual = str(settings.DEFAULTS["time_zone"])
    zones = sorted(available_timezones(), key=lambda zone: (zone != usual, zone))
    st.selectbox(_("Time zone"), zones, key=_key("time_zone"))


def _ask_for_administrator() -> None:
    st.subheader(_("The first administrator"), anchor=False)
    st.caption(
        plain(
            _(
                "Looks after accounts and settings. People who handle members get accounts of"
                " their own afterwards."
            )
        )
    )
    st.text_input(_("Name"), key=_key("name"), max_chars=60)
    st.text_input(_("Sign-in name"), key=_key("login"), max_chars=60)
    passwords.draw(KEY)


def _typed(name: str) -> str:
    return str(st.session_state.get(_key(name)) or "")


def _complete() -> None:
    use_language(visitor.language())
    notices.forget_advice(KEY)
    try:
        _old, password = passwords.typed(KEY)
        set_up.complete(
            _typed("code"),
            set_up.Beginning(
                office_name=_typed("office_name"),
                unit_kind=_typed("unit_kind"),
                language=_typed("language"),
                time_zone=_typed("time_zone"),
                name=_typed("name"),
                login=_typed("login"),
                password=password,
            ),
        )
    except OfficeError as error:
        notices.put_advice(KEY, error)
        return
    passwords.forget(KEY)
    notices.keep(_("The office is open. Sign in with the name and password you chose."))
