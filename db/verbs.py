"""What every feature's functions stand on: the lock, the actor, the clock, loading."""

from __future__ import annotations

import json
from collections.abc import Callable
from datetime import date, datetime
from functools import lru_cache, wraps
from typing import Any, Concatenate, ParamSpec, TypeVar
from weakref import WeakKeyDictionary
from zoneinfo import ZoneInfo

from sqlalchemy import Engine, Select, bindparam, select
from sqlalchemy.orm import Session

from db.models.base import Recorded
from db.models.office import Setting
from db.models.trail import TrailRow
from db.summaries import area_version
from rules.access import Actor, Permission, check_allowed
from rules.errors import Conflict, NotFound
from rules.language import N_

P = ParamSpec("P")
R = TypeVar("R")
RecordT = TypeVar("RecordT", bound=Recorded)
Verb = Callable[Concatenate[Session, P], R]

DEFAULT_ZONE = "Asia/Shanghai"
_zones: WeakKeyDictionary[Engine, tuple[int, ZoneInfo]] = WeakKeyDictionary()
"""The offices' time zones, each with the version of the settings that it was read from."""


def needs(permission: Permission) -> Callable[[Verb[P, R]], Verb[P, R]]:
    """Lock a function of a feature: its session's actor must hold ``permission``.

    The outermost locked function names the verb on the trail.
    """

    def lock(verb: Verb[P, R]) -> Verb[P, R]:
        name = f"{verb.__module__.removeprefix('db.')}.{verb.__name__}"

        @wraps(verb)
        def locked(session: Session, /, *args: P.args, **kwargs: P.kwargs) -> R:
            check_allowed(actor_of(session), permission)
            session.info.setdefault("verb", name)
            return verb(session, *args, **kwargs)

        locked.__permission__ = permission  # type: ignore[attr-defined]
        return locked

    return lock


def open_to_all(reason: str) -> Callable[[Verb[P, R]], Verb[P, R]]:
    """Leave a function without a lock, and say why."""

    def leave_open(verb: Verb[P, R]) -> Verb[P, R]:
        name = f"{verb.__module__.removeprefix('db.')}.{verb.__name__}"

        @wraps(verb)
        def named(session: Session, /, *args: P.args, **kwargs: P.kwargs) -> R:
            session.info.setdefault("verb", name)
            return verb(session, *args, **kwargs)

        named.__open_to_all__ = reason  # type: ignore[attr-defined]
        return named

    return leave_open


def actor_of(session: Session) -> Actor:
    actor: Actor = session.info["actor"]
    return actor


def now_of(session: Session) -> datetime:
    """Return the instant of this transaction, in UTC."""
    now: datetime = session.info["now"]
    return now


def zone_of(session: Session) -> ZoneInfo:
    """Return the office's time zone."""
    engine, version = session.get_bind().engine, area_version(session, "settings")
    known = _zones.get(engine)
    if known is None or known[0] != version:
        name = session.scalar(select(Setting.value).where(Setting.key == "time_zone"))
        known = _zones[engine] = (version, ZoneInfo(name or DEFAULT_ZONE))
    return known[1]


def today_of(session: Session) -> date:
    """Return today's date where the office is."""
    return now_of(session).astimezone(zone_of(session)).date()


def no_such_record() -> NotFound:
    """Return what is told of a record that is not there or lies outside the actor's scope."""
    return NotFound(N_("There is no such record, or it is not in your part of the office."))


def load(
    session: Session, model: type[RecordT], record_id: int | None, seen: int | None = None
) -> RecordT:
    """Fetch a record that the actor may know of.

    ``seen`` is the version that the actor's form was drawn from. Raises NotFound outside
    the actor's scope, and Conflict, naming who changed what, when the record moved on.
    """
    # A query and not ``get``: what the kernel has read before must pass the scope as well.
    by_id = _by_id(model)  # type: ignore[arg-type]  # mypy doubts that classes are hashable
    record: RecordT | None = session.scalar(by_id, {"record_id": record_id})
    if record is None:
        raise no_such_record()
    if seen is not None and record.version != seen:
        raise stale(session, record, seen)
    return record


def hold(session: Session, model: type[RecordT], record_id: int | None) -> RecordT:
    """Fetch a record as ``load`` does, as it stands now, and let nobody else write it meanwhile.

    For decisions that rest on other records: of two that would each spoil the other's ground
    the second waits, and then sees what the first has done. Nothing of the record may be changed
    and not flushed yet.
    """
    wanted = select(model).where(model.id == record_id).with_for_update()
    record = session.scalar(wanted, execution_options={"populate_existing": True})
    if record is None:
        raise no_such_record()
    return record


@lru_cache(maxsize=256)
def _by_id(model: type[Recorded]) -> Select[Any]:
    # Made once: building it takes as long as running it.
    return select(model).where(model.id == bindparam("record_id"))


def stale(session: Session, record: Any, seen: int) -> Conflict:
    """Return the Conflict that tells who changed ``record`` since version ``seen``."""
    last = session.execute(
        select(TrailRow.actor, TrailRow.at)
        .where(
            TrailRow.record_type == record.__tablename__,
            TrailRow.record_id == record.id,
            TrailRow.record_version > seen,
        )
        .order_by(TrailRow.id.desc())
        .limit(1)
    ).first()
    if last is None:
        return Conflict(N_("Somebody else changed this record meanwhile. Look at it again."))
    at = last.at.astimezone(zone_of(session)).strftime("%H:%M")
    return Conflict(
        N_("{who} changed this record at {at}. Your entries are kept; compare and save again."),
        who=last.actor,
        at=at,
        changed=changes_since(session, record, seen),
    )


def changes_since(session: Session, record: Any, seen: int) -> tuple[str, ...]:
    """Return the columns of ``record`` that others changed after version ``seen``."""
    rows = session.scalars(
        select(TrailRow.details).where(
            TrailRow.record_type == record.__tablename__,
            TrailRow.record_id == record.id,
            TrailRow.record_version > seen,
        )
    )
    return tuple(sorted({name for row in rows for name in json.loads(row).get("after", {})}))
