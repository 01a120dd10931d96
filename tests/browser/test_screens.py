"""Lists, links, dialogs and narrow screens in a real browser."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from playwright.sync_api import expect
from python_calamine import CalamineWorkbook

from db.sample import DEMO_PASSWORD
from tests.ground.servers import OfficeServer

if TYPE_CHECKING:
    from playwright.sync_api import BrowserContext, Page

Opener = Callable[..., "BrowserContext"]


def _enter(page: Page, address: str, login: str = "clerk", narrow: bool = False) -> None:
    page.goto(address)
    form = page.locator(".stForm input")
    form.nth(0).fill(login)
    form.nth(1).fill(DEMO_PASSWORD)
    page.locator(".stForm button").last.click()
    inside = page.get_by_role("heading", level=1) if narrow else page.locator(".st-key-sign-out")
    expect(page.locator(".stForm")).to_have_count(0)
    expect(inside).to_be_visible()


def test_a_link_in_a_list_changes_the_page_in_place_and_back_returns(
    sample_server: OfficeServer, page: Page
) -> None:
    _enter(page, f"{sample_server.url}/members?all=1")
    first = page.locator(".office-table td a").first
    name = first.inner_text()
    page.evaluate("window.untouched = true")
    first.click()
    expect(page.get_by_role("heading", level=1)).to_have_text(name)
    assert "/member?id=" in page.url
    assert page.evaluate("window.untouched"), "the program was not loaded anew"
    page.go_back()
    expect(page.get_by_role("heading", level=1)).to_have_text("会员")
    expect(page.locator(".office-table tbody tr")).to_have_count(50)


def test_the_keyboard_opens_a_row(sample_server: OfficeServer, page: Page) -> None:
    _enter(page, f"{sample_server.url}/members?all=1")
    first = page.locator(".office-table td a").first
    name = first.inner_text()
    first.focus()
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", level=1)).to_have_text(name)


def test_a_search_survives_a_refresh(sample_server: OfficeServer, page: Page) -> None:
    _enter(page, f"{sample_server.url}/members")
    box = page.locator(".st-key-members-q input")
    box.fill("wang")
    box.press("Enter")
    expect(page.locator(".office-table td a").first).to_contain_text("王")
    page.reload()
    expect(page.locator(".office-table td a").first).to_contain_text("王")
    expect(page.locator(".st-key-members-q input")).to_have_value("wang")


def test_a_dialog_speaks_the_readers_language_and_asks_for_a_reason(
    sample_server: OfficeServer, new_context: Opener
) -> None:
    page = new_context("en-US").new_page()
    _enter(page, f"{sample_server.url}/members?all=1")
    page.locator(".office-table td a").first.click()
    page.get_by_role("button", name="Show a full number").click()
    dialog = page.get_by_role("dialog")
    dialog.get_by_role("button", name="Show it").click()
    expect(dialog).to_contain_text("Give a reason; it is kept on the trail.")
    dialog.locator("textarea").fill("Checking the card")
    dialog.get_by_role("button", name="Show it").click()
    shown = dialog.locator(".office-revealed")
    expect(shown).to_be_visible()
    assert "*" not in shown.inner_text()
    page.keyboard.press("Escape")
    expect(dialog).to_have_count(0)
    expect(page.locator(".office-revealed")).to_have_count(0)


def test_what_is_wrong_in_a_dialog_is_said_in_the_dialog(
    sample_server: OfficeServer, page: Page
) -> None:
    _enter(page, f"{sample_server.url}/members?all=1&status=member")
    page.locator(".office-table td a").first.click()
    page.get_by_role("button", name="转会", exact=True).click()
    dialog = page.get_by_role("dialog")
    dialog.get_by_role("button", name="提出转会").click()
    expect(dialog.locator(".office-wrong")).to_be_visible()


def test_a_list_is_taken_away_as_a_workbook(
    sample_server: OfficeServer, page: Page, tmp_path: Path
) -> None:
    _enter(page, f"{sample_server.url}/members?all=1&gender=female")
    page.locator(".st-key-members-export button").first.click()
    with page.expect_download() as waiting:
        page.locator(".st-key-members-export-xlsx button").click()
    file = tmp_path / "members.xlsx"
    waiting.value.save_as(file)
    rows = CalamineWorkbook.from_path(str(file)).get_sheet_by_index(0).to_python()
    position = rows[0].index("性别")
    assert len(rows) > 20
    assert {row[position] for row in rows[1:]} == {"女"}


@pytest.mark.parametrize("width", [390, 1024, 1440])
def test_no_page_is_wider_than_the_screen(
    sample_server: OfficeServer, new_context: Opener, width: int
) -> None:
    page = new_context(viewport={"width": width, "height": 900}).new_page()
    _enter(page, sample_server.url, narrow=width < 600)
    for address in ("", "members?all=1", "units", "moves", "quality", "register", "lookalikes"):
        page.goto(f"{sample_server.url}/{address}")
        expect(page.get_by_role("heading", level=1)).to_be_visible()
        expect(page.locator(".stApp")).to_have_attribute("data-test-script-state", "notRunning")
        wider = page.evaluate("document.documentElement.scrollWidth - window.innerWidth")
        assert wider <= 0, address
