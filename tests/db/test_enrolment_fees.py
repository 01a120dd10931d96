"""Fees come in by parts and payers, into the plan's pot, and are taken back by an opposite."""

from __future__ import annotations

from datetime import date

import pytest

from db import enrolment_fees, enrolment_steps, funds, ledger, summaries
from db.engine import Store
from db.enrolment_fees import FeeSheet
from db.models.aid import FundEntry
from db.session import reading, writing
from db.summaries import Slot
from rules import mutual_enrolment as rules
from rules.access import Actor, Permission
from rules.errors import Conflict, InvalidInput, NotAllowed, NotFound, OfficeError, WrongState
from rules.fields import Value
from tests.ground import enrolling
from tests.ground.enrolling import add, begin, join, plant_plan
from tests.ground.people import almighty, everyone_but
from tests.ground.tree import City, enrol, plant

pytestmark = pytest.mark.usefixtures("office")

TODAY = date(2026, 11, 24)


@pytest.fixture
def city(office: Store) -> City:
    return plant()


def _values(fen: int, payer: str = "union", on: date = TODAY) -> dict[str, Value]:
    return {"fen": fen, "received_on": on, "payer": payer, "document_no": "JSPZ-0815"}


def _receive(hand_in_id: int, fen: int, payer: str = "union", on: date = TODAY) -> int:
    with writing(almighty(name="出纳")) as session:
        seen = enrolling.version_of(hand_in_id)
        return enrolment_fees.receive(session, hand_in_id, seen, _values(fen, payer, on))


def _sheet(hand_in_id: int) -> FeeSheet:
    with reading(almighty()) as session:
        return enrolment_fees.get_sheet(session, hand_in_id)


def _state(hand_in_id: int) -> str:
    record = enrolling.stored(hand_in_id)
    return rules.fee_state(record.due_fen, record.received_fen)


def _pot(city: City, year: int = 2026) -> int:
    values: dict[str, Value] = {
        "name": "互助金专户",
        "source": "union_own",
        "year": year,
        "uses": ("medical",),
    }
    with writing(almighty()) as session:
        return funds.open_fund(session, city.federation, values)


def test_fees_in_parts_add_up_by_payer_until_nothing_is_owed(city: City) -> None:
    plan_id = plant_plan()
    hand_in_id = join(city.mill, plan_id, enrol(city.mill, "郑洁", 1), enrol(city.mill, "周平", 2))
    states = [_state(hand_in_id)]
    for fen, payer in ((150_00, "union"), (40_00, "worker"), (1, "worker")):
        _receive(hand_in_id, fen, payer)
        states.append(_state(hand_in_id))
    assert states == [rules.OPEN, rules.PART, rules.FULL, rules.OVER]
    sheet = _sheet(hand_in_id)
    assert {row.payer: (row.due_fen, row.received_fen) for row in sheet.payers} == {
        "union": (150_00, 150_00),
        "worker": (40_00, 40_01),
    }
    with reading(almighty()) as session:
        assert summaries.stored(session) == summaries.from_rows(session)
        slot = Slot("fees", city.mill, str(plan_id), "worker", "2026-11")
        assert summaries.stored(session)[slot] == (2, 40_01)


def test_fees_go_into_the_plans_pot_of_the_year_and_come_out_when_taken_back(city: City) -> None:
    fund_id = _pot(city)
    plan_id = plant_plan(fund_id=fund_id)
    hand_in_id = join(city.mill, plan_id, enrol(city.mill, "郑洁"))
    receipt_id = _receive(hand_in_id, 95_00)
    with reading(almighty()) as session:
        assert funds.get_fund(session, fund_id).sums.income == 95_00
        (entry,) = session.query(FundEntry)
        assert (entry.payer, entry.document_no) == ("北岭纺织厂工会", "JSPZ-0815")
        assert ledger.differing_funds(session) == []
        entry_id = entry.id
    with pytest.raises(WrongState, match="at the hand-in"), writing(almighty()) as session:
        funds.take_back(session, entry_id, "录错")
    with writing(almighty()) as session:
        enrolment_fees.take_back(session, receipt_id, 1, "付款人填错")
    with reading(almighty()) as session:
        assert funds.get_fund(session, fund_id).sums.income == 0
    assert (_state(hand_in_id), len(_sheet(hand_in_id).receipts)) == (rules.OPEN, 2)
    for one in _sheet(hand_in_id).receipts:
        with pytest.raises(WrongState), writing(almighty()) as session:
            enrolment_fees.take_back(session, one.id, 1, "再冲一次")
    with pytest.raises(InvalidInput, match="not open for 2025"):
        _receive(hand_in_id, 1, on=date(2025, 12, 31))
    county = almighty(unit=city.north)
    with pytest.raises(NotAllowed, match="whose cashier"), writing(county) as session:
        seen = enrolling.version_of(hand_in_id)
        enrolment_fees.receive(session, hand_in_id, seen, _values(95_00))


def test_fees_wait_for_the_hand_in_and_keep_it_from_being_withdrawn(city: City) -> None:
    hand_in_id = begin(city.mill, plant_plan())
    add(hand_in_id, enrol(city.mill, "郑洁"))
    with pytest.raises(WrongState):
        _receive(hand_in_id, 95_00)
    enrolling.hand_in(hand_in_id)
    for fen, on in ((0, TODAY), (95_00, date(2026, 11, 25))):
        with pytest.raises(InvalidInput):
            _receive(hand_in_id, fen, on=on)
    _receive(hand_in_id, 95_00)
    with pytest.raises(WrongState, match="Fees were received"), writing(almighty()) as session:
        enrolment_steps.withdraw(session, hand_in_id, enrolling.version_of(hand_in_id), "重复")


def test_entering_fees_asks_for_its_right_its_scope_and_the_version_seen(city: City) -> None:
    hand_in_id = join(city.mill, plant_plan(), enrol(city.mill, "郑洁"))
    receipt_id, seen = _receive(hand_in_id, 10_00), enrolling.version_of(hand_in_id)
    refusals: tuple[tuple[Actor, int, type[OfficeError]], ...] = (
        (everyone_but(Permission.RECEIVE_FEES), 0, NotAllowed),
        (almighty(unit=city.south), 0, NotFound),
        (almighty(), 1, Conflict),
    )
    for actor, behind, expected in refusals:
        with pytest.raises(expected), writing(actor) as session:
            enrolment_fees.receive(session, hand_in_id, seen - behind, _values(1))
        with pytest.raises(expected), writing(actor) as session:
            enrolment_fees.take_back(session, receipt_id, 1 - behind, "录错")
    with pytest.raises(NotFound), reading(almighty(unit=city.south)) as session:
        enrolment_fees.get_sheet(session, hand_in_id)
