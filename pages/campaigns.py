"""The year's plan: the campaigns of the theme months, when, by whom, how far."""

from __future__ import annotations

from typing import Any

import streamlit as st

from components import address, campaigns, filters, links, tables
from components.filters import Filter
from components.identity import current_actor
from components.lookups import Hit, hits
from db import campaign_lists, unit_lists, units
from db.codes import code_lists
from db.session import reading
from db.verbs import today_of
from rules.access import Actor, Permission
from rules.campaigns import CAMPAIGN
from rules.language import N_, _


def page(actor: Actor) -> None:
    st.title(_("Year planner"))
    with reading(actor) as session:
        years, today = campaign_lists.list_years(session), today_of(session)
    with st.container(horizontal=True, vertical_alignment="bottom"):
        order = sorted(years, key=lambda one: (one != today.year, -one))
        names = {str(one): str(one) for one in order}
        year = int(address.choose(_("Year"), names, key="campaigns-year", name="year"))
        if actor.can(Permission.PLAN_CAMPAIGNS):
            links.button(_("Plan a campaign"), "campaign_entry", icon=":material/add:", year=year)
    chosen = {"year": year, **_filters(actor, year)}
    with reading(actor) as session:
        lists = code_lists(session)
        found = campaign_lists.list_page(session, chosen, tables.page_wanted())
    empty = _("No campaign fits. Plan the first one of the year.")
    tables.show(found.rows, campaigns.columns(lists), empty=empty)
    tables.pages(found.total)


def _filters(actor: Actor, year: int) -> dict[str, Any]:
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
