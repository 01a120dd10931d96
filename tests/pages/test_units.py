"""Units on the screen: add, change, two clerks at once, close, look through the tree."""

from __future__ import annotations

from collections.abc import Callable

from db import unit_lists, units
from db.session import reading, writing
from rules.access import Actor, Permission
from tests.ground.people import actor_with, almighty
from tests.pages.conftest import HOSTILE, Sample, Screen

Open = Callable[[Actor], Screen]


def _clerk(unit: int | None = None) -> Actor:
    return actor_with(
        Permission.USE_OFFICE,
        Permission.SEE_UNITS,
        Permission.EDIT_UNITS,
        Permission.SEE_MEMBERS,
        unit=unit,
        language="en",
    )


def _unit(key: int) -> units.UnitFile:
    with reading(almighty()) as session:
        return units.get_unit(session, key)


def _found_below(parent_id: int) -> list[str]:
    with reading(almighty()) as session:
        page = unit_lists.list_page(session, {"parent_id": parent_id})
    return [row.name for row in page.rows]


def test_a_unit_is_added_below_another(sample: Sample, screen: Open) -> None:
    shown = screen(_clerk()).open("units", add=sample.city.south)
    form = f"unit-{sample.city.south}"
    shown.type(form, name="南浦渔业公司工会")
    shown.app.selectbox(key=f"{form}-0-kind").select("grassroots_union").run()
    shown.click(f"{form}-save")
    assert "南浦渔业公司工会" in _found_below(sample.city.south)
    assert "南浦渔业公司工会" in shown.app.title[0].value
    assert shown.app.toast


def test_what_is_wrong_stands_under_its_field_and_everything_typed_stays(
    sample: Sample, screen: Open
) -> None:
    form = f"unit-{sample.city.mill}"
    shown = screen(_clerk()).open("unit", id=sample.city.mill, change=1)
    shown.type(form, term_start_on="昨天", chair_name="周平")
    shown.click(f"{form}-save")
    assert "Enter a date such as 1990-05-01." in shown.html
    assert shown.app.text_input(key=f"{form}-0-chair_name").value == "周平"
    assert _unit(sample.city.mill).values["chair_name"] == HOSTILE


def test_a_rule_between_fields_speaks_under_the_field_it_names(
    sample: Sample, screen: Open
) -> None:
    form = f"unit-{sample.city.mill}"
    shown = screen(_clerk()).open("unit", id=sample.city.mill, change=1)
    shown.type(form, term_start_on="2027.1.1")
    shown.click(f"{form}-save")
    assert "The term ends before it begins." in shown.html


def _change_by_another(key: int, **values: str) -> None:
    with writing(almighty(name="陈静")) as session:
        seen = units.get_unit(session, key).version
        units.change_unit(session, key, seen, dict(values))


def test_a_stale_form_is_refused_names_who_was_faster_and_keeps_the_entries(
    sample: Sample, screen: Open
) -> None:
    key = sample.city.mill
    form = f"unit-{key}"
    shown = screen(_clerk()).open("unit", id=key, change=1)
    shown.type(form, address="解放路1号")
    _change_by_another(key, contact_name="吴霞")
    shown.click(f"{form}-save")
    assert "陈静" in shown.app.error[0].value.replace("\\", "")
    assert "Contact person" in shown.app.caption[0].value
    assert shown.app.text_input(key=f"{form}-0-address").value == "解放路1号"
    assert _unit(key).values["address"] is None


def test_after_a_look_the_clerk_saves_over_the_other_change(sample: Sample, screen: Open) -> None:
    key = sample.city.mill
    form = f"unit-{key}"
    shown = screen(_clerk()).open("unit", id=key, change=1)
    shown.type(form, address="解放路1号")
    _change_by_another(key, chair_phone="0101234567")
    shown.click(f"{form}-save").click(f"{form}-keep").click(f"{form}-save")
    assert _unit(key).values["address"] == "解放路1号"


def test_the_clerk_may_drop_the_entries_and_see_the_present_record(
    sample: Sample, screen: Open
) -> None:
    key = sample.city.mill
    form = f"unit-{key}"
    shown = screen(_clerk()).open("unit", id=key, change=1)
    shown.type(form, address="解放路1号")
    _change_by_another(key, contact_name="吴霞")
    shown.click(f"{form}-save").click(f"{form}-drop")
    assert shown.app.text_input(key=f"{form}-1-contact_name").value == "吴霞"
    assert not shown.app.text_input(key=f"{form}-1-address").value


def test_a_unit_is_not_closed_without_a_reason(sample: Sample, screen: Open) -> None:
    key = sample.city.school
    screen(_clerk()).open("unit", id=key).answer(f"close-{key}", "  ")
    assert _unit(key).closed_on is None


def test_a_unit_without_people_is_closed_with_its_reason(sample: Sample, screen: Open) -> None:
    key = sample.city.school
    shown = screen(_clerk()).open("unit", id=key).answer(f"close-{key}", "学校合并")
    assert _unit(key).close_reason == "学校合并"
    assert "学校合并" in shown.open("unit", id=key).text


def test_a_unit_outside_the_own_part_is_not_to_be_found(sample: Sample, screen: Open) -> None:
    shown = screen(_clerk(sample.city.north)).open("unit", id=sample.city.dock)
    assert "no such record" in shown.app.warning[0].value
    assert "南浦港务公司工会" not in shown.text


def test_the_tree_is_walked_level_by_level(sample: Sample, screen: Open) -> None:
    shown = screen(_clerk()).open("units", top=sample.city.north)
    assert "北岭纺织厂工会" in shown.html
    assert "南浦港务公司工会" not in shown.html
    assert "云溪市总工会" in shown.html


def test_units_due_for_election_have_a_list_of_their_own(sample: Sample, screen: Open) -> None:
    shown = screen(_clerk()).open("units", show="due")
    assert "北岭纺织厂工会" in shown.html
    assert "北岭第一中学工会" not in shown.html
