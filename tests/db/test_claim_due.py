"""Claims in pay runs: drafted by plan, paid to the member or the heirs, never twice."""

from __future__ import annotations

from datetime import date

import pytest
from sqlalchemy import select
from sqlalchemy.exc import IntegrityError

from db import (
    audit_packs,
    call_backs,
    claim_due,
    desk,
    pay_changes,
    pay_checks,
    pay_closing,
    pay_desk,
    pay_drafts,
    pay_faults,
    pay_grouping,
    pay_lines,
    pay_members,
    pay_outcomes,
    pay_overlaps,
    pay_removals,
    pay_runs,
    pay_sheets,
    pay_soundness,
    pay_texts,
    received,
)
from db.engine import Store
from db.models.households import HouseholdPerson
from db.models.members import Member
from db.models.mutual import MutualPlan
from db.models.pay_runs import PayItem, PayLine
from db.models.trail import TrailRow
from db.payables import MEMBER, Party
from db.session import reading, writing
from rules.access import Actor
from rules.errors import NotAllowed, WrongState
from rules.language import _
from tests.ground.claim_money import Pot, change, claim_row, claimed, insured, member
from tests.ground.databases import Clock
from tests.ground.money import pot, sums_of
from tests.ground.payday import (
    NOVEMBER,
    cashier,
    families,
    preparer,
    run_of,
    signer,
    step,
)
from tests.ground.people import almighty
from tests.ground.tree import City, plant

pytestmark = pytest.mark.usefixtures("office", "clock")

TODAY = date(2026, 11, 24)


@pytest.fixture
def city(office: Store, clock: Clock) -> City:
    return plant()


@pytest.fixture
def plan(city: City) -> Pot:
    return insured(city)


@pytest.fixture
def two(city: City, plan: Pot) -> list[int]:
    """Two members of the mill with an approved claim of 2,100 and 800 yuan."""
    names = ("李秀英", "赵国强")
    return [
        claimed(plan, member(city.mill, name), city.mill, fen, name=name, payee_name=name)
        for name, fen in zip(names, (2100_00, 800_00), strict=True)
    ]


def drafted(city: City, plan: Pot, actor: Actor | None = None, unit_id: int | None = None) -> int:
    with writing(actor or preparer()) as session:
        return pay_drafts.draft(
            session,
            {
                "way": "bank",
                "month_on": NOVEMBER,
                "unit_id": unit_id or city.federation,
                "pays": str(plan.plan_id),
            },
        )


def sent(city: City, plan: Pot) -> int:
    run_id = drafted(city, plan)
    step(preparer(), run_id, "lock")
    step(signer(), run_id, "sign")
    step(cashier(), run_id, "send")
    return run_id


def lines_of(run_id: int, **chosen: object) -> list[pay_lines.LineRow]:
    with reading(almighty()) as session:
        return pay_lines.list_page(session, run_id, chosen).rows


def states_of(*claim_ids: int) -> list[str]:
    with reading(almighty()) as session:
        found = claim_due.payment_of(session, claim_ids)
    return [found[key].state if key in found else "" for key in claim_ids]


def paid(run_id: int, number: int = 1) -> None:
    with writing(cashier()) as session:
        line = next(one for one in lines_of(run_id) if one.number == number)
        pay_outcomes.enter_paid(session, line.id, line.version, TODAY, "B1")


def failed(run_id: int, number: int = 1) -> None:
    with writing(cashier()) as session:
        line = next(one for one in lines_of(run_id) if one.number == number)
        pay_outcomes.enter_failed(session, line.id, line.version, "wrong_account")


def bury(member_id: int) -> None:
    with writing(almighty(name="周平")) as session:
        row = session.get(Member, member_id)
        assert row is not None
        row.status = "deceased"


def test_a_run_pays_one_plans_approved_claims_and_no_aid(
    city: City, plan: Pot, two: list[int]
) -> None:
    other = insured(city, name="女职工互助")
    claimed(other, member(city.mill, "孙丽"), city.mill, 500_00)
    for state, decided in (("in_review", None), ("approved", date(2026, 12, 1))):
        claimed(plan, member(city.mill, "周敏"), city.mill, 9_00, state=state, decided_on=decided)
    run_id = drafted(city, plan)
    lines = lines_of(run_id)
    assert [(line.payee_name, line.fen) for line in lines] == [
        ("李秀英", 2100_00),
        ("赵国强", 800_00),
    ]
    assert lines[0].party == Party(MEMBER, claim_row(two[0]).member_id)
    run = run_of(run_id)
    assert (run.plan_id, run.title, run.total_fen) == (plan.plan_id, "住院医疗互助", 2900_00)
    assert states_of(*two) == ["in_run", "in_run"]
    with reading(almighty()) as session:
        assert pay_runs.list_page(session, {"pays": str(plan.plan_id)}).total == 1
        assert pay_runs.list_page(session, {"pays": "aid"}).total == 0
        (item,) = pay_lines.get_line(session, run_id, lines[0].id).items
        trailed = session.scalars(
            select(TrailRow.label).where(TrailRow.record_type == "pay_line")
        ).all()
    assert (item.claim_id, item.claim_no) == (two[0], claim_row(two[0]).claim_no)
    assert trailed == ["1 李秀英", "2 赵国强"]
    with writing(preparer()) as session, pytest.raises(WrongState, match="Nothing is due"):
        pay_drafts.draft(session, {"way": "bank", "month_on": NOVEMBER, "unit_id": city.federation})


def test_the_unit_that_covers_is_paid_wherever_the_member_is_now(
    city: City, plan: Pot, two: list[int]
) -> None:
    with writing(almighty()) as session:
        row = session.get(Member, claim_row(two[0]).member_id)
        assert row is not None
        row.unit_id = city.dock
    assert len(lines_of(drafted(city, plan, unit_id=city.mill))) == 2
    with pytest.raises(WrongState):
        drafted(city, plan, unit_id=city.south)
    with pytest.raises(NotAllowed):
        drafted(city, plan, signer())


def test_the_pot_of_the_year_pays_and_a_plan_without_one_says_so(
    city: City, plan: Pot, clock: Clock
) -> None:
    clock.advance(days=60)
    uses = (claim_due.KIND,)
    next_year = pot(city.federation, 5000_00, uses=uses, year=2027, name="住院医疗互助资金")
    claimed(plan, member(city.mill, "李秀英"), city.mill, 2100_00)
    run_id = drafted(city, plan)
    step(preparer(), run_id, "lock")
    assert sums_of(next_year).committed == 2100_00
    assert sums_of(plan.fund_id).committed == 0
    with writing(almighty()) as session:
        row = session.get(MutualPlan, plan.plan_id)
        assert row is not None
        row.fund_id = None
    with pytest.raises(WrongState, match="no pot"):
        drafted(city, plan)


def test_a_lock_reserves_the_money_and_paying_writes_it_on_the_claim(
    city: City, plan: Pot, two: list[int]
) -> None:
    run_id = drafted(city, plan)
    assert sums_of(plan.fund_id).committed == 0
    step(preparer(), run_id, "lock")
    assert sums_of(plan.fund_id).committed == 2900_00
    step(signer(), run_id, "sign")
    step(cashier(), run_id, "send")
    with reading(cashier()) as session:
        assert pay_runs.get_run(session, run_id).state == "run_sent"
    with writing(cashier()) as session:
        (sheet, _other) = pay_sheets.list_for_bank(session, run_id, "发放互助金")
    member_id = claim_row(two[0]).member_id
    assert (sheet.bank_number, sheet.phone) == (
        f"622202{member_id:013d}",
        f"138{member_id:08d}",
    )
    paid(run_id)
    row = claim_row(two[0])
    assert (row.paid_on, row.paid_fen) == (TODAY, 2100_00)
    assert sums_of(plan.fund_id).paid == 2100_00
    failed(run_id, 2)
    assert states_of(*two) == ["paid", "payment_failed"]
    assert (claim_row(two[1]).paid_on, claim_row(two[1]).paid_fen) == (None, 0)
    assert sums_of(plan.fund_id).committed == 0
    with reading(almighty()) as session:
        assert list(pay_soundness.count_faults(session)) == []
        with pytest.raises(WrongState, match="has been paid"):
            claim_due.check_in_no_run(session, two[0])
        claim_due.check_in_no_run(session, two[1])


def test_only_what_failed_is_paid_again_into_the_account_that_was_mended(
    city: City, plan: Pot, two: list[int]
) -> None:
    run_id = sent(city, plan)
    paid(run_id)
    failed(run_id, 2)
    change(two[1], bank_number="6217000000000000018")
    with writing(preparer()) as session:
        again = pay_closing.follow_up(session, run_id, run_of(run_id).version, "bank")
    (line,) = lines_of(again)
    assert (line.payee_name, run_of(again).plan_id) == ("赵国强", plan.plan_id)
    step(preparer(), again, "lock")
    assert lines_of(again)[0].bank_number == "****0018"
    step(signer(), again, "sign")
    step(cashier(), again, "send")
    paid(again)
    assert states_of(*two) == ["paid", "paid"]
    assert sums_of(plan.fund_id).paid == 2900_00
    with pytest.raises(WrongState, match="Nothing is due"):
        drafted(city, plan)


def test_money_that_came_back_frees_the_claim(city: City, plan: Pot, two: list[int]) -> None:
    run_id = sent(city, plan)
    paid(run_id)
    line = lines_of(run_id)[0]
    with writing(cashier()) as session:
        pay_outcomes.reopen(session, line.id, line.version, "登记错误")
    assert (states_of(two[0]), claim_row(two[0]).paid_fen) == (["in_run"], 0)
    paid(run_id)
    line = lines_of(run_id)[0]
    with writing(cashier()) as session:
        pay_outcomes.take_back(session, line.id, line.version, TODAY, "退汇")
    row = claim_row(two[0])
    assert (states_of(two[0]), row.paid_on, row.paid_fen) == (["payment_failed"], None, 0)
    assert sums_of(plan.fund_id).paid == 0
    assert [line.fen for line in lines_of(drafted(city, plan))] == [2100_00]


def test_who_signs_sees_that_a_claim_names_another_card_than_was_paid_last(
    city: City, plan: Pot, two: list[int]
) -> None:
    run_id = sent(city, plan)
    paid(run_id)
    first = claim_row(two[0])
    card = {"name": "李秀英", "payee_name": "李秀英", "bank_number": "6217000000000000018"}
    second = claimed(
        plan, first.member_id, city.mill, 300_00, enrolment_id=first.enrolment_id, **card
    )
    again = drafted(city, plan)
    with reading(signer()) as session:
        (one,) = pay_changes.list_changes(session, again)
    assert (one.text, one.payee_name, one.actor) == (pay_changes.OTHER_CARD, "李秀英", "")
    change(second, bank_number="6217000000000000026")
    step(preparer(), again, "lock")
    with reading(signer()) as session:
        (one,) = pay_changes.list_changes(session, again)
    assert (one.text, one.actor) == (pay_changes.CARD, "周平")


def test_what_was_undone_or_changed_since_the_draft_is_not_paid(
    city: City, plan: Pot, two: list[int]
) -> None:
    run_id = drafted(city, plan)
    change(two[0], state="in_review")
    change(two[1], payable_fen=900_00)
    with reading(preparer()) as session:
        faults = pay_faults.list_faults(session, run_id)
    assert [fault.text.split()[0] for fault in faults] == ["What", "The"]
    with pytest.raises(WrongState, match="2 lines"):
        step(preparer(), run_id, "lock")
    with writing(preparer()) as session:
        removed = pay_removals.remove_faulty(session, run_id, run_of(run_id).version, "已撤销")
    assert removed == 2
    assert states_of(*two) == ["", ""]
    assert [line.fen for line in lines_of(drafted(city, plan))] == [900_00]


def test_somebody_taken_out_before_sending_comes_into_the_next_run(
    city: City, plan: Pot, two: list[int]
) -> None:
    run_id = drafted(city, plan)
    step(preparer(), run_id, "lock")
    line = lines_of(run_id)[0]
    with writing(preparer()) as session:
        pay_removals.remove(session, line.id, line.version, "账户待核实")
    assert (states_of(*two), sums_of(plan.fund_id).committed) == (["", "in_run"], 800_00)
    assert [line.payee_name for line in lines_of(drafted(city, plan))] == ["李秀英"]


def test_the_heirs_are_paid_for_a_member_who_died(city: City, plan: Pot, two: list[int]) -> None:
    run_id = drafted(city, plan)
    step(preparer(), run_id, "lock")
    step(signer(), run_id, "sign")
    bury(claim_row(two[0]).member_id)
    with reading(preparer()) as session:
        (fault,) = pay_faults.list_changes(session, run_id)
    assert (fault.number, fault.text) == (1, pay_members.HEIRS)
    assert [line.died for line in lines_of(run_id)] == [True, False]
    with pytest.raises(WrongState, match="has died"):
        step(cashier(), run_id, "send")
    line = lines_of(run_id)[0]
    with writing(preparer()) as session:
        pay_removals.remove(session, line.id, line.version, "本人去世")
    with reading(preparer()) as session:
        preview = pay_drafts.get_preview(session, "bank", NOVEMBER, city.federation, plan.plan_id)
    assert [left.text for left in preview.left_out] == [pay_members.HEIRS]
    change(two[0], payee_name="李小雨", bank_number="6217000000000000018")
    again = drafted(city, plan)
    step(preparer(), again, "lock")
    (line,) = lines_of(again)
    assert (line.payee_name, line.beneficiary_names) == ("李小雨", "李秀英")
    with reading(preparer()) as session:
        assert pay_faults.list_changes(session, again) == []


def test_two_claims_of_one_member_are_one_line_unless_they_name_two_accounts(
    city: City, plan: Pot, two: list[int]
) -> None:
    first = claim_row(two[0])
    more = {"name": "李秀英", "payee_name": "李秀英", "enrolment_id": first.enrolment_id}
    second = claimed(plan, first.member_id, city.mill, 300_00, **more)
    other = claimed(
        plan, first.member_id, city.mill, 50_00, bank_number="6217000000000000018", **more
    )
    with reading(preparer()) as session:
        preview = pay_drafts.get_preview(session, "bank", NOVEMBER, city.federation, plan.plan_id)
    assert [(one.fen, one.text) for one in preview.left_out] == [
        (50_00, pay_grouping.OTHER_ACCOUNT)
    ]
    run_id = drafted(city, plan)
    assert lines_of(run_id)[0].fen == 2400_00
    change(second, bank_number="6217000000000000018")
    with reading(preparer()) as session:
        assert pay_grouping.OTHER_ACCOUNT in [
            fault.text for fault in pay_faults.list_faults(session, run_id)
        ]
    assert states_of(other) == [""]


def test_nobody_is_paid_as_a_member_and_as_a_payee_of_a_household_in_one_run(
    city: City, plan: Pot, two: list[int]
) -> None:
    (home,) = families(city.mill, 1)
    member_id = claim_row(two[0]).member_id
    with writing(almighty()) as session:
        person, row = session.get(HouseholdPerson, home.person_id), session.get(Member, member_id)
        assert person is not None
        assert row is not None
        person.member_id, person.id_no = member_id, row.id_no
    run_id = drafted(city, plan)
    with writing(almighty()) as session:
        session.add(
            PayLine(
                unit_id=city.federation,
                run_id=run_id,
                number=9,
                household_id=home.household_id,
                payee_id=home.person_id,
                payee_name=home.name,
                fen=0,
                state="listed",
            )
        )
    with reading(preparer()) as session:
        faults = pay_faults.list_faults(session, run_id)
    assert {(one.number, one.text) for one in faults} == {
        (9, pay_grouping.PAYEE_TWICE),
        (9, pay_checks.SAME_CARD),
    }
    with writing(almighty()) as session:
        person = session.get(HouseholdPerson, home.person_id)
        assert person is not None
        person.member_id = None
    with reading(preparer()) as session:
        faults = pay_faults.list_faults(session, run_id)
    assert {(one.number, one.text) for one in faults} == {
        (9, pay_checks.SAME_PERSON),
        (9, pay_checks.SAME_CARD),
    }


def test_an_open_run_of_the_members_household_is_flagged(
    city: City, plan: Pot, two: list[int]
) -> None:
    (home,) = families(city.mill, 1)
    with writing(almighty()) as session:
        person = session.get(HouseholdPerson, home.person_id)
        assert person is not None
        person.member_id = claim_row(two[0]).member_id
    run_id = drafted(city, plan)
    other = insured(city, name="女职工互助")
    claimed(other, claim_row(two[0]).member_id, city.mill, 10_00)
    second = drafted(city, other)
    assert lines_of(second)[0].elsewhere == (run_of(run_id).run_no,)
    with reading(almighty()) as session:
        flagged = pay_overlaps.elsewhere(session, [Party("household", home.household_id)])
    assert flagged == {
        Party("household", home.household_id): (run_of(run_id).run_no, run_of(second).run_no)
    }


def test_what_a_member_was_paid_is_seen_in_the_household(
    city: City, plan: Pot, two: list[int]
) -> None:
    (home,) = families(city.mill, 1)
    with writing(almighty()) as session:
        person = session.get(HouseholdPerson, home.person_id)
        assert person is not None
        person.member_id = claim_row(two[0]).member_id
    with reading(almighty()) as session:
        (row,) = received.list_received(session, home.household_id)
    assert (row.state, row.fen, row.source_type) == ("granted", 2100_00, "claim")
    paid(sent(city, plan))
    with reading(almighty()) as session:
        (row,) = received.list_received(session, home.household_id)
    assert (row.state, row.name, row.what) == ("paid", "李秀英", claim_row(two[0]).claim_no)


def test_a_claim_run_is_settled_called_packed_and_closed(
    city: City, plan: Pot, two: list[int]
) -> None:
    run_id = sent(city, plan)
    paid(run_id)
    paid(run_id, 2)
    with writing(cashier()) as session:
        pay_closing.settle(session, run_id, run_of(run_id).version)
    with writing(preparer()) as session:
        call_backs.draw(session, run_id, run_of(run_id).version)
    with reading(preparer()) as session:
        calls = call_backs.list_calls(session, run_id)
    assert len(calls) == 2
    assert calls[0].mobile
    auditor = preparer("吴玉梅")
    with writing(auditor) as session:
        given = audit_packs.permit(session, run_id, "年度审查")
        for call in calls:
            call_backs.enter(session, call.id, call.version, True, True, call.fen)
    with reading(auditor) as session:
        pack = audit_packs.gather(session, given)
        tables = {table.name: list(table.rows) for table in pack.tables}
        covers = list(pack.covers)
    assert [row[1] for row in tables["payments.csv"]] == ["李秀英", "赵国强"]
    assert (_("Claim"), claim_row(two[0]).claim_no) in covers[0].lines
    with writing(preparer()) as session:
        pay_closing.close(session, run_id, run_of(run_id).version)
    assert run_of(run_id).state == "run_closed"


def test_each_payee_is_told_in_a_message_what_was_paid_and_what_was_not(
    city: City, plan: Pot, two: list[int]
) -> None:
    run_id = sent(city, plan)
    paid(run_id)
    failed(run_id, 2)
    with writing(cashier()) as session:
        first, second = pay_texts.list_messages(session, run_id, "短信通知")
    number = claim_row(two[0]).claim_no
    tail = str(claim_row(two[0]).bank_number)[-4:]
    assert first.mobile == claim_row(two[0]).mobile
    assert first.text.endswith(
        f"李秀英，您的住院医疗互助给付款（案号：{number}）2,100.00元已于2026年11月24日"
        f"汇入尾号{tail}的银行卡，请查收。"
    )
    assert "未能汇入（" in second.text
    with reading(almighty()) as session:
        noted = session.scalars(select(TrailRow).where(TrailRow.action == "revealed")).all()
    assert [(row.record_type, "短信通知" in row.details) for row in noted] == [("pay_run", True)]
    with writing(signer()) as session, pytest.raises(NotAllowed):
        pay_texts.list_messages(session, run_id, "短信通知")
    draft = drafted(city, plan)
    with writing(cashier()) as session, pytest.raises(WrongState):
        pay_texts.list_messages(session, draft, "短信通知")


def test_approved_claims_wait_on_the_desk_of_who_prepares_runs(
    city: City, plan: Pot, two: list[int]
) -> None:
    def waiting(actor: Actor) -> list[int]:
        with reading(actor) as session:
            return [one.count for one in desk.list_waiting(session) if "add" in one.arguments]

    assert waiting(preparer()) == [2]
    with reading(preparer()) as session:
        assert pay_desk.get_waiting_plan(session) == plan.plan_id
    assert waiting(signer()) == []
    assert waiting(preparer(unit=city.south)) == []
    drafted(city, plan)
    assert waiting(preparer()) == []


def test_the_database_itself_keeps_a_claim_from_being_paid_twice(
    city: City, plan: Pot, two: list[int]
) -> None:
    drafted(city, plan)
    with writing(almighty()) as session:
        item = session.scalars(select(PayItem).where(PayItem.source_id == two[0])).one()
        columns = {
            name: getattr(item, name)
            for name in PayItem.__table__.c.keys()  # noqa: SIM118 - a collection of columns
            if name not in ("id", "version")
        }
        session.add(PayItem(**columns))
        with pytest.raises(IntegrityError):
            session.flush()
        session.rollback()


@pytest.mark.parametrize("columns", [{}, {"household_id": 1, "payee_id": 1, "member_id": 1}])
def test_a_line_pays_a_household_or_a_member(
    city: City, plan: Pot, two: list[int], columns: dict[str, int]
) -> None:
    run_id = drafted(city, plan)
    (home,) = families(city.mill, 1)
    known = {
        "household_id": home.household_id,
        "payee_id": home.person_id,
        "member_id": claim_row(two[1]).member_id,
    }
    with writing(almighty()) as session:
        line = PayLine(
            unit_id=city.mill, run_id=run_id, number=7, payee_name="无", fen=1, state="listed"
        )
        for name in columns:
            setattr(line, name, known[name])
        session.add(line)
        with pytest.raises(IntegrityError):
            session.flush()
        session.rollback()
