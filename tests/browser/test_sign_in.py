"""Signing in and out in a real browser: what only a browser shows."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from playwright.sync_api import expect

from db.sample import DEMO_PASSWORD
from tests.ground.servers import OfficeServer

if TYPE_CHECKING:
    from playwright.sync_api import BrowserContext, Page

OWN = ("data:", "blob:", "about:")


def _open(page: Page, address: str) -> None:
    page.goto(address)
    expect(page.locator(".stForm")).to_be_visible()


def _sign_in(page: Page, login: str) -> None:
    page.get_by_label("登录名").fill(login)
    page.get_by_label("密码", exact=True).fill(DEMO_PASSWORD)
    page.get_by_role("button", name="登录", exact=True).click()
    expect(_leave(page)).to_be_visible()


def _leave(page: Page):  # type: ignore[no-untyped-def]
    return page.locator(".st-key-sign-out button")


def test_a_deep_link_a_refresh_and_a_second_tab_keep_person_and_page(
    sample_server: OfficeServer, new_context: Callable[..., BrowserContext]
) -> None:
    context = new_context()
    page = context.new_page()
    address = f"{sample_server.url}/units?show=due"
    _open(page, address)
    _sign_in(page, "supervisor")
    assert page.url == address
    expect(page.get_by_role("heading", level=1)).to_have_text("单位")

    page.reload()
    expect(_leave(page)).to_be_visible()
    assert page.url == address

    second = context.new_page()
    second.goto(f"{sample_server.url}/trail")
    expect(second.get_by_role("heading", level=1)).to_have_text("操作留痕")


def test_signing_out_in_one_tab_signs_out_the_others(
    sample_server: OfficeServer, new_context: Callable[..., BrowserContext]
) -> None:
    context = new_context()
    page, second = context.new_page(), context.new_page()
    _open(page, f"{sample_server.url}/members")
    _sign_in(page, "contact")
    second.goto(f"{sample_server.url}/members")
    expect(_leave(second)).to_be_visible()

    _leave(page).click()
    expect(page.locator(".stForm")).to_be_visible()
    expect(second.locator(".stForm")).to_be_visible()
    expect(_leave(second)).to_have_count(0)
    assert "union_office_sample" not in {cookie["name"] for cookie in context.cookies()}

    page.goto(f"{sample_server.url}/members")
    expect(page.locator(".stForm")).to_be_visible()


def test_the_cookie_is_out_of_reach_for_scripts(sample_server: OfficeServer, page: Page) -> None:
    _open(page, sample_server.url)
    _sign_in(page, "leader")
    kept = {cookie["name"]: cookie for cookie in page.context.cookies()}
    assert kept["union_office_sample"]["httpOnly"]
    assert kept["union_office_sample"]["sameSite"] == "Lax"
    assert "union_office_sample" not in page.evaluate("document.cookie")


def test_no_request_leaves_our_host_and_no_policy_is_broken(
    sample_server: OfficeServer, page: Page
) -> None:
    outside: list[str] = []
    complaints: list[str] = []
    ours = (sample_server.url, sample_server.url.replace("http", "ws"), *OWN)
    page.on("request", lambda asked: outside.append(asked.url))
    page.on("websocket", lambda stream: outside.append(stream.url))
    page.on("console", lambda said: complaints.append(said.text))
    _open(page, f"{sample_server.url}/quality")
    _sign_in(page, "clerk")
    for name in ("", "members", "register", "units", "quality", "my_account"):
        page.goto(f"{sample_server.url}/{name}")
        expect(page.get_by_role("heading", level=1)).to_be_visible()
    assert outside, "requests are seen at all"
    assert [url for url in outside if not url.startswith(ours)] == []
    assert [text for text in complaints if "Security Policy" in text] == []


def test_the_page_says_which_language_it_speaks(
    sample_server: OfficeServer, new_context: Callable[..., BrowserContext]
) -> None:
    for browser, spoken, word in (("zh-TW", "zh-CN", "登录"), ("en-GB", "en", "Sign in")):
        page = new_context(language=browser).new_page()
        _open(page, sample_server.url)
        expect(page.locator("html")).to_have_attribute("lang", spoken)
        expect(page.get_by_role("button", name=word, exact=True)).to_be_visible()


def test_what_streamlit_says_by_itself_is_chinese(sample_server: OfficeServer, page: Page) -> None:
    _open(page, sample_server.url)
    page.get_by_label("密码", exact=True).fill("something")
    expect(page.get_by_text("按回车提交")).to_be_visible()
    expect(page.get_by_role("button", name="显示密码")).to_be_visible()


def test_paper_shows_the_page_without_menu_and_buttons(
    sample_server: OfficeServer, page: Page
) -> None:
    _open(page, f"{sample_server.url}/units")
    _sign_in(page, "clerk")
    expect(page.locator(".office-table")).to_be_visible()
    page.emulate_media(media="print")
    expect(page.locator(".office-table")).to_be_visible()
    expect(page.locator(".stSidebar")).to_be_hidden()
    expect(_leave(page)).to_be_hidden()
