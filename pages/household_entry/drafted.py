"""What was typed into a form of a household and not sent yet is there again."""

from __future__ import annotations

from collections.abc import Mapping
from functools import partial
from typing import Any

import streamlit as st

from components import actions
from components.forms import Form
from db import drafts
from rules.language import _


def keep(form: Form, name: str) -> None:
    """Keep what stands in a form, for whoever types it; called at each entry."""
    actions.keep_quietly(partial(_keep, form, name))


def _keep(form: Form, name: str, session: Any) -> None:
    drafts.keep(session, name, form.raw())


def tell(form: Form, draft: Mapping[str, Any]) -> None:
    """Say that earlier entries are here again, where the form is drawn for the first time."""
    if draft and form.is_fresh:
        st.caption(_("What you typed earlier is here again."))


def offer_to_empty(form: Form, name: str, draft: Mapping[str, Any]) -> None:
    """Draw the button that begins the form anew."""
    if draft:
        actions.button(
            _("Empty the form"),
            lambda session: drafts.drop(session, name),
            key=f"{name}-empty",
            done=form.emptied,
        )
