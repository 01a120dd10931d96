"""Making and upgrading the database, and opening the office that lives in it."""

from __future__ import annotations

import gc
from pathlib import Path

from alembic import command
from alembic.config import Config
from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import Connection, Engine, inspect, text

import db.models.registry  # noqa: F401 - every table must be known before any is made
from config import Settings
from db import recounting, sealing, seeding
from db.engine import Store, open_engine, use_store
from db.registers import REGISTERS
from db.session import writing
from db.values import disagreements
from rules.access import CONSOLE
from rules.errors import OfficeError
from rules.language import N_

GARBAGE_SOUGHT_AFTER = 50_000
"""New objects before Python looks for circles among them; it looked after 700."""

MIGRATIONS = Path(__file__).resolve().parent / "migrations"


def migrations(connection: Connection | None = None) -> Config:
    """Return the migrations' configuration, for the database of ``connection``."""
    config = Config()
    config.set_main_option("script_location", str(MIGRATIONS))
    config.attributes["connection"] = connection
    return config


def newest_revision() -> str:
    """Return the revision that this program knows as the latest."""
    head = ScriptDirectory.from_config(migrations()).get_current_head()
    assert head is not None
    return head


def current_revision(engine: Engine) -> str | None:
    """Return the revision of the database, None for an empty one."""
    with engine.connect() as connection:
        return MigrationContext.configure(connection).get_current_revision()


def check_not_newer(engine: Engine) -> None:
    """Raise OfficeError for a database that a newer program has upgraded."""
    revision = current_revision(engine)
    known = {
        script.revision for script in ScriptDirectory.from_config(migrations()).walk_revisions()
    }
    if revision is not None and revision not in known:
        raise OfficeError(
            N_("This database belongs to a newer version of the program; it was left untouched.")
        )


def check_codes_single(engine: Engine) -> None:
    """Raise OfficeError where open units of the first version share a social credit code.

    Such a code was possible when two clerks saved at the same moment; later versions forbid it
    in the database, whose own refusal would tell nobody which units to look at.
    """
    if current_revision(engine) != "0001":
        return
    open_ones = "SELECT usci FROM unit WHERE closed_on IS NULL AND usci IS NOT NULL"
    twice = f"{open_ones} GROUP BY usci HAVING count(*) > 1 ORDER BY usci LIMIT 1"
    with engine.connect() as connection:
        code = connection.scalar(text(twice))
        named = text("SELECT name FROM unit WHERE closed_on IS NULL AND usci = :code ORDER BY id")
        names = connection.scalars(named, {"code": code}).all()
    if code is not None:
        raise OfficeError(
            N_(
                "Several open units have the credit code {code}: {names}. Correct them with the"
                " earlier version of the program, then open this one again."
            ),
            code=code,
            names="、".join(names),
        )


def upgrade(engine: Engine) -> None:
    """Bring the database to the newest revision, in one transaction; refuses a newer one."""
    check_not_newer(engine)
    check_codes_single(engine)
    with engine.execution_options(write=True).begin() as connection:
        command.upgrade(migrations(connection), "head")


def open_office(settings: Settings) -> Store:
    """Open the office below ``settings.office_home``, making or upgrading what is needed.

    Raises OfficeError for a missing or damaged key and for a database of a newer version.
    """
    # A page or a roster makes thousands of objects and few circles among them.
    gc.set_threshold(GARBAGE_SOUGHT_AFTER, 10, 10)
    settings.office_home.mkdir(parents=True, exist_ok=True, mode=0o700)
    store = Store(open_engine(settings.database_url))
    _open_key(settings, store.engine)
    check_fields_fit()
    upgrade(store.engine)
    use_store(store)
    seeding.seed()
    recount_if_needed()
    return store


def recount_if_needed() -> None:
    """Count the kept totals anew where an earlier version counted otherwise."""
    with writing(CONSOLE) as session:
        session.info["verb"] = "recounting.renew"
        recounting.renew(session)


def check_fields_fit() -> None:
    """Raise RuntimeError when a described field and its table's column do not agree."""
    found = [one for model, fields in REGISTERS for one in disagreements(model, fields)]
    if found:
        raise RuntimeError("fields and columns differ: " + "; ".join(found))


def _open_key(settings: Settings, engine: Engine) -> None:
    # A new key beside an old database would make every sealed value unreadable for good.
    if not settings.key_file.exists() and not inspect(engine).get_table_names():
        sealing.write_ring(settings.key_file, sealing.new_ring())
    sealing.use_ring(sealing.read_ring(settings.key_file))
