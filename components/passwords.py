"""Choosing a password: the same three fields wherever a person changes the own one.

Inside a form: ``passwords.draw(key)``; in the button's callback ``passwords.typed(key)``
returns the present and the new password.
"""

from __future__ import annotations

import streamlit as st

from components.text import plain
from rules.errors import InvalidInput
from rules.language import N_, _
from rules.passwords import LONGEST, SHORTEST

OLD, NEW, AGAIN = "old", "new", "again"


def hint() -> str:
    """Say what a password must be."""
    return _("At least {n} characters. Four words or a sentence are good.").format(n=SHORTEST)


def draw(key: str, present: str = "") -> None:
    """Draw the fields; ``present`` names the password to be replaced, empty leaves it out."""
    if present:
        _field(key, OLD, present)
    _field(key, NEW, _("New password"))
    _field(key, AGAIN, _("New password once more"))
    st.caption(plain(hint()))


def _field(key: str, name: str, label: str) -> None:
    st.text_input(label, type="password", key=f"{key}-{name}", max_chars=LONGEST)


def typed(key: str) -> tuple[str, str]:
    """Return the present and the new password; raises InvalidInput when the new ones differ."""
    old, new, again = (
        str(st.session_state.get(f"{key}-{name}") or "") for name in (OLD, NEW, AGAIN)
    )
    if new != again:
        raise InvalidInput(N_("The two new passwords differ."), field=AGAIN)
    return old, new


def forget(key: str) -> None:
    """Empty the fields; for callbacks."""
    for name in (OLD, NEW, AGAIN):
        st.session_state[f"{key}-{name}"] = ""
