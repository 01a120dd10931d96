"""The screens of activities: planning one, signing people up, ticking who came, by whom."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date

from rules.access import Actor
from tests.ground import activities as ground
from tests.ground.people import almighty
from tests.ground.tree import enrol
from tests.pages.conftest import Sample, Screen, role

Open = Callable[[Actor], Screen]


def test_an_activity_is_planned_opened_and_held(sample: Sample, screen: Open) -> None:
    clerk = screen(role("clerk", sample.city.mill))
    clerk.open("activity_entry")
    clerk.type(
        "activity-new",
        name="消防知识讲座",
        place="一号车间",
        from_on="2026-11-20",
        to_on="2028-11-20",
    )
    clerk.app.selectbox(key="activity-new-0-kind").set_value("lecture")
    clerk.click("activity-new-save")
    assert "消防知识讲座" in clerk.app.title[0].value
    key = int(clerk.app.query_params["id"][0])
    clerk.click(f"activity-{key}-open")
    assert ground.stored(key).state == "activity_open"
    screen(role("clerk")).open("activity", id=key).click(f"activity-{key}-hold")
    assert ground.stored(key).state == "activity_held"


def test_a_list_is_pasted_and_its_odd_rows_are_named(sample: Sample, screen: Open) -> None:
    key = ground.opened(sample.city.mill, from_on=date(2027, 6, 1), capacity=1)
    enrol(sample.city.mill, "何秀英", 801)
    enrol(sample.city.mill, "孟繁星", 802)
    clerk = screen(role("clerk")).open("activity", id=key, add="text")
    text = "何秀英\n孟繁星\n查无此人"
    clerk.app.text_area(key=f"activity-{key}-text").input(text).run()
    assert "查无此人" in clerk.checked().html
    clerk.click(f"activity-{key}-join")
    assert ground.states(key) == [("何秀英", "signed_up"), ("孟繁星", "waiting")]


def test_each_role_sees_its_part_of_an_activity(sample: Sample, screen: Open) -> None:
    key = ground.opened(sample.city.federation, from_on=date(2027, 6, 1))
    mine, other = enrol(sample.city.mill, "何秀英", 801), enrol(sample.city.dock, "孟繁星", 802)
    ground.join(key, mine, other)
    contact = screen(role("unit_contact", sample.city.mill)).open("activity", id=key)
    assert "activity-add" in contact.button_keys
    assert f"activity-{key}-cancel-ask" not in contact.button_keys
    assert [tab.label for tab in contact.app.tabs] == ["活动安排", "参加人员"]
    clerk = screen(role("clerk")).open("activity", id=key)
    assert f"activity-{key}-cancel-ask" in clerk.button_keys
    reviewer = screen(role("reviewer")).open("activity", id=key)
    assert not {"activity-add", f"activity-{key}-cancel-ask"} & reviewer.button_keys
    member = screen(almighty()).open("member", id=mine)
    assert "活动" in [tab.label for tab in member.app.tabs]
