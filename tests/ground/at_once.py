"""Two people at the same moment, for tests of what the second is told."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable

from sqlalchemy import text
from sqlalchemy.orm import Session

from db.engine import Queue, store
from db.session import writing
from rules.access import Actor
from rules.errors import OfficeError

A_MOMENT, A_LOOK = 1.0, 0.01
"""So long, in seconds, the first leaves the second the chance to slip past, unless it is seen to
wait for the first."""
WAITS = text(
    "SELECT count(*) FROM pg_stat_activity"
    " WHERE datname = current_database() AND wait_event_type = 'Lock'"
)

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
        end = time.monotonic() + A_MOMENT
        while follower.is_alive() and time.monotonic() < end and not _somebody_waits():
            follower.join(A_LOOK)
    follower.join()
    return told[0] if told else None


def _somebody_waits() -> bool:
    """Say whether the second stands before what the first holds, and can go no further."""
    queue = store().queue
    if isinstance(queue, Queue):
        return bool(queue._turns)
    with store().engine.connect() as looking:
        return bool(looking.scalar(WAITS))
