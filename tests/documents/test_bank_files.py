"""The list that goes to the bank and the answer that comes back."""

from __future__ import annotations

import io
import zipfile
from dataclasses import dataclass
from datetime import date

import pytest
import xlsxwriter

from documents.bank_list import bank_list
from documents.bank_result import annotated, read_result
from documents.roster_reader import read_roster
from rules.errors import InvalidInput


@dataclass(frozen=True)
class Line:
    number: int
    reference: str
    payee_name: str
    bank_number: str
    bank_name: str
    fen: int


LINES = (
    Line(1, "P2026-0001-0001", "王秀英", "6222021234567890123", "工商银行云溪支行", 800_10),
    Line(2, "P2026-0001-0002", "=cmd|' /C calc'!A0", "0012345678901234567", "", 1_234_56),
)
HEAD = "明细编号,户名,账号,金额,处理结果,失败原因,流水号,入账日期\n"


def _workbook(*rows: tuple[object, ...]) -> bytes:
    target = io.BytesIO()
    book = xlsxwriter.Workbook(target, {"strings_to_formulas": False})
    page = book.add_worksheet()
    for number, row in enumerate(rows):
        for column, cell in enumerate(row):
            page.write(number, column, cell)
    book.close()
    return target.getvalue()


class TestTheList:
    def test_numbers_and_names_are_text_and_no_formula(self) -> None:
        made = bank_list("P2026-0001", LINES, "gongzi2026")
        sheet = zipfile.ZipFile(io.BytesIO(made)).read("xl/worksheets/sheet1.xml").decode()
        assert "<f>" not in sheet
        assert "sheetProtection" in sheet
        found = dict(read_roster(made, {"户名", "账号"}).rows())
        assert [row[3] for row in found.values()] == [line.bank_number for line in LINES]
        assert [row[2] for row in found.values()] == [line.payee_name for line in LINES]

    def test_a_short_password_is_refused(self) -> None:
        with pytest.raises(InvalidInput):
            bank_list("P2026-0001", LINES, "12345")

    def test_our_own_list_is_read_back_once_the_results_are_typed_in(self) -> None:
        rows = read_result(bank_list("P2026-0001", LINES, "gongzi2026")).rows
        assert [(row.reference, row.fen, row.outcome) for row in rows] == [
            ("P2026-0001-0001", 800_10, ""),
            ("P2026-0001-0002", 1_234_56, ""),
        ]


class TestTheAnswer:
    def test_a_csv_of_a_bank_is_read(self) -> None:
        text = HEAD + (
            'P2026-0001-0001,王秀英,6222021234567890123,"1,800.10",交易成功,,B77,20261125\n'
            "P2026-0001-0002,李强,622202******0124,800,失败,户名不符,,\n"
        )
        first, second = read_result(text.encode("gb18030")).rows
        assert (first.fen, first.outcome, first.bank_reference) == (1800_10, "paid", "B77")
        assert first.on == date(2026, 11, 25)
        assert (second.outcome, second.reason, second.on) == ("failed", "户名不符", None)

    def test_a_title_above_and_a_total_below_are_no_rows(self) -> None:
        content = _workbook(
            ("代发工资回盘清单",),
            ("序号", "收款人名称", "金额", "交易结果"),
            ("1", "王秀英", 800.1, "成功"),
            ("合计", "", 800.1, ""),
        )
        (row,) = read_result(content).rows
        assert (row.row, row.number, row.fen, row.outcome) == (3, 1, 800_10, "paid")

    def test_an_account_kept_as_a_number_is_refused_in_its_row(self) -> None:
        content = _workbook(
            ("明细编号", "账号", "金额", "处理结果"),
            ("P2026-0001-0001", 6222021234567890123, 800, "成功"),
        )
        (row,) = read_result(content).rows
        assert "stored as a number" in row.wrong

    @pytest.mark.parametrize("amount", ["八百", "800.001", "1e400", "NaN", "∞"])
    def test_an_amount_that_is_none_is_named(self, amount: str) -> None:
        text = HEAD + f"P2026-0001-0001,王秀英,,{amount},成功,,,\n"
        (row,) = read_result(text.encode()).rows
        assert row.wrong

    @pytest.mark.parametrize(
        "content",
        [
            b"",
            b"%PDF-1.7",
            "姓名,金额\n王秀英,800\n".encode(),
            "户名,处理结果\n王秀英,成功\n".encode(),
            b"PK\x03\x04" + b"x" * 200,
        ],
    )
    def test_an_unfit_file_is_refused_with_advice(self, content: bytes) -> None:
        with pytest.raises(InvalidInput):
            read_result(content)

    def test_a_huge_file_is_refused(self) -> None:
        row = "P2026-0001-0001,王秀英,,800,成功,,,\n"
        with pytest.raises(InvalidInput, match="20000"):
            read_result((HEAD + row * 20_001).encode())
        with pytest.raises(InvalidInput, match="20 MB"):
            read_result(b"x" * (20 * 1024 * 1024 + 1))

    def test_the_verdicts_come_back_in_front_of_the_rows(self) -> None:
        file = read_result((HEAD + "P2026-0001-0001,=1+1,,800,成功,,,\n").encode())
        made = annotated(file, lambda row: f"第 {row} 行：户名不符")
        ((_number, cells),) = read_roster(made, {"户名"}).rows()
        assert cells[:4] == ["2", "第 2 行：户名不符", "P2026-0001-0001", "=1+1"]
