"""The number that a hardship file gets when it is approved."""

from __future__ import annotations

from sqlalchemy import select
from sqlalchemy.orm import Session

from db.models.hardship import HardshipFile
from db.models.units import Unit, UnitBelow
from db.numbers import next_number
from rules.hardship_numbers import file_number, place_of

SERIES = "file:{place}"
_FILING = ("county_federation", "federation", "industry_union")


def number_for(session: Session, unit_id: int | None, year: int) -> str:
    """Return the next free file number of the county, city or industry that a unit belongs to."""
    place = place_of(_filing_union(session, unit_id))
    while True:
        number = file_number(place, year, next_number(session, SERIES.format(place=place), year))
        taken = session.scalar(
            select(HardshipFile.id)
            .where(HardshipFile.archive_no == number)
            # Numbers are unique in the whole tree.
            .execution_options(kernel=True)
        )
        if taken is None:
            return number


def _filing_union(session: Session, unit_id: int | None) -> str:
    nearest = (
        select(Unit.name)
        .join(UnitBelow, UnitBelow.ancestor_id == Unit.id)
        .where(UnitBelow.unit_id == unit_id)
        .order_by(Unit.kind.in_(_FILING).desc(), UnitBelow.depth)
        .limit(1)
        # The unions above lie outside the scope; their names are public.
        .execution_options(kernel=True)
    )
    return session.scalar(nearest) or "-"
