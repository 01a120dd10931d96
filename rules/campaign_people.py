"""The list of a campaign's people: where one comes from, how one is reached, pasted lines."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass

from rules.errors import InvalidInput, WrongState
from rules.fields import Field, Fields, Kind
from rules.language import N_
from rules.reasons import check_reason

LISTED, EXCLUDED, TAKEN_OFF, MERGED = "listed", "excluded", "taken_off", "merged"
TARGET_LABELS: Mapping[str, str] = {
    LISTED: N_("On the list"),
    EXCLUDED: N_("Left out"),
    TAKEN_OFF: N_("Taken off"),
    MERGED: N_("Merged with another entry"),
}

BY_RULE, INCLUDED, ADDED = "rule", "included", "added"
SOURCE_LABELS: Mapping[str, str] = {
    BY_RULE: N_("By the rule"),
    INCLUDED: N_("Put on by hand"),
    ADDED: N_("Added after approval"),
}

ACTIVITY, GIFT, GRANT, VISIT, BY_HAND = "activity", "gift", "grant", "visit", "by_hand"
WAY_LABELS: Mapping[str, str] = {
    ACTIVITY: N_("Took part in an activity"),
    GIFT: N_("Gift received"),
    GRANT: N_("Aid paid"),
    VISIT: N_("Visited"),
    BY_HAND: N_("Marked by hand"),
}

ALL, NOT_REACHED, REACHED, LEFT_OUT = "all", "not_reached", "reached", "left_out"
VIEW_LABELS: Mapping[str, str] = {
    ALL: N_("Everybody on the list"),
    NOT_REACHED: N_("Not reached yet"),
    REACHED: N_("Reached already"),
    LEFT_OUT: N_("Left out"),
}

PLANNED = "planned"
OPEN_AFTER_APPROVAL = frozenset(("approved", "running"))
"""States in which somebody may still be added or taken off, with a reason."""

MOST_LINES = 5000
LONGEST_REASON = 200
_SPACES = re.compile(r"[\s,，、;；]+")
_COUNT = re.compile(r"[0-9]{1,4}[.)．）]?")
"""A number in front of the name counts the lines."""
_NUMBER = re.compile(r"[0-9A-Za-z-]*[0-9][0-9A-Za-z-]*")

REASON_FIELDS: Fields = (
    Field("reason", N_("Reason"), Kind.LONG_TEXT, required=True, length=LONGEST_REASON),
)
REACHED_FIELDS: Fields = (
    Field("on", N_("Reached on"), Kind.DATE, required=True),
    Field("note", N_("How they were reached"), length=LONGEST_REASON, required=True),
)


@dataclass(frozen=True, slots=True)
class Pasted:
    """One pasted line: a name, a number (of the ID paper or of the member), or both."""

    line: int
    text: str
    name: str
    number: str


def pasted_people(text: str) -> tuple[Pasted, ...]:
    """Read a pasted list, a person a line; raises InvalidInput when it is too long."""
    found = []
    for line, written in enumerate(text.splitlines(), start=1):
        words = [word for word in _SPACES.split(written.strip()) if word]
        if not words:
            continue
        numbers = [word for word in words if _NUMBER.fullmatch(word) and len(word) > 3]
        names = [word for word in words if not (_NUMBER.fullmatch(word) or _COUNT.fullmatch(word))]
        name = (" " if "".join(names).isascii() else "").join(names)
        found.append(Pasted(line, written.strip()[:80], name, numbers[0] if numbers else ""))
    if len(found) > MOST_LINES:
        raise InvalidInput(N_("The list has more than {most} rows."), most=MOST_LINES)
    return tuple(found)


def given_reason(reason: str, field: str = "reason") -> str:
    """Return a reason without surrounding spaces; raises InvalidInput where it says too little."""
    return check_reason(reason, field, N_("Give a reason; it is kept with the list."))[
        :LONGEST_REASON
    ]


def check_open(state: str) -> None:
    """Raise WrongState where nobody is put on a campaign's list or taken off any more."""
    if state != PLANNED and state not in OPEN_AFTER_APPROVAL:
        raise WrongState(N_("This campaign is closed, and its list stays as it is."))


def check_planned(state: str) -> None:
    """Raise WrongState once the list was frozen with the campaign's approval."""
    if state != PLANNED:
        raise WrongState(
            N_("The list was frozen when the campaign was approved; the rule stays as it is.")
        )


def check_running(state: str) -> None:
    """Raise WrongState unless a campaign is under way, so that people can be reached."""
    if state not in OPEN_AFTER_APPROVAL:
        raise WrongState(N_("This campaign is not approved yet, or closed already."))
