"""One visit, made for the door: write it down on a phone, or read what became of it."""

from __future__ import annotations

from functools import partial
from typing import Any

import streamlit as st

from components import address, choices, visit_entry, visits
from components.text import plain
from db import campaign_aid, care_entries, visit_lists
from db import visits as verbs
from db.codes import code_lists
from db.session import reading
from db.verbs import today_of
from pages.visit import made
from rules.access import Actor, Permission
from rules.campaign_giving import MY_CAMPAIGNS
from rules.language import _
from rules.visits import MADE, PLANNED


def page(actor: Actor) -> None:
    household, member = address.get_id("household"), address.get_id("member")
    if address.get_id() is None and (household or member):
        _new(actor, household, member)
    else:
        _one(actor, address.get_id() or 0)


def _new(actor: Actor, household: int | None, member: int | None) -> None:
    with reading(actor) as session:
        lists, today = code_lists(session), today_of(session)
        whom = care_entries.get_whom(session, household, member)
        under_way = campaign_aid.list_choices(session, whom.unit_id)
    st.title(_("Visit to {name}").format(name=plain(whom.name)))
    if not actor.can(Permission.VISIT_HOUSEHOLDS):
        st.info(_("Your role reads visits and does not write them."))
        return
    save = partial(_save_new, household, member)
    lists = {**lists, MY_CAMPAIGNS: choices.of_records((c.id, c.name) for c in under_way)}
    key = f"visit-new-{household or 0}-{member or 0}"
    visit_entry.at_the_door(
        save, lists, actor.name, actor.name, today, key=key, unplanned=True, then=_open
    )


def _save_new(
    household: int | None, member: int | None, session: Any, _seen: int, typed: Any
) -> int:
    return care_entries.bring_back(session, typed, household_id=household, member_id=member)


def _open(visit_id: int) -> tuple[str, dict[str, object]]:
    return "visit", {"id": visit_id}


def _one(actor: Actor, visit_id: int) -> None:
    with reading(actor) as session:
        lists, today = code_lists(session), today_of(session)
        visit = visit_lists.get_visit(session, visit_id)
    row, may_write = visit.row, actor.can(Permission.VISIT_HOUSEHOLDS)
    st.title(_("Visit to {name}").format(name=plain(row.name)))
    visits.head(row, lists, today)
    if row.state == PLANNED and may_write:
        save = partial(_save_planned, row.id)
        visit_entry.at_the_door(
            save,
            lists,
            row.visitors,
            actor.name,
            today,
            key=f"visit-{row.id}",
            version=row.version,
            then=_open,
        )
    if row.state == MADE:
        made.draw(actor, visit, lists, today)
    if may_write:
        steps = visits.Steps(verbs.postpone, verbs.take)
        with st.container(horizontal=True):
            visits.steps(row, steps, today, key=f"visit-{row.id}")
    made.papers_and_life(actor, visit, lists)


def _save_planned(visit_id: int, session: Any, seen: int, typed: Any) -> int:
    return care_entries.bring_back(session, typed, visit_id=visit_id, seen=seen)
