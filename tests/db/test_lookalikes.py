"""Look-alikes while typing, the worklist of pairs, and the search of the whole register."""

from __future__ import annotations

from datetime import date

import pytest
from sqlalchemy import select

from db import lookalike_pairs, lookalike_search, lookalikes, members, quality_lists
from db.engine import Store
from db.lookalike_search import Found
from db.models.trail import TrailRow
from db.session import reading, writing
from rules.access import CONSOLE, Permission
from rules.errors import Conflict, InvalidInput, NotAllowed, NotFound, WrongState
from rules.fields import Value
from tests.ground.people import almighty, everyone_but
from tests.ground.tree import City, enrol, id_number, plant, version_of, worker

pytestmark = pytest.mark.usefixtures("office")

BORN = date(1985, 3, 8)
MOBILE, BANK = "13812345678", "6222021234567890123"


@pytest.fixture
def city(office: Store) -> City:
    return plant()


def _alike(
    values: dict[str, Value], exclude_id: int | None = None, unit: int | None = None
) -> list[tuple[int | None, tuple[str, ...]]]:
    with reading(almighty(unit=unit)) as session:
        rows = lookalikes.list_lookalikes_of(session, values, exclude_id)
    return [(row.member_id, row.matched) for row in rows]


def _search() -> Found:
    with writing(CONSOLE) as session:
        return lookalike_search.find_pairs(session)


def _pairs(verdict: str = "", unit: int | None = None) -> list[lookalike_pairs.PairRow]:
    with reading(almighty(unit=unit)) as session:
        return lookalike_pairs.list_pairs(session, verdict).rows


def test_the_same_id_number_blocks(city: City) -> None:
    known = enrol(city.mill, "郑洁", 2)
    assert _alike(worker("郑杰", 2)) == [(known, ("id_no",))]
    with reading(almighty()) as session:
        assert lookalikes.list_lookalikes_of(session, worker("郑杰", 2))[0].blocks


@pytest.mark.parametrize(
    ("stored", "typed", "matched"),
    [
        ({}, {"name": "郑洁", "birth_on": BORN}, ("name_birth",)),
        ({}, {"name": "郑洁", "id_no": id_number(BORN, 8)}, ("name_birth",)),
        ({"mobile": MOBILE}, {"name": "何平", "mobile": MOBILE}, ("mobile",)),
        ({"bank_number": BANK}, {"name": "何平", "bank_number": BANK}, ("bank_number",)),
        (
            {"home_address": "北新街12号"},
            {"name": "郑洁", "home_address": "北新街12号"},
            ("address", "name"),
        ),
    ],
)
def test_what_matched_is_told_while_typing(
    city: City, stored: dict[str, Value], typed: dict[str, Value], matched: tuple[str, ...]
) -> None:
    known = enrol(city.mill, "郑洁", 2, **stored)
    assert _alike(typed) == [(known, matched)]


@pytest.mark.parametrize(
    "typed",
    [
        {},
        {"name": "郑洁"},
        {"name": "何平", "birth_on": BORN},
        {"name": "何平", "home_address": "北新街12号"},
        {"name": "何平", "id_no": "1101"},
    ],
)
def test_half_a_form_without_anything_in_common_finds_nobody(
    city: City, typed: dict[str, Value]
) -> None:
    enrol(city.mill, "郑洁", 2, home_address="北新街12号", mobile=MOBILE)
    assert _alike(typed) == []


def test_the_most_alike_comes_first_and_numbers_are_masked(city: City) -> None:
    by_mobile = enrol(city.mill, "何平", 1, mobile=MOBILE)
    by_name = enrol(city.mill, "郑洁", 2, mobile=MOBILE)
    typed: dict[str, Value] = {"name": "郑洁", "birth_on": BORN, "mobile": MOBILE}
    assert [key for key, _ in _alike(typed)] == [by_name, by_mobile]
    with reading(almighty()) as session:
        row = lookalikes.list_lookalikes_of(session, typed)[0]
    assert (row.mobile, row.id_no[3:14]) == ("138****5678", "*" * 11)


def test_a_record_does_not_look_like_itself(city: City) -> None:
    known = enrol(city.mill, "郑洁", 2)
    assert _alike(worker("郑洁", 2), exclude_id=known) == []


def test_of_a_holder_elsewhere_only_the_unit_is_told(city: City) -> None:
    enrol(city.dock, "郑洁", 2, mobile=MOBILE)
    typed = worker("郑洁", 2, mobile=MOBILE)
    with reading(almighty(unit=city.north)) as session:
        rows = lookalikes.list_lookalikes_of(session, typed)
        without_number = lookalikes.list_lookalikes_of(session, {"name": "郑洁", "mobile": MOBILE})
    assert [(row.member_id, row.name, row.unit_name, row.blocks) for row in rows] == [
        (None, "郑*", "南浦港务公司工会", True)
    ]
    assert without_number == []


def test_the_search_finds_pairs_and_finds_nothing_new_the_second_time(city: City) -> None:
    first = enrol(city.mill, "郑洁", 2)
    second = enrol(city.dock, "郑洁", 4, mobile=MOBILE)
    third = enrol(city.school, "何平", id_no=None, mobile=MOBILE)
    assert _search() == Found(new=2, gone=0, open=2)
    assert _search() == Found(new=0, gone=0, open=2)
    assert [(row.first.id, row.second.id, row.matched) for row in _pairs()] == [
        (first, second, ("name_birth",)),
        (second, third, ("mobile",)),
    ]


def test_a_number_shared_by_many_says_nothing(city: City) -> None:
    for order in range(1, 8):
        name = "郑何吴孙李周王"[order - 1] + "一"
        enrol(city.mill, name, order, id_no=None, mobile=MOBILE)
    assert _search() == Found(new=0, gone=0, open=0)


def test_a_pair_that_no_longer_matches_goes_unless_it_was_judged(city: City) -> None:
    first = enrol(city.mill, "郑洁", 2, mobile=MOBILE)
    second = enrol(city.dock, "何平", id_no=None, mobile=MOBILE)
    _search()
    with writing(almighty()) as session:
        members.change(session, second, version_of(second), {"mobile": "13987654321"})
    assert _search() == Found(new=0, gone=1, open=0)
    with writing(almighty()) as session:
        lookalike_pairs.remember_different(session, first, [second], "父子")
    assert _search().gone == 0
    assert len(_pairs("different")) == 1


def test_a_pair_shows_what_matches_now(city: City) -> None:
    enrol(city.mill, "郑洁", 2, mobile=MOBILE)
    second = enrol(city.dock, "何平", id_no=None, mobile=MOBILE)
    _search()
    with writing(almighty()) as session:
        members.change(session, second, version_of(second), {"name": "郑洁"})
    assert _search() == Found(new=0, gone=0, open=1)
    assert _pairs()[0].matched == ("mobile", "name")


def test_housemates_with_one_mobile_are_not_put_on_the_worklist(city: City) -> None:
    enrol(city.mill, "郑洁", 2, mobile=MOBILE)
    enrol(city.school, "何平", 5, mobile=MOBILE)
    assert _search() == Found(new=0, gone=0, open=0)


def test_a_verdict_is_remembered_and_can_be_taken_back(city: City) -> None:
    first = enrol(city.mill, "郑洁", 2)
    second = enrol(city.dock, "郑洁", 4)
    _search()
    pair = _pairs()[0]
    with writing(almighty()) as session:
        lookalike_pairs.judge_different(session, pair.id, pair.version, "身份证不同，已核实")
    assert _pairs() == []
    assert _search() == Found(new=0, gone=0, open=0)
    assert _alike(worker("郑洁", 2), exclude_id=first) == []
    judged = _pairs("different")[0]
    assert (judged.second.id, judged.reason) == (second, "身份证不同，已核实")
    with writing(almighty()) as session:
        lookalike_pairs.reopen_pair(session, judged.id, judged.version)
    assert len(_pairs()) == 1
    with reading(CONSOLE) as session:
        verbs = session.scalars(select(TrailRow.verb).where(TrailRow.record_type == "lookalike"))
        assert {"lookalike_pairs.judge_different", "lookalike_pairs.reopen_pair"} <= set(verbs)


def test_a_verdict_needs_a_reason_the_present_version_and_an_open_pair(city: City) -> None:
    enrol(city.mill, "郑洁", 2)
    enrol(city.dock, "郑洁", 4)
    _search()
    pair = _pairs()[0]
    with writing(almighty()) as session, pytest.raises(InvalidInput):
        lookalike_pairs.judge_different(session, pair.id, pair.version, " ")
    with writing(almighty()) as session, pytest.raises(Conflict):
        lookalike_pairs.judge_different(session, pair.id, pair.version + 7, "不同的人")
    with writing(almighty()) as session:
        lookalike_pairs.judge_different(session, pair.id, pair.version, "不同的人")
    judged = _pairs("different")[0]
    with writing(almighty()) as session, pytest.raises(WrongState):
        lookalike_pairs.judge_different(session, pair.id, judged.version, "不同的人")


def test_who_registers_a_person_anyway_says_why(city: City) -> None:
    first = enrol(city.mill, "郑洁", 2)
    second = enrol(city.mill, "郑洁", 4)
    with writing(almighty()) as session, pytest.raises(InvalidInput):
        lookalike_pairs.remember_different(session, second, [first], "")
    with writing(almighty()) as session:
        lookalike_pairs.remember_different(session, second, [first], "同名同生日")
    assert [(row.first.id, row.reason) for row in _pairs("different")] == [(first, "同名同生日")]


def test_a_pair_is_seen_by_those_only_who_see_both(city: City) -> None:
    enrol(city.mill, "郑洁", 2)
    enrol(city.dock, "郑洁", 4)
    _search()
    pair = _pairs()[0]
    assert _pairs(unit=city.north) == []
    for unit, waiting in ((None, 1), (city.north, 0)):
        with reading(almighty(unit=unit)) as session:
            assert lookalike_pairs.count_open(session) == waiting
    with writing(almighty(unit=city.north)) as session, pytest.raises(NotFound):
        lookalike_pairs.judge_different(session, pair.id, pair.version, "不同的人")


def test_open_pairs_are_counted_with_their_unit(city: City) -> None:
    enrol(city.mill, "郑洁", 2)
    enrol(city.school, "郑洁", 4)
    _search()
    with reading(almighty()) as session:
        rows = {row.unit_id: row.lookalikes for row in quality_lists.list_units(session).rows}
    assert rows[city.mill] == 1


def test_the_worklist_needs_its_permission(city: City) -> None:
    with reading(everyone_but(Permission.MERGE_MEMBERS)) as session:
        with pytest.raises(NotAllowed):
            lookalike_pairs.list_pairs(session)
        with pytest.raises(NotAllowed):
            lookalike_search.find_pairs(session)
    with (
        reading(everyone_but(Permission.SEE_MEMBERS)) as session,
        pytest.raises(NotAllowed),
    ):
        lookalikes.list_lookalikes_of(session, {})
