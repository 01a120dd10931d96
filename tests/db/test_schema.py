"""Making, upgrading and refusing databases."""

from __future__ import annotations

from pathlib import Path

import pytest
from alembic.autogenerate import compare_metadata
from alembic.runtime.migration import MigrationContext
from sqlalchemy import text

from config import Settings
from db import schema
from db.engine import Store, open_engine, use_store
from db.models.base import Base
from rules.errors import OfficeError


def _settings(folder: Path) -> Settings:
    return Settings(
        office_home=folder,
        database_url=f"sqlite:///{folder / 'office.db'}",
        port=8501,
        demo=False,
    )


@pytest.fixture(autouse=True)
def own_store() -> object:
    before = use_store(None)
    yield
    use_store(before)


def test_the_migrations_make_exactly_the_tables_of_the_models(office: Store) -> None:
    with office.engine.connect() as connection:
        context = MigrationContext.configure(connection, opts={"compare_type": True})
        assert compare_metadata(context, Base.metadata) == []


def test_opening_twice_changes_nothing(tmp_path: Path) -> None:
    schema.open_office(_settings(tmp_path)).engine.dispose()
    key = (tmp_path / "key").read_bytes()
    schema.open_office(_settings(tmp_path)).engine.dispose()
    assert (tmp_path / "key").read_bytes() == key


def test_a_database_of_a_newer_version_is_refused_and_left_untouched(tmp_path: Path) -> None:
    store = schema.open_office(_settings(tmp_path))
    with store.engine.begin() as connection:
        connection.execute(text("UPDATE alembic_version SET version_num = '9999'"))
    store.engine.dispose()
    content = (tmp_path / "office.db").read_bytes()
    with pytest.raises(OfficeError) as told:
        schema.open_office(_settings(tmp_path))
    assert "newer" in str(told.value)
    assert (tmp_path / "office.db").read_bytes() == content


def test_a_lost_key_is_never_replaced_by_a_new_one(tmp_path: Path) -> None:
    schema.open_office(_settings(tmp_path)).engine.dispose()
    (tmp_path / "key").unlink()
    with pytest.raises(OfficeError):
        schema.open_office(_settings(tmp_path))
    assert not (tmp_path / "key").exists()


def test_described_fields_and_columns_agree() -> None:
    schema.check_fields_fit()


def test_every_engine_refuses_nothing_that_the_other_takes(tmp_path: Path) -> None:
    engine = open_engine(f"sqlite:///{tmp_path / 'empty.db'}")
    schema.upgrade(engine)
    assert schema.current_revision(engine) == schema.newest_revision()
    engine.dispose()
