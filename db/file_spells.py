"""Keeps the times in which hardship files stood in force, as ``FileSpell`` describes them.

Nobody has to remember it: the session does so with every file that it writes.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any

from sqlalchemy import bindparam, event, insert, inspect, or_, select, update
from sqlalchemy.orm import Session

from db import summaries
from db.models.hardship import FileSpell, HardshipFile
from db.scope import OfficeSession
from db.verbs import open_to_all, today_of
from rules.hardship import DECIDED

FIRST, RELAPSE = "first", "relapse"
_SAME = {
    "unit_id": "unit_id",
    "category": "category",
    "cause": "primary_cause",
    "file_level": "file_level",
    "region": "region",
    "is_migrant": "is_migrant_worker",
}
"""The columns that are the same all through a spell, and the file's that they repeat."""
_WATCHED = ("state", "approved_on", *_SAME.values())
_spell, _file = FileSpell.__table__, HardshipFile.__table__
_OPEN = select(_spell).where(_spell.c.file_id == bindparam("key"), _spell.c.to_on.is_(None))


@event.listens_for(OfficeSession, "after_flush")
def _follow_files(session: OfficeSession, _context: Any) -> None:
    for record in (*session.new, *session.dirty):
        if isinstance(record, HardshipFile) and _may_matter(record):
            _follow(session, record)


def _may_matter(file: HardshipFile) -> bool:
    attributes = inspect(file).attrs
    if not any(attributes[name].history.has_changes() for name in _WATCHED):
        return False
    return file.state in DECIDED or attributes["state"].history.has_changes()


def _values(row: Any) -> dict[str, Any]:
    """Return what a spell repeats of a file, given as a record or a row."""
    found = {name: getattr(row, own) for name, own in _SAME.items()}
    found["is_migrant"] = bool(found["is_migrant"])
    return {name: "" if value is None else value for name, value in found.items()}


def _follow(session: Session, file: HardshipFile) -> None:
    found = session.connection().execute(_OPEN, {"key": file.id}).mappings().first()
    last = None if found is None else dict(found)
    now = _values(file) if file.state in DECIDED and file.unit_id else None
    if last is None:
        if now is not None:
            came = RELAPSE if file.is_relapse else FIRST
            _begin(session, file.id, now, file.approved_on or today_of(session), came)
        return
    on = today_of(session)
    if now is None:
        ended = max(file.ended_on or on, last["from_on"])
        went = {"went": file.exit_kind or file.state, "reason": file.exit_reason or ""}
        _write(session, last, {"to_on": ended, **went})
    elif last["from_on"] >= on:  # put right on its first day
        _write(session, last, now)
    elif any(last[name] != value for name, value in now.items()):
        _write(session, last, {"to_on": on})
        _begin(session, file.id, now, on, "")


def _begin(
    session: Session, file_id: int, values: Mapping[str, Any], from_on: date, came: str
) -> None:
    row = {"file_id": file_id, "from_on": from_on, "to_on": None, "came": came, **values}
    row |= {"went": "", "reason": ""}
    session.connection().execute(insert(_spell), row)
    summaries.count_change(session, FileSpell, None, row)


def _write(session: Session, last: Mapping[str, Any], values: Mapping[str, Any]) -> None:
    if all(last[name] == value for name, value in values.items()):
        return
    session.connection().execute(update(_spell).where(_spell.c.id == last["id"]).values(values))
    summaries.count_change(session, FileSpell, last, {**last, **values})


@open_to_all("called where an office is opened and where the sample is made, by the console")
def fill(session: Session) -> None:
    """Write the spells of files that have none: one each, as the files stand."""
    known = select(_spell.c.id).where(_spell.c.file_id == _file.c.id)
    files = session.connection().execute(
        select(_file).where(
            _file.c.approved_on.is_not(None),
            _file.c.unit_id.is_not(None),
            or_(_file.c.state.in_(sorted(DECIDED)), _file.c.ended_on.is_not(None)),
            ~known.exists(),
        )
    )
    rows: list[dict[str, Any]] = []
    for file in files:
        row: dict[str, Any] = {
            "file_id": file.id,
            "from_on": file.approved_on,
            "came": RELAPSE if file.is_relapse else FIRST,
            **_values(file),
        }
        row |= {"to_on": None, "went": "", "reason": ""}
        if file.state not in DECIDED:
            row["to_on"] = max(file.ended_on, file.approved_on)
            row |= {"went": file.exit_kind or file.state, "reason": file.exit_reason or ""}
        rows.append(row)
    if rows:
        session.connection().execute(insert(_spell), rows)
    for row in rows:
        summaries.count_change(session, FileSpell, None, row)
