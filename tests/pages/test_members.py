"""Members on the screen: find, register, change, decide, transfer, merge."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date

import pytest

from db import (
    life_events,
    lookalike_pairs,
    lookalike_search,
    member_lists,
    members,
    memberships,
    merges,
    transfers,
)
from db.session import reading, writing
from rules.access import Actor
from rules.members import Status
from tests.ground.people import almighty
from tests.ground.tree import enrol, id_number, row_of, worker
from tests.pages.conftest import HOSTILE, Sample, Screen, role

Open = Callable[[Actor], Screen]


def _named(text: str) -> list[member_lists.MemberRow]:
    with reading(almighty()) as session:
        return member_lists.list_page(session, {"text": text}).rows


@pytest.mark.parametrize(
    "term",
    ["欧阳", "ouyang", "oywj", "13800000002", "0002", "YX00002", id_number(date(1985, 3, 8), 3)],
)
def test_a_person_is_found_by_whatever_is_at_hand(sample: Sample, screen: Open, term: str) -> None:
    shown = screen(role("clerk")).open("members", q=term)
    assert "欧阳文静" in shown.html


def test_the_search_stays_in_the_address(sample: Sample, screen: Open) -> None:
    shown = screen(role("clerk")).open("members")
    shown.app.text_input(key="members-q").input("司马").run()
    assert shown.app.query_params["q"] == "司马"
    assert "司马青" in shown.checked().html


def test_a_list_is_turned_page_by_page(sample: Sample, screen: Open) -> None:
    shown = screen(role("clerk", language="en")).open("members", all=1)
    assert "1–50 of 62" in shown.html
    shown.app.pagination(key="office-page-1").set_value(2).run()
    assert "51–62 of 62" in shown.checked().html
    assert shown.app.query_params["page"] == "2"


def test_a_filter_goes_back_to_the_first_page(sample: Sample, screen: Open) -> None:
    shown = screen(role("clerk", language="en")).open("members", gender="male")
    shown.app.query_params["page"] = "2"
    shown.app.selectbox(key="members-filter-status").select("applied").run()
    assert "page" not in shown.app.query_params
    assert shown.app.query_params["status"] == "applied"
    assert "赵明" in shown.checked().html


def test_who_may_not_browse_sees_no_list_without_a_search(sample: Sample, screen: Open) -> None:
    shown = screen(role("cashier")).open("members", all=1, gender="female")
    assert "欧阳文静" not in shown.html
    assert "欧阳文静" in shown.open("members", q="欧阳").html


def test_people_of_other_parts_of_the_tree_do_not_exist_on_any_screen(
    sample: Sample, screen: Open
) -> None:
    contact = role("unit_contact", unit=sample.city.school)
    shown = screen(contact).open("members", q="欧阳")
    assert "欧阳文静" not in shown.html
    refused = shown.open("member", id=sample.member_id)
    assert refused.app.warning
    assert "王建国" not in refused.text


def test_a_person_looked_at_is_kept_on_the_desk(sample: Sample, screen: Open) -> None:
    shown = screen(role("clerk")).open("member", id=sample.member_id)
    assert "王建国" in shown.open("desk").html
    assert "王建国" in shown.open("members").html


def test_full_numbers_are_on_no_screen(sample: Sample, screen: Open) -> None:
    whole = str(row_of(sample.member_id).id_no)
    shown = screen(role("supervisor"))
    for page, values in (("member", {"id": sample.member_id}), ("members", {"all": 1})):
        assert whole not in shown.open(page, **values).text
    assert whole[:6] not in shown.open("register", id=sample.member_id).html


def test_a_red_line_goes_once_its_entry_is_mended(sample: Sample, screen: Open) -> None:
    contact = role("unit_contact", sample.city.school, language="en")
    shown = screen(contact).open("register")
    shown.click("register-save")
    assert "Name is missing." in shown.html
    shown.type("register", name="何勇")
    assert "Name is missing." not in shown.html


def test_a_worker_is_registered_and_waits_for_a_decision(sample: Sample, screen: Open) -> None:
    contact = role("unit_contact", unit=sample.city.school)
    shown = screen(contact).open("register")
    shown.type("register", name="何勇", id_no=id_number(date(1990, 5, 1), 77), mobile="13911112222")
    assert shown.app.text_input(key="register-0-birth_on").value == "1990-05-01"
    shown.click("register-save")
    found = _named("何勇")
    assert [row.status for row in found] == [Status.APPLIED]
    assert "何勇" in shown.app.title[0].value, "the new person's page is open"


def test_what_is_missing_is_said_and_nothing_is_registered(sample: Sample, screen: Open) -> None:
    shown = screen(role("clerk", language="en")).open("register")
    shown.type("register", mobile="139").click("register-save")
    assert "Name is missing." in shown.html
    assert "Joins the unit is missing." in shown.html
    assert "A mobile number has eleven digits" in shown.html


def test_what_was_typed_is_there_again_after_the_browser_has_gone(
    sample: Sample, screen: Open, monkeypatch: pytest.MonkeyPatch
) -> None:
    contact = role("unit_contact", unit=sample.city.school)
    screen(contact).open("register").type("register", name="何勇", job="电工")
    again = screen(contact).open("register")
    assert again.app.text_input(key="register-0-job").value == "电工"
    again.click("register-empty")
    assert not again.app.text_input(key="register-1-job").value
    assert not screen(contact).open("register").app.text_input(key="register-0-job").value


def test_a_corrected_id_number_corrects_what_was_read_from_it_and_nothing_else(
    sample: Sample, screen: Open
) -> None:
    shown = screen(role("unit_contact", unit=sample.city.school)).open("register")
    shown.type("register", name="何勇", id_no=id_number(date(1990, 3, 7), 45))
    assert shown.app.selectbox(key="register-0-gender").value == "male"
    shown.type("register", id_no=id_number(date(1991, 4, 8), 46))
    assert shown.app.selectbox(key="register-0-gender").value == "female"
    assert shown.app.text_input(key="register-0-birth_on").value == "1991-04-08"
    shown.type("register", birth_on="1991-04-09", id_no=id_number(date(1990, 3, 7), 45))
    assert shown.app.text_input(key="register-0-birth_on").value == "1991-04-09"


def test_a_draft_is_for_its_writers_eyes_only(sample: Sample, screen: Open) -> None:
    unit = sample.city.school
    screen(role("unit_contact", unit=unit)).open("register").type("register", name="何勇")
    other = screen(role("unit_contact", unit=unit)).open("register")
    assert not other.app.text_input(key="register-0-name").value


def test_the_same_id_number_blocks_a_second_record(sample: Sample, screen: Open) -> None:
    shown = screen(role("unit_contact", unit=sample.city.mill)).open("register")
    taken = str(row_of(sample.hostile_id).id_no)
    shown.type("register", name="别人", id_no=taken)
    assert shown.app.button(key="register-save").disabled


def test_a_namesake_is_shown_first_and_another_person_needs_a_reason(
    sample: Sample, screen: Open
) -> None:
    contact = role("unit_contact", unit=sample.city.mill, language="en")
    shown = screen(contact).open("register")
    shown.type("register", name="李秀英", birth_on="1985-03-08", mobile="13700001111")
    assert "Use this person" in shown.html
    shown.click("register-save")
    assert "Say why this is another person." in shown.html
    shown.type("register", another_because="同名同日，已核对身份证")
    shown.click("register-save")
    assert [row.mobile for row in _named("13700001111")] == ["137****1111"]


def test_a_double_click_registers_one_person(sample: Sample, screen: Open) -> None:
    shown = screen(role("unit_contact", unit=sample.city.school)).open("register")
    shown.type("register", name="何勇", mobile="13911112222")
    button = shown.app.button(key="register-save")
    button.click().run()
    button.click()
    shown.app.run()
    assert len(_named("何勇")) == 1


def test_a_file_is_changed_and_its_sealed_numbers_stay(sample: Sample, screen: Open) -> None:
    key, form = sample.member_id, f"change-{sample.member_id}"
    before = row_of(key)
    shown = screen(role("clerk")).open("register", id=key)
    shown.type(form, job="挡车工").click(f"{form}-save")
    after = row_of(key)
    assert (after.job, after.id_no, after.mobile) == ("挡车工", before.id_no, before.mobile)


def test_a_dash_removes_a_sealed_number(sample: Sample, screen: Open) -> None:
    key, form = sample.member_id, f"change-{sample.member_id}"
    screen(role("clerk")).open("register", id=key).type(form, mobile="-").click(f"{form}-save")
    assert row_of(key).mobile is None


def test_an_application_is_approved_with_one_click_by_somebody_else(
    sample: Sample, screen: Open
) -> None:
    member_id = _named("赵明")[0].id
    with reading(almighty()) as session:
        waiting = memberships.get_application_of(session, member_id)
    assert waiting is not None
    shown = screen(role("approver")).open("moves").click(f"join-{waiting.id}-approve")
    assert row_of(member_id).status == Status.MEMBER
    assert shown.app.toast
    assert "赵明" not in shown.html


def test_nobody_approves_what_they_entered(sample: Sample, screen: Open) -> None:
    chair = almighty(name="周平")
    with writing(chair) as session:
        member_id = members.register(session, sample.city.mill, worker("孙超", 555))
        waiting = memberships.get_application_of(session, member_id)
    assert waiting is not None
    shown = screen(chair).open("moves").click(f"join-{waiting.id}-approve")
    assert shown.app.error
    assert row_of(member_id).status == Status.APPLIED


def test_a_refusal_needs_a_reason(sample: Sample, screen: Open) -> None:
    member_id = _named("赵明")[0].id
    with reading(almighty()) as session:
        waiting = memberships.get_application_of(session, member_id)
    assert waiting is not None
    shown = screen(role("approver")).open("moves")
    shown.answer(f"join-{waiting.id}-refuse", " ")
    assert row_of(member_id).status == Status.APPLIED
    shown.answer(f"join-{waiting.id}-refuse", "材料不全")
    assert row_of(member_id).status == Status.REFUSED


def test_the_receiving_side_accepts_a_transfer_and_the_giving_side_cannot(
    sample: Sample, screen: Open
) -> None:
    with reading(almighty()) as session:
        waiting = transfers.list_page(session).rows[0]
    giving = screen(role("clerk", unit=sample.city.mill)).open("moves", show="transfers")
    assert f"transfer-{waiting.id}-accept" not in giving.button_keys
    receiving = screen(role("clerk", unit=sample.city.school)).open("moves", show="transfers")
    receiving.click(f"transfer-{waiting.id}-accept")
    assert row_of(waiting.member_id).unit_id == sample.city.school


def test_a_membership_is_ended_from_the_persons_page(sample: Sample, screen: Open) -> None:
    key = f"member-{sample.member_id}-end"
    shown = screen(role("clerk")).open("member", id=sample.member_id).click(f"{key}-ask")
    shown.app.selectbox(key=f"{key}-0-status").select("left")
    shown.app.selectbox(key=f"{key}-0-reason").select("own_request")
    shown.click(f"{key}-save")
    assert row_of(sample.member_id).status == Status.LEFT


def test_a_full_number_is_shown_for_a_reason_and_the_reading_is_on_the_trail(
    sample: Sample, screen: Open
) -> None:
    key = f"member-{sample.member_id}-reveal"
    shown = screen(role("clerk")).open("member", id=sample.member_id).click(f"{key}-ask")
    shown.app.text_area(key=f"{key}-reason").input("核对社保信息")
    shown.click(f"{key}-send")
    trail = screen(role("supervisor")).open("trail")
    assert "王建国" in trail.text


def test_two_records_are_merged_with_a_choice_per_field(sample: Sample, screen: Open) -> None:
    first, second = sample.member_id, _named("王建国")[0].id
    first, second = sorted((first, next(row.id for row in _named("王建国") if row.id != first)))
    shown = screen(role("clerk")).open("lookalikes", first=first, second=second)
    key = f"pair-{first}-{second}"
    shown.app.radio(key=f"{key}-mobile").set_value("second").run()
    mobile = row_of(second).mobile
    shown.click(f"{key}-merge")
    assert row_of(second).merged_into_id == first
    assert row_of(first).mobile == mobile


def test_a_merge_is_taken_back_on_the_persons_page(sample: Sample, screen: Open) -> None:
    kept = enrol(sample.city.school, "郭艳", 711, mobile="13655557777")
    gone = enrol(sample.city.school, "郭艳", 712, mobile="13655557777")
    with writing(almighty()) as session:
        versions = {key: members.get_member(session, key).version for key in (kept, gone)}
        merge_id = merges.merge(session, (kept, versions[kept]), (gone, versions[gone]))
    shown = screen(role("clerk", language="en")).open("member", id=gone)
    shown.app.session_state[f"member-{kept}-tabs"] = "Membership"
    shown.app.run()
    shown.checked().click(f"member-{kept}-merge-{merge_id}")
    assert row_of(gone).merged_into_id is None
    assert "two records again" in shown.app.toast[0].value


def test_what_is_wrong_with_a_file_is_said_on_top_of_it(sample: Sample, screen: Open) -> None:
    shown = screen(role("clerk", language="en")).open("member", id=sample.member_id)
    assert "To be repaired" in shown.app.warning[0].value


def test_two_people_judged_different_leave_the_worklist(sample: Sample, screen: Open) -> None:
    for order in (701, 702):
        enrol(sample.city.school, "郭艳", order, mobile="13655556666")
    with writing(almighty()) as session:
        lookalike_search.find_pairs(session)
    with reading(almighty()) as session:
        pair = lookalike_pairs.list_pairs(session).rows[0]
    one, other = pair.first.id, pair.second.id
    shown = screen(role("clerk")).open("lookalikes")
    assert f"second={other}" in shown.html
    shown.open("lookalikes", first=one, second=other, pair=pair.id, seen=pair.version)
    shown.answer(f"pair-{one}-{other}-different", "两人，已核对")
    with reading(almighty()) as session:
        left = lookalike_pairs.list_pairs(session)
    assert pair.id not in [row.id for row in left.rows]
    shown.open("lookalikes", show="different")
    assert "judged=1" in shown.html
    seen = pair.version + 1
    place = {"first": one, "second": other, "pair": pair.id, "seen": seen, "judged": 1}
    shown.open("lookalikes", **place).click(f"pair-{one}-{other}-reopen")
    with reading(almighty()) as session:
        back = lookalike_pairs.list_pairs(session)
    assert pair.id in [row.id for row in back.rows]


def _events_tab(screen: Open, member_id: int) -> Screen:
    shown = screen(role("clerk", language="en")).open("member", id=member_id)
    shown.app.session_state[f"member-{member_id}-tabs"] = "Life events"
    shown.app.run()
    return shown.checked()


def test_a_life_event_is_entered_and_struck_out(sample: Sample, screen: Open) -> None:
    key = f"member-{sample.member_id}-events"
    shown = _events_tab(screen, sample.member_id).click(f"{key}-enter-ask")
    shown.app.selectbox(key=f"{key}-enter-0-kind").select("wedding")
    shown.app.text_input(key=f"{key}-enter-0-on").input("2026.5.1")
    shown.click(f"{key}-enter-save")
    with reading(almighty()) as session:
        entered = life_events.list_of_member(session, sample.member_id)
    assert [(row.kind, row.on) for row in entered] == [("wedding", date(2026, 5, 1))]
    shown = _events_tab(screen, sample.member_id).click(f"{key}-{entered[0].id}-ask")
    shown.click(f"{key}-{entered[0].id}-send")
    with reading(almighty()) as session:
        assert life_events.list_of_member(session, sample.member_id)[0].cancelled


@pytest.mark.parametrize(
    ("page", "arguments"),
    [
        ("members", {"q": "张"}),
        ("members", {"all": 1}),
        ("moves", {}),
        ("moves", {"show": "transfers"}),
        ("lookalikes", {}),
        ("units", {}),
        ("desk", {}),
    ],
)
def test_hostile_text_is_shown_letter_by_letter(
    sample: Sample, screen: Open, page: str, arguments: dict[str, object]
) -> None:
    shown = screen(almighty()).open(page, **arguments)
    assert "<script>alert" not in shown.html
    for element in (*shown.app.markdown, *shown.app.title, *shown.app.caption):
        assert "**张**" not in element.value


def test_a_hostile_name_is_a_plain_title(sample: Sample, screen: Open) -> None:
    shown = screen(almighty()).open("member", id=sample.hostile_id)
    assert shown.app.title[0].value.replace("\\", "") == HOSTILE
    assert "\\<script\\>" in shown.app.title[0].value


def test_pairs_are_looked_for_beside_the_page(sample: Sample, screen: Open) -> None:
    for order in (721, 722):
        enrol(sample.city.school, "郭艳", order, mobile="13655558888")
    shown = screen(role("clerk", language="en")).open("lookalikes").click("lookalikes-find")
    shown.app.run()
    assert "郭艳" in shown.html


def test_of_several_units_found_none_is_taken_for_granted(sample: Sample, screen: Open) -> None:
    shown = screen(role("clerk", language="en")).open("register").type("register", name="何勇")
    shown.app.text_input(key="register-0-unit_id-typed").input("北岭").run()
    shown.click("register-save")
    assert "Joins the unit is missing." in shown.html
    shown.app.selectbox(key="register-0-unit_id-hit-北岭").select(sample.city.school).run()
    shown.click("register-save")
    assert row_of(_named("何勇")[0].id).unit_id == sample.city.school
