"""The whole story of one worker in hardship, from the first visit to the counter to the exit.

Everybody sits at a browser of their own; the office's clock is moved on while a notice runs.
"""

from __future__ import annotations

import re
import zipfile
from collections.abc import Callable, Iterator
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from playwright.sync_api import expect

from rules.exclusions import OF_A_FILE
from rules.language import LANGUAGES
from rules.notices import PUBLIC_NOTICE
from tests.ground import payouts
from tests.ground.desks import BROWSER_LANGUAGE, Desk
from tests.ground.payouts import WRONG_NAME, Answer
from tests.ground.servers import OfficeServer
from tests.ground.tree import id_number

if TYPE_CHECKING:
    from playwright.sync_api import BrowserContext

NAME, MASKED = "郑国安", "郑**"
UNIT = "北岭县总工会"
FUND = "市级帮扶资金甲"
PAPER = (
    b"%PDF-1.4\n1 0 obj<</Type/Catalog/Pages 2 0 R>>endobj\n"
    b"2 0 obj<</Type/Pages/Kids[3 0 R]/Count 1>>endobj\n"
    b"3 0 obj<</Type/Page/Parent 2 0 R/MediaBox[0 0 200 200]>>endobj\ntrailer<</Root 1 0 R>>\n%%EOF"
)
Seat = Callable[[str], Desk]


@pytest.fixture
def days_ahead(tmp_path: Path) -> Path:
    """The file that tells the office how many days it is ahead."""
    file = tmp_path / "days-ahead"
    file.touch()
    return file


@pytest.fixture
def moved_server(small_home: Path, days_ahead: Path) -> Iterator[OfficeServer]:
    """A small sample office whose clock can be moved on."""
    program = ("-m", "tests.ground.clocked", str(days_ahead))
    server = OfficeServer(small_home, program=program, OFFICE_DEMO="1")
    yield server.start()
    server.stop()


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_worker_is_helped_from_the_application_to_the_way_out_of_hardship(
    moved_server: OfficeServer,
    days_ahead: Path,
    tmp_path: Path,
    new_context: Callable[..., BrowserContext],
    language: str,
) -> None:
    def seat(login: str) -> Desk:
        context = new_context(BROWSER_LANGUAGE[language])
        return Desk(context.new_page(), moved_server, login, language).sign_in()

    clerk = seat("clerk")
    file_id = _apply(clerk)
    _survey_and_review(clerk, file_id)
    notice_id = _put_on_notice(clerk)
    _hear_an_objection(clerk, seat("county"), notice_id)
    days_ahead.write_text("10")

    clerk, reviewer, chair, cashier = map(seat, ("clerk", "reviewer", "chair", "cashier"))
    _end_notice(clerk, notice_id)
    reviewer.go(f"hardship_file?id={file_id}").press(f"file-{file_id}-step-review")
    reviewer.sees(reviewer.say("Reviewed, waiting for approval"))
    chair.go(f"hardship_file?id={file_id}").press(f"file-{file_id}-step-approve")
    chair.sees(chair.say("In force"))

    _plan(clerk, chair, file_id)
    payouts.open_fund(chair, FUND, "living_aid", "50000")
    _grant(clerk, chair, _with_bank_card(clerk, file_id))
    payouts.draft_run(clerk, clerk.say("Aid"), UNIT, "十一月生活救助")
    first = payouts.lock_and_sign(clerk, chair)
    payouts.pay(first, cashier, tmp_path, [Answer(NAME, "3000.00", WRONG_NAME)])
    payouts.follow_up(clerk, first)
    second = payouts.lock_and_sign(clerk, chair)
    payouts.pay(second, cashier, tmp_path, [Answer(NAME, "3000.00")])
    _call_back(reviewer, second)
    _audit(clerk, second, tmp_path)

    _verify_again(reviewer, file_id)
    _leave(clerk, chair, file_id)


def _apply(clerk: Desk) -> int:
    clerk.go("hardship_apply?way=new").look_up("apply-new-0-unit_id", UNIT)
    clerk.type("apply-new- -name", NAME)
    clerk.type("apply-new- -id_no", id_number(date(1976, 6, 1), 777))
    clerk.choose("apply-new- -person_status", clerk.code("person_status", "on_duty"))
    clerk.choose("apply-new- -file_level", clerk.code("file_level", "county"))
    clerk.choose("apply-new- -region", clerk.code("aid_region", "city"))
    clerk.press("apply-new-save")
    file_id = clerk.record_id()
    key = f"apply-{file_id}"
    clerk.choose(f"{key}-facts- -primary_cause", clerk.code("hardship_cause", "laid_off"))
    clerk.press(f"{key}-facts-save")
    clerk.choose(f"{key}-money-income- -item", clerk.code("income_item", "wage"))
    clerk.type(f"{key}-money-income- -fen", "6000").press(f"{key}-money-income-save")
    clerk.sees("6,000.00")
    clerk.go(f"hardship_apply?id={file_id}&step=signed")
    for purpose in ("pledge", "means_check", "file", "publish"):
        clerk.press(f"{key}-signed-sign-ask")
        clerk.choose(f"{key}-signed-sign- -purpose", clerk.code("consent_purpose", purpose))
        clerk.choose(f"{key}-signed-sign- -person_ids", NAME)
        clerk.page.keyboard.press("Escape")
        clerk.send(f"{key}-signed-sign-save").sees(clerk.code("consent_purpose", purpose))
    for code in OF_A_FILE:
        clerk.answer(f"apply- signed-answer-{code}-yes", clerk.say("No"))
    clerk.press("apply- signed-answer-save").is_told("Saved.")
    for kind in ("id_copy", "household_book"):
        _attach(clerk, f"hardship_file-{file_id}-papers", kind)
    clerk.go(f"hardship_apply?id={file_id}&step=check")
    clerk.sees(clerk.code("hardship_category", "deep"))
    clerk.press(f"{key}-submit").sees(clerk.say("Submitted"))
    return file_id


def _attach(desk: Desk, key: str, kind: str) -> None:
    desk.press(f"{key}-attach-ask")
    desk.choose(f"{key}-attach-kind", desk.code("attachment_kind", kind))
    desk.attach(f"{key}-attach-file", f"{kind}.pdf", PAPER)
    desk.send(f"{key}-attach-send").sees(f"{kind}.pdf")


def _survey_and_review(clerk: Desk, file_id: int) -> None:
    clerk.go(f"hardship_file?id={file_id}").open_tab(clerk.say("Survey and review"))
    key = f"file-{file_id}-review-survey"
    clerk.press(f"{key}-ask").type(f"{key}- -first_surveyor", "王芳")
    clerk.type(f"{key}- -second_surveyor", "何志强").type(f"{key}- -findings", "家中陈设简单")
    clerk.answer(f"{key}- -agrees", clerk.say("Yes")).send(f"{key}-save")
    _attach(clerk, "home_survey- -papers", "survey_photo")
    clerk.press(f"file-{file_id}-step-survey").sees(clerk.say("Home surveyed"))
    clerk.open_tab(clerk.say("Survey and review"))
    key = f"file-{file_id}-review-judge"
    clerk.press(f"{key}-ask").type(f"{key}- -chaired_by", "周国强").type(f"{key}- -present", "9")
    clerk.type(f"{key}- -in_favour", "8").type(f"{key}- -against", "1").send(f"{key}-save")
    clerk.press(f"file-{file_id}-step-peer_review").sees(clerk.say("Peer-reviewed"))


def _put_on_notice(clerk: Desk) -> int:
    clerk.go("notices?show=ready").tick("notices-ready", NAME)
    key = "notices-prepare"
    clerk.type(f"{key}- -title", "困难职工建档公示").type(f"{key}- -basis", "民主评议会议")
    clerk.type(f"{key}- -phone", "0571-88000000")
    clerk.choose(f"{key}- -aid_kind", clerk.code("aid_kind", "living_aid"))
    clerk.press(f"{key}-save")
    notice_id = clerk.record_id()
    clerk.press(f"notice-{notice_id}-publish").sees(clerk.say("Published"))
    clerk.go(f"notice?id={notice_id}&show=sheet").sees(MASKED)
    assert NAME not in clerk.page.get_by_role("main").inner_text()
    return notice_id


def _hear_an_objection(clerk: Desk, county: Desk, notice_id: int) -> None:
    clerk.go(f"notice?id={notice_id}").open_tab(clerk.say("Objections"))
    key = f"notice-{notice_id}-hear"
    clerk.press(f"{key}-ask")
    clerk.choose(f"{key}-form- -channel", clerk.code("objection_channel", "phone"))
    clerk.type(f"{key}-form- -text", "听说家里有两套房").send(f"{key}-form-save")
    clerk.sees(clerk.say("Open objection"))
    county.go(f"notice?id={notice_id}").open_tab(county.say("Objections"))
    county.confirm(f"notice-{notice_id}-objection- -dismiss", "经核实，名下仅一套住房")
    county.sees(county.say("Objection dismissed"))


def _end_notice(clerk: Desk, notice_id: int) -> None:
    clerk.go(f"notice?id={notice_id}").press(f"notice-{notice_id}-end")
    clerk.sees(clerk.say(PUBLIC_NOTICE.state_labels["ended"]))
    clerk.open_tab(clerk.say("Photo and papers"))
    _attach(clerk, f"public_notice-{notice_id}-papers", "notice_photo")
    key = f"notice-{notice_id}-close"
    clerk.press(f"{key}-ask").send(f"{key}-form-save")
    clerk.sees(clerk.say(PUBLIC_NOTICE.state_labels["closed"]))


def _plan(clerk: Desk, chair: Desk, file_id: int) -> None:
    clerk.go(f"hardship_file?id={file_id}").open_tab(clerk.say("Plan"))
    clerk.press(f"file-{file_id}-plan").press("plan- -add-ask")
    clerk.choose("plan- -add- -cause", clerk.code("hardship_cause", "laid_off"))
    clerk.choose("plan- -add- -kind", clerk.code("measure_kind", "employment"))
    clerk.type("plan- -add- -text", "推荐到纺织园区岗位").type("plan- -add- -owner", "何志强")
    clerk.type("plan- -add- -due_on", "2027-06-30").send("plan- -add-save")
    clerk.press("plan- -propose").sees(clerk.say("Take back and go on writing"))
    chair.go(f"hardship_file?id={file_id}").open_tab(chair.say("Plan")).press("plan- -adopt")
    chair.sees(chair.say("Plan in force"))


def _with_bank_card(clerk: Desk, file_id: int) -> int:
    """Give the head a bank card; return the household's number."""
    clerk.go(f"hardship_file?id={file_id}")
    main = clerk.page.get_by_role("main")
    main.get_by_role("link", name=clerk.say("Household"), exact=True).first.click()
    expect(clerk.page).to_have_url(re.compile("household[?]"))
    household_id = clerk.record_id()
    main.get_by_role("link", name=NAME, exact=True).first.click()
    expect(clerk.page).to_have_url(re.compile("household_person"))
    key = f"person-{clerk.record_id()}"
    clerk.go(f"household_entry?person={key.partition('-')[2]}")
    clerk.type(f"{key}- -bank_name", "建设银行")
    clerk.type(f"{key}- -bank_number", "6222020000000001234").press(f"{key}-save")
    expect(clerk.page).to_have_url(re.compile("household_person"))
    return household_id


def _grant(clerk: Desk, chair: Desk, household_id: int) -> None:
    clerk.go(f"aid_entry?household={household_id}&kind=living_aid")
    clerk.choose("aid- -person_id", NAME).type("aid- -need", "2026年生活困难")
    clerk.type("aid- -fen", "3000").type("aid- -reason", "收入低于低保标准")
    clerk.choose_like("aid- -fund_id", FUND).press("aid- -save")
    grant_id = clerk.record_id()
    chair.go(f"grant?id={grant_id}").press(f"grant-{grant_id}-grant-ask")
    chair.send(f"grant-{grant_id}-decision-save").sees(chair.say("Granted"))


def _call_back(reviewer: Desk, run_id: int) -> None:
    reviewer.go(f"pay_run?id={run_id}").open_tab(reviewer.say("Calls after payment"))
    reviewer.press(f"run-{run_id}-draw").press("call- -ask")
    for name in ("reached", "received"):
        reviewer.answer(f"call- -{name}", reviewer.say("Yes"))
    reviewer.type("call- -said_fen", "3000").send("call- -save").sees(reviewer.say("called"))


def _audit(clerk: Desk, run_id: int, folder: Path) -> None:
    clerk.go(f"pay_run?id={run_id}").open_tab(clerk.say("Lists and papers"))
    key = f"run-{run_id}-pack"
    clerk.press(f"{key}-ask").type(f"{key}-reason", "年度审计").press(f"{key}-send")
    with zipfile.ZipFile(clerk.download(f"{key}-file", folder)) as pack:
        assert {"list.xlsx", "sums.csv", "approvals.csv", "manifest.csv"} <= set(pack.namelist())
    clerk.go(f"pay_run?id={run_id}").press(f"run-{run_id}-close").sees(clerk.say("Run closed"))


def _verify_again(reviewer: Desk, file_id: int) -> None:
    reviewer.go(f"reverifications?file={file_id}")
    key = f"reverification-{file_id}-"
    result = reviewer.code("reverification_result", "out_of_hardship")
    reviewer.choose(f"{key} -result", result).type(f"{key} -checked_by", "李建国、何志强")
    reviewer.type(f"{key} -findings", "已重新就业，连续六个月收入高于标准")
    reviewer.press(f"{key} -save").is_told("The check is written down.")


def _leave(clerk: Desk, chair: Desk, file_id: int) -> None:
    clerk.go(f"hardship_file?id={file_id}")
    key = f"file-{file_id}-step-propose_exit"
    clerk.press(f"{key}-ask").choose(f"{key}- -exit_kind", clerk.say("Out of hardship"))
    clerk.choose(f"{key}- -code", clerk.code("exit_reason", "causes_gone"))
    clerk.type(f"{key}- -note", "已稳定就业").send(f"{key}-save").sees(clerk.say("To be closed"))
    key = f"file-{file_id}-step-exited"
    chair.go(f"hardship_file?id={file_id}").press(f"{key}-ask")
    chair.answer(f"{key}- -confirmed", chair.say("Yes")).type(f"{key}- -note", "同意脱困")
    chair.send(f"{key}-save").sees(chair.say("Out of hardship"))
