"""The hardship files of a household, for its page."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from sqlalchemy import select
from sqlalchemy.orm import Session

from db.models.hardship import HardshipFile
from db.models.households import Household
from db.verbs import load, needs
from rules.access import Permission


@dataclass(frozen=True, slots=True)
class FileRow:
    """A file in the list of a household."""

    id: int
    archive_no: str
    state: str
    is_open: bool
    applied_on: date
    approved_on: date | None
    ended_on: date | None


@needs(Permission.SEE_HARDSHIP)
def list_of_household(session: Session, household_id: int) -> list[FileRow]:
    """Return a household's files within the actor's scope, the latest first."""
    household = load(session, Household, household_id)
    rows = session.scalars(
        select(HardshipFile)
        .where(HardshipFile.household_id == household.id)
        .order_by(HardshipFile.id.desc())
    )
    return [
        FileRow(
            row.id,
            row.archive_no or "",
            row.state,
            row.is_open,
            row.applied_on,
            row.approved_on,
            row.ended_on,
        )
        for row in rows
    ]


@needs(Permission.SEE_HARDSHIP)
def decided_on(session: Session, household_id: int) -> date | None:
    """Return the day on which the file in force was approved, None without one."""
    return session.scalar(
        select(HardshipFile.approved_on)
        .where(HardshipFile.household_id == household_id, HardshipFile.is_open.is_(True))
        .limit(1)
    )
