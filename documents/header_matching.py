"""Which column of a roster fills which field.

The office's own choice for a source comes first, then the fields' names and aliases, then
a likeness that the clerk has to confirm.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher
from enum import StrEnum

from documents.headings import plain_heading
from rules.fields import Field
from rules.language import _

LIKE_ENOUGH = 0.75
SHORTEST_PART = 2


class Ground(StrEnum):
    """Why a column was matched."""

    SAVED = "saved"
    ALIAS = "alias"
    LIKENESS = "likeness"
    NONE = "none"


@dataclass(frozen=True, slots=True)
class Match:
    """A column with the field that it fills; ``field`` is empty where none is proposed."""

    column: int
    heading: str
    field: str
    ground: Ground

    @property
    def is_guess(self) -> bool:
        return self.ground is Ground.LIKENESS


def names_of(field: Field) -> tuple[str, ...]:
    """Return every heading that means this field, as headings are compared."""
    spoken = (field.name, field.label, _(field.label), *field.aliases)
    return tuple(dict.fromkeys(plain_heading(name) for name in spoken))


def known_headings(fields: Iterable[Field]) -> frozenset[str]:
    return frozenset(name for field in fields for name in names_of(field))


def saved_form(matches: Iterable[tuple[str, str]]) -> dict[str, str]:
    """Return (heading, field) pairs as they are remembered for a source."""
    return {plain_heading(heading): field for heading, field in matches if plain_heading(heading)}


def match_columns(
    headings: Sequence[str], fields: Iterable[Field], saved: Mapping[str, str] | None = None
) -> tuple[Match, ...]:
    """Propose a field for each column; no field is proposed twice."""
    described = tuple(fields)
    names = {field.name: names_of(field) for field in described}
    plain = [plain_heading(heading) for heading in headings]
    found: dict[int, tuple[str, Ground]] = {}
    _by_memory(plain, names, saved or {}, found)
    _by_name(plain, names, found)
    _by_likeness(plain, names, found)
    return tuple(
        Match(column, heading, *found.get(column, ("", Ground.NONE)))
        for column, heading in enumerate(headings)
    )


Found = dict[int, tuple[str, Ground]]
Names = Mapping[str, tuple[str, ...]]


def _by_memory(plain: Sequence[str], names: Names, saved: Mapping[str, str], found: Found) -> None:
    taken: set[str] = set()
    for column, heading in enumerate(plain):
        if heading not in saved:
            continue
        field = saved[heading]
        if field and (field not in names or field in taken):
            continue
        taken.add(field)
        found[column] = (field, Ground.SAVED)


def _by_name(plain: Sequence[str], names: Names, found: Found) -> None:
    # Earlier spellings are the more usual ones: with both "mobile" and "phone" columns in
    # the file, the field takes "mobile".
    taken = {field for field, _ground in found.values()}
    columns = {heading: column for column, heading in reversed(list(enumerate(plain))) if heading}
    for field, spellings in names.items():
        if field in taken:
            continue
        column = next(
            (columns[name] for name in spellings if columns.get(name, -1) not in (-1, *found)), None
        )
        if column is not None:
            found[column] = (field, Ground.ALIAS)


def _by_likeness(plain: Sequence[str], names: Names, found: Found) -> None:
    taken = {field for field, _ground in found.values()}
    pairs = sorted(
        (
            (_likeness(heading, spellings), column, field)
            for column, heading in enumerate(plain)
            if column not in found and heading
            for field, spellings in names.items()
            if field not in taken
        ),
        key=lambda pair: (-pair[0], pair[1]),
    )
    for likeness, column, field in pairs:
        if likeness >= LIKE_ENOUGH and column not in found and field not in taken:
            found[column] = (field, Ground.LIKENESS)
            taken.add(field)


def _likeness(heading: str, spellings: Iterable[str]) -> float:
    return max((_alike(heading, name) for name in spellings), default=0.0)


def _alike(heading: str, name: str) -> float:
    shorter, longer = sorted((heading, name), key=len)
    if len(shorter) >= SHORTEST_PART and shorter in longer:
        return LIKE_ENOUGH + (1 - LIKE_ENOUGH) * len(shorter) / len(longer)
    return SequenceMatcher(None, heading, name, autojunk=False).ratio()
