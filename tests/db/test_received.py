"""Everything a household received, beside the approve button: paid, given, granted, proposed."""

from __future__ import annotations

from datetime import date

import pytest

from db import received
from db.engine import Store
from db.models.care import CareGift
from db.models.households import Household
from db.session import reading, writing
from rules.access import Permission
from rules.errors import NotAllowed, NotFound
from tests.ground.aid import Family, family, granted, paid, propose, standing, subsistence
from tests.ground.databases import Clock
from tests.ground.money import pot
from tests.ground.people import almighty, everyone_but
from tests.ground.tree import City, plant

pytestmark = pytest.mark.usefixtures("office", "clock")


@pytest.fixture
def city(office: Store, clock: Clock) -> City:
    city = plant()
    subsistence(106_200)
    return city


@pytest.fixture
def home(city: City) -> Family:
    return family(city.mill)


def _gift(home: Family, on: date, cancelled: bool = False) -> None:
    with writing(almighty()) as session:
        session.add(
            CareGift(
                unit_id=home.unit,
                household_id=home.household,
                name="郑国安",
                occasion="spring_festival",
                kind="care_goods",
                what="米面油",
                fen=30_000,
                on=on,
                cancelled=cancelled,
            )
        )


def _rows(home: Family, months: int = 12) -> list[tuple[str, int, str]]:
    with reading(almighty()) as session:
        found = received.list_received(session, home.household, months)
    return [(row.kind, row.fen, row.state) for row in found]


def test_payments_gifts_and_open_grants_stand_in_one_list(home: Family) -> None:
    fund_id = pot(home.unit, 9_000_000)
    grant_id = granted(home, fund_id, fen=100_000)
    granted(home, fund_id, fen=200_000, need="取暖")
    paid(home, fund_id, ("aid_grant", grant_id), kind="living_aid", fen=100_000)
    key = standing(home, fund_id)
    paid(home, fund_id, ("entitlement", key), "2026-10", on=date(2026, 10, 20))
    _gift(home, date(2026, 2, 10))
    _gift(home, date(2026, 2, 11), cancelled=True)
    assert sorted(_rows(home)) == [
        ("care_goods", 30_000, "paid"),
        ("living_aid", 100_000, "paid"),
        ("living_aid", 200_000, "granted"),
        ("study_benefit", 50_000, "paid"),
    ]


def test_a_run_on_its_way_and_a_failed_payment_were_not_received(home: Family) -> None:
    fund_id = pot(home.unit, 9_000_000)
    key = standing(home, fund_id)
    paid(home, fund_id, ("entitlement", key), "2026-10", on=None)
    paid(home, fund_id, ("entitlement", key), "2026-09", live=False)
    assert _rows(home) == []


def test_what_lies_longer_ago_is_left_out(home: Family) -> None:
    _gift(home, date(2025, 11, 23))
    _gift(home, date(2025, 11, 24))
    assert len(_rows(home)) == 1
    assert len(_rows(home, 24)) == 2


def test_what_a_merged_household_received_counts(city: City, home: Family) -> None:
    gone = family(city.mill, None)
    _gift(gone, date(2026, 2, 10))
    with writing(almighty()) as session:
        record = session.get(Household, gone.household)
        assert record is not None
        record.merged_into_id = home.household
    assert _rows(home) == [("care_goods", 30_000, "paid")]


def test_the_same_need_is_found_however_it_is_spaced(home: Family) -> None:
    fund_id = pot(home.unit, 9_000_000)
    first = granted(home, fund_id, need="2026年10月 住院", fen=1_000)
    waiting = propose(home, fund_id, need="2026年10月住院", kind="temporary_relief", fen=1_000)
    with reading(almighty()) as session:
        need = "2026年10月住院"
        found = received.list_overlaps(session, home.household, "living_aid", need, waiting)
        assert [(one.row.source_id, one.same) for one in found] == [(first, True)]
        found = received.list_overlaps(session, home.household, "living_aid", "取暖")
        assert not any(one.same for one in found)
        overlapping = received.list_overlaps(session, home.household, "medical_aid", "手术")
    assert [(one.row.source_id, one.same) for one in overlapping] == [(waiting, False)]


def test_the_need_is_told_to_those_who_work_on_aid_only(home: Family) -> None:
    granted(home, pot(home.unit, 9_000_000), need="2026年10月住院")
    supervisor = everyone_but(Permission.GRANT_AID)
    supervisor = type(supervisor)(
        **{
            **{name: getattr(supervisor, name) for name in supervisor.__slots__},
            "permissions": supervisor.permissions - {Permission.APPROVE_AID},
        }
    )
    with reading(supervisor) as session:
        (row,) = received.list_received(session, home.household)
    assert row.need == "•••"


def test_received_aid_is_seen_within_scope_and_with_the_right(city: City, home: Family) -> None:
    with reading(almighty(unit=city.south)) as session, pytest.raises(NotFound):
        received.list_received(session, home.household)
    with reading(everyone_but(Permission.SEE_HARDSHIP)) as session, pytest.raises(NotAllowed):
        received.list_received(session, home.household)


def test_what_another_unit_gave_is_seen_as_well(city: City, home: Family) -> None:
    elsewhere = Family(city.federation, home.household, home.head, home.child)
    _gift(elsewhere, date(2026, 2, 10))
    with reading(almighty(unit=city.mill)) as session:
        assert len(received.list_received(session, home.household)) == 1
