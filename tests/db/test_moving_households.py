"""Households that merge, split, move and go to other units, with their money and their papers."""

from __future__ import annotations

from datetime import date

import pytest
from sqlalchemy import select

from db import (
    aid_due,
    aid_grants,
    entitlements,
    hardship_files,
    hardship_money,
    household_changes,
    household_people,
    household_requests,
    household_roles,
    kinship,
)
from db.engine import Store
from db.hardship_steps import Given
from db.hardship_steps import take as take_step
from db.models.hardship import HardshipFile
from db.models.households import Kinship
from db.session import reading, writing
from rules.errors import Conflict, InvalidInput, WrongState
from rules.fields import Value
from tests.ground.aid import benefit, benefit_row, family, grant_row, granted, paid, subsistence
from tests.ground.databases import Clock
from tests.ground.families import (
    change_row,
    hand_in_file,
    household_row,
    person_of,
    person_row,
    relative,
    settle_down,
)
from tests.ground.hardship import file_row, plant_file
from tests.ground.money import pot, sums_of
from tests.ground.payday import drafted, preparer
from tests.ground.people import almighty
from tests.ground.tree import City, plant

pytestmark = pytest.mark.usefixtures("office", "clock")

TODAY = date(2026, 11, 24)


@pytest.fixture
def city(office: Store, clock: Clock) -> City:
    found = plant()
    subsistence(100_000)
    return found


@pytest.fixture
def fund(city: City) -> int:
    return pot(city.federation, 1_000_000_00)


def carry_out(change_id: int | None) -> None:
    if change_id is not None:
        with writing(almighty(name="陈静")) as session:
            seen = change_row(change_id).version
            household_changes.decide(session, change_id, seen, "carry_out")


def merge(kept: int, gone: int, same: dict[int, int] | None = None) -> None:
    with writing(almighty()) as session:
        change = household_requests.ask_to_merge(
            session, kept, gone, "sibling", TODAY, same or {}, note="重复登记"
        )
    carry_out(change)


def benefit_for(household_id: int, person_id: int, fund_id: int) -> int:
    with writing(almighty(name="周平")) as session:
        values: dict[str, Value] = {
            "kind": "study_benefit",
            "person_id": person_id,
            "monthly_fen": 50_000,
            "from_on": date(2026, 11, 1),
            "to_on": None,
            "until_age": None,
            "basis": "会议纪要〔2026〕3号",
            "fund_id": fund_id,
            "by_door": True,
        }
        key = entitlements.ask(session, household_id, values)
    with writing(almighty(name="陈静")) as session:
        entitlements.decide(session, key, benefit_row(key).version, "allow")
    return key


class TestOnePersonEnteredTwice:
    def test_two_standing_benefits_of_one_kind_keep_the_records_from_becoming_one(
        self, city: City, fund: int
    ) -> None:
        home, other = settle_down(city.mill), settle_down(city.mill, "郑大姐")
        with writing(almighty()) as session:
            mine, twin = (
                household_people.add(session, key, "child", {"name": "郑小雨", "gender": "female"})
                for key in (home, other)
            )
        benefit_for(home, mine, fund)
        benefit_for(other, twin, fund)
        with pytest.raises(WrongState, match="same benefit twice"):
            merge(home, other, {twin: mine})

    def test_a_month_paid_under_the_other_record_is_not_due_again(
        self, city: City, fund: int
    ) -> None:
        home, other = settle_down(city.mill), settle_down(city.mill, "郑大姐")
        with writing(almighty()) as session:
            mine, twin = (
                household_people.add(session, key, "child", {"name": "郑小雨", "gender": "female"})
                for key in (home, other)
            )
        first, second = benefit_for(home, mine, fund), benefit_for(other, twin, fund)
        with writing(almighty(name="周平")) as session:
            version = benefit_row(second).version
            entitlements.end(session, second, version, date(2026, 11, 1), "重复")
        merge(home, other, {twin: mine})
        with reading(almighty()) as session:
            due = aid_due.list_due_months(session, date(2026, 11, 1))
        assert [(one.source_id, one.month) for one in due] == [(first, "2026-11")]


class TestAMergeAcrossUnits:
    def test_the_files_incomes_and_papers_go_along(self, city: City) -> None:
        kept, gone = settle_down(city.mill), settle_down(city.dock, "郑大姐")
        head = person_of(gone, "郑大姐")
        with writing(almighty()) as session:
            file_id = hardship_files.open(
                session, gone, head, {"file_level": "county", "region": "city"}
            )
            hardship_money.add(
                session,
                file_id,
                "income",
                "wage",
                head,
                date(2026, 1, 1),
                date(2026, 10, 1),
                3_000_000,
                "certificate",
            )
        merge(kept, gone)
        with reading(almighty(unit=city.north)) as session:
            assert [line.fen for line in hardship_money.list_lines(session, file_id)] == [3_000_000]


class TestSomebodyWhoMovesOut:
    def test_a_benefit_follows_the_person_and_is_paid_to_the_new_household(
        self, city: City, fund: int
    ) -> None:
        home, other = settle_down(city.mill), settle_down(city.mill, "郑大姐")
        with writing(almighty()) as session:
            child = household_people.add(
                session, home, "child", relative("郑小雨", date(2010, 6, 15))
            )
        key = benefit_for(home, child, fund)
        with writing(almighty()) as session:
            change = household_requests.ask_to_move(
                session, home, child, other, "other", TODAY, note="由姑姑抚养"
            )
        carry_out(change)
        assert benefit_row(key).household_id == other

    def test_nobody_moves_out_while_a_run_holds_money_for_them(self, city: City, fund: int) -> None:
        home, other = settle_down(city.mill), settle_down(city.mill, "郑大姐")
        with writing(almighty()) as session:
            child = household_people.add(
                session, home, "child", relative("郑小雨", date(2010, 6, 15))
            )
        benefit_for(home, child, fund)
        drafted(preparer(), city.federation, "door")
        with writing(almighty()) as session:
            change = household_requests.ask_to_move(
                session, home, child, other, "other", TODAY, note="由姑姑抚养"
            )
        with pytest.raises(WrongState, match="pay run holds money"):
            carry_out(change)

    def test_a_declared_relative_of_the_office_stays_one_of_both_households(
        self, city: City
    ) -> None:
        home = settle_down(city.mill, others=(("child", "郑小军", date(2000, 1, 1)),))
        hand_in_file(home)
        kin = almighty(name="陈静")
        with writing(kin) as session:
            kinship.declare(session, home, "collateral")
        child = person_of(home, "郑小军")
        with writing(almighty()) as session:
            change = household_requests.ask_to_split(
                session, home, [child], child, {}, TODAY, note="成家单过"
            )
        carry_out(change)
        with reading(almighty()) as session:
            ties = session.scalars(select(Kinship).where(Kinship.ended_on.is_(None))).all()
            assert {(tie.account_id, tie.household_id) for tie in ties} == {
                (kin.account_id, home),
                (kin.account_id, home + 1),
            }


class TestPeopleOfAHouseholdWithAid:
    def test_they_are_changed_by_two_people_once_a_benefit_stands(
        self, city: City, fund: int
    ) -> None:
        home = settle_down(city.mill)
        benefit_for(home, person_of(home, "郑国安"), fund)
        with (
            pytest.raises(WrongState, match="somebody else carries it out"),
            writing(almighty()) as session,
        ):
            household_people.add(session, home, "spouse", relative("吴秀兰"))


class TestHandingOver:
    def _hand_over(self, file_id: int, to_unit_id: int) -> None:
        with writing(almighty()) as session:
            given = Given(to_unit_id=to_unit_id)
            take_step(session, file_id, file_row(file_id).version, "transfer", given=given)

    def _household(self, file_id: int) -> tuple[int, int]:
        with reading(almighty()) as session:
            file = session.get(HardshipFile, file_id)
            assert file is not None
            return file.household_id, file.applicant_id

    def test_a_standing_benefit_has_to_end_first(self, city: City, fund: int) -> None:
        file_id = plant_file(city.mill, "郑国安", "in_force")
        household, person = self._household(file_id)
        benefit_for(household, person, fund)
        with pytest.raises(WrongState, match="on its way"):
            self._hand_over(file_id, city.dock)

    def test_aid_that_was_paid_long_ago_does_not_hold_a_file_back(
        self, city: City, fund: int
    ) -> None:
        home = family(city.mill)
        grant_id = granted(home, fund)
        with reading(almighty()) as session:
            file_id = session.scalar(
                select(HardshipFile.id).where(HardshipFile.household_id == home.household)
            )
        assert file_id is not None
        with pytest.raises(WrongState, match="on its way"):
            self._hand_over(file_id, city.dock)
        paid(home, fund, ("aid_grant", grant_id), fen=300_000, kind="living_aid")
        self._hand_over(file_id, city.dock)
        assert file_row(file_id).state == "transferring"


class TestWhatAnotherUnitsRunHolds:
    def test_a_grant_in_a_run_is_not_cancelled_by_a_unit_that_cannot_see_the_payment(
        self, city: City
    ) -> None:
        fund = pot(city.north, 1_000_000_00)
        home = family(city.mill)
        grant_id = granted(home, fund)
        paid(
            type(home)(city.dock, home.household, home.head, home.child),
            fund,
            ("aid_grant", grant_id),
            fen=300_000,
        )
        with (
            pytest.raises(WrongState, match="pay run"),
            writing(almighty(name="陈静", unit=city.north)) as session,
        ):
            aid_grants.revoke(session, grant_id, grant_row(grant_id).version, "误批")
        assert sums_of(fund).committed == 300_000

    def test_a_benefit_does_not_end_before_a_month_that_another_unit_pays(self, city: City) -> None:
        fund = pot(city.north, 1_000_000_00)
        home = family(city.mill)
        with writing(almighty(name="周平")) as session:
            key = entitlements.ask(session, home.household, benefit(home, fund))
        with writing(almighty(name="陈静")) as session:
            entitlements.decide(session, key, benefit_row(key).version, "allow")
        elsewhere = type(home)(city.dock, home.household, home.head, home.child)
        paid(elsewhere, fund, ("entitlement", key), "2026-11")
        with (
            pytest.raises(InvalidInput, match="2026-11"),
            writing(almighty(name="周平", unit=city.north)) as session,
        ):
            version = benefit_row(key).version
            entitlements.end(session, key, version, date(2026, 10, 1), "已就业")


class TestAnotherUnitsPayee:
    def test_nobody_takes_another_countys_payee_over_by_entering_the_number(
        self, city: City
    ) -> None:
        home = settle_down(city.mill)
        who = relative("吴大姐", bank_number="6222020000000000017")
        with writing(almighty(unit=city.north)) as session:
            payee = household_roles.add_outside(session, home, who)
            household_roles.set_payees(session, home, household_row(home).version, payee)
        other = settle_down(city.dock, "郑国强")
        with (
            pytest.raises(Conflict, match="北岭纺织厂工会"),
            writing(almighty(unit=city.south)) as session,
        ):
            stolen = {**who, "bank_number": "6222020000000000025"}
            household_people.add(session, other, "other", stolen)
        assert person_row(payee).unit_id == city.mill
        assert person_row(payee).bank_number == "6222020000000000017"
