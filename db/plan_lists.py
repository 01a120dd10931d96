"""What plans ask for now: measures overdue, and versions that wait for adoption."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import Select, func, select
from sqlalchemy.orm import Session

from db.models.care import HouseholdPlan, PlanMeasure
from db.models.hardship import HardshipFile
from db.models.units import Unit
from db.verbs import needs, today_of
from rules.access import Permission
from rules.plans import ADOPTED, PROPOSED

PAGE_SIZE = 50


@dataclass(frozen=True, slots=True)
class OverdueRow:
    """A measure of a plan in force whose day has passed; the file's household by its head."""

    id: int
    file_id: int
    name: str
    unit_name: str
    cause: str
    kind: str
    text: str
    owner: str
    due_on: date


@dataclass(frozen=True, slots=True)
class OverduePage:
    rows: list[OverdueRow]
    total: int


@dataclass(frozen=True, slots=True)
class ProposedRow:
    id: int
    file_id: int
    name: str
    unit_name: str
    number: int


@needs(Permission.SEE_HARDSHIP)
def list_overdue(session: Session, page: int = 1, size: int = PAGE_SIZE) -> OverduePage:
    """List the measures that should have been done, the oldest first; of open files only."""
    wanted = _overdue(today_of(session))
    total = session.scalar(wanted.with_only_columns(func.count(PlanMeasure.id))) or 0
    found = session.execute(
        wanted.with_only_columns(PlanMeasure, HardshipFile.id, HardshipFile.head_name, Unit.name)
        .outerjoin(Unit, Unit.id == HardshipFile.unit_id)
        .order_by(PlanMeasure.due_on, PlanMeasure.id)
        .limit(size)
        .offset((page - 1) * size)
    )
    rows = [
        OverdueRow(
            row.id,
            file_id,
            name,
            unit or "",
            row.cause,
            row.kind,
            row.text,
            row.owner,
            row.due_on,
        )
        for row, file_id, name, unit in found
    ]
    return OverduePage(rows, total)


def count_overdue(session: Session) -> int:
    """Count the measures that should have been done; for the desk, which holds the lock."""
    query = _overdue(today_of(session)).with_only_columns(func.count(PlanMeasure.id))
    return session.scalar(query) or 0


def _overdue(today: date) -> Select[Any]:
    return (
        select(PlanMeasure.id)
        .join(HouseholdPlan, HouseholdPlan.id == PlanMeasure.plan_id)
        .join(HardshipFile, HardshipFile.id == HouseholdPlan.file_id)
        .where(
            PlanMeasure.done_on.is_(None),
            PlanMeasure.due_on < today,
            PlanMeasure.removed.is_(False),
            HouseholdPlan.state == ADOPTED,
            HardshipFile.is_open.is_(True),
        )
    )


@needs(Permission.SEE_HARDSHIP)
def list_proposed(session: Session, page: int = 1, size: int = PAGE_SIZE) -> list[ProposedRow]:
    """List the versions that wait for adoption, the oldest first."""
    found = session.execute(
        proposed()
        .with_only_columns(
            HouseholdPlan.id,
            HardshipFile.id.label("file_id"),
            HardshipFile.head_name,
            Unit.name,
            HouseholdPlan.number,
        )
        .outerjoin(Unit, Unit.id == HardshipFile.unit_id)
        .order_by(HouseholdPlan.id)
        .limit(size)
        .offset((page - 1) * size)
    )
    return [ProposedRow(key, file, name, unit or "", no) for key, file, name, unit, no in found]


def proposed() -> Select[Any]:
    """Select the versions of open files that wait for adoption."""
    return (
        select(HouseholdPlan.id)
        .join(HardshipFile, HardshipFile.id == HouseholdPlan.file_id)
        .where(HouseholdPlan.state == PROPOSED, HardshipFile.is_open.is_(True))
    )
