"""The trail writes itself: each changed record becomes one signed, append-only row."""

from __future__ import annotations

import hashlib
import hmac
import json
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from functools import cache, lru_cache
from json.encoder import encode_basestring
from typing import Any

from sqlalchemy import bindparam, event, insert, inspect, select, update
from sqlalchemy.orm import InstanceState, Session

from db import bulk, sealing, summaries
from db.models.base import Recorded
from db.models.trail import SCRUBBED, SIGNED, TrailHead, TrailRow
from db.scope import OfficeSession
from db.sealing import Sealed

WRITTEN_AHEAD_AT = 5000
HIDDEN = "•••"
"""Stands for a sealed value: the trail says that it changed, never what it was."""

_UNTRAILED = frozenset(("id", "version", "sort_name", "search_text", "place_key", "traits"))
_UNTRAILED_ENDINGS = ("_index", "_tail")
_SECRETS = ("password_hash", "key_hash")
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


@dataclass(slots=True)
class _Head:
    """The last row's number and signature, moved on by the rows that follow."""

    last: int
    hash: str


# Past the session, as the rows themselves: no record that somebody could see is among them.
_HEAD = select(TrailHead.__table__.c.last, TrailHead.__table__.c.hash).with_for_update()
_FIRST_HEAD = insert(TrailHead.__table__).values(id=1, last=0, hash=_EMPTY_HASH)
_NEXT_HEAD = update(TrailHead.__table__).values(last=bindparam("to"), hash=bindparam("signed"))


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


@cache
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
    new = session.new  # the session puts this set together each time it is asked
    for record in (*new, *session.dirty):
        if not (isinstance(record, Recorded) or hasattr(record, "__counts__")):
            continue
        state: InstanceState[Any] = inspect(record)
        created = record in new
        before, after = _differences(state, created)
        if not created and not after:
            continue
        summaries.touch_area(session, getattr(record, "__area__", ""))
        _count(session, record, before, created)
        if isinstance(record, Recorded):
            _merge(changed, record, before, after, created)


def _differences(state: InstanceState[Any], created: bool) -> tuple[dict[str, Any], dict[str, Any]]:
    names = state.mapper.column_attrs.keys()
    if created:
        return {}, {name: state.dict.get(name) for name in names}
    before: dict[str, Any] = {}
    after: dict[str, Any] = {}
    for name in names:
        if name not in state.committed_state:
            continue  # it was not set since the last flush
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
    model: Any = type(record)
    hidden = sealed_columns(model)
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
_HIDDEN_TEXT = encode_basestring(HIDDEN)


def write(session: OfficeSession) -> None:
    """Sign and store what this transaction did; called once, right before the commit."""
    entries = [*session.info.pop("trail_changes", {}).values()]
    _store(session, entries + session.info.pop("trail_events", []))


def write_ahead(session: Session) -> None:
    """Store what a bulk write noted so far, lest a hundred thousand rows wait in memory.

    On PostgreSQL they do wait: everybody's writes would stand behind the trail's head.
    """
    if bulk.is_sqlite(session) and len(_events(session)) >= WRITTEN_AHEAD_AT:
        _store(session, session.info.pop("trail_events"))


def _store(session: Session, entries: list[Entry]) -> None:
    if not entries:
        return
    connection = session.connection()
    found = connection.execute(_HEAD).one_or_none()
    if found is None:
        connection.execute(_FIRST_HEAD)
    head = _Head(*(found or (0, _EMPTY_HASH)))
    bulk.insert_rows(session, TrailRow.__table__, _COLUMNS, _signed(session, entries, head))
    connection.execute(_NEXT_HEAD, {"to": head.last, "signed": head.hash})


def _signed(session: Session, entries: Iterable[Entry], head: _Head) -> Iterator[tuple[Any, ...]]:
    """Give the rows as ``_COLUMNS`` stores them, each signed over the one before."""
    actor, now = session.info["actor"], session.info["now"]
    verb, sign = session.info.get("verb", ""), sealing.signer(sealing.ring().trail)
    signed_at, stored_at = now.isoformat(), bulk.stored_instant(now)
    last, before = head.last, head.hash
    for entry in entries:
        details = entry.details or rendered(entry.before, entry.after)
        last += 1
        told = (
            actor.account_id,
            actor.name,
            verb,
            entry.action,
            entry.record_type,
            entry.record_id,
            entry.record_version,
            entry.unit_id,
            entry.label,
            _hash(details),
        )
        before = sign(_SIGNED_TEXT % (before, last, signed_at, *told))
        yield (last, stored_at, *told, details, before)
    head.last, head.hash = last, before


def rendered(
    before: Mapping[str, Any], after: Mapping[str, Any], hidden: frozenset[str] = frozenset()
) -> str:
    """Return values before and after as the trail stores and signs them, but those ``hidden``."""
    return f'{{"after":{_object(after, hidden)},"before":{_object(before, hidden)}}}'


def _object(values: Mapping[str, Any], hidden: frozenset[str]) -> str:
    """Write JSON as the encoder below would, in a third of its time: imports need it."""
    parts = []
    for name, key in _in_order(tuple(values)):
        value = values[name]
        if value is None:
            parts.append(key + "null")
        elif name in hidden:
            parts.append(key + _HIDDEN_TEXT)
        elif type(value) is str:
            parts.append(key + encode_basestring(value))
        elif type(value) is int:
            parts.append(key + str(value))
        elif type(value) is bool:
            parts.append(key + ("true" if value else "false"))
        elif type(value) is date:
            parts.append(f'{key}"{value}"')
        else:
            parts.append(key + _encoder.encode(value))
    return f"{{{','.join(parts)}}}"


@lru_cache(maxsize=256)
def _in_order(names: tuple[str, ...]) -> tuple[tuple[str, str], ...]:
    """Return the names as an object's keys are written; a roster's rows have the same ones."""
    return tuple((name, f'"{name}":') for name in sorted(names))


def signature(row: Mapping[Any, Any], before: str, key: bytes) -> str:
    """Return the row's signature over itself and the signature of the row before."""
    values = (row[name] for name in SIGNED)
    told = (value.isoformat() if isinstance(value, datetime) else value for value in values)
    return hmac.digest(key, (_SIGNED_TEXT % (before, *told)).encode(), "sha256").hex()


_COLUMNS = (*SIGNED, "details", "hash")
_SIGNED_TEXT = "\x1f".join(["%s"] * (1 + len(SIGNED)))
"""The signature before, and what a row's own signature covers."""


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
