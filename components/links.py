"""Ways from page to page.

``links.to("member", id=12)`` is an address for a link in a table or card;
``links.button(_("Open"), "member", id=12)`` draws a link that looks like a button;
``links.go("member", id=12)`` leaves for that page at once (in a page, not in a callback:
there give ``actions`` a ``then``).
"""

from __future__ import annotations

from typing import NoReturn
from urllib.parse import urlencode

import streamlit as st
from streamlit.navigation.page import Page

from components.text import plain

HOME = "desk"


def to(page: str, **values: object) -> str:
    """Return the address of a page with values such as ``id=12``."""
    query = urlencode({name: str(value) for name, value in values.items() if value is not None})
    path = "/" if page == HOME else f"/{page}"
    return f"{path}?{query}" if query else path


def _page(name: str) -> Page:
    # Streamlit knows a page by its address alone, so an empty function can stand for it.
    return st.Page(lambda: None, title=name, url_path=name, default=name == HOME)


def _texts(values: dict[str, object]) -> dict[str, str]:
    return {name: str(value) for name, value in values.items() if value is not None}


def button(label: str, page: str, icon: str | None = None, **values: object) -> None:
    """Draw a link to a page of the office."""
    st.page_link(_page(page), label=plain(label), icon=icon, query_params=_texts(values))


def go(page: str, **values: object) -> NoReturn:
    """Leave for another page."""
    st.switch_page(_page(page), query_params=_texts(values))
