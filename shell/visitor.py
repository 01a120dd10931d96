"""Who sits at the browser, and which language they read."""

from __future__ import annotations

from dataclasses import replace

import streamlit as st

from config import settings
from db import settings as office_settings
from db import sign_ins
from db.session import reading
from rules.access import CONSOLE, Actor
from rules.language import closest_language

_LEFT = "office:left"


def cookie_name() -> str:
    """Return the cookie's name; a sample office on the same machine has its own."""
    return "union_office_sample" if settings().demo else "union_office"


def cookie() -> str | None:
    """Return the cookie that this tab came with."""
    value = st.context.cookies.get(cookie_name())
    return value if isinstance(value, str) else None


def who() -> Actor | None:
    """Look up the person behind the cookie, with today's rights and the language to speak."""
    value = cookie()
    actor = sign_ins.lookup(value) if value else None
    if actor is None:
        return None
    return replace(actor, language=actor.language or language())


def language() -> str:
    """Return the browser's language if the office speaks it, else the office's default."""
    wanted = st.context.locale
    known = closest_language(wanted) if isinstance(wanted, str) else None
    if known:
        return known
    with reading(CONSOLE) as session:
        return str(office_settings.get(session, "language"))


def office_name() -> str:
    """Return the office's name, empty before the set-up."""
    with reading(CONSOLE) as session:
        return str(office_settings.get(session, "office_name"))


def address() -> str:
    """Return the network address that lock-outs count, empty for the server's own machine."""
    value = st.context.ip_address
    return value if isinstance(value, str) else ""


def browser() -> str:
    """Return how the browser calls itself."""
    value = st.context.headers.get("User-Agent")
    return value if isinstance(value, str) else ""


def leave() -> None:
    """Sign out: the session ends for every tab of this browser; for callbacks."""
    value = cookie()
    if value:
        sign_ins.end(value)
    st.session_state[_LEFT] = True


def has_left() -> bool:
    """Say, once, that this tab has just signed out."""
    return bool(st.session_state.pop(_LEFT, False))
