"""Running numbers of papers and records: one series a year, given out without gaps."""

from __future__ import annotations

from functools import lru_cache
from typing import Any

from sqlalchemy.orm import Session

from db.engine import upserting
from db.models.office import NumberSeries
from db.verbs import open_to_all


@open_to_all("called by the verbs that number a record, which are locked")
def next_number(session: Session, series: str, year: int) -> int:
    """Return the next number of ``series`` in ``year``, beginning with 1.

    Whoever asks at the same time waits for this transaction; one that is given up gives its
    number back. The caller writes it out, such as ``f"H{year}-{number:05}"``.
    """
    return take_numbers(session, series, year, 1)


@open_to_all("called by the verbs that number many records at once, which are locked")
def take_numbers(session: Session, series: str, year: int, how_many: int) -> int:
    """Take ``how_many`` numbers in a row; returns the first of them."""
    taken = {"series": series, "year": year, "last": how_many}
    statement = _taking(session.get_bind().dialect.name)
    last = session.connection().execute(statement, taken).scalar_one()
    return int(last) - how_many + 1


@lru_cache(maxsize=2)
def _taking(dialect: str) -> Any:
    # Made once for each dialect: building it takes as long as running it.
    table = NumberSeries.__table__
    statement = upserting(dialect, table)
    return statement.on_conflict_do_update(
        index_elements=["series", "year"],
        set_={"last": table.c.last + statement.excluded.last},
    ).returning(table.c.last)
