"""The page's address says what is looked at: search, filters, page number, tab.

So a refresh, a shared link and the browser's Back button show the same list. A widget
made with ``bind`` takes its value from the address before it is drawn and writes it back
when a person changes it; the address is always right.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping

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


def switch(label: str, choices: Mapping[str, str], *, key: str, name: str = "show") -> str:
    """Draw a switch between views of a page; the first is the one shown by default."""
    first = next(iter(choices))
    write_back = bind(name, key, empty=first)
    if st.session_state.get(key) not in choices:
        st.session_state[key] = first
    chosen = st.segmented_control(
        label,
        list(choices),
        key=key,
        format_func=choices.__getitem__,
        on_change=write_back,
        required=True,
        label_visibility="collapsed",
    )
    return str(chosen)


def choose(
    label: str, choices: Mapping[str, str], *, key: str, name: str, default: str = ""
) -> str:
    """Draw a drop-down whose choice stands in the address; ``default`` or the first holds
    where the address says nothing."""
    first = default or next(iter(choices))
    write_back = bind(name, key, empty=first)
    if st.session_state.get(key) not in choices:
        st.session_state[key] = first
    chosen = st.selectbox(
        label, list(choices), key=key, format_func=choices.__getitem__, on_change=write_back
    )
    return str(chosen)


def button(label: str, *, key: str, icon: str | None = None, **values: object) -> None:
    """Draw a button that writes ``values`` into the address and stays on the page."""
    st.button(label, key=key, icon=icon, on_click=_put_all, args=(values,))


def _put_all(values: dict[str, object]) -> None:
    for name, value in values.items():
        put(name, value)
