"""What a year's campaigns came to, by theme or by unit, beside the year before."""

from __future__ import annotations

from typing import Any

import streamlit as st

from components import address, campaign_reports, links
from db import campaign_reports as reports
from db.campaign_reports import BY_THEME, BY_UNIT
from db.session import reading
from rules.access import Actor, Permission
from rules.codes import CodeLists
from rules.language import N_, _

GROUPS = {BY_THEME: N_("By theme"), BY_UNIT: N_("By unit")}


def draw(actor: Actor, chosen: dict[str, Any], year: int, lists: CodeLists) -> None:
    """Draw the totals and the table, and the way to the printed report."""
    with st.container(horizontal=True, vertical_alignment="center"):
        groups = {code: _(label) for code, label in GROUPS.items()}
        by = address.switch(_("Grouped"), groups, key="campaigns-report-by", name="by")
        if actor.can(Permission.PRINT_LETTERS):
            links.button(
                _("Print the report"), "letters", icon=":material/print:", campaign_year=year
            )
    with reading(actor) as session:
        found = reports.get_year(session, year, by, chosen)
    campaign_reports.cards(found.now, found.before if found.before.campaigns else None)
    campaign_reports.year(found.rows, lists)
