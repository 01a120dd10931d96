"""Claims by what they have in common, told without pointing at anybody."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterable
from dataclasses import dataclass

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


REST = "*rest*"
"""The code under which small groups of claims are shown together."""


def shareable(groups: Iterable[Group], most: int = 0) -> tuple[Group, ...]:
    """Return the groups that may be shown, the small ones joined if together they are no longer
    small; of more than ``most`` the smallest are joined as well."""
    known = list(groups)
    shown = [one for one in known if one.n >= LEAST_SHOWN]
    if most:
        shown = sorted(shown, key=lambda one: -one.n)[:most]
    rest = [one for one in known if one not in shown]
    joined = Group(REST, sum(one.n for one in rest), sum(one.fen for one in rest))
    return (*shown, joined) if joined.n >= LEAST_SHOWN else tuple(shown)
