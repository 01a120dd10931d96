"""Many rows at once, as plain tuples straight to the driver: seven times as fast as records.

The caller answers for what the session does for records: scope, trail, counts, versions.
Values are what the column stores: dates and instants as text, JSON as text, sealed bytes.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager
from datetime import UTC, date, datetime
from itertools import chain, islice
from typing import Any, TypeVar

from sqlalchemy import Index, Table, text
from sqlalchemy.orm import Session

RowT = TypeVar("RowT")

FEW_ROWS = 20
IDS_AT_ONCE = 5000
"""So many values go into one statement; both engines take more, but not without end."""


def portions(rows: Sequence[RowT], size: int = IDS_AT_ONCE) -> Iterator[Sequence[RowT]]:
    """Cut a long list into pieces that fit into one statement each."""
    for start in range(0, len(rows), size):
        yield rows[start : start + size]


def is_sqlite(session: Session) -> bool:
    return session.get_bind().dialect.name == "sqlite"


def insert_rows(
    session: Session, table: Any, columns: Sequence[str], rows: Iterable[Sequence[Any]]
) -> None:
    """Insert rows given as tuples in the order of ``columns``; nothing else is filled in."""
    if is_sqlite(session):
        into, places = _into(table, columns), ", ".join("?" * len(columns))
        _driver(session).executemany(f"INSERT INTO {into} VALUES ({places})", rows)  # noqa: S608
        return
    rest = iter(rows)
    few = list(islice(rest, FEW_ROWS))
    if len(few) < FEW_ROWS:
        # A COPY is begun and ended by messages of its own; a few rows go in one.
        into, places = _into(table, columns), ", ".join(["%s"] * len(columns))
        with _driver(session).cursor() as cursor:
            cursor.executemany(f"INSERT INTO {into} VALUES ({places})", few)  # noqa: S608
        return
    with _copying(session, table, columns) as copy:
        for row in chain(few, rest):
            copy.write_row(row)


def insert_groups(
    session: Session,
    table: Any,
    columns: Sequence[str],
    groups: Iterable[tuple[tuple[Any, ...], list[int]]],
) -> None:
    """Insert a row for each number of a group, behind the values that its rows share."""
    if is_sqlite(session):
        # One statement for a whole group takes a third of the time of one for each row.
        into, places = _into(table, columns), "?, " * (len(columns) - 1)
        _driver(session).executemany(
            f"INSERT INTO {into} SELECT {places} value FROM json_each(?)",  # noqa: S608
            ((*shared, json.dumps(numbers)) for shared, numbers in groups),
        )
        return
    rest = iter(groups)
    first = list(islice(rest, FEW_ROWS))
    if len(first) < FEW_ROWS and sum(len(numbers) for _, numbers in first) < FEW_ROWS:
        rows = ((*shared, number) for shared, numbers in first for number in numbers)
        insert_rows(session, table, columns, rows)
        return
    with _copying(session, table, columns) as copy:
        # The driver would take longer over millions of short rows than the server does.
        for block in _copied_groups(chain(first, rest)):
            copy.write(block)


def _into(table: Any, columns: Sequence[str]) -> str:
    named: Table = table
    quoted = ", ".join(f'"{named.c[column].name}"' for column in columns)
    return f'"{named.name}" ({quoted})'


def _driver(session: Session) -> Any:
    return session.connection().connection.driver_connection


@contextmanager
def _copying(session: Session, table: Any, columns: Sequence[str]) -> Iterator[Any]:
    """Open what takes rows in on PostgreSQL."""
    with (
        _driver(session).cursor() as cursor,
        cursor.copy(f"COPY {_into(table, columns)} FROM STDIN") as copy,
    ):
        yield copy


def _copied_groups(groups: Iterable[tuple[tuple[Any, ...], list[int]]]) -> Iterator[str]:
    """Give the rows of groups as COPY reads them, thousands at a time."""
    lines: list[str] = []
    for shared, numbers in groups:
        start = "".join(f"{_copied(value)}\t" for value in shared)
        lines += [f"{start}{number}\n" for number in numbers]
        if len(lines) >= IDS_AT_ONCE:
            yield "".join(lines)
            lines = []
    yield "".join(lines)


def _copied(value: Any) -> str:
    return "\\N" if value is None else str(value).translate(_COPY_ESCAPES)


_COPY_ESCAPES = str.maketrans({"\\": r"\\", "\t": r"\t", "\n": r"\n", "\r": r"\r"})


def drop_indexes(session: Session, *tables: Any) -> Callable[[], None]:
    """Take the indexes off tables that are about to be filled; returns what puts them back.

    Worth it for the first load only, when there is nothing to look up. On PostgreSQL readers
    would wait for it, so there nothing happens.
    """
    if not is_sqlite(session):
        return lambda: None
    connection = session.connection()
    dropped = [index for table in tables for index in sorted(table.indexes, key=_name_of)]
    for index in dropped:
        index.drop(connection)

    def put_back() -> None:
        for index in dropped:
            index.create(connection)

    return put_back


def refresh_statistics(session: Session, *tables: Any) -> None:
    """Let PostgreSQL look at tables that have just grown, lest it read them whole.

    Its own housekeeping would come to it some minutes later.
    """
    if is_sqlite(session):
        return
    for table in tables:
        session.connection().exec_driver_sql(f'ANALYZE "{table.name}"')


def _name_of(index: Index) -> str:
    return str(index.name)


def new_ids(session: Session, table: Any, count: int) -> list[int]:
    """Return ``count`` ids for rows to come; nobody else gets the same."""
    named: Table = table
    if not count:
        return []
    if is_sqlite(session):
        # Only one transaction writes at a time, and it has begun.
        last = session.connection().exec_driver_sql(f'SELECT max(id) FROM "{named.name}"').scalar()  # noqa: S608
        return list(range((last or 0) + 1, (last or 0) + 1 + count))
    drawn = session.connection().execute(
        _DRAWING,
        {"name": named.name, "n": count},
    )
    return [row[0] for row in drawn]


_DRAWING = text(
    "WITH it AS MATERIALIZED (SELECT CAST(pg_get_serial_sequence(:name, 'id') AS regclass) AS ids)"
    " SELECT nextval(it.ids) FROM it, generate_series(1, :n)"
)
"""The sequence is looked up once and not for each id."""


def stored_day(on: date | None) -> str | None:
    """Return a date as both engines take it for a date column."""
    return None if on is None else on.isoformat()


def stored_instant(at: datetime) -> str:
    """Return an aware instant as both engines store it, without offset."""
    return at.astimezone(UTC).replace(tzinfo=None).isoformat(sep=" ", timespec="microseconds")
