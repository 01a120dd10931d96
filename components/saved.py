"""Filters that a person named for later: use one, keep the present one, drop one.

    saved.show(rows, chosen, saved.Verbs(save, drop), key="members")

``save(session, name=, chosen=)`` and ``drop(session, id)`` are the page's verbs; ``chosen``
is what the list is filtered by now.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Protocol

import streamlit as st

from components import actions, address
from components.filters import NO, YES, set_to
from components.text import plain
from rules.language import _


class Saved(Protocol):
    """A named filter."""

    @property
    def id(self) -> int: ...
    @property
    def name(self) -> str: ...
    @property
    def chosen(self) -> dict[str, Any]: ...


@dataclass(frozen=True, slots=True)
class Verbs:
    save: Callable[..., Any]
    drop: Callable[[Any, int], Any]


def show(
    rows: Sequence[Saved],
    chosen: Mapping[str, Any],
    names: Iterable[str],
    verbs: Verbs,
    *,
    key: str,
) -> None:
    """Draw the saved filters behind one button; ``names`` are all filters of this list."""
    if not rows and not chosen:
        return
    box = st.popover(_("Saved filters"), key=f"{key}-saved", on_change="rerun")
    if not box.open:
        return
    every = tuple(names)
    with box:
        for row in rows:
            _one(row, every, verbs, f"{key}-saved-{row.id}")
        if chosen:
            _keep(chosen, verbs, f"{key}-saved-new")


def _one(row: Saved, names: tuple[str, ...], verbs: Verbs, key: str) -> None:
    with st.container(horizontal=True, vertical_alignment="center"):
        st.button(plain(row.name), key=f"{key}-use", on_click=_use, args=(row.chosen, names))
        actions.button(
            _("Drop"),
            lambda session: verbs.drop(session, row.id),
            key=f"{key}-drop",
            done=_("Dropped."),
        )


def _use(chosen: Mapping[str, Any], names: tuple[str, ...]) -> None:
    words = {True: YES, False: NO}
    told = {
        name: words[value] if isinstance(value, bool) else value for name, value in chosen.items()
    }
    set_to(told, names)
    address.put("q", None)


def _keep(chosen: Mapping[str, Any], verbs: Verbs, key: str) -> None:
    st.text_input(_("Keep the present filter as"), key=f"{key}-name", max_chars=60)
    actions.button(
        _("Keep"),
        lambda session: verbs.save(
            session, name=str(st.session_state.get(f"{key}-name") or ""), chosen=chosen
        ),
        key=key,
        done=_("The filter is kept."),
    )
