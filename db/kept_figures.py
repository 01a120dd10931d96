"""Figures read once per change: kept with the versions of the areas that they are made from."""

from __future__ import annotations

from collections.abc import Callable, Hashable
from threading import Lock
from typing import Any, TypeVar

from sqlalchemy.orm import Session

from db.scope import office_of
from db.summaries import area_version
from db.verbs import actor_of, open_to_all

FigureT = TypeVar("FigureT")

MOST_KEPT = 2000
Versions = tuple[int, ...]
_kept: dict[Hashable, tuple[Versions, Any]] = {}
_readers: dict[Hashable, Lock] = {}
_keeping = Lock()


@open_to_all("keeps what a locked function reads, apart for each scope")
def kept(
    session: Session, areas: tuple[str, ...], what: Hashable, read: Callable[[], FigureT]
) -> FigureT:
    """Return ``read()``, or what it returned last while none of ``areas`` has changed.

    ``what`` names the figure and everything that was chosen; the actor's scope is added. Of all
    who ask for a figure after a change one reads it, the others wait for that.
    """
    key, versions = _asked(session, areas, what)
    found = _kept.get(key)
    if found is None or found[0] != versions:
        with _reader(key):
            found = _kept.get(key)
            if found is None or found[0] != versions:
                found = _keep(key, (versions, read()))
    figure: FigureT = found[1]
    return figure


@open_to_all("tells nothing of what is kept")
def is_kept(session: Session, areas: tuple[str, ...], what: Hashable) -> bool:
    """Say whether ``kept`` would return what was read before."""
    key, versions = _asked(session, areas, what)
    found = _kept.get(key)
    return found is not None and found[0] == versions


def _asked(session: Session, areas: tuple[str, ...], what: Hashable) -> tuple[Hashable, Versions]:
    versions = tuple(area_version(session, area) for area in areas)
    actor = actor_of(session)
    scope = None if actor.everywhere else (actor.unit_id,)
    return (office_of(session), scope, areas, what), versions


def _reader(key: Hashable) -> Lock:
    with _keeping:
        return _readers.setdefault(key, Lock())


def _keep(key: Hashable, found: tuple[Versions, Any]) -> tuple[Versions, Any]:
    with _keeping:
        last = _kept.get(key)
        # Who looks at the office of a moment ago leaves what is newer in its place.
        if last is None or sum(last[0]) < sum(found[0]):
            if len(_kept) >= MOST_KEPT:
                _kept.clear()
                _readers.clear()
            _kept[key] = found
    return found
