"""Which files are to be re-verified, and which were."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import Select, case, func, select
from sqlalchemy.orm import Session

from db.models.hardship import Assessment, HardshipFile, Reverification
from db.models.units import Unit
from db.trail import HIDDEN
from db.verbs import load, needs, today_of
from rules.access import Permission
from rules.hardship import IN_FORCE
from rules.reverification import SOON, SPOT_CHECK, YEARLY

PAGE_SIZE = 50


@dataclass(frozen=True, slots=True)
class CheckRow:
    """A check that is due or done; ``id`` is None for a yearly one that nobody wrote down yet."""

    id: int | None
    kind: str
    file_id: int
    archive_no: str
    head_name: str
    unit_name: str
    due_on: date
    done_on: date | None
    result: str
    checked_by: str
    findings: str
    overdue: bool


@dataclass(frozen=True, slots=True)
class CheckPage:
    rows: list[CheckRow]
    total: int


@needs(Permission.SEE_HARDSHIP)
def list_yearly(session: Session, page: int = 1, size: int = PAGE_SIZE) -> CheckPage:
    """List the files in force whose yearly review is due within thirty days, the oldest first."""
    today = today_of(session)
    wanted = select(HardshipFile.id).where(
        HardshipFile.state == IN_FORCE, HardshipFile.review_due_on <= today + SOON
    )
    total = session.scalar(wanted.with_only_columns(func.count(HardshipFile.id))) or 0
    order = (HardshipFile.review_due_on, HardshipFile.id)
    ids = session.scalars(wanted.order_by(*order).limit(size).offset((page - 1) * size)).all()
    rows = session.execute(
        select(HardshipFile, Unit.name)
        .join(Unit, Unit.id == HardshipFile.unit_id)
        .where(HardshipFile.id.in_(ids))
        .order_by(*order)
    )
    return CheckPage(
        [
            CheckRow(
                None,
                YEARLY,
                file.id,
                file.archive_no or "",
                file.head_name,
                unit_name,
                file.review_due_on or today,
                None,
                "",
                "",
                "",
                file.review_due_on is not None and file.review_due_on < today,
            )
            for file, unit_name in rows
        ],
        total,
    )


@needs(Permission.SEE_HARDSHIP)
def list_spot_checks(session: Session, page: int = 1, size: int = PAGE_SIZE) -> CheckPage:
    """List the spot checks that are drawn and not done, the one due first on top."""
    wanted = (
        select(Reverification.id)
        .join(HardshipFile, HardshipFile.id == Reverification.file_id)
        .where(
            Reverification.kind == SPOT_CHECK,
            Reverification.done_on.is_(None),
            HardshipFile.state == IN_FORCE,
        )
    )
    return _page(session, wanted, (Reverification.due_on, Reverification.id), page, size)


@needs(Permission.SEE_HARDSHIP)
def list_done(session: Session, page: int = 1, size: int = PAGE_SIZE) -> CheckPage:
    """List the checks that were done, the latest first."""
    wanted = select(Reverification.id).where(Reverification.done_on.is_not(None))
    order = (Reverification.done_on.desc(), Reverification.id.desc())
    return _page(session, wanted, order, page, size)


@needs(Permission.SEE_HARDSHIP)
def list_of_file(session: Session, file_id: int) -> list[CheckRow]:
    """Return a file's checks, drawn and done, the latest first."""
    file = load(session, HardshipFile, file_id)
    wanted = select(Reverification.id).where(Reverification.file_id == file.id)
    return _page(session, wanted, (Reverification.id.desc(),), 1, PAGE_SIZE).rows


def _page(
    session: Session,
    wanted: Select[Any],
    order: tuple[Any, ...],
    page: int,
    size: int,
) -> CheckPage:
    total = session.scalar(wanted.with_only_columns(func.count(Reverification.id))) or 0
    ids = session.scalars(wanted.order_by(*order).limit(size).offset((page - 1) * size)).all()
    rows = session.execute(
        select(Reverification, HardshipFile, Unit.name)
        .join(HardshipFile, HardshipFile.id == Reverification.file_id)
        .join(Unit, Unit.id == HardshipFile.unit_id)
        .where(Reverification.id.in_(ids))
        .order_by(*order)
    )
    today = today_of(session)
    return CheckPage([_row(check, file, name, today) for check, file, name in rows], total)


def _row(check: Reverification, file: HardshipFile, unit_name: str, today: date) -> CheckRow:
    return CheckRow(
        check.id,
        check.kind,
        file.id,
        file.archive_no or "",
        file.head_name,
        unit_name,
        check.due_on,
        check.done_on,
        check.result or "",
        check.checked_by,
        HIDDEN if check.findings else "",
        check.done_on is None and check.due_on < today,
    )


@dataclass(frozen=True, slots=True)
class AdoptRow:
    """A file for which a check found another category than the one in force."""

    id: int
    version: int
    file_id: int
    archive_no: str
    head_name: str
    unit_name: str
    category: str
    found: str
    done_on: date
    checked_by: str


@dataclass(frozen=True, slots=True)
class AdoptPage:
    rows: list[AdoptRow]
    total: int


_FOUND = case(
    (Assessment.confirmed_at.is_not(None), Assessment.override_category),
    else_=Assessment.category,
)


def _to_adopt() -> Select[Any]:
    return (
        select(Reverification, HardshipFile, Unit.name, _FOUND)
        .join(HardshipFile, HardshipFile.id == Reverification.file_id)
        .join(Assessment, Assessment.id == Reverification.assessment_id)
        .join(Unit, Unit.id == HardshipFile.unit_id)
        .where(
            Reverification.adopted_on.is_(None),
            HardshipFile.state == IN_FORCE,
            HardshipFile.category != _FOUND,
        )
    )


@needs(Permission.SEE_HARDSHIP)
def count_to_adopt(session: Session) -> int:
    """Count the checks that found another category, which nobody adopted yet."""
    query = _to_adopt().with_only_columns(func.count(Reverification.id))
    return session.scalar(query) or 0


@needs(Permission.SEE_HARDSHIP)
def list_to_adopt(session: Session, page: int = 1, size: int = PAGE_SIZE) -> AdoptPage:
    """List the checks that found another category, the oldest first."""
    total = count_to_adopt(session)
    query = _to_adopt().order_by(Reverification.id).limit(size).offset((page - 1) * size)
    return AdoptPage(
        [
            AdoptRow(
                check.id,
                check.version,
                file.id,
                file.archive_no or "",
                file.head_name,
                unit_name,
                file.category or "",
                found or "",
                check.done_on or check.due_on,
                check.checked_by,
            )
            for check, file, unit_name, found in session.execute(query)
        ],
        total,
    )
