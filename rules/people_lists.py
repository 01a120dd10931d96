"""Lists of people, pasted or uploaded: what is to be said of one of their rows."""

from __future__ import annotations

from dataclasses import dataclass

from rules.explanation import Line


@dataclass(frozen=True, slots=True)
class Remark:
    """What is to be said of somebody: why the person was not taken, or what else to know."""

    name: str
    line: Line
    row_number: int = 0
