"""The whole story of one campaign, from the year's plan to the printed report.

A county's year is made from the one before; its autumn study grants are planned, approved, given
and reported, while a wall in the hall follows. The office's clock stands in August, when study
grants are given.
"""

from __future__ import annotations

import re
import sqlite3
import zipfile
from collections.abc import Callable, Iterator
from contextlib import closing
from dataclasses import dataclass
from datetime import date, datetime, timedelta, timezone
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from playwright.sync_api import expect

from rules.activities import ACTIVITY
from rules.campaigns import CAMPAIGN
from rules.indicators import INDICATORS
from rules.language import LANGUAGES
from tests.ground import freshmen, payouts
from tests.ground.desks import BROWSER_LANGUAGE, Desk
from tests.ground.inside import office_in
from tests.ground.payouts import Answer
from tests.ground.servers import OfficeServer

if TYPE_CHECKING:
    from playwright.sync_api import BrowserContext, Locator

CHINA = timezone(timedelta(hours=8))
TODAY = datetime.now(CHINA).date()
AUGUST = date(TODAY.year + 1, 8, 3)
CAMPAIGN_NAME, FUND = "金秋助学活动", "金秋助学专项资金"
FIRST, SECOND, THIRD, AIDED = "骆明远", "骆静姝", "骆思齐", "骆望舒"
FAMILIES = {FIRST: "骆建国", SECOND: "骆建军", THIRD: "骆建民", AIDED: "骆建华"}
"""Children who enter college in September, and the parents who get a family's money."""
THEMES = 7
EACH = "2000.00"
WHY = "部分工作转入下一学年"


@dataclass(frozen=True, slots=True)
class County:
    """The county of the unit contact, with people of the contact's unit and of others."""

    id: int
    name: str
    own: str
    others: tuple[str, str]


@pytest.fixture
def county(small_home: Path) -> County:
    """The contact's county, with four families whose child enters college in September."""
    above = """SELECT unit.id, unit.name, contact.unit_id FROM account AS contact
        JOIN unit_below ON unit_below.unit_id = contact.unit_id
        JOIN unit ON unit.id = unit_below.ancestor_id AND unit.kind = 'county_federation'
        WHERE contact.login = 'contact'"""
    people = """SELECT min(member.unit_id), member.name FROM member
        JOIN unit_below ON unit_below.unit_id = member.unit_id AND unit_below.ancestor_id = ?
        WHERE member.status = 'member' GROUP BY member.name HAVING count(*) = 1"""
    with closing(sqlite3.connect(small_home / "office.db")) as office:
        county_id, name, unit_id = office.execute(above).fetchone()
        found = office.execute(people, (county_id,)).fetchall()
    own = next(name for unit, name in found if unit == unit_id)
    first, second, *_rest = (name for unit, name in found if unit != unit_id)
    with office_in(small_home):
        freshmen.plant(county_id, FAMILIES, AUGUST.year)
    return County(county_id, name, own, (first, second))


@pytest.fixture
def server(small_home: Path, county: County, tmp_path: Path) -> Iterator[OfficeServer]:
    """A small sample office in the August of next year."""
    ahead = tmp_path / "days-ahead"
    ahead.write_text(str((AUGUST - TODAY).days))
    program = ("-m", "tests.ground.clocked", str(ahead))
    server = OfficeServer(small_home, program=program, OFFICE_DEMO="1")
    yield server.start()
    server.stop()


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_county_helps_its_children_to_college_while_a_wall_follows(
    server: OfficeServer,
    county: County,
    tmp_path: Path,
    new_context: Callable[..., BrowserContext],
    language: str,
) -> None:
    def seat(login: str) -> Desk:
        context = new_context(BROWSER_LANGUAGE[language])
        return Desk(context.new_page(), server, login, language).sign_in()

    clerk, chair, cashier, contact = map(seat, ("clerk", "chair", "cashier", "contact"))
    planned = _open_wall(seat("admin"), new_context)
    expect(planned).to_have_text(re.compile(r"\d+"))
    before = int(planned.inner_text())
    campaign = _make_year(clerk, county)
    expect(planned).to_have_text(str(before + THEMES))

    payouts.open_fund(chair, FUND, "autumn_study", "20000")
    _plan(clerk, campaign)
    _approve(chair, campaign)
    clerk.go(f"campaign?id={campaign}").press(f"campaign-{campaign}-start.")
    clerk.sees(clerk.say(CAMPAIGN.state_labels["running"]))
    _hold_activity(clerk, contact, county, campaign)

    grants = _propose(clerk, campaign)
    for grant_id in grants:
        chair.go(f"grant?id={grant_id}").press(f"grant-{grant_id}-grant-ask")
        chair.send(f"grant-{grant_id}-decision-save").sees(chair.say("Granted"))
    payouts.draft_run(clerk, clerk.say("Aid"), county.name, "金秋助学金")
    run = payouts.lock_and_sign(clerk, chair)
    payouts.pay(run, cashier, tmp_path, [Answer(FAMILIES[one], EACH) for one in (FIRST, SECOND)])

    _reach_the_last(clerk, campaign)
    _report(clerk, chair, campaign, tmp_path)


def _open_wall(admin: Desk, new_context: Callable[..., BrowserContext]) -> Locator:
    """Make a display key, open its wall; return the figure that counts the year's campaigns."""
    admin.go("displays?add=1").type("display-new- -label", "一楼大厅")
    board = {"zh_CN": "主题活动", "en": "Campaigns"}[admin.language]
    admin.choose("display-new- -board_ids", board)
    admin.page.keyboard.press("Escape")
    admin.type("display-new- -seconds", "5")
    admin.choose("display-new- -language", LANGUAGES[admin.language]).press("display-new-save")
    address = admin.page.locator(".office-revealed").inner_text()
    wall = new_context(viewport={"width": 1920, "height": 1080}).new_page()
    wall.goto(address)
    label = wall.get_by_text(admin.say(INDICATORS["campaigns"].label), exact=True)
    return wall.locator(".board-tile.card").filter(has=label).locator(".board-figure")


def _make_year(clerk: Desk, county: County) -> int:
    """Make the county's year from the one before; return the campaign of the study grants."""
    clerk.go(f"campaigns?make=yes&year={AUGUST.year}&source=last_year")
    clerk.look_up("campaigns-make-unit", county.name).press("campaigns-make.")
    clerk.is_told("{n} campaigns were made for {units} units.", n=THEMES, units=1)
    clerk.go(f"campaigns?year={AUGUST.year}&show=list&theme=study_grants&below_id={county.id}")
    clerk.follow(CAMPAIGN_NAME)
    return clerk.record_id()


def _plan(clerk: Desk, campaign: int) -> None:
    """Say who pays, for whom it is, and who is left out of it."""
    key = f"campaign-{campaign}-change-"
    clerk.go(f"campaign_entry?id={campaign}").type(f"{key} -planned_people", "3")
    clerk.choose_like(f"{key} -fund_id", FUND).press(f"{key}save").is_told("Saved.")

    whom = clerk.say("Whom it is for")
    clerk.go(f"campaign?id={campaign}&add=rule&base=families").open_tab(whom)
    key = f"people-{campaign}-rule-families-"
    clerk.choose(f"{key} -relation", clerk.code("relation", "child"))
    clerk.page.keyboard.press("Escape")
    clerk.type(f"{key} -enrolled_from", f"{AUGUST.year}-09").sees(FIRST, AIDED)
    clerk.press(f"{key}save").is_told("The rule is kept; it matches {n} people.", n=4)

    clerk.go(f"campaign?id={campaign}&add=out").open_tab(whom)
    key = f"people-{campaign}-out"
    clerk.type(f"{key}-text", AIDED).type(f"{key}- -reason", "已获慈善总会助学金")
    clerk.press(f"{key}-save").is_told("{n} people were left out.", n=1)


def _approve(chair: Desk, campaign: int) -> None:
    """Approve the plan; its list stands, and says who was left out and why."""
    chair.go(f"campaign?id={campaign}").press(f"campaign-{campaign}-approve.")
    chair.sees(chair.say(CAMPAIGN.state_labels["approved"]))
    whom = chair.say("Whom it is for")
    chair.go(f"campaign?id={campaign}&who=left_out").open_tab(whom).sees("已获慈善总会助学金")
    chair.go(f"campaign?id={campaign}&who=all").open_tab(whom).sees(FIRST, SECOND, THIRD)
    expect(chair.page.get_by_role("main")).not_to_contain_text(AIDED)


def _hold_activity(clerk: Desk, contact: Desk, county: County, campaign: int) -> None:
    """Hold a meeting of two places: the third waits, moves up and comes."""
    clerk.go(f"activity_entry?campaign={campaign}")
    key = f"activity-new-{campaign}-"
    clerk.choose_like(f"{key} -campaign_id", CAMPAIGN_NAME).type(f"{key} -name", "助学金发放座谈会")
    clerk.choose(f"{key} -kind", clerk.code("activity_kind", "lecture"))
    clerk.type(f"{key} -place", "县总工会一楼").type(f"{key} -from_on", AUGUST.isoformat())
    clerk.type(f"{key} -capacity", "2").press(f"{key}save")
    activity = clerk.record_id()
    key = f"activity-{activity}"
    opened = clerk.say(ACTIVITY.state_labels["activity_open"])
    clerk.press(f"{key}-open.").sees(opened)

    clerk.go(f"activity?id={activity}&add=text").type(f"{key}-text", "\n".join(county.others))
    clerk.press(f"{key}-join.").is_told("{n} people were signed up.", n=2)
    contact.go(f"activity?id={activity}&add=pick").tick(f"{key}-pick", county.own)
    contact.press(f"{key}-join.").is_told("On the waiting list: {n}.", n=1)

    who = clerk.say("Who takes part")
    clerk.go(f"activity?id={activity}").open_tab(who).choose(f"{key}-who", county.others[0])
    clerk.press(f"{key}-off-").is_told("Moved up from the waiting list: {n}.", n=1)
    contact.go(f"activity?id={activity}").open_tab(who)
    contact.sees(county.own, contact.say("moved up on {on}", on=AUGUST.isoformat()))

    clerk.go(f"activity?id={activity}").press(f"{key}-hold.")
    clerk.sees(clerk.say(ACTIVITY.state_labels["activity_held"]))
    clerk.go(f"activity?id={activity}").open_tab(clerk.say("Attendance"))
    clerk.at(f"{key}-all").locator("label").first.click()
    expect(clerk.at(f"{key}-came-1-")).to_be_visible()  # the list with everybody ticked
    clerk.press_named(clerk.say("Enter the attendance of {n} people", n=2))
    clerk.is_told("{n} people came.", n=2)


def _propose(clerk: Desk, campaign: int) -> list[int]:
    """Propose a study grant for two of the list; return the grants' numbers."""
    tab = clerk.say("Gifts and grants")
    clerk.go(f"campaign?id={campaign}&add=grants").open_tab(tab)
    key = f"grants-{campaign}-"
    clerk.tick(f"{key}not_reached", FIRST).tick(f"{key}not_reached", SECOND)
    clerk.type(f"{key} -fen", EACH).type(f"{key} -reason", "子女被大学录取，家庭困难")
    clerk.choose_like(f"{key} -fund_id", FUND).press(f"{key}save")
    told = "{n} proposals wait for a decision, {out} people stayed out."
    clerk.is_told(told, n=2, out=0)
    clerk.go(f"campaign?id={campaign}").open_tab(tab)
    links = clerk.page.get_by_role("main").locator("a[href*='grant?id=']")
    expect(links).to_have_count(2)
    return [int(str(one.get_attribute("href")).partition("id=")[2]) for one in links.all()]


def _reach_the_last(clerk: Desk, campaign: int) -> None:
    """See who was not reached, and mark the last one by hand."""
    whom, key = clerk.say("Whom it is for"), f"people-{campaign}"
    clerk.go(f"campaign?id={campaign}&who=not_reached").open_tab(whom)
    clerk.tick(f"{key}-not_reached", THIRD)
    expect(clerk.page.get_by_role("main")).not_to_contain_text(FIRST)
    clerk.press(f"{key}-mark-ask").type(f"{key}-mark- -note", "电话告知绿色通道")
    clerk.send(f"{key}-mark-save")
    clerk.sees(clerk.say("Everybody on the list was reached. Well done."))


def _report(clerk: Desk, chair: Desk, campaign: int, folder: Path) -> None:
    """Write down what came of it, close and report it, print the report."""
    clerk.go(f"campaign?id={campaign}").open_tab(clerk.say("Report"))
    key = f"campaign-{campaign}-tell"
    clerk.press(f"{key}-ask").type(f"{key}- -results", "两名新生领到助学金")
    clerk.type(f"{key}- -summary", "应助尽助").send(f"{key}-save").sees("应助尽助")
    chair.go(f"campaign?id={campaign}").press(f"campaign-{campaign}-close-ask")
    key = f"campaign-{campaign}-close"
    chair.type(f"{key}- -note", WHY).send(f"{key}-save")
    chair.sees(chair.say(CAMPAIGN.state_labels["closed"]))
    key = f"campaign-{campaign}-report"
    clerk.go(f"campaign?id={campaign}").press(f"{key}-ask").type(f"{key}- -note", WHY)
    clerk.send(f"{key}-save")
    clerk.sees(clerk.say(CAMPAIGN.state_labels["reported"]))
    clerk.go(f"campaign?id={campaign}").open_tab(clerk.say("Report"))
    clerk.sees("4,000.00").follow("Print the report")
    clerk.press("letters-print-ask").press("letters-print-send")
    with zipfile.ZipFile(clerk.download("letters-download", folder)) as report:
        told = report.read("word/document.xml").decode()
    assert all(text in told for text in ("应助尽助", WHY))
