"""A new key for the office: everything sealed is sealed anew, row by row.

The old key stays in the ring until the last row is done, so an interrupted run is simply
started again and goes on where it stopped.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from itertools import groupby
from typing import Any

from sqlalchemy import LargeBinary, Table, bindparam, select, type_coerce, update
from sqlalchemy.orm import Session

from config import Settings
from db import checks, claim_intake, dumps, household_entry, members, sealing, trail
from db.engine import Store
from db.models.claims import Claim
from db.models.households import HouseholdPerson
from db.models.members import Member
from db.session import writing
from rules.access import CONSOLE

ROWS_AT_ONCE = 1000
_KERNEL = {"kernel": True}
_DERIVED: Mapping[Any, Callable[[Mapping[str, Any]], dict[str, Any]]] = {
    Member.__table__: members.derived,
    HouseholdPerson.__table__: household_entry.derived,
    Claim.__table__: claim_intake.derived,
}
"""What follows from a row's sealed values: the blind indexes by which it is found."""


def rotate_key(settings: Settings, store: Store, progress: Callable[[int], None]) -> int:
    """Seal everything with a fresh key; returns how many rows were written.

    ``progress`` hears the number of rows done so far. Raises OfficeError while the office
    is being served, because a server would go on with the old key.
    """
    dumps.require_alone(store)
    ring = sealing.ring()
    if len(ring.keys) == 1:
        ring = ring.with_new_key()
        sealing.write_ring(settings.key_file, ring)
    sealing.use_ring(ring)
    done = 0
    for table, columns in groupby(checks.sealed_columns(), key=lambda pair: pair[0]):
        sealed = [column for _table, column in columns]
        last: tuple[Any, ...] = ()
        while True:
            with writing(CONSOLE) as session:
                rows = _next_rows(session, table, sealed, last)
                done += _seal_anew(session, table, sealed, rows)
            progress(done)
            if len(rows) < ROWS_AT_ONCE:
                break
            last = tuple(rows[-1][column.name] for column in table.primary_key)
    _finish(settings, ring)
    return done


def _next_rows(
    session: Session, table: Table, sealed: list[Any], last: tuple[Any, ...]
) -> list[dict[str, Any]]:
    """Read the next rows in the order of the key, sealed values as they are stored."""
    from sqlalchemy import tuple_

    keys = list(table.primary_key)
    raw = [type_coerce(column, LargeBinary).label(column.name) for column in sealed]
    extra = [table.c["name"]] if table in _DERIVED else []
    wanted = select(*keys, *raw, *extra).order_by(*keys).limit(ROWS_AT_ONCE)
    if last:
        wanted = wanted.where(tuple_(*keys) > tuple_(*last))
    return [dict(row) for row in session.execute(wanted, execution_options=_KERNEL).mappings()]


def _seal_anew(
    session: Session, table: Table, sealed: list[Any], rows: Iterable[dict[str, Any]]
) -> int:
    current = sealing.ring().current.to_bytes(2, "big")
    changed = []
    for row in rows:
        stored = {c.name: row[c.name] for c in sealed if row[c.name] is not None}
        if all(value[:2] == current for value in stored.values()):
            continue
        opened = {
            c.name: None if row[c.name] is None else sealing.unseal(row[c.name], c.type.purpose)
            for c in sealed
        }
        keys = {f"key_{column.name}": row[column.name] for column in table.primary_key}
        changed.append({**keys, **opened, **_indexes(table, row, opened)})
    if changed:
        names = [name for name in changed[0] if not name.startswith("key_")]
        statement = update(table).values({name: bindparam(name) for name in names})
        for column in table.primary_key:
            statement = statement.where(column == bindparam(f"key_{column.name}"))
        session.execute(statement, changed, execution_options=_KERNEL)
        trail.note(session, "resealed", table.name, None, table.name, rows=len(changed))
    return len(changed)


def _indexes(table: Table, row: dict[str, Any], opened: dict[str, Any]) -> dict[str, Any]:
    """Return the blind indexes that follow the new key, of tables that have some."""
    if table not in _DERIVED:
        return {}
    derived = _DERIVED[table]({**opened, "name": row["name"]})
    return {name: value for name, value in derived.items() if name != "sort_name"}


def _finish(settings: Settings, ring: sealing.KeyRing) -> None:
    only_new = ring.without_old_keys()
    sealing.write_ring(settings.key_file, only_new)
    sealing.use_ring(only_new)
