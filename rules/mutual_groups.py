"""Claims by what they have in common, told without pointing at anybody."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import TypeVar

from rules.money import Fen, show_money

LEAST_SHOWN = 5
"""Smaller groups of claims are not shown on charts: they would point at people."""

BANDS_FEN: tuple[Fen, ...] = (50_000, 200_000, 500_000, 1_000_000, 3_000_000)
"""Upper bounds of the bands of benefits, the last one open."""


def band_name(position: int) -> str:
    """Return how a band reads in yuan: "≤ 500", "500–2,000", "> 30,000"."""
    shown = [show_money(bound).removesuffix(".00") for bound in BANDS_FEN]
    if position == 0:
        return f"≤ {shown[0]}"
    if position == len(shown):
        return f"> {shown[-1]}"
    return f"{shown[position - 1]}–{shown[position]}"


def band_of(fen: Fen) -> int:
    """Return the place of the band in which a benefit lies."""
    return bisect_left(BANDS_FEN, fen)


@dataclass(frozen=True, slots=True)
class Group:
    """Claims that have something in common: how many, and what they give."""

    code: str
    n: int
    fen: Fen


Cell = tuple[str, str]
"""A row and a column of a table."""
Key = TypeVar("Key", int, Cell)

REST = "*rest*"
"""The code under which small groups of claims are shown together."""


def kept_back(counts: Sequence[int]) -> frozenset[int]:
    """Return the places of the groups that are not told.

    Those are the groups that would point at people and, since the total of all is told, so many
    of the smallest others that two groups at least, and no few people, stand behind what is left.
    """
    return frozenset(_completed(dict(enumerate(counts)), set()))


def kept_back_cells(cells: Mapping[Cell, int]) -> frozenset[Cell]:
    """Return the cells of a table that are not told, where the totals of its rows and of its
    columns are."""
    hidden = {cell for cell, n in cells.items() if 0 < n < LEAST_SHOWN}
    before = -1
    while len(hidden) != before:
        before = len(hidden)
        for side in (0, 1):
            for name in sorted({cell[side] for cell in hidden}):
                line = {cell: n for cell, n in cells.items() if cell[side] == name}
                hidden |= _completed(line, hidden & line.keys())
    return frozenset(hidden)


def _completed(counts: Mapping[Key, int], hidden: set[Key]) -> set[Key]:
    """Return what is hidden of groups that add up to a total that is told."""
    found = hidden | {key for key, n in counts.items() if 0 < n < LEAST_SHOWN}
    if not found:
        return found
    for key in sorted(counts, key=lambda one: (counts[one], one)):
        if len(found) > 1 and sum(counts[one] for one in found) >= LEAST_SHOWN:
            break
        if counts[key]:
            found.add(key)
    return found


def shareable(groups: Iterable[Group], most: int = 0) -> tuple[Group, ...]:
    """Return the groups that may be shown, those kept back joined if together they are no longer
    small; of more than ``most`` the smallest are joined as well."""
    known = list(groups)
    hidden = kept_back([one.n for one in known])
    shown = [one for at, one in enumerate(known) if one.n and at not in hidden]
    if most:
        shown = sorted(shown, key=lambda one: -one.n)[:most]
    rest = [one for one in known if one not in shown]
    joined = Group(REST, sum(one.n for one in rest), sum(one.fen for one in rest))
    return (*shown, joined) if joined.n >= LEAST_SHOWN else tuple(shown)
