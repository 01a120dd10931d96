"""Fill Django's tables from the office's, and make an administrator with a session.

Tables that are filled already stay as they are, so that an older stage gets those that it lacks.
"""

from __future__ import annotations

import os
from collections.abc import Iterator
from itertools import islice
from pathlib import Path
from typing import Any

import django
from django.conf import settings as django_settings
from django.core.management import call_command
from sqlalchemy import select

COOKIE_FILE = "django-session"
ROWS_AT_ONCE = 2000


def main() -> None:
    django.setup()
    import config
    from bench.django_site.registry import models as theirs
    from db import schema
    from db.models.care import Visit
    from db.models.claims import Claim
    from db.models.hardship import HardshipFile
    from db.models.members import Member
    from db.models.mutual import Enrolment
    from db.models.pay_runs import PayItem
    from db.models.people import Membership
    from db.models.units import Unit

    call_command("migrate", verbosity=0, run_syncdb=True)
    store = schema.open_office(config.settings())
    with store.engine.connect() as connection:
        for model, ours in (
            (theirs.Unit, Unit),
            (theirs.Member, Member),
            (theirs.Membership, Membership),
            (theirs.Enrolment, Enrolment),
            (theirs.Claim, Claim),
            (theirs.HardshipFile, HardshipFile),
            (theirs.PayItem, PayItem),
            (theirs.Visit, Visit),
        ):
            if model.objects.exists():
                continue
            names = _shared_columns(model, ours)
            table = ours.__table__
            rows = connection.execution_options(yield_per=ROWS_AT_ONCE).execute(
                select(*(table.c[name] for name in names)).order_by(table.c["id"])
            )
            for batch in _batches(row._mapping for row in rows):
                model.objects.bulk_create([model(**_given(model, row)) for row in batch])
    if not (Path(os.environ["OFFICE_HOME"]) / COOKIE_FILE).exists():
        _sign_in()
    if store.engine.dialect.name == "postgresql":
        _settle(theirs)


def _shared_columns(model: Any, ours: Any) -> list[str]:
    wanted = [found.attname for found in model._meta.concrete_fields]
    return [name for name in wanted if name in ours.__table__.c]


def _given(model: Any, row: Any) -> dict[str, Any]:
    texts = {f.attname for f in model._meta.concrete_fields if not f.null}
    return {name: "" if row[name] is None and name in texts else row[name] for name in row}


def _batches(rows: Iterator[Any]) -> Iterator[list[Any]]:
    while batch := list(islice(rows, ROWS_AT_ONCE)):
        yield batch


def _sign_in() -> None:
    from importlib import import_module

    from django.contrib.auth import BACKEND_SESSION_KEY, HASH_SESSION_KEY, SESSION_KEY
    from django.contrib.auth.models import User

    user = User.objects.create_superuser("admin", password="only for measuring")
    session = import_module(django_settings.SESSION_ENGINE).SessionStore()
    session[SESSION_KEY] = str(user.pk)
    session[BACKEND_SESSION_KEY] = "django.contrib.auth.backends.ModelBackend"
    session[HASH_SESSION_KEY] = user.get_session_auth_hash()
    session.save()
    (Path(os.environ["OFFICE_HOME"]) / COOKIE_FILE).write_text(session.session_key)


def _settle(theirs: Any) -> None:
    """Number rows to come behind those that came with their ids; let the planner look at them."""
    from django.core.management.color import no_style
    from django.db import connection

    models = (
        *(theirs.Unit, theirs.Member, theirs.Membership, theirs.Enrolment, theirs.Claim),
        *(theirs.HardshipFile, theirs.PayItem, theirs.Visit),
    )
    with connection.cursor() as cursor:
        for statement in connection.ops.sequence_reset_sql(no_style(), models):
            cursor.execute(statement)
        cursor.execute("ANALYZE")


if __name__ == "__main__":
    main()
