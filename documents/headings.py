"""Where a roster's heading row is, and which rows below it are people.

Real rosters have merged titles above the headings, headings in two rows, blank rows,
numbered but unfilled rows, totals and signatures below.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass

from documents.sheets import Area, Cell, Cells

SEARCHED_ROWS = 40
ENOUGH_KNOWN = 2

_DECORATION = re.compile(r"[（(\[【][^）)\]】]*[）)\]】]|[\s*＊★:：、_\-/\\.]+")
_ORDINALS = frozenset(("序号", "序", "编号", "行号", "no", "num", "#", "№"))
_OTHER = re.compile(
    r"[总合小共累]\s*计.*|总人数.*|total(\W.*)?"
    r"|(填表|制表|填报|审核|复核|报送|经办|负责)(人|单位|日期|时间)?\s*[:：].*"
    r"|(填表说明|说明|备注|注)\s*[:：].*|[（(]?\s*(盖章|公章).*",
    re.IGNORECASE | re.DOTALL,
)
_SUSPECT = frozenset("总合小共累tT填制审复报经负说备注盖公（(")


@dataclass(frozen=True, slots=True)
class Heading:
    """The heading rows: their last row's number (from 1), and one text for each column."""

    last_row: int
    texts: tuple[str, ...]
    known: int


def plain_heading(cell: Cell) -> str:
    """Return a heading as it is compared: half width, no notes in brackets, no marks."""
    text = unicodedata.normalize("NFKC", "" if cell is None else str(cell)).lower()
    return _DECORATION.sub("", text) or _spaceless(text)


def _spaceless(text: str) -> str:
    return "".join(text.split()).strip("*")


def is_blank(cell: Cell) -> bool:
    return cell is None or (isinstance(cell, str) and not cell.strip())


def find_heading(
    rows: Sequence[Cells], merged: Iterable[Area], known: Collection[str]
) -> Heading | None:
    """Find the headings in a sheet's first rows; None when nothing looks like any."""
    names = [[plain_heading(cell) for cell in row] for row in rows[:SEARCHED_ROWS]]
    counts = [len({name for name in row if name in known}) for row in names]
    best = max(range(len(names)), key=lambda at: (counts[at], -at), default=None)
    if best is None:
        return None
    if not counts[best]:
        return _first_texts(rows)
    if best + 1 < len(names) and _goes_on_below(names[best], rows[best + 1]):
        best += 1
    above = _spread(rows[best - 1], rows[best], best - 1, merged) if best else []
    texts = _join(above, rows[best], known)
    known_texts = {plain_heading(text) for text in texts} & set(known)
    return Heading(best + 1, texts, len(known_texts))


def _first_texts(rows: Sequence[Cells]) -> Heading | None:
    """Take the first row of several texts for the headings when none is known."""
    for at, row in enumerate(rows[:SEARCHED_ROWS]):
        filled = [cell for cell in row if not is_blank(cell)]
        if len(filled) >= ENOUGH_KNOWN and all(isinstance(cell, str) for cell in filled):
            return Heading(at + 1, tuple(_shown(cell) for cell in row), 0)
    return None


def _goes_on_below(names: Sequence[str], below: Cells) -> bool:
    """Say whether the row below only names parts of the headings, so that nobody is in it."""
    filled = [column for column, cell in enumerate(below) if not is_blank(cell)]
    return bool(filled) and all(
        isinstance(below[column], str) and _lacks_part(names, below, column) for column in filled
    )


def _lacks_part(names: Sequence[str], below: Cells, column: int) -> bool:
    """Say whether a column has no heading of its own: empty, or spanned from the left."""
    if column >= len(names) or not names[column]:
        return True
    after = column + 1
    goes_on = after < len(names) and not names[after]
    return goes_on and after < len(below) and not is_blank(below[after])


def _spread(row: Cells, below: Cells, at: int, merged: Iterable[Area]) -> list[Cell]:
    """Write a heading that spans columns into each of them."""
    full = list(row)
    for (top, left), (bottom, right) in merged:
        if top <= at <= bottom and left < len(full):
            full[left + 1 : right + 1] = [full[left]] * (min(right + 1, len(full)) - left - 1)
    for column in range(1, min(len(full), len(below))):
        if is_blank(full[column]) and not is_blank(below[column]):
            full[column] = full[column - 1]
    return full


def _join(above: Sequence[Cell], below: Cells, known: Collection[str]) -> tuple[str, ...]:
    uppers = [_shown(cell) for cell in above] if _goes_with(above, below, known) else []
    uppers += [""] * (len(below) - len(uppers))
    texts = []
    for column, cell in enumerate(below):
        lower, upper = _shown(cell), uppers[column]
        both = plain_heading(upper + lower) in known
        if both or (upper and lower and plain_heading(lower) not in known):
            texts.append(upper + lower if both else f"{upper} {lower}")
        else:
            texts.append(lower or upper)
    return tuple(texts)


def _goes_with(above: Sequence[Cell], below: Cells, known: Collection[str]) -> bool:
    """Say whether the row above names columns too, and is no title or remark."""
    names = [_shown(cell) for cell in above]
    if len({name for name in names if name}) < ENOUGH_KNOWN:
        return False
    return any(
        plain_heading(names[column] + _shown(cell)) in known
        and plain_heading(_shown(cell)) not in known
        for column, cell in enumerate(below)
        if column < len(names) and names[column]
    )


def _shown(cell: Cell) -> str:
    return "" if cell is None else " ".join(str(cell).split())


class RowFilter:
    """Tells people from everything else that stands below the headings."""

    def __init__(self, heading: Heading) -> None:
        self._texts = heading.texts
        self._ordinals = frozenset(
            column for column, text in enumerate(heading.texts) if plain_heading(text) in _ORDINALS
        )

    def is_record(self, row: Cells) -> bool:
        """Say whether the row holds a record; totals, signatures and blanks do not."""
        for column, cell in enumerate(row):
            if cell is None or cell == "":
                continue
            if not isinstance(cell, str):
                if column in self._ordinals:
                    continue
                return True
            text = cell.strip()
            if text and text[0] in _SUSPECT and _OTHER.fullmatch(text):
                return False
            if text and column not in self._ordinals:
                return not self._repeats_headings(row, column)
        return False

    def _repeats_headings(self, row: Cells, column: int) -> bool:
        if column >= len(self._texts) or _shown(row[column]) != self._texts[column]:
            return False
        filled = [(at, _shown(cell)) for at, cell in enumerate(row) if not is_blank(cell)]
        return len(filled) >= ENOUGH_KNOWN and all(
            at < len(self._texts) and text == self._texts[at] for at, text in filled
        )
