"""Whoever signs a run sees which payees and bank cards are not those of the last payment."""

from __future__ import annotations

from datetime import date

import pytest
from sqlalchemy import update

from db import (
    audit_packs,
    household_people,
    household_roles,
    households,
    pay_changes,
    pay_lines,
    pay_outcomes,
    pay_sources,
)
from db.engine import Store
from db.models.households import HouseholdPerson
from db.pay_changes import CARD, OTHER_CARD, OTHER_PAYEE, PAYEE
from db.session import reading, writing
from db.summaries import touch_area
from db.verbs import today_of
from rules.access import Permission
from rules.errors import NotAllowed, NotFound
from tests.ground.databases import Clock
from tests.ground.payday import (
    MONTHLY,
    Family,
    Payday,
    bury,
    cashier,
    drafted,
    families,
    lay_out,
    preparer,
    sent,
    signer,
    step,
)
from tests.ground.people import almighty, everyone_but
from tests.ground.tree import City, plant

pytestmark = pytest.mark.usefixtures("office")


@pytest.fixture
def city(office: Store, clock: Clock) -> City:
    return plant()


@pytest.fixture
def payday(city: City, monkeypatch: pytest.MonkeyPatch) -> Payday:
    found = lay_out(city)
    monkeypatch.setattr(pay_sources, "PROVIDERS", [found.provide])
    monkeypatch.setattr(pay_sources, "STANDING", {MONTHLY: found.standing})
    return found


@pytest.fixture
def homes(city: City, payday: Payday) -> list[Family]:
    """Three families to whom November is due."""
    found = families(city.mill, 3)
    for order, family in enumerate(found, start=1):
        payday.month(family, order)
    return found


def _pay(city: City) -> None:
    """Pay what is due, by the bank."""
    run_id = sent(city)
    with reading(cashier()) as session:
        rows = pay_lines.list_page(session, run_id, {}).rows
    with writing(cashier()) as session:
        for row in rows:
            pay_outcomes.enter_paid(session, row.id, row.version, today_of(session), "B1")


def _december(city: City, payday: Payday, homes: list[Family]) -> int:
    for order, family in enumerate(homes, start=1):
        payday.month(family, order, order * 100_00, "2026-12")
    return drafted(preparer(), city.federation, month_on=date(2026, 12, 1))


def _give_card(family: Family) -> None:
    number = f"622202{9000 + family.person_id:013d}"
    with writing(almighty(name="赵磊")) as session:
        seen = session.get_one(HouseholdPerson, family.person_id).version
        household_people.change(session, family.person_id, seen, {"bank_number": number})


def _give_payee(family: Family, payee: Family | None) -> None:
    with writing(almighty(name="孙丽")) as session:
        home = households.get_household(session, family.household_id)
        to = payee.person_id if payee else None
        household_roles.set_payees(session, home.id, home.version, to)


def _told(run_id: int) -> list[tuple[str, str, str]]:
    with reading(signer()) as session:
        found = pay_changes.list_changes(session, run_id)
    return [(one.payee_name, one.text, one.actor) for one in found]


def test_a_changed_card_or_payee_is_told_with_who_changed_it_the_largest_sum_first(
    city: City, payday: Payday, homes: list[Family], clock: Clock
) -> None:
    aunt = families(city.mill, 1, first=40)[0]
    _pay(city)
    clock.advance(days=7)
    _give_card(homes[0])
    _give_payee(homes[2], aunt)
    run_id = _december(city, payday, homes)
    told = [(aunt.name, PAYEE, "孙丽"), (homes[0].name, CARD, "赵磊")]
    assert _told(run_id) == told
    step(preparer(), run_id, "lock")
    clock.advance(hours=1)
    _give_card(homes[1])
    # The run pays what was frozen when it was locked.
    assert _told(run_id) == told


def test_a_change_is_told_for_ninety_days_and_until_the_next_payment(
    city: City, payday: Payday, homes: list[Family], clock: Clock
) -> None:
    clock.advance(days=-100)
    _give_card(homes[0])
    clock.advance(days=20)
    _give_card(homes[1])
    clock.advance(days=80)
    _pay(city)
    clock.advance(days=7)
    run_id = _december(city, payday, homes)
    assert _told(run_id) == [(homes[1].name, CARD, "赵磊")]
    _give_card(homes[2])
    clock.advance(days=200)
    assert _told(run_id) == [(homes[2].name, CARD, "赵磊")]


def test_another_payee_or_card_than_last_time_is_told_also_where_no_step_made_it(
    city: City, payday: Payday, homes: list[Family], clock: Clock
) -> None:
    aunt = families(city.mill, 1, first=40)[0]
    clock.advance(days=-200)
    _give_payee(homes[1], aunt)
    clock.advance(days=200)
    _pay(city)
    clock.advance(days=7)
    bury(aunt)
    with writing(almighty()) as session:
        # As a roster or a merge would, without a step on the person's own trail.
        table = HouseholdPerson.__table__
        number = update(table).where(table.c.id == homes[0].person_id)
        session.connection().execute(number.values(bank_number="6222020000000007777"))
        touch_area(session, "households")
    run_id = _december(city, payday, homes)
    assert _told(run_id) == [(homes[1].name, OTHER_PAYEE, ""), (homes[0].name, OTHER_CARD, "")]
    with reading(signer()) as session:
        first = pay_changes.list_changes(session, run_id)[0]
    assert first.values == {"run": "P2026-0001", "name": aunt.name}


def test_the_audit_pack_says_it_beside_the_line(
    city: City, payday: Payday, homes: list[Family], clock: Clock
) -> None:
    clock.advance(days=1)
    _give_card(homes[0])
    clock.advance(days=1)
    run_id, auditor = sent(city), preparer()
    with writing(auditor) as session:
        permit = audit_packs.permit(session, run_id, "年度审计")
    with reading(auditor) as session:
        tables = {table.name: table for table in audit_packs.gather(session, permit).tables}
        rows = list(tables["list.xlsx"].rows)
    assert [bool(row[-1]) for row in rows] == [True, False, False]
    assert "赵磊 2026-11-25 12:00" in str(rows[0][-1])


def test_only_who_sees_funds_is_told_and_only_of_own_runs(
    city: City, payday: Payday, homes: list[Family]
) -> None:
    run_id = drafted(preparer(), city.federation)
    with reading(everyone_but(Permission.SEE_FUNDS)) as session, pytest.raises(NotAllowed):
        pay_changes.list_changes(session, run_id)
    with reading(almighty(unit=city.south)) as session, pytest.raises(NotFound):
        pay_changes.list_changes(session, run_id)
