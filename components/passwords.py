"""Choosing a password: the same three fields wherever a person changes the own one.

Inside a form: ``passwords.draw(key)``; in the button's callback ``passwords.typed(key)``
returns the present and the new password. ``passwords.suggest()`` is a first password to hand
over, and ``passwords.hand_over(account_id)`` shows it until it has been.
"""

from __future__ import annotations

import secrets
from dataclasses import dataclass

import streamlit as st

from components import handed_over
from components.text import plain
from rules.errors import InvalidInput
from rules.language import N_, _
from rules.passwords import LONGEST, SHORTEST

_EASY_TO_READ = "abcdefghjkmnpqrstuvwxyz23456789"
_MARK = "first-password:"

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


def suggest() -> str:
    """Return a first password: random, and easy to read out."""
    groups = ("".join(secrets.choice(_EASY_TO_READ) for _ in range(4)) for _ in range(3))
    return "-".join(groups)


@dataclass(frozen=True, slots=True)
class First:
    """A first password that has just been set."""

    account_id: int
    password: str


def keep_first(first: First) -> str:
    """Keep a first password for ``hand_over`` in the next run; the ``done`` of its action."""
    handed_over.keep(f"{_MARK}{first.account_id}", first.password)
    return _("The first password has been set; it is to be changed at the first sign-in.")


def hand_over(account_id: int) -> None:
    """Show the first password that was kept, until the reader says that it is handed over."""
    handed_over.show(
        f"{_MARK}{account_id}",
        _("First password, shown this once. Hand it over in person:"),
        _("I have handed it over"),
    )
