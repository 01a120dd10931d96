"""Signing in without a browser: the form over the WebSocket, then the cookie for its ticket."""

from __future__ import annotations

import re

import httpx

from db.sample import DEMO_PASSWORD
from rules.language import _
from shell.doors import OUR_PAGES
from tests.ground.servers import OfficeServer
from tests.ground.wire import Tab, alone

SAMPLE_COOKIE = "union_office_sample"
OURS = {OUR_PAGES: "1"}
OF_THE_FORM = {"登录名", "密码", "登录"}
"""The labels of what a Chinese browser can press before it has signed in."""

_TICKET = re.compile(r'data-office-ticket="([^"]+)"')


async def ticket_for(server: OfficeServer, login: str, password: str = DEMO_PASSWORD) -> str:
    """Fill in the form as a Chinese browser shows it; return the ticket, empty when refused."""
    async with Tab(server.url) as tab:
        await tab.run()
        tab.enter(_("Sign-in name"), login)
        tab.enter(_("Password"), password)
        await tab.press(_("Sign in"))
        found = _TICKET.search(tab.text)
        return found.group(1) if found else ""


def redeem(server: OfficeServer, ticket: str) -> httpx.Response:
    """Hand in a ticket as our own page does."""
    return httpx.post(f"{server.url}/auth/establish", content=ticket, headers=OURS)


def cookies_of(server: OfficeServer, login: str) -> dict[str, str]:
    """Sign in to a sample office; return the browser's cookies."""
    answer = redeem(server, alone(ticket_for(server, login)))
    assert answer.status_code == 204, answer
    return {SAMPLE_COOKIE: answer.cookies[SAMPLE_COOKIE]}
