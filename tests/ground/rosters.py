"""Rosters as they come from real offices, made from scratch: nobody in them exists."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Callable, Sequence
from datetime import date
from typing import Any

import xlsxwriter
from openpyxl import Workbook

from documents.header_matching import Match, known_headings, match_columns
from documents.roster_reader import Roster, read_roster
from rules.codes import Code
from rules.errors import OfficeError
from rules.fields import Value, by_name
from rules.imports import member_roster_fields
from rules.members import MEMBER_FIELDS
from rules.parsing import parser_for

ZHANG_ID, LI_ID = "110101199003077758", "11010519491231002X"
FIELDS = member_roster_fields(MEMBER_FIELDS)
LISTS = {
    "gender": (Code("male", "男", "Male", ("1",)), Code("female", "女", "Female", ("2",))),
    "nation": (Code("han", "汉族", "Han", ("汉", "01")),),
}


def workbook(
    rows: Sequence[Sequence[Any]], merged: Sequence[str] = (), sheet: str = "Sheet1"
) -> bytes:
    """Return the rows as .xlsx; ``merged`` holds areas such as ``A1:F1``."""
    target = io.BytesIO()
    book = xlsxwriter.Workbook(target, {"in_memory": True, "strings_to_formulas": False})
    page = book.add_worksheet(sheet)
    day = book.add_format({"num_format": "yyyy-mm-dd"})
    for number, row in enumerate(rows):
        for column, cell in enumerate(row):
            if isinstance(cell, date):
                page.write_datetime(number, column, cell, day)
            elif cell is not None:
                page.write(number, column, cell)
    for area in merged:
        first = area.split(":")[0]
        row_number, column = int(first.lstrip("ABCDEFGHIJ")) - 1, ord(first[0]) - 65
        page.merge_range(area, rows[row_number][column])
    book.close()
    return target.getvalue()


def wps_workbook(rows: Sequence[Sequence[Any]]) -> bytes:
    """Return the rows as WPS writes them: shared strings, its own application name."""
    book = Workbook()
    sheet = book.active
    assert sheet is not None
    for row in rows:
        sheet.append(list(row))
    book.properties.creator = "WPS Office"
    target = io.BytesIO()
    book.save(target)
    return _with_part(
        target.getvalue(),
        "docProps/app.xml",
        '<?xml version="1.0"?><Properties xmlns="http://schemas.openxmlformats.org/officeDocument'
        '/2006/extended-properties"><Application>WPS 表格</Application></Properties>',
    )


def _with_part(content: bytes, name: str, text: str) -> bytes:
    """Return an archive with one part put in or replaced."""
    target = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(content)) as old, zipfile.ZipFile(target, "w") as new:
        for part in old.namelist():
            if part != name:
                new.writestr(part, old.read(part))
        new.writestr(name, text)
    return target.getvalue()


with_part: Callable[[bytes, str, str], bytes] = _with_part


def csv_text(*lines: str) -> str:
    return "\r\n".join(lines) + "\r\n"


def opened(content: bytes) -> Roster:
    return read_roster(content, known_headings(FIELDS))


def matched(roster: Roster) -> dict[str, int]:
    matches: tuple[Match, ...] = match_columns(roster.headings, FIELDS)
    return {match.field: match.column for match in matches if match.field}


def people_in(content: bytes) -> list[dict[str, Value]]:
    """Read a roster to the end: values by field; raises what a clerk would be told."""
    roster = opened(content)
    columns, fields = matched(roster), by_name(FIELDS)
    parsers = {name: parser_for(fields[name], LISTS) for name in columns}
    return [
        {
            name: parsers[name](cells[column])
            for name, column in columns.items()
            if column < len(cells) and cells[column] not in (None, "")
        }
        for _, cells in roster.rows()
    ]


def advice_for(read: Callable[[], object]) -> str:
    """Return what the clerk is told when reading fails; fails the test when it does not."""
    try:
        read()
    except OfficeError as error:
        return str(error)
    raise AssertionError("this should have been refused")
