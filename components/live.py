"""Figures that follow the office: the page is drawn anew once something has changed.

    live.follow(look, at=mark)

Every two seconds a part of the page that shows nothing asks ``look`` for what the figures depend
on. As long as that is ``at``, nothing happens; what the reader is doing is left alone. Otherwise
the page runs again, with everything in its place: what was opened, typed or scrolled to stays.
"""

from __future__ import annotations

from collections.abc import Callable, Hashable

import streamlit as st

TICK_SECONDS = 2


def follow(look: Callable[[], Hashable], at: Hashable) -> None:
    """Draw the page anew when ``look`` says something else than ``at``."""

    def tick() -> None:
        if look() != at:
            st.rerun()

    st.fragment(tick, run_every=TICK_SECONDS)()
