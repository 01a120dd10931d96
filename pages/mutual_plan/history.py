"""The versions of a plan: who drew them up and published them, and what changed between two."""

from __future__ import annotations

import streamlit as st

from components import aid, links, mutual_plans, tables
from components.tables import Column
from components.text import plain
from db import mutual_plans as catalogue
from db.mutual_plans import VersionRow
from db.session import reading
from db.verbs import zone_of
from pages.mutual_plan.shown import Shown
from rules.access import Actor
from rules.language import N_, _
from rules.money import show_money
from rules.mutual_forms import differences
from rules.mutual_plan_moves import PLAN_VERSION


def draw(actor: Actor, shown: Shown) -> None:
    """Draw all versions, the differences to the one before, and the steps of this one."""
    plan, version = shown.plan, shown.version

    def to(row: VersionRow) -> str:
        return links.to("mutual_plan", id=plan.id, version=row.number, show="history")

    columns = (
        Column(N_("Version"), lambda row: f"V{row.number}", to=to, narrow=True),
        Column(N_("State"), lambda row: mutual_plans.state(row, shown.today), narrow=True),
        Column(N_("Cover may begin"), mutual_plans.validity),
        Column(N_("Fee"), lambda row: show_money(row.terms.share_fen), number=True),
        Column(N_("Number of the notice"), "document_no", quiet=True),
        Column(N_("Published on"), "published_on", quiet=True),
    )
    tables.show(plan.drawn_up, columns, empty="")
    before = next((one for one in plan.versions if one.number < version.number), None)
    if before is not None:
        text = _("What V{number} changes against V{before}")
        st.subheader(plain(text.format(number=version.number, before=before.number)))
        found = differences(before.terms, version.terms, shown.lists)
        mutual_plans.differences(found, shown.lists)
    with reading(actor) as session:
        steps, zone = catalogue.list_steps(session, version.id), zone_of(session)
    st.subheader(plain(_("Steps of V{number}").format(number=version.number)))
    aid.life(steps, PLAN_VERSION, zone)
