"""Aid: what waits for a decision, what is granted and not paid, standing benefits, everything."""

from __future__ import annotations

from functools import partial
from typing import Any

import streamlit as st

from components import address, aid, choices, downloads, filters, links, lookups, tables
from components.filters import Filter
from components.identity import current_actor
from db import aid_exports, aid_lists, benefit_lists, funds, unit_lists, units
from db.codes import code_lists
from db.session import reading, writing
from documents.roster_writer import written
from rules import aid as rules
from rules.access import Actor, Permission
from rules.codes import Code, CodeLists
from rules.language import N_, _

DECIDE, UNPAID, BENEFITS, ALL = "decide", "unpaid", "benefits", "all"
VIEWS = {
    DECIDE: N_("To decide on"),
    UNPAID: N_("Granted, not paid"),
    BENEFITS: N_("Monthly benefits"),
    ALL: N_("All aid"),
}
NOTHING = {
    DECIDE: N_("No proposal waits. Clerks propose aid; others decide on it here."),
    UNPAID: N_("Everything granted is paid."),
    BENEFITS: N_("No monthly benefit yet. Ask for one on a household's page, under Aid."),
    ALL: N_("No aid yet. Propose it on a household's page, or with the button above."),
}


def page(actor: Actor) -> None:
    st.title(_("Aid"))
    with st.container(horizontal=True, vertical_alignment="center"):
        view = address.switch(
            _("Show"), {name: _(label) for name, label in VIEWS.items()}, key="aid-show"
        )
        if actor.can(Permission.GRANT_AID):
            links.button(_("Propose aid"), "aid_entry", icon=":material/add:")
    with reading(actor) as session:
        lists = code_lists(session)
        below = address.get_id("below_id") if actor.can(Permission.SEE_UNITS) else None
        below_name = units.get_name(session, below) if below else ""
        years = funds.list_years(session) if view == ALL and actor.can(Permission.SEE_FUNDS) else []
    chosen = _filters(actor, lists, view, years, below_name)
    if view == BENEFITS:
        total = _benefits(actor, lists, chosen)
    else:
        if view == DECIDE:
            chosen["state"] = rules.WAITING
        elif view == UNPAID:
            chosen["unpaid"] = True
        total = _grants(actor, lists, view, chosen)
    if total and actor.can(Permission.EXPORT_MEMBERS):
        what = aid_exports.BENEFITS if view == BENEFITS else aid_exports.GRANTS
        record = partial(aid_exports.record, what=what, chosen=chosen)
        doors = (writing, reading)
        make = partial(downloads.written_out, doors, actor, record, aid_exports.list_rows, written)
        downloads.lists(_("Export"), make, name=_(VIEWS[view]), key="aid")


def _grants(actor: Actor, lists: CodeLists, view: str, chosen: dict[str, Any]) -> int:
    with reading(actor) as session:
        found = aid_lists.list_page(session, chosen, tables.page_wanted())
    aid.grants(found.rows, lists, empty=_(NOTHING[view]))
    tables.pages(found.total)
    return found.total


def _benefits(actor: Actor, lists: CodeLists, chosen: dict[str, Any]) -> int:
    with reading(actor) as session:
        found = benefit_lists.list_page(session, chosen, tables.page_wanted())
    aid.benefits(found.rows, lists, empty=_(NOTHING[BENEFITS]))
    tables.pages(found.total)
    return found.total


def _filters(
    actor: Actor, lists: CodeLists, view: str, years: list[int], below_name: str
) -> dict[str, Any]:
    kinds = rules.BENEFIT_KINDS if view == BENEFITS else rules.GRANT_KINDS
    described = [_of_kinds(lists.get("aid_kind", ()), kinds)]
    if view != BENEFITS:
        described.append(filters.of_codes("fund_source", N_("Fund source"), lists, "fund_source"))
    if view in (ALL, BENEFITS):
        machine = rules.BENEFIT if view == BENEFITS else rules.GRANT
        states = choices.of_labels(machine.state_labels)
        described.append(Filter("state", N_("State"), _pairs(states)))
    if years:
        described.append(Filter("year", N_("Year"), tuple((str(y), str(y)) for y in years)))

    def unit_filter() -> None:
        filters.look_up("below_id", _("Unit"), key="aid-unit", find=_find, shown=below_name)

    more = unit_filter if actor.can(Permission.SEE_UNITS) else None
    chosen: dict[str, Any] = dict(filters.panel(described, key=f"aid-{view}", more=more))
    return {**chosen, "below_id": address.get_id("below_id")} if below_name else chosen


def _of_kinds(entries: tuple[Code, ...], kinds: tuple[str, ...]) -> Filter:
    return Filter("kind", N_("Kind of aid"), _pairs(one for one in entries if one.code in kinds))


def _pairs(entries: Any) -> tuple[tuple[str, str], ...]:
    return tuple((one.code, one.label) for one in entries)


def _find(text: str) -> list[lookups.Hit]:
    with reading(current_actor()) as session:
        return lookups.hits(unit_lists.find_units(session, text))
