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
_kept: dict[Hashable, tuple[Hashable, Any]] = {}
_keeping = Lock()


@open_to_all("keeps what a locked function reads, apart for each scope")
def kept(
    session: Session, areas: tuple[str, ...], what: Hashable, read: Callable[[], FigureT]
) -> FigureT:
    """Return ``read()``, or what it returned last while none of ``areas`` has changed.

    ``what`` names the figure and everything that was chosen; the actor's scope is added.
    """
    versions = tuple((area, area_version(session, area)) for area in areas)
    actor = actor_of(session)
    scope = None if actor.everywhere else (actor.unit_id,)
    key = (office_of(session), scope, what)
    found = _kept.get(key)
    if found is not None and found[0] == versions:
        known: FigureT = found[1]
        return known
    figure = read()
    with _keeping:
        if len(_kept) >= MOST_KEPT:
            _kept.clear()
        _kept[key] = (versions, figure)
    return figure
