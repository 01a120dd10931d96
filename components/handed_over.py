"""A secret that is shown once, to who made it, until it has been handed over.

``keep`` stands in the ``done`` of the action that made it; ``show`` draws it in the next run.
"""

from __future__ import annotations

import streamlit as st

from components.markup import tag, write
from components.text import plain

_KEPT = "office:handed-over:"


def keep(key: str, secret: str) -> None:
    """Keep a secret of this tab for ``show``."""
    st.session_state[_KEPT + key] = secret


def show(key: str, title: str, taken: str, *, before: str = "", note: str = "") -> None:
    """Show the secret that was kept, if there is one, until ``taken`` is pressed.

    ``before`` stands in front of it, such as the address that a key completes.
    """
    secret = st.session_state.get(_KEPT + key)
    if secret is None:
        return
    with st.container(border=True):
        st.write(plain(title))
        write(tag("p", before + secret, class_="office-revealed"))
        if note:
            st.caption(plain(note))
        st.button(
            taken, key="handed-over", on_click=lambda: st.session_state.pop(_KEPT + key, None)
        )
