"""An office of an earlier version opens under this one with everything it held."""

from __future__ import annotations

import tomllib
from collections.abc import Iterator
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

import pytest
from alembic import command
from sqlalchemy import (
    JSON,
    Boolean,
    Connection,
    Date,
    DateTime,
    Engine,
    Integer,
    LargeBinary,
    MetaData,
    Table,
    insert,
    select,
    text,
)

from db import schema, seeding
from db.engine import Store, open_engine, use_store
from rules.errors import OfficeError

FIRST, WITH_CAMPAIGNS = "0001", "0004"
"""Versions that offices were served with."""

FIRST_ROLES = (
    "administrator", "clerk", "reviewer", "approver", "cashier", "leader", "supervisor",
    "unit_contact",
)  # fmt: skip
"""The roles that an office of the first version has."""

VALUES: tuple[tuple[type, Any], ...] = (
    (Boolean, False),
    (Integer, 1),
    (DateTime, datetime(2026, 3, 1, tzinfo=UTC)),
    (Date, date(2026, 3, 1)),
    (LargeBinary, b"sealed"),
    (JSON, {"kept": "值"}),
)
PAID_TO_A_HOUSEHOLD = {"pay_line": {"member_id": None}, "pay_item": {"member_id": None}}
"""Money goes to a household or to a member, never to both."""


@pytest.fixture
def first_version(database_url: str, tmp_path: Path) -> Iterator[Engine]:
    """A database as the first version made it, still empty."""
    if database_url.startswith("sqlite"):
        database_url = f"sqlite:///{tmp_path / 'first.db'}"
    engine = open_engine(database_url)
    with engine.execution_options(write=True).begin() as connection:
        if connection.dialect.name == "postgresql":
            connection.execute(text("DROP SCHEMA public CASCADE"))
            connection.execute(text("CREATE SCHEMA public"))
        command.upgrade(schema.migrations(connection), FIRST)
    before = use_store(None)
    yield engine
    use_store(before)
    engine.dispose()


def _tables(connection: Connection) -> list[Table]:
    metadata = MetaData()
    metadata.reflect(connection)
    return [table for table in metadata.sorted_tables if table.name != "alembic_version"]


def _row(table: Table) -> dict[str, Any]:
    """Return a row of which each key is 1, so that every reference finds its record."""
    row: dict[str, Any] = {}
    for column in table.columns:
        fitting = (value for kind, value in VALUES if isinstance(column.type, kind))
        row[column.name] = next(fitting, "值")
    return row | PAID_TO_A_HOUSEHOLD.get(table.name, {})


def _fill(engine: Engine) -> None:
    with engine.execution_options(write=True).begin() as connection:
        for table in _tables(connection):
            connection.execute(insert(table), _row(table))


def _content(engine: Engine, tables: list[Table]) -> dict[str, list[Any]]:
    with engine.connect() as connection:
        return {
            table.name: [tuple(row) for row in connection.execute(select(table))]
            for table in tables
        }


@pytest.mark.parametrize("version", [FIRST, WITH_CAMPAIGNS])
def test_an_upgrade_from_an_earlier_version_keeps_every_row(
    first_version: Engine, version: str
) -> None:
    with first_version.execution_options(write=True).begin() as connection:
        command.upgrade(schema.migrations(connection), version)
    _fill(first_version)
    with first_version.connect() as connection:
        tables = _tables(connection)
    before = _content(first_version, tables)
    assert all(len(rows) == 1 for rows in before.values())
    schema.upgrade(first_version)
    assert schema.current_revision(first_version) == schema.newest_revision()
    assert _content(first_version, tables) == before


def test_codes_rules_and_pairs_of_duties_come_with_the_upgrade(first_version: Engine) -> None:
    schema.upgrade(first_version)
    use_store(Store(first_version))
    seeding.seed()
    with first_version.connect() as connection:
        for table in ("code", "aid_rule_set", "role_conflict"):
            assert connection.scalar(text(f"SELECT count(*) FROM {table}")), table


def test_roles_of_the_first_version_get_the_new_rights_and_keep_their_own(
    first_version: Engine,
) -> None:
    """Also a label that the office chose, and a right that it gave beyond the shipped ones."""
    own = {"zh": "前台", "permissions": ["use_office", "see_units", "see_figures"]}
    with first_version.execution_options(write=True).begin() as connection:
        roles = next(table for table in _tables(connection) if table.name == "role")
        for position, code in enumerate(FIRST_ROLES):
            row = _row(roles) | {"code": code, "en": code, "position": position} | own
            del row["id"]  # the database numbers them, and goes on after the last one
            connection.execute(insert(roles), row)
    schema.upgrade(first_version)
    use_store(Store(first_version))
    seeding.seed()
    shipped = tomllib.loads((seeding.SHIPPED / "roles.toml").read_text("utf-8"))["roles"]
    with first_version.connect() as connection:
        found = {row.code: row for row in connection.execute(select(roles))}
    assert {*found} == {*FIRST_ROLES, "assessor"}
    for code, entry in shipped.items():
        assert {*entry["permissions"]} <= {*found[code].permissions}, code
    assert {found[code].zh for code in FIRST_ROLES} == {"前台"}
    assert {"take_claims", "enrol_units"} <= {*found["clerk"].permissions}
    assert "see_figures" in found["unit_contact"].permissions
    assert "give_opinions" not in found["reviewer"].permissions
    seeding.seed()
    with first_version.connect() as connection:
        again = {row.code: row for row in connection.execute(select(roles))}
    assert again == found, "a second start adds nothing"


def test_a_credit_code_that_two_open_units_have_is_named_before_anything_is_changed(
    first_version: Engine,
) -> None:
    with first_version.execution_options(write=True).begin() as connection:
        unit = next(table for table in _tables(connection) if table.name == "unit")
        for key, name in ((1, "云溪市总工会"), (2, "云溪印刷厂工会")):
            row = _row(unit) | {"id": key, "name": name, "usci": "81320000MC0000000X"}
            connection.execute(insert(unit), row | {"parent_id": None, "closed_on": None})
    with pytest.raises(OfficeError) as told:
        schema.upgrade(first_version)
    assert "云溪市总工会" in str(told.value)
    assert "云溪印刷厂工会" in str(told.value)
    assert schema.current_revision(first_version) == FIRST
