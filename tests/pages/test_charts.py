"""The page of figures: charts that say one thing each, figures with what stands behind them."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date

import pytest

from db import chart_exports, chart_figures, trail_pages
from db.session import reading, writing
from db.trail_pages import Wanted
from db.verbs import today_of
from rules.access import Actor, Permission
from rules.errors import NotAllowed
from rules.periods import period_of
from tests.ground import hardship_life as life
from tests.ground.account import claim, insured, receive
from tests.ground.people import actor_with, almighty, everyone_but
from tests.ground.tree import City, enrol, plant
from tests.pages.conftest import Screen, role

Open = Callable[[Actor], Screen]
YEAR = period_of("2026")


def _today() -> date:
    with reading(almighty()) as session:
        return today_of(session)


def _lively(files: int = 1) -> City:
    city = plant()
    member_id, cover_id = insured(city.mill)
    receive(city.mill, 1_000_000, date(2026, 1, 5))
    for _order in range(6):
        claim(city.mill, member_id, cover_id, paid_on=date(2026, 4, 2), paid_fen=40_000)
    life.know_line()
    for order in range(files):
        life.file_in_force(city.mill, name=f"王建军{order}")
    return city


def test_charts_say_their_message_and_name_nobody(screen: Open) -> None:
    _lively(files=2)
    shown = screen(role("leader")).open("charts", period="2026")
    assert "给付金额多在" in shown.html
    few = shown.html.count("不足5户的分组不显示")
    assert few == 3, "two families are too few to be told of a county, a cause, a month"
    assert "建档2户" not in shown.html
    assert "王建军" not in shown.text
    assert "少于 5" in shown.html
    english = screen(role("leader", language="en")).open("charts", period="2026")
    assert "Most benefits lie at" in english.html


def test_who_may_see_the_archive_sees_few_families_and_the_list_behind(screen: Open) -> None:
    city = _lively(files=2)
    shown = screen(almighty()).open("charts", period="2026")
    assert "在档困难家庭最多的是北岭县总工会：2户，共2户" in shown.html
    one = screen(almighty()).open("charts", figure="files", period="2026")
    assert "期末在档的困难职工档案，每户一份。" in one.html
    assert "王建军0" in one.html
    assert f"charts?period=2026&amp;of={city.north}&amp;figure=files" in one.html
    inside = screen(almighty()).open("charts", figure="files", period="2026", of=city.north)
    assert "北岭纺织厂工会" in inside.html
    assert "南浦县总工会" not in inside.html


def test_every_figure_opens_for_a_clerk_and_for_a_leader(screen: Open) -> None:
    _lively()
    for actor in (almighty(), role("leader", language="en")):
        tab = screen(actor)
        for code in ("women_share", "clean_records", "visit_coverage", "not_visited",
                     "claims_approved", "aid_people", "pot_held", "campaign_spent",
                     "campaign_coverage", "units"):  # fmt: skip
            tab.open("charts", figure=code, period="S2026")


def test_a_period_that_is_none_is_this_year_and_one_to_come_says_so(screen: Open) -> None:
    plant()
    tab = screen(almighty())
    year = f"{_today():%Y}年"
    assert year in tab.open("charts", period="2026-13").html
    assert "这个期间还没有开始" in tab.open("charts", period="2099Q2").text
    assert "没有在档困难家庭" in tab.html


def test_a_period_is_chosen_by_its_kind_and_stands_in_the_address(screen: Open) -> None:
    plant()
    tab = screen(almighty()).open("charts", period="2025Q3")
    tab.app.segmented_control(key="period-kind").set_value("month").run()
    assert tab.app.query_params["period"] == f"{_today():%Y-%m}"


def test_unchanged_figures_cost_one_look_up(screen: Open, statements: list[str]) -> None:
    city = _lively()
    leader = actor_with(Permission.SEE_FIGURES, Permission.USE_OFFICE)

    def mark() -> object:
        with reading(leader) as session:
            return chart_figures.get_mark(session)

    before = mark()
    with reading(leader) as session:
        chart_figures.get_charts(session, YEAR)
    statements.clear()
    assert mark() == before
    assert len(statements) == 1
    statements.clear()
    with reading(leader) as session:
        chart_figures.get_charts(session, YEAR, city.north)
        chart_figures.get_charts(session, YEAR)
    statements.clear()
    with reading(leader) as session:
        assert chart_figures.get_charts(session, YEAR).cards["members"].value == 1
    assert len(statements) <= 2, "the top of the tree, and the versions"
    enrol(city.dock, "王芳", 4)
    assert mark() != before
    with reading(leader) as session:
        assert chart_figures.get_charts(session, YEAR).cards["members"].value == 2


def test_figures_are_taken_away_by_those_who_may_and_it_is_on_the_trail(screen: Open) -> None:
    city = _lively(files=2)
    with writing(almighty(name="周平")) as session:
        chart_exports.record(session, YEAR, city.north, "xlsx")
    with reading(almighty()) as session:
        rows = list(chart_exports.list_rows(session, YEAR, city.north).rows)
        last = trail_pages.list_page(session, Wanted()).rows[0]
    told = [row[1:6] for row in rows]
    assert ("在档户数", "", "", "2", "0") in told
    assert ("在档户数", "单位", "北岭纺织厂工会", "2", "0") in told
    assert (last.actor, last.action) == ("周平", "exported")
    with (
        reading(everyone_but(Permission.EXPORT_MEMBERS)) as session,
        pytest.raises(NotAllowed),
    ):
        chart_exports.list_rows(session, YEAR, city.north)
