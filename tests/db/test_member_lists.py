"""Finding members: one box, filters, pages; always within scope and in few statements."""

from __future__ import annotations

from datetime import date

import pytest
from sqlalchemy import event

from db import member_lists
from db.engine import Store
from db.session import reading
from rules.access import Actor, Permission
from rules.errors import NotAllowed
from tests.ground.people import almighty, everyone_but
from tests.ground.tree import City, enrol, id_number, plant

pytestmark = pytest.mark.usefixtures("office")

BORN = date(1985, 3, 8)


@pytest.fixture
def city(office: Store) -> City:
    city = plant()
    enrol(city.mill, "欧阳丽华", 2, mobile="13800000001", member_no="BL0001")
    enrol(city.mill, "曾国强", 1, mobile="13800000002", is_migrant_worker=True)
    enrol(city.school, "阿依古丽·买买提", 4)
    enrol(city.dock, "丽萍", 6)
    return city


def _found(term: str, actor: Actor | None = None, **chosen: object) -> list[str]:
    with reading(actor or almighty()) as session:
        rows = member_lists.list_page(session, {"text": term, **chosen}).rows
    return sorted(row.name for row in rows)


@pytest.mark.parametrize(
    ("term", "names"),
    [
        ("丽", ["丽萍", "欧阳丽华", "阿依古丽·买买提"]),
        ("丽华", ["欧阳丽华"]),
        ("欧阳丽华", ["欧阳丽华"]),
        ("阳 丽", ["欧阳丽华"]),
        ("古丽买", ["阿依古丽·买买提"]),
        ("古丽·买买提", ["阿依古丽·买买提"]),
        ("oylh", ["欧阳丽华"]),
        ("OuYang", ["欧阳丽华"]),
        ("zeng", ["曾国强"]),
        ("lihua", ["欧阳丽华"]),
        ("13800000001", ["欧阳丽华"]),
        ("0001", ["欧阳丽华"]),
        ("BL00", ["欧阳丽华"]),
        ("不存在", []),
        ("%", []),
        ("_", []),
    ],
)
def test_one_box_finds_by(city: City, term: str, names: list[str]) -> None:
    assert _found(term) == names


def test_an_id_number_finds_its_holder_in_full_width_and_with_a_small_x(city: City) -> None:
    number = id_number(BORN, 2)
    wide = number.translate({ord(str(digit)): chr(0xFF10 + digit) for digit in range(10)})
    for typed in (number, number.lower(), f" {number[:6]} {number[6:]} ", wide, number[-4:]):
        assert "欧阳丽华" in _found(typed)


def test_a_search_keeps_to_the_scope(city: City) -> None:
    assert _found("丽", almighty(unit=city.south)) == ["丽萍"]
    assert _found(id_number(BORN, 2), almighty(unit=city.south)) == []


def test_filters_narrow_a_search_and_a_list(city: City) -> None:
    assert _found("丽", below_id=city.north) == ["欧阳丽华", "阿依古丽·买买提"]
    assert _found("", is_migrant_worker=True) == ["曾国强"]
    assert _found("丽", gender="male") == []


def test_browsing_everyone_needs_its_own_permission(city: City) -> None:
    searcher = everyone_but(Permission.BROWSE_MEMBERS)
    assert _found("丽华", searcher) == ["欧阳丽华"]
    with pytest.raises(NotAllowed):
        _found("", searcher)


def test_pages_hold_everyone_once_in_the_order_of_their_names(city: City) -> None:
    with reading(almighty()) as session:
        pages = [member_lists.list_page(session, {}, page, size=2) for page in (1, 2, 3)]
    assert [[row.name for row in page.rows] for page in pages] == [
        ["阿依古丽·买买提", "丽萍"],
        ["欧阳丽华", "曾国强"],
        [],
    ]
    assert [page.has_more for page in pages] == [True, False, False]
    assert pages[0].total == 4


def test_the_cached_count_follows_each_change(city: City) -> None:
    with reading(almighty()) as session:
        assert member_lists.list_page(session, {}).total == 4
    enrol(city.mill, "冯涛", 8)
    with reading(almighty()) as session:
        assert member_lists.list_page(session, {}).total == 5


@pytest.mark.parametrize("term", ["丽", "oy", "BL", "0001", ""])
def test_a_list_takes_four_statements_however_long_it_is(
    city: City, office: Store, term: str
) -> None:
    statements: list[str] = []

    def remember(_connection: object, _cursor: object, statement: str, *_rest: object) -> None:
        if statement.startswith("SELECT"):
            statements.append(statement)

    with reading(almighty()) as session:
        event.listen(office.engine, "before_cursor_execute", remember)
        try:
            member_lists.list_page(session, {"text": term})
        finally:
            event.remove(office.engine, "before_cursor_execute", remember)
    assert len(statements) <= 4
