"""Funds: opening a pot, money that comes in, carrying over, closing the year."""

from __future__ import annotations

from datetime import date

import pytest
from sqlalchemy import text

from db import checks, fund_entries, funds, ledger
from db.engine import Store
from db.models.trail import TrailRow
from db.session import reading, writing
from rules.access import Permission
from rules.errors import Conflict, InvalidInput, NotAllowed, NotFound, WrongState
from tests.ground.databases import Clock
from tests.ground.money import pot, sums_of
from tests.ground.people import almighty, everyone_but
from tests.ground.tree import City, plant

pytestmark = pytest.mark.usefixtures("office", "clock")

TODAY = date(2026, 11, 24)


@pytest.fixture
def city(office: Store, clock: Clock) -> City:
    return plant()


def _version(fund_id: int) -> int:
    with reading(almighty()) as session:
        return funds.get_fund(session, fund_id).version


def test_a_fund_opens_empty_and_is_listed_in_its_year(city: City) -> None:
    fund_id = pot(city.north, 0, uses=("living_aid", "medical_aid"))
    with reading(almighty()) as session:
        assert funds.list_years(session) == [2026]
        (row,) = funds.list_page(session, 2026).rows
    assert (row.id, row.uses, row.unit_name) == (
        fund_id,
        ("living_aid", "medical_aid"),
        "北岭县总工会",
    )
    assert row.sums.balance == 0


def test_a_unit_has_one_fund_of_a_name_in_a_year(city: City) -> None:
    pot(city.north, 0)
    with pytest.raises(Conflict):
        pot(city.north, 0)
    pot(city.north, 0, year=2025)
    pot(city.south, 0)


def test_money_received_needs_payer_and_document(city: City) -> None:
    fund_id = pot(city.north, 0)
    for payer, document_no in (("", "1号"), ("省总工会", " ")):
        with pytest.raises(InvalidInput, match="document"), writing(almighty()) as session:
            funds.enter_income(session, fund_id, 100, TODAY, payer, document_no)
    with writing(almighty()) as session:
        funds.enter_income(session, fund_id, 100, TODAY, "省总工会", "拨〔2026〕8号")
    assert sums_of(fund_id).income == 100
    with reading(almighty()) as session:
        row = session.query(TrailRow).filter_by(record_type="fund_entry").one()
    assert (row.action, row.label) == ("created", "¥1.00 拨〔2026〕8号")


@pytest.mark.parametrize(
    ("on", "fen"), [(date(2026, 11, 25), 100), (date(2025, 12, 31), 100), (TODAY, 0), (TODAY, -5)]
)
def test_an_entry_of_no_money_or_another_time_is_refused(city: City, on: date, fen: int) -> None:
    fund_id = pot(city.north, 0)
    with pytest.raises(InvalidInput), writing(almighty()) as session:
        funds.enter_budget(session, fund_id, fen, on)


def test_an_entry_made_in_error_is_taken_back_once_with_a_reason(city: City) -> None:
    fund_id = pot(city.north, 0)
    with writing(almighty()) as session:
        entry_id = funds.enter_income(session, fund_id, 100, TODAY, "省总工会", "8号")
    with pytest.raises(InvalidInput, match="reason"), writing(almighty()) as session:
        funds.take_back(session, entry_id, " ")
    with writing(almighty()) as session:
        back_id = funds.take_back(session, entry_id, "重复登记")
    assert sums_of(fund_id).income == 0
    for again in (entry_id, back_id):
        with pytest.raises(WrongState), writing(almighty()) as session:
            funds.take_back(session, again, "重复登记")


def test_money_that_is_spent_cannot_be_taken_back(city: City) -> None:
    fund_id = pot(city.north, 0)
    with writing(almighty()) as session:
        entry_id = funds.enter_income(session, fund_id, 100, TODAY, "省总工会", "8号")
        ledger.commit(session, fund_id, 60, "living_aid", ("aid_grant", 1))
    with pytest.raises(InvalidInput, match=r"0\.40"), writing(almighty()) as session:
        funds.take_back(session, entry_id, "重复登记")


def test_what_is_left_is_carried_over_to_the_next_year_and_the_fund_closed(city: City) -> None:
    old, new = pot(city.north, 5_000, year=2025), pot(city.north, 0)
    with writing(almighty()) as session:
        funds.carry_over(session, old, _version(old), new, 4_000, "结转")
    assert (sums_of(old).balance, sums_of(old).moved) == (1_000, 4_000)
    assert (sums_of(new).balance, sums_of(new).income) == (4_000, 4_000)
    with writing(almighty()) as session:
        funds.close_fund(session, old, _version(old))
    assert sums_of(old).balance == 1_000
    with pytest.raises(WrongState, match="closed"), writing(almighty()) as session:
        funds.carry_over(session, old, _version(old), new, 1_000)
    with pytest.raises(WrongState, match="closed"), writing(almighty()) as session:
        funds.enter_budget(session, old, 100, date(2025, 12, 1))


def test_money_stays_with_its_source_and_unit_and_never_goes_back_in_time(city: City) -> None:
    fund_id = pot(city.north, 5_000)
    others = (
        fund_id,
        pot(city.north, 0, name="捐赠资金", source="donation"),
        pot(city.south, 0),
        pot(city.north, 0, year=2025),
    )
    for other in others:
        with pytest.raises(InvalidInput, match="source"), writing(almighty()) as session:
            funds.carry_over(session, fund_id, _version(fund_id), other, 100)


def test_a_fund_with_reserved_money_is_not_closed(city: City) -> None:
    fund_id = pot(city.north, 5_000)
    with writing(almighty()) as session:
        ledger.commit(session, fund_id, 60, "living_aid", ("aid_grant", 1))
    with pytest.raises(WrongState, match="reserved"), writing(almighty()) as session:
        funds.close_fund(session, fund_id, _version(fund_id))


def test_name_and_uses_change_and_a_stale_form_is_refused(city: City) -> None:
    fund_id = pot(city.north, 0)
    seen = _version(fund_id)
    with writing(almighty()) as session:
        funds.change_fund(session, fund_id, seen, {"name": "帮扶资金", "uses": ("living_aid",)})
    with pytest.raises(Conflict), writing(almighty()) as session:
        funds.change_fund(session, fund_id, seen, {"name": "x", "uses": ("living_aid",)})
    with pytest.raises(InvalidInput), writing(almighty()) as session:
        funds.change_fund(session, fund_id, seen + 1, {"name": "x", "uses": ()})


def test_a_county_sees_its_own_funds_and_chooses_also_from_those_above(city: City) -> None:
    upper = pot(city.federation, 9_000, name="市级资金")
    own, other = pot(city.north, 5_000), pot(city.south, 0)
    county = almighty(unit=city.north)
    with reading(county) as session:
        assert [row.id for row in funds.list_page(session, 2026).rows] == [own]
        choices = funds.list_choices(session, city.mill, ("living_aid",), 2026)
        assert not funds.list_choices(session, city.mill, ("other",), 2026)
        for hidden in (upper, other):
            with pytest.raises(NotFound):
                funds.get_fund(session, hidden)
    assert {choice.id: choice.balance for choice in choices} == {upper: None, own: 5_000}


def test_funds_are_seen_and_managed_by_those_with_the_right_only(city: City) -> None:
    fund_id = pot(city.north, 0)
    with reading(everyone_but(Permission.SEE_FUNDS)) as session:
        for reads in (
            lambda: funds.list_years(session),
            lambda: funds.list_page(session, 2026),
            lambda: funds.get_fund(session, fund_id),
            lambda: fund_entries.list_entries(session, fund_id),
            lambda: funds.list_choices(session, city.north, (), 2026),
            lambda: funds.list_targets(session, fund_id),
        ):
            with pytest.raises(NotAllowed):
                reads()
    with writing(everyone_but(Permission.MANAGE_FUNDS)) as session:
        for writes in (
            lambda: funds.open_fund(session, city.north, {}),
            lambda: funds.change_fund(session, fund_id, 1, {}),
            lambda: funds.enter_budget(session, fund_id, 1, TODAY),
            lambda: funds.enter_income(session, fund_id, 1, TODAY, "省", "1"),
            lambda: funds.take_back(session, 1, "错"),
            lambda: funds.carry_over(session, fund_id, 1, 2, 3),
            lambda: funds.close_fund(session, fund_id, 1),
        ):
            with pytest.raises(NotAllowed):
                writes()


def test_the_check_finds_sums_that_are_not_the_ledgers(city: City, office: Store) -> None:
    fund_id = pot(city.north, 5_000)
    with reading(almighty()) as session:
        assert ledger.differing_funds(session) == []
    with office.engine.begin() as connection:
        connection.execute(text("UPDATE fund SET paid_fen = 5"))
    with reading(almighty()) as session:
        assert ledger.differing_funds(session) == [fund_id]
        assert [fault.values for fault in checks._ledger_faults(session)] == [{"n": 1}]


def test_a_page_of_funds_tells_the_sums_of_all_and_begins_with_the_own_unit(city: City) -> None:
    pot(city.north, 5_000)
    own = pot(city.federation, 3_000)
    with reading(almighty(unit=city.federation)) as session:
        found = funds.list_page(session, 2026, size=1)
    assert ([row.id for row in found.rows], found.total) == ([own], 2)
    assert found.sums.balance == 8_000


def test_money_may_be_carried_to_open_funds_of_the_source_not_before_its_year(city: City) -> None:
    fund_id = pot(city.north, 5_000)
    later = pot(city.north, 0, year=2027)
    pot(city.north, 0, year=2025)
    pot(city.north, 0, name="捐赠资金", source="donation")
    with reading(almighty()) as session:
        assert [one.id for one in funds.list_targets(session, fund_id)] == [later]
