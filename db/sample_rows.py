"""Writes the sample's records in bulk, with counts and trail like any other write."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from sqlalchemy import insert
from sqlalchemy.orm import Session

from db import bulk, summaries, trail
from db.verbs import open_to_all

Row = dict[str, Any]


@open_to_all("called by the makers of the sample, which fill an empty office as the console")
def write(session: Session, model: Any, rows: Sequence[Row]) -> None:
    """Add rows of a table, given by its columns' names; those without an ``id`` get one."""
    if not rows:
        return
    new = [row for row in rows if "id" not in row]
    for key, row in zip(bulk.new_ids(session, model.__table__, len(new)), new, strict=True):
        row["id"] = key
    session.execute(insert(model.__table__), rows, execution_options={"kernel": True})
    counted = getattr(model, "COUNTED_COLUMNS", ())
    if counted:
        for row in rows:
            summaries.count_change(session, model, None, {name: row.get(name) for name in counted})
    hidden = trail.sealed_columns(model)
    trail.record_many(session, [_entry(model, row, hidden) for row in rows])
    summaries.touch_area(session, getattr(model, "__area__", ""))


def _entry(model: Any, row: Row, hidden: frozenset[str]) -> trail.Entry:
    after = {
        name: trail.hide(name, value, hidden)
        for name, value in row.items()
        if value is not None and trail.is_trailed(name)
    }
    label = model(**row).trail_label
    details = trail.rendered({}, after)
    table = model.__tablename__
    return trail.Entry("created", table, row["id"], 1, row["unit_id"], label, details=details)
