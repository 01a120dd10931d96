"""Rosters out: text stays text, and what goes out can come back in."""

from __future__ import annotations

import csv
import io
from datetime import date
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from openpyxl import load_workbook

from documents.roster_writer import (
    as_written,
    neutral,
    refused_workbook,
    template,
    write_csv,
    write_workbook,
)
from documents.sheet_stream import column_letters, stream_workbook
from rules.language import use_language
from rules.members import MEMBER_FIELDS
from tests.ground.rosters import FIELDS, LISTS, ZHANG_ID, matched, opened, people_in

FORMULAS = ["=1+1", "+1", "-1", "@SUM(A1)", "\t=1", '=HYPERLINK("http://x")', "＝1+1"]


def _cells(content: bytes) -> list[list[Any]]:
    sheet = load_workbook(io.BytesIO(content)).active
    assert sheet is not None
    return [list(row) for row in sheet.iter_rows()]


@pytest.mark.parametrize("text", [*FORMULAS, ZHANG_ID, "007", "1e5", "a&<b>", " x ", "_x0041_"])
def test_every_cell_of_a_workbook_is_the_text_that_was_given(text: str) -> None:
    target = io.BytesIO()
    assert write_workbook(target, ["姓名", "备注"], [["张伟", text]]) == 1
    cell = _cells(target.getvalue())[1][1]
    assert (cell.data_type, cell.number_format) == ("s", "@")
    roster = opened(target.getvalue())
    assert [row[1] for _, row in roster.rows()] == [text]


def test_characters_that_no_workbook_may_hold_are_dropped() -> None:
    target = io.BytesIO()
    write_workbook(target, ["姓名"], [["张\x00\x1f伟\ufffe"]])
    assert [row[0] for _, row in opened(target.getvalue()).rows()] == ["张伟"]


@pytest.mark.parametrize("text", FORMULAS)
def test_formulas_in_csv_are_disarmed(text: str) -> None:
    target = io.BytesIO()
    write_csv(target, ["姓名", "备注"], [["张伟", text]])
    content = target.getvalue()
    assert content.startswith(b"\xef\xbb\xbf")
    row = list(csv.reader(io.StringIO(content.decode("utf-8-sig"), newline="")))[1]
    assert row == ["张伟", "'" + text]


@given(
    st.lists(
        st.lists(
            st.none() | st.integers() | st.text(alphabet="张a0,;\"'=-@＝ \t\r\n\x1f"),
            min_size=2,
            max_size=3,
        )
    )
)
def test_whatever_a_cell_holds_csv_gives_it_back_disarmed(
    rows: list[list[str | int | None]],
) -> None:
    target = io.BytesIO()
    assert write_csv(target, ["姓名", "备注"], rows) == len(rows)
    told = csv.reader(io.StringIO(target.getvalue().decode("utf-8-sig"), newline=""))
    assert list(told)[1:] == [
        ["" if c is None else neutral(c) if isinstance(c, str) else str(c) for c in row]
        for row in rows
    ]


def test_numbers_of_our_own_stay_numbers_in_csv() -> None:
    target = io.BytesIO()
    assert write_csv(target, ["n"], [[-5], [None]]) == 2
    assert target.getvalue().decode("utf-8-sig") == 'n\r\n-5\r\n""\r\n'


def test_an_ordinary_text_is_left_as_it_is() -> None:
    assert neutral("张伟") == "张伟"
    assert neutral("") == ""


def test_a_big_list_is_written_row_by_row() -> None:
    rows = ([f"会员{number}", ZHANG_ID] for number in range(3000))
    target = io.BytesIO()
    assert write_workbook(target, ["姓名", "身份证号"], rows) == 3000
    assert opened(target.getvalue()).count_rows() == 3000


def test_more_rows_than_a_sheet_holds_are_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    from documents import sheet_stream
    from rules.errors import InvalidInput

    monkeypatch.setattr(sheet_stream, "MOST_SHEET_ROWS", 2)
    with pytest.raises(InvalidInput, match="at most"):
        stream_workbook(io.BytesIO(), "x", ["a"], [["1"]] * 3)


def test_the_template_has_every_field_with_drop_downs_and_text_cells() -> None:
    use_language("zh_CN")
    content = template(FIELDS, LISTS)
    roster = opened(content)
    assert set(matched(roster)) == {field.name for field in FIELDS}
    book = load_workbook(io.BytesIO(content))
    sheet = book.worksheets[0]
    assert book.worksheets[1].sheet_state == "hidden"
    gender = [field.name for field in FIELDS].index("gender")
    ranges = [str(rule.sqref) for rule in sheet.data_validations.dataValidation]
    assert any(area.startswith(column_letters(gender) + "2:") for area in ranges)
    id_no = column_letters([field.name for field in FIELDS].index("id_no"))
    assert sheet.column_dimensions[id_no].width > 10


@pytest.mark.parametrize("language", ["zh_CN", "en"])
def test_a_filled_template_comes_back_in_either_language(language: str) -> None:
    use_language(language)
    sheet = load_workbook(io.BytesIO(template(MEMBER_FIELDS, LISTS)))
    page = sheet.worksheets[0]
    names = [field.name for field in MEMBER_FIELDS]
    page.cell(2, names.index("name") + 1).value = "张伟"
    page.cell(2, names.index("id_no") + 1).value = ZHANG_ID
    page.cell(2, names.index("gender") + 1).value = "男" if language == "zh_CN" else "Male"
    target = io.BytesIO()
    sheet.save(target)
    assert people_in(target.getvalue()) == [{"name": "张伟", "id_no": ZHANG_ID, "gender": "male"}]
    use_language("zh_CN")


def test_refused_rows_come_back_as_the_workbook_they_came_in_with_the_reason() -> None:
    use_language("en")
    content = refused_workbook(
        ["姓名", "出生日期"], [(7, ["张伟", date(1990, 3, 7)], "Enter a date such as 1990-05-01.")]
    )
    headings, row = ([cell.value for cell in line] for line in _cells(content))
    assert headings == ["Row", "What to mend", "姓名", "出生日期"]
    assert row == ["7", "Enter a date such as 1990-05-01.", "张伟", "1990-03-07"]
    assert people_in(content) == [{"name": "张伟", "birth_on": date(1990, 3, 7)}]
    use_language("zh_CN")


@pytest.mark.parametrize(
    ("cell", "text"), [(None, ""), (5.0, "5"), (5.5, "5.5"), (date(2026, 5, 1), "2026-05-01")]
)
def test_cells_are_written_as_the_clerk_saw_them(cell: Any, text: str) -> None:
    assert as_written(cell) == text
