"""The first minutes of an office."""

from __future__ import annotations

from dataclasses import replace

import pytest

from db import set_up, settings, sign_ins, unit_lists
from db.engine import Store
from db.session import reading
from rules.errors import InvalidInput, NotAllowed, WrongState
from tests.ground.people import almighty

pytestmark = pytest.mark.usefixtures("office")

BEGINNING = set_up.Beginning(
    office_name="云溪市总工会",
    unit_kind="federation",
    language="zh_CN",
    time_zone="Asia/Shanghai",
    name="方敏",
    login="fangmin",
    password="a-long-walk-at-night",
)


@pytest.fixture
def code(office: Store) -> str:
    printed = set_up.announce()
    assert printed is not None
    return printed


def test_the_code_opens_the_office_and_dies_with_its_use(code: str) -> None:
    set_up.complete(code.lower(), BEGINNING)
    assert not set_up.is_needed()
    assert set_up.announce() is None
    assert sign_ins.sign_in("fangmin", "a-long-walk-at-night").ok
    with reading(almighty()) as session:
        assert settings.get(session, "office_name") == "云溪市总工会"
        assert [row.name for row in unit_lists.list_page(session, {}).rows] == ["云溪市总工会"]
    with pytest.raises(NotAllowed):
        set_up.complete(code, replace(BEGINNING, login="second"))


def test_five_wrong_codes_lock_the_set_up_until_the_next_start(code: str) -> None:
    for _ in range(5):
        with pytest.raises(InvalidInput):
            set_up.complete("WRONGCODE2", BEGINNING)
    with pytest.raises(NotAllowed):
        set_up.complete(code, BEGINNING)
    fresh = set_up.announce()
    assert fresh not in (None, code)
    set_up.complete(str(fresh), BEGINNING)


def test_two_people_at_once_make_one_administrator(code: str) -> None:
    set_up.complete(code, BEGINNING)
    set_up._door.code = code
    with pytest.raises(WrongState):
        set_up.complete(code, replace(BEGINNING, login="second"))


@pytest.mark.parametrize(
    ("field", "wrong"),
    [
        ("office_name", " "),
        ("unit_kind", "ministry"),
        ("language", "fr"),
        ("time_zone", "Moon/Base"),
        ("login", "x"),
        ("password", "short"),
    ],
)
def test_a_wrong_entry_is_named_and_the_code_stays_good(code: str, field: str, wrong: str) -> None:
    with pytest.raises(InvalidInput) as refused:
        set_up.complete(code, replace(BEGINNING, **{field: wrong}))
    assert refused.value.field == field
    set_up.complete(code, BEGINNING)


def test_nothing_is_left_behind_by_a_set_up_that_fails(code: str) -> None:
    with pytest.raises(InvalidInput):
        set_up.complete(code, replace(BEGINNING, password="short"))
    with reading(almighty()) as session:
        assert unit_lists.list_page(session, {}).total == 0
