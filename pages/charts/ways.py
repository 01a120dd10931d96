"""The addresses within the page of figures."""

from __future__ import annotations

from components import links
from rules.periods import Period

HERE = "charts"


def way(period: Period, unit_id: int | str | None, figure: str | None = None) -> str:
    """Return the address of a unit's figures in a period, or of one of them."""
    return links.to(HERE, period=period.code, of=unit_id, figure=figure)
