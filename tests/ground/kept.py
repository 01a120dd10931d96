"""A state that an office was brought to once, to be laid into others at a stroke."""

from __future__ import annotations

import sqlite3
from collections.abc import Callable
from datetime import datetime
from typing import Generic, TypeVar

from sqlalchemy import Connection, Engine, text

T = TypeVar("T")

WRITTEN = text("SELECT coalesce(max(id), 0) FROM trail")
KEEP = """
DO $$ DECLARE kept record; lost boolean; BEGIN
  CREATE SCHEMA {name};
  CREATE TABLE {name}.steps (step text);
  FOR kept IN SELECT relname, to_regclass(format('seeds.%%I', relname)) IS NOT NULL AS seeded
      FROM pg_class WHERE relkind = 'r' AND relnamespace = 'public'::regnamespace LOOP
    lost := false;
    IF kept.seeded THEN
      EXECUTE format('SELECT EXISTS (SELECT s::text FROM seeds.%%1$I s
        EXCEPT SELECT p::text FROM public.%%1$I p)', kept.relname) INTO lost;
    END IF;
    IF lost THEN
      EXECUTE format('CREATE TABLE {name}.%%1$I AS TABLE public.%%1$I', kept.relname);
      INSERT INTO {name}.steps VALUES (format('DELETE FROM public.%%I', kept.relname));
    ELSIF kept.seeded THEN
      EXECUTE format('CREATE TABLE {name}.%%1$I AS SELECT * FROM public.%%1$I p
        WHERE p::text NOT IN (SELECT s::text FROM seeds.%%1$I s)', kept.relname);
    ELSE
      EXECUTE format('CREATE TABLE {name}.%%1$I AS TABLE public.%%1$I', kept.relname);
    END IF;
    EXECUTE format('SELECT NOT EXISTS (SELECT 1 FROM {name}.%%I)', kept.relname) INTO lost;
    IF lost THEN
      EXECUTE format('DROP TABLE {name}.%%I', kept.relname);
    ELSE
      INSERT INTO {name}.steps VALUES (
        format('INSERT INTO public.%%1$I SELECT * FROM {name}.%%1$I', kept.relname));
    END IF;
  END LOOP;
  INSERT INTO {name}.steps
    SELECT format('SELECT setval(%%L, %%s)', 'public.' || quote_ident(sequencename), last_value)
    FROM pg_sequences WHERE schemaname = 'public' AND last_value IS NOT NULL;
END $$
"""
"""Keep, on PostgreSQL, the rows beside the seeds and the steps that lay them."""


class Kept(Generic[T]):
    """One state; ``keep`` brings about and keeps it once an engine, ``lay`` puts it in place."""

    def __init__(self, name: str) -> None:
        self._name = name
        self._made: dict[str, tuple[T, int, datetime]] = {}
        self._file: sqlite3.Connection | None = None
        self._steps = ""

    def keep(self, engine: Engine, make: Callable[[], T], at: datetime) -> None:
        """Bring a seeded database to the state; on PostgreSQL the seeds are kept already."""
        with engine.connect() as connection:
            before: int = connection.scalar(WRITTEN) or 0
        self._made[engine.name] = (make(), before, at)
        if engine.name == "sqlite":
            self._file = sqlite3.connect(":memory:", check_same_thread=False)
            with engine.connect() as connection:
                _file_of(connection).backup(self._file)
            return
        with engine.begin() as connection:
            connection.exec_driver_sql(KEEP.format(name=self._name))
            steps = connection.scalars(text(f"SELECT step FROM {self._name}.steps")).all()
        self._steps = ";".join(("SET LOCAL session_replication_role = replica", *steps))

    def lay(self, engine: Engine, at: datetime) -> T | None:
        """Lay the state into an office as it was seeded, at the moment of its making.

        Returns what was returned then; None if this office is another one.
        """
        if engine.name not in self._made:
            return None
        made, before, then = self._made[engine.name]
        with engine.connect() as connection:
            if at != then or connection.scalar(WRITTEN) != before:
                return None
            if self._file is not None and engine.name == "sqlite":
                connection.rollback()
                self._file.backup(_file_of(connection))
            else:
                connection.exec_driver_sql(self._steps)
                connection.commit()
        return made


def _file_of(connection: Connection) -> sqlite3.Connection:
    file = connection.connection.driver_connection
    assert isinstance(file, sqlite3.Connection)
    return file
