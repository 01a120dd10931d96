"""Raw rows out of a file: workbooks by calamine, csv by the encodings offices use."""

from __future__ import annotations

import codecs
import csv
import io
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, time, timedelta
from functools import partial
from typing import Protocol

import python_calamine as calamine

from documents.containers import BROKEN, ENCRYPTED, MEBIBYTE, TOO_LARGE, Container, container_of
from documents.workbook_size import (
    MOST_COLUMNS,
    MOST_ROWS,
    TOO_LONG,
    TOO_WIDE,
    check_workbook_size,
)
from rules.errors import InvalidInput
from rules.language import N_

Cell = str | int | float | bool | date | None
Cells = Sequence[Cell]
Area = tuple[tuple[int, int], tuple[int, int]]
"""First and last cell of a merged area as (row, column), counted from 0."""

MOST_FILE_BYTES = 150 * MEBIBYTE
_BYTE_ORDER_MARKS = (
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)
_DELIMITERS = (",", "\t", ";", "|")
_QUOTED_FORMULA = re.compile(r'="([^"]*)"')
_CONTROL = re.compile(rb"[\x00-\x08\x0e-\x1f]")

_NOT_A_ROSTER = {
    Container.DOCX: N_("This is a Word file. Choose the roster as .xlsx, .xls, .ods or .csv."),
    Container.PDF: N_("This is a PDF file. Choose the roster as .xlsx, .xls, .ods or .csv."),
    Container.JPEG: N_("This is a picture. Choose the roster as .xlsx, .xls, .ods or .csv."),
    Container.PNG: N_("This is a picture. Choose the roster as .xlsx, .xls, .ods or .csv."),
    Container.WEBP: N_("This is a picture. Choose the roster as .xlsx, .xls, .ods or .csv."),
    Container.OTHER_ZIP: N_("This is a packed archive. Unpack it and choose the roster in it."),
    Container.MARKUP: N_(
        "This file is a web page with the name of a workbook."
        " Open it in Excel or WPS and save it as .xlsx."
    ),
}
_WRONG_TYPE = N_("This is no roster that can be read. Choose an .xlsx, .xls, .ods or .csv file.")
_EMPTY = N_("This file is empty.")


class RowSource(Protocol):
    """Something that gives the same rows each time it is asked."""

    def __call__(self) -> Iterator[Cells]: ...


@dataclass(frozen=True, slots=True)
class Sheet:
    """One sheet: its rows from the very first on, and its merged areas."""

    name: str
    rows: RowSource
    merged: tuple[Area, ...] = ()


def open_sheets(content: bytes) -> Iterator[Sheet]:
    """Give the visible sheets of a file; raises InvalidInput with advice for unfit ones."""
    if not content.strip():
        raise InvalidInput(_EMPTY)
    if len(content) > MOST_FILE_BYTES:
        raise InvalidInput(TOO_LARGE, limit=MOST_FILE_BYTES // MEBIBYTE)
    kind = container_of(content)
    if kind in _NOT_A_ROSTER:
        raise InvalidInput(_NOT_A_ROSTER[kind])
    if kind is Container.TEXT:
        yield _csv_sheet(content)
        return
    check_workbook_size(content, kind)
    yield from _workbook_sheets(content)


def _workbook_sheets(content: bytes) -> Iterator[Sheet]:
    try:
        workbook = calamine.CalamineWorkbook.from_filelike(io.BytesIO(content))
        for index, sheet in enumerate(workbook.sheets_metadata):
            hidden = sheet.visible is not calamine.SheetVisibleEnum.Visible
            if hidden or sheet.typ is not calamine.SheetTypeEnum.WorkSheet:
                continue
            opened = workbook.get_sheet_by_index(index)
            _check_size(opened.total_height, opened.total_width)
            merged = tuple(opened.merged_cell_ranges or ())
            yield Sheet(sheet.name, partial(_sheet_rows, opened), merged)
    except InvalidInput:
        raise
    except calamine.PasswordError:
        raise InvalidInput(ENCRYPTED) from None
    except calamine.CalamineError:
        raise InvalidInput(BROKEN) from None
    except BaseException as error:
        # The reader's own faults arrive as a PanicException, which is no Exception.
        if type(error).__name__ != "PanicException":
            raise
        raise InvalidInput(BROKEN) from None


def _check_size(rows: int, columns: int) -> None:
    if rows > MOST_ROWS:
        raise InvalidInput(TOO_LONG, limit=MOST_ROWS)
    if columns > MOST_COLUMNS:
        raise InvalidInput(TOO_WIDE, limit=MOST_COLUMNS)


def _sheet_rows(sheet: calamine.CalamineSheet) -> Iterator[Cells]:
    for row in sheet.iter_rows():
        yield [str(cell) if isinstance(cell, time | timedelta) else cell for cell in row]


def _csv_sheet(content: bytes) -> Sheet:
    encoding, text = _decoded(content)
    protected = '="' in text or "'" in text
    # The text goes again: a roster of a city would take three times its bytes meanwhile.
    return Sheet("", partial(_csv_rows, content, encoding, _delimiter(text[:20_000]), protected))


def _decoded(content: bytes) -> tuple[str, str]:
    for mark, encoding in _BYTE_ORDER_MARKS:
        if content.startswith(mark):
            return encoding, _decode(content, encoding)
    if _CONTROL.search(content[: 64 * 1024]):
        raise InvalidInput(_WRONG_TYPE)
    try:
        return "utf-8", content.decode("utf-8")
    except UnicodeDecodeError:
        return "gb18030", _decode(content, "gb18030")


def _decode(content: bytes, encoding: str) -> str:
    try:
        return content.decode(encoding)
    except UnicodeDecodeError:
        raise InvalidInput(_WRONG_TYPE) from None


def _csv_rows(content: bytes, encoding: str, delimiter: str, protected: bool) -> Iterator[Cells]:
    lines = io.TextIOWrapper(io.BytesIO(content), encoding=encoding, newline="")
    rows = csv.reader(lines, delimiter=delimiter)
    try:
        for number, row in enumerate(rows, start=1):
            if number > MOST_ROWS:
                raise InvalidInput(TOO_LONG, limit=MOST_ROWS)
            if len(row) > MOST_COLUMNS:
                raise InvalidInput(TOO_WIDE, limit=MOST_COLUMNS)
            yield [_unprotected(cell) for cell in row] if protected else row
    except csv.Error:
        raise InvalidInput(BROKEN) from None


def _unprotected(cell: str) -> str:
    """Take off what was put around a text so that a spreadsheet leaves it alone."""
    if cell.startswith("'") and len(cell) > 1 and not cell[1].isalpha():
        return cell[1:]
    if cell.startswith('="'):
        found = _QUOTED_FORMULA.fullmatch(cell)
        return found.group(1) if found else cell
    return cell


def _delimiter(start: str) -> str:
    lines = [line for line in start.splitlines()[:30] if line.strip()]
    # The separator stands in most lines; a lone title row above has none.
    counts = {mark: sum(mark in line for line in lines) for mark in _DELIMITERS}
    totals = {mark: start.count(mark) for mark in _DELIMITERS}
    return max(_DELIMITERS, key=lambda mark: (counts[mark], totals[mark]))
