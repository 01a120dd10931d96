"""A wall in a real browser: it follows the office, is cut off, and comes back by itself."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from itertools import count
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from playwright.sync_api import expect

from commands.console import opened
from config import settings
from db import boards, unit_lists
from db.engine import use_store
from db.sample import DEMO_PASSWORD
from db.session import reading, writing
from rules.boards import Widget
from tests.ground.cables import Cable
from tests.ground.people import almighty
from tests.ground.servers import OfficeServer
from tests.ground.tree import enrol

if TYPE_CHECKING:
    from playwright.sync_api import BrowserContext, Page

SECONDS = 1000
_orders = count(701)


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


@pytest.fixture
def beside(server: OfficeServer) -> Iterator[None]:
    """Be another process of the office, which writes into the same database."""
    before = use_store(None)
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("OFFICE_HOME", str(server.home))
        patch.setenv("DATABASE_URL", "")
        settings.cache_clear()
        with opened():
            yield
    settings.cache_clear()
    use_store(before)


def _compose() -> None:
    """Let one board of one figure be all there is to show."""
    with writing(almighty()) as session:
        for row in boards.list_every(session):
            boards.retire(session, row.id, row.version)
        key = boards.compose(session, "会员人数")
        boards.arrange(session, key, 1, [Widget("members")])


def _join() -> None:
    with reading(almighty()) as session:
        unit = unit_lists.list_page(session, {"kind": "grassroots_union"}).rows[0]
    enrol(unit.id, "新会员", next(_orders))


@pytest.mark.usefixtures("beside")
def test_a_wall_follows_the_office_is_cut_off_and_comes_back_by_itself(
    server: OfficeServer, cable: Cable, new_context: Callable[..., BrowserContext]
) -> None:
    _compose()
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

    expect(title).to_have_text("会员人数")
    figure = wall.locator(".board-figure b")
    members = int(figure.inner_text())

    charts = admin.context.new_page()
    charts.goto(f"{server.url}/charts")
    card, table = charts.locator(".office-card b").first, charts.locator(".stExpander").first
    table.locator("summary").click()
    shown = card.inner_text()
    _join()
    expect(figure).to_have_text(str(members + 1), timeout=5 * SECONDS)
    expect(lost).to_be_hidden()
    expect(card).not_to_have_text(shown, timeout=5 * SECONDS)
    expect(table.locator("details[open]")).to_be_visible()

    cable.pull()
    expect(lost).to_contain_text("数据截至", timeout=15 * SECONDS)
    expect(figure).to_have_text(str(members + 1))
    _join()
    cable.plug()
    expect(figure).to_have_text(str(members + 2), timeout=30 * SECONDS)
    expect(lost).to_be_hidden()

    server.stop()
    expect(lost).to_be_visible(timeout=15 * SECONDS)
    _join()
    server.start()
    expect(figure).to_have_text(str(members + 3), timeout=45 * SECONDS)
    expect(lost).to_be_hidden()

    admin.locator(".st-key-display-revoke-ask button").click()
    admin.locator(".st-key-display-revoke-send button").click()
    expect(wall.locator(".wall-word")).to_contain_text("此大屏已停止使用", timeout=5 * SECONDS)
    assert address.split("=")[1] not in server.log.read_text()
