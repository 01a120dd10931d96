"""One box to search by, kept in the address as ``q``."""

from __future__ import annotations

import streamlit as st

from components import address

NAME = "q"


def show(label: str, placeholder: str, key: str, hint: str | None = None) -> str:
    """Draw the box; return what is searched for, without surrounding spaces."""
    text = st.text_input(
        label,
        key=key,
        on_change=address.bind(NAME, key),
        placeholder=placeholder,
        help=hint,
        icon=":material/search:",
        max_chars=60,
        autocomplete="off",
    )
    return (text or "").strip()
