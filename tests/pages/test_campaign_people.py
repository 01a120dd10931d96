"""A campaign's people, gifts, grants and goods on the screen, before and after its approval."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from db import campaign_by_hand, campaign_goods, campaign_people
from db.campaign_people import TargetRow
from db.session import reading, writing
from rules.access import Actor
from rules.fields import Value
from tests.ground.aid import TODAY
from tests.ground.campaigns import bring, planned, row_of
from tests.ground.money import pot
from tests.ground.people import almighty
from tests.pages.conftest import Sample, Screen, role

Open = Callable[[Actor], Screen]
PEOPLE, GIVING, GOODS = "服务对象", "慰问与救助", "物资"


def _open(screen: Screen, campaign_id: int, tab: str, **arguments: object) -> Screen:
    screen.open("campaign", id=campaign_id, **arguments)
    screen.app.session_state[f"campaign-{campaign_id}-tabs"] = tab
    screen.app.run()
    return screen.checked()


def _listed(sample: Sample, **more: Value) -> int:
    campaign_id = planned(sample.city.federation, almighty(name="周平"), **more)
    with writing(almighty(name="周平")) as session:
        seen = row_of(campaign_id).version
        keys = [f"m{sample.member_id}", f"m{sample.hostile_id}"]
        campaign_by_hand.put_on(session, campaign_id, seen, keys, "街道来函")
    return campaign_id


def _rows(campaign_id: int) -> list[TargetRow]:
    with reading(almighty()) as session:
        return campaign_people.list_page(session, {"id": campaign_id}).rows


def test_a_rule_is_tried_and_kept_and_pasted_people_are_put_on(
    sample: Sample, screen: Open
) -> None:
    campaign_id = planned(sample.city.federation)
    clerk = screen(role("clerk"))
    _open(clerk, campaign_id, PEOPLE)
    assert "还没有规则" in clerk.html
    _open(clerk, campaign_id, PEOPLE, add="rule")
    key = f"people-{campaign_id}-rule-members"
    clerk.app.text_input(key=f"{key}-0-age_from").input("150").run()
    assert "年龄应在0至120岁之间" in clerk.checked().text
    clerk.app.text_input(key=f"{key}-0-age_from").input("20").run()
    assert "活动开始时年满20周岁" in clerk.checked().html
    clerk.click(f"{key}-save")
    assert "该规则包含全部人员" in clerk.text
    clerk.app.session_state[f"{key}-0-despite"] = True
    clerk.click(f"{key}-save")
    assert row_of(campaign_id).target_rule["age_from"] == 20
    _open(clerk, campaign_id, PEOPLE, add="on")
    clerk.app.text_area(key=f"people-{campaign_id}-on-text").input("王建国\n查无此人").run()
    assert "有1行查无此人" in clerk.checked().text
    assert "请选择是哪一位" in clerk.text
    clerk.app.selectbox(key=f"people-{campaign_id}-on-1").select_index(0).run()
    # Who types the reason and presses at once sends both together.
    clerk.app.text_area(key=f"people-{campaign_id}-on-0-reason").input("街道来函")
    clerk.click(f"people-{campaign_id}-on-save")
    assert [row.name for row in _rows(campaign_id)] == ["王建国"]


@pytest.mark.parametrize("language", ["zh_CN", "en"])
def test_every_tab_and_round_is_drawn_for_who_runs_it_and_for_who_reads(
    sample: Sample, screen: Open, language: str
) -> None:
    fund_id = pot(sample.city.federation, 9_000_000, name="主题活动资金")
    campaign_id = _listed(sample, budget_fen=1_000_000, fund_id=fund_id)
    tabs = (PEOPLE, GIVING, GOODS) if language == "zh_CN" else (
        "Whom it is for", "Gifts and grants", "Goods",
    )  # fmt: skip
    _open(screen(role("supervisor", language=language)), campaign_id, tabs[0])
    bring(campaign_id, "approve")
    with writing(almighty()) as session:
        goods: dict[str, Value] = {"kind": "received", "item": "大米", "pieces": 9, "on": TODAY}
        campaign_goods.enter(session, campaign_id, goods)
    for name in ("clerk", "supervisor"):
        shown = screen(role(name, language=language))
        for tab, adding in zip(tabs, (("on", "out"), ("gifts", "grants"), ("goods",)), strict=True):
            _open(shown, campaign_id, tab)
            for add in adding:
                _open(shown, campaign_id, tab, add=add, who="all")


def test_goods_go_to_everybody_of_the_list_in_one_round(sample: Sample, screen: Open) -> None:
    campaign_id = bring(_listed(sample), "approve")
    with writing(almighty()) as session:
        goods: dict[str, Value] = {"kind": "received", "item": "大米", "pieces": 9, "on": TODAY}
        campaign_goods.enter(session, campaign_id, goods)
    clerk = screen(role("clerk"))
    _open(clerk, campaign_id, GOODS, add="goods")
    key = f"goods-{campaign_id}-out"
    clerk.app.toggle(key=f"{key}-all").set_value(True).run()
    clerk.checked().click(f"{key}-save")
    with reading(almighty()) as session:
        assert campaign_goods.list_stock(session, campaign_id)[0].left == 7


def test_a_tab_costs_few_statements_however_many_people_are_listed(
    sample: Sample, screen: Open, statements: list[str]
) -> None:
    fund_id = pot(sample.city.federation, 9_000_000, name="主题活动资金")
    campaign_id = bring(_listed(sample, budget_fen=1_000_000, fund_id=fund_id), "approve")
    shown = screen(almighty())
    for tab in (PEOPLE, GIVING, GOODS):
        shown.open("campaign", id=campaign_id)
        statements.clear()
        shown.open("campaign", id=campaign_id)
        page = len(statements)
        _open(shown, campaign_id, tab)
        statements.clear()
        shown.app.run()
        assert len(statements) - page <= 12, (tab, statements)
