"""Rosters in, as real offices send them."""

from __future__ import annotations

import io
from datetime import date
from typing import Any

import pytest
import xlsxwriter

from documents.workbook_size import MOST_ROWS
from tests.ground.rosters import (
    LI_ID,
    ZHANG_ID,
    advice_for,
    csv_text,
    opened,
    people_in,
    workbook,
    wps_workbook,
)

HEADINGS: list[Any] = ["序号", "姓名", "性别", "身份证号", "出生日期", "手机号码"]
ZHANG: list[Any] = [1, "张伟", "男", ZHANG_ID, "1990-03-07", "13800138000"]
LI: list[Any] = [2, "李敏", "女", LI_ID.lower(), "1949.12.31", "13900139000"]


def test_a_plain_roster_is_read_with_its_row_numbers() -> None:
    roster = opened(workbook([HEADINGS, ZHANG, LI]))
    assert roster.headings == tuple(HEADINGS)
    assert [(number, cells[1]) for number, cells in roster.rows()] == [(2, "张伟"), (3, "李敏")]


def test_merged_title_rows_above_the_headings_are_passed_over() -> None:
    rows: list[list[Any]] = [
        ["第一机械厂工会会员花名册", "", "", "", "", ""],
        ["填报单位：第一机械厂工会", "", "", "填报日期：2026年5月1日", "", ""],
        HEADINGS,
        ZHANG,
    ]
    roster = opened(workbook(rows, merged=["A1:F1", "A2:C2", "D2:F2"]))
    assert roster.heading_row == 3
    assert [number for number, _ in roster.rows()] == [4]


def test_headings_in_two_rows_are_joined_under_their_merged_groups() -> None:
    rows: list[list[Any]] = [
        ["序号", "姓名", "基本情况", "", "联系方式", ""],
        ["", "", "性别", "身份证号", "手机号码", "电子邮箱"],
        [1, "张伟", "男", ZHANG_ID, "13800138000", "zhang@example.cn"],
    ]
    content = workbook(rows, merged=["C1:D1", "E1:F1"])
    assert opened(content).heading_row == 2
    assert people_in(content) == [
        {
            "name": "张伟",
            "gender": "male",
            "id_no": ZHANG_ID,
            "mobile": "13800138000",
            "email": "zhang@example.cn",
        }
    ]


def test_a_lower_heading_row_that_only_splits_a_column_holds_nobody() -> None:
    rows = [
        ["姓名", "身份证号", "家庭住址", ""],
        ["", "", "省市", "街道门牌"],
        ["张伟", ZHANG_ID, "北京市", "长安街1号"],
    ]
    roster = opened(workbook(rows))
    assert roster.heading_row == 2
    assert roster.headings[2:] == ("家庭住址 省市", "家庭住址 街道门牌")
    assert [cells[0] for _, cells in roster.rows()] == ["张伟"]


def test_blank_rows_and_numbered_but_unfilled_rows_are_no_people() -> None:
    rows = [HEADINGS, ZHANG, ["", "  ", None, "", "", ""], LI, [3], [4]]
    assert opened(workbook(rows)).count_rows() == 2


@pytest.mark.parametrize(
    "ending",
    [
        ["合计", "2人"],
        ["", "总  计", 2],
        ["小计：2"],
        ["制表人：王芳", "", "审核：李军"],
        ["说明：身份证号请填写18位"],
        ["（盖章）"],
    ],
)
def test_totals_and_signatures_below_are_no_people(ending: list[Any]) -> None:
    assert opened(workbook([HEADINGS, ZHANG, LI, [], ending])).count_rows() == 2


def test_somebody_whose_name_begins_like_a_total_is_kept() -> None:
    rows = [["姓名", "身份证号"], ["计小花", ZHANG_ID], ["总国栋", LI_ID], ["合欢", ZHANG_ID]]
    assert opened(workbook(rows)).count_rows() == 3


def test_headings_that_a_printer_repeated_are_passed_over() -> None:
    assert opened(workbook([HEADINGS, ZHANG, HEADINGS, LI])).count_rows() == 2


@pytest.mark.parametrize(
    "born", ["1990.3.7", "1990年3月7日", "19900307", "1990/3/7", 32939, 32939.0, date(1990, 3, 7)]
)
def test_birth_dates_are_read_however_they_were_typed(born: Any) -> None:
    rows = [["姓名", "出生日期"], ["张伟", born]]
    assert people_in(workbook(rows)) == [{"name": "张伟", "birth_on": date(1990, 3, 7)}]


def test_full_width_digits_and_letters_mean_the_same() -> None:
    rows = [
        ["姓名", "身份证号", "手机号码"],
        ["李敏", "１１０１０５１９４９１２３１００２ｘ", "１３９００１３９０００"],
    ]
    assert people_in(workbook(rows)) == [{"name": "李敏", "id_no": LI_ID, "mobile": "13900139000"}]


def test_an_id_number_stored_as_a_number_is_refused_with_the_reason() -> None:
    content = workbook([["姓名", "身份证号"], ["张伟", float(ZHANG_ID)]])
    assert "stored as a number" in advice_for(lambda: people_in(content))


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030", "gbk", "utf-16"])
@pytest.mark.parametrize("mark", [",", "\t", ";"])
def test_csv_is_read_in_every_usual_encoding_and_with_every_separator(
    encoding: str, mark: str
) -> None:
    lines = [mark.join(line) for line in (["姓名", "身份证号"], ["张伟", ZHANG_ID])]
    assert people_in(csv_text("会员名册", *lines).encode(encoding)) == [
        {"name": "张伟", "id_no": ZHANG_ID}
    ]


def test_csv_tricks_that_keep_digits_are_undone() -> None:
    text = csv_text("姓名,身份证号,手机号码", f'张伟,="{ZHANG_ID}",\'13800138000')
    assert people_in(text.encode()) == [
        {"name": "张伟", "id_no": ZHANG_ID, "mobile": "13800138000"}
    ]


def test_line_breaks_inside_quoted_cells_do_not_cut_the_row() -> None:
    text = csv_text("姓名,备注", '张伟,"第一行\n第二行"')
    assert people_in(text.encode())[0]["name"] == "张伟"


def test_columns_may_stand_in_any_order() -> None:
    content = workbook([["手机", "身份证号码", "会员姓名"], ["13800138000", ZHANG_ID, "张伟"]])
    assert people_in(content) == [{"mobile": "13800138000", "id_no": ZHANG_ID, "name": "张伟"}]


def test_a_wps_workbook_is_read_like_any_other() -> None:
    assert people_in(wps_workbook([["姓名", "身份证号"], ["张伟", ZHANG_ID]])) == [
        {"name": "张伟", "id_no": ZHANG_ID}
    ]


def test_the_sheet_with_the_roster_is_found_behind_a_cover_sheet() -> None:
    target = io.BytesIO()
    book = xlsxwriter.Workbook(target)
    book.add_worksheet("封面").write(0, 0, "会员实名制登记")
    roster = book.add_worksheet("名册")
    roster.write_row(0, 0, ["姓名", "身份证号"])
    roster.write_row(1, 0, ["张伟", ZHANG_ID])
    hidden = book.add_worksheet("旧名册")
    hidden.write_row(0, 0, HEADINGS)
    hidden.hide()
    book.close()
    assert opened(target.getvalue()).sheet == "名册"


def test_unknown_headings_are_still_offered_for_matching_by_hand() -> None:
    roster = opened(workbook([["Nom", "Numéro"], ["Zhang Wei", ZHANG_ID]]))
    assert roster.headings == ("Nom", "Numéro")
    assert roster.count_rows() == 1


def test_a_sheet_without_headings_is_refused_with_an_example() -> None:
    assert "姓名" in advice_for(lambda: opened(workbook([[1, 2], [3, 4]])))


def test_a_csv_with_too_many_rows_is_refused() -> None:
    content = b"name,mobile\r\n" + b"a,b\r\n" * (MOST_ROWS + 1)
    assert "300000 rows" in advice_for(lambda: opened(content).count_rows())
