"""The records behind the figures of the hardship archive."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from sqlalchemy import case, func, or_, select

from db.behind import Behind, Conditions, Count, Span
from db.models.care import Visit
from db.models.hardship import FileSpell, HardshipFile
from rules.visits import MADE


def _lasts() -> Any:
    return or_(FileSpell.to_on.is_(None), FileSpell.to_on > FileSpell.from_on)


def _standing(span: Span) -> Conditions:
    """The spells that stand at the end of a period."""
    return (
        FileSpell.from_on <= span.last_on,
        or_(FileSpell.to_on.is_(None), FileSpell.to_on > span.last_on),
        _lasts(),
    )


def _standing_on(span: Span) -> Conditions:
    """The spells that stand on the day of a period of which visits are asked."""
    return (
        FileSpell.from_on <= span.day,
        or_(FileSpell.to_on.is_(None), FileSpell.to_on > span.day),
        _lasts(),
    )


def _seen(span: Span) -> Any:
    """Say whether a family was visited, or filed, within the days up to that of the span."""
    visited = HardshipFile.household_id.in_(
        select(Visit.household_id).where(
            Visit.household_id.is_not(None),
            Visit.state == MADE,
            Visit.made_on.between(span.visits_from, span.day),
        )
    )
    # The first day of the file, where a later spell goes on with it.
    filed = case(
        (HardshipFile.approved_on < FileSpell.from_on, HardshipFile.approved_on),
        else_=FileSpell.from_on,
    )
    return or_(filed >= span.visits_from, visited)


_SPELL: dict[str, Any] = {
    "model": FileSpell,
    "name": HardshipFile.head_name,
    "on": FileSpell.from_on,
    "opens": FileSpell.file_id,
    "joined": ((HardshipFile, HardshipFile.id == FileSpell.file_id),),
}

VISITED_FILES = Count(
    Behind(where=_standing_on, **_SPELL),
    lambda span: func.count().filter(_seen(span)),
    func.count(),
)

BEHIND_ARCHIVE: Mapping[str, Behind] = {
    "files": Behind(where=_standing, **_SPELL),
    "files_new": Behind(
        where=lambda span: (
            FileSpell.came != "",
            FileSpell.from_on.between(span.first_on, span.last_on),
            _lasts(),
        ),
        **_SPELL,
    ),
    "files_ended": Behind(
        **{
            **_SPELL,
            "on": FileSpell.to_on,
            "where": lambda span: (
                FileSpell.went != "",
                FileSpell.to_on.between(span.first_on, span.last_on),
                _lasts(),
            ),
        }
    ),
    "visits": Behind(
        Visit,
        Visit.name,
        Visit.made_on,
        lambda span: (Visit.state == MADE, Visit.made_on.between(span.first_on, span.last_on)),
    ),
    "not_visited": Behind(where=lambda span: (*_standing_on(span), ~_seen(span)), **_SPELL),
}
