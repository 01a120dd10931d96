"""The wall: a screen that nobody touches, drawn anew every two seconds by itself.

What was lost on the way is noticed in the browser (``shell/static/wall.js``): the head carries
the instant of each tick, and the sentence to show when no more of them come.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime

import streamlit as st

from components.markup import Html, join, tag, write
from rules.language import _

TICK_SECONDS = 2
AGAIN_SECONDS = 30


def every_tick(draw: Callable[[], None]) -> None:
    """Draw now and at every tick."""
    st.fragment(draw, run_every=TICK_SECONDS)()


def head(title: str, of: str, at: datetime, turn: int, pages: int, dark: bool) -> None:
    """Draw the line above a screen: what it is, whose figures, as of when, which page."""
    clock = at.strftime("%Y-%m-%d %H:%M:%S")
    dots = join(tag("i", class_="now" if one == turn else "") for one in range(pages))
    inside = join(
        (
            tag("h1", title),
            tag("span", of),
            tag("span", dots if pages > 1 else "", class_="wall-turns"),
            tag("time", _("as of {time}").format(time=clock)),
        )
    )
    lost = _("Data as of {time}. The connection was lost and is being made again …")
    write(
        tag(
            "div",
            inside,
            class_=_css("wall-head", dark),
            data_wall_tick=at.isoformat(),
            data_wall_lost=lost.format(time=clock),
        )
    )


def screen(drawn: Html, dark: bool) -> None:
    """Draw what a screen shows."""
    write(tag("div", drawn, class_=_css("wall-screen", dark)))


def _css(name: str, dark: bool) -> str:
    return f"{name} dark" if dark else name


def say(text: str, *, ended: bool = False) -> None:
    """Draw one calm sentence in the middle of the screen; ``ended`` stops all trying again."""
    marks = {"data_wall_ended": "yes"} if ended else {}
    write(tag("div", tag("p", text), class_="wall-head wall-word dark", **marks))


def try_again(seconds: int) -> None:
    """Open the wall anew after some seconds."""

    def again() -> None:
        if st.session_state.pop(_WAITED, False):
            st.rerun()
        st.session_state[_WAITED] = True

    st.fragment(again, run_every=max(seconds, TICK_SECONDS))()


_WAITED = "office:wall-waited"
