"""Connections to PostgreSQL: plans are kept, readings change nothing, a restart is noticed."""

from __future__ import annotations

import pytest
from sqlalchemy import insert, text
from sqlalchemy.exc import InternalError

from db import engine, settings
from db.engine import Store
from db.models.office import FormToken
from db.session import reading, writing
from db.verbs import now_of
from tests.ground.people import almighty

pytestmark = pytest.mark.parametrize("database_engine", ["postgresql"])
MANY_TIMES = 8
"""More often than the driver sees a statement before it has the server prepare it."""


def _name() -> str:
    with reading(almighty()) as session:
        found: str = settings.get(session, "office_name")
    return found


def test_what_was_prepared_outlives_the_reading(office: Store) -> None:
    for _each in range(MANY_TIMES):
        _name()
    with reading(almighty()) as session:
        prepared = session.connection().scalars(
            text("SELECT statement FROM pg_prepared_statements WHERE NOT from_sql")
        )
        assert any("setting" in statement for statement in prepared)


def test_the_database_itself_refuses_a_write_in_a_reading(office: Store) -> None:
    with reading(almighty()) as session, pytest.raises(InternalError, match="read-only"):
        row = {"token": "one-form", "at": now_of(session)}
        session.connection().execute(insert(FormToken.__table__), row)
    with writing(almighty()) as session:  # the same connection writes again
        settings.change(session, "office_name", "云溪市总工会", 0)
    assert _name() == "云溪市总工会"


def test_a_restart_of_the_server_is_noticed_before_a_clerk_asks(
    office: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    with reading(almighty()) as session:
        settings.get(session, "office_name")  # takes a connection of its own
        with reading(almighty()) as other:
            lost = other.connection().scalar(text("SELECT pg_backend_pid()"))
        session.connection().execute(text("SELECT pg_terminate_backend(:lost)"), {"lost": lost})
    monkeypatch.setattr(engine, "PAUSE_SECONDS", 0.0)
    with reading(almighty()) as session, reading(almighty()) as other:
        assert [settings.get(each, "office_name") for each in (session, other)] == ["", ""]
