"""The people of an activity: who has a place, who waits, who withdrew; taking somebody off."""

from __future__ import annotations

from functools import partial

import streamlit as st

from components import actions, address, dialogs, downloads, searchbox, tables
from components import activity_people as sheet
from db import activity_exports, activity_views, sign_ups
from db.activity_views import ActivityFile, PersonRow
from db.session import reading, writing
from documents.roster_writer import written
from rules import activities as rules
from rules.access import Actor, Permission
from rules.activities import SIGN_UP_LABELS
from rules.codes import CodeLists
from rules.language import _


def draw(actor: Actor, row: ActivityFile, _lists: CodeLists) -> None:
    """Draw the people of the actor's part of the office; of the others only the counts."""
    if not actor.can(Permission.SEE_MEMBERS):
        sheet.counts(row.counts)
        return
    labels = {"": _("Everybody"), **{code: _(label) for code, label in SIGN_UP_LABELS.items()}}
    with st.grid(min_column_width=230, gap="small"):
        text = searchbox.show(_("Find somebody on the list"), _("Piece of the name"), "activity-q")
        state = address.choose(_("State"), labels, key="activity-people-state", name="state")
    with reading(actor) as session:
        found = activity_views.list_people(
            session, row.id, text=text, state=state, page=tables.page_wanted()
        )
    columns = sheet.people_columns(days=row.attended_days)
    empty = _("Nobody of your part of the office is on the list yet.")
    tables.show(found.rows, columns, empty=empty)
    tables.pages(found.total)
    if not row.own:
        st.caption(_("You see the people of your own units; of the others only how many."))
    if _may_take_off(actor, row):
        _take_off(row, found.rows)
    if found.total and actor.can(Permission.EXPORT_MEMBERS):
        record = partial(
            activity_exports.record, what=activity_exports.PEOPLE, chosen={"id": row.id}
        )
        doors = (writing, reading)
        make = partial(
            downloads.written_out, doors, actor, record, activity_exports.list_rows, written
        )
        downloads.lists(_("Export"), make, name=row.name, key="activity")


def _may_take_off(actor: Actor, row: ActivityFile) -> bool:
    if row.state == rules.HELD:
        return row.own and actor.can(Permission.PLAN_CAMPAIGNS)
    return row.state == rules.OPEN and actor.can(Permission.SIGN_UP)


def _take_off(row: ActivityFile, people: list[PersonRow]) -> None:
    there = {
        str(one.id): one
        for one in people
        if one.state in rules.EXPECTED or (row.state == rules.HELD and one.state != rules.WITHDRAWN)
    }
    if not there:
        return
    labels = {"": _("Who withdraws"), **{key: one.name for key, one in there.items()}}
    with st.grid(min_column_width=230, gap="small", vertical_alignment="bottom"):
        chosen = address.choose(
            _("Take off the list"), labels, key=f"activity-{row.id}-who", name="person"
        )
        person = there.get(chosen)
        if person is not None:
            _off(row, person)


def _off(row: ActivityFile, person: PersonRow) -> None:
    key = f"activity-{row.id}-off-{person.id}"
    if row.state == rules.HELD:
        dialogs.confirm(
            _("Take off the list"),
            _("For entries made in error: the person is counted no more."),
            lambda session, note: sign_ups.withdraw(session, person.id, person.version, note),
            key=key,
            done=sheet.withdrawn,
        )
        return
    actions.button(
        _("Take {name} off the list").format(name=person.name),
        lambda session: sign_ups.withdraw(session, person.id, person.version),
        key=key,
        done=sheet.withdrawn,
    )
