"""The account of mutual aid on the screen: figures, ranking, charts as tables, targets."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date

from sqlalchemy import select

from db import mutual_plans, mutual_targets
from db.models.mutual import UnitEnrolment
from db.session import reading
from rules.access import Actor
from tests.db.test_mutual_plans import publish
from tests.ground.account import claim, insured, receive
from tests.ground.people import almighty
from tests.ground.tree import City, plant
from tests.pages.conftest import Screen, role

Open = Callable[[Actor], Screen]


def _lively() -> City:
    city = plant()
    member_id, cover_id = insured(city.mill)
    receive(city.mill, 100_000_000, date(2026, 1, 5))
    for order in range(6):
        paid = {"paid_on": date(2026, 4, 2), "paid_fen": 40_000}
        claim(city.mill, member_id, cover_id, hospital=f"医院{order % 1}", **paid)
    return city


def test_the_ranking_leads_into_a_county_and_marks_the_million(screen: Open) -> None:
    city = _lively()
    shown = screen(almighty()).open("mutual_account", year=2026, by="fees")
    assert "北岭县总工会" in shown.html
    assert "百万" in shown.html
    assert f"mutual_account?of={city.north}&amp;year=2026" in shown.html
    inside = screen(almighty()).open("mutual_account", of=city.north, year=2026)
    assert "北岭纺织厂工会" in inside.html
    assert "南浦县总工会" not in inside.html
    assert "完成率" not in inside.html, "nobody here has a target"
    hidden = screen(almighty(unit=city.south)).open("mutual_account", of=city.north)
    assert "北岭纺织厂工会" not in hidden.text


def test_one_plan_is_shown_without_targets_mark_and_circular(screen: Open) -> None:
    city = _lively()
    with reading(almighty()) as session:
        plan_id = session.scalars(select(UnitEnrolment.plan_id)).first()
        code = mutual_plans.get_plan(session, plan_id).code
    row = publish(code)
    shown = screen(almighty()).open("mutual_account", year=2026, plan=row.plan_id)
    assert "各计划合并" in shown.text
    assert f"mutual_account?of={city.north}&amp;year=2026&amp;plan={row.plan_id}" in shown.html
    assert "百万" not in shown.html
    assert "完成率" not in shown.html
    inside = screen(almighty()).open(
        "mutual_account", show="charts", of=city.north, year=2026, plan=row.plan_id
    )
    assert len(inside.app.get("vega_lite_chart")) == 4


def test_charts_say_their_message_and_stand_beside_their_table(screen: Open) -> None:
    _lively()
    shown = screen(role("leader")).open("mutual_account", show="charts", year=2026)
    assert "医院0的理赔最多：6 件中有 6 件" in shown.html
    assert "0.24 %" in shown.html
    assert "还没有下达目标" in shown.html
    assert "王建国" not in shown.text
    assert len(shown.app.get("vega_lite_chart")) == 4
    english = screen(role("leader", language="en")).open("mutual_account", show="charts", year=2026)
    assert "Most claims come from 医院0: 6 of 6" in english.html


def test_an_empty_office_says_what_would_be_here(screen: Open) -> None:
    plant()
    shown = screen(almighty()).open("mutual_account", show="charts", year=2026)
    assert "无法计算给付率" in shown.html
    assert not shown.app.get("vega_lite_chart")


def test_a_target_is_typed_for_a_county_and_copied_to_the_next_year(screen: Open) -> None:
    city = _lively()
    shown = screen(almighty()).open("mutual_account", show="targets", year=2026, unit=city.north)
    form = f"mutual-target-{city.north}-2026"
    shown.type(form, people="20", fees_fen="1.2万", renewal_percent="80").click(f"{form}-save")
    shown.open("mutual_account", show="targets", year=2026)
    assert "12,000.00" in shown.html
    shown.open("mutual_account", show="targets", year=2027).click("mutual-targets-copy-2027")
    with reading(almighty()) as session:
        rows = mutual_targets.list_page(session, 2027).rows
    assert [row.values["people"] for row in rows] == [None, 20, None]
    others = screen(role("reviewer")).open("mutual_account", show="targets", year=2026)
    assert "mutual-targets-copy-2026" not in others.button_keys
