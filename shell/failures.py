"""The last resort: what broke is logged under a short code, and the reader sees the code."""

from __future__ import annotations

import logging
import secrets

import streamlit as st

from components import links
from components.text import plain
from rules.errors import OfficeError
from rules.language import _

LOG = logging.getLogger("union_office")


def show(error: Exception) -> bool:
    """Tell the reader what went wrong; returns True: nothing more is to be shown.

    An OfficeError is advice and is shown as it is. Everything else is logged, and neither a
    traceback nor a statement reaches the browser.
    """
    if isinstance(error, OfficeError):
        st.error(plain(error.shown()), icon=":material/error:")
        return True
    code = secrets.token_hex(3)
    LOG.log(logging.ERROR, "failure %s", code, exc_info=error)
    text = _("Something broke. Try again; if it stays, tell the administrator the code {code}.")
    st.error(plain(text.format(code=code)), icon=":material/error:")
    return True


def show_missing(error: OfficeError) -> None:
    """Show why there is no such page, and the way back."""
    st.warning(plain(error.shown()), icon=":material/search_off:")
    links.button(_("Back to the desk"), links.HOME, icon=":material/home:")
