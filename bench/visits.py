"""Visits to both sides as browsers make them: our tabs over WebSocket, Django's pages over HTTP.

A visitor asks, waits for the whole answer and asks again; with several at once each has a
connection of its own, and what counts is how long one of them waits.
"""

from __future__ import annotations

import asyncio
import re
import time
from collections.abc import Awaitable, Callable
from html.parser import HTMLParser
from typing import Any
from urllib.parse import urlencode, urlsplit

from bench.figures import Timing
from tests.ground.wire import Tab

Ask = Callable[[], Awaitable[float]]


class Browser:
    """One keep-alive connection to Django, signed in."""

    def __init__(self, url: str, session: str) -> None:
        self.place = urlsplit(url).netloc
        self.cookies = {"sessionid": session}
        self._reader: asyncio.StreamReader
        self._writer: asyncio.StreamWriter

    async def open(self) -> None:
        host, _, port = self.place.partition(":")
        self._reader, self._writer = await asyncio.open_connection(host, int(port), limit=1 << 24)

    async def close(self) -> None:
        self._writer.close()
        await self._writer.wait_closed()

    async def get(self, path: str) -> bytes:
        status, _place, body = await self._ask(f"GET {path} HTTP/1.1\r\n", b"")
        assert status == 200, (status, path)
        return body

    async def timed(self, path: str) -> float:
        began = time.perf_counter()
        await self.get(path)
        return time.perf_counter() - began

    async def post(self, path: str, values: list[tuple[str, str]]) -> str:
        """Send a form; returns where the answer leads."""
        body = urlencode(values).encode()
        head = (
            f"POST {path} HTTP/1.1\r\nContent-Type: application/x-www-form-urlencoded\r\n"
            f"Content-Length: {len(body)}\r\nReferer: http://{self.place}{path}\r\n"
        )
        status, place, answer = await self._ask(head, body)
        errors = re.findall(rb'class="errorlist.*?</ul>', answer, re.DOTALL)
        assert status == 302, (status, [error.decode() for error in errors])
        return place

    async def _ask(self, head: str, body: bytes) -> tuple[int, str, bytes]:
        cookie = "; ".join(f"{name}={value}" for name, value in self.cookies.items())
        self._writer.write(f"{head}Host: {self.place}\r\nCookie: {cookie}\r\n\r\n".encode() + body)
        await self._writer.drain()
        lines = (await self._reader.readuntil(b"\r\n\r\n")).decode("latin-1").split("\r\n")
        place, length = "", 0
        for line in lines[1:]:
            name, _, value = line.partition(": ")
            if name.lower() == "content-length":
                length = int(value)
            elif name.lower() == "location":
                place = value
            elif name.lower() == "set-cookie":
                key, _, kept = value.split(";")[0].partition("=")
                self.cookies[key] = kept
        return int(lines[0].split()[1]), place, await self._reader.readexactly(length)


class _Inputs(HTMLParser):
    """Collects what a browser would send back with a form."""

    def __init__(self) -> None:
        super().__init__()
        self.values: list[tuple[str, str]] = []
        self._select = self._area = ""

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = {name: value or "" for name, value in attrs}
        name = given.get("name", "")
        if tag == "input" and name and given.get("type") not in ("submit", "checkbox"):
            self.values.append((name, given.get("value", "")))
        elif tag == "select":
            self._select = name
        elif tag == "option" and self._select and "selected" in given:
            self.values.append((self._select, given.get("value", "")))
        elif tag == "textarea":
            self._area = name
            self.values.append((name, ""))

    def handle_data(self, data: str) -> None:
        if self._area:
            name, before = self.values[-1]
            self.values[-1] = (name, before + data)

    def handle_endtag(self, tag: str) -> None:
        if tag == "select":
            self._select = ""
        elif tag == "textarea":
            self._area = ""


def form_values(page: bytes, register: str = "member") -> list[tuple[str, str]]:
    """Return the names and values of the page's change form, as it was drawn."""
    text = page.decode()
    start = text.index(f'id="{register}_form"')
    reader = _Inputs()
    reader.feed(text[start:])
    return [(name, value) for name, value in reader.values if name != "q"]


async def visited(asks: list[Ask], each: int) -> Timing:
    """Let every visitor ask ``each`` times, all at once; gives how long each answer took."""
    timing = Timing()

    async def visit(ask: Ask) -> None:
        for _round in range(each):
            timing.add(await ask())

    await asyncio.gather(*(visit(ask) for ask in asks))
    return timing


async def office_visits(
    url: str, cookies: list[dict[str, str]], page: str, query: Callable[[], str], each: int
) -> Timing:
    """Rerun a page of ours in as many tabs as there are cookies."""
    tabs = [Tab(url, page=page, query=query(), cookies=cookie) for cookie in cookies]
    entered: list[Tab] = []
    try:
        for tab in tabs:
            entered.append(await tab.__aenter__())
            await tab.run()

        def asker(tab: Tab) -> Ask:
            async def ask() -> float:
                tab.goto(page, query())
                return await tab.run()

            return ask

        await visited([asker(tab) for tab in tabs], 1)
        return await visited([asker(tab) for tab in tabs], each)
    finally:
        for tab in entered:
            await tab.__aexit__(None, None, None)


async def django_visits(
    url: str, session: str, path: Callable[[], str], number: int, each: int
) -> Timing:
    """Get a page of Django's on as many connections as wanted."""
    browsers = [Browser(url, session) for _each in range(number)]
    for browser in browsers:
        await browser.open()

    def asker(browser: Browser) -> Ask:
        async def ask() -> float:
            return await browser.timed(path())

        return ask

    await visited([asker(browser) for browser in browsers], 1)
    timing = await visited([asker(browser) for browser in browsers], each)
    for browser in browsers:
        await browser.close()
    return timing


async def django_saves(
    url: str, session: str, keys: Callable[[], int], number: int, each: int, change: Any
) -> Timing:
    """Open a person's form, then take the time of sending it and getting the list."""
    browsers = [Browser(url, session) for _each in range(number)]
    for browser in browsers:
        await browser.open()

    def asker(browser: Browser) -> Ask:
        async def ask() -> float:
            path = f"/admin/registry/member/{keys()}/change/"
            values = change(form_values(await browser.get(path)))
            began = time.perf_counter()
            await browser.get(await browser.post(path, values))
            return time.perf_counter() - began

        return ask

    timing = await visited([asker(browser) for browser in browsers], each)
    for browser in browsers:
        await browser.close()
    return timing
