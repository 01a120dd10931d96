"""One activity: what is planned, its people, who came, what it cost, what came of it."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import Any

import streamlit as st

from components import activities as sheet
from components import address, decisions, links
from components.text import plain
from db import activities, activity_views
from db.activity_views import ActivityFile
from db.codes import code_lists
from db.session import reading
from db.verbs import today_of
from pages.activity import adding, came, costs, overview, people, voices
from rules import activities as rules
from rules.access import Actor, Permission
from rules.codes import CodeLists
from rules.language import _

Draw = Callable[[Actor, ActivityFile, CodeLists], None]


def page(actor: Actor) -> None:
    with reading(actor) as session:
        lists, today = code_lists(session), today_of(session)
        row = activity_views.get_activity(session, address.get_id() or 0)
    st.title(plain(row.name))
    sheet.summary(row, lists)
    if address.get("add") and row.state == rules.OPEN and actor.can(Permission.SIGN_UP):
        adding.draw(actor, row, lists)
        return
    with st.container(horizontal=True, vertical_alignment="center"):
        begun = today >= row.when.from_on
        _actions(actor, row, begun)
    sheet.cards(row)
    parts = _parts(actor, row)
    opened = st.tabs(list(parts), key=f"activity-{row.id}-tabs", on_change="rerun")
    for tab, draw in zip(opened, parts.values(), strict=True):
        if tab.open:
            with tab:
                draw(actor, row, lists)


def _parts(actor: Actor, row: ActivityFile) -> dict[str, Draw]:
    """Units below see the plan, their own people and what people thought, and no more."""
    parts: dict[str, Draw] = {
        _("Plan of the activity"): overview.plan,
        _("Who takes part"): people.draw,
    }
    planning = row.own and actor.can(Permission.PLAN_CAMPAIGNS)
    if planning and row.state in rules.ATTENDABLE and actor.can(Permission.SEE_MEMBERS):
        parts[_("Attendance")] = came.draw
    if row.own and actor.can(Permission.SEE_FUNDS):
        parts[_("Cost")] = costs.draw
    if row.state == rules.HELD:
        parts[_("Outcome and feedback")] = voices.draw
    if row.own:
        parts[_("Photos and papers")] = overview.papers_of
        parts[_("Life of the activity")] = overview.life
    return parts


def _actions(actor: Actor, row: ActivityFile, begun: bool) -> None:
    if row.state == rules.OPEN and actor.can(Permission.SIGN_UP):
        address.button(
            _("Sign people up"), key="activity-add", icon=":material/person_add:", add="pick"
        )
    if row.own:
        decisions.buttons(
            rules.ACTIVITY,
            row.state,
            actor,
            partial(_take, row.id, row.version),
            row.name,
            key=f"activity-{row.id}",
            but=() if begun else ("hold",),
        )
        if row.state in rules.CHANGEABLE and actor.can(Permission.PLAN_CAMPAIGNS):
            links.button(_("Change"), "activity_entry", icon=":material/edit:", id=row.id)
        if actor.can(Permission.PRINT_LETTERS):
            links.button(_("Letters"), "letters", icon=":material/mail:", activity=row.id)
            if row.state == rules.HELD and row.kind == rules.CLASS:
                links.button(
                    _("Certificates"),
                    "letters",
                    icon=":material/workspace_premium:",
                    letter="activity_certificate",
                    q=row.activity_no,
                )
    links.button(_("All activities"), "activities", icon=":material/list:")


def _take(activity_id: int, seen: int, session: Any, action: str, note: str) -> None:
    activities.take(session, activity_id, seen, action, note)
