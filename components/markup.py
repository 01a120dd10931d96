"""Small safe HTML: what is no ``Html`` yet is escaped on its way in.

``tag("b", name)``, ``link(name, address)``, ``badge(text, "good")`` return ``Html``, and
``write(html)`` draws it. Everything a person typed goes in as plain ``str``.
"""

from __future__ import annotations

from collections.abc import Iterable
from html import escape
from typing import Literal

import streamlit as st

Tone = Literal["", "good", "warn", "bad", "quiet"]


class Html(str):
    """Markup whose values have been escaped."""

    __slots__ = ()


def safe(value: object) -> Html:
    """Return ``value`` as markup: escaped, unless it is markup already; None is empty."""
    if isinstance(value, Html):
        return value
    return Html("" if value is None else escape(str(value)))


def join(parts: Iterable[object], between: str = "") -> Html:
    return Html(escape(between).join(safe(part) for part in parts))


def tag(name: str, content: object = "", **attributes: str) -> Html:
    """Return one element; ``class_`` is the class, other underscores become dashes."""
    named = "".join(
        f' {key.rstrip("_").replace("_", "-")}="{escape(value)}"'
        for key, value in attributes.items()
        if value
    )
    return Html(f"<{name}{named}>{safe(content)}</{name}>")


def link(text: object, address: str) -> Html:
    """Return a link to a page of the office; the keyboard reaches it like any link."""
    return Html(f'<a href="{escape(address)}" target="_self" class="office-link">{safe(text)}</a>')


def badge(text: object, tone: Tone = "") -> Html:
    """Return a small label for a state."""
    return tag("span", text, class_=f"office-badge {tone}".strip())


def write(html: Html) -> None:
    st.html(html)


def begin_at(key: str) -> None:
    """Let the keyboard begin in the input of this key once the page is there."""
    write(tag("span", "", data_office_begin=key))
