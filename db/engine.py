"""The connection to the database: one engine per process, and what differs by dialect."""

from __future__ import annotations

import threading
import time
from collections import deque
from contextlib import AbstractContextManager, nullcontext
from dataclasses import dataclass, field
from functools import partial
from typing import Any

from sqlalchemy import Connection, Engine, create_engine, event
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.engine import make_url
from sqlalchemy.exc import InvalidatePoolError
from sqlalchemy.orm import sessionmaker

from config import settings
from db.scope import OfficeSession

SQLITE_PRAGMAS = (
    "journal_mode=WAL",
    "busy_timeout=10000",
    "foreign_keys=ON",
    "synchronous=FULL",
    "cache_size=-65536",
    "temp_store=MEMORY",
)

PAUSE_SECONDS = 1.0
STATEMENTS_PREPARED = 300
"""So many statements a connection to PostgreSQL keeps prepared, with their plans."""


class Queue:
    """Lets one writer in at a time, first come, first served.

    A plain lock may be taken again by the thread that just gave it up, past all who wait.
    """

    def __init__(self) -> None:
        self.is_busy = False
        self._looking = threading.Lock()
        self._turns: deque[threading.Lock] = deque()

    def __enter__(self) -> None:
        with self._looking:
            if not self.is_busy:
                self.is_busy = True
                return
            turn = threading.Lock()
            turn.acquire()
            self._turns.append(turn)
        turn.acquire()  # until the one before hands over

    def __exit__(self, *_error: object) -> None:
        with self._looking:
            if self._turns:
                self._turns.popleft().release()
            else:
                self.is_busy = False


@dataclass
class Store:
    """An open database: sessions for reading and writing, and the writers' queue.

    SQLite waits unfairly, so its writers queue up in the process; PostgreSQL needs no queue.
    """

    engine: Engine
    reader: sessionmaker[OfficeSession] = field(init=False)
    writer: sessionmaker[OfficeSession] = field(init=False)
    queue: AbstractContextManager[Any] = field(init=False)
    _writers: Queue = field(init=False, default_factory=Queue)

    def __post_init__(self) -> None:
        reads = {} if self.is_sqlite else {"postgresql_readonly": True}
        office = {"office": str(self.engine.url)}
        self.reader = sessionmaker(
            self.engine.execution_options(**reads),
            class_=OfficeSession,
            autoflush=False,
            info=office,
        )
        self.writer = sessionmaker(
            self.engine.execution_options(write=True),
            class_=OfficeSession,
            expire_on_commit=False,
            info=office,
        )
        self.queue = self._writers if self.is_sqlite else nullcontext()

    @property
    def is_sqlite(self) -> bool:
        return self.engine.dialect.name == "sqlite"

    @property
    def is_writing(self) -> bool:
        """Say whether the next writer would have to queue up."""
        return self._writers.is_busy


# A log of failures must not tell what was being written.
_POOL: dict[str, Any] = {
    "pool_size": 20,
    "max_overflow": 20,
    "pool_use_lifo": True,  # what was used last still has its pages and plans at hand
    "hide_parameters": True,
}


def open_engine(url: str) -> Engine:
    """Connect to ``url`` with the settings under which no write is lost or starved."""
    if make_url(url).get_backend_name() != "sqlite":
        engine = create_engine(url, **_POOL)
        event.listen(engine, "connect", _prepare_postgres)
        event.listen(engine, "checkin", _note_return)
        event.listen(engine, "checkout", partial(_greet_after_pause, engine.dialect))
        return engine
    engine = create_engine(url, **_POOL, connect_args={"timeout": 10})
    event.listen(engine, "connect", _prepare_sqlite)
    event.listen(engine, "begin", _begin_sqlite)
    return engine


def _prepare_postgres(dbapi: Any, _record: Any) -> None:
    dbapi.prepared_max = STATEMENTS_PREPARED


def _note_return(_dbapi: Any, record: Any) -> None:
    record.info["returned"] = time.monotonic()


def _greet_after_pause(dialect: Any, dbapi: Any, record: Any, _proxy: Any) -> None:
    """Ask a connection that has rested whether the server is still there, as after its restart.

    One that was at work a moment ago is: asking each time would double a short look-up's time.
    """
    if time.monotonic() - record.info.get("returned", 0) < PAUSE_SECONDS:
        return
    try:
        dialect.do_ping(dbapi)
    except dialect.loaded_dbapi.Error as error:
        raise InvalidatePoolError from error  # the pool connects anew


def _prepare_sqlite(dbapi: Any, _record: Any) -> None:
    dbapi.isolation_level = None  # the "begin" hook below opens transactions itself
    for pragma in SQLITE_PRAGMAS:
        dbapi.execute(f"PRAGMA {pragma}")


def _begin_sqlite(connection: Connection) -> None:
    # A reader that turns writer fails at once on a stale snapshot: writers say so first.
    writes = connection.get_execution_options().get("write")
    connection.exec_driver_sql("BEGIN IMMEDIATE" if writes else "BEGIN")


_store: Store | None = None
_opening = threading.Lock()


def store() -> Store:
    """Return this process's database, opened at first use."""
    global _store
    with _opening:
        if _store is None:
            _store = Store(open_engine(settings().database_url))
        return _store


def use_store(new: Store | None) -> Store | None:
    """Put another database in place (commands, tests); returns the one before."""
    global _store
    before, _store = _store, new
    return before


def upsert(session: OfficeSession, table: Any) -> Any:
    """Return the dialect's INSERT that knows ON CONFLICT."""
    return upserting(session.get_bind().dialect.name, table)


def upserting(dialect: str, table: Any) -> Any:
    """Return the INSERT that knows ON CONFLICT, of a dialect given by its name."""
    return (sqlite if dialect == "sqlite" else postgresql).insert(table)
