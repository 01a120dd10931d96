"""Enrolment in mutual aid: what units hand in, what they owe, whose cover ends."""

from __future__ import annotations

from functools import partial
from typing import Any

import streamlit as st

from components import address, downloads, enrolments, filters, lookups, searchbox, tables
from components.filters import Filter
from components.identity import current_actor
from db import enrolment_exports, enrolment_lists, mutual_plans, unit_lists, units
from db.session import reading, writing
from documents.roster_writer import written
from pages.enrolments import add, renewals
from rules.access import Actor, Permission
from rules.language import N_, _
from rules.mutual_enrolment import HAND_IN

ALL, ARREARS, RENEWALS = "all", "arrears", "renewals"
VIEWS = {ALL: N_("Hand-ins"), ARREARS: N_("Fees owed"), RENEWALS: N_("Renewals due")}
NOTHING = {
    ALL: N_("No hand-in fits. Open one for a unit and a plan."),
    ARREARS: N_("Nobody owes anything. Well done."),
}


def page(actor: Actor) -> None:
    if address.get("add") and actor.can(Permission.ENROL_UNITS):
        add.draw(actor)
        return
    st.title(_("Enrolment"))
    text = searchbox.show(_("Find a hand-in"), _("Number, such as M2026-00001"), "enrolments-q")
    views = {one: _(label) for one, label in VIEWS.items()}
    with st.container(horizontal=True, vertical_alignment="center"):
        view = address.switch(_("Show"), views, key="enrolments-show")
        if view != RENEWALS and actor.can(Permission.ENROL_UNITS):
            _add_button()
    chosen = {"text": text, **_filters(actor, view)}
    if view == RENEWALS:
        renewals.draw(actor, chosen)
    else:
        _hand_ins(actor, view, chosen)


def _hand_ins(actor: Actor, view: str, chosen: dict[str, Any]) -> None:
    if view == ARREARS:
        chosen["fees"] = enrolment_lists.ARREARS
    with reading(actor) as session:
        found = enrolment_lists.list_page(session, chosen, tables.page_wanted())
        counts = enrolment_lists.count_by_state(session, chosen)
    if view == ALL:
        enrolments.cards(counts)
    tables.show(found.rows, enrolments.columns(owing=view == ARREARS), empty=_(NOTHING[view]))
    tables.pages(found.total)
    if found.total and actor.can(Permission.EXPORT_MEMBERS):
        record = partial(enrolment_exports.record, what=enrolment_exports.HAND_INS, chosen=chosen)
        doors = (writing, reading)
        make = partial(
            downloads.written_out, doors, actor, record, enrolment_exports.list_rows, written
        )
        downloads.lists(_("Export"), make, name=_(VIEWS[view]), key="enrolments")


def _add_button() -> None:
    address.button(_("Open a hand-in"), key="enrolments-add", icon=":material/add:", add="yes")


def _filters(actor: Actor, view: str) -> dict[str, Any]:
    below_id = address.get_id("below_id")
    with reading(actor) as session:
        plans = mutual_plans.list_plans(session)
        years = enrolment_lists.list_years(session)
        below_name = units.get_name(session, below_id) if below_id else ""
    shown = [
        Filter("plan_id", N_("Mutual-aid plan"), tuple((str(one.id), one.name) for one in plans))
    ]
    if view != RENEWALS:
        shown.append(Filter("year", N_("Year"), tuple((str(one), str(one)) for one in years)))
    if view == ALL:
        states = tuple((code, _(label)) for code, label in HAND_IN.state_labels.items())
        shown.append(Filter("state", N_("State"), states))
    offered = [one for one in shown if one.choices]

    def unit_filter() -> None:
        filters.look_up("below_id", _("Unit"), key="enrolments-unit", find=_find, shown=below_name)

    more = unit_filter if actor.can(Permission.SEE_UNITS) else None
    chosen = filters.panel(offered, key=f"enrolments-{view}", more=more)
    return {**chosen, "below_id": below_id} if below_name else dict(chosen)


def _find(text: str) -> list[lookups.Hit]:
    with reading(current_actor()) as session:
        return lookups.hits(unit_lists.find_units(session, text))
