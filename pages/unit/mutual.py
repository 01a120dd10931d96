"""A unit's mutual aid: how many are covered, what is owed, what it has handed in."""

from __future__ import annotations

import streamlit as st

from components import enrolments, links, tables
from db import enrolment_views
from db.session import reading
from db.units import UnitFile
from rules.access import Actor, Permission
from rules.codes import CodeLists
from rules.language import _


def draw(actor: Actor, unit: UnitFile, _lists: CodeLists) -> None:
    """Draw coverage by plan, arrears and the latest hand-ins, here and below."""
    with reading(actor) as session:
        found = enrolment_views.get_unit(session, unit.id)
    enrolments.coverage(found, unit.members, unit.id)
    tables.show(
        found.hand_ins,
        enrolments.columns(unit=any(row.unit_id != unit.id for row in found.hand_ins)),
        empty=_("Nothing was handed in yet. Open a hand-in on the page of enrolments."),
    )
    with st.container(horizontal=True):
        links.button(_("All hand-ins"), "enrolments", icon=":material/list:", below_id=unit.id)
        if actor.can(Permission.PRINT_LETTERS):
            leaflet = {"letter": "mutual_leaflet", "unit": unit.id}
            links.button(_("Print leaflets"), "letters", icon=":material/print:", **leaflet)
