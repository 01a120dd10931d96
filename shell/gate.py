"""The gate before Streamlit: who may upload, what a browser may ask, which headers go out.

A visitor who has not signed in needs a stream for the sign-in form; this keeps that stream
from clearing everybody's caches, and its owner from filling the server's memory.
"""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from http.cookies import CookieError, SimpleCookie
from urllib.parse import urlsplit

from anyio.to_thread import run_sync
from google.protobuf.message import DecodeError
from starlette.datastructures import Headers, MutableHeaders
from starlette.responses import Response
from starlette.types import ASGIApp, Message, Receive, Scope, Send
from streamlit.proto.BackMsg_pb2 import BackMsg

WANTED_MESSAGES = frozenset(("rerun_script", "stop_script", "app_heartbeat", "file_urls_request"))
WANTED_OPERATIONS = frozenset(("deferred_file", "dataframe_chunk"))
CLOSED = ("/_stcore/metrics", "/_stcore/agent", "/_stcore/script-health-check")
MEMBERS_ONLY = ("/media/", "/_stcore/upload_file")
KEPT_BY_NOBODY = (*MEMBERS_ONLY, "/auth/")
WITH_A_KEY = "/wall"
"""The page whose address holds a key: no request may tell where it comes from."""

HEADERS = {
    "content-security-policy": (
        "default-src 'self'; script-src 'self'; style-src 'self' 'unsafe-inline'; "
        "img-src 'self' data: blob:; media-src 'self' blob:; font-src 'self' data:; "
        "connect-src 'self' data:; frame-ancestors 'none'; object-src 'none'; base-uri 'self'; "
        "form-action 'self'"
    ),
    "x-content-type-options": "nosniff",
    "x-frame-options": "DENY",
    "referrer-policy": "same-origin",
    "cross-origin-opener-policy": "same-origin",
    "permissions-policy": "camera=(self), microphone=(), geolocation=(), payment=(), usb=()",
}

POLICY_VIOLATION = 1008

IsSignedIn = Callable[[str], bool]


class Gate:
    """ASGI middleware around everything that the office serves.

    ``is_signed_in`` tells whether a cookie's session is alive; ``cookie_name`` names it.
    """

    def __init__(self, app: ASGIApp, is_signed_in: IsSignedIn, cookie_name: str) -> None:
        self._app = app
        self._is_signed_in = is_signed_in
        self._cookie_name = cookie_name

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] == "websocket":
            await self._stream(scope, receive, send)
        elif scope["type"] == "http":
            refused = await self._refusal(scope)
            answer: ASGIApp = Response(status_code=refused) if refused else self._app
            await answer(scope, receive, _with_headers(send, scope["path"]))
        else:
            await self._app(scope, receive, send)

    async def _stream(self, scope: Scope, receive: Receive, send: Send) -> None:
        if not _is_same_origin(Headers(scope=scope)):
            await receive()
            await send({"type": "websocket.close", "code": POLICY_VIOLATION})
            return
        await self._app(scope, _wanted_only(receive), send)

    async def _refusal(self, scope: Scope) -> int | None:
        """Return the status that refuses the request, None when it may pass."""
        path, headers = scope["path"], Headers(scope=scope)
        if path.startswith(CLOSED):
            return 404
        if not _is_same_origin(headers):
            return 403
        if path.startswith(MEMBERS_ONLY) and not await self._knows(headers):
            return 403
        return None

    async def _knows(self, headers: Headers) -> bool:
        cookies: SimpleCookie = SimpleCookie()
        try:
            cookies.load(headers.get("cookie", ""))
        except CookieError:
            return False
        cookie = cookies.get(self._cookie_name)
        return cookie is not None and await run_sync(self._is_signed_in, cookie.value)


def _is_same_origin(headers: Headers) -> bool:
    # A foreign origin would also make Streamlit ask the internet for the server's address.
    origin = headers.get("origin")
    return origin is None or urlsplit(origin).netloc == headers.get("host")


def _wanted_only(receive: Receive) -> Callable[[], Awaitable[Message]]:
    """Pass on what a page sends; leave out what only a tampered one would."""

    async def filtered() -> Message:
        while True:
            message = await receive()
            if message["type"] != "websocket.receive" or _is_wanted(message.get("bytes")):
                return message

    return filtered


def _is_wanted(packed: bytes | None) -> bool:
    if packed is None:
        return True  # a text frame: Streamlit ends the stream
    try:
        asked = BackMsg.FromString(packed)
    except DecodeError:
        return True  # not a message at all: Streamlit ends the stream
    kind = asked.WhichOneof("type")
    if kind == "backend_operation_request":
        return asked.backend_operation_request.WhichOneof("payload") in WANTED_OPERATIONS
    return kind in WANTED_MESSAGES


def _with_headers(send: Send, path: str) -> Send:
    async def sending(message: Message) -> None:
        if message["type"] == "http.response.start":
            headers = MutableHeaders(scope=message)
            for name, value in HEADERS.items():
                headers[name] = value
            if path == WITH_A_KEY:
                headers["referrer-policy"] = "no-referrer"
            if path.startswith(KEPT_BY_NOBODY):
                headers["cache-control"] = "no-store"
        await send(message)

    return sending
