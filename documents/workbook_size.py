"""How far a workbook's cells reach, before it is opened.

The reader lays a sheet out as a full rectangle, so two cells in far corners of a tiny file
would take all memory. The cells' addresses tell; nothing else in the file is trusted.
"""

from __future__ import annotations

import re
from collections.abc import Iterable

from documents.containers import MEBIBYTE, Container, check_archive, parts_below, pieces_of
from rules.errors import InvalidInput
from rules.language import N_

MOST_ROWS = 300_000
MOST_COLUMNS = 100
MOST_UNPACKED_BYTES = 600 * MEBIBYTE
MOST_ODS_BYTES = 100 * MEBIBYTE

TOO_WIDE = N_("The sheet has more than {limit} columns. Delete what is not part of the roster.")
TOO_LONG = N_("The sheet has more than {limit} rows. Split it and try again.")

# Column CV is the hundredth; three letters and everything from CW on lie beyond it.
_BEYOND_COLUMNS = re.compile(rb'r="(?:[A-Z]{3,}|[D-Z][A-Z]|C[W-Z])\d')
_BEYOND_ROWS = re.compile(rb'r="[A-Z]{0,3}(?:[3-9]\d{5}|\d{7,})"')
_OVERLAP = 32
_ODS_TAG = re.compile(rb"<table:(table|table-row|table-cell|covered-table-cell)(?=[\s>/])([^>]*)>")
_ODS_REPEATED = re.compile(rb'number-(?:rows|columns)-repeated="(\d+)"')


def check_workbook_size(content: bytes, kind: Container) -> None:
    """Raise InvalidInput for a workbook that is locked, has macros, or would not fit."""
    if kind is Container.XLSX:
        check_archive(content, MOST_UNPACKED_BYTES)
        for part in parts_below(content, "xl/worksheets/"):
            _check_addresses(pieces_of(content, part))
    elif kind is Container.ODS:
        check_archive(content, MOST_ODS_BYTES)
        for part in parts_below(content, "content.xml"):
            _check_ods(b"".join(pieces_of(content, part)))


def _check_addresses(pieces: Iterable[bytes]) -> None:
    tail = b""
    for piece in pieces:
        text = tail + piece
        if _BEYOND_COLUMNS.search(text):
            raise InvalidInput(TOO_WIDE, limit=MOST_COLUMNS)
        if _BEYOND_ROWS.search(text):
            raise InvalidInput(TOO_LONG, limit=MOST_ROWS)
        tail = text[-_OVERLAP:]


def _check_ods(text: bytes) -> None:
    row = column = row_repeat = 0
    for tag in _ODS_TAG.finditer(text):
        name, attributes = tag.group(1), tag.group(2)
        found = _ODS_REPEATED.search(attributes)
        repeat = int(found.group(1)) if found else 1
        if name == b"table":
            row = row_repeat = 0
        elif name == b"table-row":
            row, row_repeat, column = row + row_repeat, repeat, 0
        else:
            column += repeat
            if b"value-type" not in attributes:
                continue
            if column > MOST_COLUMNS:
                raise InvalidInput(TOO_WIDE, limit=MOST_COLUMNS)
            if row + row_repeat > MOST_ROWS:
                raise InvalidInput(TOO_LONG, limit=MOST_ROWS)
