"""What a password must be."""

from __future__ import annotations

from datetime import timedelta

from rules.errors import InvalidInput
from rules.language import N_

SHORTEST = 10
LONGEST = 200
SHORTEST_TELLING_NAME = 4
"""A shorter sign-in name says nothing about a password that happens to hold it."""
FREE_TRIES = 4
LONGEST_WAIT = timedelta(minutes=30)
_COMMON = (
    "1234567890",
    "0123456789",
    "qwertyuiop",
    "1q2w3e4r5t",
    "password",
    "passw0rd",
    "iloveyou",
    "admin",
    "woaini1314",
    "a123456789",
    "88888888",
    "66666666",
)


def check_password(password: str, login: str) -> None:
    """Raise InvalidInput for a password that is short, common or the name again."""
    if not SHORTEST <= len(password) <= LONGEST:
        raise InvalidInput(
            N_("A password has at least {shortest} characters."),
            field="password",
            shortest=SHORTEST,
        )
    plain = password.lower()
    if len(set(plain)) < 5 or any(common in plain for common in _COMMON):
        raise InvalidInput(
            N_("This password is easy to guess. Four words or a sentence are better."),
            field="password",
        )
    name = login.lower()
    if plain in name or (len(name) >= SHORTEST_TELLING_NAME and name in plain):
        raise InvalidInput(N_("The password must not contain the sign-in name."), field="password")


def wait_after(failures: int) -> timedelta:
    """Return how long to wait after so many failures in a row: doubling, half an hour at most."""
    if failures <= FREE_TRIES:
        return timedelta()
    return min(timedelta(seconds=15 * 2 ** min(failures - FREE_TRIES - 1, 10)), LONGEST_WAIT)
