"""Who came to an activity: ticked on one screen or read from a list, in one write."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date

from sqlalchemy import select
from sqlalchemy.orm import Session

from db import list_matching, sign_ups
from db.activity_people import hold_all, known_people
from db.activity_scope import hold
from db.import_rows import Incoming
from db.models.activities import Activity, ActivitySignUp
from db.scope import hand_over
from db.verbs import load, needs, stale, today_of
from rules import activities as rules
from rules import activity_days as days
from rules.access import Permission
from rules.activities import Condition
from rules.activity_forms import ROSTER_FIELDS
from rules.errors import InvalidInput
from rules.explanation import line
from rules.language import N_
from rules.people_lists import Remark


@dataclass(frozen=True, slots=True)
class Tick:
    """Somebody on the list as the screen showed it, and whether the person came."""

    id: int
    version: int
    came: bool


@dataclass(frozen=True, slots=True)
class Entered:
    """What was entered: who came, how many of them had not signed up, who stayed away."""

    came: int
    walk_ins: int
    absent: int
    refused: tuple[Remark, ...] = ()


@needs(Permission.PLAN_CAMPAIGNS)
def enter(
    session: Session,
    activity_id: int,
    ticks: Sequence[Tick],
    walk_ins: Iterable[int] = (),
    on: date | None = None,
) -> Entered:
    """Enter who of the people on the list came, and who came without having signed up.

    ``on`` is the day, of an activity of several. Raises WrongState before the activity has
    begun, Conflict where somebody else entered something of one of the people meanwhile.
    """
    activity = _attendable(session, activity_id, on)
    rows = _rows(session, activity.id)
    for tick in ticks:
        record = rows.get(tick.id)
        if record is None or record.version != tick.version:
            raise stale(session, record or load(session, ActivitySignUp, tick.id), tick.version)
        _set(session, record, tick.came, on)
    added, refused = _add(session, activity, rows, [(one, 0) for one in walk_ins], on)
    came = sum(tick.came for tick in ticks) + added
    return Entered(came, added, sum(not tick.came for tick in ticks), tuple(refused))


@needs(Permission.PLAN_CAMPAIGNS)
def enter_list(
    session: Session,
    activity_id: int,
    incoming: Incoming,
    *,
    all_others_absent: bool = False,
    on: date | None = None,
) -> Entered:
    """Enter who came from a list of names or ID numbers; rows that fit nobody are named.

    Where the list is whole, ``all_others_absent`` says that whoever is not on it stayed away.
    """
    activity = _attendable(session, activity_id, on)
    rows = _rows(session, activity.id)
    found = _match(session, activity, incoming)
    by_member = {row.member_id: row for row in rows.values() if row.state != rules.WITHDRAWN}
    people = known_people(session, activity, [key for _row, key in found.rows])
    new: list[tuple[int, int]] = []
    listed: set[int] = set()
    for row, key in found.rows:
        known = people.get(key)
        record = by_member.get(known.id if known else key)
        if record is None:
            new.append((key, row.number))
        else:
            listed.add(record.id)
            _set(session, record, True, on)
    added, refused = _add(session, activity, rows, new, on)
    absent = 0
    if all_others_absent:
        others = [row for row in by_member.values() if row.id not in listed]
        for record in others:
            _set(session, record, False, on)
        absent = len(others) if on else sum(one.state == rules.ABSENT for one in others)
    remarks = sorted((*found.refused, *refused), key=lambda one: one.row_number)
    return Entered(len(listed) + added, added, absent, tuple(remarks))


@needs(Permission.PLAN_CAMPAIGNS)
def preview_list(
    session: Session, activity_id: int, incoming: Incoming
) -> tuple[int, tuple[Remark, ...]]:
    """Return how many people a list names, and the rows that fit nobody; nothing is written."""
    activity = load(session, Activity, activity_id)
    rules.check_attendable(activity.state, activity.from_on, today_of(session))
    found = _match(session, activity, incoming)
    return len({key for _row, key in found.rows}), found.refused


def _match(session: Session, activity: Activity, incoming: Incoming) -> list_matching.Found:
    return list_matching.match(session, activity.unit_id or 0, incoming, ROSTER_FIELDS)


def _attendable(session: Session, activity_id: int, on: date | None) -> Activity:
    load(session, Activity, activity_id)
    activity = hold(session, activity_id)
    entered = activity.attended_days or []
    days.check_day(activity.from_on, activity.to_on, on, entered)
    rules.check_attendable(activity.state, on or activity.from_on, today_of(session))
    if on is not None and on.isoformat() not in entered:
        activity.attended_days = sorted((*entered, on.isoformat()))
    return activity


def _rows(session: Session, activity_id: int) -> dict[int, ActivitySignUp]:
    wanted = select(ActivitySignUp).where(ActivitySignUp.activity_id == activity_id)
    # The activity is in scope, and so were its people when they signed up.
    options = {"kernel": True, "populate_existing": True}
    return {row.id: row for row in session.scalars(wanted, execution_options=options)}


def _set(session: Session, record: ActivitySignUp, came: bool, on: date | None) -> None:
    before = record.came_on or []
    came_on = before if on is None else days.marked(before, on, came)
    state = rules.attended_state(record.state, came if on is None else bool(came_on))
    if (record.state, before) != (state, came_on):
        hand_over(session, record)  # the person's unit may stand elsewhere by now
        record.state = state
        if came_on != before:
            record.came_on = came_on


def _add(
    session: Session,
    activity: Activity,
    rows: Mapping[int, ActivitySignUp],
    new: Sequence[tuple[int, int]],
    on: date | None,
) -> tuple[int, list[Remark]]:
    """Add people who came without having signed up, each once; who may not be added is named."""
    if not new:
        return 0, []
    if len(new) > rules.MOST_AT_ONCE:
        raise InvalidInput(N_("Sign up at most {most} people at once."), most=rules.MOST_AT_ONCE)
    hold_all(session, [key for key, _number in new])
    people = known_people(session, activity, [key for key, _number in new])
    there = {row.member_id for row in rows.values() if row.state != rules.WITHDRAWN}
    number = sign_ups.next_number_of(session, activity.id)
    refused: list[Remark] = []
    added = 0
    for key, row_number in new:
        known = people.get(key)
        # Whoever came was there, whomever the activity was meant for.
        guest = replace(known.person, belongs=True) if known else None
        why = rules.why_not(Condition(), guest, activity.from_on)
        if why is None and known is not None and known.id in there:
            why = line(N_("is on the list of this activity already"))
        if known is None or why is not None:
            refused.append(Remark(known.name if known else "", why or line(""), row_number))
            continue
        record = sign_ups.record_of(session, activity, known, number + added, rules.ATTENDED)
        record.walk_in = True
        record.came_on = [on.isoformat()] if on else None
        session.add(record)
        there.add(known.id)
        added += 1
    session.flush()
    return added, refused
