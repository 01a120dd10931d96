"""Who came: ticked on one screen, walk-ins added, or read from a list."""

from __future__ import annotations

from datetime import date
from functools import partial
from typing import Any

import streamlit as st

from components import actions, lookups, notices, tables, uploads
from components import activity_people as sheet
from components.identity import current_actor
from components.text import plain
from db import activity_views, attendance, member_lists
from db.activity_views import ActivityFile, PersonRow
from db.attendance import Entered, Tick
from db.import_rows import Incoming
from db.session import reading
from db.verbs import today_of
from pages.activity.adding import TYPES, of_file
from rules.access import Actor
from rules.codes import CodeLists
from rules.language import N_, _

TICKED, FILE = "tick", "file"
WAYS = {TICKED: N_("Tick the list"), FILE: N_("Upload a list")}


def draw(actor: Actor, row: ActivityFile, lists: CodeLists) -> None:
    """Draw the ways to enter who came, once the activity has begun."""
    with reading(actor) as session:
        today = today_of(session)
    if today < row.when.from_on:
        told = _("Attendance is entered from {on} on, when it begins.")
        tables.nothing(told.format(on=row.when.from_on.isoformat()))
        return
    way = st.segmented_control(
        _("How"),
        list(WAYS),
        key=f"activity-{row.id}-came-way",
        default=TICKED,
        required=True,
        format_func=lambda name: _(WAYS[name]),
        label_visibility="collapsed",
    )
    on = sheet.choose_day(row, today, key=f"activity-{row.id}-day")
    if way == FILE:
        _uploaded(actor, row, lists, on)
        return
    _ticked(actor, row, lists, on)
    _walk_in(row, on)


def _ticked(actor: Actor, row: ActivityFile, lists: CodeLists, on: date | None) -> None:
    with reading(actor) as session:
        people = activity_views.list_to_tick(session, row.id)
    if not people:
        tables.nothing(_("Nobody has signed up. Add who came below, or upload a list."))
        return
    all_came = st.toggle(
        _("Begin with everybody ticked"), key=f"activity-{row.id}-all", value=False
    )
    sheet.tick(
        people,
        partial(_enter, row.id, people, on),
        lists,
        key=f"activity-{row.id}-came",
        all_came=bool(all_came),
        on=on.isoformat() if on else "",
        days=row.attended_days,
    )


def _enter(
    activity_id: int,
    people: list[PersonRow],
    on: date | None,
    session: Any,
    came: dict[int, bool],
) -> Entered:
    ticks = [Tick(one.id, one.version, came[one.id]) for one in people]
    return attendance.enter(session, activity_id, ticks, on=on)


def _walk_in(row: ActivityFile, on: date | None) -> None:
    """Draw the look-up that adds somebody who came without having signed up."""
    key = f"activity-{row.id}-walk-in"
    hit = lookups.pick(_("Somebody who came without signing up"), key=key, find=_find)
    if hit is not None:
        actions.button(
            _("Add {name}").format(name=plain(hit.label)),
            lambda session: attendance.enter(session, row.id, [], [hit.id], on),
            key=f"{key}-add-{hit.id}",
            done=sheet.attended,
            icon=":material/person_add:",
        )


def _find(text: str) -> list[lookups.Hit]:
    with reading(current_actor()) as session:
        found = member_lists.list_page(session, {"text": text, "present": True}, 1, 20)
    return [lookups.Hit(one.id, one.name, one.unit_name) for one in found.rows]


def _uploaded(actor: Actor, row: ActivityFile, lists: CodeLists, on: date | None) -> None:
    upload = uploads.pick(
        _("List of who came"),
        key=f"activity-{row.id}-came-file",
        types=TYPES,
        hint=_("A workbook with a column of names or ID numbers."),
    )
    incoming = uploads.read(upload, of_file) if upload else None
    if upload is None or incoming is None:
        return
    found = notices.tried(partial(_preview, actor, row, incoming))
    if found is None:
        return
    people, refused = found
    sheet.roster(people, refused, lists)
    whole = st.toggle(
        _("The list is whole: everybody else was absent"), key=f"activity-{row.id}-whole"
    )
    actions.button(
        _("Enter the attendance of {n} people").format(n=f"{people:,}"),
        lambda session: attendance.enter_list(
            session, row.id, incoming, all_others_absent=bool(whole), on=on
        ),
        key=f"activity-{row.id}-came-list",
        done=sheet.attended,
        primary=True,
        disabled=not people,
    )


def _preview(actor: Actor, row: ActivityFile, incoming: Incoming) -> tuple[int, Any]:
    with reading(actor) as session:
        return attendance.preview_list(session, row.id, incoming)
