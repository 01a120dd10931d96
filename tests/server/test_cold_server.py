"""The WebSocket addressed directly: nothing of the office without a session."""

from __future__ import annotations

from collections.abc import Callable

import httpx
import websockets
from streamlit.proto.ForwardMsg_pb2 import ForwardMsg

from shell.menu import PAGES
from tests.ground.servers import OfficeServer
from tests.ground.signing_in import OF_THE_FORM, SAMPLE_COOKIE, cookies_of
from tests.ground.wire import Tab, alone


async def _look(server: OfficeServer, page: str, cookies: dict[str, str]) -> Tab:
    async with Tab(server.url, page=page, query="id=1", cookies=cookies) as tab:
        await tab.run()
        return tab


def test_a_cold_server_shows_an_anonymous_stream_the_sign_in_form_and_nothing_else(
    start_office: Callable[..., OfficeServer],
) -> None:
    server = start_office("cold", OFFICE_DEMO="1")
    server.stop()
    server.run("demo", "--members", "20", "--units", "5", "--no-serve")
    server.start()
    names = ["member", *(entry.name for entry in PAGES if entry.name != "desk")]
    for cookies in ({}, {SAMPLE_COOKIE: "forged" * 7}):
        for name in names:
            tab = alone(_look(server, name, cookies))
            assert {widget.label for widget in tab.widgets.values()} == OF_THE_FORM, name
            assert "工会委员会" not in tab.text, name


class KnowingTab(Tab):
    """A tab that notes its session's number, and may come back to a given one."""

    session_id = ""

    def _take(self, packed: bytes) -> bool:
        started = ForwardMsg.FromString(packed).new_session
        self.session_id = started.initialize.session_id or self.session_id
        return super()._take(packed)

    async def return_to(self, session_id: str) -> None:
        place = self.url.removeprefix("http://")
        names = ("streamlit", "-", session_id)
        self._socket = await websockets.connect(
            f"ws://{place}/_stcore/stream",
            subprotocols=[websockets.Subprotocol(name) for name in names],
            origin=websockets.Origin(self.url),
            max_size=None,
            compression=None,
            proxy=None,
        )


def test_a_stolen_session_number_without_the_cookie_shows_the_sign_in_form(
    sample_server: OfficeServer,
) -> None:
    cookies = cookies_of(sample_server, "clerk")

    async def steal() -> tuple[set[str], set[str]]:
        tab = KnowingTab(sample_server.url, page="units", cookies=cookies)
        async with tab:
            await tab.run()
            own = {widget.label for widget in tab.widgets.values()}
        thief = KnowingTab(sample_server.url, page="units")
        await thief.return_to(tab.session_id)
        await thief.run()
        assert thief.session_id == tab.session_id, "the number itself is taken back"
        await thief._socket.close()
        return own, {widget.label for widget in thief.widgets.values()}

    own, stolen = alone(steal())
    assert own - OF_THE_FORM
    assert stolen == OF_THE_FORM


def test_the_page_itself_is_ours_and_asks_nobody_else(sample_server: OfficeServer) -> None:
    for path in ("/", "/members", "/no-such-page"):
        page = httpx.get(sample_server.url + path, headers={"accept-language": "en-GB,en"})
        assert '<html lang="en">' in page.text
        assert "<title>Union Office</title>" in page.text
        assert "_stcore" not in page.text
        assert "http://" not in page.text
        assert "https://" not in page.text
    for name in ("office.js", "words.js", "frame.css", "print.css", "icon.svg"):
        assert httpx.get(f"{sample_server.url}/office/{name}").status_code == 200
    for nothing in ("/office/%2e%2e/main.py", "/members/x", "/a/_stcore/health", "/auth/login"):
        assert httpx.get(sample_server.url + nothing).status_code in (400, 404), nothing
