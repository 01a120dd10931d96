"""One case, several records: whoever entered one of them does not decide on what hangs on it."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from sqlalchemy import select

from db import (
    aid_grants,
    assessment_overrides,
    care_gifts,
    entitlements,
    hardship_files,
    hardship_money,
    hardship_review,
    household_people,
    kinship,
    notice_steps,
    notices,
    objections,
    supervision,
)
from db.care_gifts import Present
from db.engine import Store
from db.models.hardship import Assessment, HardshipFile
from db.models.households import HouseholdPerson
from db.models.notices import NoticeLine, Objection
from db.session import reading, writing
from db.visits import Purpose
from rules.access import Actor, Permission
from rules.errors import NotAllowed, NotFound, WrongState
from rules.fields import Value
from tests.ground.aid import Family, benefit, benefit_row, family, grant_row, propose, subsistence
from tests.ground.databases import Clock
from tests.ground.hardship import file_row, notice_row, plant_file, publish_notice
from tests.ground.hardship_life import begin, fill, found, know_line, take
from tests.ground.money import pot
from tests.ground.payday import cashier, drafted, preparer, run_of, signer, step
from tests.ground.people import actor_with, almighty, everyone_but
from tests.ground.tree import City, plant

pytestmark = pytest.mark.usefixtures("office", "clock")

TODAY = date(2026, 11, 24)


@pytest.fixture
def city(office: Store, clock: Clock) -> City:
    return plant()


class TestARunAndTheAidInIt:
    @pytest.fixture
    def home(self, city: City) -> Family:
        subsistence(100_000)
        home = family(city.mill)
        with writing(almighty()) as session:
            head = session.get(HouseholdPerson, home.head)
            assert head is not None
            head.bank_number = "6222020000000000017"
        return home

    def _locked(self, city: City, home: Family, enterer: Actor, decider: Actor) -> int:
        grant_id = propose(home, pot(city.federation, 1_000_000_00), actor=enterer)
        with writing(decider) as session:
            aid_grants.grant(session, grant_id, grant_row(grant_id).version)
        run_id = drafted(preparer(), city.federation)
        step(preparer(), run_id, "lock")
        return run_id

    def test_whoever_proposed_a_grant_does_not_sign_the_run_that_pays_it(
        self, city: City, home: Family
    ) -> None:
        enterer = almighty(name="王芳")
        run_id = self._locked(city, home, enterer, almighty(name="陈静"))
        with pytest.raises(NotAllowed, match="You entered what this run pays"):
            step(enterer, run_id, "sign")
        step(signer(), run_id, "sign")
        assert run_of(run_id).state == "run_signed"

    @pytest.mark.parametrize("who", ["enterer", "decider"])
    def test_neither_who_proposed_nor_who_granted_pays_it_out(
        self, city: City, home: Family, who: str
    ) -> None:
        people = {"enterer": almighty(name="王芳"), "decider": almighty(name="陈静")}
        run_id = self._locked(city, home, people["enterer"], people["decider"])
        step(signer(), run_id, "sign")
        with pytest.raises(NotAllowed, match="You entered or granted what this run pays"):
            step(people[who], run_id, "send")
        step(cashier(), run_id, "send")
        assert run_of(run_id).state == "run_sent"


class TestWhoWroteAFile:
    def test_whoever_changed_a_draft_does_not_review_it(self, city: City) -> None:
        know_line()
        clerk, other = almighty(name="王芳"), almighty(name="李建国")
        home = found(city.mill)
        file_id = begin(home, clerk)
        fill(file_id, home, clerk)
        with writing(other) as session:
            line = hardship_money.list_lines(session, file_id)[0]
            hardship_money.remove(session, line.id, line.version)
        with writing(other) as session:
            line = hardship_money.list_lines(session, file_id)[0]
            hardship_money.bring_back(session, line.id, line.version)
        take(clerk, file_id, "submit")
        with pytest.raises(NotAllowed):
            take(other, file_id, "return", "请补充材料")
        take(almighty(name="张敏"), file_id, "return", "请补充材料")

    def test_whoever_entered_a_file_neither_asks_for_another_category_nor_confirms_it(
        self, city: City
    ) -> None:
        clerk = almighty(name="王芳")
        file_id = plant_file(city.mill, "王明", "noticed", enterer=clerk)
        with writing(almighty()) as session:
            row = session.scalars(select(Assessment)).one()
            file = session.get(HardshipFile, file_id)
            assert file is not None
            file.assessment_id = row.id
        with pytest.raises(NotAllowed), writing(clerk) as session:
            assessment_overrides.override(session, row.id, row.version, "relative", "实际更困难")
        with writing(almighty(name="李建国")) as session:
            assessment_overrides.override(session, row.id, row.version, "relative", "实际更困难")
        with pytest.raises(NotAllowed), writing(clerk) as session:
            assessment_overrides.confirm(session, row.id, row.version + 1)


class TestANoticeWithAnObjection:
    HEARD: dict[str, Value] = {
        "received_on": TODAY,
        "channel": "phone",
        "raised_by": "刘洋",
        "text": "其家庭另有门面房出租",
    }

    def _object(self, file_id: int) -> int:
        with writing(almighty()) as session:
            wanted = select(NoticeLine.id).where(NoticeLine.file_id == file_id)
            line = session.scalars(wanted.order_by(NoticeLine.id.desc())).all()[0]
            return objections.record(session, line, self.HEARD)

    def _withdraw(self, notice_id: int) -> None:
        with writing(almighty()) as session:
            seen = notice_row(notice_id).version
            notice_steps.withdraw(session, notice_id, seen, "电话印错")

    def _answer(self, objection_id: int, action: str) -> None:
        with writing(almighty(name="李建国")) as session:
            seen = session.scalar(select(Objection.version).where(Objection.id == objection_id))
            objections.answer(session, objection_id, seen or 1, action, "已核实")

    def _end(self, notice_id: int, clock: Clock) -> None:
        clock.set(clock.now + timedelta(days=15))
        with writing(almighty()) as session:
            notice_steps.end(session, notice_id, notice_row(notice_id).version)

    def test_an_open_objection_is_not_lost_by_a_second_notice(
        self, city: City, clock: Clock
    ) -> None:
        file_id = plant_file(city.mill, "王明")
        first = publish_notice(file_id)
        objection = self._object(file_id)
        self._withdraw(first)
        self._end(publish_notice(file_id), clock)
        with pytest.raises(WrongState, match="objection"), reading(almighty()) as session:
            notices.check_settled(session, file_id)
        self._answer(objection, "dismiss")
        with reading(almighty()) as session:
            notices.check_settled(session, file_id)

    def test_a_notice_is_not_withdrawn_past_an_objection_that_was_upheld(self, city: City) -> None:
        file_id = plant_file(city.mill, "王明")
        notice_id = publish_notice(file_id)
        self._answer(self._object(file_id), "uphold")
        with pytest.raises(WrongState, match="upheld"):
            self._withdraw(notice_id)

    def test_an_objection_that_another_unit_keeps_counts_as_well(
        self, city: City, clock: Clock
    ) -> None:
        file_id = plant_file(city.mill, "王明")
        notice_id = publish_notice(file_id)
        objection = self._object(file_id)
        with writing(almighty()) as session:
            row = session.get(Objection, objection)
            assert row is not None
            row.unit_id = city.dock
        self._end(notice_id, clock)
        with (
            pytest.raises(WrongState, match="objection"),
            reading(almighty(unit=city.north)) as session,
        ):
            notices.check_settled(session, file_id)


class TestAStandingBenefitOfARelative:
    def test_a_relative_neither_pauses_nor_resumes_nor_ends_it(self, city: City) -> None:
        home = family(city.mill)
        values = benefit(home, pot(city.federation, 1_000_000_00))
        with writing(almighty(name="周平")) as session:
            key = entitlements.ask(session, home.household, values)
        with writing(almighty(name="陈静")) as session:
            entitlements.decide(session, key, benefit_row(key).version, "allow")
        kin = almighty(name="王芳")
        with writing(kin) as session:
            kinship.declare(session, home.household, "collateral")
        with pytest.raises(NotAllowed, match="relative"), writing(kin) as session:
            entitlements.pause(session, key, benefit_row(key).version, "待核实")
        with writing(almighty()) as session:
            entitlements.pause(session, key, benefit_row(key).version, "待核实")
        with pytest.raises(NotAllowed, match="relative"), writing(kin) as session:
            seen = benefit_row(key).version
            entitlements.resume(session, key, seen, date(2026, 9, 1), "已核实")
        with pytest.raises(NotAllowed, match="relative"), writing(kin) as session:
            entitlements.end(session, key, benefit_row(key).version, date(2026, 11, 1), "已满")


class TestRightsThatGoTogether:
    def test_who_may_not_see_hardship_reveals_nothing_of_it(self, city: City) -> None:
        revealer = everyone_but(Permission.SEE_HARDSHIP)
        file_id = plant_file(city.mill, "王明", "submitted")
        with writing(almighty()) as session:
            survey = hardship_review.survey(
                session, file_id, TODAY, "王芳", "徐婷", True, "家中一人患病"
            )
        person_id = file_row(file_id).applicant_id
        with pytest.raises(NotAllowed), writing(revealer) as session:
            household_people.reveal(session, person_id, "illness_note", "核对身份")
        with pytest.raises(NotAllowed), writing(revealer) as session:
            hardship_files.reveal(session, file_id, "cause_note", "核对情况")
        with pytest.raises(NotAllowed), writing(revealer) as session:
            hardship_review.reveal_findings(session, survey, "核对情况")

    def test_who_sees_no_funds_gives_nothing_out_of_one(self, city: City) -> None:
        home = family(city.mill)
        fund_id = pot(city.mill, 100_000)
        visitor = actor_with(
            Permission.USE_OFFICE,
            Permission.SEE_HARDSHIP,
            Permission.VISIT_HOUSEHOLDS,
            unit=city.mill,
        )
        present = Present("care_cash", 50_000, TODAY, fund_id=fund_id, note="慰问")
        with pytest.raises(NotAllowed), writing(visitor) as session:
            care_gifts.give(session, Purpose("hardship"), present, household_id=home.household)

    def test_a_leader_reads_no_question_of_a_supervisor(self, city: City) -> None:
        file_id = plant_file(city.mill, "王明", "in_force")
        with writing(almighty()) as session:
            question = supervision.ask(
                session,
                "hardship_file",
                file_id,
                {"kind": "spot_check", "days": 5, "question": "请说明王明家的收入"},
            )
        leader = actor_with(Permission.USE_OFFICE, Permission.SEE_FIGURES)
        with pytest.raises(NotFound), reading(leader) as session:
            supervision.list_moves(session, question)
