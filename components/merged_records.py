"""Records that were merged into this one, and taking a merge back."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import datetime
from typing import Any, Protocol
from zoneinfo import ZoneInfo

import streamlit as st

from components import actions, text
from components.decisions import card
from rules.language import _


class Merged(Protocol):
    """One merge; ``may_undo`` while the kept record has not changed since."""

    @property
    def id(self) -> int: ...
    @property
    def version(self) -> int: ...
    @property
    def gone_id(self) -> int: ...
    @property
    def gone_name(self) -> str: ...
    @property
    def at(self) -> datetime: ...
    @property
    def actor(self) -> str: ...
    @property
    def undone_at(self) -> datetime | None: ...
    @property
    def may_undo(self) -> bool: ...


def show(
    rows: Sequence[Merged],
    undo: Callable[[Any, int, int], Any] | None,
    zone: ZoneInfo,
    *,
    key: str,
) -> None:
    """Draw the merges, the latest first; nothing at all where there was none."""
    if not rows:
        return
    st.subheader(_("Merged records"))
    for row in rows:
        state = _("taken back") if row.undone_at else ""
        number = _("record {n}").format(n=row.gone_id)
        with card(row.gone_name, number, text.instant(row.at, zone), row.actor, state):
            if undo is not None and row.may_undo:
                _undo(row, undo, f"{key}-{row.id}")


def _undo(row: Merged, undo: Callable[[Any, int, int], Any], key: str) -> None:
    actions.button(
        _("Take the merge back"),
        lambda session: undo(session, row.id, row.version),
        key=key,
        done=_("There are two records again, as before."),
    )
