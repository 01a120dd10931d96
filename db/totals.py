"""Totals of units with all those below them, so that a county's figure is a few rows.

They are added to in the transaction that changes the units' own totals.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import lru_cache
from typing import Any

from sqlalchemy import bindparam, func, select
from sqlalchemy.orm import Session

from db.bulk import is_sqlite, portions
from db.engine import upserting
from db.models.office import RolledSummary, Summary
from db.models.units import UnitBelow

_KEYS = ("name", "month", "first", "second")
"""What a total is of, besides its unit."""


@lru_cache(maxsize=4)
def adding(dialect: str, model: Any) -> Any:
    return _added(upserting(dialect, model.__table__), model)


def _added(statement: Any, model: Any) -> Any:
    new, old = statement.excluded, model.__table__.c
    return statement.on_conflict_do_update(
        index_elements=list(model.__table__.primary_key.columns),
        set_={"n": old.n + new.n, "fen": old.fen + new.fen},
    )


def rolled(session: Session, rows: Sequence[Mapping[str, Any]]) -> list[dict[str, Any]]:
    """Return what rows of units add to the totals of those units and of all above them.

    In the order of units, so that two writers never wait for each other in a circle.
    """
    above: dict[int, list[int]] = {}
    for part in portions(sorted({row["unit_id"] for row in rows})):
        pairs = session.connection().execute(_above(), {"unit_ids": list(part)})
        for unit_id, ancestor_id in pairs:
            above.setdefault(unit_id, []).append(ancestor_id)
    sums: dict[tuple[Any, ...], list[int]] = {}
    for row in rows:
        key = tuple(row[name] for name in _KEYS)
        for ancestor_id in above.get(row["unit_id"], ()):
            total = sums.setdefault((ancestor_id, *key), [0, 0])
            total[0] += row["n"]
            total[1] += row["fen"]
    names = ("unit_id", *_KEYS)
    return [
        {**dict(zip(names, key, strict=True)), "n": n, "fen": fen}
        for key, (n, fen) in sorted(sums.items())
    ]


@lru_cache(maxsize=1)
def _above() -> Any:
    ids: Any = bindparam("unit_ids", expanding=True)
    return select(UnitBelow.unit_id, UnitBelow.ancestor_id).where(UnitBelow.unit_id.in_(ids))


def carry(session: Session, unit_id: int, sign: int) -> None:
    """Add a unit's totals to those of the units above it now, or take them off with ``-1``:
    around a move, before which they are taken off the old line and after it put on the new."""
    totals, place = RolledSummary.__table__.c, UnitBelow.__table__.c
    rows = select(
        place.ancestor_id,
        totals.name,
        totals.month,
        totals.first,
        totals.second,
        sign * totals.n,
        sign * totals.fen,
    )
    rows = rows.join_from(
        UnitBelow.__table__, RolledSummary.__table__, place.unit_id == totals.unit_id
    ).where(place.unit_id == unit_id, place.depth > 0)
    statement = upserting(session.get_bind().dialect.name, RolledSummary.__table__)
    names = ["unit_id", "name", "month", "first", "second", "n", "fen"]
    session.connection().execute(_added(statement.from_select(names, rows), RolledSummary))


def _rolled_from_summaries() -> Any:
    place, totals = UnitBelow.__table__.c, Summary.__table__.c
    keys = (place.ancestor_id, totals.name, totals.month, totals.first, totals.second)
    sums = (func.sum(totals.n).label("n"), func.sum(totals.fen).label("fen"))
    return (
        select(*keys, *sums)
        .join_from(UnitBelow.__table__, Summary.__table__, place.unit_id == totals.unit_id)
        .group_by(*keys)
    )


def hold(session: Session) -> None:
    """Let nobody else add to totals until the end of the transaction."""
    if not is_sqlite(session):
        for model in (Summary, RolledSummary):
            lock = f"LOCK TABLE {model.__tablename__} IN EXCLUSIVE MODE"
            session.connection().exec_driver_sql(lock)


def roll_up(session: Session) -> None:
    """Write the totals of units with those below anew from the units' own."""
    table = RolledSummary.__table__
    names = ["unit_id", "name", "month", "first", "second", "n", "fen"]
    session.connection().execute(table.delete())
    session.connection().execute(table.insert().from_select(names, _rolled_from_summaries()))


def count_wrong(session: Session) -> int:
    """Return how many totals of units with those below differ from the units' own."""
    totals = RolledSummary.__table__
    kept = select(
        totals.c.unit_id, totals.c.name, totals.c.month, totals.c.first, totals.c.second,
        totals.c.n, totals.c.fen,
    )  # fmt: skip
    found: set[Any] = set()
    for query in (kept, _rolled_from_summaries()):
        rows = {tuple(row) for row in session.connection().execute(query) if row.n or row.fen}
        found ^= rows
    return len({row[:5] for row in found})
