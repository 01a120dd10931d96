"""Two people at the same moment, for tests of what the second is told."""

from __future__ import annotations

import threading
from collections.abc import Callable

from sqlalchemy.orm import Session

from db.session import writing
from rules.access import Actor
from rules.errors import OfficeError

A_MOMENT = 1.0
"""So long, in seconds, the first leaves the second the chance to slip past."""

Work = Callable[[Session], object]


def at_once(first: tuple[Actor, Work], second: tuple[Actor, Work]) -> OfficeError | None:
    """Let the second begin before the first is committed; returns what the second was told."""
    told: list[OfficeError] = []

    def follow() -> None:
        actor, work = second
        try:
            with writing(actor) as session:
                work(session)
        except OfficeError as error:
            told.append(error)

    follower = threading.Thread(target=follow)
    with writing(first[0]) as session:
        first[1](session)
        session.flush()
        follower.start()
        follower.join(A_MOMENT)
    follower.join()
    return told[0] if told else None
