"""Getting the cookie and giving it back, on a real server."""

from __future__ import annotations

import asyncio

import httpx

from tests.ground.servers import OfficeServer
from tests.ground.signing_in import OF_THE_FORM, OURS, SAMPLE_COOKIE, cookies_of, redeem, ticket_for
from tests.ground.wire import Tab, alone


def test_a_right_password_gives_a_ticket_and_the_ticket_a_cookie_no_script_can_read(
    sample_server: OfficeServer,
) -> None:
    ticket = alone(ticket_for(sample_server, "clerk"))
    answer = redeem(sample_server, ticket)
    assert answer.status_code == 204
    told = answer.headers["set-cookie"].lower()
    assert "httponly" in told
    assert "samesite=lax" in told
    assert "secure" not in told
    assert redeem(sample_server, ticket).status_code == 410, "a ticket is good once"


def test_the_cookie_is_for_encrypted_ways_only_where_the_office_is_encrypted(
    sample_server: OfficeServer,
) -> None:
    ticket = alone(ticket_for(sample_server, "clerk"))
    headers = {**OURS, "x-forwarded-proto": "https"}
    answer = httpx.post(f"{sample_server.url}/auth/establish", content=ticket, headers=headers)
    assert "secure" in answer.headers["set-cookie"].lower()


def test_wrong_passwords_and_unknown_names_get_the_same_answer(
    sample_server: OfficeServer,
) -> None:
    async def answer_to(login: str) -> list[str]:
        async with Tab(sample_server.url) as tab:
            await tab.run()
            tab.enter("登录名", login)
            tab.enter("密码", "not the password of anybody")
            await tab.press("登录")
            return tab.texts

    known, unknown = alone(answer_to("cashier")), alone(answer_to("nobody"))
    assert known == unknown
    assert "登录名或密码不正确" in "".join(known)


def test_only_our_own_pages_may_establish_or_clear(sample_server: OfficeServer) -> None:
    ticket = alone(ticket_for(sample_server, "clerk"))
    for door, body in (("establish", ticket), ("clear", "")):
        address = f"{sample_server.url}/auth/{door}"
        assert httpx.post(address, content=body).status_code == 403
        assert httpx.get(address, headers=OURS).status_code == 404
    assert redeem(sample_server, "x" * 100_000).status_code == 403
    assert redeem(sample_server, "guessed").status_code == 410


def test_the_desk_opens_under_its_name_too(sample_server: OfficeServer) -> None:
    answer = httpx.get(f"{sample_server.url}/desk?member=7")
    assert (answer.status_code, answer.headers["location"]) == (307, "./?member=7")
    assert httpx.get(f"{sample_server.url}/desk", follow_redirects=True).url.path == "/"


def test_signing_out_ends_every_tab_and_every_copy_of_the_cookie(
    sample_server: OfficeServer,
) -> None:
    cookies = cookies_of(sample_server, "reviewer")

    async def see() -> tuple[set[str], set[str]]:
        async with Tab(sample_server.url, page="units", cookies=cookies) as tab:
            await tab.run()
            before = {widget.label for widget in tab.widgets.values()}
            address = f"{sample_server.url}/auth/clear"
            await asyncio.to_thread(httpx.post, address, headers=OURS, cookies=cookies)
            await tab.run()
            return before, {widget.label for widget in tab.widgets.values()}

    before, after = alone(see())
    assert "退出登录" in before
    assert after == OF_THE_FORM
    upload = httpx.put(f"{sample_server.url}/_stcore/upload_file/a/b", cookies=cookies)
    assert upload.status_code == 403


def test_the_old_session_ends_when_another_person_signs_in_on_the_same_browser(
    sample_server: OfficeServer,
) -> None:
    first = cookies_of(sample_server, "leader")
    ticket = alone(ticket_for(sample_server, "clerk"))
    httpx.post(
        f"{sample_server.url}/auth/establish", content=ticket, headers=OURS, cookies=first
    ).raise_for_status()
    media = f"{sample_server.url}/media/x.png"
    assert httpx.get(media, cookies=first).status_code == 403


def test_a_signed_in_browser_gets_past_the_gate(sample_server: OfficeServer) -> None:
    cookies = cookies_of(sample_server, "clerk")
    media = f"{sample_server.url}/media/x.png"
    assert httpx.get(media).status_code == 403
    assert httpx.get(media, cookies={SAMPLE_COOKIE: "x" * 43}).status_code == 403
    assert httpx.get(media, cookies=cookies).status_code == 404
