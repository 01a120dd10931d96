"""The one door to the database: ``reading`` and ``writing``, both with an actor.

``writing`` holds the only commit. Before it, in the same transaction, the trail, the
summaries and the areas' versions are written, so that none of them can be forgotten.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from datetime import UTC, datetime, timedelta
from typing import Any

from sqlalchemy import Connection, Engine, event, insert, select
from sqlalchemy.exc import IntegrityError, OperationalError
from sqlalchemy.orm.exc import StaleDataError

from db import file_spells, summaries, trail, traits  # noqa: F401 - they follow each flush
from db.engine import store
from db.models.accounts import SignIn
from db.models.office import FormToken
from db.scope import OfficeSession
from rules.access import Actor
from rules.errors import AlreadyDone, Conflict, NotAllowed, OfficeError, SignedOut
from rules.language import N_

FORM_TOKENS_KEPT = timedelta(days=2)


def _now() -> datetime:
    return datetime.now(UTC)


clock: Callable[[], datetime] = _now
"""Where a transaction takes its time from; a test puts its own in place."""

writes = 0
"""How often this process has written: what was looked up before may be out of date."""


@contextmanager
def reading(actor: Actor) -> Iterator[OfficeSession]:
    """Open a session that sees the actor's part of the office and writes nothing."""
    with store().reader() as session:
        _prepare(session, actor)
        yield session


@contextmanager
def writing(actor: Actor, token: str = "") -> Iterator[OfficeSession]:
    """Open a transaction of the actor's; it is committed at the end or not at all.

    ``token`` is the one-time mark of the form that asks: sent again, it raises AlreadyDone.
    Raises SignedOut when the actor's session has ended, NotAllowed for a wall display, Conflict
    when somebody else was faster, OfficeError when the disk is full.
    """
    if actor.display_id is not None:
        raise NotAllowed(N_("A wall display only shows figures."))
    global writes
    database = store()
    with database.queue, database.writer() as session:
        try:
            _prepare(session, actor)
            if token:
                _use_token(session, token)
            yield session
            session.flush()
            summaries.write(session)
            trail.write(session)
            session.commit()
            writes += 1
        except BaseException as error:
            session.rollback()
            advice = _advice(error)
            if advice is None:
                raise
            raise advice from error


@event.listens_for(Engine, "rollback")
def _end_reading(connection: Connection) -> None:
    # At a ROLLBACK the driver forgets its prepared statements, and PostgreSQL plans each anew.
    # What only reads has nothing to take back: the ROLLBACK that follows finds it ended.
    reads = connection.get_execution_options().get("postgresql_readonly")
    if reads and not connection.invalidated:
        driver: Any = connection.connection.dbapi_connection
        with suppress(connection.dialect.loaded_dbapi.Error):  # the ROLLBACK meets it as well
            driver.commit()


def _prepare(session: OfficeSession, actor: Actor) -> None:
    session.info["actor"] = actor
    session.info["now"] = clock()
    if actor.session_id is None:
        return
    now = session.info["now"]
    alive = session.scalar(
        select(SignIn.id).where(
            SignIn.id == actor.session_id,
            SignIn.ended_at.is_(None),
            SignIn.expires_at > now,
            SignIn.idle_until > now,
        )
    )
    if alive is None:
        raise SignedOut(N_("You have been signed out. Sign in again."))


def _use_token(session: OfficeSession, token: str) -> None:
    try:
        session.execute(
            insert(FormToken.__table__).values(token=token, at=session.info["now"]),
            execution_options={"kernel": True},
        )
    except IntegrityError:
        raise AlreadyDone(N_("This has been saved already.")) from None


def _advice(error: BaseException) -> OfficeError | None:
    """Turn what the database says about other people's work into advice."""
    if isinstance(error, StaleDataError):
        return Conflict(N_("Somebody else changed this record meanwhile. Look at it again."))
    if isinstance(error, IntegrityError) and _is_unique_violation(error.orig):
        return Conflict(N_("The same was entered a moment ago. Look at the list again."))
    if isinstance(error, OperationalError) and "locked" in str(error.orig):
        # Another process writes, such as a large import from the command line.
        return OfficeError(N_("The office is busy with a large job. Wait a minute and try again."))
    if isinstance(error, OperationalError) and "full" in str(error.orig):
        return OfficeError(
            N_("The server's disk is full. Nothing was saved; tell the administrator.")
        )
    return None


def _is_unique_violation(original: Any) -> bool:
    return getattr(original, "sqlstate", "") == "23505" or "UNIQUE" in str(original)
