"""The list that goes to the bank: full account numbers as text, the sheet kept by a password."""

from __future__ import annotations

import io
from collections.abc import Iterable
from typing import Protocol

import xlsxwriter

from documents.sheet_stream import OPTIONS, sheet_name
from rules.errors import InvalidInput
from rules.language import N_, _

SHORTEST_PASSWORD, LONGEST_PASSWORD = 6, 60
_NAME = N_("Bank list")
_HEADINGS = (
    (N_("No."), 6),
    (N_("Reference"), 20),
    (N_("Payee"), 14),
    (N_("Account"), 26),
    (N_("Bank"), 22),
    (N_("Amount"), 14),
    (N_("Result"), 12),
    (N_("Reason"), 24),
    (N_("Reference of the bank"), 24),
)
_TO_FILL_IN = 6
"""From this column on the bank or the office writes; these cells are open."""
_TOTAL = N_("Total")


class BankLine(Protocol):
    """A line as the bank needs it; amounts in fen."""

    @property
    def number(self) -> int: ...
    @property
    def reference(self) -> str: ...
    @property
    def payee_name(self) -> str: ...
    @property
    def bank_number(self) -> str: ...
    @property
    def bank_name(self) -> str: ...
    @property
    def fen(self) -> int: ...


def check_password(password: str) -> None:
    """Raise InvalidInput for a password that the sheet cannot be kept with."""
    if not SHORTEST_PASSWORD <= len(password) <= LONGEST_PASSWORD:
        raise InvalidInput(N_("Choose a password of 6 to 60 characters."), field="password")


def bank_list(title: str, lines: Iterable[BankLine], password: str) -> bytes:
    """Return the workbook: one row a line and the total; only the result columns can be typed in.

    The result can be written into the same file, which the office reads again.
    """
    check_password(password)
    target = io.BytesIO()
    book = xlsxwriter.Workbook(target, {**OPTIONS, "constant_memory": True})
    book.set_properties({"title": title})
    page = book.add_worksheet(sheet_name(_(_NAME)))
    heading = book.add_format({"bold": True, "bg_color": "#EEF2F6", "bottom": 1, "num_format": "@"})
    text = book.add_format({"num_format": "@"})
    money = book.add_format({"num_format": "0.00"})
    filled_in = book.add_format({"num_format": "@", "locked": False, "bg_color": "#FFFBEA"})
    for column, (label, width) in enumerate(_HEADINGS):
        page.set_column(column, column, width, filled_in if column >= _TO_FILL_IN else text)
        page.write_string(0, column, _(label), heading)
    row, total = 0, 0
    for row, line in enumerate(lines, start=1):
        page.write_number(row, 0, line.number)
        words = (line.reference, line.payee_name, line.bank_number, line.bank_name)
        for column, word in enumerate(words, start=1):
            page.write_string(row, column, word, text)
        page.write_number(row, 5, line.fen / 100, money)
        for column in range(_TO_FILL_IN, len(_HEADINGS)):
            page.write_blank(row, column, None, filled_in)
        total += line.fen
    page.write_string(row + 1, 1, _(_TOTAL), heading)
    page.write_number(row + 1, 5, total / 100, money)
    page.freeze_panes(1, 0)
    page.protect(password, {"format_columns": True, "select_locked_cells": True})
    book.close()
    return target.getvalue()
