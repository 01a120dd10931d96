"""Renewals due: units whose cover ends, and one click that carries them over."""

from __future__ import annotations

from typing import Any

import streamlit as st

from components import enrolments, tables
from db import enrolment_renewals
from db.session import reading
from rules.access import Actor
from rules.language import _


def draw(actor: Actor, chosen: dict[str, Any]) -> None:
    """Draw whose cover ends, the most urgent first; the hand-in's page carries it over."""
    with reading(actor) as session:
        found = enrolment_renewals.list_due(session, chosen, tables.page_wanted())
    st.caption(
        _("Cover that ends within two months, or ended within three, and was not renewed yet.")
    )
    tables.show(found.rows, enrolments.due_columns(), empty=_("No cover ends soon. Well done."))
    tables.pages(found.total)
