"""Roles as choices, and what each of them may do."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

import streamlit as st

from components import tables
from components.markup import Html, badge
from components.tables import Column
from rules.access import PERMISSION_LABELS
from rules.codes import Code, CodeLists, label_of
from rules.language import LANGUAGES, N_, _, shown

_ROLES = "roles"


def choices(rows: Iterable[Any]) -> CodeLists:
    """Return what an account's form offers: the roles, and the office's languages."""
    return {
        _ROLES: tuple(Code(role.code, role.zh, role.en) for role in rows),
        "languages": tuple(Code(code, name, name) for code, name in LANGUAGES.items()),
    }


def names(lists: CodeLists, codes: Iterable[str]) -> str:
    """Return the labels of roles, one after the other."""
    return str(shown(tuple(label_of(lists, _ROLES, code) for code in codes)))


def state(row: Any) -> Html:
    """Return how an account stands, as a coloured label."""
    if row.disabled:
        return badge(_("disabled"), "bad")
    return badge(_("first password"), "warn") if row.must_change_password else badge(_("active"))


def explain(rows: Sequence[Any]) -> None:
    """Draw, on demand, what each role may do."""
    columns = (
        Column(N_("Role"), "label"),
        Column(
            N_("Rights"),
            lambda role: shown(tuple(_(PERMISSION_LABELS[right]) for right in role.permissions)),
        ),
    )
    with st.expander(_("What each role may do")):
        tables.show(rows, columns, empty=_("There is no role."))


def access_step(disabled: bool) -> tuple[str, str, str]:
    """Return label, question and success of opening or closing an account."""
    if disabled:
        return (
            _("Open the account again"),
            _("The person can sign in again, with the roles shown above."),
            _("The account is open again."),
        )
    return (
        _("Disable the account"),
        _("The person is signed out at once. What they did keeps their name."),
        _("The account is closed."),
    )
