"""A display's key, shown once to who made it."""

from __future__ import annotations

from typing import Any
from urllib.parse import urlsplit

import streamlit as st

from components import handed_over
from components.links import to
from rules.language import _

_MARK = "display-key:"


def keep(made: Any) -> str:
    """Keep a new key for ``hand_over`` in the next run; the ``done`` of its action."""
    handed_over.keep(f"{_MARK}{made.id}", to("wall", key=made.key))
    return _("The display has been made.")


def hand_over(display_id: int) -> None:
    """Show the address with the key that was kept, until the reader has taken it down."""
    handed_over.show(
        f"{_MARK}{display_id}",
        _("The address of this wall, shown this once. Open it on the display:"),
        _("I have taken it down"),
        before=_origin(),
        note=_("Whoever has it sees these figures, so treat it like a key."),
    )


def _origin() -> str:
    url = st.context.url
    parts = urlsplit(url if isinstance(url, str) else "")
    return f"{parts.scheme}://{parts.netloc}" if parts.netloc else ""
