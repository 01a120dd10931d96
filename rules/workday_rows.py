"""Reading a year's table of holidays: from rows of text to listed days."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date

from rules.errors import InvalidInput
from rules.fields import Field, Kind
from rules.language import N_
from rules.parsing import parse, plain_text

OFF, WORKED = "off", "worked"
"""A day off, and a weekend day worked."""

_DATE = Field("on", N_("Date"), Kind.DATE, required=True)
_KINDS = {
    OFF: ("off", "休", "放假", "休息", "节假日", "假", "holiday"),
    WORKED: ("worked", "班", "上班", "补班", "调休上班", "工作日", "work"),
}
_KIND_OF = {spelling: kind for kind, spellings in _KINDS.items() for spelling in spellings}
_HEADINGS = frozenset(("date", "日期", "on"))


@dataclass(frozen=True, slots=True)
class ListedDay:
    on: date
    kind: str
    name: str = ""


def read_days(rows: Iterable[Sequence[object]]) -> tuple[ListedDay, ...]:
    """Read rows of date, kind and name; empty rows and a heading are passed over.

    Raises InvalidInput naming the row, counted from 1.
    """
    days = []
    for number, row in enumerate(rows, start=1):
        cells = [plain_text(cell) for cell in row]
        if not any(cells) or cells[0].lower() in _HEADINGS:
            continue
        days.append(_day(number, [*row, "", ""], [*cells, "", ""]))
    return tuple(days)


def _day(number: int, row: Sequence[object], cells: Sequence[str]) -> ListedDay:
    kind = _KIND_OF.get(cells[1].lower())
    if kind is None:
        raise InvalidInput(
            N_("Row {row}: write “off” for a day off or “worked” for a day worked."), row=number
        )
    try:
        on = parse(_DATE, row[0], {})
    except InvalidInput:
        on = None
    if not isinstance(on, date):
        raise InvalidInput(N_("Row {row}: write the date like 2026-10-01."), row=number)
    return ListedDay(on, kind, cells[2][:60])
