"""Counts and sums kept in the same transaction as the rows they count.

A table declares ``__counts__``: functions from a row's values to the ``Slot`` that the row
fills, or None. The session sees each row before and after and moves the difference.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Mapping
from functools import lru_cache
from typing import Any

from sqlalchemy import bindparam, select
from sqlalchemy.orm import Session

from db import totals
from db.engine import upserting
from db.models.base import Base
from db.models.office import AreaVersion, RolledSummary, Summary
from db.scope import OfficeSession
from db.slots import Slot as Slot  # noqa: PLC0414 - models take it from here

Values = Mapping[str, Any]

HISTORY = "history"
"""The area that changes with a total of a month before this year: what went before stays read."""


CountRule = Callable[[Values], Iterable[tuple[Slot, int]]]
"""The slots that a row fills, each with its fen (0 where only rows are counted)."""


def count_change(
    session: Session, model: Any, before: Values | None, after: Values | None, times: int = 1
) -> None:
    """Note that a row of ``model``, or ``times`` like it, came, went or changed."""
    by_area: dict[str, dict[Slot, list[int]]] = session.info.setdefault("summary_changes", {})
    changes = by_area.setdefault(getattr(model, "__area__", ""), {})
    for rule in getattr(model, "__counts__", ()):
        for values, sign in ((before, -1), (after, 1)):
            for slot, fen in rule(values) if values is not None else ():
                change = changes.setdefault(slot, [0, 0])
                change[0] += sign * times
                change[1] += sign * times * fen


def totals_of(area: str) -> str:
    """Return the name of the version that rises with the totals of ``area`` alone.

    Most changes of a record change no total: a figure made of totals outlives them.
    """
    return f"{area} totals"


def touch_area(session: Session, area: str) -> None:
    """Note that lists and figures of ``area`` must be read anew."""
    if area:
        session.info.setdefault("areas", Counter())[area] += 1


def write(session: OfficeSession) -> None:
    """Add what changed to the summary rows and raise the areas' versions."""
    dialect = session.get_bind().dialect.name
    rows = [
        {**slot._asdict(), "n": n, "fen": fen}
        for slot, (n, fen) in sorted(_changes(session).items())
    ]
    if rows:
        session.connection().execute(totals.adding(dialect, Summary), rows)
        rolled = totals.rolled(session, rows)
        session.connection().execute(totals.adding(dialect, RolledSummary), rolled)
        if any(row["month"] and row["month"] < f"{session.info['now'].year}-" for row in rows):
            touch_area(session, HISTORY)
    areas = [{"area": area} for area in sorted(session.info.pop("areas", {}))]
    if areas:
        session.connection().execute(_raising(dialect), areas)


def _changes(session: OfficeSession) -> dict[Slot, tuple[int, int]]:
    """Return by how much each total changed, and note the areas of which any did."""
    found: dict[Slot, tuple[int, int]] = {}
    for area, changes in session.info.pop("summary_changes", {}).items():
        changed = {slot: (n, fen) for slot, (n, fen) in changes.items() if n or fen}
        for slot, (n, fen) in changed.items():
            before = found.get(slot, (0, 0))
            found[slot] = (before[0] + n, before[1] + fen)
        if changed:
            touch_area(session, totals_of(area))
    return found


# Made once for each dialect: building a statement takes as long as running it.


@lru_cache(maxsize=2)
def _raising(dialect: str) -> Any:
    statement = upserting(dialect, AreaVersion.__table__).values(area=bindparam("area"), version=1)
    return statement.on_conflict_do_update(
        index_elements=["area"], set_={"version": AreaVersion.__table__.c.version + 1}
    )


_VERSIONS = select(AreaVersion.area, AreaVersion.version)


def area_version(session: Session, area: str) -> int:
    """Return how often ``area`` changed before this transaction; the key of every cache of it."""
    return area_versions(session).get(area, 0)


def area_versions(session: Session) -> Mapping[str, int]:
    """Return the versions of all areas, looked up once: they are few, and who asks for one of
    them asks for others."""
    known: dict[str, int] | None = session.info.get("area_versions")
    if known is None:
        rows = session.connection().execute(_VERSIONS).all()
        known = session.info["area_versions"] = dict(rows)
    return known


def counted_models() -> Iterable[Any]:
    return (
        mapper.class_
        for mapper in Base.registry.mappers
        if getattr(mapper.class_, "__counts__", ())
    )


def from_rows(session: Session) -> dict[Slot, tuple[int, int]]:
    """Count everything anew from the rows: what ``check`` compares and ``rebuild`` writes."""
    found: dict[Slot, list[int]] = {}
    for model in counted_models():
        columns = model.__table__.columns
        names = [column.key for column in columns if column.key in model.COUNTED_COLUMNS]
        rows = session.execute(
            select(*(columns[name] for name in names)), execution_options={"kernel": True}
        )
        for row in rows:
            values = dict(zip(names, row, strict=True))
            for rule in model.__counts__:
                for slot, fen in rule(values):
                    total = found.setdefault(slot, [0, 0])
                    total[0] += 1
                    total[1] += fen
    return {slot: (n, fen) for slot, (n, fen) in found.items() if n or fen}


def stored(session: Session) -> dict[Slot, tuple[int, int]]:
    rows = session.execute(select(Summary.__table__), execution_options={"kernel": True})
    return {
        Slot(row.name, row.unit_id, row.first, row.second, row.month): (row.n, row.fen)
        for row in rows
        if row.n or row.fen
    }


def rebuild(session: Session) -> int:
    """Write all summary rows anew from the rows they count; returns how many.

    Whoever writes meanwhile waits, and adds to the new totals.
    """
    totals.hold(session)
    counted = from_rows(session)
    session.execute(Summary.__table__.delete(), execution_options={"kernel": True})
    if counted:
        session.execute(
            Summary.__table__.insert(),
            [{**slot._asdict(), "n": n, "fen": fen} for slot, (n, fen) in counted.items()],
            execution_options={"kernel": True},
        )
    totals.roll_up(session)
    touch_area(session, HISTORY)
    for area in {model.__area__ for model in counted_models()}:
        touch_area(session, area)
        touch_area(session, totals_of(area))
    return len(counted)
