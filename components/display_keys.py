"""A display's key, shown once to who made it."""

from __future__ import annotations

from typing import Any
from urllib.parse import urlsplit

import streamlit as st

from components.links import to
from components.markup import tag, write
from components.text import plain
from rules.language import _

_HANDED = "office:display-key:"


def keep(made: Any) -> str:
    """Keep a new key for ``hand_over`` in the next run; the ``done`` of its action."""
    st.session_state[f"{_HANDED}{made.id}"] = made.key
    return _("The display has been made.")


def hand_over(display_id: int) -> None:
    """Show the address with the key that was kept, until the reader has taken it down."""
    kept = f"{_HANDED}{display_id}"
    key = st.session_state.get(kept)
    if key is None:
        return
    with st.container(border=True):
        st.write(plain(_("The address of this wall, shown this once. Open it on the display:")))
        write(tag("p", _origin() + to("wall", key=key), class_="office-revealed"))
        st.caption(plain(_("Whoever has it sees these figures, so treat it like a key.")))
        st.button(
            _("I have taken it down"),
            key="display-key-taken",
            on_click=lambda: st.session_state.pop(kept, None),
        )


def _origin() -> str:
    url = st.context.url
    parts = urlsplit(url if isinstance(url, str) else "")
    return f"{parts.scheme}://{parts.netloc}" if parts.netloc else ""
