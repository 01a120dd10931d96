"""The whole story of one mutual-aid plan, from the bench to the circular.

The plan is proven and published, a unit joins by its roster and pays; one claim is large and
looked at twice, one is refused and granted on appeal; the bank fails one of them; letters go out.
"""

from __future__ import annotations

import sqlite3
import zipfile
from collections.abc import Callable, Iterator
from contextlib import closing
from dataclasses import dataclass
from datetime import datetime, timedelta, timezone
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from rules.claims import CLAIM
from rules.language import LANGUAGES
from rules.mutual_enrolment import HAND_IN
from tests.ground import payouts
from tests.ground.desks import BROWSER_LANGUAGE, Desk
from tests.ground.payouts import WRONG_NAME, Answer
from tests.ground.rosters import workbook
from tests.ground.servers import OfficeServer

if TYPE_CHECKING:
    from playwright.sync_api import BrowserContext

PLAN, PATTERN, FUND = "云溪职工综合互助", "滨州市职工综合互助", "综合互助金"
LARGE, SMALL = ("9000", "3,680.00"), ("3000", "880.00")
"""Own parts in yuan and what the plan gives for them: 800 free, 40 % up to 5000, then 50 %."""
LAST_PAPER = "invoice"
PAPERS = ("application", "id_copy", "bank_card_copy", "discharge_record", "settlement_sheet")
CHINA = timezone(timedelta(hours=8))


def _ago(days: int) -> str:
    """Return the day so many days ago, as one types it."""
    return (datetime.now(CHINA).date() - timedelta(days=days)).isoformat()


@dataclass(frozen=True, slots=True)
class Unit:
    """A unit of the sample with those of its people who may join: their numbers and names."""

    name: str
    people: tuple[tuple[int, str], ...]


@pytest.fixture
def server(small_home: Path) -> Iterator[OfficeServer]:
    server = OfficeServer(small_home, OFFICE_DEMO="1")
    yield server.start()
    server.stop()


@pytest.fixture
def unit(server: OfficeServer) -> Unit:
    """The unit with the most people at work who are younger than 60."""
    wanted = """SELECT unit.name, group_concat(member.id), group_concat(member.name)
        FROM member JOIN unit ON unit.id = member.unit_id
        WHERE member.status = 'member' AND member.work_status = 'on_duty' AND birth_on > ?
        GROUP BY unit.id ORDER BY count(DISTINCT member.name) DESC LIMIT 1"""
    with closing(sqlite3.connect(server.home / "office.db")) as office:
        name, ids, names = office.execute(wanted, (_ago(60 * 365),)).fetchone()
    return Unit(name, tuple(zip(map(int, ids.split(",")), names.split(","), strict=True)))


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_unit_joins_a_new_plan_and_two_of_its_people_are_paid(
    server: OfficeServer,
    unit: Unit,
    tmp_path: Path,
    new_context: Callable[..., BrowserContext],
    language: str,
) -> None:
    def seat(login: str) -> Desk:
        context = new_context(BROWSER_LANGUAGE[language])
        return Desk(context.new_page(), server, login, language).sign_in()

    clerk, reviewer, chair, cashier = map(seat, ("clerk", "reviewer", "chair", "cashier"))
    plan_id = _make_plan(clerk)
    chair.go(f"mutual_plan?id={plan_id}").confirm("mutual- -publish").sees(chair.say("in force"))

    hand_in = _enrol(clerk, unit)
    reviewer.go(f"enrolment?id={hand_in}").press(f"enrolment-{hand_in}-confirm")
    reviewer.sees(reviewer.say(HAND_IN.state_labels["enrolment_confirmed"]))
    _receive_fee(cashier, hand_in)
    _print(clerk, f"letter=enrolment_certificate&unit_enrolment={hand_in}", tmp_path)

    (one, first), (other, second) = unit.people[:2]
    large = _take_claim(clerk, one, *LARGE, PAPERS)
    _ask_for_papers(clerk, reviewer, large)
    reviewer.confirm(f"claim-{large}-approve", "单位互助金已补缴到账")
    reviewer.sees(reviewer.say("Waits for a second look"))
    chair.go(f"claim?id={large}").press(f"claim-{large}-agree")
    chair.sees(chair.say("Approved, to be paid"))

    refused = _take_claim(clerk, other, *SMALL, (*PAPERS, LAST_PAPER))
    _refuse(reviewer, refused)
    _appeal(clerk, seat("reviewer2"), refused)

    payouts.open_fund(chair, FUND, "mutual_claim", "50000")
    chair.go(f"mutual_plan?id={plan_id}").press("mutual-fund-ask")
    chair.choose_like("mutual- -fund_id", FUND).send("mutual- -fund-save")
    payouts.draft_run(clerk, PLAN, unit.name, "十一月理赔款")
    run = payouts.lock_and_sign(clerk, chair)
    yuan = {first: LARGE[1].replace(",", ""), second: SMALL[1]}
    answers = [Answer(first, yuan[first], WRONG_NAME), Answer(second, yuan[second])]
    payouts.pay(run, cashier, tmp_path, answers)
    clerk.go(f"claim?id={large}").sees(clerk.say("Payment failed"))
    payouts.follow_up(clerk, run)
    run = payouts.lock_and_sign(clerk, chair)
    payouts.pay(run, cashier, tmp_path, [Answer(first, yuan[first])])

    clerk.go(f"claim?id={large}").sees(clerk.say("Paid on {on}", on=_ago(0)))
    _print(clerk, f"letter=claim_statement&claim={large}", tmp_path)
    clerk.go("mutual_account").sees(clerk.say("Ranking"))
    clerk.follow("Print the circular")
    _print(clerk, "", tmp_path)


def _make_plan(clerk: Desk) -> int:
    """Enter a plan after another city's, change a term, prove it on the bench by a case."""
    clerk.go("mutual_plans").press("mutual-plan-new-ask")
    key = "mutual-plan-new-form-"
    clerk.type(f"{key} -code", "YUNXI2026").type(f"{key} -name", PLAN)
    clerk.choose(f"{key} -kind", clerk.code("mutual_kind", "combined"))
    clerk.type(f"{key} -valid_from", _ago(80))
    clerk.choose_like(f"{key} -copy_of", PATTERN).send(f"{key}save")
    plan_id = clerk.record_id()
    clerk.go(f"mutual_plan?id={plan_id}&edit=1&section=claims")
    clerk.type("mutual- -second_look_over", "3000").press("mutual- -save")
    clerk.is_told("Saved. Look on the bench what it gives now.")

    clerk.go(f"mutual_plan?id={plan_id}&show=bench").type("bench- -own_in_fen", LARGE[0])
    clerk.sees(clerk.say("Benefit {amount} yuan", amount=LARGE[1]))
    clerk.fill("Name of the example", "住院自付9000元").fill("What the plan has to give", "3680")
    clerk.press_named(clerk.say("Keep as an example")).is_told("The example is kept.")
    return plan_id


def _enrol(clerk: Desk, unit: Unit) -> int:
    """Open the unit's hand-in, upload who joins, and hand it in."""
    clerk.go("enrolments?add=yes").look_up("enrolment-new-0-unit_id", unit.name)
    clerk.choose_like("enrolment-new- -plan_id", PLAN).is_offered("enrolment-new- -from_on")
    clerk.type("enrolment-new- -from_on", _ago(70))
    clerk.type("enrolment-new- -headcount", str(len(unit.people))).press("enrolment-new-save")
    hand_in = clerk.record_id()
    clerk.go(f"enrolment?id={hand_in}&add=file")
    roster = workbook([["姓名", "份数"], *([name, 1] for _id, name in unit.people)])
    clerk.attach(f"enrolment-{hand_in}-file", "参加互助名单.xlsx", roster, "application/xlsx")
    clerk.sees(clerk.say("{n} people can join.", n=len(unit.people)))
    clerk.press(f"enrolment-{hand_in}-join").press(f"enrolment-{hand_in}-submit")
    clerk.sees(clerk.say(HAND_IN.state_labels["enrolment_handed_in"]))
    return hand_in


def _receive_fee(cashier: Desk, hand_in: int) -> None:
    cashier.go(f"enrolment?id={hand_in}").open_tab(cashier.say("Fees"))
    key = f"enrolment-{hand_in}-receive"
    cashier.press(f"{key}-ask").type(f"{key}- -fen", "520")
    cashier.choose(f"{key}-0-payer.", cashier.code("fee_payer", "employer"))
    cashier.type(f"{key}- -document_no", "收2026-0815").send(f"{key}-save").sees("收2026-0815")


def _print(desk: Desk, address: str, folder: Path) -> None:
    """Print a letter, the one on the screen if none is named; a Word file comes."""
    if address:
        desk.go(f"letters?{address}")
    desk.press("letters-print-ask").press("letters-print-send")
    with zipfile.ZipFile(desk.download("letters-download", folder)) as letter:
        assert "word/document.xml" in letter.namelist()


def _take_claim(clerk: Desk, member: int, own: str, benefit: str, papers: tuple[str, ...]) -> int:
    """Find the person at the counter, type the settlement sheet, see the benefit, accept."""
    clerk.go(f"cover?person={member}")
    clerk.follow("Take a claim")
    key = f"claim-{member}-0-"
    clerk.has_chosen(f"{key}0-event.", clerk.code("claim_event", "stay"))
    clerk.type(f"{key} -event_on", _ago(14))
    clerk.type(f"{key} -ended_on", _ago(5))
    clerk.choose_like(f"{key} -enrolment_id", PLAN)
    clerk.type(f"{key} -total_fen", "20000").type(f"{key} -own_in_fen", own)
    clerk.type(f"{key} -pool_paid_fen", str(20000 - int(own)))
    clerk.sees(benefit)
    for code in papers:
        clerk.at(f"{key} -papers").get_by_role(
            "button", name=clerk.code("claim_paper", code)
        ).click()
    clerk.type(f"{key} -bank_name", "建设银行")
    clerk.type(f"{key} -bank_number", f"62220200000000{member:05}").press(f"{key}save")
    return clerk.record_id()


def _ask_for_papers(clerk: Desk, reviewer: Desk, claim: int) -> None:
    """Ask for the paper that is missing; the clerk takes it in, and the review goes on."""
    key = f"claim-{claim}"
    reviewer.go(f"claim?id={claim}").press(f"{key}-review").sees(reviewer.say("In review"))
    reviewer.press(f"{key}-ask_papers-ask").send(f"{key}-ask_papers-form-save")
    reviewer.sees(reviewer.say("Papers asked for"))
    clerk.go(f"claim?id={claim}").press(f"{key}-in-ask")
    paper = clerk.code("claim_paper", LAST_PAPER)
    clerk.at(f"{key}-in-form- -codes").get_by_role("button", name=paper).click()
    clerk.send(f"{key}-in-form-save").sees(clerk.say("In review"))
    reviewer.go(f"claim?id={claim}")


def _refuse(reviewer: Desk, claim: int) -> None:
    key = f"claim-{claim}"
    reviewer.go(f"claim?id={claim}").press(f"{key}-review").sees(reviewer.say("In review"))
    reviewer.press(f"{key}-refuse-ask")
    ground = reviewer.code("claim_refusal", "in_situ")
    reviewer.choose(f"{key}-refuse-form- -refusal", ground).send(f"{key}-refuse-form-save")
    reviewer.sees(reviewer.say(CLAIM.state_labels["refused"]))


def _appeal(clerk: Desk, other: Desk, refused: int) -> None:
    """Appeal against the refusal; somebody else decides, and grants it."""
    clerk.go(f"claim?id={refused}").confirm(f"claim-{refused}-appeal", "补交病理报告，并非原位癌")
    clerk.leaves(f"id={refused}")
    appeal = clerk.record_id()
    clerk.press(f"claim-{appeal}-accept").sees(clerk.say(CLAIM.state_labels["accepted"]))
    other.go(f"claim?id={appeal}").press(f"claim-{appeal}-review").sees(other.say("In review"))
    other.go(f"claim?id={appeal}")  # two steps within a second would pass for a double click
    other.confirm(f"claim-{appeal}-approve", "单位互助金已补缴到账")
    other.sees(other.say("Approved, to be paid"))
