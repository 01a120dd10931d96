"""Another process writes for long: a clerk is told to wait, and loses nothing."""

from __future__ import annotations

import pytest

from db import engine, settings
from db.engine import Store, open_engine, use_store
from db.session import reading, writing
from rules.access import Permission
from rules.errors import OfficeError
from tests.ground.people import actor_with


def test_a_save_during_a_long_job_of_another_process_is_told_to_wait(
    office: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    if not office.is_sqlite:
        pytest.skip("PostgreSQL's writers wait for rows, not for the whole office")
    pragmas = tuple(
        "busy_timeout=1" if pragma.startswith("busy_timeout") else pragma
        for pragma in engine.SQLITE_PRAGMAS
    )
    monkeypatch.setattr(engine, "SQLITE_PRAGMAS", pragmas)
    clerk = actor_with(Permission.MANAGE_SETTINGS)
    impatient = Store(open_engine(str(office.engine.url)))
    use_store(impatient)
    try:
        with office.engine.execution_options(write=True).begin():
            with pytest.raises(OfficeError, match="busy"), writing(clerk) as session:
                settings.change(session, "office_name", "云溪市总工会", 0)
            with reading(clerk) as session:
                assert settings.get(session, "office_name") == ""
        with writing(clerk) as session:
            settings.change(session, "office_name", "云溪市总工会", 0)
    finally:
        use_store(office)
        impatient.engine.dispose()
