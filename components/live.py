"""Figures that follow the office: the page is drawn anew once what it shows has changed.

    live.follow(look, at=mark, differs=...)

Every two seconds a part of the page that shows nothing asks ``look`` for what the figures depend
on. As long as that is what it was, nothing happens. Otherwise ``differs`` is asked whether the
page would show anything else, and only then it runs again, with everything in its place: what
was opened, typed or scrolled to stays.
"""

from __future__ import annotations

from collections.abc import Callable, Hashable

import streamlit as st

TICK_SECONDS = 2


def follow(look: Callable[[], Hashable], at: Hashable, differs: Callable[[], bool]) -> None:
    """Draw the page anew when ``look`` says something else than ``at`` and what is shown
    ``differs``."""
    changed = watch(look, at, differs)

    def tick() -> None:
        if changed():
            st.rerun()

    st.fragment(tick, run_every=TICK_SECONDS)()


def watch(
    look: Callable[[], Hashable], at: Hashable, differs: Callable[[], bool]
) -> Callable[[], bool]:
    """Return what tells at each tick whether to draw anew; ``differs`` is asked once a change."""
    seen = at

    def changed() -> bool:
        nonlocal seen
        now = look()
        if now == seen:
            return False
        if differs():
            return True
        seen = now
        return False

    return changed
