"""Papers on a person's page, and filters kept for later."""

from __future__ import annotations

import io
from collections.abc import Callable

import pytest
from PIL import Image

from db import attachments, saved_filters
from db.session import reading
from rules.access import Actor
from tests.ground.people import almighty
from tests.pages.conftest import Sample, Screen, role

Open = Callable[[Actor], Screen]


def _picture() -> bytes:
    target = io.BytesIO()
    Image.new("RGB", (40, 50), "#2b6a8f").save(target, "PNG")
    return target.getvalue()


def _papers_tab(screen: Open, member_id: int, name: str = "clerk") -> Screen:
    shown = screen(role(name, language="en")).open("member", id=member_id)
    shown.app.session_state[f"member-{member_id}-tabs"] = "Papers"
    shown.app.run()
    return shown.checked()


def _papers(member_id: int) -> list[attachments.AttachmentRow]:
    with reading(almighty()) as session:
        return attachments.list_of(session, "member", member_id)


def _attach(screen: Open, member_id: int, kind: str, content: bytes, name: str) -> Screen:
    key = f"member-{member_id}-papers"
    shown = _papers_tab(screen, member_id).click(f"{key}-attach-ask")
    shown.app.selectbox(key=f"{key}-attach-kind").select(kind)
    shown.app.file_uploader(key=f"{key}-attach-file").upload(name, content)
    return shown.click(f"{key}-attach-send")


def test_a_paper_is_attached_and_listed(sample: Sample, screen: Open) -> None:
    _attach(screen, sample.member_id, "photo", _picture(), "../../王建国.png")
    assert [(row.kind, row.name) for row in _papers(sample.member_id)] == [("photo", "王建国.png")]
    assert "王建国.png" in _papers_tab(screen, sample.member_id).html


def test_a_file_that_is_not_what_it_says_is_refused(sample: Sample, screen: Open) -> None:
    _attach(screen, sample.member_id, "photo", b"MZ\x90\x00 not a picture", "photo.png")
    assert not _papers(sample.member_id)


def test_a_copy_of_the_id_is_opened_only_by_those_who_may_reveal(
    sample: Sample, screen: Open
) -> None:
    _attach(screen, sample.member_id, "id_copy", _picture(), "id.png")
    paper = _papers(sample.member_id)[0]
    key = f"member-{sample.member_id}-papers-{paper.id}-open-ask"
    assert key in _papers_tab(screen, sample.member_id).button_keys
    assert key not in _papers_tab(screen, sample.member_id, "supervisor").button_keys


def test_who_only_reads_can_neither_attach_nor_take_away(sample: Sample, screen: Open) -> None:
    _attach(screen, sample.member_id, "photo", _picture(), "photo.png")
    keys = _papers_tab(screen, sample.member_id, "supervisor").button_keys
    assert not [key for key in keys if key.endswith(("attach-ask", "retire-ask"))]


def _with_saved_open(shown: Screen) -> Screen:
    shown.app.session_state["members-saved"] = True
    shown.app.run()
    return shown.checked()


def test_a_filter_is_kept_under_a_name_used_again_and_dropped(sample: Sample, screen: Open) -> None:
    clerk = role("clerk", language="en")
    shown = _with_saved_open(screen(clerk).open("members", gender="female", status="member"))
    shown.app.text_input(key="members-saved-new-name").input("女会员")
    shown.click("members-saved-new")
    with reading(clerk) as session:
        kept = saved_filters.list_own(session, "member")
    assert [(row.name, row.chosen) for row in kept] == [
        ("女会员", {"gender": "female", "status": "member"})
    ]
    again = _with_saved_open(screen(clerk).open("members"))
    again.click(f"members-saved-{kept[0].id}-use")
    assert again.app.query_params["gender"] == "female"
    assert "欧阳文静" in again.html
    _with_saved_open(again).click(f"members-saved-{kept[0].id}-drop")
    with reading(clerk) as session:
        assert not saved_filters.list_own(session, "member")


@pytest.mark.parametrize("value", ["nobody", "<script>", "1' OR '1'='1"])
def test_a_filter_that_is_no_choice_is_left_out(sample: Sample, screen: Open, value: str) -> None:
    shown = screen(role("clerk")).open("members", all=1, gender=value)
    assert "欧阳文静" in shown.html or "王建国" in shown.html


@pytest.mark.parametrize("value", ["abc", "-1", "0", "9" * 40, "١٢", "1; DROP TABLE member"])
@pytest.mark.parametrize("name", ["member", "unit", "register"])
def test_an_odd_number_in_the_address_is_no_record(
    sample: Sample, screen: Open, name: str, value: str
) -> None:
    shown = screen(role("clerk")).open(name, id=value)
    assert "王建国" not in shown.html


@pytest.mark.parametrize("value", ["0", "-3", "99999", "abc"])
def test_an_odd_page_number_shows_a_list_or_says_that_there_is_nothing(
    sample: Sample, screen: Open, value: str
) -> None:
    shown = screen(role("clerk")).open("members", all=1, page=value)
    assert "office-table" in shown.html or "office-empty" in shown.html
