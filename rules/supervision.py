"""Supervision: a question about a record that its unit has to answer in time."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from rules.access import Permission
from rules.fields import Field, Fields, Kind
from rules.language import N_
from rules.moves import ENTER, Machine, Step
from rules.settings import between
from rules.workdays import Calendar

OBJECTION, SPOT_CHECK = "objection", "spot_check"
KIND_LABELS = {OBJECTION: N_("Objection of the supervision"), SPOT_CHECK: N_("Spot check")}

OPEN, ANSWERED, ACCEPTED, DROPPED = "open", "answered", "accepted", "dropped"
DEFAULT_WORKDAYS = 5


@dataclass(frozen=True, slots=True)
class Subject:
    """What can be asked about: its name, its page, and the right of those who answer."""

    label: str
    page: str
    answered_with: Permission


SUBJECTS: Mapping[str, Subject] = {
    "hardship_file": Subject(N_("Hardship file"), "hardship_file", Permission.REVIEW_HARDSHIP),
    "public_notice": Subject(N_("Public notice"), "notice", Permission.REVIEW_HARDSHIP),
    "aid_grant": Subject(N_("Aid grant"), "grant", Permission.APPROVE_AID),
    "pay_run": Subject(N_("Pay run"), "pay_run", Permission.PREPARE_RUNS),
    "claim": Subject(N_("Mutual-aid claim"), "claim", Permission.DECIDE_CLAIMS),
}

QUESTION_FIELDS: Fields = (
    Field("kind", N_("Kind"), Kind.CHOICE, codes="supervision_kind", required=True),
    Field("days", N_("Workdays to answer"), Kind.INTEGER, required=True, check=between(1, 30)),
    Field("question", N_("Question"), Kind.LONG_TEXT, required=True, length=500,
          help=N_("No ID numbers and no illnesses: everybody who answers reads it.")),
)  # fmt: skip

STATE_LABELS: Mapping[str, str] = {
    OPEN: N_("Waiting for an answer"),
    ANSWERED: N_("Answered, waiting for the supervisor"),
    ACCEPTED: N_("Answer accepted"),
    DROPPED: N_("Question dropped"),
}


def machine_of(record_type: str) -> Machine:
    """Return the steps of a question; who may answer depends on what it is about.

    Answers are given also while the office is frozen: that is when they are asked for.
    """
    supervise = Permission.SUPERVISE
    return Machine(
        "supervision",
        OPEN,
        {
            (OPEN, "answer"): Step(
                ANSWERED,
                SUBJECTS[record_type].answered_with,
                N_("Answer"),
                not_same_as=(ENTER,),
                needs_note=True,
                in_freeze=True,
            ),
            (OPEN, "drop"): Step(DROPPED, supervise, N_("Drop the question"), needs_note=True),
            (ANSWERED, "accept"): Step(
                ACCEPTED,
                supervise,
                N_("Accept the answer"),
                not_same_as=("answer",),
                in_freeze=True,
            ),
            (ANSWERED, "ask_again"): Step(OPEN, supervise, N_("Ask again"), needs_note=True),
        },
        STATE_LABELS,
    )


def due(calendar: Calendar, on: date, workdays: int) -> date:
    """Return the last day to answer."""
    return calendar.add_workdays(on, workdays)
