"""How a hardship file is numbered: the place, the year, and a running number."""

from __future__ import annotations

LONGEST_PLACE = 12
_ENDINGS = ("总工会", "工会委员会", "联合工会", "工会", "委员会")
_KINDS = ("自治县", "县", "区", "市")
_SHORTEST = 2


def place_of(union: str) -> str:
    """Return what of a union's name stands in its files' numbers, such as 北岭."""
    name = "".join(union.split())
    for ending in _ENDINGS:
        if name.endswith(ending):
            name = name.removesuffix(ending)
            break
    for kind in _KINDS:
        if name.endswith(kind) and len(name) - len(kind) >= _SHORTEST:
            name = name.removesuffix(kind)
            break
    return name[:LONGEST_PLACE] or union[:LONGEST_PLACE]


def file_number(place: str, year: int, number: int) -> str:
    """Return the number of a file, such as 北岭-2026-0012."""
    return f"{place}-{year}-{number:04d}"
