"""A wall in a real browser: it follows the office, is cut off, and comes back by itself."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from playwright.sync_api import expect

from commands.console import opened
from config import settings
from db import boards
from db.engine import use_store
from db.sample import DEMO_PASSWORD
from db.session import writing
from tests.ground.cables import Cable
from tests.ground.people import almighty
from tests.ground.servers import OfficeServer

if TYPE_CHECKING:
    from playwright.sync_api import BrowserContext, Page

SECONDS = 1000


@pytest.fixture
def server(small_home: Path) -> Iterator[OfficeServer]:
    server = OfficeServer(small_home, OFFICE_DEMO="1")
    yield server.start()
    server.stop()


@pytest.fixture
def cable(server: OfficeServer) -> Iterator[Cable]:
    cable = Cable(server.port)
    yield cable
    cable.remove()


def _enter(page: Page, address: str) -> None:
    page.goto(address)
    form = page.locator(".stForm input")
    form.nth(0).fill("admin")
    form.nth(1).fill(DEMO_PASSWORD)
    page.locator(".stForm button").last.click()
    expect(page.locator(".st-key-sign-out")).to_be_visible()


def _make_display(page: Page) -> str:
    """Make a display in the browser; return its address without the server's."""
    page.locator(".st-key-display-new-0-label input").fill("一楼大厅")
    page.locator(".st-key-display-new-0-board_ids input").click()
    page.get_by_role("option").first.click()
    page.keyboard.press("Tab")
    page.locator(".st-key-display-new-save button").click()
    told = page.locator(".office-revealed").inner_text()
    return "/wall" + told.split("/wall")[1]


def _rename(home: Path, name: str) -> None:
    """Change a board on the office's own database, as another process of it would."""
    before = use_store(None)
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("OFFICE_HOME", str(home))
        patch.setenv("DATABASE_URL", "")
        settings.cache_clear()
        with opened(), writing(almighty()) as session:
            first = boards.list_every(session)[0]
            boards.change(session, first.id, first.version, name)
    settings.cache_clear()
    use_store(before)


def test_a_wall_follows_the_office_is_cut_off_and_comes_back_by_itself(
    server: OfficeServer, cable: Cable, new_context: Callable[..., BrowserContext]
) -> None:
    admin = new_context().new_page()
    _enter(admin, f"{server.url}/displays?add=1")
    address = _make_display(admin)
    wall = new_context(viewport={"width": 1920, "height": 1080}).new_page()
    wall.goto(cable.url + address)
    title, lost = wall.locator(".wall-head h1"), wall.locator("#wall-lost")
    expect(title).to_be_visible()
    expect(wall.locator(".stSidebar")).to_have_count(0)
    screen = wall.locator(".wall-screen").bounding_box()
    assert screen is not None
    assert (screen["width"], screen["y"] + screen["height"]) == (1920, 1080)
    assert address.split("=")[1] not in wall.title()

    _rename(server.home, "一号看板")
    expect(title).to_have_text("一号看板", timeout=5 * SECONDS)
    expect(lost).to_be_hidden()

    cable.pull()
    expect(lost).to_contain_text("数据截至", timeout=15 * SECONDS)
    expect(title).to_have_text("一号看板")
    _rename(server.home, "二号看板")
    cable.plug()
    expect(title).to_have_text("二号看板", timeout=30 * SECONDS)
    expect(lost).to_be_hidden()

    server.stop()
    expect(lost).to_be_visible(timeout=15 * SECONDS)
    _rename(server.home, "三号看板")
    server.start()
    expect(title).to_have_text("三号看板", timeout=45 * SECONDS)
    expect(lost).to_be_hidden()

    admin.locator(".st-key-display-revoke-ask button").click()
    admin.locator(".st-key-display-revoke-send button").click()
    expect(wall.locator(".wall-word")).to_contain_text("此大屏已停止使用", timeout=5 * SECONDS)
    assert address.split("=")[1] not in server.log.read_text()
