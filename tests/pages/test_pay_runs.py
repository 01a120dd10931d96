"""Pay runs on the screen: from what is due to the evening's count, each by its own person."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, date, datetime

import pytest

from db import household_people, pay_lines, pay_removals, pay_runs
from db.models.households import HouseholdPerson
from db.models.pay_runs import PayLine
from db.session import reading, writing
from rules.access import Actor
from tests.ground.databases import Clock
from tests.ground.payday import cashier, drafted, preparer, signer, step
from tests.ground.people import almighty
from tests.pages.conftest import HOSTILE, Sample, Screen, role

Open = Callable[[Actor], Screen]


@pytest.fixture(autouse=True)
def after_the_sample(clock: Clock, sample: Sample) -> None:
    """Let it be now: the sample's runs were sent when the sample was made."""
    clock.set(datetime.now(UTC))


def _lines(run_id: int) -> list[pay_lines.LineRow]:
    with reading(almighty()) as session:
        return pay_lines.list_page(session, run_id, {}).rows


def _state(run_id: int) -> str:
    with reading(almighty()) as session:
        return pay_runs.get_run(session, run_id).state


def _fill(shown: Screen, form: str, **typed: str) -> None:
    """Fill the form of an open dialog in and save it, in one run as the browser does."""
    for name, text in typed.items():
        shown.app.text_input(key=f"{form}-0-{name}").input(text)
    shown.click(f"{form}-save")


def test_a_draft_is_locked_signed_and_paid_out_by_three_people(
    sample: Sample, screen: Open
) -> None:
    draft = sample.run_id + 1
    screen(role("clerk")).open("pay_run", id=draft).click(f"run-{draft}-lock")
    assert _state(draft) == "run_locked"
    screen(role("approver")).open("pay_run", id=draft).click(f"run-{draft}-sign")
    assert _state(draft) == "run_signed"
    screen(role("cashier")).open("pay_run", id=draft).click(f"run-{draft}-send")
    assert _state(draft) == "run_sent"


def test_whoever_signs_reads_whose_card_was_changed_by_whom(sample: Sample, screen: Open) -> None:
    draft = sample.run_id + 1
    assert "赵磊" not in screen(role("approver")).open("pay_run", id=draft).html
    with writing(almighty(name="赵磊")) as session:
        payee = session.get_one(
            HouseholdPerson, session.get_one(PayLine, _lines(draft)[0].id).payee_id
        )
        household_people.change(
            session, payee.id, payee.version, {"bank_number": "6222029999000000018"}
        )
    screen(role("clerk")).open("pay_run", id=draft).click(f"run-{draft}-lock")
    shown = screen(role("approver")).open("pay_run", id=draft)
    assert "银行卡有变更" in shown.html
    assert "赵磊" in shown.html


def test_buttons_are_drawn_for_those_who_may(sample: Sample, screen: Open) -> None:
    draft = sample.run_id + 1
    keys = screen(role("cashier")).open("pay_run", id=draft).keys()
    assert not [key for key in keys if key.startswith(f"run-{draft}-lock")]
    keys = screen(role("supervisor")).open("pay_run", id=sample.run_id).keys()
    assert not [key for key in keys if key.startswith("round-")]


def test_the_round_is_entered_door_by_door_and_settled_by_the_count(
    sample: Sample, screen: Open
) -> None:
    run_id = sample.run_id
    shown = screen(role("cashier")).open("pay_run", id=run_id)
    assert HOSTILE.split("<")[0][:3] not in shown.html or "&lt;script&gt;" in shown.html
    first, second, third = _lines(run_id)
    shown.click(f"round-{first.id}-paid")
    assert _lines(run_id)[0].state == "paid"
    shown.open("pay_run", id=run_id).click(f"round-{second.id}-not-ask")
    form = f"round-{second.id}-not"
    shown.app.selectbox(key=f"{form}-0-code").select("not_home")
    shown.click(f"{form}-save")
    assert {line.id: line.state for line in _lines(run_id)}[second.id] == "returned"
    shown.open("pay_run", id=run_id).click(f"round-{third.id}-proxy-ask")
    form = f"round-{third.id}-proxy"
    _fill(shown, form, proxy_name="女儿", proxy_reason="本人住院")
    states = {line.id: line.state for line in _lines(run_id)}
    assert sorted(states.values()) == ["paid", "paid", "returned"]
    form = f"run-{run_id}-evening"
    shown.open("pay_run", id=run_id).click(f"{form}-ask")
    _fill(shown, form, counted_fen="4500", returned_fen="0")
    assert _state(run_id) == "run_sent", "a wrong count settles nothing"
    shown.open("pay_run", id=run_id).click(f"{form}-ask")
    _fill(shown, form, counted_fen="4500", returned_fen="1500")
    assert _state(run_id) == "run_settled"


def test_a_round_with_open_lines_asks_for_them_before_the_count(
    sample: Sample, screen: Open
) -> None:
    form = f"run-{sample.run_id}-evening"
    shown = screen(role("cashier")).open("pay_run", id=sample.run_id).click(f"{form}-ask")
    keys = shown.keys()
    assert "户没有结果" in shown.app.warning[0].value
    assert f"{form}-save" not in keys


def test_a_line_of_a_draft_is_taken_out_for_a_reason(sample: Sample, screen: Open) -> None:
    draft = sample.run_id + 1
    line = _lines(draft)[0]
    shown = screen(role("clerk")).open("pay_run", id=draft, line=line.id)
    shown.answer(f"line-{line.id}-remove", "本人要求缓发")
    assert line.id not in [row.id for row in _lines(draft)]


def test_the_sheet_of_the_round_is_shown_for_a_reason_only(sample: Sample, screen: Open) -> None:
    run_id = sample.run_id
    shown = screen(role("cashier")).open("pay_run", id=run_id, view="sheet")
    assert "纺织路" not in shown.html
    shown.app.text_area(key=f"run-{run_id}-sheet-reason").input("上门发放")
    shown.click(f"run-{run_id}-sheet-read")
    assert "纺织路7000号" in shown.html
    assert "<script>" not in shown.html


@pytest.mark.parametrize("name", ["leader", "unit_contact", "administrator"])
def test_who_has_nothing_to_do_with_money_sees_no_run(
    sample: Sample, screen: Open, name: str
) -> None:
    shown = screen(role(name)).open("pay_run", id=sample.run_id)
    assert "P2026" not in shown.text


def test_a_run_of_a_foreign_unit_is_not_there(sample: Sample, screen: Open) -> None:
    shown = screen(role("clerk", unit=sample.city.south)).open("pay_run", id=sample.run_id)
    assert "P2026" not in shown.text


def test_a_run_is_opened_with_few_statements(
    sample: Sample, screen: Open, statements: list[str]
) -> None:
    shown = screen(almighty()).open("pay_run", id=sample.run_id)
    statements.clear()
    shown.open("pay_run", id=sample.run_id)
    assert len(statements) <= 30


def _sent_by_bank(sample: Sample) -> int:
    """Let one more month be due by bank, and bring its run to the bank."""
    run_id = drafted(preparer(), sample.city.federation, month_on=date(2027, 1, 1))
    with writing(preparer()) as session:
        seen = pay_runs.get_run(session, run_id).version
        pay_removals.remove_faulty(session, run_id, seen, "没有银行卡")
    step(preparer(), run_id, "lock")
    step(signer(), run_id, "sign")
    step(cashier(), run_id, "send")
    return run_id


def test_a_result_file_is_looked_at_before_it_is_taken_in(sample: Sample, screen: Open) -> None:
    run_id = _sent_by_bank(sample)
    with reading(almighty()) as session:
        run_no = pay_runs.get_run(session, run_id).run_no
    shown = screen(role("cashier")).open("pay_run", id=run_id)
    rows = [f"{run_no}-{line.number:04d},{line.fen / 100},成功" for line in _lines(run_id)]
    wrong = "\n".join(["明细编号,金额,处理结果", *rows, f"{run_no}-9999,1.00,成功"])
    place = f"run-{run_id}-result"
    shown.app.file_uploader(key=place).upload("回盘.csv", wrong.encode()).run()
    assert f"run-{run_id}-file-save" not in shown.checked().button_keys
    right = "\n".join(["明细编号,金额,处理结果", *rows])
    shown.open("pay_run", id=run_id)
    shown.app.file_uploader(key=place).upload("回盘.csv", right.encode()).run()
    shown.checked().click(f"run-{run_id}-file-save")
    assert {line.state for line in _lines(run_id)} == {"paid"}
    shown.open("pay_run", id=run_id).click(f"run-{run_id}-settle")
    assert _state(run_id) == "run_settled"
