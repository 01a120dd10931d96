"""How often a name or an address failed in a row, and how long it waits for it."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime, timedelta

from sqlalchemy import delete, select
from sqlalchemy.orm import Session

from db.engine import upsert
from db.models.accounts import SignInTry
from db.scope import OfficeSession
from db.sealing import fingerprint
from db.verbs import now_of
from rules.errors import OfficeError
from rules.language import N_
from rules.passwords import wait_after

FORGET_FAILURES = timedelta(hours=24)
ADDRESS_PATIENCE = 5
"""An address may fail so many times as often as one name: offices share one address."""

Subjects = Mapping[str, int]
"""What a failure counts against, the name first, each with its patience."""


def subjects_of(name: str, address: str) -> Subjects:
    """Return what a failure of this name from this address counts against, as fingerprints."""
    subjects = {fingerprint(f"name:{name}"): 1}
    if address:
        subjects[fingerprint(f"address:{address}")] = ADDRESS_PATIENCE
    return subjects


def keep_others_off(session: OfficeSession, subjects: Subjects) -> None:
    """Let tries of one name or address pass one by one, so that each of them counts."""
    rows = [{"subject": each, "failures": 0, "last_at": now_of(session)} for each in subjects]
    session.execute(
        upsert(session, SignInTry.__table__).values(rows).on_conflict_do_nothing(),
        execution_options={"kernel": True},
    )
    session.execute(
        select(SignInTry.subject)
        .where(SignInTry.subject.in_(list(subjects)))
        .order_by(SignInTry.subject)
        .with_for_update()
    )


def wait_of(session: Session, subjects: Subjects) -> int:
    """Return for how many seconds these subjects have to wait still.

    A failure of the future was noted by a clock that has been set right since.
    """
    now = now_of(session)
    tries = session.scalars(
        select(SignInTry)
        .where(SignInTry.subject.in_(list(subjects)))
        .execution_options(populate_existing=True)
    )
    waits = (row.wait_until for row in tries if row.wait_until and row.last_at <= now)
    until = max(waits, default=now)
    return int((until - now).total_seconds()) + 1 if until > now else 0


def note_failure(session: Session, subjects: Subjects) -> int:
    """Count a failure; returns for how many seconds the next try has to wait."""
    now, longest = now_of(session), timedelta()
    for subject, patience in subjects.items():
        row = session.get_one(SignInTry, subject)
        if now - row.last_at > FORGET_FAILURES:
            row.failures = 0
        row.failures, row.last_at = row.failures + 1, now
        wait = wait_after(row.failures // patience)
        row.wait_until = now + wait if wait else None
        longest = max(longest, wait)
    return int(longest.total_seconds())


def forgive(session: Session, subjects: Subjects) -> None:
    """Let the name start anew; the address does not, else one own account would free it."""
    tries = session.get_one(SignInTry, next(iter(subjects)))
    tries.failures, tries.wait_until = 0, None


def forget_old(session: Session, now: datetime) -> None:
    """Drop counts of failures long past."""
    session.execute(
        delete(SignInTry).where(SignInTry.last_at < now - FORGET_FAILURES),
        execution_options={"kernel": True},
    )


def too_many(wait_seconds: int) -> OfficeError:
    """Return the advice for somebody who has to wait."""
    return OfficeError(
        N_("Too many tries. Wait {seconds} seconds, then try again."), seconds=wait_seconds
    )
