"""Households on the screen: enter, look up, ask for a change, decide on it, watch over it."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date

from db import household_people, household_search, household_views, households, kinship
from db.session import reading, writing
from rules.access import Actor
from tests.ground import families
from tests.ground.people import almighty
from tests.ground.tree import id_number, row_of
from tests.pages.conftest import Sample, Screen, role

Open = Callable[[Actor], Screen]
BORN = date(1980, 4, 5)


def _found(text: str) -> list[int]:
    with reading(almighty()) as session:
        return [hit.id for hit in household_search.find(session, text)]


def test_a_household_is_entered_with_one_person_after_another(sample: Sample, screen: Open) -> None:
    shown = screen(role("unit_contact", sample.city.mill, "en")).open("household_entry")
    shown.type("found-new", name="郑国安", id_no=id_number(BORN, 701))
    shown.type("found-new", home_address="云溪市北岭县纺织路18号")
    shown.click("found-new-save")
    [key] = _found("郑国安")
    assert "Who else lives with 郑国安?" in shown.app.title[0].value
    form = f"join-{key}-1"
    shown.app.selectbox(key=f"{form}-0-relation").select("child").run()
    shown.type(form, name="郑小军", birth_on="2008-09-09")
    shown.click(f"{form}-save")
    assert families.names_in(key) == {"郑国安": "self", "郑小军": "child"}
    assert families.household_row(key).unit_id == sample.city.mill


def test_what_was_typed_of_a_household_is_there_again_until_it_is_saved_or_emptied(
    sample: Sample, screen: Open
) -> None:
    clerk = role("unit_contact", sample.city.mill, "en")
    screen(clerk).open("household_entry").type("found-new", name="郑国安", postcode="264200")
    stranger = screen(role("unit_contact", sample.city.mill, "en")).open("household_entry")
    assert stranger.app.text_input(key="found-new-0-name").value == ""
    again = screen(clerk).open("household_entry")
    assert "What you typed earlier is here again." in again.text
    assert again.app.text_input(key="found-new-0-name").value == "郑国安"
    assert again.app.text_input(key="found-new-0-postcode").value == "264200"
    again.click("found-new-save")
    assert screen(clerk).open("household_entry").app.text_input(key="found-new-0-name").value == ""
    [key] = _found("郑国安")
    screen(clerk).open("household_entry", id=key).type(f"join-{key}-1", name="郑小军")
    shown = screen(clerk).open("household_entry", id=key)
    assert shown.app.text_input(key=f"join-{key}-1-0-name").value == "郑小军"
    shown.click(f"join-{key}-1-empty")
    emptied = screen(clerk).open("household_entry", id=key)
    assert emptied.app.text_input(key=f"join-{key}-1-0-name").value == ""


def test_a_person_of_the_registry_is_offered_first_and_can_be_linked(
    sample: Sample, screen: Open
) -> None:
    member = row_of(sample.member_id)
    shown = screen(role("clerk", language="en")).open("household_entry")
    shown.type("found-new", name=member.name, id_no=str(member.id_no))
    assert "Use this person" in shown.html
    assert f"household_entry?member={sample.member_id}" in shown.html
    shown.open("household_entry", member=sample.member_id)
    form = f"found-{sample.member_id}"
    assert not [one for one in shown.app.text_input if one.key == f"{form}-0-id_no"]
    shown.click(f"{form}-save")
    with reading(almighty()) as session:
        [own] = household_views.list_of_member(session, sample.member_id)
    assert own.relation == "self"
    shown.open("member", id=sample.member_id)
    assert member.name in shown.app.title[0].value


def test_somebody_of_another_household_cannot_be_entered_again(
    sample: Sample, screen: Open
) -> None:
    number = families.person_row(sample.person_id).id_no
    key = families.settle_down(sample.city.dock, "许大海")
    shown = screen(role("clerk", sample.city.south, "en")).open("household_entry", id=key)
    shown.type(f"join-{key}-1", name="李小军", id_no=str(number))
    assert "belongs to a household already" in shown.text
    assert shown.app.button(key=f"join-{key}-1-save").disabled
    assert "北岭纺织厂工会" in shown.html


def test_a_household_is_found_on_its_list_by_a_child(sample: Sample, screen: Open) -> None:
    shown = screen(role("clerk", language="en")).open("households", q="李小军")
    assert f"household?id={sample.household_id}" in shown.html
    stranger = screen(role("unit_contact", sample.city.dock, "en")).open("households", q="李小军")
    assert f"household?id={sample.household_id}" not in stranger.html


def test_the_address_is_masked_and_read_for_a_reason(sample: Sample, screen: Open) -> None:
    key = families.settle_down(sample.city.mill, "郑国安", home_address="云溪市纺织路18号2栋301室")
    shown = screen(role("clerk", language="en")).open("household", id=key)
    assert "2栋301室" not in shown.text
    with writing(almighty()) as session:
        assert households.reveal(session, key, "home_address", "上门走访") == (
            "云溪市纺织路18号2栋301室"
        )


def test_a_change_is_shown_beside_what_was_and_carried_out(sample: Sample, screen: Open) -> None:
    reviewer = screen(role("reviewer", language="en"))
    reviewer.open("households", show="changes")
    assert f"household_change?id={sample.change_id}" in reviewer.html
    reviewer.open("household_change", id=sample.change_id)
    assert "Moved out" in reviewer.html
    reviewer.click(f"change-{sample.change_id}-carry_out")
    assert "李小军" not in families.names_in(sample.household_id)
    reviewer.open("desk")
    assert "Changes of households" not in reviewer.html


def test_what_changed_meanwhile_is_listed_and_the_change_cannot_be_carried_out(
    sample: Sample, screen: Open
) -> None:
    with writing(almighty(name="周平")) as session:
        household_people.change(session, sample.person_id, 1, {"employer": "云溪第二中学"})
    shown = screen(role("reviewer", language="en")).open("household_change", id=sample.change_id)
    assert "changed by 周平" in shown.text
    assert f"change-{sample.change_id}-carry_out" not in shown.button_keys
    shown.answer(f"change-{sample.change_id}-refuse", "信息已变，请重新申请")
    assert families.change_row(sample.change_id).state == "refused"


def test_the_desk_counts_what_the_reviewer_has_to_decide(sample: Sample, screen: Open) -> None:
    shown = screen(role("reviewer", language="en")).open("desk")
    assert "Changes of households to decide on" in shown.html


def test_a_declared_relative_is_seen_by_the_supervisor_and_ended_on_the_household(
    sample: Sample, screen: Open
) -> None:
    clerk = role("clerk", language="en")
    with writing(clerk) as session:
        tie = kinship.declare(session, sample.household_id, "lineal")
    shown = screen(clerk).open("household", id=sample.household_id)
    shown.app.session_state[f"household-{sample.household_id}-tabs"] = "Relatives in the office"
    shown.app.run()
    assert f"kin-{tie}-end" in shown.checked().button_keys
    shown.click(f"kin-{tie}-end")
    with reading(clerk) as session:
        assert kinship.list_own(session)[0].ended_on is not None


def test_the_payee_from_outside_is_entered_and_named(sample: Sample, screen: Open) -> None:
    key = sample.household_id
    shown = screen(role("clerk", language="en")).open("household_entry", id=key, outside=1)
    shown.type(f"payee-{key}", name="孙桂英", bank_number="6222000011112222")
    shown.click(f"payee-{key}-save")
    with reading(almighty()) as session:
        [payee] = household_views.list_payees(session, key)
    assert (payee.name, payee.bank_number) == ("孙桂英", "****2222")
    assert "孙桂英" in shown.html
