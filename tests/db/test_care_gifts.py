"""Gifts: paid out of a fund at once, warned about above a ceiling, cancelled by a reversal."""

from __future__ import annotations

from datetime import date

import pytest

from db import care_entries, care_gift_lists, care_gifts, trail_pages, visits
from db.care_gift_lists import GiftRow
from db.care_gifts import Present
from db.engine import Store
from db.models.households import Kinship
from db.session import reading, writing
from db.trail_pages import Wanted
from db.visits import Account, Purpose
from rules.access import Permission
from rules.errors import Conflict, InvalidInput, NotAllowed, NotFound, WrongState
from rules.fields import Value
from tests.ground.care import open_file, settle_household
from tests.ground.databases import Clock
from tests.ground.money import pot, sums_of
from tests.ground.people import almighty, everyone_but
from tests.ground.tree import City, enrol, plant

pytestmark = pytest.mark.usefixtures("office")

TODAY = date(2026, 11, 24)
CARE = Purpose("hardship")


@pytest.fixture
def city(office: Store) -> City:
    return plant()


@pytest.fixture
def household(city: City) -> int:
    return settle_household(city.mill, "郑洁")


def _goods(fen: int = 20_000, **more: object) -> Present:
    return Present("care_goods", fen, TODAY, "米面油", **more)  # type: ignore[arg-type]


def _give(household_id: int | None, present: Present, purpose: Purpose = CARE, **more: int) -> int:
    with writing(almighty()) as session:
        return care_gifts.give(session, purpose, present, household_id=household_id, **more)


def _gift(household_id: int) -> GiftRow:
    with reading(almighty()) as session:
        return care_gift_lists.list_of_household(session, household_id)[0]


def test_cash_is_paid_out_of_its_fund_at_once(city: City, household: int) -> None:
    fund_id = pot(city.north, 100_000)
    _give(household, Present("care_cash", 50_000, TODAY, fund_id=fund_id))
    sums = sums_of(fund_id)
    assert (sums.paid, sums.committed, sums.balance) == (50_000, 0, 50_000)
    gift = _gift(household)
    assert (gift.fen, gift.kind, gift.fund_name, gift.name) == (
        50_000, "care_cash", "本级工会帮扶资金", "郑洁",
    )  # fmt: skip


def test_goods_may_come_without_a_fund_or_out_of_one(city: City, household: int) -> None:
    fund_id = pot(city.north, 100_000)
    _give(household, _goods(note="双节慰问"))
    _give(household, _goods(fund_id=fund_id, note="补发"))
    assert sums_of(fund_id).paid == 20_000


def test_a_fund_that_does_not_reach_leaves_no_gift(city: City, household: int) -> None:
    fund_id = pot(city.north, 10_000)
    with pytest.raises(InvalidInput):
        _give(household, Present("care_cash", 50_000, TODAY, fund_id=fund_id))
    with reading(almighty()) as session:
        assert care_gift_lists.list_page(session).total == 0


def test_a_cancelled_gift_goes_back_into_its_fund_and_stays_to_be_seen(
    city: City, household: int
) -> None:
    fund_id = pot(city.north, 100_000)
    gift_id = _give(household, Present("care_cash", 50_000, TODAY, fund_id=fund_id))
    with writing(almighty()) as session, pytest.raises(InvalidInput):
        care_gifts.cancel(session, gift_id, 1, " ")
    with writing(almighty()) as session:
        care_gifts.cancel(session, gift_id, 1, "家庭谢绝")
    assert sums_of(fund_id).balance == 100_000
    assert (_gift(household).cancelled, _gift(household).cancel_reason) == (True, "家庭谢绝")
    with reading(almighty()) as session:
        page = care_gift_lists.list_page(session, {"year": 2026})
    assert (page.total, page.fen) == (1, 0)
    with writing(almighty()) as session, pytest.raises(WrongState):
        care_gifts.cancel(session, gift_id, 2, "再退")


def test_a_gift_above_the_ceiling_wants_a_note_and_is_then_given(household: int) -> None:
    birthday = Purpose("birthday", for_on=TODAY)
    with pytest.raises(InvalidInput) as refused:
        _give(household, _goods(40_000), birthday)
    assert refused.value.field == "note"
    assert "300.00" in refused.value.shown()
    _give(household, _goods(40_000, note="八十大寿，主席办公会同意"), birthday)


def test_a_form_is_warned_of_what_it_holds_so_far_and_left_alone_while_half(household: int) -> None:
    whole: dict[str, Value] = {"occasion": "birthday", "kind": "care_goods"}
    whole |= {"on": TODAY, "fen": 40_000}
    halves: tuple[dict[str, Value], ...] = (
        {"on": None},
        {"occasion": None},
        {"occasion": "festival"},
        {"fen": None},
    )
    with reading(almighty()) as session:
        (warning,) = care_entries.list_warnings(session, whole, household_id=household)
        for half in halves:
            typed = {**whole, **half}
            assert care_entries.list_warnings(session, typed, household_id=household) == []
    assert "300.00" in warning
    with reading(everyone_but(Permission.VISIT_HOUSEHOLDS)) as session, pytest.raises(NotAllowed):
        care_entries.list_warnings(session, whole, household_id=household)


def test_a_gift_within_the_ceiling_is_given_without_a_word(household: int) -> None:
    _give(household, _goods(30_000), Purpose("birthday", for_on=TODAY))


def test_festival_gifts_are_goods_and_their_year_is_summed_up(household: int) -> None:
    with pytest.raises(InvalidInput) as refused:
        _give(household, Present("care_cash", 100, TODAY, fund_id=1), Purpose("festival", "spring"))
    assert refused.value.field == "kind"
    _give(household, _goods(150_000), Purpose("festival", "spring"))
    with pytest.raises(InvalidInput) as above:
        _give(household, _goods(60_000), Purpose("festival", "mid_autumn"))
    assert above.value.field == "note"


def test_the_same_occasion_within_its_period_is_asked_about(household: int, clock: Clock) -> None:
    purpose = Purpose("hospital_stay")
    _give(household, _goods(), purpose)
    with pytest.raises(InvalidInput, match="2026-11-24"):
        _give(household, _goods(), purpose)
    _give(household, _goods(), Purpose("surgery"))
    clock.advance(days=31)
    present = Present("care_goods", 20_000, clock.now.date(), "水果")
    _give(household, present, purpose)


def test_a_cancelled_gift_is_not_a_first_one(household: int) -> None:
    gift_id = _give(household, _goods())
    with writing(almighty()) as session:
        care_gifts.cancel(session, gift_id, 1, "登记有误")
    _give(household, _goods())


def test_a_gift_at_a_visit_is_for_whoever_was_visited_and_keeps_the_visit(
    household: int,
) -> None:
    with writing(almighty()) as session:
        visit_id = visits.write_down_unplanned(
            session, Account(TODAY, "王芳"), CARE, household_id=household
        )
    _give(None, _goods(), visit_id=visit_id)
    with reading(almighty()) as session:
        (gift,) = care_gift_lists.list_of_visit(session, visit_id)
    assert (gift.household_id, gift.name) == (household, "郑洁")
    with writing(almighty()) as session, pytest.raises(WrongState):
        visits.take(session, visit_id, 2, "strike_out", "记错户")


def test_a_members_gift_stands_with_the_member(city: City) -> None:
    member_id = enrol(city.mill, "郑洁")
    with writing(almighty()) as session:
        care_gifts.give(session, Purpose("birthday"), _goods(), member_id=member_id)
    with reading(almighty()) as session:
        assert len(care_gift_lists.list_of_member(session, member_id)) == 1


def test_nobody_gives_to_the_household_of_an_own_relative(household: int) -> None:
    cousin = almighty()
    with writing(almighty()) as session:
        session.add(
            Kinship(
                account_id=cousin.account_id,
                account_name=cousin.name,
                household_id=household,
                relation="sibling",
                declared_on=TODAY,
            )
        )
    with writing(cousin) as session, pytest.raises(NotAllowed):
        care_gifts.give(session, CARE, _goods(), household_id=household)


def test_a_gift_of_the_future_or_of_nothing_is_refused(household: int) -> None:
    with pytest.raises(InvalidInput):
        _give(household, Present("care_goods", 100, date(2026, 11, 25), "米"))
    with pytest.raises(InvalidInput) as refused:
        _give(household, Present("care_goods", 100, TODAY))
    assert refused.value.field == "what"


def test_the_region_of_the_open_file_decides_on_the_ceiling(household: int) -> None:
    open_file(household)
    with pytest.raises(InvalidInput) as above:
        _give(household, _goods(200_001))
    assert "2000.00" in above.value.shown().replace(",", "")
    _give(household, _goods(200_000))
    with pytest.raises(InvalidInput) as second:
        _give(household, _goods(1_000))
    assert TODAY.isoformat() in second.value.shown()


def test_a_stale_cancel_is_refused(household: int) -> None:
    gift_id = _give(household, _goods())
    with writing(almighty()) as session:
        care_gifts.cancel(session, gift_id, 1, "登记有误")
    with writing(almighty()) as session, pytest.raises(Conflict):
        care_gifts.cancel(session, gift_id, 1, "登记有误")


def test_gifts_need_their_right_and_stay_in_their_part(city: City, household: int) -> None:
    blind = everyone_but(Permission.VISIT_HOUSEHOLDS)
    with writing(blind) as session, pytest.raises(NotAllowed):
        care_gifts.give(session, CARE, _goods(), household_id=household)
    gift_id = _give(household, _goods())
    with writing(blind) as session, pytest.raises(NotAllowed):
        care_gifts.cancel(session, gift_id, 1, "登记有误")
    with writing(almighty(unit=city.south)) as session:
        with pytest.raises(NotFound):
            care_gifts.give(session, CARE, _goods(), household_id=household)
        with pytest.raises(NotFound):
            care_gifts.cancel(session, gift_id, 1, "登记有误")
        assert care_gift_lists.list_page(session).rows == []
    with reading(everyone_but(Permission.SEE_HARDSHIP)) as session, pytest.raises(NotAllowed):
        care_gift_lists.list_of_household(session, household)


def test_lists_are_filtered_by_unit_occasion_and_year(city: City, household: int) -> None:
    _give(household, _goods())
    _give(settle_household(city.dock, "何伟"), _goods(), Purpose("birthday"))
    with reading(almighty()) as session:
        for chosen, names in (
            ({"below_id": city.south}, ["何伟"]),
            ({"occasion": "hardship"}, ["郑洁"]),
            ({"year": 2025}, []),
        ):
            rows = care_gift_lists.list_page(session, chosen).rows
            assert [row.name for row in rows] == names


def test_the_trail_tells_of_gift_and_payment(city: City, household: int) -> None:
    fund_id = pot(city.north, 100_000)
    _give(household, Present("care_cash", 50_000, TODAY, fund_id=fund_id))
    with reading(almighty()) as session:
        told = {row.record_type for row in trail_pages.list_page(session, Wanted()).rows}
    assert {"care_gift", "fund_entry"} <= told
