"""Activities: what is coming, open for sign-up, unfinished and held; the week at a glance."""

from __future__ import annotations

from datetime import date, timedelta
from functools import partial
from typing import Any

import streamlit as st

from components import activities, address, downloads, filters, links, lookups, searchbox, tables
from components import activity_costs as sheet
from components.filters import Filter
from components.identity import current_actor
from db import activity_costs, activity_exports, activity_lists, unit_lists, units
from db.codes import code_lists
from db.session import reading, writing
from db.verbs import today_of
from documents.roster_writer import written
from rules.access import Actor, Permission
from rules.codes import CodeLists
from rules.language import N_, _

WEEK = "week"
VIEWS = {
    activity_lists.UPCOMING: N_("Coming"),
    activity_lists.OPEN: N_("Open for sign-up"),
    WEEK: N_("Week"),
    activity_lists.UNFINISHED: N_("To be finished"),
    activity_lists.BILLS: N_("Bills to pay"),
    activity_lists.HELD: N_("Held"),
    activity_lists.ALL: N_("All"),
}
EMPTY = {
    activity_lists.UPCOMING: N_("Nothing is coming. Plan an activity."),
    activity_lists.OPEN: N_("No activity is open for sign-up."),
    activity_lists.UNFINISHED: N_("Everything is finished. Well done."),
    activity_lists.BILLS: N_("No bill waits. Well done."),
    activity_lists.HELD: N_("No activity that was held fits."),
    activity_lists.ALL: N_("No activity fits."),
}


def page(actor: Actor) -> None:
    st.title(_("Activities"))
    with reading(actor) as session:
        lists, counts = code_lists(session), activity_lists.count_views(session)
        years, today = activity_lists.list_years(session), today_of(session)
        below = address.get_id("below_id") if actor.can(Permission.SEE_UNITS) else None
        below_name = units.get_name(session, below) if below else ""
    with st.container(horizontal=True, vertical_alignment="center"):
        view = address.switch(_("Show"), _views(actor, counts), key="activities-show")
        if actor.can(Permission.PLAN_CAMPAIGNS):
            links.button(_("Plan an activity"), "activity_entry", icon=":material/add:")
    text = searchbox.show(_("Find an activity"), _("Number or a piece of the name"), "activities-q")
    chosen = {"view": view, "text": text, **_filters(actor, lists, years, below_name)}
    if view == WEEK:
        _week(actor, chosen, lists, today)
    else:
        _list(actor, chosen, lists)


def _views(actor: Actor, counts: dict[str, int]) -> dict[str, str]:
    offered = {
        view: label
        for view, label in VIEWS.items()
        if view != activity_lists.BILLS or actor.can(Permission.SEE_FUNDS)
    }
    return {
        view: f"{_(label)} ({counts[view]:,})" if counts.get(view) else _(label)
        for view, label in offered.items()
    }


def _filters(actor: Actor, lists: CodeLists, years: list[int], below_name: str) -> dict[str, Any]:
    described = [
        filters.of_codes("kind", N_("Kind of activity"), lists, "activity_kind"),
        Filter("year", N_("Year"), tuple((str(year), str(year)) for year in years)),
    ]

    def unit_filter() -> None:
        filters.look_up("below_id", _("Unit"), key="activities-unit", find=_find, shown=below_name)

    more = unit_filter if actor.can(Permission.SEE_UNITS) else None
    chosen: dict[str, Any] = dict(filters.panel(described, key="activities", more=more))
    return {**chosen, "below_id": address.get_id("below_id")} if below_name else chosen


def _find(text: str) -> list[lookups.Hit]:
    with reading(current_actor()) as session:
        return lookups.hits(unit_lists.find_units(session, text))


def _list(actor: Actor, chosen: dict[str, Any], lists: CodeLists) -> None:
    view = str(chosen["view"])
    with reading(actor) as session:
        found = activity_lists.list_page(session, chosen, tables.page_wanted())
    if view == activity_lists.BILLS:
        _left_behind(actor)
    held = view in (activity_lists.HELD, activity_lists.UNFINISHED)
    named = any(row.campaign_name for row in found.rows)
    columns = activities.columns(lists, held=held, campaigns=named)
    tables.show(found.rows, columns, empty=_(EMPTY[view]))
    tables.pages(found.total)
    if found.total and actor.can(Permission.EXPORT_MEMBERS):
        record = partial(activity_exports.record, what=activity_exports.LIST, chosen=chosen)
        doors = (writing, reading)
        make = partial(
            downloads.written_out, doors, actor, record, activity_exports.list_rows, written
        )
        downloads.lists(_("Export"), make, name=_(VIEWS[view]), key="activities")


def _left_behind(actor: Actor) -> None:
    with reading(actor) as session:
        rows, today = activity_costs.list_left_behind(session), today_of(session)
    verbs = sheet.Verbs(activity_costs.pay, activity_costs.take)
    sheet.left_behind(rows, partial(sheet.steps, actor, today, verbs))


def _week(actor: Actor, chosen: dict[str, Any], lists: CodeLists, today: date) -> None:
    monday = _monday(today)
    with reading(actor) as session:
        rows = activity_lists.list_week(session, monday, chosen)
    with st.container(horizontal=True, vertical_alignment="center"):
        for name, label, start in (
            ("before", _("The week before"), monday - timedelta(days=7)),
            ("now", _("This week"), today),
            ("after", _("The week after"), monday + timedelta(days=7)),
        ):
            address.button(label, key=f"activities-week-{name}", week=start.isoformat())
    activities.week(rows, monday, today, lists)


def _monday(today: date) -> date:
    """Return the Monday of the week that the address names, else of this week."""
    try:
        on = date.fromisoformat(address.get("week"))
    except ValueError:
        on = today
    return on - timedelta(days=on.weekday())
