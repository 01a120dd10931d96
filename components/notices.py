"""What the office says back: success in the next run, advice in place.

``notices.keep(text)`` holds a line for the next run, ``notices.show()`` (called once per
run by the shell, after the menu) shows what was kept. ``notices.put_advice(key, error)``
keeps an error at a place on the page; ``notices.advice(key)`` draws it there, until the
next attempt. Texts are shown letter by letter.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any, Literal, TypeVar

import streamlit as st

from components.text import plain
from rules.errors import OfficeError
from rules.language import _, listed

Found = TypeVar("Found")
Tone = Literal["success", "info", "warning"]
_ICONS = {
    "success": ":material/check_circle:",
    "info": ":material/info:",
    "warning": ":material/warning:",
}
_KEPT = "office:notices"
_ADVICE = "office:advice:"


@dataclass(frozen=True, slots=True)
class Advice:
    """An error as the page may show it."""

    text: str
    field: str
    kind: str
    values: dict[str, Any]


def keep(text: str, tone: Tone = "success") -> None:
    """Hold a translated line for the next run."""
    st.session_state.setdefault(_KEPT, []).append((text, tone))


def show() -> None:
    """Show the lines that were kept."""
    for text, tone in st.session_state.pop(_KEPT, ()):
        st.toast(plain(text), icon=_ICONS[tone], duration="long")


def put_advice(key: str, error: OfficeError) -> None:
    """Keep an error for the place ``key``."""
    st.session_state[_ADVICE + key] = Advice(
        error.shown(), error.field, type(error).__name__, dict(error.values)
    )


def forget_advice(key: str) -> None:
    st.session_state.pop(_ADVICE + key, None)


def advice_at(key: str) -> Advice | None:
    """Return what was kept for the place ``key``."""
    kept: Advice | None = st.session_state.get(_ADVICE + key)
    return kept


def tried(look: Callable[[], Found]) -> Found | None:
    """Return what ``look`` finds, or draw its advice here and return nothing."""
    try:
        return look()
    except OfficeError as error:
        st.error(plain(error.shown()), icon=":material/error:")
        return None


def advice(key: str) -> None:
    """Draw the error of the place ``key``, if there is one."""
    kept = advice_at(key)
    if kept is not None:
        st.error(plain(kept.text), icon=":material/error:")


def stale(
    labels: Sequence[str], key: str, *, drop: Callable[[], None], keep: Callable[[], None]
) -> None:
    """Draw what others changed meanwhile, and the two ways on from there."""
    if labels:
        st.caption(_("Changed meanwhile: {fields}").format(fields=listed(labels)))
    with st.container(horizontal=True):
        st.button(_("Show the present record, drop my entries"), key=f"{key}-drop", on_click=drop)
        st.button(_("Keep my entries, I have compared"), key=f"{key}-keep", on_click=keep)
