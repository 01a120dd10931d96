"""The page's address says what is looked at: search, filters, page number, tab.

So a refresh, a shared link and the browser's Back button show the same list. A widget
made with ``bind`` takes its value from the address before it is drawn and writes it back
when a person changes it; the address is always right.
"""

from __future__ import annotations

from collections.abc import Callable

import streamlit as st

PAGE = "page"


def get(name: str) -> str:
    """Return one value of the address, or the empty string."""
    return str(st.query_params.get(name, ""))


def get_id(name: str = "id") -> int | None:
    """Return a record's number from the address; anything else than a number is None."""
    text = get(name)
    return int(text) if text.isascii() and text.isdecimal() and len(text) < 16 else None


def put(name: str, value: object) -> None:
    """Write one value into the address; None and the empty string take it out."""
    text = "" if value is None else str(value)
    if text:
        st.query_params[name] = text
    elif name in st.query_params:
        del st.query_params[name]


def bind(name: str, key: str, empty: object = "", rewind: bool = True) -> Callable[[], None]:
    """Give the widget ``key`` the address's value; return its ``on_change``.

    ``empty`` is what the widget holds when the address says nothing. ``rewind`` returns
    the list to its first page on a change.
    """
    wanted = get(name) or empty
    if st.session_state.get(key, empty) != wanted:
        st.session_state[key] = wanted

    def write_back() -> None:
        value = st.session_state.get(key)
        put(name, None if value == empty else value)
        if rewind:
            put(PAGE, None)

    return write_back
