"""The trail writes itself: each changed record becomes one signed, append-only row."""

from __future__ import annotations

import hashlib
import hmac
import json
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any

from sqlalchemy import event, inspect, select
from sqlalchemy.orm import InstanceState, Session

from db import bulk, sealing, summaries
from db.models.base import Recorded
from db.models.trail import SCRUBBED, SIGNED, TrailHead, TrailRow
from db.scope import OfficeSession
from db.sealing import Sealed

HIDDEN = "•••"
"""Stands for a sealed value: the trail says that it changed, never what it was."""

_UNTRAILED = frozenset(("id", "version", "sort_name", "search_text"))
_UNTRAILED_ENDINGS = ("_index", "_tail")
_SECRETS = ("password_hash",)
_EMPTY_HASH = "0" * 64


@dataclass(slots=True)
class Entry:
    """One row to be: values before and after by column, sealed ones already hidden.

    A bulk write gives ``details`` as ``rendered`` writes them, which takes less memory.
    """

    action: str
    record_type: str
    record_id: int | None
    record_version: int | None
    unit_id: int | None
    label: str
    before: dict[str, Any] = field(default_factory=dict)
    after: dict[str, Any] = field(default_factory=dict)
    details: str = ""


def note(
    session: Session,
    action: str,
    record_type: str,
    record_id: int | None,
    label: str,
    unit_id: int | None = None,
    **details: Any,
) -> None:
    """Put an event that changes no record (reveal, export, sign-in) on the trail."""
    entry = Entry(action, record_type, record_id, None, unit_id, label, {}, details)
    _events(session).append(entry)


def record_many(session: Session, entries: Iterable[Entry]) -> None:
    """Put the rows of a bulk write on the trail; the writer hides sealed values."""
    _events(session).extend(entries)


def _events(session: Session) -> list[Entry]:
    events: list[Entry] = session.info.setdefault("trail_events", [])
    return events


def sealed_columns(model: Any) -> frozenset[str]:
    """Return the columns whose values the trail must not tell."""
    return frozenset(
        column.key
        for column in model.__table__.columns
        if isinstance(column.type, Sealed) or column.key in _SECRETS
    )


@event.listens_for(OfficeSession, "after_flush")
def _collect(session: OfficeSession, _context: Any) -> None:
    changed: dict[tuple[str, int], Entry] = session.info.setdefault("trail_changes", {})
    for record in (*session.new, *session.dirty):
        state: InstanceState[Any] = inspect(record)
        created = record in session.new
        before, after = _differences(state, created)
        if not created and not after:
            continue
        summaries.touch_area(session, getattr(record, "__area__", ""))
        _count(session, record, before, created)
        if isinstance(record, Recorded):
            _merge(changed, record, before, after, created)


def _differences(state: InstanceState[Any], created: bool) -> tuple[dict[str, Any], dict[str, Any]]:
    before: dict[str, Any] = {}
    after: dict[str, Any] = {}
    for attribute in state.mapper.column_attrs:
        name = attribute.key
        if created:
            after[name] = state.dict.get(name)
            continue
        history = state.attrs[name].history
        if history.has_changes():
            before[name] = history.deleted[0] if history.deleted else None
            after[name] = history.added[0] if history.added else None
    return before, after


def _count(session: Session, record: Any, before: dict[str, Any], created: bool) -> None:
    model = type(record)
    if not getattr(model, "__counts__", ()):
        return
    current = {name: getattr(record, name) for name in model.COUNTED_COLUMNS}
    earlier = None if created else {**current, **{k: before[k] for k in before if k in current}}
    if earlier != current:
        summaries.count_change(session, model, earlier, current)


def _merge(
    changed: dict[tuple[str, int], Entry],
    record: Any,
    before: dict[str, Any],
    after: dict[str, Any],
    created: bool,
) -> None:
    hidden = sealed_columns(type(record))
    before = {k: hide(k, v, hidden) for k, v in before.items() if is_trailed(k)}
    after = {k: hide(k, v, hidden) for k, v in after.items() if is_trailed(k)}
    key = (type(record).__tablename__, record.id)
    earlier = changed.get(key)
    if earlier is None:
        action = "created" if created else "changed"
        earlier = changed[key] = Entry(action, *key, None, None, "", {}, {})
    if earlier.action == "changed":
        earlier.before = {**before, **earlier.before}
    earlier.after.update(after)
    earlier.record_version = record.version
    earlier.unit_id = getattr(record, "trail_unit_id", getattr(record, "unit_id", None))
    earlier.label = record.trail_label[:200]


def is_trailed(column: str) -> bool:
    """Say whether a column is told on the trail; what is derived from others is not."""
    return column not in _UNTRAILED and not column.endswith(_UNTRAILED_ENDINGS)


def hide(name: str, value: Any, hidden: frozenset[str]) -> Any:
    """Return the value as the trail may keep it."""
    if value is None or name not in hidden:
        return value
    return HIDDEN


def _plain(value: Any) -> Any:
    if isinstance(value, datetime | date):
        return value.isoformat()
    if isinstance(value, bytes):
        return HIDDEN
    if isinstance(value, tuple | set | frozenset):
        return list(value)
    return str(value)


_encoder = json.JSONEncoder(
    ensure_ascii=False, sort_keys=True, separators=(",", ":"), default=_plain
)


def write(session: OfficeSession) -> None:
    """Sign and store what this transaction did; called once, right before the commit."""
    entries = [*session.info.pop("trail_changes", {}).values()]
    _store(session, entries + session.info.pop("trail_events", []))


def write_ahead(session: Session) -> None:
    """Store what a bulk write noted so far, lest a hundred thousand rows wait in memory.

    On PostgreSQL they do wait: everybody's writes would stand behind the trail's head.
    """
    if bulk.is_sqlite(session):
        _store(session, session.info.pop("trail_events", []))


def _store(session: Session, entries: list[Entry]) -> None:
    if not entries:
        return
    head = session.scalars(select(TrailHead).with_for_update()).one_or_none()
    if head is None:
        head = TrailHead(id=1, last=0, hash=_EMPTY_HASH)
        session.add(head)
    bulk.insert_rows(session, TrailRow.__table__, _COLUMNS, _signed(session, entries, head))
    session.flush()


def _signed(
    session: Session, entries: Iterable[Entry], head: TrailHead
) -> Iterator[tuple[Any, ...]]:
    """Give the rows as ``_COLUMNS`` stores them, each signed over the one before."""
    actor, now = session.info["actor"], session.info["now"]
    verb, key, at = session.info.get("verb", ""), sealing.ring().trail, bulk.stored_instant(now)
    last, before = head.last, head.hash
    for entry in entries:
        details = entry.details or rendered(entry.before, entry.after)
        last += 1
        row = {
            "id": last,
            "at": now,
            "account_id": actor.account_id,
            "actor": actor.name,
            "verb": verb,
            "action": entry.action,
            "record_type": entry.record_type,
            "record_id": entry.record_id,
            "record_version": entry.record_version,
            "unit_id": entry.unit_id,
            "label": entry.label,
            "details": details,
            "details_hash": hashlib.sha256(details.encode()).hexdigest(),
        }
        before = row["hash"] = signature(row, before, key)
        row["at"] = at
        yield tuple(row.values())
    head.last, head.hash = last, before


def rendered(before: Mapping[str, Any], after: Mapping[str, Any]) -> str:
    """Return values before and after as the trail stores and signs them."""
    return _encoder.encode({"before": before, "after": after})


def signature(row: Mapping[Any, Any], before: str, key: bytes) -> str:
    """Return the row's signature over itself and the signature of the row before."""
    parts = [before]
    for name in SIGNED:
        value = row[name]
        parts.append(value.isoformat() if isinstance(value, datetime) else str(value))
    return hmac.digest(key, "\x1f".join(parts).encode(), "sha256").hex()


_COLUMNS = (*SIGNED[:-1], "details", *SIGNED[-1:], "hash")


def first_broken_link(session: Session) -> int | None:
    """Verify the whole trail; returns the number of the first row that does not fit."""
    key, before, expected = sealing.ring().trail, _EMPTY_HASH, 1
    table = TrailRow.__table__
    wanted = select(table).order_by(table.c.id)
    with session.execute(wanted, execution_options={"kernel": True, "yield_per": 5000}) as rows:
        for row in rows.mappings():
            if row["id"] != expected or row["hash"] != signature(row, before, key):
                return expected
            if row["details"] != SCRUBBED and row["details_hash"] != _hash(row["details"]):
                return expected
            before, expected = row["hash"], expected + 1
    head = session.get(TrailHead, 1)
    if head is None:
        return None if expected == 1 else expected
    return None if (head.last, head.hash) == (expected - 1, before) else expected


def _hash(details: str) -> str:
    return hashlib.sha256(details.encode()).hexdigest()
