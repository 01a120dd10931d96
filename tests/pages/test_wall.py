"""The wall and what leads to it: a key opens one page, and boards are composed in the browser."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from streamlit.testing.v1 import AppTest
from streamlit.util import calc_hash

from db import accounts, boards, displays, wall_door
from db.displays import Made
from db.engine import Store
from db.passwords import prepare
from db.session import reading, writing
from rules.access import Actor
from rules.boards import Widget
from rules.indicators import INDICATORS
from rules.language import use_language
from shell import visitor
from shell.menu import PAGES, WALL
from tests.ground.people import almighty
from tests.ground.tabs import open_tab
from tests.ground.tree import City, plant
from tests.pages.conftest import Screen

pytestmark = pytest.mark.usefixtures("office")
Open = Callable[..., AppTest]


@pytest.fixture
def city(office: Store) -> City:
    return plant()


def _made(language: str = "zh_CN") -> Made:
    with writing(almighty()) as session:
        ids = [str(row.id) for row in boards.list_every(session)]
        return displays.make(session, "大厅", None, ids, 20, "off", 19, 7, language)


@pytest.fixture
def at_the_wall(monkeypatch: pytest.MonkeyPatch) -> Open:
    """A tab without a cookie, at a page, with a key in its address."""

    def arrive(key: str, page: str = WALL.name) -> AppTest:
        monkeypatch.setattr(visitor, "cookie", lambda: None)
        use_language("zh_CN")
        tab = open_tab()
        tab.query_params["key"] = key
        tab._page_hash = calc_hash(page)
        tab.run()
        tab._page_hash = ""
        assert not tab.exception
        return tab

    return arrive


def _html(tab: AppTest) -> str:
    return "\n".join(str(one.proto.body) for one in tab.get("html"))


def _touchable(tab: AppTest) -> list[Any]:
    return [*tab.button, *tab.text_input, *tab.selectbox, *tab.get("page_link")]


def test_a_key_opens_the_wall_which_has_nothing_to_touch(city: City, at_the_wall: Open) -> None:
    tab = at_the_wall(_made().key)
    assert "board-screen" in _html(tab)
    assert "云溪市总工会" in _html(tab)
    assert not _touchable(tab)
    assert "as of " in _html(at_the_wall(_made("en").key))


def test_a_revoked_a_wrong_and_no_key_end_in_the_same_calm_sentence(
    city: City, at_the_wall: Open
) -> None:
    made = _made()
    tab = at_the_wall(made.key)
    with writing(almighty()) as session:
        displays.revoke(session, made.id, 1)
    told = {_html(tab.run()), *(_html(at_the_wall(key)) for key in (made.key, "guess", ""))}
    assert len(told) == 1
    assert "此大屏已停止使用" in told.pop()
    for _guess in range(30):
        wall_door.enter("guess")
    waiting = at_the_wall("guess")
    assert "稍后自动打开" in _html(waiting)
    assert not _touchable(waiting)


def test_a_key_opens_no_other_page(city: City, at_the_wall: Open) -> None:
    with writing(almighty()) as session:
        accounts.create(
            session, "zhou.ping", "周平", None, ["clerk"], prepare("four plain long words")
        )
    key = _made().key
    actor = wall_door.enter(key).actor
    assert actor is not None
    assert WALL.open_to(actor)
    for entry in PAGES:
        assert not entry.open_to(actor)
        tab = at_the_wall(key, entry.name)
        assert [field.label for field in tab.text_input] == ["登录名", "密码"], entry.name


def test_nobody_who_signs_in_needs_the_wall_and_their_cookie_does_not_open_it(
    city: City, screen: Callable[[Actor], Screen]
) -> None:
    shown = screen(almighty())
    shown.app._page_hash = calc_hash(WALL.name)
    shown.app.run()
    assert "此大屏已停止使用" in shown.html
    assert not shown.app.sidebar.button


def test_a_display_is_made_in_the_browser_and_its_key_is_shown_once(
    city: City, screen: Callable[[Actor], Screen]
) -> None:
    shown = screen(almighty()).open("displays", add=1)
    shown.app.multiselect[0].select("1")
    shown.type("display-new", label="一楼大厅")
    shown.click("display-new-save")
    told = shown.html.split("/wall?key=")[1].split("<")[0]
    assert wall_door.enter(told).actor is not None
    shown.click("handed-over")
    assert told not in shown.html
    shown.click("display-revoke-ask").click("display-revoke-send")
    assert wall_door.watch(told) is None


def test_a_board_is_composed_in_the_browser_and_previewed_with_own_figures(
    city: City, screen: Callable[[Actor], Screen]
) -> None:
    shown = screen(almighty()).open("boards", add=1)
    shown.type("board-new", zh="领导一览")
    shown.click("board-new-save")
    key = int(shown.app.query_params["id"][0])
    with writing(almighty()) as session:
        boards.arrange(session, key, 1, [Widget("claims")])
    first = next(iter(INDICATORS))
    shown.open("boards", id=key, edit=1)
    shown.click(f"board-{key}-add-ask").click(f"board-{key}-add-{first}-save")
    shown.click(f"board-{key}-1-up")
    with reading(almighty()) as session:
        found = [one.indicator for one in boards.get_board(session, key).widgets]
    assert found == [first, "claims"]
    assert shown.html.count("board-tile") == 2
    shown.click(f"board-{key}-0-off")
    assert shown.html.count("board-tile") == 1
