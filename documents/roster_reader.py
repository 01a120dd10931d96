"""Rosters in: from an uploaded file to headings and the rows that hold records.

    roster = read_roster(content, known_headings(fields))
    roster.headings                    # texts of the heading row, also where it has two
    for number, cells in roster.rows():    # number as Excel shows it

Cells keep their types, so that an ID number stored as a number can be refused.
"""

from __future__ import annotations

import hashlib
from collections.abc import Collection, Iterator
from dataclasses import dataclass, field
from itertools import islice

from documents.headings import SEARCHED_ROWS, Heading, RowFilter, find_heading
from documents.sheets import Cells, Sheet, open_sheets
from rules.errors import InvalidInput
from rules.language import N_

_NO_HEADING = N_(
    "No row with column headings was found."
    " The roster needs one row with headings such as “{example}”."
)


@dataclass(frozen=True, slots=True)
class Roster:
    """A readable file: where its records are, and its fingerprint."""

    sheet: str
    headings: tuple[str, ...]
    heading_row: int
    sha256: str
    _source: Sheet = field(repr=False)
    _heading: Heading = field(repr=False)

    def rows(self) -> Iterator[tuple[int, Cells]]:
        """Give each record as (row number in the file, cells), in the file's order."""
        is_record = RowFilter(self._heading).is_record
        rows = enumerate(self._source.rows(), start=1)
        for number, cells in islice(rows, self.heading_row, None):
            if is_record(cells):
                yield number, cells

    def count_rows(self) -> int:
        """Return how many records there are, reading the whole file once."""
        return sum(1 for _ in self.rows())

    def sample(self, wanted: int = 5) -> list[Cells]:
        """Return the first records, to show beside the headings."""
        return [cells for _, cells in islice(self.rows(), wanted)]


def read_roster(content: bytes, known: Collection[str], example: str = "姓名") -> Roster:
    """Open a file and find its headings in the first sheet that has any.

    ``known`` holds headings as ``headings.plain_heading`` writes them. Raises InvalidInput,
    in a clerk's words, for files that are locked, damaged, too large or no roster at all.
    """
    best: tuple[Sheet, Heading] | None = None
    for sheet in open_sheets(content):
        start = list(islice(sheet.rows(), SEARCHED_ROWS + 1))
        heading = find_heading(start, sheet.merged, known)
        if heading is not None and (best is None or heading.known > best[1].known):
            best = (sheet, heading)
    if best is None:
        raise InvalidInput(_NO_HEADING, example=example)
    sheet, heading = best
    digest = hashlib.sha256(content).hexdigest()
    return Roster(sheet.name, heading.texts, heading.last_row, digest, sheet, heading)
