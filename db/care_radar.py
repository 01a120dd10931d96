"""The care radar: who is to be congratulated, comforted, helped or seen, per unit and week.

Every line is derived when read and goes away once a visit is planned or made, or a gift given.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import Select, func
from sqlalchemy.orm import Session

from db import care_households, care_people
from db.care_lines import RadarLine
from db.kept_figures import kept
from db.models.hardship import HardshipFile
from db.models.members import Member
from db.models.people import LifeEvent
from db.verbs import actor_of, needs, today_of
from rules.access import Actor, Permission, check_allowed
from rules.care import BIRTHDAYS, EVENTS, FESTIVALS, KINDS, NEVER_HELPED, UNVISITED
from rules.errors import InvalidInput
from rules.language import N_

PAGE_SIZE = 20
AREAS = ("members", "visits", "hardship")
OF_MEMBERS = (BIRTHDAYS, EVENTS)
"""Parts that name members of the registry: for whoever may browse it."""


@dataclass(frozen=True, slots=True)
class RadarPart:
    lines: list[RadarLine]
    total: int


def parts_for(actor: Actor) -> list[str]:
    """Return the parts of the radar that an actor may read, in their order."""
    may_browse = actor.can(Permission.BROWSE_MEMBERS)
    return [kind for kind in KINDS if may_browse or kind not in OF_MEMBERS]


@needs(Permission.SEE_HARDSHIP)
def count_parts(session: Session, below_id: int | None = None) -> dict[str, int]:
    """Count the lines of each part that the actor may read."""
    today = today_of(session)
    parts = parts_for(actor_of(session))

    def read() -> dict[str, int]:
        return {kind: _count(session, kind, below_id, today) for kind in parts}

    return kept(session, AREAS, ("radar", below_id, today, tuple(parts)), read)


@needs(Permission.SEE_HARDSHIP)
def list_part(
    session: Session, kind: str, below_id: int | None = None, page: int = 1, size: int = PAGE_SIZE
) -> RadarPart:
    """List one part of the radar, the most urgent first.

    Birthdays and events of members are for whoever may browse the registry.
    """
    if kind not in KINDS:
        raise InvalidInput(N_("Choose a part of the list."))
    if kind in OF_MEMBERS:
        check_allowed(actor_of(session), Permission.BROWSE_MEMBERS)
    today, start = today_of(session), (page - 1) * size
    total = count_parts(session, below_id).get(kind, 0)
    if start >= total:
        return RadarPart([], total)
    return RadarPart(_LISTS[kind](session, below_id, today, start, size), total)


def _count(session: Session, kind: str, below_id: int | None, today: date) -> int:
    if kind == FESTIVALS:
        return care_households.count_festivals(session, below_id, today)
    model, select_lines = _QUERIES[kind]
    query = select_lines(below_id, today).with_only_columns(func.count(model.id))
    return session.scalar(query) or 0


_QUERIES: Mapping[str, tuple[Any, Callable[[int | None, date], Select[Any]]]] = {
    BIRTHDAYS: (Member, care_people.births),
    EVENTS: (LifeEvent, care_people.events),
    NEVER_HELPED: (HardshipFile, care_households.never_helped),
    UNVISITED: (HardshipFile, care_households.unvisited),
}
_LISTS: Mapping[str, Callable[[Session, int | None, date, int, int], list[RadarLine]]] = {
    BIRTHDAYS: care_people.list_births,
    EVENTS: care_people.list_events,
    FESTIVALS: care_households.list_festivals,
    NEVER_HELPED: care_households.list_never_helped,
    UNVISITED: care_households.list_unvisited,
}
