"""The connection to the database: one engine per process, and what differs by dialect."""

from __future__ import annotations

import threading
from collections import deque
from contextlib import AbstractContextManager, nullcontext
from dataclasses import dataclass, field
from typing import Any

from sqlalchemy import Connection, Engine, create_engine, event
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.engine import make_url
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
        self.reader = sessionmaker(self.engine, class_=OfficeSession, autoflush=False)
        self.writer = sessionmaker(
            self.engine.execution_options(write=True),
            class_=OfficeSession,
            expire_on_commit=False,
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
_POOL: dict[str, Any] = {"pool_size": 20, "max_overflow": 20, "hide_parameters": True}


def open_engine(url: str) -> Engine:
    """Connect to ``url`` with the settings under which no write is lost or starved."""
    if make_url(url).get_backend_name() != "sqlite":
        return create_engine(url, **_POOL, pool_pre_ping=True)
    engine = create_engine(url, **_POOL, connect_args={"timeout": 10})
    event.listen(engine, "connect", _prepare_sqlite)
    event.listen(engine, "begin", _begin_sqlite)
    return engine


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
