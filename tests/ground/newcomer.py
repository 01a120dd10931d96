"""A clerk of the northern county with an account, who has not been to the office yet."""

from __future__ import annotations

from db import accounts
from db.passwords import prepare
from db.session import writing
from tests.ground.people import almighty
from tests.ground.tree import City

FIRST, OWN = "first-word-of-spring", "a-long-walk-at-night"
"""The password that the administrator gave, and the one that the clerk chooses."""


def open_account(city: City, login: str = "chenlan", settled: bool = True) -> int:
    """Return the account's id; who is not ``settled`` has to choose a password first."""
    with writing(almighty()) as session:
        return accounts.create(
            session,
            login,
            "陈兰",
            city.north,
            ["clerk"],
            prepare(FIRST),
            must_change_password=not settled,
        )
