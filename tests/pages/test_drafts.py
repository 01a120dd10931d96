"""Long forms keep what is typed: after a lost session it is there again, for its writer only."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date

from db import activities, activity_views
from db.session import writing
from rules.access import Actor
from tests.ground import activities as ground
from tests.ground.people import almighty
from tests.pages.conftest import Sample, Screen, role

Open = Callable[[Actor], Screen]


def test_a_campaign_typed_half_is_there_again_with_its_unit(sample: Sample, screen: Open) -> None:
    clerk = role("clerk")
    shown = screen(clerk).open("campaign_entry")
    shown.type("campaign-new", name="金秋助学")
    shown.app.text_input(key="campaign-new-0-unit_id-typed").input("纺织").run()
    again = screen(clerk).open("campaign_entry")
    assert again.app.text_input(key="campaign-new-0-name").value == "金秋助学"
    assert "纺织" in again.app.text_input(key="campaign-new-0-unit_id-typed").placeholder
    again.click("campaign-new-empty")
    assert not screen(clerk).open("campaign_entry").app.text_input(key="campaign-new-0-name").value


def test_what_was_found_at_the_door_outlives_the_phone_and_goes_with_the_visit(
    sample: Sample, screen: Open
) -> None:
    clerk, form = role("clerk"), f"visit-new-{sample.household_id}-0"
    shown = screen(clerk).open("visit", household=sample.household_id)
    shown.app.text_area(key=f"{form}-0-findings").input("老人卧床").run()
    other = screen(role("clerk")).open("visit", household=sample.household_id)
    assert not other.app.text_area(key=f"{form}-0-findings").value
    again = screen(clerk).open("visit", household=sample.household_id)
    assert again.app.text_area(key=f"{form}-0-findings").value == "老人卧床"
    again.click(f"{form}-save")
    fresh = screen(clerk).open("visit", household=sample.household_id)
    assert not fresh.app.text_area(key=f"{form}-0-findings").value


def test_a_draft_typed_over_a_record_meets_what_others_changed_since(
    sample: Sample, screen: Open
) -> None:
    activity_id = ground.opened(sample.city.mill, from_on=date(2027, 6, 1))
    clerk, key = role("clerk"), f"activity-{activity_id}-change"
    screen(clerk).open("activity_entry", id=activity_id).type(key, place="二号礼堂")
    with writing(almighty()) as session:
        row = activity_views.get_activity(session, activity_id)
        activities.change(session, row.id, row.version, {**row.values, "name": "另一个名称"})
    again = screen(clerk).open("activity_entry", id=activity_id)
    assert again.app.text_input(key=f"{key}-0-place").value == "二号礼堂"
    again.click(f"{key}-save")
    assert ground.stored(activity_id).place != "二号礼堂"
    again.click(f"{key}-keep").click(f"{key}-save")
    assert ground.stored(activity_id).place == "二号礼堂"
    fresh = screen(clerk).open("activity_entry", id=activity_id)
    assert f"{key}-empty" not in fresh.button_keys
