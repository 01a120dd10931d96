"""Imports on the screen: from a file to members, and back."""

from __future__ import annotations

import io
from collections.abc import Callable

import pytest
from openpyxl import load_workbook
from sqlalchemy import select

from components import jobs
from db import imports, member_lists
from db.import_rows import Incoming
from db.models.people import HeaderMapping
from db.session import reading, writing
from documents.header_matching import known_headings
from documents.roster_reader import read_roster
from pages.imports import rows
from rules.access import CONSOLE, Actor
from rules.fields import by_name
from tests.ground.people import almighty
from tests.ground.rosters import LI_ID, ZHANG_ID, workbook
from tests.pages.conftest import HOSTILE, Sample, Screen, role

Open = Callable[[Actor], Screen]
HEADINGS = ["姓名", "身份证号", "人员电话号", "所在工会"]
ROWS = [
    ["张伟", ZHANG_ID, "13800138000", "北岭纺织厂工会"],
    ["李敏", LI_ID, "123", "北岭纺织厂工会"],
    [HOSTILE[:20], "", "", "北岭纺织厂工会"],
]


def _send(shown: Screen, content: bytes, name: str = "名册.xlsx") -> Screen:
    shown.app.file_uploader(key="imports-member").upload(name, content).run()
    return shown.checked()


def _found(text: str) -> list[str]:
    with reading(almighty()) as session:
        return [row.name for row in member_lists.list_page(session, {"text": text}).rows]


def _batches() -> list[imports.BatchRow]:
    with reading(CONSOLE) as session:
        return imports.list_batches(session).rows


def test_a_roster_goes_from_file_to_members_and_back(sample: Sample, screen: Open) -> None:
    shown = _send(screen(role("clerk", language="en")).open("imports"), workbook([HEADINGS, *ROWS]))
    for told in ("Rows read", "ID number", "eleven digits", "What to mend"):
        assert told in shown.text
    assert not _found("张伟"), "a preview changes nothing"
    shown.click("imports-take")
    assert _found("张伟") == ["张伟"]
    batch = _batches()[0]
    assert (batch.counts.new, batch.counts.refused, batch.file_name) == (2, 1, "名册.xlsx")
    assert "2 new, 0 changed" in shown.text

    shown.open("imports", id=batch.id)
    shown.click("imports-undo-ask").click("imports-undo-send")
    assert not _found("张伟")
    assert _batches()[0].undone_at is not None
    assert "Taken back" in shown.open("imports").html


def test_the_preview_shows_no_full_number(sample: Sample, screen: Open) -> None:
    shown = _send(screen(role("clerk")).open("imports"), workbook([HEADINGS, *ROWS]))
    for secret in (ZHANG_ID, LI_ID, "13800138000"):
        assert secret not in shown.text


def test_a_column_is_matched_by_hand_and_remembered(sample: Sample, screen: Open) -> None:
    content = workbook([["人员", "号码"], ["张伟", ZHANG_ID]])
    shown = screen(role("clerk")).open("imports")
    shown.app.text_input(key="imports-member-unit-typed").input("纺织").run()
    _send(shown, content)
    assert "imports-take" not in shown.button_keys, "nobody knows which column is the name"
    for key, field in (("0", "name"), ("1", "id_no")):
        box = next(one for one in shown.app.selectbox if str(one.key).endswith(f"-{key}"))
        box.select(field).run()
    shown.checked().click("imports-take")
    assert _found("张伟") == ["张伟"]
    with reading(CONSOLE) as session:
        kept = session.scalars(select(HeaderMapping)).one()
        assert (kept.source, kept.columns) == ("北岭纺织厂工会", {"人员": "name", "号码": "id_no"})


def test_two_columns_for_one_field_are_pointed_out(sample: Sample, screen: Open) -> None:
    content = workbook([["姓名", "别名"], ["张伟", "伟"]])
    shown = _send(screen(role("clerk", language="en")).open("imports"), content)
    next(one for one in shown.app.selectbox if str(one.key).endswith("-1")).select("name").run()
    assert "Two columns fill the same field" in shown.checked().text
    assert "imports-take" not in shown.button_keys


@pytest.mark.parametrize(
    ("content", "advice"),
    [(b"%PDF-1.7", "PDF"), (b"", "empty"), (b"<html></html>", "web page")],
)
def test_an_unfit_file_is_told_in_place(
    sample: Sample, screen: Open, content: bytes, advice: str
) -> None:
    shown = _send(screen(role("clerk", language="en")).open("imports"), content)
    assert any(advice in error.value for error in shown.app.error)


def test_a_roster_that_changed_nothing_cannot_be_sent(sample: Sample, screen: Open) -> None:
    content = workbook([HEADINGS, ROWS[0]])
    shown = _send(screen(role("clerk")).open("imports"), content).click("imports-take")
    again = _send(shown.open("imports"), content)
    assert again.app.button(key="imports-take").disabled


def test_a_preview_that_others_overtook_is_told_and_drawn_anew(
    sample: Sample, screen: Open
) -> None:
    content = workbook([HEADINGS, ROWS[0]])
    shown = _send(screen(role("clerk", language="en")).open("imports"), content)
    with reading(CONSOLE) as session:
        fields = imports.list_columns(session, imports.MEMBERS)
    roster = read_roster(content, known_headings(fields))
    with writing(almighty()) as session:
        columns = {"name": 0, "id_no": 1, "unit_id": 3}
        imports.take_in(
            session, imports.MEMBERS, Incoming(roster.rows, columns, file_name="先到.xlsx")
        )
    shown.click("imports-take")
    assert any("since the preview" in error.value for error in shown.app.error)
    assert [row.file_name for row in _batches()] == ["先到.xlsx"]
    shown.click("imports-take")
    assert _batches()[0].counts.changed == 1, "the new preview knows of the mobile number"


def test_long_work_shows_how_far_it_is_and_then_where_it_led(
    sample: Sample, screen: Open, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(jobs, "PATIENCE_SECONDS", 0.0)
    content = workbook([HEADINGS, ROWS[0]])
    shown = _send(screen(role("clerk")).open("imports"), content).click("imports-take")
    for _ in range(200):
        if "id" in shown.app.query_params:
            break
        shown.app.run()
    assert _found("张伟") == ["张伟"]
    assert len(_batches()) == 1


def test_a_roster_of_units_is_taken_in_on_its_own_tab(sample: Sample, screen: Open) -> None:
    units = [["工会名称", "组织类型", "上级工会"], ["北岭医院工会", "基层工会", "北岭县总工会"]]
    shown = screen(role("administrator")).open("imports", what="unit")
    shown.app.file_uploader(key="imports-unit").upload("单位.xlsx", workbook(units)).run()
    shown.checked().click("imports-take")
    assert (_batches()[0].register, _batches()[0].counts.new) == ("unit", 1)


def test_people_of_one_unit_see_their_own_imports_only(sample: Sample, screen: Open) -> None:
    content = workbook([HEADINGS, ROWS[0]])
    _send(screen(role("clerk")).open("imports"), content).click("imports-take")
    south = screen(role("clerk", unit=sample.city.south)).open("imports")
    assert "名册.xlsx" not in south.html
    refused = south.open("imports", id=_batches()[0].id)
    assert refused.app.warning


def test_the_workbook_of_refused_rows_is_what_came_in(sample: Sample) -> None:
    with reading(almighty()) as session:
        fields = imports.list_columns(session, imports.MEMBERS)
        roster = read_roster(workbook([HEADINGS, *ROWS]), known_headings(fields))
        columns = {"name": 0, "id_no": 1, "mobile": 2, "unit_id": 3}
        incoming = Incoming(roster.rows, columns)
        preview = imports.get_preview(session, imports.MEMBERS, incoming)
    content = rows.refused_file(preview, roster, by_name(fields))
    sheet = load_workbook(io.BytesIO(content)).worksheets[0]
    assert [cell.value for cell in sheet[2]][2:] == ROWS[1]
