"""What imports of every register share: the file's rows, their reading, their outcomes."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import islice
from typing import Any

from rules.codes import CodeLists
from rules.errors import InvalidInput, OfficeError
from rules.fields import Field, Fields, Kind, Value
from rules.imports import Counts, Outcome
from rules.parsing import Parser, parser_for

Cells = Sequence[object]
Progress = Callable[[int], None]
"""Told now and then how many rows have been dealt with."""

CHUNK_ROWS = 1000
SAMPLES_KEPT = 100

_REMEMBERED = 20_000
_REPEATING = frozenset((Kind.TEXT, Kind.CHOICE, Kind.CHOICES, Kind.YES_NO, Kind.DATE, Kind.MONTH))


@dataclass(frozen=True, slots=True)
class Incoming:
    """A file as the page or the command hands it over.

    ``columns`` says at which column each field stands; ``rows`` gives (row number, cells)
    anew each time it is called. ``unit_id`` is the unit of members without a unit of their
    own, or the superior union of units without one.
    """

    rows: Callable[[], Iterable[tuple[int, Cells]]]
    columns: Mapping[str, int]
    unit_id: int | None = None
    file_name: str = ""
    sha256: str = ""
    source: str = ""


@dataclass(slots=True)
class RowResult:
    """What one row is about to do; ``changes`` holds the new values by field.

    ``unit_id`` is a member's unit or a new unit's superior union; where the same file brings
    that union, ``above`` is its row. ``found`` are the ids of other records that the row names.
    """

    number: int
    outcome: Outcome
    label: str = ""
    unit_id: int | None = None
    record_id: int | None = None
    version: int = 0
    status: str = ""
    before: Mapping[str, Value] = field(default_factory=dict)
    changes: Mapping[str, Value] = field(default_factory=dict)
    errors: tuple[OfficeError, ...] = ()
    above: RowResult | None = None
    found: Mapping[str, int] = field(default_factory=dict)


def refused(number: int, label: str, *errors: OfficeError) -> RowResult:
    """Return the outcome of a row that stays outside.

    Its errors forget the calls they came through: those would keep every row in memory.
    """
    for error in errors:
        error.__traceback__ = error.__context__ = None
    return RowResult(number, Outcome.REFUSED, label, errors=errors)


@dataclass(frozen=True, slots=True)
class SampleRow:
    """A row of the preview: fields with their values before and after, sealed ones masked."""

    number: int
    label: str
    before: Mapping[str, Value]
    after: Mapping[str, Value]


@dataclass(frozen=True, slots=True)
class Refusal:
    """A row that stays outside, and why."""

    number: int
    label: str
    errors: tuple[OfficeError, ...]


@dataclass(frozen=True, slots=True)
class Preview:
    """What a file would do: read = new + changed + unchanged + refused."""

    counts: Counts
    new: tuple[SampleRow, ...]
    changed: tuple[SampleRow, ...]
    refused: tuple[Refusal, ...]


class RowReader:
    """Reads a row's cells into values; made once per file."""

    def __init__(self, fields: Fields, columns: Mapping[str, int], lists: CodeLists) -> None:
        self._readers = [
            (item.name, columns[item.name], parser_for(item, lists), _memory_of(item))
            for item in fields
            if item.name in columns
        ]
        self._required = frozenset(item.name for item in fields if item.required)
        self._missing = [item for item in fields if item.required and item.name not in columns]

    @property
    def missing(self) -> Sequence[Field]:
        """The required fields for which the file has no column."""
        return self._missing

    def read(self, cells: Cells) -> tuple[dict[str, Value], list[OfficeError]]:
        """Return the values of the cells that hold any, and what is wrong with the others."""
        values: dict[str, Value] = {}
        errors: list[OfficeError] = []
        width = len(cells)
        for name, column, parse, seen in self._readers:
            raw = cells[column] if column < width else None
            if raw is None or raw == "":
                if name in self._required:
                    errors.append(_missing(name, parse))
                continue
            try:
                # Texts that come again and again are read once.
                if seen is not None and type(raw) is str:
                    value = seen[raw] if raw in seen else _read_and_keep(raw, parse, seen)
                else:
                    value = parse(raw)
            except InvalidInput as error:
                errors.append(error)
                continue
            if value is not None:
                values[name] = value
        return values, errors


def _memory_of(item: Field) -> dict[str, Value] | None:
    return {} if item.kind in _REPEATING and not item.sealed else None


def _read_and_keep(raw: str, parse: Parser, seen: dict[str, Value]) -> Value:
    value = parse(raw)
    if len(seen) < _REMEMBERED:
        seen[raw] = value
    return value


def _missing(name: str, parse: Parser) -> InvalidInput:
    try:
        parse(None)
    except InvalidInput as error:
        return error
    raise RuntimeError(f"the required field {name} takes nothing for an answer")


class Tally:
    """Counts outcomes and keeps what the preview shows of them."""

    def __init__(self, mask: Callable[[Mapping[str, Value]], Mapping[str, Value]]) -> None:
        self._mask = mask
        self._counts: dict[Outcome, int] = dict.fromkeys(Outcome, 0)
        self._samples: dict[Outcome, list[SampleRow]] = {Outcome.NEW: [], Outcome.CHANGED: []}
        self._refused: list[Refusal] = []

    def add(self, result: RowResult) -> None:
        self._counts[result.outcome] += 1
        if result.outcome is Outcome.REFUSED:
            self._refused.append(Refusal(result.number, result.label, result.errors))
            return
        kept = self._samples.get(result.outcome)
        if kept is not None and len(kept) < SAMPLES_KEPT:
            before = {name: result.before.get(name) for name in result.changes}
            kept.append(
                SampleRow(
                    result.number, result.label, self._mask(before), self._mask(result.changes)
                )
            )

    @property
    def counts(self) -> Counts:
        return Counts(**{str(outcome): count for outcome, count in self._counts.items()})

    def preview(self) -> Preview:
        return Preview(
            self.counts,
            tuple(self._samples[Outcome.NEW]),
            tuple(self._samples[Outcome.CHANGED]),
            tuple(self._refused),
        )


def in_chunks(rows: Iterable[Any], size: int = CHUNK_ROWS) -> Iterator[list[Any]]:
    """Cut an iterable into lists of at most ``size``."""
    remaining = iter(rows)
    while chunk := list(islice(remaining, size)):
        yield chunk
