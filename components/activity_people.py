"""The people of an activity on the screen: the list, what signing up brings, ticking who came."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from datetime import date
from functools import partial
from typing import Any

import pandas as pd
import streamlit as st

from components import actions, address, enrolment_people, links, notices, tables
from components.activities import sign_up_state
from components.markup import Html, badge, join
from components.tables import Column
from components.text import plain
from rules.activities import ABSENT, ATTENDED, SIGN_UP_LABELS
from rules.activity_days import days_until
from rules.codes import CodeLists, label_of
from rules.language import N_, _

_CAME, _WHOLE = "came", "whole"


def counts(found: Mapping[str, int]) -> None:
    """Draw how many people stand where, for who may not read their names."""
    tables.show(
        [code for code in SIGN_UP_LABELS if found.get(code)],
        (
            Column(N_("State"), sign_up_state),
            Column(N_("How many people"), lambda code: f"{found[code]:,}", number=True),
        ),
        empty=_("Nobody has signed up yet."),
        caption=_("Names are for those who may look up members."),
    )


def people_columns(*, days: Sequence[str] = ()) -> tuple[Column, ...]:
    """Return the columns of an activity's list; of ``days`` with attendance it is told on how
    many each came."""

    def to(row: Any) -> str:
        return links.to("member", id=row.member_id)

    return (
        Column(N_("No."), "number", number=True, narrow=True),
        Column(N_("Name"), "name", to=to),
        Column(N_("Unit"), "unit_name", quiet=True),
        Column(N_("Mobile"), "mobile", quiet=True, narrow=True),
        Column(N_("Signed up on"), "signed_up_on", quiet=True),
        Column(N_("Note"), "note", quiet=True),
        Column(N_("State"), _standing),
        *((Column(N_("Days present"), partial(came_on, days=days), narrow=True),) if days else ()),
    )


def _standing(row: Any) -> Html:
    parts = [sign_up_state(row.state)]
    if row.walk_in:
        parts.append(badge(_("came without signing up"), "quiet"))
    if row.moved_up_on is not None:
        parts.append(badge(_("moved up on {on}").format(on=row.moved_up_on), "quiet"))
    return join(parts, " ")


def pick_columns() -> tuple[Column, ...]:
    """Return the same columns in plain words, for a list with boxes to tick."""
    return (
        Column(N_("No."), "number"),
        Column(N_("Name"), "name"),
        Column(N_("Unit"), "unit_name"),
        Column(N_("Mobile"), "mobile"),
        Column(N_("State"), lambda row: _(SIGN_UP_LABELS[row.state])),
        Column(N_("Note"), "note"),
    )


def inform_columns() -> tuple[Column, ...]:
    """Return the columns of who must be told that an activity does not take place."""
    return (
        Column(N_("Name"), "name"),
        Column(N_("Unit"), "unit_name"),
        Column(N_("Mobile"), "mobile", narrow=True),
        Column(N_("State"), lambda row: sign_up_state(row.state)),
    )


def outlook(found: Any, lists: CodeLists) -> None:
    """Draw what signing people up would bring: places, the waiting list, who may not and why."""
    if found.people:
        st.success(plain(_("{n} people get a place.").format(n=f"{found.people:,}")))
    if found.waiting:
        told = _("{n} people go on the waiting list: the places are taken.")
        st.warning(plain(told.format(n=f"{found.waiting:,}")))
    if found.clashes:
        told = _("{n} are expected elsewhere at the same time.")
        with st.expander(plain(told.format(n=len(found.clashes))), icon=":material/event_busy:"):
            enrolment_people.remarks(found.clashes, lists)
    if found.refused:
        told = _("{n} cannot take part; they stay off the list.")
        expanded = not found.people and not found.waiting
        label = plain(told.format(n=f"{len(found.refused):,}"))
        with st.expander(label, icon=":material/block:", expanded=expanded):
            enrolment_people.remarks(found.refused, lists)


def signed_up(found: Any) -> str:
    """Say in a sentence or two what came of signing people up."""
    told = [_("{n} people were signed up.").format(n=f"{found.people:,}")]
    if found.waiting:
        told.append(_("On the waiting list: {n}.").format(n=f"{found.waiting:,}"))
    told += _not_taken(found.refused)
    for one in found.clashes[:1]:
        told.append(f"{one.name}: {one.line.shown({})}")
    return " ".join(told)


def _not_taken(refused: Sequence[Any]) -> list[str]:
    if not refused:
        return []
    first = refused[0]
    told = [
        _("Not added: {name}, {reason}.").format(
            name=first.name or "—", reason=first.line.shown({})
        )
    ]
    if len(refused) > 1:
        told.append(_("And {n} more.").format(n=len(refused) - 1))
    return told


def withdrawn(moved_up: int) -> str:
    """Say that somebody is off the list, and whether others moved up."""
    told = [_("Taken off the list.")]
    if moved_up:
        told.append(_("Moved up from the waiting list: {n}.").format(n=moved_up))
    return " ".join(told)


def attended(found: Any) -> str:
    """Say what was entered of who came."""
    told = [_("{n} people came.").format(n=f"{found.came:,}")]
    if found.walk_ins:
        told.append(_("Of them without signing up: {n}.").format(n=found.walk_ins))
    if found.absent:
        told.append(_("Absent: {n}.").format(n=found.absent))
    return " ".join([*told, *_not_taken(found.refused)])


def choose_day(row: Any, today: date, *, key: str) -> date | None:
    """Draw the days so far of an activity of several; return the chosen one, or None where it
    is one day, or all of them are entered together."""
    if row.when.from_on == row.when.to_on:
        return None
    days = days_until(row.when.from_on, row.when.to_on, today)
    known = {day.isoformat(): day for day in days}
    labels = {
        key: _("{on} (entered)").format(on=key) if key in row.attended_days else key
        for key in known
    }
    if not row.attended_days:
        labels[_WHOLE] = _("All days together")
    with st.container(width=300):
        return known.get(address.choose(_("Day"), labels, key=key, name="day"))


def tick(
    rows: Sequence[Any],
    enter: Callable[[Any, dict[int, bool]], Any],
    lists: CodeLists,
    *,
    key: str,
    all_came: bool,
    on: str = "",
    days: Sequence[str] = (),
) -> None:
    """Draw the list with a box for each person, and the button that enters them all at once.

    Nothing is sent while boxes are ticked: arrow keys move, the space bar ticks, and
    ``enter(session, came)`` gets who came by the rows' ids. ``on`` is the day that is entered,
    of several ``days`` of which attendance is known.
    """
    start = [_came(row, all_came, on, days) for row in rows]
    frame = pd.DataFrame(
        {
            _CAME: start,
            _("No."): [row.number for row in rows],
            _("Name"): [row.name for row in rows],
            _("Gender"): [label_of(lists, "gender", row.gender) for row in rows],
            _("Unit"): [row.unit_name for row in rows],
            _("State"): [_(SIGN_UP_LABELS[row.state]) for row in rows],
            **({_("Days present"): [came_on(row, days) for row in rows]} if days else {}),
        }
    )
    # Ticks belong to the list as it was: what was entered meanwhile begins a new one.
    stamp = sum(row.version for row in rows)
    editor, mark = f"{key}-{int(all_came)}-{len(rows)}-{stamp}{on}", actions.token(key)

    def send() -> None:
        edited = st.session_state[editor]["edited_rows"]
        came = {
            row.id: bool(edited.get(position, {}).get(_CAME, start[position]))
            for position, row in enumerate(rows)
        }
        actions.run(key, mark, lambda session: enter(session, came), attended, typed=came)

    with st.form(f"{key}-form", border=False):
        st.data_editor(
            frame,
            key=editor,
            hide_index=True,
            num_rows="fixed",
            height=min(38 + 35 * len(rows), 560),
            disabled=[name for name in frame.columns if name != _CAME],
            column_config={_CAME: st.column_config.CheckboxColumn(_("Came"), width="small")},
        )
        st.form_submit_button(
            _("Enter the attendance of {n} people").format(n=f"{len(rows):,}"),
            type="primary",
            on_click=send,
        )
    notices.advice(key)
    st.caption(_("Arrow keys move through the list, the space bar ticks. All are saved at once."))


def _came(row: Any, all_came: bool, on: str, days: Sequence[str]) -> bool:
    if on:
        return on in row.came_on or (all_came and on not in days)
    return row.state == ATTENDED or (all_came and row.state != ABSENT)


def came_on(row: Any, days: Sequence[str]) -> str:
    """Write on how many of the days that were entered somebody came."""
    known = row.state in (ATTENDED, ABSENT)
    return _("{k} of {n} days").format(k=len(row.came_on), n=len(days)) if known else ""


def roster(people: int, refused: Sequence[Any], lists: CodeLists) -> None:
    """Draw how many people a list of who came names, and which of its rows fit nobody."""
    if people:
        st.success(plain(_("{n} people were found.").format(n=f"{people:,}")))
    if refused:
        told = plain(_("{n} rows fit nobody.").format(n=f"{len(refused):,}"))
        with st.expander(told, icon=":material/block:", expanded=not people):
            enrolment_people.remarks(refused, lists)
