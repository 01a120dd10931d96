"""Starting the office in each of the three ways, and what holds in all of them."""

from __future__ import annotations

import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import httpx
import pytest
from streamlit import config as streamlit_config

import app
from db import set_up
from db.engine import Store
from shell.gate import HEADERS
from tests.ground.servers import PATIENCE_SECONDS, PROJECT, free_port
from tests.ground.wire import Tab, alone

WAYS = {
    "streamlit": ["streamlit", "run", str(PROJECT / "app.py"), "--server.port"],
    "uvicorn": ["uvicorn", "--app-dir", str(PROJECT), "app:app", "--port"],
}


@pytest.fixture(params=sorted(WAYS))
def address(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[str]:
    """An empty office, started from a folder that holds no settings of ours."""
    port = free_port()
    environment = {**os.environ, "OFFICE_HOME": str(tmp_path / "home"), "DATABASE_URL": ""}
    command = [sys.executable, "-m", *WAYS[request.param], str(port)]
    with (tmp_path / "log").open("wb") as log:
        server = subprocess.Popen(command, cwd=tmp_path, env=environment, stdout=log, stderr=log)
    url = f"http://127.0.0.1:{port}"
    deadline = time.monotonic() + PATIENCE_SECONDS
    while time.monotonic() < deadline and server.poll() is None:
        try:
            httpx.get(f"{url}/_stcore/health")
            break
        except httpx.TransportError:
            time.sleep(0.05)  # between two looks at a process that is starting
    yield url
    server.send_signal(signal.SIGTERM)
    server.wait(timeout=20)
    assert "Traceback" not in (tmp_path / "log").read_text()


def test_every_way_of_starting_serves_the_same_guarded_office(address: str) -> None:
    page = httpx.get(address)
    assert HEADERS.items() <= page.headers.items()
    assert "/office/office.js" in page.text
    assert httpx.get(f"{address}/_stcore/metrics").status_code == 404
    assert httpx.put(f"{address}/_stcore/upload_file/a/b").status_code == 403

    async def look() -> str:
        async with Tab(address, page="members") as tab:
            await tab.run()
            return tab.text

    assert "欢迎使用工会办公台" in alone(look())


def test_streamlit_neither_tells_of_visits_nor_shows_tracebacks() -> None:
    app.use_our_settings()
    wanted = {
        "browser.gatherUsageStats": False,
        "client.showErrorDetails": "none",
        "runner.postScriptGC": False,
        "runner.magicEnabled": False,
        "server.fileWatcherType": "none",
        "server.enableStaticServing": False,
        "server.enableXsrfProtection": True,
        "global.developmentMode": False,
    }
    assert {name: streamlit_config.get_option(name) for name in wanted} == wanted


def test_listening_sockets_answer_at_once_and_others_are_left_alone() -> None:
    with socket.socket() as listening, socket.socket() as other:
        listening.bind(("127.0.0.1", 0))
        listening.listen()
        app.answer_at_once()
        assert listening.getsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY)
        assert not other.getsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY)


def test_the_console_shows_the_code_of_an_empty_office(
    office: Store, capsys: pytest.CaptureFixture[str]
) -> None:
    app.announce()
    code = capsys.readouterr().out.split()[-1]
    set_up.check_code(code)
