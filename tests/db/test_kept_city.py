"""What the tests stand on: a used database is as it was seeded, a laid city as it was founded."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable

import pytest
from sqlalchemy import inspect, text

from db.engine import Store
from tests.ground.tree import City, enrol, found_city, plant

WHO = ("trail", "trail_head")
"""Where it says who founded the city; each time that is somebody else."""

_first: dict[tuple[str, str], dict[str, Counter[str]]] = {}


def rows_of(office: Store) -> dict[str, Counter[str]]:
    with office.engine.connect() as connection:
        rows = {
            name: Counter(map(repr, connection.execute(text(f'SELECT * FROM "{name}"'))))
            for name in inspect(connection).get_table_names()
        }
        if connection.dialect.name == "postgresql":
            numbers = text("SELECT * FROM pg_sequences WHERE schemaname = 'public'")
            rows["sequences"] = Counter(map(repr, connection.execute(numbers)))
    return rows


@pytest.mark.parametrize("make", [found_city, plant], ids=["founded", "laid"])
def test_each_office_begins_with_the_seeds_and_has_the_same_city(
    office: Store, database_engine: str, make: Callable[[], City]
) -> None:
    seeds = rows_of(office)
    assert seeds == _first.setdefault((database_engine, "seeds"), seeds)
    mill = make().mill
    city = rows_of(office)
    founded = _first.setdefault((database_engine, "city"), city)
    assert city != seeds
    assert {name for name in city if city[name] != founded[name]} <= set(WHO)
    assert city["trail"].total() == founded["trail"].total()
    enrol(mill, "王芳")  # something for the next office to have nothing of
