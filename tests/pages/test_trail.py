"""The trail on the screen: filters, before and after in words, verification."""

from __future__ import annotations

from collections.abc import Callable

from sqlalchemy import text

from db import accounts, households, members, settings, units
from db.engine import Store
from db.passwords import prepare
from db.session import reading, writing
from rules.access import Actor
from rules.language import _
from tests.ground.people import almighty
from tests.pages.conftest import Sample, Screen, role

Open = Callable[[Actor], Screen]


def _change_chair(sample: Sample, name: str) -> None:
    with writing(almighty(name="陈静")) as session:
        seen = units.get_unit(session, sample.city.dock).version
        units.change_unit(session, sample.city.dock, seen, {"chair_name": name})


def _first_number(shown: Screen) -> str:
    return shown.html.split("/trail?id=")[1].split('"')[0]


def test_a_change_is_told_with_its_label_before_and_after(sample: Sample, screen: Open) -> None:
    _change_chair(sample, "石磊")
    _change_chair(sample, "孙丽")
    shown = screen(role("supervisor", language="en")).open("trail")
    assert "Chair: 石磊 → 孙丽" in shown.html
    assert "陈静" in shown.html
    assert "chair_name" not in shown.html


def test_codes_states_and_units_are_told_by_their_names(sample: Sample, screen: Open) -> None:
    shown = screen(role("supervisor")).open("trail", record="transfer")
    shown.open("trail", id=_first_number(shown))
    assert "北岭第一中学工会" in shown.html
    assert "待接收单位处理" in shown.html
    assert "proposed" not in shown.html
    shown = screen(role("supervisor")).open("trail", record="membership", page=1)
    assert "入会" in shown.html


def test_households_are_told_by_their_numbers_and_payments_by_their_sums(
    sample: Sample, screen: Open
) -> None:
    with reading(almighty()) as session:
        number = households.get_household(session, sample.household_id).household_no
    shown = screen(role("supervisor", language="en")).open("trail", record="household_change")
    assert f"Household: {number}" in shown.html
    payments = shown.open("trail", record="pay_item").html
    assert "¥" in payments
    assert "_benefit" not in payments


def test_what_changed_in_a_file_is_told_in_the_same_words(sample: Sample, screen: Open) -> None:
    shown = screen(role("supervisor", language="en"))
    shown.app.session_state[f"file-{sample.file_id}-tabs"] = "Changes"
    history = shown.open("hardship_file", id=sample.file_id).html
    assert "State: Draft" in history
    assert "State: draft" not in history


def test_nothing_on_the_trail_speaks_of_columns_or_raw_instants(
    sample: Sample, screen: Open
) -> None:
    with writing(almighty()) as session:
        settings.change(session, "office_name", "云溪市总工会", 0)
        accounts.create(
            session, "zhou.ping", "周平", None, ["clerk"], prepare("four plain long words")
        )
    shown = screen(role("supervisor", language="en"))
    setting = shown.open("trail", record="setting").html
    assert "Name of the union" in setting
    assert "office_name" not in setting
    shown.open("trail", record="account")
    account = shown.open("trail", id=_first_number(shown)).html
    assert "Added at" in account
    assert "+00:00" not in account


def test_a_sealed_value_is_never_told(sample: Sample, screen: Open) -> None:
    with writing(almighty()) as session:
        seen = members.get_member(session, sample.member_id).version
        members.change(session, sample.member_id, seen, {"mobile": "13912345678"})
    shown = screen(role("supervisor")).open("trail", record="member", action="changed")
    assert _("{label}: {text}").format(label=_("Mobile"), text="••• → •••") in shown.html
    assert "13912345678" not in shown.html


def test_filters_by_person_action_and_day_narrow_the_list(sample: Sample, screen: Open) -> None:
    _change_chair(sample, "石磊")
    supervisor = role("supervisor", language="en")
    assert "石磊" in screen(supervisor).open("trail", record="unit", action="changed").html
    assert "石磊" not in screen(supervisor).open("trail", action="created").html
    assert "Nothing on the trail fits." in screen(supervisor).open("trail", to="2020-01-01").html
    assert "Nothing on the trail fits." in screen(supervisor).open("trail", q="nobody").html
    assert "石磊" in screen(supervisor).open("trail", **{"from": "not a day"}).html


def test_one_entry_shows_every_value_and_leads_to_its_record(sample: Sample, screen: Open) -> None:
    _change_chair(sample, "石磊")
    shown = screen(role("supervisor")).open("trail")
    shown.open("trail", id=_first_number(shown))
    assert "石磊" in shown.html
    assert any("unit" in str(link.proto) for link in shown.app.get("page_link"))


def test_verification_finds_the_row_that_was_tampered_with(
    sample: Sample, screen: Open, office: Store
) -> None:
    shown = screen(role("supervisor", language="en")).open("trail").click("trail-verify")
    assert "The trail is whole." in shown.app.success[0].value
    with office.engine.begin() as connection:
        connection.execute(text("DROP TRIGGER trail_no_update"))
        connection.execute(text("UPDATE trail SET actor = '别人' WHERE id = 7"))
    shown.click("trail-verify")
    assert "Row 7" in shown.app.error[0].value


def test_a_county_sees_its_own_part_of_the_trail_only(sample: Sample, screen: Open) -> None:
    shown = screen(role("supervisor", unit=sample.city.north)).open("trail", record="unit")
    assert "北岭纺织厂工会" in shown.html
    assert "南浦" not in shown.html
    with reading(almighty()) as session:
        assert units.get_name(session, sample.city.dock) == "南浦港务公司工会"
