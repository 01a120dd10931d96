"""Wall displays: how their keys read, how pages take turns, when it is night."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime

from rules.errors import InvalidInput
from rules.fields import Field, Fields, Kind, Value
from rules.language import N_
from rules.settings import LANGUAGE_CODES, between

KEY_LETTERS = "23456789abcdefghjkmnpqrstuvwxyz"
KEY_GROUPS, KEY_GROUP = 5, 5
"""A key is five groups of five letters that nobody mistakes: 10^37 of them."""

LONGEST_KEY = 60
BOARD_CODES, NIGHT_CODES = "boards", "night"
"""The names under which a form's choices go."""

OFF, ON, HOURS = "off", "on", "hours"
NIGHT_LABELS: Mapping[str, str] = {
    OFF: N_("Light"),
    ON: N_("Dark"),
    HOURS: N_("Dark at night"),
}

IN_USE, EXPIRED, REVOKED = "in_use", "expired", "revoked"
STATE_LABELS: Mapping[str, str] = {
    IN_USE: N_("in use"),
    EXPIRED: N_("expired"),
    REVOKED: N_("revoked"),
}

_hour = between(0, 23)

DISPLAY_FIELDS: Fields = (
    Field(
        "label",
        N_("Name of the display"),
        required=True,
        length=60,
        help=N_("Where it hangs, such as the hall on the second floor."),
    ),
    Field(
        "unit_id",
        N_("Unit"),
        Kind.UNION,
        help=N_("The display shows the figures of this unit and those below it."),
    ),
    Field("board_ids", N_("Boards in turn"), Kind.CHOICES, codes=BOARD_CODES, required=True),
    Field(
        "seconds", N_("Seconds for each page"), Kind.INTEGER, required=True, check=between(5, 600)
    ),
    Field("night", N_("Colours"), Kind.PICK, codes=NIGHT_CODES, required=True),
    Field("night_from", N_("Dark from hour"), Kind.INTEGER, required=True, check=_hour),
    Field("night_to", N_("Dark until hour"), Kind.INTEGER, required=True, check=_hour),
    Field("language", N_("Language"), Kind.CHOICE, codes=LANGUAGE_CODES),
    Field(
        "valid_until",
        N_("Valid until"),
        Kind.DATE,
        help=N_("The last day on which the key opens the wall. Empty: until it is revoked."),
    ),
)

NEW_DISPLAY: Mapping[str, Value] = {
    "seconds": 20,
    "night": HOURS,
    "night_from": 19,
    "night_to": 7,
}
"""What the form of a new display starts with."""


def tidy_key(typed: str) -> str:
    """Return a key as it was given out, from what somebody typed into an address."""
    return typed.strip().lower()[:LONGEST_KEY]


def check_night(night: str) -> str:
    """Return when the display is dark; raises InvalidInput for an unknown word."""
    if night not in NIGHT_LABELS:
        raise InvalidInput(N_("Choose the colours."), field="night")
    return night


def check_valid_until(valid_until: date | None, today: date) -> date | None:
    """Return the last day of a key; raises InvalidInput when it is over already."""
    if valid_until is not None and valid_until < today:
        raise InvalidInput(N_("This day is over already."), field="valid_until")
    return valid_until


def is_dark(night: str, night_from: int, night_to: int, now: datetime) -> bool:
    """Say whether a display is dark at an instant of the office's clock."""
    if night != HOURS:
        return night == ON
    if night_from <= night_to:
        return night_from <= now.hour < night_to
    return now.hour >= night_from or now.hour < night_to


def turn_of(now: datetime, seconds: int, pages: int) -> int:
    """Return which page, from 0, has its turn: by the clock, so that a restart goes on."""
    return int(now.timestamp()) // seconds % pages if pages else 0


def state_of(revoked: bool, valid_until: date | None, today: date) -> str:
    """Return whether a key still opens the wall."""
    if revoked:
        return REVOKED
    return EXPIRED if valid_until is not None and valid_until < today else IN_USE
