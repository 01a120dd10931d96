"""Accounts on the screen: open, change, first passwords, sessions, the own account."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import replace

import pytest

from db import accounts, own_account, sign_ins
from db.accounts import AccountRow
from db.engine import Store
from db.session import reading
from rules.access import Actor
from tests.ground.newcomer import FIRST, OWN, open_account
from tests.ground.people import almighty
from tests.ground.tree import City, plant
from tests.pages.conftest import Screen, role

Open = Callable[[Actor], Screen]

BROWSER = "Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 Chrome/146.0 Edg/146.0"


@pytest.fixture
def city(office: Store) -> City:
    return plant()


def _account(account_id: int) -> AccountRow:
    with reading(almighty()) as session:
        return accounts.get_account(session, account_id)


def _come_in(login: str = "chenlan", password: str = FIRST) -> Actor:
    outcome = sign_ins.sign_in(login, password, "10.0.0.8", BROWSER)
    actor = sign_ins.lookup(sign_ins.redeem(outcome.ticket) or "")
    assert actor is not None
    return actor


def _administrator() -> Actor:
    # Somebody else than whoever the test opens an account for.
    return replace(role("administrator", language="en"), account_id=10**6)


def _first_password(shown: Screen) -> str:
    found = re.search(r"\b(?:[a-z2-9]{4}-){2}[a-z2-9]{4}\b", shown.html)
    assert found, shown.html
    return found.group()


def test_a_new_account_gets_a_first_password_that_opens_the_door(city: City, screen: Open) -> None:
    shown = screen(_administrator()).open("accounts", add=1)
    shown.type("account-new", login="zhaolei", name="赵磊")
    shown.app.multiselect(key="account-new-0-roles").set_value(["clerk", "unit_contact"]).run()
    shown.click("account-new-save")
    assert "赵磊" in shown.app.title[0].value
    actor = _come_in("zhaolei", _first_password(shown))
    assert actor.must_change_password
    assert set(actor.roles) == {"clerk", "unit_contact"}
    shown.click("handed-over")
    assert "First password" not in shown.text, "it is shown until it has been handed over"


def test_roles_that_must_not_meet_are_refused_with_the_reason(city: City, screen: Open) -> None:
    shown = screen(_administrator()).open("accounts", add=1)
    shown.type("account-new", login="zhaolei", name="赵磊")
    shown.app.multiselect(key="account-new-0-roles").set_value(["administrator", "clerk"]).run()
    shown.click("account-new-save")
    assert "must not meet in one person" in shown.app.error[0].value
    assert shown.app.text_input(key="account-new-0-login").value == "zhaolei"


def test_changed_roles_end_the_persons_sessions(city: City, screen: Open) -> None:
    account_id = open_account(city)
    _come_in()
    shown = screen(_administrator()).open("accounts", id=account_id)
    assert "Edge · Windows · 10.0.0.8" in shown.html
    key = f"account-{account_id}"
    shown.app.multiselect(key=f"{key}-0-roles").set_value(["reviewer"]).run()
    shown.click(f"{key}-save")
    assert _account(account_id).roles == ("reviewer",)
    assert "Not signed in anywhere." in shown.html


def test_an_administrator_ends_one_session(city: City, screen: Open) -> None:
    account_id = open_account(city)
    actor = _come_in()
    shown = screen(_administrator()).open("accounts", id=account_id)
    shown.click(f"account-{account_id}-end-{actor.session_id}")
    assert "Not signed in anywhere." in shown.html


def test_a_disabled_account_is_out_at_once_and_can_be_opened_again(
    city: City, screen: Open
) -> None:
    account_id = open_account(city)
    _come_in()
    shown = screen(_administrator()).open("accounts", id=account_id)
    shown.click("account-access-ask").click("account-access-send")
    assert _account(account_id).disabled
    assert not sign_ins.sign_in("chenlan", FIRST).ok
    shown = screen(_administrator()).open("accounts", id=account_id)
    shown.click("account-access-ask").click("account-access-send")
    assert not _account(account_id).disabled


def test_a_new_first_password_replaces_the_old_one(city: City, screen: Open) -> None:
    account_id = open_account(city)
    shown = screen(_administrator()).open("accounts", id=account_id)
    shown.click("account-reset-ask").click("account-reset-send")
    shown.open("accounts", id=account_id)
    assert _come_in(password=_first_password(shown)).must_change_password
    assert not sign_ins.sign_in("chenlan", FIRST).ok


def test_the_list_finds_by_piece_of_a_name_and_tells_roles(city: City, screen: Open) -> None:
    open_account(city)
    shown = screen(_administrator()).open("accounts", q="兰")
    assert "陈兰" in shown.html
    assert "Clerk" in shown.html
    assert "陈兰" not in screen(_administrator()).open("accounts", q="nobody").html


def test_the_own_password_is_changed_and_other_browsers_are_signed_out(
    city: City, screen: Open
) -> None:
    open_account(city)
    actor, other = _come_in(), _come_in()
    shown = screen(actor).open("my_account")
    fields = {"old": FIRST, "new": OWN, "again": OWN}
    for name, value in fields.items():
        shown.app.text_input(key=f"own-password-{name}").input(value)
    next(button for button in shown.app.button if button.label == "修改密码").click().run()
    shown.checked()
    assert sign_ins.sign_in("chenlan", OWN).ok
    with reading(actor) as session:
        assert other.session_id not in {row.id for row in own_account.list_own(session)}


def test_a_wrong_present_password_changes_nothing(city: City, screen: Open) -> None:
    open_account(city)
    shown = screen(_come_in()).open("my_account")
    for name, value in {"old": "guessed", "new": OWN, "again": OWN}.items():
        shown.app.text_input(key=f"own-password-{name}").input(value)
    next(button for button in shown.app.button if button.label == "修改密码").click().run()
    assert shown.app.error[0].value == "当前密码不正确。"
    assert sign_ins.sign_in("chenlan", FIRST).ok


def test_other_sessions_of_ones_own_are_ended(city: City, screen: Open) -> None:
    open_account(city)
    actor, first, second = _come_in(), _come_in(), _come_in()
    shown = screen(actor).open("my_account")
    shown.click(f"own-end-{first.session_id}")
    shown.click("own-others")
    with reading(actor) as session:
        assert [row.id for row in own_account.list_own(session)] == [actor.session_id]
    keys = shown.keys()
    assert f"own-end-{second.session_id}" not in keys


def test_the_own_language_is_kept(city: City, screen: Open) -> None:
    open_account(city)
    actor = _come_in()
    shown = screen(actor).open("my_account")
    shown.app.segmented_control(key="own-language-choice").set_value("en").run()
    shown.checked()
    with reading(actor) as session:
        assert own_account.get_own_language(session) == "en"
