"""By when an event must be reported and its claim handed in, and when the clock stands still.

Days are counted as the Civil Code says: the first day does not count, and a term that ends on
a day off ends on the next workday. While the office waits for papers it asked for, no time runs.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Protocol

from rules.language import N_
from rules.workdays import Calendar

DAYS_FOR_PAPERS = 30
"""So many days are given for papers that were asked for, where a plan says nothing else."""


class TermLimits(Protocol):
    """What a plan's terms say of time; 0 is no limit."""

    @property
    def report_days(self) -> int: ...
    @property
    def hand_in_days(self) -> int: ...
    @property
    def last_days(self) -> int: ...


@dataclass(frozen=True, slots=True)
class Course:
    """The days of a claim: what happened when, and how long the clock stood still."""

    event_on: date
    ended_on: date | None
    reported_on: date | None
    handed_in_on: date
    complete_on: date
    """The day on which the last paper came, today while one is missing."""
    days_stopped: int = 0


@dataclass(frozen=True, slots=True)
class Limits:
    """The last days of a plan for one event; None where the plan sets none."""

    report_by: date | None
    hand_in_by: date | None
    last_by: date | None


@dataclass(frozen=True, slots=True)
class Late:
    """A limit that was missed: its sentence, the last day, and the day on which it came."""

    text: str
    by: date
    on: date


def limits_of(
    terms: TermLimits,
    event_on: date,
    ended_on: date | None,
    calendar: Calendar,
    days_stopped: int = 0,
) -> Limits:
    """Return the last days; every term begins with the end of the event."""
    end = ended_on or event_on

    def by(start: date, days: int, stopped: int = 0) -> date | None:
        return calendar.add_days(start, days + stopped) if days else None

    return Limits(
        by(end, terms.report_days),
        by(end, terms.hand_in_days),
        by(end, terms.last_days, days_stopped),
    )


def lateness(terms: TermLimits, course: Course, calendar: Calendar) -> Late | None:
    """Return the first limit that was missed, or None.

    Somebody who reported nothing before handing in has reported by handing in. The last day
    counts for the complete claim, less the days on which the office waited for papers.
    """
    limits = limits_of(
        terms, course.event_on, course.ended_on, calendar, max(course.days_stopped, 0)
    )
    reported = min(course.reported_on or course.handed_in_on, course.handed_in_on)
    for text, by, on in (
        (N_("Reported on {on}; the plan's limit was {by}."), limits.report_by, reported),
        (
            N_("Handed in on {on}; the plan's limit was {by}."),
            limits.hand_in_by,
            course.handed_in_on,
        ),
        (
            N_("Complete on {on}; the plan's last day was {by}."),
            limits.last_by,
            max(course.complete_on, course.handed_in_on),
        ),
    ):
        if by is not None and on > by:
            return Late(text, by, on)
    return None


def papers_due(asked_on: date, calendar: Calendar, days: int) -> date:
    """Return by when papers asked for today have to be here."""
    return calendar.add_days(asked_on, days)


def stopped(asked_on: date, received_on: date) -> int:
    """Return for how many calendar days the clock stood still."""
    return max((received_on - asked_on).days, 0)
