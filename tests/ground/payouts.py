"""Money on its way in a browser: a fund opened, a run locked and signed, the bank's answer."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from playwright.sync_api import expect

from tests.ground.desks import Desk

PAID, WRONG_NAME = "成功,", "失败,账号户名不符"


@dataclass(frozen=True, slots=True)
class Answer:
    """What the bank says of one line: the payee, the yuan, the result with its reason."""

    name: str
    yuan: str
    result: str = PAID


def open_fund(chair: Desk, name: str, use: str, yuan: str) -> None:
    """Open a fund of this year for one kind of aid, and give it a budget."""
    chair.go("funds").press("funds-open-ask").type("funds-new- -name", name)
    chair.choose("funds-new- -source", chair.code("fund_source", "local"))
    chair.choose("funds-new- -uses", chair.code("aid_kind", use))
    chair.page.keyboard.press("Escape")
    chair.send("funds-new-save")
    chair.page.get_by_role("link", name=name).first.click()
    key = f"fund-{chair.record_id()}-budget"
    chair.press(f"{key}-ask").type(f"{key}-form- -fen", yuan).send(f"{key}-form-save")
    chair.sees(f"{int(yuan):,}.00")


def draft_run(clerk: Desk, pays: str, unit: str, title: str) -> None:
    """Draft a run of what is due to the people of a unit."""
    clerk.go("pay_runs?add=yes").choose("pay-run- -pays", pays)
    clerk.look_up("pay-run-0-unit_id", unit)
    clerk.type("pay-run- -title", title).press("pay-run-save")


def lock_and_sign(clerk: Desk, chair: Desk) -> int:
    """Lock the run that the clerk has before the eyes, and have it signed."""
    run_id = clerk.record_id()
    clerk.press(f"run-{run_id}-lock").sees(clerk.say("Run locked, to be signed"))
    chair.go(f"pay_run?id={run_id}").press(f"run-{run_id}-sign")
    chair.sees(chair.say("Run signed, to be paid"))
    return run_id


def pay(run_id: int, cashier: Desk, folder: Path, answers: Sequence[Answer]) -> int:
    """Fetch the bank's list, send the run, take the bank's answer in and settle the run."""
    cashier.go(f"pay_run?id={run_id}").open_tab(cashier.say("Lists and papers"))
    key = f"run-{run_id}-bank"
    cashier.press(f"{key}-ask").type(f"{key}-password", "bank-2026")
    cashier.type(f"{key}-reason", "交银行代发").press(f"{key}-send")
    assert cashier.download(f"{key}-file", folder).stat().st_size
    cashier.go(f"pay_run?id={run_id}").press(f"run-{run_id}-send")
    cashier.sees(cashier.say("Run sent, results awaited"))
    # Sending brings another tab: what is pressed while they are drawn anew gets lost.
    cashier.go(f"pay_run?id={run_id}")
    run_no = cashier.page.get_by_role("heading", level=1).inner_text().split()[0]
    numbers = _numbers(cashier)
    lines = [
        f"{run_no}-{numbers[one.name]:04},{one.name},{one.yuan},{one.result}" for one in answers
    ]
    cashier.open_tab(cashier.say("Results of the bank"))
    file = "\n".join(("明细编号,户名,金额,处理结果,失败原因", *lines, ""))
    cashier.attach(f"run-{run_id}-result", "回盘.csv", file.encode("utf-8-sig"), "text/csv")
    cashier.press(f"run-{run_id}-file-save")
    paid = sum(one.result == PAID for one in answers)
    text = "Taken in: {paid} paid, {failed} failed."
    cashier.is_told(text, paid=paid, failed=len(answers) - paid)
    cashier.press(f"run-{run_id}-settle").sees(cashier.say("Run settled"))
    return run_id


def _numbers(desk: Desk) -> dict[str, int]:
    """Return the number of each payee's line, as the run's lines show them."""
    desk.open_tab(desk.say("Lines of the run"))
    rows = desk.page.get_by_role("main").locator(".office-table tbody tr")
    expect(rows.first).to_be_visible()
    cells = [row.locator("td").all_inner_texts() for row in rows.all()]
    return {name.strip(): int(number) for number, name, *_rest in cells}


def follow_up(clerk: Desk, run_id: int) -> None:
    """Draft a run of what did not arrive."""
    clerk.go(f"pay_run?id={run_id}").press(f"run-{run_id}-follow-ask")
    clerk.send(f"run-{run_id}-follow-save").leaves(f"id={run_id}")
