"""The sample's wall displays: one in the hall, one no longer used; nobody has their keys."""

from __future__ import annotations

from collections.abc import Callable

from db import boards, displays
from db.session import writing
from rules.access import Actor
from rules.displays import HOURS, OFF

AsAccount = Callable[[str], Actor]


def make_displays(as_account: AsAccount) -> None:
    """Make both displays, and revoke the key of the old one."""
    with writing(as_account("admin")) as session:
        every = [str(row.id) for row in boards.list_every(session)]
        displays.make(session, "一楼大厅", None, every, 20, HOURS, 19, 7)
        old = displays.make(session, "旧展厅", None, every[:1], 30, OFF, 19, 7)
        displays.revoke(session, old.id, 1)
