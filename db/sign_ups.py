"""Signing up for activities: places in order, a waiting list that moves up by itself."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from db.activity_people import Known, hold_all, known_people, list_clashes, on_list
from db.activity_scope import condition_of, find, hold, is_own
from db.bulk import portions
from db.models.activities import Activity, ActivitySignUp
from db.scope import hand_over
from db.verbs import actor_of, load, needs, today_of
from rules import activities as rules
from rules.access import Permission, check_allowed
from rules.errors import InvalidInput, NotAllowed, WrongState
from rules.explanation import Line, line
from rules.language import N_
from rules.people_lists import Remark

_KERNEL = {"kernel": True}
"""Places and waiting people of an activity are those of all units; it was found in scope."""


@dataclass(frozen=True, slots=True)
class Joiner:
    """Somebody who is to take part; ``row_number`` is where the person stands in a list."""

    member_id: int
    row_number: int = 0


@dataclass(frozen=True, slots=True)
class SignedUp:
    """What came of signing up: places given, who waits, who was refused, who is also elsewhere."""

    people: int
    waiting: int
    refused: tuple[Remark, ...]
    clashes: tuple[Remark, ...]


@needs(Permission.SIGN_UP)
def sign_up(
    session: Session, activity_id: int, joiners: Sequence[Joiner], note: str = ""
) -> SignedUp:
    """Sign people up, in their order; who finds no place waits, who may not is named with why.

    Raises WrongState where sign-up is over or not open yet.
    """
    activity = hold(session, activity_id)
    check_open(session, activity)
    hold_all(session, [one.member_id for one in joiners])
    found = _sift(session, activity, joiners)
    records = _write(session, activity, found.taken, note)
    waiting = sum(one.state == rules.WAITING for one in records)
    return SignedUp(len(records) - waiting, waiting, found.refused, found.clashes)


@needs(Permission.SIGN_UP)
def preview(session: Session, activity_id: int, joiners: Sequence[Joiner]) -> SignedUp:
    """Say what ``sign_up`` would bring; nothing is written."""
    activity = find(session, activity_id)
    check_open(session, activity)
    found = _sift(session, activity, joiners)
    free, wait = _room(session, activity)
    n = len(found.taken)
    places = n if free is None else 0 if wait else min(n, free)
    return SignedUp(places, n - places, found.refused, found.clashes)


def check_open(session: Session, activity: Activity) -> None:
    """Raise WrongState where nobody is signed up any more."""
    actor = actor_of(session)
    runs_it = actor.can(Permission.PLAN_CAMPAIGNS) and is_own(session, activity)
    rules.check_open(
        activity.state, activity.to_on, activity.sign_up_until, today_of(session), runs_it
    )


@dataclass(frozen=True, slots=True)
class _Sifted:
    taken: tuple[Known, ...]
    refused: tuple[Remark, ...]
    clashes: tuple[Remark, ...]


def _sift(session: Session, activity: Activity, joiners: Sequence[Joiner]) -> _Sifted:
    """Part people into those who may take part and those who may not, with the reason."""
    if not joiners:
        raise InvalidInput(N_("Choose at least one person."))
    if len(joiners) > rules.MOST_AT_ONCE:
        raise InvalidInput(N_("Sign up at most {most} people at once."), most=rules.MOST_AT_ONCE)
    people = known_people(session, activity, [one.member_id for one in joiners])
    on_it = on_list(session, activity.id, [one.id for one in people.values()])
    condition = condition_of(activity)
    taken: dict[int, Known] = {}
    refused: list[Remark] = []
    for one in joiners:
        known = people.get(one.member_id)
        why = rules.why_not(condition, known.person if known else None, activity.from_on)
        if why is None and known is not None:
            why = _twice(known.id, taken, on_it)
        if why is not None or known is None:
            name = known.name if known else ""
            refused.append(Remark(name, why or Line("", {}), one.row_number))
        else:
            taken[known.id] = known
    clashes = list_clashes(session, activity, taken)
    return _Sifted(tuple(taken.values()), tuple(refused), clashes)


def _twice(member_id: int, taken: Collection[int], on_it: Mapping[int, str]) -> Line | None:
    if member_id in taken:
        return line(N_("stands on the list twice"))
    if member_id in on_it:
        return line(N_("is on the list of this activity already"))
    return None


def _room(session: Session, activity: Activity) -> tuple[int | None, bool]:
    """Return how many places are free, and whether somebody waits for one."""
    counts = count_by_state(session, activity.id)
    taken = sum(counts.get(state, 0) for state in rules.WITH_A_PLACE)
    return rules.free_places(activity.capacity, taken), bool(counts.get(rules.WAITING))


def count_by_state(session: Session, activity_id: int) -> dict[str, int]:
    """Count an activity's people of all units by where they stand."""
    rows = session.execute(
        select(ActivitySignUp.state, func.count())
        .where(ActivitySignUp.activity_id == activity_id)
        .group_by(ActivitySignUp.state),
        execution_options=_KERNEL,
    )
    return {row[0]: row[1] for row in rows}


def count_taken(session: Session, activity_id: int) -> int:
    """Count the people who have a place."""
    counts = count_by_state(session, activity_id)
    return sum(counts.get(state, 0) for state in rules.WITH_A_PLACE)


def _write(
    session: Session, activity: Activity, people: Iterable[Known], note: str
) -> list[ActivitySignUp]:
    free, wait = _room(session, activity)
    records = []
    for number, known in enumerate(people, start=next_number_of(session, activity.id)):
        state = rules.state_of_next(free, wait)
        if free is not None and state == rules.SIGNED_UP:
            free -= 1
        records.append(record_of(session, activity, known, number, state, note))
    session.add_all(records)
    session.flush()
    return records


def next_number_of(session: Session, activity_id: int) -> int:
    """Return the number of the next person on an activity's list, which is held."""
    last = session.scalar(
        select(func.max(ActivitySignUp.number)).where(ActivitySignUp.activity_id == activity_id),
        execution_options=_KERNEL,
    )
    return (last or 0) + 1


def record_of(
    session: Session, activity: Activity, known: Known, number: int, state: str, note: str = ""
) -> ActivitySignUp:
    """Return a new row of an activity's list."""
    return ActivitySignUp(
        unit_id=known.unit_id,
        activity_id=activity.id,
        member_id=known.id,
        name=known.name,
        number=number,
        state=state,
        kind=activity.kind,
        on=activity.from_on,
        signed_up_on=today_of(session),
        note=note.strip()[:200],
    )


@needs(Permission.SIGN_UP)
def withdraw(session: Session, sign_up_id: int, seen: int, note: str = "") -> int:
    """Take somebody off the list; returns how many moved up from the waiting list.

    After the activity only who plans activities may, with a note: an entry made in error.
    """
    record = load(session, ActivitySignUp, sign_up_id, seen)
    activity = hold(session, record.activity_id)
    if record.state == rules.WITHDRAWN or activity.state not in rules.ATTENDABLE:
        raise WrongState(N_("This person is not on the list any more."))
    if activity.state == rules.HELD or record.state not in rules.EXPECTED:
        check_allowed(actor_of(session), Permission.PLAN_CAMPAIGNS)
        if not is_own(session, activity):
            raise NotAllowed(N_("Attendance is corrected by the office that holds the activity."))
        if not note.strip():
            raise InvalidInput(N_("Give a reason; it is kept with the decision."), field="note")
    record.state = rules.WITHDRAWN
    if note.strip():
        record.note = note.strip()[:200]
    session.flush()
    return move_up(session, activity)


def move_up(session: Session, activity: Activity) -> int:
    """Give free places of a held activity to those who wait longest; returns to how many."""
    if activity.state != rules.OPEN:
        return 0
    free, waiting = _room(session, activity)
    if not waiting or free == 0:
        return 0
    wanted = (
        select(ActivitySignUp)
        .where(ActivitySignUp.activity_id == activity.id, ActivitySignUp.state == rules.WAITING)
        .order_by(ActivitySignUp.number)
        .limit(free)
    )
    options = {**_KERNEL, "populate_existing": True}
    records = session.scalars(wanted, execution_options=options).all()
    for record in records:
        hand_over(session, record)  # who waits may be of another unit
        record.state, record.moved_up_on = rules.SIGNED_UP, today_of(session)
    session.flush()
    return len(records)


def follow(session: Session, activity: Activity) -> None:
    """Let the people of an activity that was changed be counted by its kind and first day."""
    wanted = select(ActivitySignUp.id).where(
        ActivitySignUp.activity_id == activity.id,
        (ActivitySignUp.kind != activity.kind) | (ActivitySignUp.on != activity.from_on),
    )
    ids = session.scalars(wanted, execution_options=_KERNEL).all()
    for some in portions(ids):
        found = select(ActivitySignUp).where(ActivitySignUp.id.in_(some))
        for record in session.scalars(found, execution_options=_KERNEL):
            hand_over(session, record)
            record.kind, record.on = activity.kind, activity.from_on
