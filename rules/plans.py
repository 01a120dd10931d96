"""The household plan: versions, what a measure says, and that no cause is left without one."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date

from rules.access import Permission
from rules.errors import InvalidInput
from rules.fields import Field, Fields, Kind
from rules.language import N_
from rules.moves import ENTER, Machine, Step

DRAFT, PROPOSED, ADOPTED, SUPERSEDED, DROPPED = (
    "plan_draft",
    "plan_proposed",
    "adopted",
    "superseded",
    "plan_dropped",
)
UNFINISHED = (DRAFT, PROPOSED)
"""States of a version that is being written; a file has one such version at most."""

_EDIT, _APPROVE = Permission.EDIT_HARDSHIP, Permission.APPROVE_HARDSHIP

PLAN = Machine(
    "household_plan",
    DRAFT,
    {
        (DRAFT, "propose"): Step(PROPOSED, _EDIT, N_("Propose the plan")),
        (DRAFT, "drop"): Step(DROPPED, _EDIT, N_("Drop this version")),
        (PROPOSED, "adopt"): Step(
            ADOPTED, _APPROVE, N_("Adopt the plan"), not_same_as=(ENTER, "propose")
        ),
        (PROPOSED, "send_back"): Step(
            DRAFT,
            _APPROVE,
            N_("Send back"),
            not_same_as=(ENTER, "propose"),
            needs_note=True,
        ),
        (PROPOSED, "take_back"): Step(DRAFT, _EDIT, N_("Take back and go on writing")),
        (ADOPTED, "supersede"): Step(SUPERSEDED, _APPROVE, N_("Superseded")),
    },
    {
        DRAFT: N_("Being written"),
        PROPOSED: N_("Waiting for adoption"),
        ADOPTED: N_("Plan in force"),
        SUPERSEDED: N_("Superseded"),
        DROPPED: N_("Dropped"),
    },
)

GOAL = Field("goal", N_("Goal of the plan"), Kind.LONG_TEXT)

MEASURE_FIELDS: Fields = (
    Field("cause", N_("Against the cause"), Kind.CHOICE, codes="hardship_cause", required=True),
    Field("kind", N_("Kind of measure"), Kind.CHOICE, codes="measure_kind", required=True),
    Field("text", N_("What is to be done"), length=200, required=True),
    Field("owner", N_("Who answers for it"), length=60, required=True),
    Field("due_on", N_("Due on"), Kind.DATE, required=True),
)

RESULT_FIELDS: Fields = (
    Field("done_on", N_("Done on"), Kind.DATE, required=True),
    Field("result", N_("Result"), length=200, required=True),
)


def causes_left(causes: Iterable[str], measured: Iterable[str]) -> tuple[str, ...]:
    """Return the causes against which nothing is planned, in their order."""
    known = frozenset(measured)
    return tuple(cause for cause in dict.fromkeys(causes) if cause not in known)


def check_measure(due_on: date, today: date) -> None:
    """Raise InvalidInput for a new measure that was due before today."""
    if due_on < today:
        raise InvalidInput(N_("This day has passed already."), field="due_on")


def is_overdue(due_on: date, done_on: date | None, today: date) -> bool:
    """Say whether a measure should have been done before today and was not."""
    return done_on is None and due_on < today
