"""Copies of the whole database: how each engine gives and takes one."""

from __future__ import annotations

import os
import shutil
import sqlite3
import subprocess
import time
from collections.abc import Callable
from contextlib import closing
from datetime import datetime
from pathlib import Path

from sqlalchemy import Engine, text
from sqlalchemy.engine import make_url

from config import Settings
from db.engine import Store, open_engine
from rules.errors import OfficeError
from rules.language import N_

SQLITE_DUMP = "office.db"
POSTGRES_DUMP = "office.dump"
PAGES_AT_ONCE = 2000
"""Pages copied between two looks at the writers, so that a running office stays quick."""

LEAVING_SECONDS = 3.0
_OTHERS = (
    "SELECT count(*) FROM pg_stat_activity WHERE datname = current_database()"
    " AND pid <> pg_backend_pid() AND backend_type = 'client backend'"
)


def is_sqlite(url: str) -> bool:
    return make_url(url).get_backend_name() == "sqlite"


def dump_name(url: str) -> str:
    """Return the name that the database's copy has inside a backup."""
    return SQLITE_DUMP if is_sqlite(url) else POSTGRES_DUMP


def sqlite_file(url: str) -> Path:
    return Path(make_url(url).database or "")


def dump(store: Store, folder: Path) -> Path:
    """Copy the database as it is at one instant into ``folder``, while it is in use."""
    url = store.engine.url.render_as_string(hide_password=False)
    target = folder / dump_name(url)
    if store.is_sqlite:
        source = sqlite3.connect(f"file:{sqlite_file(url)}?mode=ro", uri=True, timeout=10)
        with closing(source), closing(sqlite3.connect(target)) as copy:
            source.backup(copy, pages=PAGES_AT_ONCE, sleep=0.001)
            copy.execute("PRAGMA journal_mode=DELETE")
    else:
        _postgres_tool(
            store.engine,
            "pg_dump",
            "--format=custom",
            "--no-owner",
            "--no-privileges",
            "--schema=public",
            f"--file={target}",
        )
    return target


def _postgres_tool(engine: Engine, name: str, *arguments: str) -> None:
    program = shutil.which(name)
    if program is None:
        raise OfficeError(
            N_("The program {name} is missing. Install the PostgreSQL client of your server."),
            name=name,
        )
    _positional, wanted = engine.dialect.create_connect_args(engine.url)
    named = {"host": "PGHOST", "port": "PGPORT", "user": "PGUSER", "password": "PGPASSWORD"}
    # Through the environment: arguments of a program can be read by everybody on the machine.
    surroundings = {**os.environ, "PGDATABASE": str(wanted["dbname"])}
    surroundings |= {named[key]: str(wanted[key]) for key in named if wanted.get(key)}
    done = subprocess.run(  # noqa: S603 - the client's own programs, found on the path
        [program, *arguments], env=surroundings, capture_output=True, text=True, check=False
    )
    if done.returncode:
        raise OfficeError(
            N_("{name} failed and said: {said}"), name=name, said=done.stderr.strip()[-500:]
        )


def require_alone(store: Store) -> None:
    """Raise OfficeError while another process has the database open."""
    store.engine.dispose()
    if store.is_sqlite:
        file = sqlite_file(str(store.engine.url))
        alone = not file.exists() or _leaves_wal(file)
    else:
        alone = _nobody_else_is_connected(store)
    if not alone:
        raise OfficeError(N_("The office is being served. Stop the server first."))


def _nobody_else_is_connected(store: Store) -> bool:
    # A connection closed a moment ago is listed until the server has noticed.
    until = time.monotonic() + LEAVING_SECONDS
    others = 1
    while others and time.monotonic() < until:
        with store.engine.connect() as connection:
            others = connection.scalar(text(_OTHERS)) or 0
        if others:
            time.sleep(0.05)
    store.engine.dispose()
    return not others


def _leaves_wal(file: Path) -> bool:
    # Only the sole user of a file may leave write-ahead logging; its log is then folded in.
    with closing(sqlite3.connect(file, timeout=1, isolation_level=None)) as connection:
        try:
            mode = connection.execute("PRAGMA journal_mode=DELETE").fetchone()[0]
        except sqlite3.OperationalError:
            return False
        except sqlite3.DatabaseError:
            return True  # a damaged file is nobody's; the restore puts a sound one in its place
        return bool(mode == "delete")


def replace_postgres(
    settings: Settings, source: Path, now: datetime, check: Callable[[Store], None]
) -> str:
    """Load ``source`` in place of the present tables; ``check`` may refuse it.

    Returns the schema in which the former tables are kept.
    """
    store = Store(open_engine(settings.database_url))
    kept = f"before_restore_{now:%Y%m%d_%H%M%S}"
    _statements(store, f"ALTER SCHEMA public RENAME TO {kept}", "CREATE SCHEMA public")
    try:
        _postgres_tool(
            store.engine,
            "pg_restore",
            "--no-owner",
            "--no-privileges",
            "--exit-on-error",
            "--single-transaction",
            "--schema=public",
            f"--dbname={store.engine.url.database}",
            str(source),
        )
        check(store)
    except BaseException:
        store.engine.dispose()
        _statements(store, "DROP SCHEMA public CASCADE", f"ALTER SCHEMA {kept} RENAME TO public")
        raise
    finally:
        store.engine.dispose()
    return kept


def _statements(store: Store, *statements: str) -> None:
    with store.engine.begin() as connection:
        for statement in statements:
            connection.execute(text(statement))
