"""The care radar: lines come by themselves and go away once they were dealt with."""

from __future__ import annotations

from datetime import UTC, date, datetime

import pytest

from db import care_gifts, care_radar, festivals, life_events, visit_lists, visits
from db.care_gifts import Present
from db.care_lines import RadarLine
from db.engine import Store
from db.session import reading, writing
from db.visits import Account, Purpose
from rules.access import Actor, Permission
from rules.care import BIRTHDAYS, EVENTS, FESTIVALS, KINDS, NEVER_HELPED, UNVISITED
from rules.errors import InvalidInput, NotAllowed
from tests.ground.care import open_file, settle_household
from tests.ground.databases import Clock
from tests.ground.people import almighty, everyone_but
from tests.ground.tree import City, enrol, id_number, plant

pytestmark = pytest.mark.usefixtures("office")

TODAY = date(2026, 11, 24)


@pytest.fixture
def city(office: Store) -> City:
    return plant()


def _born(unit_id: int, name: str, month: int, day: int, order: int = 1, year: int = 1980) -> int:
    return enrol(unit_id, name, id_no=id_number(date(year, month, day), order))


def _lines(kind: str, actor: Actor | None = None, **more: int) -> list[RadarLine]:
    with reading(actor or almighty()) as session:
        return care_radar.list_part(session, kind, **more).lines


def _names(kind: str, **more: int) -> list[str]:
    return [line.name for line in _lines(kind, None, **more)]


def _plan(line: RadarLine, on: date) -> None:
    purpose = Purpose(line.occasion, line.festival, line.for_on, line.life_event_id)
    with writing(almighty()) as session:
        visits.plan(
            session,
            on,
            "王芳",
            purpose,
            household_id=line.household_id,
            member_id=line.member_id,
        )


def test_birthdays_of_the_week_come_in_their_order(city: City) -> None:
    _born(city.mill, "周末", 11, 30, 1)
    _born(city.mill, "今天", 11, 24, 3)
    _born(city.mill, "昨天", 11, 23, 5)
    _born(city.dock, "下周", 12, 1, 7)
    assert [(line.name, line.on, line.age) for line in _lines(BIRTHDAYS)] == [
        ("今天", TODAY, 46),
        ("周末", date(2026, 11, 30), 46),
    ]


def test_birthdays_across_the_turn_of_the_year_stay_in_their_order(
    city: City, clock: Clock
) -> None:
    clock.set(datetime(2026, 12, 29, 4, 0, tzinfo=UTC))
    _born(city.mill, "元旦", 1, 1, 1)
    _born(city.mill, "岁末", 12, 30, 3)
    assert _names(BIRTHDAYS) == ["岁末", "元旦"]


def test_a_leap_days_birthday_is_not_forgotten(city: City, clock: Clock) -> None:
    clock.set(datetime(2027, 2, 25, 4, 0, tzinfo=UTC))
    _born(city.mill, "闰日", 2, 29, 1, year=1984)
    assert [line.on for line in _lines(BIRTHDAYS)] == [date(2027, 2, 28)]


def test_a_birthday_with_a_planned_visit_or_a_gift_is_dealt_with_until_next_year(
    city: City, clock: Clock
) -> None:
    _born(city.mill, "走访", 11, 25, 1)
    _born(city.mill, "礼物", 11, 26, 3)
    first, second = _lines(BIRTHDAYS)
    _plan(first, first.on)
    with writing(almighty()) as session:
        care_gifts.give(
            session,
            Purpose(second.occasion, for_on=second.for_on),
            Present("care_goods", 20_000, TODAY, "蛋糕券"),
            member_id=second.member_id,
        )
    assert _lines(BIRTHDAYS) == []
    clock.set(datetime(2027, 11, 24, 4, 0, tzinfo=UTC))
    assert _names(BIRTHDAYS) == ["走访", "礼物"]


def test_a_called_off_visit_and_a_cancelled_gift_bring_the_line_back(city: City) -> None:
    member_id = _born(city.mill, "今天", 11, 24)
    line = _lines(BIRTHDAYS)[0]
    _plan(line, TODAY)
    assert _lines(BIRTHDAYS) == []
    with reading(almighty()) as session:
        (visit,) = visit_lists.list_of_member(session, member_id)
    with writing(almighty()) as session:
        visits.take(session, visit.id, visit.version, "call_off", "本人出差")
    assert _names(BIRTHDAYS) == ["今天"]


def test_events_of_two_weeks_wait_for_a_visit_or_a_gift(city: City) -> None:
    member_id = enrol(city.mill, "郑洁")
    with writing(almighty()) as session:
        life_events.enter(session, member_id, "funeral", date(2026, 11, 12), "parent")
        life_events.enter(session, member_id, "hospital_stay", date(2026, 11, 20))
        life_events.enter(session, member_id, "wedding", date(2026, 11, 1))
        struck = life_events.enter(session, member_id, "birth", date(2026, 11, 20))
        life_events.cancel(session, struck, 1)
    first, second = _lines(EVENTS)
    assert (first.occasion, first.relation) == ("relative_death", "parent")
    assert second.occasion == "hospital_stay"
    _plan(second, TODAY)
    assert [line.occasion for line in _lines(EVENTS)] == ["relative_death"]


def test_the_event_of_another_member_cannot_be_answered(city: City) -> None:
    first, second = enrol(city.mill, "郑洁"), enrol(city.mill, "何伟", 3)
    with writing(almighty()) as session:
        event_id = life_events.enter(session, first, "wedding", TODAY)
    with writing(almighty()) as session, pytest.raises(InvalidInput):
        purpose = Purpose("wedding", life_event_id=event_id)
        visits.plan(session, TODAY, "王芳", purpose, member_id=second)


def test_before_a_festival_every_household_in_force_is_seen_once(city: City, clock: Clock) -> None:
    for name in ("甲", "乙"):
        open_file(settle_household(city.mill, name))
    open_file(settle_household(city.mill, "草稿"), "draft")
    assert _lines(FESTIVALS) == []
    clock.set(datetime(2026, 12, 15, 4, 0, tzinfo=UTC))
    first, second = _lines(FESTIVALS)
    assert (first.festival, first.on) == ("new_year", date(2027, 1, 1))
    _plan(first, date(2026, 12, 28))
    with writing(almighty()) as session:
        care_gifts.give(
            session,
            Purpose("festival", "new_year"),
            Present("care_goods", 20_000, date(2026, 12, 15), "米面油"),
            household_id=second.household_id,
        )
    assert _lines(FESTIVALS) == []


def test_two_festivals_in_one_list_are_paged_through_without_loss(city: City, clock: Clock) -> None:
    for number in range(5):
        open_file(settle_household(city.mill, f"户{number}"))
    clock.set(datetime(2026, 9, 20, 4, 0, tzinfo=UTC))
    pages = [_lines(FESTIVALS, page=page, size=3) for page in (1, 2, 3, 4, 5)]
    assert [len(lines) for lines in pages] == [3, 3, 3, 1, 0]
    told = [(line.festival, line.name) for lines in pages for line in lines]
    assert len(set(told)) == 10
    assert [code for code, _ in told] == ["mid_autumn"] * 5 + ["national"] * 5


def test_never_helped_are_those_in_force_without_aid_and_gift(city: City) -> None:
    helped = settle_household(city.mill, "发过")
    open_file(helped, aided_on=TODAY)
    given = settle_household(city.mill, "慰问过")
    open_file(given)
    open_file(settle_household(city.mill, "从未"))
    open_file(settle_household(city.mill, "已结"), "exited")
    with writing(almighty()) as session:
        present = Present("care_goods", 20_000, TODAY, "米")
        care_gifts.give(session, Purpose("hardship"), present, household_id=given)
    assert _names(NEVER_HELPED) == ["从未"]
    _plan(_lines(NEVER_HELPED)[0], TODAY)
    assert _lines(NEVER_HELPED) == []


def test_unvisited_are_those_in_force_whom_nobody_saw_for_ninety_days(
    city: City, clock: Clock
) -> None:
    household = settle_household(city.mill, "久未")
    open_file(household, approved_on=date(2026, 8, 26))
    open_file(settle_household(city.mill, "近"), approved_on=date(2026, 8, 27))
    open_file(settle_household(city.mill, "结"), "exited", approved_on=date(2026, 1, 1))
    clock.advance(days=1)
    assert _names(UNVISITED) == ["久未"]
    with writing(almighty()) as session:
        account = Account(date(2026, 11, 24), "王芳")
        visits.write_down_unplanned(session, account, Purpose(), household_id=household)
    assert _lines(UNVISITED) == []


def test_counts_agree_with_the_lists_and_follow_the_unit(city: City) -> None:
    _born(city.mill, "北岭", 11, 24, 1)
    _born(city.dock, "南浦", 11, 24, 3)
    open_file(settle_household(city.mill, "从未"))
    with reading(almighty()) as session:
        everything = care_radar.count_parts(session)
        south = care_radar.count_parts(session, city.south)
    assert everything == {kind: len(_lines(kind)) for kind in KINDS}
    assert (everything[BIRTHDAYS], south[BIRTHDAYS]) == (2, 1)
    assert _names(BIRTHDAYS, below_id=city.south) == ["南浦"]
    assert [line.name for line in _lines(BIRTHDAYS, almighty(unit=city.south))] == ["南浦"]


def test_who_may_not_browse_the_registry_reads_of_households_only(city: City) -> None:
    actor = everyone_but(Permission.BROWSE_MEMBERS)
    with reading(actor) as session:
        assert BIRTHDAYS not in care_radar.count_parts(session)
        with pytest.raises(NotAllowed):
            care_radar.list_part(session, BIRTHDAYS)
        assert care_radar.list_part(session, UNVISITED).lines == []
    with reading(everyone_but(Permission.SEE_HARDSHIP)) as session, pytest.raises(NotAllowed):
        care_radar.count_parts(session)


def test_the_shipped_festivals_reach_some_years_ahead() -> None:
    for year in range(2026, 2045):
        codes = [code for code, _ in festivals.coming(date(year, 1, 1), 365)]
        assert len(codes) == 7, year
