"""What every request needs of an area, kept in the process until the area changes."""

from __future__ import annotations

from collections.abc import Callable
from threading import Lock
from typing import Generic, TypeVar

from sqlalchemy.orm import Session

from db.scope import office_of
from db.summaries import area_version

ValueT = TypeVar("ValueT")


class AreaMemory(Generic[ValueT]):
    """Values that are the same for everybody in an office, apart for each database."""

    def __init__(self, area: str) -> None:
        self._area = area
        self._known: dict[tuple[str, str], tuple[int, ValueT]] = {}
        self._filling = Lock()

    def recall(self, session: Session, read: Callable[[], ValueT], what: str = "") -> ValueT:
        """Return ``read()``, or what it returned last while the area has not changed."""
        version = area_version(session, self._area)
        key = (office_of(session), what)
        with self._filling:
            found = self._known.get(key)
            if found is None or found[0] != version:
                found = self._known[key] = (version, read())
            return found[1]
