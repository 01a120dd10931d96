"""The two addresses where a browser gets its cookie and gives it back, and the desk's by name.

The two take only what our own pages send: a form or a picture on another site cannot set the
header that they ask for.
"""

from __future__ import annotations

from anyio.to_thread import run_sync
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response
from starlette.routing import Route

from db import sign_ins
from shell.menu import START
from shell.visitor import cookie_name

OUR_PAGES = "x-union-office"
LONGEST_TICKET = 200


async def establish(request: Request) -> Response:
    """Exchange a ticket for the cookie; 410 when it is used or too old."""
    ticket = await _text_of(request)
    if OUR_PAGES not in request.headers or not ticket:
        return Response(status_code=403)
    cookie = await run_sync(sign_ins.redeem, ticket)
    if cookie is None:
        return Response(status_code=410)
    await _end_present(request)
    answer = Response(status_code=204)
    answer.set_cookie(
        cookie_name(),
        cookie,
        httponly=True,
        samesite="lax",
        secure=request.url.scheme == "https",
    )
    return answer


async def clear(request: Request) -> Response:
    """End the session and take the cookie back."""
    if OUR_PAGES not in request.headers:
        return Response(status_code=403)
    await _end_present(request)
    answer = Response(status_code=204)
    answer.delete_cookie(cookie_name(), httponly=True, samesite="lax")
    return answer


async def to_start(request: Request) -> Response:
    """Lead who types the first page's name to the bare address, the only one it has."""
    query = request.url.query
    return RedirectResponse("./" + (f"?{query}" if query else ""))


async def _end_present(request: Request) -> None:
    present = request.cookies.get(cookie_name())
    if present:
        await run_sync(sign_ins.end, present)


async def _text_of(request: Request) -> str:
    """Return a short body, empty when it is longer than any ticket."""
    body = b""
    async for piece in request.stream():
        body += piece
        if len(body) > LONGEST_TICKET:
            return ""
    return body.decode("ascii", "replace")


ROUTES = [
    Route("/auth/establish", establish, methods=["POST"]),
    Route("/auth/clear", clear, methods=["POST"]),
    Route(f"/{START}", to_start),
]
