"""Where rows are counted."""

from __future__ import annotations

from typing import NamedTuple


class Slot(NamedTuple):
    """Where a row is counted: the counter, the unit, up to two codes and a month."""

    name: str
    unit_id: int
    first: str = ""
    second: str = ""
    month: str = ""
