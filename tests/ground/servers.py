"""Real servers: the office as it is served, in a home folder of its own."""

from __future__ import annotations

import os
import re
import shutil
import signal
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path

import pytest

PROJECT = Path(__file__).resolve().parent.parent.parent
PATIENCE_SECONDS = 90
SET_UP_CODE = re.compile(r"[:：] ?([A-HJ-NP-Z2-9]{10})$", re.MULTILINE)
"""The one-time code of the set-up as the console prints it."""


def free_port() -> int:
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        port: int = listener.getsockname()[1]
        return port


class OfficeServer:
    """One process that serves an office; ``log`` holds what its console says."""

    def __init__(
        self, home: Path, *, program: Sequence[str] = ("manage.py", "serve"), **environment: str
    ) -> None:
        self.home = home
        self._program = program
        self.log = home.parent / f"{home.name}.log"
        self.port = free_port()
        self.url = f"http://127.0.0.1:{self.port}"
        self._environment = {
            **os.environ,
            "OFFICE_HOME": str(home),
            "DATABASE_URL": "",
            "PORT": str(self.port),
            "OFFICE_DEMO": "",
            **environment,
        }
        self._process: subprocess.Popen[bytes] | None = None

    @property
    def pid(self) -> int:
        assert self._process is not None
        return self._process.pid

    def start(self) -> OfficeServer:
        """Start serving and return when the first request is answered."""
        with self.log.open("ab") as log:
            self._process = subprocess.Popen(
                [sys.executable, *self._program],
                cwd=PROJECT,
                env=self._environment,
                stdout=log,
                stderr=subprocess.STDOUT,
            )
        self._wait_until_it_answers()
        return self

    def run(self, *arguments: str) -> subprocess.CompletedProcess[str]:
        """Run a command of ``manage.py`` on this office; fails loudly."""
        done = subprocess.run(
            [sys.executable, "manage.py", *arguments],
            cwd=PROJECT,
            env=self._environment,
            capture_output=True,
            text=True,
            check=False,
        )
        assert done.returncode == 0, done.stdout + done.stderr
        return done

    def _wait_until_it_answers(self) -> None:
        assert self._process is not None
        deadline = time.monotonic() + PATIENCE_SECONDS
        while time.monotonic() < deadline:
            if self._process.poll() is not None:
                break
            try:
                urllib.request.urlopen(f"{self.url}/_stcore/health", timeout=5).close()
            except (urllib.error.URLError, ConnectionError, TimeoutError):
                time.sleep(0.05)  # between two looks at a process that is starting
            else:
                return
        self.kill()
        raise AssertionError(f"the server did not start:\n{self.log.read_text()}")

    def stop(self) -> None:
        """End it as an administrator would; its last writes are finished."""
        self._end(signal.SIGTERM)

    def kill(self) -> None:
        """End it as a power cut would."""
        self._end(signal.SIGKILL)

    def _end(self, how: signal.Signals) -> None:
        if self._process is not None and self._process.poll() is None:
            self._process.send_signal(how)
            try:
                self._process.wait(timeout=20)
            except subprocess.TimeoutExpired:
                self._process.kill()
                self._process.wait()

    def set_up_code(self) -> str:
        """Return the one-time code that the console shows while there is no account."""
        found = SET_UP_CODE.search(self.log.read_text())
        assert found, self.log.read_text()
        return found.group(1)


@pytest.fixture
def start_office(tmp_path: Path) -> Iterator[Callable[..., OfficeServer]]:
    """A function that starts a server on an office of its own; ended after the test."""
    servers: list[OfficeServer] = []

    def start(name: str = "office-home", **environment: str) -> OfficeServer:
        server = OfficeServer(tmp_path / name, **environment)
        servers.append(server)
        return server.start()

    yield start
    for server in servers:
        server.stop()


@pytest.fixture(scope="session")
def sample_server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[OfficeServer]:
    """One server with the sample office, shared by tests that leave it as they found it."""
    server = OfficeServer(tmp_path_factory.mktemp("sample") / "office-home", OFFICE_DEMO="1")
    server.run("demo", "--members", "300", "--no-serve")
    server.start()
    yield server
    server.stop()


@pytest.fixture(scope="session")
def made_small_home(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The home folder of a small sample office, made once; take ``small_home``."""
    server = OfficeServer(tmp_path_factory.mktemp("small") / "office-home", OFFICE_DEMO="1")
    server.run("demo", "--members", "60", "--no-serve")
    return server.home


@pytest.fixture
def small_home(made_small_home: Path, tmp_path: Path) -> Path:
    """A copy of a small sample office's home folder, for a test to do with as it likes."""
    return Path(shutil.copytree(made_small_home, tmp_path / "office-home"))
