"""Registering in a real browser: look-ups, hostile text, the browser gone in mid-form."""

from __future__ import annotations

import shutil
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from playwright.sync_api import expect

from tests.browser.test_screens import _enter as enter
from tests.ground.servers import OfficeServer

if TYPE_CHECKING:
    from collections.abc import Iterator

    from playwright.sync_api import BrowserContext, Page

HOSTILE = "**张**:red[三] $a$ :smile: <img src=x onerror=alert(1)>"


@pytest.fixture(scope="module")
def own_server(
    made_small_home: Path, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[OfficeServer]:
    """A small sample office that these tests may change."""
    home = shutil.copytree(made_small_home, tmp_path_factory.mktemp("own") / "office-home")
    server = OfficeServer(Path(home), OFFICE_DEMO="1")
    server.start()
    yield server
    server.stop()


def _field(page: Page, name: str):  # type: ignore[no-untyped-def]
    return page.locator(f".st-key-register-0-{name} input")


def _type(page: Page, name: str, text: str) -> None:
    _field(page, name).fill(text)
    page.keyboard.press("Tab")
    expect(_field(page, name)).to_have_value(text)


def test_a_hostile_name_is_shown_letter_by_letter_on_every_screen(
    own_server: OfficeServer, page: Page
) -> None:
    alerts: list[str] = []
    page.on("dialog", lambda dialog: alerts.append(dialog.message))
    enter(page, f"{own_server.url}/register")
    _type(page, "name", HOSTILE)
    page.locator(".st-key-register-0-unit_id-typed input").fill("北岭县总工会")
    page.keyboard.press("Enter")
    expect(page.get_by_text("找到")).to_be_visible()
    page.locator(".st-key-register-save button").click()
    heading = page.get_by_role("heading", level=1)
    expect(heading).not_to_have_text("会员登记")
    assert heading.inner_text().replace("\u2060", "") == HOSTILE
    for address in ("", "moves", "members?q=smile"):
        page.goto(f"{own_server.url}/{address}")
        expect(page.locator(".stHtml", has_text="**张**:red[三] $a$").first).to_be_visible()
    page.goto(f"{own_server.url}/members")
    expect(page.locator(".office-table")).to_contain_text(HOSTILE)
    assert not alerts


def test_what_was_typed_survives_the_end_of_the_browser(
    own_server: OfficeServer, new_context: Callable[..., BrowserContext], tmp_path: Path
) -> None:
    first = new_context()
    page = first.new_page()
    enter(page, f"{own_server.url}/register", "contact")
    _type(page, "name", "何勇")
    _type(page, "job", "电工")
    expect(page.locator(".st-key-register-empty button")).to_be_visible()
    first.close()

    page = new_context().new_page()
    enter(page, f"{own_server.url}/register", "contact")
    expect(_field(page, "name")).to_have_value("何勇")
    expect(_field(page, "job")).to_have_value("电工")


def test_the_id_number_fills_in_birth_date_and_gender_while_typing(
    own_server: OfficeServer, page: Page
) -> None:
    enter(page, f"{own_server.url}/register", "county")
    _type(page, "id_no", "12345")
    expect(page.locator(".office-wrong")).to_be_visible()
    _type(page, "id_no", "110101199003070011")
    expect(page.locator(".office-wrong")).to_have_count(0)
    expect(_field(page, "birth_on")).to_have_value("1990-03-07")
