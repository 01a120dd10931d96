"""The areas' versions as they stood a moment ago, shared by all open walls and boards.

Two hundred views that look every two seconds ask the database four times a second, not a
hundred times. What this process writes is seen at once, what others write a moment later.
"""

from __future__ import annotations

import time
from collections.abc import Mapping
from dataclasses import dataclass
from threading import Lock
from zoneinfo import ZoneInfo

from db import session as door
from db import summaries
from db.engine import Store, store
from db.verbs import zone_of
from rules.access import Actor

MOMENT_SECONDS = 0.25
NOBODY = Actor(account_id=None, name="pulse", unit_id=None)


@dataclass(frozen=True, slots=True)
class Pulse:
    """What was read in one look-up: the office, its areas' versions and its time zone."""

    office: str
    versions: Mapping[str, int]
    zone: ZoneInfo
    store: Store
    writes: int
    taken: float


_last: Pulse | None = None
_taking = Lock()


def feel() -> Pulse:
    """Return the versions of all areas, read anew when a moment has passed or we have written."""
    global _last
    found = _last
    if found is None or not _is_fresh(found):
        with _taking:  # of all who ask at once, one asks the database
            found = _last
            if found is None or not _is_fresh(found):
                found = _last = _take()
    return found


def _is_fresh(found: Pulse) -> bool:
    return (
        found.store is store()
        and found.writes == door.writes
        and time.monotonic() - found.taken < MOMENT_SECONDS
    )


def _take() -> Pulse:
    # Taken before the look-up: what is written meanwhile is looked up again.
    writes, taken, office = door.writes, time.monotonic(), store()
    with door.reading(NOBODY) as session:
        versions = summaries.area_versions(session)
        zone = zone_of(session)
    return Pulse(str(office.engine.url), versions, zone, office, writes, taken)
