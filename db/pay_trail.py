"""Rows of pay runs written in bulk, with what the session does for records: trail and area."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import Any

from sqlalchemy import bindparam, insert, update
from sqlalchemy.orm import Session

from db import summaries, trail
from db.bulk import portions
from rules.errors import Conflict
from rules.language import N_
from rules.money import show_money

_KERNEL = {"kernel": True}
"""Rows that the caller has read; they are written with trail and area by hand."""
Row = dict[str, Any]
Label = Callable[[Row], str]


def insert_many(session: Session, model: Any, rows: Sequence[Row], label: Label) -> None:
    """Insert rows that carry their ids; ``label`` names one on the trail.

    What is no column of the table goes to the label alone.
    """
    if not rows:
        return
    columns = [name for name in rows[0] if name in model.__table__.c]
    written = [{name: row[name] for name in columns} for row in rows]
    for part in portions(written, 1000):
        session.execute(insert(model.__table__), part, execution_options=_KERNEL)
    for row in written:
        _count(session, model, None, row)
    _note(
        session,
        model,
        "created",
        [(row, {}, told) for row, told in zip(rows, written, strict=True)],
        label,
    )


def update_many(
    session: Session, model: Any, changes: Sequence[tuple[Row, Row]], label: Label
) -> None:
    """Change rows given as (present row with id, version and unit_id; new values).

    Each raises its version; raises Conflict when somebody else changed one meanwhile.
    """
    table = model.__table__
    groups: dict[tuple[str, ...], list[Row]] = {}
    noted: list[tuple[Row, Row, Row]] = []
    for present, values in changes:
        row = {**values, "version": present["version"] + 1}
        sent = {f"new_{name}": value for name, value in row.items()}
        sent |= {"the_id": present["id"], "seen": present["version"]}
        groups.setdefault(tuple(sorted(row)), []).append(sent)
        before = {name: present.get(name) for name in values}
        noted.append(({**present, "version": row["version"]}, before, values))
        _count(session, model, present, {**present, **values})
    for names, rows in groups.items():
        statement = (
            update(table)
            .where(table.c.id == bindparam("the_id"), table.c.version == bindparam("seen"))
            .values({name: bindparam(f"new_{name}") for name in names})
        )
        done: Any = session.connection().execute(statement, rows)
        if done.rowcount != len(rows):
            raise Conflict(N_("Somebody else changed this record meanwhile. Look at it again."))
    _note(session, model, "changed", noted, label)


def _count(session: Session, model: Any, before: Row | None, after: Row) -> None:
    """Count a row anew, where what changes of it is counted; such a row was read whole."""
    counted = getattr(model, "COUNTED_COLUMNS", ())
    if before is None or any(before.get(name) != after.get(name) for name in counted):
        earlier = before and {name: before.get(name) for name in counted}
        summaries.count_change(session, model, earlier, {name: after.get(name) for name in counted})


def _note(
    session: Session,
    model: Any,
    action: str,
    rows: Iterable[tuple[Row, Mapping[str, Any], Mapping[str, Any]]],
    label: Label,
) -> None:
    hidden, name = trail.sealed_columns(model), model.__tablename__
    trail.record_many(
        session,
        (
            trail.Entry(
                action,
                name,
                row["id"],
                row["version"],
                row["unit_id"],
                label(row)[:200],
                details=trail.rendered(_told(before, hidden), _told(after, hidden)),
            )
            for row, before, after in rows
        ),
    )
    summaries.touch_area(session, model.__area__)


def _told(values: Mapping[str, Any], hidden: frozenset[str]) -> dict[str, Any]:
    return {
        name: trail.hide(name, value, hidden)
        for name, value in values.items()
        if trail.is_trailed(name)
    }


def line_label(row: Row) -> str:
    """Name a line on the trail."""
    return f"{row['number']} {row['payee_name']}"


def item_label(row: Row) -> str:
    """Name an item on the trail."""
    return f"¥{show_money(row['fen'])} {row['month']}".strip()


def entry_label(row: Row) -> str:
    """Name an entry of the ledger on the trail."""
    return f"¥{show_money(row['fen'])}"


def file_label(row: Row) -> str:
    """Name a hardship file on the trail."""
    return f"{row['archive_no'] or row['id']} {row['head_name']}"
