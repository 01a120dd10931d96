"""Rosters out: templates to fill in, lists, and refused rows to mend.

Every cell is text: an ID number keeps its digits, and what begins like a formula stays what
somebody typed. In csv, where cells have no type, such text gets a leading apostrophe.
"""

from __future__ import annotations

import codecs
import csv
import io
import re
from collections.abc import Iterable, Sequence
from datetime import date, datetime
from itertools import islice
from typing import IO

import xlsxwriter

from documents.sheet_stream import OPTIONS, CellOut, column_letters, sheet_name, stream_workbook
from documents.sheets import Cell
from rules.codes import CodeLists
from rules.fields import Field, Kind
from rules.language import N_, _

TEMPLATE_ROWS = 2000
LONGEST_DROP_DOWN = 255
FORMULA_STARTS = frozenset("=+-@\t\r\n＝＋－＠")
LINES_AT_ONCE = 50
_STARTS_IN_LINE = re.escape("".join(FORMULA_STARTS - {"\r", "\n"}))
_FORMULA = re.compile(f"[,\n][{_STARTS_IN_LINE}]")

_ROSTER = N_("Roster")
_LISTS = N_("Lists")
_ROW = N_("Row")
_REASON = N_("What to mend")
_REQUIRED = N_("Required.")
_CHOOSE = N_("Choose from the list.")
_AS_TEXT = N_("This column is text, so that no digit is lost.")
_DAY = N_("A day such as 1990-05-01.")
_MONTH = N_("A month such as 2026-05.")
_KIND_HELP = {
    Kind.CHOICE: _CHOOSE,
    Kind.YES_NO: _CHOOSE,
    Kind.DATE: _DAY,
    Kind.MONTH: _MONTH,
    Kind.ID_NUMBER: _AS_TEXT,
    Kind.BANK_NUMBER: _AS_TEXT,
}


def neutral(text: str) -> str:
    """Return ``text`` so that no spreadsheet takes it for a formula when it reads csv."""
    return "'" + text if text and text[0] in FORMULA_STARTS else text


def write_workbook(
    target: IO[bytes], headings: Sequence[str], rows: Iterable[Sequence[CellOut]], sheet: str = ""
) -> int:
    """Write a list as .xlsx while the rows come in; returns how many there were."""
    return stream_workbook(target, sheet or _(_ROSTER), headings, rows)


def write_csv(target: IO[bytes], headings: Sequence[str], rows: Iterable[Sequence[CellOut]]) -> int:
    """Write a list as csv that Excel and WPS read as UTF-8; returns the number of rows."""
    target.write(codecs.BOM_UTF8)
    target.write(_csv_lines([headings]).encode("utf-8", "replace"))
    remaining, count = iter(rows), 0
    while part := list(islice(remaining, LINES_AT_ONCE)):
        target.write(_csv_lines(part).encode("utf-8", "replace"))
        count += len(part)
    return count


def written(headings: Sequence[str], rows: Iterable[Sequence[CellOut]], form: str) -> bytes:
    """Return a list as one file, ``xlsx`` or ``csv``."""
    target = io.BytesIO()
    write = write_workbook if form == "xlsx" else write_csv
    write(target, headings, rows)
    return target.getvalue()


def _csv_lines(rows: Sequence[Sequence[CellOut]]) -> str:
    lines = [
        ",".join(["" if cell is None else cell if type(cell) is str else str(cell) for cell in row])
        for row in rows
    ]
    text = "\r\n".join(lines) + "\r\n"
    # Nearly all rows hold nothing to quote or to make neutral; the csv writer is twice as slow.
    if _is_plain(text, rows):
        return text
    if len(rows) > 1:
        return "".join([_csv_lines([row]) for row in rows])
    written = io.StringIO(newline="")
    csv.writer(written).writerows(
        [neutral(cell) if isinstance(cell, str) else cell for cell in row] for row in rows
    )
    return written.getvalue()


def _is_plain(text: str, rows: Sequence[Sequence[CellOut]]) -> bool:
    """Say whether cells joined by commas make csv as they are."""
    return (
        '"' not in text
        and text.count(",") == sum(map(len, rows)) - len(rows)
        and text.count("\r") == text.count("\n") == len(rows)
        and "\n\r" not in text  # a line without anything
        and text[0] not in FORMULA_STARTS
        and not _FORMULA.search(text)
    )


def refused_workbook(
    headings: Sequence[str], refused: Iterable[tuple[int, Sequence[Cell], str]]
) -> bytes:
    """Return refused rows as the workbook they came in, with row number and reason in front.

    ``refused`` holds (row number, cells, reason in the reader's language).
    """
    target = io.BytesIO()
    rows = (
        [str(number), reason, *(as_written(cell) for cell in cells[: len(headings)])]
        for number, cells, reason in refused
    )
    stream_workbook(target, _(_ROSTER), [_(_ROW), _(_REASON), *headings], rows)
    return target.getvalue()


def as_written(cell: Cell) -> str:
    """Return a cell as the clerk saw it in the file."""
    if cell is None:
        return ""
    if isinstance(cell, datetime):
        return cell.date().isoformat()
    if isinstance(cell, date):
        return cell.isoformat()
    if isinstance(cell, bool):
        return _("Yes") if cell else _("No")
    if isinstance(cell, float) and cell.is_integer():
        return str(int(cell))
    return str(cell)


def template(fields: Iterable[Field], lists: CodeLists) -> bytes:
    """Return an empty roster made from the fields, with drop-downs and text cells."""
    target = io.BytesIO()
    book = xlsxwriter.Workbook(target, {**OPTIONS, "in_memory": True})
    page = book.add_worksheet(sheet_name(_(_ROSTER)))
    choices = book.add_worksheet(sheet_name(_(_LISTS)))
    choices.hide()
    plain = book.add_format({"num_format": "@"})
    heading = book.add_format({"bold": True, "bg_color": "#EEF2F6", "bottom": 1, "num_format": "@"})
    required = book.add_format(
        {"bold": True, "bg_color": "#FBE9E7", "bottom": 1, "num_format": "@"}
    )
    for column, field in enumerate(fields):
        label = _(field.label)
        page.set_column(column, column, max(12, 2 * len(label) + 4), plain)
        page.write_string(0, column, label, required if field.required else heading)
        comment = help_for(field)
        if comment:
            page.write_comment(0, column, comment, {"x_scale": 1.5})
        labels = _labels(field, lists)
        if labels:
            choices.write_column(0, column, labels)
            _add_drop_down(page, choices.get_name(), column, len(labels))
    page.freeze_panes(1, 0)
    book.close()
    return target.getvalue()


def help_for(field: Field) -> str:
    """Return what a clerk should know before filling in this column."""
    parts = [
        _REQUIRED if field.required else "",
        field.help,
        _KIND_HELP.get(field.kind, ""),
    ]
    return " ".join(_(part) for part in parts if part)


def _labels(field: Field, lists: CodeLists) -> list[str]:
    if field.kind is Kind.YES_NO:
        return [_("Yes"), _("No")]
    if field.kind is Kind.CHOICE:
        return [entry.label for entry in lists.get(field.codes, ()) if not entry.retired]
    return []


def _add_drop_down(
    page: xlsxwriter.worksheet.Worksheet, sheet: str, column: int, count: int
) -> None:
    letters = column_letters(column)
    page.data_validation(
        1,
        column,
        TEMPLATE_ROWS,
        column,
        {
            "validate": "list",
            "source": f"='{sheet}'!${letters}$1:${letters}${count}",
            "error_type": "warning",
            "error_message": _(_CHOOSE)[:LONGEST_DROP_DOWN],
        },
    )


def as_texts(rows: Iterable[Sequence[Cell]]) -> list[list[str]]:
    """Return rows as the clerk saw them in the file."""
    return [[as_written(cell) for cell in row] for row in rows]
