"""The year's plan: the campaigns of the theme months, when, by whom, how far."""

from __future__ import annotations

from datetime import date
from functools import partial
from typing import Any

import streamlit as st

from components import (
    address,
    campaign_conflicts,
    campaign_steps,
    campaigns,
    downloads,
    filters,
    links,
    tables,
)
from components.filters import Filter
from components.identity import current_actor
from components.lookups import Hit, hits
from db import campaign_agenda, campaign_lists, campaign_year_exports, unit_lists, units
from db import campaign_conflicts as conflicts
from db.codes import code_lists
from db.session import reading, writing
from db.verbs import today_of
from documents.roster_writer import written
from pages.campaigns import glance, making, report
from rules.access import Actor, Permission
from rules.campaigns import CAMPAIGN
from rules.codes import CodeLists
from rules.language import N_, _

GLANCE, LIST, STEPS, CONFLICTS, REPORT = "glance", "list", "steps", "conflicts", "report"
ALL_YEARS = "all"
VIEWS = {
    GLANCE: N_("The year at a glance"),
    LIST: N_("Campaigns"),
    STEPS: N_("Open steps"),
    CONFLICTS: N_("Conflicts"),
    REPORT: N_("Report of the year"),
}


def page(actor: Actor) -> None:
    with reading(actor) as session:
        lists, today = code_lists(session), today_of(session)
        years = campaign_lists.list_years(session)
    if address.get("make") and actor.can(Permission.PLAN_CAMPAIGNS):
        making.draw(actor, address.get_id("year") or today.year)
        return
    st.title(_("Year planner"))
    with st.container(horizontal=True, vertical_alignment="bottom"):
        year = _year(years, today)
        if actor.can(Permission.PLAN_CAMPAIGNS):
            links.button(_("Plan a campaign"), "campaign_entry", icon=":material/add:", year=year)
            links.button(
                _("Make the year"),
                "campaigns",
                icon=":material/auto_awesome_motion:",
                year=year,
                make="yes",
            )
    views = {one: _(label) for one, label in VIEWS.items()}
    view = address.switch(_("Show"), views, key="campaigns-show")
    chosen = {"year": year, **_filters(actor, year, lists)}
    if view == GLANCE:
        glance.draw(actor, chosen, year or today.year, lists, today)
    elif view == REPORT:
        report.draw(actor, chosen, year or today.year, lists)
    elif view == LIST:
        _list(actor, chosen, lists)
    else:
        {STEPS: _steps, CONFLICTS: _conflicts}[view](actor, chosen)


def _year(years: list[int], today: date) -> int | None:
    order = sorted(years, key=lambda one: (one != today.year, -one))
    names = {**{str(one): str(one) for one in order}, ALL_YEARS: _("All years")}
    with st.container(width=160):
        chosen = address.choose(_("Year"), names, key="campaigns-year", name="year")
    return None if chosen == ALL_YEARS else int(chosen)


def _list(actor: Actor, chosen: dict[str, Any], lists: CodeLists) -> None:
    with reading(actor) as session:
        found = campaign_lists.list_page(session, chosen, tables.page_wanted())
    empty = _("No campaign fits. Make the year from the template of the seven theme months.")
    tables.show(found.rows, campaigns.columns(lists), empty=empty)
    tables.pages(found.total)
    if found.total and actor.can(Permission.EXPORT_MEMBERS):
        record = partial(campaign_year_exports.record, chosen=chosen)
        doors = (writing, reading)
        make = partial(
            downloads.written_out, doors, actor, record, campaign_year_exports.list_rows, written
        )
        downloads.lists(_("Export"), make, name=_("Year planner"), key="campaigns")


def _steps(actor: Actor, chosen: dict[str, Any]) -> None:
    with reading(actor) as session:
        found = campaign_agenda.list_open(session, chosen, tables.page_wanted())
    empty = _("No step is open here. Well done.")
    tables.show(found.rows, campaign_steps.columns(), empty=empty)
    tables.pages(found.total)


def _conflicts(actor: Actor, chosen: dict[str, Any]) -> None:
    with reading(actor) as session:
        found = conflicts.list_of_year(session, chosen, tables.page_wanted())
    st.caption(_("Open campaigns of the same owner, week or place; a warning and no stop."))
    empty = _("Nothing stands in the way of anything. Well done.")
    campaign_conflicts.listed(found.rows, empty)
    tables.pages(found.total)


def _filters(actor: Actor, year: int | None, lists: CodeLists) -> dict[str, Any]:
    below_id = address.get_id("below_id")
    with reading(actor) as session:
        owners = campaign_lists.list_owner_names(session, year)
        below_name = units.get_name(session, below_id) if below_id else ""
    states = tuple((code, _(label)) for code, label in CAMPAIGN.state_labels.items())
    offered = [
        filters.of_codes("theme", N_("Theme"), lists, "campaign_theme"),
        Filter("state", N_("State"), states),
        Filter("owner", N_("Owner"), tuple((one, one) for one in owners)),
        Filter("mine", N_("On my desk"), ((filters.YES, _("Yes")),)),
    ]

    def unit_filter() -> None:
        filters.look_up("below_id", _("Unit"), key="campaigns-unit", find=_find, shown=below_name)

    more = unit_filter if actor.can(Permission.SEE_UNITS) else None
    chosen = filters.panel([one for one in offered if one.choices], key="campaigns", more=more)
    return {**chosen, "below_id": below_id} if below_name else dict(chosen)


def _find(text: str) -> list[Hit]:
    with reading(current_actor()) as session:
        return hits(unit_lists.find_units(session, text))
