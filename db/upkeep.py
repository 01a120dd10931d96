"""What the office does for itself each day: tidy up, look for look-alikes, back up."""

from __future__ import annotations

from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

from sqlalchemy import delete
from sqlalchemy.orm import Session

from config import Settings
from db import attachments, dumps, lookalike_search, sign_ins, stored_files, summaries
from db.backups import BackupReport, backup
from db.engine import Store
from db.models.office import Draft, FormToken, RecentRecord
from db.session import FORM_TOKENS_KEPT, writing
from db.verbs import now_of
from rules.access import CONSOLE

DRAFTS_KEPT = timedelta(days=30)
UNNAMED_KEPT = timedelta(days=1)
"""A file is stored before the record that names it is saved."""
RECENTS_KEPT = timedelta(days=180)
BACKUPS_KEPT = 14
_SHORT_LIVED: tuple[tuple[Any, timedelta], ...] = (
    (FormToken, FORM_TOKENS_KEPT),
    (Draft, DRAFTS_KEPT),
    (RecentRecord, RECENTS_KEPT),
)


def daily(settings: Settings, store: Store, now: datetime) -> tuple[int, BackupReport]:
    """Tidy up, renew the list of look-alikes and back up.

    Returns how many rows and files went, and what the backup holds.
    """
    with writing(CONSOLE) as session:
        gone = _tidy(session)
        named = frozenset(attachments.stored_hashes(session))
        gone += stored_files.drop_unnamed(settings.attachments, named, now - UNNAMED_KEPT)
    with writing(CONSOLE) as session:
        lookalike_search.find_pairs(session)
    sign_ins.forget_old(now)
    file = settings.backups / f"office-{now:%Y%m%d-%H%M%S}.backup"
    report = backup(settings, store, file, now)
    for old in _backups_before(file)[: -BACKUPS_KEPT + 1]:
        old.unlink()
    return gone, report


def recount(store: Store) -> int:
    """Count every kept total anew from the records; returns how many totals there are.

    Raises OfficeError while the office is being served.
    """
    dumps.require_alone(store)
    with writing(CONSOLE) as session:
        return summaries.rebuild(session)


def _tidy(session: Session) -> int:
    gone = 0
    for model, kept in _SHORT_LIVED:
        table = model.__table__
        statement = delete(table).where(table.c["at"] < now_of(session) - kept)
        result: Any = session.execute(statement, execution_options={"kernel": True})
        gone += result.rowcount
    return gone


def _backups_before(newest: Path) -> list[Path]:
    """Return the other backups, the dispensable ones first.

    Those dated later than the newest were made while the clock was wrong: kept for their
    names, they would push out what is backed up since.
    """
    others = (file for file in newest.parent.glob("office-*.backup") if file != newest)
    return sorted(others, key=lambda file: (file.name < newest.name, file.name))
