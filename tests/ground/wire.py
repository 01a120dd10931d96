"""A browser's tab without a browser: Streamlit's WebSocket protocol, spoken directly.

A ``Tab`` opens the page's stream with a cookie, asks for runs of the script and waits until
each is finished. It remembers the widgets and texts of the last run, so that a test can
press what is there and read what came of it.
"""

from __future__ import annotations

import asyncio
import time
from collections.abc import Coroutine
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from types import TracebackType
from typing import Any, TypeVar
from urllib.parse import urlsplit

import websockets
from streamlit.proto.BackMsg_pb2 import BackMsg
from streamlit.proto.ForwardMsg_pb2 import ForwardMsg
from streamlit.proto.WidgetStates_pb2 import WidgetState

T = TypeVar("T")

TEXTS = ("markdown", "heading", "alert", "text", "html", "toast")
_AGAIN = ForwardMsg.ScriptFinishedStatus.FINISHED_EARLY_FOR_RERUN
_RUNS_KEPT = 2


def alone(work: Coroutine[Any, Any, T]) -> T:
    """Run a coroutine to its end in a thread of its own.

    A real browser in another test keeps this thread's event loop running.
    """
    with ThreadPoolExecutor(1) as thread:
        return thread.submit(asyncio.run, work).result()


class RunFailed(Exception):
    """A run ended in an error, on no page, or not at all."""


@dataclass
class Widget:
    id: str
    kind: str
    key: str
    label: str


@dataclass
class Tab:
    """One tab; ``async with Tab(url, page="members", cookies={...}) as tab``."""

    url: str
    page: str = ""
    query: str = ""
    cookies: dict[str, str] = field(default_factory=dict)
    timeout: float = 60.0
    widgets: dict[str, Widget] = field(default_factory=dict)
    texts: list[str] = field(default_factory=list)
    page_hash: str = ""
    received: int = 0
    timers: dict[str, float] = field(default_factory=dict)
    """The parts of the page that ask to be run again by themselves, with their seconds."""

    def __post_init__(self) -> None:
        self._socket: Any = None
        self._values: dict[str, WidgetState] = {}
        self._held: dict[str, tuple[int, ForwardMsg]] = {}
        self._runs = 0

    async def __aenter__(self) -> Tab:
        place = urlsplit(self.url).netloc
        cookie = "; ".join(f"{name}={value}" for name, value in self.cookies.items())
        self._socket = await websockets.connect(
            f"ws://{place}/_stcore/stream",
            subprotocols=[websockets.Subprotocol("streamlit"), websockets.Subprotocol("-")],
            additional_headers=[("Cookie", cookie)] if cookie else None,
            origin=websockets.Origin(f"http://{place}"),
            max_size=None,
            compression=None,
            ping_interval=None,
            proxy=None,
        )
        return self

    async def __aexit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        await self._socket.close()

    async def run(self, *triggers: WidgetState) -> float:
        """Ask for a run, with buttons pressed; returns its seconds. Raises RunFailed."""
        self.widgets, self.texts, self.timers = {}, [], {}
        return await self._ask(self._request(triggers))

    async def tick(self, timer: str) -> float:
        """Run one part of the page as its timer does; returns its seconds. Raises RunFailed."""
        self.texts = []
        return await self._ask(self._request((), timer))

    async def _ask(self, packed: bytes) -> float:
        began = time.perf_counter()
        self._runs += 1
        await self._socket.send(packed)
        try:
            async with asyncio.timeout(self.timeout):
                while not self._take(await self._socket.recv()):
                    pass
        except (TimeoutError, websockets.ConnectionClosed) as error:
            raise RunFailed(repr(error)) from error
        took = time.perf_counter() - began
        self._held = {
            name: kept for name, kept in self._held.items() if self._runs - kept[0] < _RUNS_KEPT
        }
        return took

    async def press(self, name: str) -> float:
        """Press the button with this key or label."""
        return await self.run(WidgetState(id=self.widget(name).id, trigger_value=True))

    def enter(self, name: str, value: str) -> None:
        """Type into the text field with this key or label; sent with the next run."""
        found = self.widget(name).id
        self._values[found] = WidgetState(id=found, string_value=value)

    def widget(self, name: str) -> Widget:
        for found in self.widgets.values():
            if name in (found.key, found.label):
                return found
        raise RunFailed(f"no widget {name!r} among {[w.key for w in self.widgets.values()]}")

    def goto(self, page: str, query: str = "") -> None:
        """Be on a page from the next run on; the office may have led elsewhere meanwhile."""
        self.page, self.page_hash, self.query, self._values = page, "", query, {}

    def _request(self, triggers: tuple[WidgetState, ...], timer: str = "") -> bytes:
        message = BackMsg()
        wanted = message.rerun_script
        wanted.fragment_id, wanted.is_auto_rerun = timer, bool(timer)
        wanted.query_string = self.query
        wanted.page_script_hash = self.page_hash
        wanted.page_name = "" if self.page_hash else self.page
        context = wanted.context_info
        context.timezone, context.timezone_offset = "Asia/Shanghai", -480
        context.locale, context.url = "zh-CN", f"{self.url}/{self.page}"
        wanted.widget_states.widgets.extend([*self._values.values(), *triggers])
        wanted.cached_message_hashes.extend(self._held)
        packed: bytes = message.SerializeToString()
        return packed

    def _take(self, packed: bytes) -> bool:
        """Read one message; True when the run is finished."""
        self.received += len(packed)
        message = ForwardMsg.FromString(packed)
        kind = message.WhichOneof("type")
        if kind == "ref_hash":
            if message.ref_hash not in self._held:
                raise RunFailed("the server refers to a message that this tab does not hold")
            message = self._held[message.ref_hash][1]
            kind = message.WhichOneof("type")
        if message.metadata.cacheable and message.hash:
            self._held[message.hash] = (self._runs, message)
        if kind == "delta" and message.delta.WhichOneof("type") == "new_element":
            self._note(message.delta.new_element)
        elif kind == "new_session":
            self.page_hash = message.new_session.page_script_hash or self.page_hash
        elif kind == "navigation":
            self.page_hash = message.navigation.page_script_hash or self.page_hash
        elif kind == "auto_rerun":
            self.timers[message.auto_rerun.fragment_id] = message.auto_rerun.interval
        elif kind == "page_not_found":
            raise RunFailed(f"no page {self.page!r}")
        return kind == "script_finished" and message.script_finished != _AGAIN

    def _note(self, element: Any) -> None:
        kind = element.WhichOneof("type")
        body = getattr(element, kind)
        if kind == "exception":
            raise RunFailed(f"{body.type}: {body.message[:200]}")
        if kind in TEXTS:
            self.texts.append(body.body)
        name = getattr(body, "id", "")
        if name:
            # An id reads $$ID-<hash>-<key>.
            key = name.split("-", 2)[2] if name.startswith("$$ID-") else ""
            self.widgets[name] = Widget(name, kind, key, getattr(body, "label", ""))

    @property
    def text(self) -> str:
        """Everything that the last run showed as text."""
        return "\n".join(self.texts)
