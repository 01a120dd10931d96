"""One requested change of households: before beside after, and the second person's say."""

from __future__ import annotations

from typing import Any

import streamlit as st

from components import address, decisions, details, household, links, text, timeline
from components.markup import join, link, tag, write
from components.text import plain
from components.timeline import Moment
from db import household_changes, household_people, households
from db.codes import code_lists
from db.household_changes import ChangeFile
from db.session import reading
from db.verbs import zone_of
from rules.access import Actor
from rules.codes import CodeLists, label_of
from rules.households import CHANGE
from rules.language import _


def page(actor: Actor) -> None:
    with reading(actor) as session:
        lists, zone = code_lists(session), zone_of(session)
        change = household_changes.get_change(session, address.get_id() or 0)
        people_fields = household_people.list_fields(session)
        home_fields = households.list_fields(session)
    row = change.row
    st.title(plain(label_of(lists, "household_change", row.kind)))
    _standing(change)
    if change.differences:
        told = "".join(f"\n- {plain(one.shown())}" for one in change.differences)
        st.error(
            _("Changed since this was asked for; it must be asked for anew:") + told,
            icon=":material/difference:",
        )
    household.beside(change.lines, lists)
    if change.newcomer:
        given = [field for field in people_fields if field.name in change.newcomer]
        details.show(given, change.newcomer, lists)
    if change.home:
        details.show(
            [field for field in home_fields if field.name in change.home], change.home, lists
        )
    _decide(actor, change, lists)
    st.subheader(_("What happened so far"))
    timeline.show(
        [
            Moment(
                text.instant(move.at, zone),
                _(CHANGE.state_labels[move.to_state]),
                who=move.actor,
                note=move.note,
            )
            for move in reversed(change.moves)
        ],
        "",
    )


def _standing(change: ChangeFile) -> None:
    row = change.row
    home = link(f"{row.household_no} {row.head_name}", links.to("household", id=row.household_id))
    effect = tag("span", _("takes effect on {on}").format(on=row.on))
    parts = (household.change_state(row.state), home, tag("span", row.unit_name), effect)
    write(tag("p", join(parts), class_="office-summary"))


def _decide(actor: Actor, change: ChangeFile, lists: CodeLists) -> None:
    row = change.row
    if row.state != CHANGE.start:
        return
    reason = next((move.note for move in change.moves), "")
    asked = _("asked for by {who}").format(who=row.entered_by)
    with decisions.card(_("Decision"), asked, reason):
        decisions.buttons(
            CHANGE,
            row.state,
            actor,
            lambda session, action, note: _take(change, session, action, note),
            f"{label_of(lists, 'household_change', row.kind)} {row.household_no}",
            key=f"change-{row.id}",
            but={"carry_out"} if change.differences else (),
        )


def _take(change: ChangeFile, session: Any, action: str, note: str) -> None:
    household_changes.decide(session, change.row.id, change.row.version, action, note)
