"""A pay run until the money leaves: drafted from what is due, locked, signed by others, sent."""

from __future__ import annotations

from datetime import date

import pytest
from sqlalchemy import select

from db import (
    pay_drafts,
    pay_faults,
    pay_grouping,
    pay_homes,
    pay_lines,
    pay_removals,
    pay_runs,
    pay_sheets,
    pay_sources,
    pay_steps,
    settings,
)
from db.engine import Store
from db.models.households import Household, HouseholdPerson, Kinship
from db.models.pay_runs import PayItem, PayLine
from db.models.trail import TrailRow
from db.session import reading, writing
from rules.access import Permission
from rules.errors import Conflict, InvalidInput, NotAllowed, NotFound, WrongState
from rules.fields import Value
from tests.ground.databases import Clock
from tests.ground.money import sums_of
from tests.ground.payday import (
    MONTHLY,
    NOVEMBER,
    SINGLE,
    Family,
    Payday,
    bury,
    cashier,
    drafted,
    families,
    lay_out,
    preparer,
    run_of,
    sent,
    signer,
    step,
)
from tests.ground.people import almighty, everyone_but
from tests.ground.tree import City, plant

pytestmark = pytest.mark.usefixtures("office", "clock")


@pytest.fixture
def city(office: Store, clock: Clock) -> City:
    return plant()


@pytest.fixture
def payday(city: City, monkeypatch: pytest.MonkeyPatch) -> Payday:
    found = lay_out(city)
    monkeypatch.setattr(pay_sources, "PROVIDERS", [found.provide])
    monkeypatch.setattr(pay_sources, "STANDING", {MONTHLY: found.standing, SINGLE: found.standing})
    return found


@pytest.fixture
def three(city: City, payday: Payday) -> list[Family]:
    """Three families of the mill, each with a month of a benefit due by bank."""
    found = families(city.mill, 3)
    for order, family in enumerate(found, start=1):
        payday.month(family, order)
    return found


def lines_of(run_id: int, **chosen: object) -> list[pay_lines.LineRow]:
    with reading(almighty()) as session:
        return pay_lines.list_page(session, run_id, chosen).rows


def items_of(run_id: int) -> list[PayItem]:
    with reading(almighty()) as session:
        return list(session.scalars(select(PayItem).where(PayItem.run_id == run_id)))


class TestDrafting:
    def test_what_is_due_becomes_one_line_per_household(
        self, city: City, payday: Payday, three: list[Family]
    ) -> None:
        payday.month(three[0], 1, 800_00, "2026-10")
        payday.single(three[0], 7, 500_00)
        run_id = drafted(preparer(), city.federation)
        lines = lines_of(run_id)
        assert [(line.payee_name, line.fen) for line in lines] == [
            ("家0001", 2100_00),
            ("家0002", 800_00),
            ("家0003", 800_00),
        ]
        run = run_of(run_id)
        assert (run.line_count, run.total_fen, run.state) == (3, 3700_00, "run_draft")
        assert run.run_no == "P2026-0001"
        assert sum(item.fen for item in items_of(run_id)) == 3700_00

    def test_a_door_run_takes_only_what_is_delivered_at_the_door(
        self, city: City, payday: Payday, three: list[Family]
    ) -> None:
        payday.month(three[0], 9, 300_00, by_door=True)
        (line,) = lines_of(drafted(preparer(), city.federation, "door"))
        assert (line.payee_name, line.fen) == ("家0001", 300_00)

    def test_what_stands_in_a_run_is_not_due_again(self, city: City, three: list[Family]) -> None:
        drafted(preparer(), city.federation)
        with pytest.raises(WrongState, match="Nothing is due"):
            drafted(preparer(), city.federation)

    def test_a_unit_pays_its_own_households_only(
        self, city: City, payday: Payday, three: list[Family]
    ) -> None:
        (dock,) = families(city.dock, 1, 50)
        payday.month(dock, 50)
        run_id = drafted(preparer(), city.south)
        assert [line.payee_name for line in lines_of(run_id)] == ["家0050"]

    def test_a_household_without_anybody_to_pay_stays_out_with_a_reason(
        self, city: City, three: list[Family]
    ) -> None:
        bury(three[1])
        with reading(preparer()) as session:
            preview = pay_drafts.get_preview(session, "bank", NOVEMBER, city.federation)
        assert (preview.lines, preview.fen) == (2, 1600_00)
        (left,) = preview.left_out
        assert (left.label, left.text) == ("家0002", pay_homes.NOBODY_TO_PAY)
        assert len(lines_of(drafted(preparer(), city.federation))) == 2

    def test_nobody_takes_the_money_of_two_households_in_one_run(
        self, city: City, three: list[Family]
    ) -> None:
        with writing(almighty()) as session:
            home = session.get(Household, three[1].household_id)
            assert home is not None
            home.payee_id = three[0].person_id
        with reading(preparer()) as session:
            preview = pay_drafts.get_preview(session, "bank", NOVEMBER, city.federation)
        assert [left.text for left in preview.left_out] == [pay_grouping.PAYEE_TWICE]

    def test_the_alternate_takes_the_money_when_the_payee_has_died(
        self, city: City, three: list[Family]
    ) -> None:
        (neighbour,) = families(city.dock, 1, 70)
        with writing(almighty()) as session:
            home = session.get(Household, three[0].household_id)
            assert home is not None
            home.payee_id, home.alternate_payee_id = three[0].person_id, neighbour.person_id
        bury(three[0])
        run_id = drafted(preparer(), city.federation)
        assert lines_of(run_id)[0].payee_name == "家0070"

    def test_a_household_in_another_unsettled_run_is_flagged(
        self, city: City, payday: Payday, three: list[Family]
    ) -> None:
        drafted(preparer(), city.federation)
        payday.month(three[0], 1, 800_00, "2026-10")
        with reading(preparer()) as session:
            assert pay_drafts.get_preview(session, "bank", NOVEMBER, city.federation).elsewhere == 1
        second = drafted(preparer(), city.federation)
        assert lines_of(second)[0].elsewhere == ("P2026-0001",)

    def test_a_draft_is_on_the_trail_with_every_line(self, city: City, three: list[Family]) -> None:
        run_id = drafted(preparer("周平"), city.federation)
        with reading(almighty()) as session:
            rows = session.execute(
                select(TrailRow.record_type, TrailRow.actor).where(
                    TrailRow.record_type.in_(("pay_run", "pay_line", "pay_item"))
                )
            ).all()
            assert session.scalar(select(PayLine.run_id).limit(1)) == run_id
        assert sorted(rows) == sorted(
            [("pay_run", "周平"), *[("pay_line", "周平")] * 3, *[("pay_item", "周平")] * 3]
        )

    def test_drafting_needs_its_right_and_stays_in_the_own_part_of_the_tree(
        self, city: City, three: list[Family]
    ) -> None:
        with pytest.raises(NotAllowed):
            drafted(everyone_but(Permission.PREPARE_RUNS), city.federation)
        with pytest.raises(NotFound):
            drafted(preparer(unit=city.south), city.federation)
        with pytest.raises(NotFound):
            drafted(preparer(unit=city.south), city.mill)

    @pytest.mark.parametrize("field", ["way", "month_on", "unit_id"])
    def test_a_draft_says_what_is_missing(self, city: City, field: str) -> None:
        values: dict[str, Value] = {"way": "bank", "month_on": NOVEMBER, "unit_id": city.federation}
        values[field] = None
        with writing(preparer()) as session, pytest.raises(InvalidInput) as error:
            pay_drafts.draft(session, values)
        assert error.value.field == field

    def test_a_foreign_unit_does_not_see_the_run(self, city: City, three: list[Family]) -> None:
        run_id = drafted(preparer(), city.north)
        stranger = almighty(unit=city.south)
        with reading(stranger) as session:
            assert pay_runs.list_page(session, {}).rows == []
            with pytest.raises(NotFound):
                pay_runs.get_run(session, run_id)
            with pytest.raises(NotFound):
                pay_lines.list_page(session, run_id, {})
        with writing(stranger) as session, pytest.raises(NotFound):
            pay_steps.take(session, run_id, 1, "lock")


class TestLines:
    def test_a_line_is_taken_out_for_a_reason_and_is_due_again(
        self, city: City, three: list[Family]
    ) -> None:
        run_id = drafted(preparer(), city.federation)
        line = lines_of(run_id)[0]
        with writing(preparer()) as session, pytest.raises(InvalidInput):
            pay_removals.remove(session, line.id, line.version, " ")
        with writing(preparer()) as session:
            pay_removals.remove(session, line.id, line.version, "本人要求下月领取")
        run = run_of(run_id)
        assert (run.line_count, run.total_fen, run.removed_count) == (2, 1600_00, 1)
        assert [row.removed_reason for row in lines_of(run_id, removed=True)] == [
            "本人要求下月领取"
        ]
        second = drafted(preparer(), city.federation)
        assert [row.payee_name for row in lines_of(second)] == ["家0001"]

    def test_a_line_comes_back_unless_another_run_pays_it(
        self, city: City, three: list[Family]
    ) -> None:
        run_id = drafted(preparer(), city.federation)
        line = lines_of(run_id)[0]
        with writing(preparer()) as session:
            pay_removals.remove(session, line.id, line.version, "先核对")
        with writing(preparer()) as session:
            pay_removals.put_back(session, line.id, line.version + 1)
        assert run_of(run_id).total_fen == 2400_00
        with writing(preparer()) as session:
            pay_removals.remove(session, line.id, line.version + 2, "先核对")
        drafted(preparer(), city.federation)
        with writing(preparer()) as session, pytest.raises(Conflict, match="Another run"):
            pay_removals.put_back(session, line.id, line.version + 3)

    def test_lines_are_found_by_name_and_by_number(self, city: City, three: list[Family]) -> None:
        run_id = drafted(preparer(), city.federation)
        assert [row.number for row in lines_of(run_id, text="0002")] == [2]
        assert [row.number for row in lines_of(run_id, text="家0003")] == [3]

    def test_a_stale_line_is_refused(self, city: City, three: list[Family]) -> None:
        run_id = drafted(preparer(), city.federation)
        line = lines_of(run_id)[0]
        with writing(preparer()) as session, pytest.raises(Conflict):
            pay_removals.remove(session, line.id, line.version + 1, "先核对")

    def test_taking_out_needs_the_right_and_is_over_once_sent(
        self, city: City, three: list[Family]
    ) -> None:
        run_id = sent(city)
        line = lines_of(run_id)[0]
        with writing(signer()) as session, pytest.raises(NotAllowed):
            pay_removals.remove(session, line.id, line.version, "先核对")
        with writing(preparer()) as session, pytest.raises(WrongState):
            pay_removals.remove(session, line.id, line.version, "先核对")


class TestLocking:
    def test_a_lock_freezes_the_data_and_reserves_the_months(
        self, city: City, payday: Payday, three: list[Family]
    ) -> None:
        payday.single(three[0], 7, 500_00)
        run_id = drafted(preparer(), city.federation)
        assert sums_of(payday.fund_id).committed == 500_00
        step(preparer(), run_id, "lock")
        assert sums_of(payday.fund_id).committed == 2900_00
        with writing(almighty()) as session:
            person = session.get(HouseholdPerson, three[0].person_id)
            assert person is not None
            person.bank_number = "6222021111111111111"
        line = lines_of(run_id)[0]
        assert (line.bank_name, line.bank_number) == ("工商银行", "****0001")
        assert line.address == "云溪市北岭县纺织路***"
        assert run_of(run_id).signatures_needed == 1

    def test_what_cannot_be_paid_is_listed_by_line_and_nothing_is_half_done(
        self, city: City, payday: Payday, three: list[Family]
    ) -> None:
        (bare,) = families(city.mill, 1, 90, card=False)
        payday.month(bare, 90)
        run_id = drafted(preparer(), city.federation)
        payday.ended.add((1, "2026-11"))
        payday.amounts[2, "2026-11"] = 900_00
        bury(three[2])
        with reading(preparer()) as session:
            faults = pay_faults.list_faults(session, run_id)
        assert [(fault.number, fault.text.split()[0]) for fault in faults] == [
            (1, "What"),
            (2, "The"),
            (3, "Nobody"),
            (4, "{name}"),
        ]
        with pytest.raises(WrongState, match="4 lines"):
            step(preparer(), run_id, "lock")
        run = run_of(run_id)
        assert (run.state, run.locked_at) == ("run_draft", None)
        assert sums_of(payday.fund_id).committed == 0

    def test_a_single_grant_of_somebody_who_died_is_not_paid(
        self, city: City, payday: Payday, three: list[Family]
    ) -> None:
        payday.single(three[0], 7, 500_00)
        (daughter,) = families(city.mill, 1, 60)
        with writing(almighty()) as session:
            home = session.get(Household, three[0].household_id)
            assert home is not None
            home.payee_id = daughter.person_id
        run_id = drafted(preparer(), city.federation)
        bury(three[0])
        with reading(preparer()) as session:
            (fault,) = pay_faults.list_faults(session, run_id)
        assert (fault.number, fault.values["name"]) == (1, "家0001")

    def test_the_month_of_death_is_paid_to_the_family_unless_it_came_after_the_lock(
        self, city: City, three: list[Family]
    ) -> None:
        (daughter,) = families(city.mill, 1, 60)
        with writing(almighty()) as session:
            for family in three[:2]:
                home = session.get(Household, family.household_id)
                assert home is not None
                home.payee_id = daughter.person_id if family is three[0] else None
        bury(three[0])
        run_id = drafted(preparer(), city.federation)
        step(preparer(), run_id, "lock")
        assert not any(line.died for line in lines_of(run_id))
        bury(three[1])
        assert [line.died for line in lines_of(run_id)] == [False, True, False]
        with reading(preparer()) as session:
            assert [fault.number for fault in pay_faults.list_changes(session, run_id)] == [2]

    def test_what_was_granted_to_a_merged_household_is_paid_to_the_kept_one(
        self, city: City, payday: Payday, three: list[Family]
    ) -> None:
        with writing(almighty()) as session:
            gone = session.get(Household, three[1].household_id)
            assert gone is not None
            gone.merged_into_id, gone.closed_on = three[0].household_id, NOVEMBER
        lines = lines_of(drafted(preparer(), city.federation))
        assert [(line.payee_name, line.fen) for line in lines] == [
            ("家0001", 1600_00),
            ("家0003", 800_00),
        ]

    def test_all_lines_at_fault_go_out_at_once(
        self, city: City, payday: Payday, three: list[Family]
    ) -> None:
        run_id = drafted(preparer(), city.federation)
        payday.ended |= {(1, "2026-11"), (2, "2026-11")}
        with writing(preparer()) as session:
            seen = pay_runs.get_run(session, run_id).version
            assert pay_removals.remove_faulty(session, run_id, seen, "待遇已停发") == 2
        step(preparer(), run_id, "lock")
        assert run_of(run_id).total_fen == 800_00

    def test_a_fund_without_enough_money_stops_the_lock(
        self, city: City, payday: Payday, three: list[Family]
    ) -> None:
        payday.month(three[0], 5, 10_000_000_00)
        run_id = drafted(preparer(), city.federation)
        with pytest.raises(InvalidInput, match="left in this fund"):
            step(preparer(), run_id, "lock")
        assert run_of(run_id).state == "run_draft"

    def test_two_lines_with_one_card_are_not_paid(self, city: City, three: list[Family]) -> None:
        with writing(almighty()) as session:
            first = session.get(HouseholdPerson, three[0].person_id)
            second = session.get(HouseholdPerson, three[1].person_id)
            assert first is not None
            assert second is not None
            second.bank_number = first.bank_number
        run_id = drafted(preparer(), city.federation)
        with reading(preparer()) as session:
            (fault,) = pay_faults.list_faults(session, run_id)
        assert (fault.number, dict(fault.values)) == (2, {"number": 1})

    def test_cash_is_paid_to_the_jiao(self, city: City, payday: Payday) -> None:
        (family,) = families(city.mill, 1)
        payday.month(family, 1, 100_05, by_door=True)
        run_id = drafted(preparer(), city.federation, "door")
        with pytest.raises(WrongState):
            step(preparer(), run_id, "lock")

    def test_unlocking_frees_the_money_and_the_signatures(
        self, city: City, payday: Payday, three: list[Family]
    ) -> None:
        run_id = drafted(preparer(), city.federation)
        step(preparer(), run_id, "lock")
        step(signer(), run_id, "sign")
        with pytest.raises(InvalidInput):
            step(preparer(), run_id, "unlock", " ")
        step(preparer(), run_id, "unlock", "少列一户")
        run = run_of(run_id)
        assert (run.state, run.signatures, run.signed) == ("run_draft", 0, ())
        assert sums_of(payday.fund_id).committed == 0
        assert all(item.live and not item.committed for item in items_of(run_id))

    def test_a_cancelled_run_leaves_everything_due(
        self, city: City, payday: Payday, three: list[Family]
    ) -> None:
        run_id = drafted(preparer(), city.federation)
        step(preparer(), run_id, "lock")
        step(preparer(), run_id, "cancel", "并入下一批")
        assert run_of(run_id).state == "run_cancelled"
        assert sums_of(payday.fund_id).committed == 0
        assert len(lines_of(drafted(preparer(), city.federation))) == 3

    def test_a_stale_run_is_not_locked(self, city: City, three: list[Family]) -> None:
        run_id = drafted(preparer(), city.federation)
        line = lines_of(run_id)[0]
        seen = run_of(run_id).version
        with writing(preparer()) as session:
            pay_removals.remove(session, line.id, line.version, "先核对")
        with writing(preparer()) as session, pytest.raises(Conflict):
            pay_steps.lock(session, run_id, seen)


class TestSigning:
    def test_the_amount_says_how_many_sign_and_they_are_different_people(
        self, city: City, payday: Payday, three: list[Family]
    ) -> None:
        payday.month(three[0], 4, 9_000_00)
        run_id = drafted(preparer(), city.federation)
        step(preparer(), run_id, "lock")
        assert run_of(run_id).signatures_needed == 2
        first = signer("张敏")
        step(first, run_id, "sign")
        assert run_of(run_id).state == "run_locked"
        with pytest.raises(WrongState, match="signed this run already"):
            step(first, run_id, "sign")
        step(signer("李建国"), run_id, "sign")
        run = run_of(run_id)
        assert (run.state, [name for name, _at in run.signed]) == ("run_signed", ["张敏", "李建国"])

    def test_the_office_sets_the_amounts(
        self, city: City, payday: Payday, three: list[Family]
    ) -> None:
        with writing(almighty()) as session:
            settings.change(session, "line_three_from", 800_00, 0)
        run_id = drafted(preparer(), city.federation)
        step(preparer(), run_id, "lock")
        assert run_of(run_id).signatures_needed == 3

    @pytest.mark.parametrize("mine", ["draft", "lock"])
    def test_who_drafted_or_locked_does_not_sign(
        self, city: City, three: list[Family], mine: str
    ) -> None:
        all_rights = almighty()
        run_id = drafted(all_rights if mine == "draft" else preparer(), city.federation)
        step(all_rights if mine == "lock" else preparer(), run_id, "lock")
        with pytest.raises(NotAllowed, match="somebody else"):
            step(all_rights, run_id, "sign")
        with pytest.raises(NotAllowed):
            step(preparer(), run_id, "sign")

    def test_a_relative_of_a_payee_does_not_sign(self, city: City, three: list[Family]) -> None:
        aunt = signer()
        with writing(almighty()) as session:
            session.add(
                Kinship(
                    account_id=aunt.account_id,
                    account_name=aunt.name,
                    household_id=three[2].household_id,
                    relation="other",
                    declared_on=date(2026, 1, 1),
                )
            )
        run_id = drafted(preparer(), city.federation)
        step(preparer(), run_id, "lock")
        with pytest.raises(NotAllowed, match="relative"):
            step(aunt, run_id, "sign")

    def test_a_signer_may_send_the_run_back_instead(self, city: City, three: list[Family]) -> None:
        run_id = drafted(preparer(), city.federation)
        step(preparer(), run_id, "lock")
        step(signer(), run_id, "send_back", "第三户金额有误")
        assert run_of(run_id).state == "run_draft"

    def test_who_signed_once_may_sign_again_after_an_unlock(
        self, city: City, three: list[Family]
    ) -> None:
        run_id = drafted(preparer(), city.federation)
        chair = signer()
        for _round in range(2):
            step(preparer(), run_id, "lock")
            step(chair, run_id, "sign")
            step(preparer(), run_id, "unlock", "再核对")
        assert run_of(run_id).state == "run_draft"


class TestSending:
    def test_the_payer_is_none_of_the_others(self, city: City, three: list[Family]) -> None:
        drafter, chair = almighty(name="王芳"), almighty(name="张敏")
        run_id = drafted(drafter, city.federation)
        step(drafter, run_id, "lock")
        step(chair, run_id, "sign")
        for actor in (drafter, chair):
            with pytest.raises(NotAllowed):
                step(actor, run_id, "send")
        step(cashier(), run_id, "send")
        assert run_of(run_id).state == "run_sent"

    def test_an_unsigned_run_is_not_sent(self, city: City, three: list[Family]) -> None:
        run_id = drafted(preparer(), city.federation)
        step(preparer(), run_id, "lock")
        with pytest.raises(WrongState):
            step(cashier(), run_id, "send")

    def test_who_died_since_the_lock_is_taken_out_before_sending(
        self, city: City, payday: Payday, three: list[Family]
    ) -> None:
        run_id = drafted(preparer(), city.federation)
        step(preparer(), run_id, "lock")
        step(signer(), run_id, "sign")
        bury(three[1])
        with reading(cashier()) as session:
            (death,) = pay_faults.list_changes(session, run_id)
        assert (death.number, death.payee_name) == (2, "家0002")
        with pytest.raises(WrongState, match="家0002"):
            step(cashier(), run_id, "send")
        line = lines_of(run_id)[1]
        assert line.died
        with writing(preparer()) as session:
            pay_removals.remove(session, line.id, line.version, "本人已去世")
        assert sums_of(payday.fund_id).committed == 1600_00
        step(cashier(), run_id, "send")
        assert run_of(run_id).balance.sent_fen == 1600_00

    def test_the_bank_list_is_read_for_a_reason_that_is_on_the_trail(
        self, city: City, three: list[Family]
    ) -> None:
        run_id = sent(city)
        with writing(cashier()) as session, pytest.raises(InvalidInput):
            pay_sheets.list_for_bank(session, run_id, "")
        with writing(cashier()) as session:
            rows = pay_sheets.list_for_bank(session, run_id, "送交工商银行")
        assert rows[0].bank_number == "6222020000000000001"
        assert rows[0].reference == "P2026-0001-0001"
        with reading(almighty()) as session:
            row = session.scalars(select(TrailRow).where(TrailRow.action == "revealed")).one()
        assert "送交工商银行" in row.details
        with writing(everyone_but(Permission.REVEAL_SEALED)) as session, pytest.raises(NotAllowed):
            pay_sheets.list_for_bank(session, run_id, "送交工商银行")
        with writing(cashier()) as session, pytest.raises(WrongState):
            pay_sheets.list_sheet(session, run_id, "送交工商银行")

    def test_a_door_round_goes_by_building_and_address(self, city: City, payday: Payday) -> None:
        for order, building in enumerate(("3号楼", "1号楼", "2号楼"), start=1):
            (family,) = families(city.mill, 1, order, building=building)
            payday.month(family, order, by_door=True)
        run_id = sent(city, "door")
        with writing(cashier()) as session:
            rows = pay_sheets.list_sheet(session, run_id, "11月上门发放")
        assert [row.building for row in rows] == ["1号楼", "2号楼", "3号楼"]
        assert [line.number for line in lines_of(run_id)] == [2, 3, 1]

    def test_a_list_is_not_read_before_it_is_signed(self, city: City, three: list[Family]) -> None:
        run_id = drafted(preparer(), city.federation)
        with writing(cashier()) as session, pytest.raises(WrongState):
            pay_sheets.list_for_bank(session, run_id, "送交工商银行")
