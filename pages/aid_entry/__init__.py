"""Propose aid for a household, or ask for a monthly benefit, with the ceiling beside."""

from __future__ import annotations

import streamlit as st

from components import address, links, lookups
from components.identity import current_actor
from components.text import plain
from db import aid_lists, benefit_lists, household_search, households
from db.codes import code_lists
from db.session import reading
from pages.aid_entry import benefit, proposal
from rules import aid as rules
from rules.access import Actor
from rules.codes import CodeLists, label_of
from rules.language import _


def page(actor: Actor) -> None:
    st.title(_("Propose aid"))
    with reading(actor) as session:
        lists = code_lists(session)
        grant_id, benefit_id = address.get_id("grant"), address.get_id("benefit")
        grant = aid_lists.get_grant(session, grant_id) if grant_id else None
        before = benefit_lists.get_benefit(session, benefit_id) if benefit_id else None
        changed = grant.row if grant else before
        household_id = changed.household_id if changed else address.get_id("household")
        home = households.get_household(session, household_id) if household_id else None
    if home is None:
        _choose_household()
        return
    links.button(
        f"{home.household_no} {home.head_name}", "household", icon=":material/home:", id=home.id
    )
    st.caption(plain(home.unit_name))
    kind = changed.kind if changed else _kind(lists)
    if kind in rules.BENEFIT_KINDS:
        benefit.draw(actor, home, kind, before, lists)
    else:
        proposal.draw(actor, home, kind, grant, lists)


def _choose_household() -> None:
    hit = lookups.pick(_("Household"), key="aid-household", find=_find)
    if hit is not None:
        address.button(_("Go on"), key="aid-household-set", household=hit.id)


def _find(text: str) -> list[lookups.Hit]:
    with reading(current_actor()) as session:
        found = household_search.find(session, text)
    return [lookups.Hit(row.id, f"{row.household_no} {row.name}", row.unit_name) for row in found]


def _kind(lists: CodeLists) -> str:
    kinds = (*rules.GRANT_KINDS, *rules.BENEFIT_KINDS)
    known = {one.code for one in lists.get("aid_kind", ()) if not one.retired}
    offered = {one.value: label_of(lists, "aid_kind", one) for one in kinds if one in known}
    return address.choose(_("Kind of aid"), offered, key="aid-kind", name="kind")
