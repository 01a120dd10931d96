"""The gate: what passes to Streamlit and what does not."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

import pytest
from starlette.types import Message, Receive, Scope, Send
from streamlit.proto.BackMsg_pb2 import BackendOperationRequest, BackMsg

from shell.gate import HEADERS, Gate
from tests.ground.wire import alone

COOKIE = "union_office"


class Inside:
    """What lies behind the gate: it notes what reaches it and answers 200."""

    def __init__(self) -> None:
        self.reached: list[str] = []
        self.received: list[bytes | None] = []

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        self.reached.append(scope["path"])
        if scope["type"] == "websocket":
            while (message := await receive())["type"] != "websocket.disconnect":
                if message["type"] == "websocket.receive":
                    self.received.append(message.get("bytes"))
            return
        await send({"type": "http.response.start", "status": 200, "headers": []})
        await send({"type": "http.response.body", "body": b""})


def _scope(kind: str, path: str, headers: Iterable[tuple[str, str]]) -> Scope:
    named = {"host": "office.example", **dict(headers)}
    return {
        "type": kind,
        "method": "GET",
        "path": path,
        "headers": [(name.encode(), value.encode()) for name, value in named.items()],
    }


def _pass(
    kind: str, path: str, *messages: Message, **headers: str
) -> tuple[Inside, list[dict[str, Any]]]:
    inside, sent = Inside(), []
    waiting = [*messages, {"type": f"{kind}.disconnect"}]

    async def receive() -> Message:
        return waiting.pop(0)

    async def send(message: Message) -> None:
        sent.append(dict(message))

    gate = Gate(inside, is_signed_in=lambda cookie: cookie == "good", cookie_name=COOKIE)
    alone(gate(_scope(kind, path, headers.items()), receive, send))
    return inside, sent


def _asks(**fields: Any) -> Message:
    return {"type": "websocket.receive", "bytes": BackMsg(**fields).SerializeToString()}


@pytest.mark.parametrize(
    "path",
    ["/_stcore/metrics", "/_stcore/agent/interact", "/_stcore/agent/openapi.json"],
)
def test_what_an_office_does_not_need_is_not_there(path: str) -> None:
    inside, sent = _pass("http", path, cookie=f"{COOKIE}=good")
    assert sent[0]["status"] == 404
    assert not inside.reached


@pytest.mark.parametrize("path", ["/media/photo.png", "/_stcore/upload_file/a/b"])
@pytest.mark.parametrize(
    "cookie", ["", f"{COOKIE}=forged", "other=good", 'x="; broken', f"{COOKIE}="]
)
def test_files_pass_only_for_those_who_have_signed_in(path: str, cookie: str) -> None:
    inside, sent = _pass("http", path, cookie=cookie)
    assert sent[0]["status"] == 403
    assert not inside.reached
    inside, sent = _pass("http", path, cookie=f"a=b; {COOKIE}=good")
    assert sent[0]["status"] == 200
    assert (b"cache-control", b"no-store") in sent[0]["headers"]


@pytest.mark.parametrize("origin", ["http://evil.example", "null", "http://office.example.evil"])
def test_pages_of_other_sites_reach_neither_requests_nor_the_stream(origin: str) -> None:
    inside, sent = _pass("http", "/auth/clear", origin=origin)
    assert sent[0]["status"] == 403
    opening: Message = {"type": "websocket.connect"}
    behind, answers = _pass("websocket", "/_stcore/stream", opening, origin=origin)
    assert answers == [{"type": "websocket.close", "code": 1008}]
    assert not inside.reached
    assert not behind.reached


@pytest.mark.parametrize("scheme", ["http", "https"])
def test_our_own_pages_reach_the_stream(scheme: str) -> None:
    wanted = _asks(rerun_script={"page_name": "members"})
    inside, _sent = _pass(
        "websocket", "/_stcore/stream", wanted, origin=f"{scheme}://office.example"
    )
    assert inside.received == [wanted["bytes"]]


@pytest.mark.parametrize(
    "message",
    [
        _asks(clear_cache=True),
        _asks(set_run_on_save=True),
        _asks(load_git_info=True),
        _asks(debug_shutdown_runtime=True),
        _asks(debug_disconnect_websocket=True),
        _asks(backend_operation_request=BackendOperationRequest(request_id="1")),
        _asks(backend_operation_request={"install_skills": {}}),
    ],
    ids=["clear", "save", "git", "shutdown", "disconnect", "nothing", "skills"],
)
def test_messages_that_no_page_of_ours_sends_never_arrive(message: Message) -> None:
    wanted = _asks(rerun_script={"page_name": "members"})
    inside, _sent = _pass("websocket", "/_stcore/stream", message, wanted, message)
    assert inside.received == [wanted["bytes"]]


def test_a_message_with_two_wishes_is_judged_by_the_one_that_streamlit_would_grant() -> None:
    both = _asks(rerun_script={"page_name": "x"})["bytes"] + _asks(clear_cache=True)["bytes"]
    inside, _sent = _pass("websocket", "/s", {"type": "websocket.receive", "bytes": both})
    assert not inside.received


def test_every_answer_carries_the_headers_that_browsers_obey() -> None:
    for path in ("/", "/static/js/index.js", "/_stcore/metrics"):
        _inside, sent = _pass("http", path)
        found = {name.decode(): value.decode() for name, value in sent[0]["headers"]}
        assert HEADERS.items() <= found.items()
    _inside, sent = _pass("http", "/wall")
    assert (b"referrer-policy", b"no-referrer") in sent[0]["headers"], "its address holds a key"
    assert "unsafe-eval" not in HEADERS["content-security-policy"]
    assert "script-src 'self';" in HEADERS["content-security-policy"]


def test_our_own_pages_may_use_the_camera_for_proofs_and_nothing_else_of_the_machine() -> None:
    wanted = "camera=(self), microphone=(), geolocation=(), payment=(), usb=()"
    assert HEADERS["permissions-policy"] == wanted
