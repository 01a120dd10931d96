"""The frame around the pages: the way in, the first password, set-up, what went wrong."""

from __future__ import annotations

import logging
from collections.abc import Callable
from pathlib import Path

import pytest
from streamlit.testing.v1 import AppTest
from streamlit.util import calc_hash

from components import identity
from config import settings
from db import own_account, set_up, sign_ins
from db import settings as office_settings
from db.engine import Store
from db.session import reading, writing
from rules.access import Permission
from rules.errors import SignedOut
from rules.language import use_language
from shell import failures, visitor
from shell.menu import PAGES, SECTIONS
from tests.ground.newcomer import FIRST, OWN, open_account
from tests.ground.people import actor_with, almighty
from tests.ground.tabs import open_tab
from tests.ground.tree import City, plant
from tests.pages.conftest import PROJECT, Screen

pytestmark = pytest.mark.usefixtures("office")


@pytest.fixture
def city(office: Store) -> City:
    return plant()


@pytest.fixture
def browser(monkeypatch: pytest.MonkeyPatch) -> Callable[..., AppTest]:
    """A tab that comes with a cookie, or without one."""

    def arrive(cookie: str | None = None, page: str = "") -> AppTest:
        monkeypatch.setattr(visitor, "cookie", lambda: cookie)
        use_language("zh_CN")
        tab = open_tab()
        if page:
            tab._page_hash = calc_hash(page)
        tab.run()
        tab._page_hash = ""
        assert not tab.exception
        return tab

    return arrive


def _cookie(login: str = "chenlan", password: str = FIRST) -> str:
    cookie = sign_ins.redeem(sign_ins.sign_in(login, password).ticket)
    assert cookie is not None
    return cookie


def _html(tab: AppTest) -> str:
    return "\n".join(str(one.proto.body) for one in tab.get("html"))


def _fill(tab: AppTest, login: str, password: str) -> AppTest:
    tab.text_input[0].input(login)
    tab.text_input[1].input(password)
    return tab.button[0].click().run()


def test_a_stranger_sees_the_form_on_every_address_and_no_menu(
    city: City, browser: Callable[..., AppTest]
) -> None:
    open_account(city)
    for entry in PAGES:
        tab = browser(None, entry.name)
        assert [field.label for field in tab.text_input] == ["登录名", "密码"]
        assert not tab.sidebar.button


def test_a_right_password_shows_a_ticket_that_is_good_for_a_session(
    city: City, browser: Callable[..., AppTest]
) -> None:
    open_account(city)
    tab = _fill(browser(), " CHENLAN ", FIRST)
    ticket = _html(tab).split('data-office-ticket="')[1].split('"')[0]
    actor = sign_ins.lookup(sign_ins.redeem(ticket) or "")
    assert actor is not None
    assert actor.name == "陈兰"


def test_spaces_around_a_password_belong_to_it(city: City, browser: Callable[..., AppTest]) -> None:
    open_account(city)
    tab = _fill(browser(), "chenlan", f" {FIRST} ")
    assert [error.value for error in tab.error] == ["登录名或密码不正确。"]


def test_many_wrong_passwords_make_the_form_say_how_long_to_wait(
    city: City, browser: Callable[..., AppTest]
) -> None:
    open_account(city)
    tab = browser()
    for _try in range(6):
        tab = _fill(tab, "chenlan", "not this one")
    assert "请等待" in tab.error[0].value
    tab = _fill(tab, "chenlan", FIRST)
    assert "请等待" in tab.error[0].value, "the right password has to wait as well"


def test_a_given_password_opens_nothing_but_the_choice_of_an_own_one(
    city: City, browser: Callable[..., AppTest]
) -> None:
    open_account(city, settled=False)
    tab = browser(_cookie(), "members")
    assert [field.label for field in tab.text_input] == [
        "收到的初始密码",
        "新密码",
        "再次输入新密码",
    ]
    for key, value in (("old", FIRST), ("new", OWN), ("again", "something else")):
        tab.text_input(key=f"first-password-{key}").input(value)
    tab.button[0].click().run()
    assert tab.error[0].value == "两次输入的新密码不一致。"
    tab.text_input(key="first-password-again").input(OWN)
    tab.button[0].click().run()
    assert not tab.error
    assert tab.title[0].value != "陈兰，您好"
    assert sign_ins.sign_in("chenlan", OWN).ok


def test_the_menu_shows_what_the_role_may_open(city: City, browser: Callable[..., AppTest]) -> None:
    open_account(city)
    tab = browser(_cookie(), "units")
    assert tab.title[0].value == "单位"
    shown = browser(_cookie(), "accounts")
    assert "您的角色不包含此页面" in shown.warning[0].value


def test_an_ended_session_is_over_with_the_next_click(
    city: City, browser: Callable[..., AppTest]
) -> None:
    open_account(city)
    cookie = _cookie()
    tab = browser(cookie, "units")
    sign_ins.end(cookie)
    tab.run()
    assert [field.label for field in tab.text_input] == ["登录名", "密码"]
    assert not tab.title or tab.title[0].value != "单位"


def test_signing_out_ends_the_session_and_tells_the_browser(
    city: City, browser: Callable[..., AppTest]
) -> None:
    open_account(city)
    cookie = _cookie()
    tab = browser(cookie, "units")
    tab.sidebar.button(key="sign-out").click().run()
    assert "data-office-leave" in _html(tab)
    assert sign_ins.lookup(cookie) is None


def test_what_one_person_left_in_a_tab_is_forgotten_for_the_next(
    city: City, browser: Callable[..., AppTest], monkeypatch: pytest.MonkeyPatch
) -> None:
    open_account(city)
    open_account(city, "zhaolei")
    tab = browser(_cookie(), "units")
    tab.session_state["typed"] = "private"
    tab.run()
    assert tab.session_state["typed"] == "private"
    other = _cookie("zhaolei")
    monkeypatch.setattr(visitor, "cookie", lambda: other)
    tab.run()
    assert "typed" not in tab.session_state


def test_the_own_language_wins_over_the_browser_and_the_office(
    city: City, browser: Callable[..., AppTest]
) -> None:
    open_account(city)
    cookie = _cookie()
    actor = sign_ins.lookup(cookie)
    assert actor is not None
    with writing(actor) as session:
        own_account.set_own_language(session, "en")
    tab = browser(cookie, "units")
    assert tab.title[0].value == "Units"
    assert 'data-office-language="en"' in _html(tab)


def test_an_office_without_accounts_shows_the_set_up_and_opens_with_the_code(
    browser: Callable[..., AppTest],
) -> None:
    code = set_up.announce()
    tab = browser(None, "members")
    typed = {"code": code, "office_name": "云溪市总工会", "name": "方敏", "login": "fangmin"}
    for name, value in {**typed, "new": OWN, "again": OWN}.items():
        tab.text_input(key=f"set-up-{name}").input(str(value))
    tab.text_input(key="set-up-code").input("WRONGCODE2")
    tab.button[0].click().run()
    assert "验证码不符" in tab.error[0].value
    assert tab.text_input(key="set-up-office_name").value == "云溪市总工会"
    tab.text_input(key="set-up-code").input(str(code))
    tab.button[0].click().run()
    assert [field.label for field in tab.text_input] == ["登录名", "密码"]
    assert tab.title[0].value == "云溪市总工会"
    assert sign_ins.sign_in("fangmin", OWN).ok
    with reading(almighty()) as session:
        assert office_settings.get(session, "language") == "zh_CN"


def test_the_set_up_offers_a_sample_and_the_sign_in_page_then_names_its_accounts(
    browser: Callable[..., AppTest], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("OFFICE_HOME", str(tmp_path))
    settings.cache_clear()
    code = set_up.announce()
    tab = browser()
    tab.text_input(key="set-up-sample_code").input("nonsense")
    tab.button(key="set-up-sample").click().run()
    assert "验证码不符" in tab.error[0].value
    tab.text_input(key="set-up-sample_code").input(str(code))
    tab.button(key="set-up-sample").click().run(timeout=120)
    assert "yunxi-gonghui-2026" in _html(tab)
    assert "countychair" in _html(tab)
    settings.cache_clear()


def test_an_office_that_is_no_sample_names_nobody(
    city: City, browser: Callable[..., AppTest]
) -> None:
    open_account(city)
    tab = browser()
    assert "chenlan" not in _html(tab)
    assert "陈兰" not in _html(tab)


def _show(tmp_path: Path, error: str) -> str:
    """Return what a screen says when ``error`` ends its script."""
    script = tmp_path / "screen.py"
    script.write_text(
        f"from rules.errors import NotFound\nfrom shell import failures\nfailures.show({error})\n"
    )
    use_language("zh_CN")
    return AppTest.from_file(str(script)).run().error[0].value


def test_what_breaks_shows_a_code_that_the_log_explains(
    tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    with caplog.at_level(logging.ERROR, logger=failures.LOG.name):
        shown = _show(tmp_path, "ValueError('SELECT id_no FROM member')")
    code = caplog.records[0].getMessage().split()[-1]
    assert code in shown
    assert "SELECT" not in shown
    assert caplog.records[0].exc_info is not None


def test_advice_is_shown_as_it_is_and_not_logged(
    tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    assert _show(tmp_path, "NotFound('The new password is the old one.')") == "新密码与原密码相同。"
    assert not caplog.records


def test_every_page_has_its_place_and_somebody_who_may_open_it() -> None:
    names = [entry.name for entry in PAGES]
    assert len(names) == len(set(names))
    assert all(
        (PROJECT / "pages" / f"{name}.py").exists() or (PROJECT / "pages" / name).is_dir()
        for name in names
    )
    assert {entry.section for entry in PAGES} == {"", *SECTIONS}
    nobody = actor_with()
    assert not [entry for entry in PAGES if entry.open_to(nobody)]
    assert all(entry.open_to(actor_with(*entry.needs)) for entry in PAGES)


def test_nobody_at_the_screen_is_signed_out(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(identity, "_lookup", lambda: None)
    with pytest.raises(SignedOut):
        identity.current_actor()
    somebody = actor_with(Permission.USE_OFFICE)
    identity.use_lookup(lambda: somebody)
    assert identity.current_actor() is somebody


def test_a_page_that_is_not_there_shows_the_way_back(
    screen: Callable[..., Screen], city: City
) -> None:
    shown = screen(almighty()).open("unit", id=10**9)
    assert "没有" in shown.app.warning[0].value
    assert "返回工作台" in str(shown.app.get("page_link")[0].proto)
