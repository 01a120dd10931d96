"""Settings on the screen: each view is opened, filled in and saved."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date

import pytest

from db import (
    calendar,
    codes,
    extra_fields,
    letter_templates,
    members,
    memberships,
    settings,
)
from db.session import reading, writing
from documents.letters import built_in
from rules.access import Actor
from rules.moves import ENTER
from tests.ground.people import almighty
from tests.ground.tree import enrol, plant, row_of
from tests.pages.conftest import Screen, role

Open = Callable[[Actor], Screen]
TABLE = "日期,类别,名称\n2027-01-01,休,元旦\n2027-01-02,休,元旦\n2027-01-03,班,元旦\n"


@pytest.fixture
def shown(screen: Open) -> Screen:
    return screen(role("administrator", language="en"))


def _upload(shown: Screen, name: str, content: bytes) -> None:
    shown.app.file_uploader[0].set_value((name, content, "application/octet-stream")).run()
    shown.checked()


def _get(name: str) -> object:
    with reading(almighty()) as session:
        return settings.get(session, name)


def test_the_office_gets_another_name_and_a_shorter_sign_in(shown: Screen) -> None:
    shown.open("settings")
    shown.type("office", office_name="云溪市总工会", session_idle_minutes="30")
    shown.click("office-save")
    assert (_get("office_name"), _get("session_idle_minutes")) == ("云溪市总工会", 30)
    assert shown.app.toast


def test_a_number_out_of_bounds_is_refused_under_its_field(shown: Screen) -> None:
    shown.open("settings").type("office", office_name="云溪市总工会", session_hours="100")
    shown.click("office-save")
    assert "Enter a number from 1 to 24." in shown.html
    assert _get("session_hours") == 12
    assert shown.app.text_input(key="office-0-office_name").value == "云溪市总工会"


def test_a_stale_form_of_the_office_is_refused_and_keeps_the_entries(shown: Screen) -> None:
    shown.open("settings").type("office", office_name="云溪市总工会")
    with writing(almighty(name="陈静")) as session:
        settings.change_several(session, 0, {"office_name": "南浦县总工会"})
    shown.click("office-save")
    assert "陈静" in shown.app.error[0].value.replace("\\", "")
    assert _get("office_name") == "南浦县总工会"
    assert shown.app.text_input(key="office-0-office_name").value == "云溪市总工会"


def test_a_small_office_lets_one_person_enter_and_approve(shown: Screen) -> None:
    shown.open("settings", show="duties")
    shown.app.button_group(key="duties-0-enter_approved").set_value([True]).run()
    shown.click("duties-save")
    with reading(almighty()) as session:
        assert settings.relaxed_duties(session) == {(ENTER, "approved")}


def test_an_entry_of_a_code_list_is_relabelled(shown: Screen) -> None:
    with reading(almighty()) as session:
        entry = codes.list_entries(session, "education")[0]
    shown.open("settings", show="codes", list="education", entry=entry.id)
    shown.type(f"code-{entry.id}", zh="博士")
    shown.click(f"code-{entry.id}-save")
    with reading(almighty()) as session:
        assert codes.list_entries(session, "education")[0].zh == "博士"
    assert "博士" in shown.html, "the list is shown again"


def test_an_own_field_is_added(shown: Screen) -> None:
    shown.open("settings", show="own_fields").click("own-field-member-ask")
    form = "own-field-member-new"
    shown.app.text_input(key=f"{form}-0-label").input("工位号")
    shown.app.text_input(key=f"{form}-0-name").input("desk_no")
    shown.app.selectbox(key=f"{form}-0-kind").select("text")
    shown.click(f"{form}-save")
    with reading(almighty()) as session:
        assert [field.name for field in extra_fields.list_fields(session, "member")] == ["desk_no"]
    assert "工位号" in shown.open("settings", show="own_fields").text


def test_an_own_field_stands_in_the_form_of_a_member(screen: Open) -> None:
    with writing(almighty()) as session:
        extra_fields.add(session, "member", "desk_no", "工位号", "text")
    assert "工位号" in screen(role("clerk")).open("register").text


def test_an_own_field_is_taken_out_of_use(shown: Screen) -> None:
    with writing(almighty()) as session:
        key = extra_fields.add(session, "unit", "canteen", "食堂", "yes_no")
    shown.open("settings", show="own_fields", field=key).click(f"own-field-{key}-retire")
    with reading(almighty()) as session:
        assert not extra_fields.list_fields(session, "unit")


def test_an_own_letter_replaces_the_shipped_one(shown: Screen) -> None:
    shown.open("settings", show="letters", add=1)
    _upload(shown, "证明.docx", built_in("member_certificate"))
    shown.type("letter-new", name="本会会员证明")
    shown.app.selectbox(key="letter-new-0-kind").select("member_certificate").run()
    assert "Will be filled in" in shown.text
    shown.click("letter-new-save")
    with reading(almighty()) as session:
        usable = letter_templates.list_usable(session)
    assert [row.name for row in usable if row.kind == "member_certificate"] == ["本会会员证明"]


def test_placeholders_that_nothing_fills_are_named_before_a_letter_is_taken(
    shown: Screen,
) -> None:
    shown.open("settings", show="letters", add=1)
    _upload(shown, "介绍信.docx", built_in("transfer_letter"))
    shown.app.selectbox(key="letter-new-0-kind").select("member_certificate").run()
    assert "from_unit_name" in shown.app.warning[0].value.replace("\\", "")


def test_a_file_that_is_no_letter_is_refused_in_place(shown: Screen) -> None:
    shown.open("settings", show="letters", add=1)
    _upload(shown, "证明.docx", b"PK\x03\x04 nothing")
    shown.type("letter-new", name="证明")
    shown.app.selectbox(key="letter-new-0-kind").select("member_letter").run()
    shown.click("letter-new-save")
    assert shown.app.error
    with reading(almighty()) as session:
        assert not letter_templates.list_all(session)


def test_the_missing_table_of_the_next_year_is_named_and_taken_in(shown: Screen) -> None:
    shown.open("settings", show="workdays")
    assert "2027" in shown.app.warning[0].value
    _upload(shown, "2027.csv", TABLE.encode("gb18030"))
    shown.app.text_input(key="workdays-source").input("国务院办公厅通知").run()
    shown.click("workdays-take-in")
    with reading(almighty()) as session:
        assert [day.kind for day in calendar.list_days(session, 2027)] == ["off", "off", "worked"]
    assert not shown.app.warning
    assert "国务院办公厅通知" in shown.html


def test_a_table_that_cannot_be_read_says_in_which_row(shown: Screen) -> None:
    shown.open("settings", show="workdays")
    wrong = TABLE.replace("班", "也许").encode()
    _upload(shown, "2027.csv", wrong)
    assert "Row 4" in shown.app.error[0].value.replace("\\", "")


def _left_long_ago() -> int:
    city = plant()
    member_id = enrol(city.mill, "郑洁", 2, joined_on=date(2010, 3, 1))
    with writing(almighty()) as session:
        seen = members.get_member(session, member_id).version
        memberships.end_membership(session, member_id, seen, "left", date(2014, 5, 1))
    return member_id


def test_files_that_are_due_are_emptied_for_a_reason(shown: Screen) -> None:
    member_id = _left_long_ago()
    shown.open("settings", show="retention").answer("retention-empty", "保存期满")
    assert row_of(member_id).id_no is None
    assert "1 files have been emptied." in shown.app.toast[0].value.replace("\\", "")


def test_files_are_not_emptied_without_a_reason(shown: Screen) -> None:
    member_id = _left_long_ago()
    shown.open("settings", show="retention").answer("retention-empty", "  ")
    assert row_of(member_id).id_no is not None


def test_nobody_without_the_right_sees_the_settings(screen: Open) -> None:
    shown = screen(role("clerk", language="en")).open("settings", show="codes")
    assert "not part of your role" in shown.app.warning[0].value
