"""Files that wait for a public notice, and what the next notice begins with."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import Select, exists, func, select
from sqlalchemy.orm import Session

from db import hardship_consents
from db.models.hardship import HardshipFile
from db.models.notices import NoticeLine, PublicNotice
from db.models.units import Unit
from db.notice_lines import READY, categories_of
from db.verbs import needs
from rules.access import Permission
from rules.fields import Value
from rules.notices import NOTICE_FIELDS, PREPARED

PAGE_SIZE = 50


@dataclass(frozen=True, slots=True)
class ReadyRow:
    """A peer-reviewed file that waits for a notice; ``consent`` to it has been signed."""

    id: int
    head_name: str
    unit_name: str
    category: str
    applied_on: date
    consent: bool


@dataclass(frozen=True, slots=True)
class ReadyPage:
    rows: list[ReadyRow]
    total: int


@needs(Permission.PUBLISH_NOTICES)
def get_last_values(session: Session) -> dict[str, Value]:
    """Return the words of the last notice in the actor's scope, to begin the next one with."""
    row = session.scalar(select(PublicNotice).order_by(PublicNotice.id.desc()).limit(1))
    return {} if row is None else {one.name: getattr(row, one.name) for one in NOTICE_FIELDS}


def _waiting() -> Select[Any]:
    prepared = exists().where(
        NoticeLine.file_id == HardshipFile.id,
        NoticeLine.notice_id == PublicNotice.id,
        PublicNotice.state == PREPARED,
    )
    return select(HardshipFile.id).where(HardshipFile.state == READY, ~prepared)


@needs(Permission.PUBLISH_NOTICES)
def count_ready(session: Session) -> int:
    """Count the peer-reviewed files that wait for a notice."""
    return session.scalar(_waiting().with_only_columns(func.count(HardshipFile.id))) or 0


@needs(Permission.PUBLISH_NOTICES)
def list_ready(session: Session, page: int = 1, size: int = PAGE_SIZE) -> ReadyPage:
    """List the peer-reviewed files that stand on no notice yet, the oldest application first."""
    total = count_ready(session)
    ids = list(
        session.scalars(
            _waiting()
            .order_by(HardshipFile.applied_on, HardshipFile.id)
            .limit(size)
            .offset((page - 1) * size)
        )
    )
    found = session.execute(
        select(HardshipFile, Unit.name)
        .join(Unit, Unit.id == HardshipFile.unit_id)
        .where(HardshipFile.id.in_(ids))
        .order_by(HardshipFile.applied_on, HardshipFile.id)
    ).all()
    categories = categories_of(session, [file for file, _ in found])
    consenting = hardship_consents.consenting(session, ids)
    return ReadyPage(
        [
            ReadyRow(
                file.id,
                file.head_name,
                unit_name,
                categories[file.id] or "",
                file.applied_on,
                (file.id, file.applicant_id) in consenting,
            )
            for file, unit_name in found
        ],
        total,
    )
