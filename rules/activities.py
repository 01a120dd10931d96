"""Activities: how one moves, who may take part, who stands on the waiting list, what clashes."""

from __future__ import annotations

import re
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import date

from rules.access import Permission
from rules.assessments import age_on
from rules.errors import InvalidInput, WrongState
from rules.explanation import CodeName, Line, line
from rules.fields import Value
from rules.language import N_
from rules.members import PRESENT
from rules.moves import ENTER, Machine, Step

PLANNED, OPEN = "activity_planned", "activity_open"
HELD, CANCELLED = "activity_held", "activity_cancelled"

_PLAN = Permission.PLAN_CAMPAIGNS
_CANCEL = Step(CANCELLED, _PLAN, N_("Cancel the activity"), needs_note=True)

ACTIVITY = Machine(
    "activity",
    PLANNED,
    {
        (PLANNED, "open"): Step(OPEN, _PLAN, N_("Open for sign-up")),
        (OPEN, "hold"): Step(HELD, _PLAN, N_("It was held")),
        (PLANNED, "hold"): Step(HELD, _PLAN, N_("It was held")),
        (PLANNED, "cancel"): _CANCEL,
        (OPEN, "cancel"): _CANCEL,
        (HELD, "reopen"): Step(OPEN, _PLAN, N_("Open it again"), needs_note=True),
        (CANCELLED, "revive"): Step(PLANNED, _PLAN, N_("Plan it again"), needs_note=True),
    },
    {
        PLANNED: N_("Activity planned"),
        OPEN: N_("Open for sign-up"),
        HELD: N_("Activity held"),
        CANCELLED: N_("Activity cancelled"),
    },
)
SEEN_BELOW = (OPEN, HELD, CANCELLED)
"""States in which units below the union that holds an activity know of it."""
ATTENDABLE = (OPEN, HELD)
CHANGEABLE = (PLANNED, OPEN)

SIGNED_UP, WAITING, WITHDRAWN = "signed_up", "waiting", "withdrawn"
ATTENDED, ABSENT = "attended", "absent"
SIGN_UP_LABELS: Mapping[str, str] = {
    SIGNED_UP: N_("Signed up"),
    WAITING: N_("On the waiting list"),
    WITHDRAWN: N_("Withdrawn"),
    ATTENDED: N_("Attended"),
    ABSENT: N_("Absent"),
}
WITH_A_PLACE = (SIGNED_UP, ATTENDED, ABSENT)
"""Who takes one of the places."""
EXPECTED = (SIGNED_UP, WAITING)

COST_ASKED, COST_PAID = "cost_asked", "cost_paid"
COST_DROPPED, COST_TAKEN_BACK = "cost_dropped", "cost_taken_back"
COST = Machine(
    "activity_cost",
    COST_ASKED,
    {
        (COST_ASKED, "pay"): Step(
            COST_PAID, Permission.PAY_RUNS, N_("Pay out of the fund"), not_same_as=(ENTER,)
        ),
        (COST_ASKED, "drop"): Step(COST_DROPPED, _PLAN, N_("Take off"), needs_note=True),
        (COST_PAID, "take_back"): Step(
            COST_TAKEN_BACK, Permission.PAY_RUNS, N_("Take back"), needs_note=True
        ),
    },
    {
        COST_ASKED: N_("To be paid"),
        COST_PAID: N_("Paid out of the fund"),
        COST_DROPPED: N_("Taken off"),
        COST_TAKEN_BACK: N_("Taken back"),
    },
)
"""Whoever enters what an activity cost does not pay it out of the fund."""

FUND_USE = "activity"
"""The use, a code of the list ``aid_kind``, that a fund needs to pay for activities."""
CLASS = "class"
"""The kind of activity whose people get a certificate."""
SIGN_UP_ENDS_SOON_DAYS = 3
MOST_AT_ONCE = 500
"""How many people are signed up in one go."""

_TIME = re.compile(r"(\d{1,2})(?:[:.点时h](\d{1,2})?分?)?")
_TIME_DIGITS = re.compile(r"(\d{1,2})(\d{2})")


def check_time(value: Value) -> Value:
    """Return a time of the day as 09:00, from 9:00, 9, 0900 or 9点30分."""
    text = str(value or "").strip()
    found = _TIME.fullmatch(text) or _TIME_DIGITS.fullmatch(text)
    hours, minutes = (int(part or 0) for part in found.groups()) if found else (99, 0)
    if hours > 23 or minutes > 59:
        raise InvalidInput(N_("Enter a time such as 09:00."))
    return f"{hours:02}:{minutes:02}"


def check_capacity(value: Value) -> Value:
    """Return how many places there are."""
    if not isinstance(value, int) or not 1 <= value <= 100_000:
        raise InvalidInput(N_("Enter how many places there are; leave it empty for no limit."))
    return value


def check_age(value: Value) -> Value:
    """Return an age in years."""
    if not isinstance(value, int) or not 1 <= value <= 120:
        raise InvalidInput(N_("Enter an age in years."))
    return value


def check_score(value: Value) -> Value:
    """Return what people thought of it, from 1 to 5."""
    if not isinstance(value, int) or not 1 <= value <= 5:
        raise InvalidInput(N_("Enter a number from {least} to {most}."), least=1, most=5)
    return value


def check_people(value: Value) -> Value:
    """Return how many people gave the same answer."""
    if not isinstance(value, int) or not 1 <= value <= 10_000:
        raise InvalidInput(N_("Enter a number from {least} to {most}."), least=1, most="10,000")
    return value


@dataclass(frozen=True, slots=True)
class When:
    """From when to when: days, and the hours of each day where they are known."""

    from_on: date
    to_on: date
    from_time: str = ""
    to_time: str = ""


def clash(one: When, other: When) -> bool:
    """Say whether two activities take place at the same time, in part at least."""
    if one.from_on > other.to_on or other.from_on > one.to_on:
        return False
    if not (one.from_time and other.from_time):
        return True
    return one.from_time < _end(other) and other.from_time < _end(one)


def _end(when: When) -> str:
    return when.to_time if when.to_time > when.from_time else "24:00"


def check_when(when: When, sign_up_until: date | None) -> None:
    """Raise InvalidInput, naming the field, for days and times that cannot be."""
    if when.to_on < when.from_on:
        raise InvalidInput(N_("It cannot end before it begins."), field="to_on")
    if when.to_time and not when.from_time:
        raise InvalidInput(N_("Say when it begins."), field="from_time")
    if when.to_time and when.to_time <= when.from_time:
        raise InvalidInput(N_("It cannot end before it begins."), field="to_time")
    if sign_up_until is not None and sign_up_until > when.to_on:
        raise InvalidInput(N_("Sign-up ends before the activity is over."), field="sign_up_until")


@dataclass(frozen=True, slots=True)
class Condition:
    """Who may take part; empty parts ask for nothing."""

    gender: str = ""
    age_from: int | None = None
    age_to: int | None = None
    targets_only: bool = False


def check_condition(condition: Condition, has_campaign: bool) -> None:
    """Raise InvalidInput, naming the field, for a condition that nobody can meet."""
    least, most = condition.age_from, condition.age_to
    if least is not None and most is not None and most < least:
        raise InvalidInput(N_("Nobody is of this age."), field="age_to")
    if condition.targets_only and not has_campaign:
        raise InvalidInput(
            N_("Choose the campaign whose target list is meant."), field="targets_only"
        )


@dataclass(frozen=True, slots=True)
class Person:
    """Somebody who would take part, as the registry knows the person now."""

    status: str
    gender: str
    birth_on: date | None
    belongs: bool
    """Within the units that the activity is for."""
    is_target: bool = False


def why_not(condition: Condition, person: Person | None, on: date) -> Line | None:
    """Say why somebody may not take part in an activity that begins on a day; None: welcome."""
    if person is None:
        return line(N_("is not in your part of the registry"))
    if person.status not in PRESENT:
        return line(N_("does not belong to the union now"))
    if not person.belongs:
        return line(N_("belongs to a unit that the activity is not for"))
    if condition.gender and person.gender != condition.gender:
        return line(
            N_("the activity is for: {gender}"), gender=CodeName("gender", condition.gender)
        )
    if condition.targets_only and not person.is_target:
        return line(N_("does not stand on the campaign's target list"))
    return _wrong_age(condition, person.birth_on, on)


def _wrong_age(condition: Condition, birth_on: date | None, on: date) -> Line | None:
    if condition.age_from is None and condition.age_to is None:
        return None
    years = age_on(birth_on, on)
    if years is None:
        return line(N_("the birth date is not in the registry"))
    if condition.age_from is not None and years < condition.age_from:
        return line(
            N_("{years} years old, the least is {least}"), years=years, least=condition.age_from
        )
    if condition.age_to is not None and years > condition.age_to:
        return line(N_("{years} years old, the most is {most}"), years=years, most=condition.age_to)
    return None


def check_open(
    state: str, to_on: date, sign_up_until: date | None, today: date, runs_it: bool
) -> None:
    """Raise WrongState where nobody is signed up any more; who ``runs_it`` may after the day."""
    if state != OPEN:
        raise WrongState(N_("This activity is not open for sign-up."))
    if today > to_on:
        raise WrongState(N_("This activity is over. Add who came with the attendance."))
    if not runs_it and sign_up_until is not None and today > sign_up_until:
        raise WrongState(
            N_("Sign-up ended on {on}. Ask the office that holds the activity."),
            on=sign_up_until.isoformat(),
        )


def free_places(capacity: int | None, taken: int) -> int | None:
    """Return how many places are left, None where there is no limit."""
    return None if capacity is None else max(capacity - taken, 0)


def state_of_next(free: int | None, others_wait: bool) -> str:
    """Return where the next person stands: who waits comes first."""
    if free is None:
        return SIGNED_UP
    return SIGNED_UP if free > 0 and not others_wait else WAITING


def check_attendable(state: str, from_on: date, today: date) -> None:
    """Raise WrongState before an activity has begun, and for one that is not held."""
    if state not in ATTENDABLE:
        raise WrongState(N_("Attendance is entered for activities that are open or were held."))
    if today < from_on:
        raise WrongState(
            N_("Attendance is entered from {on} on, when it begins."), on=from_on.isoformat()
        )


def attended_state(before: str, came: bool) -> str:
    """Return where somebody stands after the attendance: who waited and did not come, waits."""
    if came:
        return ATTENDED
    return before if before in (WAITING, WITHDRAWN) else ABSENT


def average_score(answers: Collection[tuple[int, int]]) -> int | None:
    """Return the average of (score, people) in hundredths, None where nobody answered."""
    people = sum(n for _score, n in answers)
    return round(100 * sum(score * n for score, n in answers) / people) if people else None
