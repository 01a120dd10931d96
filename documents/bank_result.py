"""The bank's answer: a workbook or csv with whatever headings, read into rows with results."""

from __future__ import annotations

import io
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date

from documents.header_matching import known_headings, match_columns
from documents.roster_reader import read_roster
from documents.roster_writer import as_written
from documents.sheet_stream import stream_workbook
from documents.sheets import Cell, Cells
from rules.errors import InvalidInput
from rules.fields import Value
from rules.language import N_, _
from rules.parsing import Parser, parser_for
from rules.pay_results import MOST_ROWS, RESULT_FIELDS, ResultRow, outcome_of

MOST_BYTES = 20 * 1024 * 1024
LONGEST_EXACT_NUMBER = 15

_SHEET = N_("Bank result")
_VERDICT = N_("What the office says")
_AS_NUMBER = N_(
    "This account is stored as a number, so its last digits may be lost."
    " Format the column as text and enter it again."
)
_MISSING = N_("No column says the result of each line. Name it “处理结果” or “结果” and try again.")
_UNNAMED = N_(
    "No column says which line a row is about. Keep the column “明细编号” or “序号” of our list."
)


@dataclass(frozen=True, slots=True)
class ResultFile:
    """A file that could be read: its headings, its cells by row, and what they mean."""

    headings: tuple[str, ...]
    cells: Mapping[int, Cells]
    rows: tuple[ResultRow, ...]


def read_result(content: bytes) -> ResultFile:
    """Read a result file; raises InvalidInput for one that is unfit, huge or names no lines."""
    if len(content) > MOST_BYTES:
        raise InvalidInput(
            N_("This file is larger than {limit} MB."), limit=MOST_BYTES // (1024 * 1024)
        )
    roster = read_roster(content, known_headings(RESULT_FIELDS), example="处理结果")
    places = {
        match.field: match.column
        for match in match_columns(roster.headings, RESULT_FIELDS)
        if match.field
    }
    if "result" not in places:
        raise InvalidInput(_MISSING)
    if "reference" not in places and "number" not in places:
        raise InvalidInput(_UNNAMED)
    reader = _Reader(places)
    cells: dict[int, Cells] = {}
    rows: list[ResultRow] = []
    for number, row in roster.rows():
        if len(rows) == MOST_ROWS:
            raise InvalidInput(
                N_("This file has more than {limit} rows. Split it and try again."),
                limit=MOST_ROWS,
            )
        cells[number] = row
        rows.append(reader.read(number, row))
    return ResultFile(roster.headings, cells, tuple(rows))


class _Reader:
    """Turns the cells of a row into a result, noting what could not be read."""

    def __init__(self, places: Mapping[str, int]) -> None:
        self._parsers: list[tuple[str, int, Parser]] = [
            (field.name, places[field.name], parser_for(replace(field, required=False), {}))
            for field in RESULT_FIELDS
            if field.name in places
        ]
        self._by_reference = "reference" in places

    def read(self, number: int, cells: Cells) -> ResultRow:
        values: dict[str, Value] = {}
        try:
            for name, column, parser in self._parsers:
                raw = cells[column] if column < len(cells) else None
                if name == "number" and self._by_reference:
                    continue  # the bank counts its own rows
                if name == "account":
                    _check_exact(raw)
                values[name] = parser(raw)
        except InvalidInput as error:
            return ResultRow(number, wrong=error.text, values=error.values)
        return ResultRow(
            number,
            reference=_text(values, "reference"),
            number=_number(values, "number"),
            name=_text(values, "name"),
            account=_text(values, "account"),
            fen=_number(values, "amount"),
            outcome=outcome_of(_text(values, "result")),
            reason=_text(values, "reason"),
            bank_reference=_text(values, "bank_reference"),
            on=_day(values, "on"),
        )


def _check_exact(raw: Cell) -> None:
    if isinstance(raw, int | float) and len(str(int(raw))) > LONGEST_EXACT_NUMBER:
        raise InvalidInput(_AS_NUMBER)


def _text(values: Mapping[str, Value], name: str) -> str:
    value = values.get(name)
    return "" if value is None else str(value)


def _number(values: Mapping[str, Value], name: str) -> int | None:
    value = values.get(name)
    return value if isinstance(value, int) else None


def _day(values: Mapping[str, Value], name: str) -> date | None:
    value = values.get(name)
    return value if isinstance(value, date) else None


def annotated(file: ResultFile, say: Callable[[int], str]) -> bytes:
    """Return the file's rows as a workbook with the office's verdict in front of each.

    ``say(row)`` is the verdict on a row of the file, in the reader's language.
    """
    target = io.BytesIO()
    width = len(file.headings)
    rows: Sequence[Sequence[str]] = [
        [str(number), say(number), *(as_written(cell) for cell in cells[:width])]
        for number, cells in file.cells.items()
    ]
    stream_workbook(target, _(_SHEET), [_("Row"), _(_VERDICT), *file.headings], rows)
    return target.getvalue()
