"""The subsistence lines of the sample office: two regions, last year's and this year's."""

from __future__ import annotations

from datetime import date

from sqlalchemy.orm import Session

from db import aid_rule_changes
from db.verbs import needs
from rules.access import Permission

_LINES = {"city": (69_000, 72_000), "county": (60_000, 63_000)}
_WAGES = {"city": (205_000, 216_000), "county": (195_000, 205_000)}
_DOCUMENT = "云民发〔{year}〕18号"


@needs(Permission.MANAGE_SETTINGS)
def enter_lines(session: Session, today: date) -> None:
    """Enter each region's line as it was raised in July, last year and the year before."""
    for region, amounts in _LINES.items():
        for position, fen in enumerate(amounts):
            year = today.year - 2 + position
            aid_rule_changes.add_line(
                session,
                region,
                date(year, 7, 1),
                fen,
                _WAGES[region][position],
                _DOCUMENT.format(year=year),
            )
