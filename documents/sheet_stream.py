"""Big workbooks, row by row and in bounded memory.

XlsxWriter draws the frame: formats, heading row, widths. The rows are then streamed into
its sheet as ready text, which is an order of magnitude faster than cell by cell.
"""

from __future__ import annotations

import io
import re
import zipfile
from collections.abc import Iterable, Iterator, Sequence
from typing import IO

import xlsxwriter

from rules.errors import InvalidInput
from rules.language import N_

CellOut = str | int | None

MOST_SHEET_ROWS = 1_048_575
LONGEST_CELL = 32_767
ROWS_AT_ONCE = 500
OPTIONS = {"strings_to_formulas": False, "strings_to_urls": False, "strings_to_numbers": False}

_SHEET = "xl/worksheets/sheet1.xml"
_SEPARATOR = "\x1f"
_PROBE = re.compile(r'<row r="2".*?<c r="A2" s="(\d+)"[^>]*/>.*?</row>', re.DOTALL)
_DIMENSION = re.compile(r"<dimension [^>]*/>")
_NEEDS_CARE = re.compile("[\x00-\x08\x0b-\x1e&<>\ufffe\uffff\ud800-\udfff]|_x")
_FORBIDDEN = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff\ud800-\udfff]")
_LOOKS_CODED = re.compile(r"_(?=x[0-9A-Fa-f]{4}_)")

_TOO_MANY = N_("A workbook holds {limit} rows at most. Choose csv, or fewer rows.")


def stream_workbook(
    target: IO[bytes], sheet: str, headings: Sequence[str], rows: Iterable[Sequence[CellOut]]
) -> int:
    """Write one sheet of text cells to ``target``; returns the number of rows below the headings.

    Nothing in a cell is ever taken for a formula, a link or a number.
    """
    frame = io.BytesIO(_frame(sheet, headings))
    with (
        zipfile.ZipFile(frame) as drawn,
        zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED, compresslevel=3) as made,
    ):
        for name in drawn.namelist():
            if name != _SHEET:
                made.writestr(name, drawn.read(name))
        before, style, after = _split(drawn.read(_SHEET).decode())
        count = 0
        with made.open(_SHEET, "w", force_zip64=True) as part:
            part.write(before.encode())
            for number, text in _row_texts(rows, len(headings), style):
                part.write(text.encode())
                count = number
            part.write(after.encode())
    return count


def _frame(sheet: str, headings: Sequence[str]) -> bytes:
    drawn = io.BytesIO()
    book = xlsxwriter.Workbook(drawn, {**OPTIONS, "in_memory": True})
    page = book.add_worksheet(sheet_name(sheet))
    bold = book.add_format({"bold": True, "bg_color": "#EEF2F6", "bottom": 1, "num_format": "@"})
    text = book.add_format({"num_format": "@"})
    for column, heading in enumerate(headings):
        page.write_string(0, column, heading, bold)
        page.set_column(column, column, max(12, min(40, 2 * len(heading) + 4)), text)
    page.write_blank(1, 0, None, text)
    page.freeze_panes(1, 0)
    book.close()
    return drawn.getvalue()


def sheet_name(text: str) -> str:
    """Return ``text`` as a sheet may be called."""
    return re.sub(r"[\[\]:*?/\\']", " ", text).strip()[:31] or "Sheet1"


def _split(xml: str) -> tuple[str, str, str]:
    """Cut the sheet where the rows go in; returns what is before, the text style, the rest."""
    xml = _DIMENSION.sub("", xml, count=1)
    probe = _PROBE.search(xml)
    if probe is None:
        raise RuntimeError("the drawn sheet has no second row")
    return xml[: probe.start()], probe.group(1), xml[probe.end() :]


def _row_texts(
    rows: Iterable[Sequence[CellOut]], width: int, style: str
) -> Iterator[tuple[int, str]]:
    opening = [f'<c r="{column_letters(at)}' for at in range(width)]
    number, texts = 0, []
    for number, row in enumerate(rows, start=1):
        if number > MOST_SHEET_ROWS:
            raise InvalidInput(_TOO_MANY, limit=MOST_SHEET_ROWS)
        texts.append(_row_text(number + 1, row, opening, style))
        if len(texts) == ROWS_AT_ONCE:
            yield number, "".join(texts)
            texts.clear()
    yield number, "".join(texts)


def _row_text(number: int, row: Sequence[CellOut], opening: Sequence[str], style: str) -> str:
    cells = ["" if cell is None else cell if isinstance(cell, str) else str(cell) for cell in row]
    # A cell that brings the separator itself is caught as a control character below.
    if _NEEDS_CARE.search(_SEPARATOR.join(cells)):
        cells = [_careful(cell) for cell in cells]
    middle = f'{number}" s="{style}" t="inlineStr"><is><t xml:space="preserve">'
    written = [
        f"{start}{middle}{cell}</t></is></c>"
        for start, cell in zip(opening, cells, strict=False)
        if cell
    ]
    return f'<row r="{number}">{"".join(written)}</row>'


def _careful(cell: str) -> str:
    plain = _FORBIDDEN.sub("", cell)[:LONGEST_CELL]
    plain = _LOOKS_CODED.sub("_x005F_", plain)
    return plain.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")


def column_letters(column: int) -> str:
    """Return the letters of a column counted from 0: 0 is A, 26 is AA."""
    letters = ""
    column += 1
    while column:
        column, rest = divmod(column - 1, 26)
        letters = chr(65 + rest) + letters
    return letters
