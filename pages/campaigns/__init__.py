"""The year's plan: the campaigns of the theme months, when, by whom, how far."""

from __future__ import annotations

from datetime import date
from typing import Any

import streamlit as st

from components import address, campaign_steps, campaigns, filters, links, tables
from components.filters import Filter
from components.identity import current_actor
from components.lookups import Hit, hits
from db import campaign_lists, unit_lists, units
from db import campaign_steps as steps
from db.codes import code_lists
from db.session import reading
from db.verbs import today_of
from pages.campaigns import making
from rules.access import Actor, Permission
from rules.campaigns import CAMPAIGN
from rules.language import N_, _

LIST, STEPS = "list", "steps"
ALL_YEARS = "all"
VIEWS = {LIST: N_("Campaigns"), STEPS: N_("Open steps")}


def page(actor: Actor) -> None:
    with reading(actor) as session:
        years, today = campaign_lists.list_years(session), today_of(session)
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
    chosen = {"year": year, **_filters(actor, year)}
    if view == STEPS:
        _steps(actor, chosen)
    else:
        _list(actor, chosen)


def _year(years: list[int], today: date) -> int | None:
    order = sorted(years, key=lambda one: (one != today.year, -one))
    names = {**{str(one): str(one) for one in order}, ALL_YEARS: _("All years")}
    chosen = address.choose(_("Year"), names, key="campaigns-year", name="year")
    return None if chosen == ALL_YEARS else int(chosen)


def _list(actor: Actor, chosen: dict[str, Any]) -> None:
    with reading(actor) as session:
        lists = code_lists(session)
        found = campaign_lists.list_page(session, chosen, tables.page_wanted())
    empty = _("No campaign fits. Make the year from the template of the seven theme months.")
    tables.show(found.rows, campaigns.columns(lists), empty=empty)
    tables.pages(found.total)


def _steps(actor: Actor, chosen: dict[str, Any]) -> None:
    with reading(actor) as session:
        found = steps.list_open(session, chosen, tables.page_wanted())
    empty = _("No step is open here. Well done.")
    tables.show(found.rows, campaign_steps.columns(), empty=empty)
    tables.pages(found.total)


def _filters(actor: Actor, year: int | None) -> dict[str, Any]:
    below_id = address.get_id("below_id")
    with reading(actor) as session:
        lists = code_lists(session)
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
