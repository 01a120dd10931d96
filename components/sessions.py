"""Open sessions of an account: from where, since when, and a button to end each.

    sessions.show(rows, zone, own_account.end_own, key="own")

A row has ``id``, ``opened_at``, ``seen_at``, ``address``, ``browser`` and ``own``;
``end(session, row_id)`` is the verb that ends one.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from functools import partial
from typing import Any
from zoneinfo import ZoneInfo

import streamlit as st

from components import actions, tables
from components.markup import badge, join, tag, write
from components.text import instant
from rules.language import _

_BROWSERS = (
    ("MicroMessenger", "WeChat"),
    ("Edg/", "Edge"),
    ("Firefox/", "Firefox"),
    ("Chrome/", "Chrome"),
    ("Safari/", "Safari"),
)
_SYSTEMS = (
    ("HarmonyOS", "HarmonyOS"),
    ("Android", "Android"),
    ("iPhone", "iPhone"),
    ("iPad", "iPad"),
    ("Windows", "Windows"),
    ("Macintosh", "macOS"),
    ("Linux", "Linux"),
)


def browser_name(told: str) -> str:
    """Return browser and system by their everyday names, from what a browser calls itself."""
    found = (
        next((name for mark, name in names if re.search(re.escape(mark), told)), "")
        for names in (_BROWSERS, _SYSTEMS)
    )
    return " · ".join(filter(None, found))


def show(rows: Sequence[Any], zone: ZoneInfo, end: Callable[[Any, int], None], *, key: str) -> None:
    """Draw each session with its button; the one in use is marked and has none."""
    if not rows:
        tables.nothing(_("Not signed in anywhere."))
    for row in rows:
        with st.container(border=True, horizontal=True, vertical_alignment="center"):
            write(_line(row, zone))
            if not row.own:
                actions.button(
                    _("End this session"),
                    partial(_end, end, row.id),
                    key=f"{key}-end-{row.id}",
                    done=_("The session has been ended."),
                )


def _end(end: Callable[[Any, int], None], row_id: int, session: Any) -> None:
    end(session, row_id)


def _line(row: Any, zone: ZoneInfo) -> Any:
    where = " · ".join(
        filter(None, (browser_name(row.browser) or _("unknown browser"), row.address))
    )
    since = _("signed in {opened}, last used {seen}").format(
        opened=instant(row.opened_at, zone), seen=instant(row.seen_at, zone)
    )
    mark = badge(_("this browser"), "good") if row.own else ""
    return tag("p", join((tag("b", where), tag("span", since), mark)), class_="office-summary")
