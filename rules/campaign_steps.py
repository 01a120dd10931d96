"""When the steps of a campaign are due, counted from its first or last day; how they stand."""

from __future__ import annotations

from datetime import date, timedelta

from rules.campaigns import CLOSED, OPEN
from rules.language import N_
from rules.workdays import Calendar

START, END = "start", "end"
ANCHOR_LABELS = {START: N_("the first day"), END: N_("the last day")}
WORKED_ON = (*OPEN, CLOSED)
"""States of a campaign in which steps may be done: what comes after the end is still due."""

DONE, OVERDUE, SOON, LATER = "step_done", "step_overdue", "step_soon", "step_later"
PRESSING = (OVERDUE, SOON)
URGENCY_LABELS = {
    DONE: N_("done"),
    OVERDUE: N_("overdue"),
    SOON: N_("due soon"),
    LATER: N_("still to do"),
}
SOON_DAYS = 7
"""So many days before its day an open step is due soon."""


def urgency(due_on: date, done_on: date | None, today: date) -> str:
    """Say how a step stands today."""
    if done_on is not None:
        return DONE
    if due_on < today:
        return OVERDUE
    return SOON if due_on <= today + timedelta(days=SOON_DAYS) else LATER


def start_of(anchor: str, from_on: date, to_on: date) -> date:
    """Return the day of a campaign from which a step is counted."""
    return to_on if anchor == END else from_on


def due_on(calendar: Calendar, start: date, offset: int, workdays: bool) -> date:
    """Return the day by which a step is due, ``offset`` days before (negative) or after one.

    Counted in workdays or in calendar days; a day off moves away from the campaign: what
    comes before is due a workday sooner, what comes after a workday later.
    """
    if workdays:
        return _in_workdays(calendar, start, offset)
    on = start + timedelta(days=offset)
    if not offset:
        return on
    return calendar.next_workday(on) if offset > 0 else calendar.workday_before(on)


def _in_workdays(calendar: Calendar, start: date, offset: int) -> date:
    """Return the day ``offset`` workdays after ``start``, or before it where negative."""
    if offset >= 0:
        return calendar.add_workdays(start, offset)
    return calendar.back_workdays(start, -offset)
