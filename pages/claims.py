"""Claims: what waits for whom, what comes near its limit, everything by plan and year."""

from __future__ import annotations

from functools import partial
from typing import Any

import streamlit as st

from components import address, claims, downloads, filters, links, lookups, searchbox, tables
from components.filters import Filter
from components.identity import current_actor
from db import claim_exports, claim_lists, mutual_plans, second_looks, unit_lists, units
from db.codes import code_lists
from db.session import reading, writing
from db.verbs import today_of
from documents.roster_writer import written
from rules import claims as rules
from rules.access import Actor, Permission
from rules.codes import CodeLists
from rules.language import N_, _


def page(actor: Actor) -> None:
    st.title(_("Mutual-aid claims"))
    with reading(actor) as session:
        lists, counts = code_lists(session), claim_lists.count_views(session)
        plans = [(str(one.id), one.name) for one in mutual_plans.list_plans(session)]
        years, today = claim_lists.list_years(session), today_of(session)
        below = address.get_id("below_id") if actor.can(Permission.SEE_UNITS) else None
        below_name = units.get_name(session, below) if below else ""
    with st.container(horizontal=True, vertical_alignment="center"):
        view = address.switch(_("Show"), _views(counts), key="claims-show")
        if actor.can(Permission.TAKE_CLAIMS):
            links.button(_("Take a claim"), "claim_entry", icon=":material/add:")
    text = searchbox.show(
        _("Find a claim"),
        _("Claim number, name, pinyin, ID number or its last four"),
        "claims-q",
    )
    chosen = _filters(actor, lists, plans, years, below_name)
    chosen = {**chosen, "view": view, "text": text}
    with reading(actor) as session:
        found = claim_lists.list_page(session, chosen, tables.page_wanted())
    claims.listed(found.rows, lists, empty=_(rules.CLAIM_VIEWS[view].empty), view=view)
    tables.pages(found.total)
    if found.total and actor.can(Permission.EXPORT_MEMBERS):
        record = partial(claim_exports.record, chosen=chosen)
        doors = (writing, reading)
        make = partial(
            downloads.written_out, doors, actor, record, claim_exports.list_rows, written
        )
        name = _(rules.CLAIM_VIEWS[view].label)
        downloads.lists(_("Export"), make, name=name, key="claims")
    if view == "second_look" and actor.can(Permission.CHECK_DECISIONS):
        _handlers(actor, int(str(chosen.get("year") or today.year)))


def _views(counts: dict[str, int]) -> dict[str, str]:
    def named(name: str) -> str:
        label, count = _(rules.CLAIM_VIEWS[name].label), counts.get(name, 0)
        return f"{label} ({count:,})" if count else label

    return {name: named(name) for name in rules.CLAIM_VIEWS}


def _filters(
    actor: Actor,
    lists: CodeLists,
    plans: list[tuple[str, str]],
    years: list[int],
    below_name: str,
) -> dict[str, Any]:
    described = [
        Filter("plan_id", N_("Mutual-aid plan"), tuple(plans)),
        Filter(
            "state",
            N_("State"),
            tuple((state, _(label)) for state, label in rules.CLAIM.state_labels.items()),
        ),
        Filter("year", N_("Year"), tuple((str(year), str(year)) for year in years)),
        filters.of_codes("event", N_("Claim event"), lists, "claim_event"),
        filters.of_codes("cause", N_("Cause"), lists, "claim_cause"),
    ]

    def unit_filter() -> None:
        filters.look_up("below_id", _("Unit"), key="claims-unit", find=_find, shown=below_name)

    more = unit_filter if actor.can(Permission.SEE_UNITS) else None
    chosen: dict[str, Any] = dict(filters.panel(described, key="claims", more=more))
    if below_name:
        chosen["below_id"] = address.get_id("below_id")
    if chosen.get("plan_id"):
        chosen["plan_id"] = int(chosen["plan_id"])
    return chosen


def _find(text: str) -> list[lookups.Hit]:
    with reading(current_actor()) as session:
        return lookups.hits(unit_lists.find_units(session, text))


def _handlers(actor: Actor, year: int) -> None:
    with reading(actor) as session:
        rows = second_looks.list_handlers(session, year)
    st.subheader(_("Second looks of {year}, by handler").format(year=year))
    claims.handlers(rows)
