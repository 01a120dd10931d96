"""Standing benefits: approved by another, paid month by month, changed only by a new one."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, date, datetime
from functools import partial
from typing import Any

import pytest

from db import aid_due, entitlements, pay_sources
from db.engine import Store
from db.models.households import HouseholdPerson
from db.session import reading, writing
from rules.access import Actor, Permission
from rules.errors import Conflict, InvalidInput, NotAllowed, NotFound, WrongState
from tests.ground.aid import (
    Family,
    benefit,
    benefit_row,
    family,
    granted,
    paid,
    standing,
    subsistence,
)
from tests.ground.databases import Clock
from tests.ground.money import pot
from tests.ground.people import almighty, everyone_but
from tests.ground.tree import City, plant

pytestmark = pytest.mark.usefixtures("office", "clock")

NOVEMBER = date(2026, 11, 1)


@pytest.fixture
def city(office: Store, clock: Clock) -> City:
    return plant()


@pytest.fixture
def home(city: City) -> Family:
    return family(city.mill, None)


@pytest.fixture
def fund_id(home: Family) -> int:
    return pot(home.unit, 9_000_000)


def _due(month: date = NOVEMBER, actor: Actor | None = None) -> list[str]:
    with reading(actor or almighty()) as session:
        return [row.month for row in aid_due.list_due_months(session, month)]


def _write(work: Callable[[Any], Any], actor: Actor | None = None) -> Any:
    with writing(actor or almighty()) as session:
        return work(session)


def _ask_change(key: int, values: dict[str, Any], session: Any) -> None:
    entitlements.ask_change(session, key, _seen(key), values)


def _seen(key: int) -> int:
    return benefit_row(key).version


def test_an_approved_benefit_is_due_from_its_first_month(home: Family, fund_id: int) -> None:
    key = standing(home, fund_id)
    with reading(almighty()) as session:
        rows = aid_due.list_due_months(session, NOVEMBER)
    assert [row.month for row in rows] == ["2026-09", "2026-10", "2026-11"]
    first = rows[0]
    assert (first.source_type, first.source_id, first.fen) == ("entitlement", key, 50_000)
    assert (first.person_name, first.fund_id, first.by_door) == ("郑小雨", fund_id, True)


def test_nothing_is_due_before_another_person_approved(home: Family, fund_id: int) -> None:
    author = almighty(name="周平")
    key = _write(lambda s: entitlements.ask(s, home.household, benefit(home, fund_id)), author)
    assert _due() == []
    with pytest.raises(NotAllowed, match="somebody else"):
        _write(lambda s: entitlements.decide(s, key, _seen(key), "allow"), author)
    with pytest.raises(InvalidInput):
        _write(lambda s: entitlements.decide(s, key, _seen(key), "turn_down"))
    _write(lambda s: entitlements.decide(s, key, _seen(key), "turn_down", "不符合条件"))
    assert (_due(), benefit_row(key).state) == ([], "turned_down")


def test_a_month_that_stands_in_a_run_is_due_again_only_when_it_failed(
    home: Family, fund_id: int
) -> None:
    key = standing(home, fund_id)
    paid(home, fund_id, ("entitlement", key), "2026-09")
    paid(home, fund_id, ("entitlement", key), "2026-10", on=None)
    paid(home, fund_id, ("entitlement", key), "2026-11", on=None, live=False)
    assert _due() == ["2026-11"]


def test_a_month_in_another_units_run_is_not_due(city: City, home: Family) -> None:
    fund_id = pot(home.unit, 9_000_000)
    key = standing(home, fund_id)
    elsewhere = Family(city.federation, home.household, home.head, home.child)
    paid(elsewhere, fund_id, ("entitlement", key), "2026-09", on=None)
    assert _due(actor=almighty(unit=city.north)) == ["2026-10", "2026-11"]


def test_a_benefit_ends_with_the_month_of_the_birthday(home: Family, fund_id: int) -> None:
    standing(home, fund_id, from_on=date(2026, 4, 1), until_age=16)
    assert _due() == ["2026-04", "2026-05", "2026-06"]


def test_a_benefit_ends_with_the_month_of_death(home: Family, fund_id: int) -> None:
    standing(home, fund_id)

    def die(session: Any) -> None:
        session.get(HouseholdPerson, home.child).deceased_on = date(2026, 10, 3)

    _write(die)
    assert _due() == ["2026-09", "2026-10"]


def test_months_are_owed_for_a_year_and_no_longer(home: Family, fund_id: int) -> None:
    standing(home, fund_id, from_on=date(2024, 1, 1))
    months = _due()
    assert (len(months), months[0], months[-1]) == (13, "2025-11", "2026-11")


def test_the_pot_of_the_new_year_takes_over(home: Family, fund_id: int, clock: Clock) -> None:
    standing(home, fund_id)
    clock.set(datetime(2027, 1, 5, 4, 0, tzinfo=UTC))
    next_pot = pot(home.unit, 0, year=2027)
    with reading(almighty()) as session:
        funds = {row.fund_id for row in aid_due.list_due_months(session, date(2027, 1, 1))}
    assert funds == {next_pot}


def test_a_paused_benefit_is_not_due_and_goes_on_from_the_month_that_is_said(
    home: Family, fund_id: int
) -> None:
    key = standing(home, fund_id)
    _write(lambda s: entitlements.pause(s, key, _seen(key), "核实在校情况"))
    assert _due() == []
    with pytest.raises(InvalidInput):
        early = date(2026, 8, 1)
        _write(lambda s: entitlements.resume(s, key, _seen(key), early, "已核实"))
    _write(lambda s: entitlements.resume(s, key, _seen(key), date(2026, 11, 20), "已核实"))
    assert _due() == ["2026-11"]


def test_an_ended_benefit_keeps_what_it_still_owes(home: Family, fund_id: int) -> None:
    key = standing(home, fund_id)
    paid(home, fund_id, ("entitlement", key), "2026-10")
    with pytest.raises(InvalidInput, match="2026-10"):
        _write(lambda s: entitlements.end(s, key, _seen(key), date(2026, 9, 1), "已就业"))
    _write(lambda s: entitlements.end(s, key, _seen(key), date(2026, 10, 1), "已就业"))
    assert _due() == ["2026-09"]
    assert benefit_row(key).state == "stopped"


def test_a_changed_amount_is_another_benefit_from_its_month_on(home: Family, fund_id: int) -> None:
    key = standing(home, fund_id)
    values = benefit(home, fund_id, monthly_fen=60_000, from_on=NOVEMBER)
    new = _write(
        lambda s: entitlements.ask_change(s, key, _seen(key), values), almighty(name="周平")
    )
    assert len(_due()) == 3
    _write(lambda s: entitlements.decide(s, new, _seen(new), "allow"))
    with reading(almighty()) as session:
        due = {row.month: row.fen for row in aid_due.list_due_months(session, NOVEMBER)}
    assert due == {"2026-09": 50_000, "2026-10": 50_000, "2026-11": 60_000}
    assert (benefit_row(key).monthly_fen, benefit_row(key).to_on) == (50_000, date(2026, 10, 1))


def test_a_paid_month_is_not_changed(home: Family, fund_id: int) -> None:
    key = standing(home, fund_id)
    paid(home, fund_id, ("entitlement", key), "2026-11")
    for from_on in (NOVEMBER, date(2026, 9, 1)):
        values = benefit(home, fund_id, monthly_fen=60_000, from_on=from_on)
        with pytest.raises(InvalidInput):
            _write(partial(_ask_change, key, values))


def test_nobody_has_the_same_benefit_twice_in_a_month(home: Family, fund_id: int) -> None:
    standing(home, fund_id, to_on=date(2026, 12, 1))
    with pytest.raises(Conflict, match="E2026-00001"):
        standing(home, fund_id, from_on=date(2026, 12, 1))
    standing(home, fund_id, kind="survivor_benefit")
    standing(home, fund_id, person_id=home.head, until_age=None)
    standing(home, fund_id, from_on=date(2027, 1, 1))


@pytest.mark.parametrize(
    "wrong",
    [
        {"kind": "living_aid"},
        {"monthly_fen": 0},
        {"to_on": date(2026, 8, 1)},
        {"until_age": 15},
        {"until_age": 0},
        {"from_on": None},
    ],
)
def test_a_benefit_that_makes_no_sense_is_refused(
    home: Family, fund_id: int, wrong: dict[str, Any]
) -> None:
    with pytest.raises(InvalidInput):
        standing(home, fund_id, **wrong)


def test_benefits_need_their_rights_and_scope(city: City, home: Family, fund_id: int) -> None:
    key = standing(home, fund_id)
    values, seen = benefit(home, fund_id), _seen(key)
    proposing: tuple[Callable[[Any], Any], ...] = (
        lambda s: entitlements.ask(s, home.household, values),
        lambda s: entitlements.ask_change(s, key, seen, values),
        lambda s: entitlements.call_off(s, key, seen),
        lambda s: entitlements.pause(s, key, seen, "理由"),
        lambda s: entitlements.resume(s, key, seen, NOVEMBER, "理由"),
        lambda s: entitlements.end(s, key, seen, NOVEMBER, "理由"),
    )
    for verb in proposing:
        with pytest.raises(NotAllowed):
            _write(verb, everyone_but(Permission.GRANT_AID))
        with pytest.raises(NotFound):
            _write(verb, almighty(unit=city.south))
    with pytest.raises(NotAllowed):
        _write(
            lambda s: entitlements.decide(s, key, seen, "allow"),
            everyone_but(Permission.APPROVE_AID),
        )
    with pytest.raises(WrongState):
        _write(lambda s: entitlements.call_off(s, key, seen))
    with pytest.raises(Conflict):
        _write(lambda s: entitlements.pause(s, key, seen - 1, "理由"))


def test_granted_aid_is_due_until_it_stands_in_a_run(city: City) -> None:
    subsistence(106_200)
    home = family(city.mill)
    fund_id = pot(home.unit, 9_000_000)
    first, second, third = (granted(home, fund_id, need=need, fen=1_000) for need in "abc")
    paid(home, fund_id, ("aid_grant", first), on=None, kind="living_aid")
    paid(home, fund_id, ("aid_grant", second), on=None, live=False, kind="living_aid")
    with reading(almighty()) as session:
        due = aid_due.list_due_grants(session, NOVEMBER)
        earlier = aid_due.list_due_grants(session, date(2026, 10, 1))
    assert [row.source_id for row in due] == [second, third]
    assert (due[0].month, due[0].fen, due[0].by_door) == ("", 1_000, False)
    assert earlier == []


def test_only_money_of_funds_in_scope_is_listed_as_due(city: City) -> None:
    subsistence(106_200)
    home = family(city.mill)
    upper = pot(city.federation, 9_000_000)
    granted(home, upper)
    standing(home, upper)
    with reading(almighty(unit=city.north)) as session:
        assert aid_due.list_due_grants(session, NOVEMBER) == []
        assert aid_due.list_due_months(session, NOVEMBER) == []
    with reading(almighty()) as session:
        assert len(aid_due.list_due_grants(session, NOVEMBER)) == 1
        assert len(aid_due.list_due_months(session, NOVEMBER)) == 3


def test_a_run_asks_whether_what_it_pays_still_stands(city: City) -> None:
    subsistence(106_200)
    home = family(city.mill)
    fund_id = pot(home.unit, 9_000_000)
    grant_id, key = granted(home, fund_id, fen=1_000), standing(home, fund_id)
    _write(lambda s: entitlements.end(s, key, _seen(key), date(2026, 10, 1), "已就业"))
    with reading(almighty(unit=city.south)) as session:
        grants = pay_sources.standing(session, "aid_grant", [(grant_id, ""), (grant_id + 1, "")])
        wanted = [(key, month) for month in ("2026-08", "2026-09", "2026-10", "2026-11")]
        months = pay_sources.standing(session, "entitlement", wanted)
    assert grants == {(grant_id, ""): 1_000}
    assert months == {(key, "2026-09"): 50_000, (key, "2026-10"): 50_000}


def test_pay_runs_are_drafted_from_grants_and_months(city: City) -> None:
    subsistence(106_200)
    home = family(city.mill)
    fund_id = pot(home.unit, 9_000_000)
    grant_id, key = granted(home, fund_id), standing(home, fund_id, from_on=NOVEMBER)
    with reading(almighty()) as session:
        due = pay_sources.list_due(session, NOVEMBER)
    assert [(one.source_type, one.source_id, one.month) for one in due] == [
        ("aid_grant", grant_id, ""),
        ("entitlement", key, "2026-11"),
    ]
