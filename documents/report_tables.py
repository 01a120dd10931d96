"""The tables of a report as one workbook: figures, their parts, units; ready for A4 and a seal."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import IO, Any

import xlsxwriter

from documents.sheet_stream import OPTIONS, sheet_name
from rules.language import N_, _

A4 = 9
"""The number under which workbooks know the paper."""
FIRST_WIDTH, WIDTH = 34, 18
_SIGNED = N_("Head: ____________    Filled in by: ____________    Date: ____________    (seal)")


@dataclass(frozen=True, slots=True)
class TableSheet:
    """One sheet: its name, its title above, lines of text below, headings and rows of text.

    ``text_columns`` of each row from the left are words, the others numbers.
    """

    name: str
    title: str
    lines: Sequence[str]
    headings: Sequence[str]
    rows: Sequence[Sequence[str]]
    text_columns: int = 1


def write_tables(target: IO[bytes], sheets: Sequence[TableSheet]) -> None:
    """Write the sheets as a workbook; what stands in a cell is never taken for a formula."""
    book = xlsxwriter.Workbook(target, {**OPTIONS, "in_memory": True})
    formats = {
        "title": book.add_format({"bold": True, "font_size": 16, "align": "center"}),
        "line": book.add_format({"font_color": "#555555"}),
        "heading": book.add_format(
            {"bold": True, "bg_color": "#EEF2F6", "border": 1, "text_wrap": True, "align": "center"}
        ),
        "text": book.add_format({"border": 1, "text_wrap": True, "num_format": "@"}),
        "number": book.add_format({"border": 1, "align": "right", "num_format": "@"}),
    }
    for one in sheets:
        _write_sheet(book.add_worksheet(sheet_name(one.name)), one, formats)
    book.close()


def _write_sheet(page: Any, sheet: TableSheet, formats: dict[str, Any]) -> None:
    last = len(sheet.headings) - 1
    page.set_paper(A4)
    if last > 4:
        page.set_landscape()
    page.fit_to_pages(1, 0)
    page.set_column(0, max(sheet.text_columns - 1, 0), FIRST_WIDTH)
    page.set_column(sheet.text_columns, last, WIDTH)
    page.merge_range(0, 0, 0, last, "", formats["title"])
    page.write_string(0, 0, sheet.title, formats["title"])
    for number, text in enumerate(sheet.lines, start=1):
        page.write_string(number, 0, text, formats["line"])
    top = len(sheet.lines) + 1
    for column, heading in enumerate(sheet.headings):
        page.write_string(top, column, heading, formats["heading"])
    for number, row in enumerate(sheet.rows, start=top + 1):
        for column, text in enumerate(row):
            kind = "text" if column < sheet.text_columns else "number"
            page.write_string(number, column, text, formats[kind])
    page.repeat_rows(top)
    page.freeze_panes(top + 1, 0)
    page.write_string(top + len(sheet.rows) + 2, 0, _(_SIGNED), formats["line"])
