"""How far each unit has come with a year's spot checks, and the draws to repeat."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import case, func, or_, select
from sqlalchemy.orm import Session

from db.models.hardship import HardshipFile, Reverification
from db.models.notices import SpotCheckDraw
from db.models.units import Unit
from db.verbs import needs, today_of
from rules.access import Permission
from rules.hardship import IN_FORCE
from rules.reverification import SPOT_CHECK, draw, share_of

PAGE_SIZE = 50


@dataclass(frozen=True, slots=True)
class CoverageRow:
    """One unit's year: files in force, the share to draw, drawn, done, overdue; and of the
    files in force, those whose yearly review is overdue."""

    unit_id: int
    unit_name: str
    in_force: int
    share: int
    drawn: int
    done: int
    overdue: int
    reviews_overdue: int


@dataclass(frozen=True, slots=True)
class CoveragePage:
    rows: list[CoverageRow]
    total: int


@dataclass(frozen=True, slots=True)
class DrawRow:
    """A draw as it can be repeated: its seed, its pool, and how many were drawn.

    ``fits`` says that repeating it now draws the very files that were drawn.
    """

    on: date
    actor: str
    unit_name: str
    seed: str
    in_force: int
    pool: tuple[int, ...]
    drawn: int
    fits: bool


@needs(Permission.SEE_HARDSHIP)
def list_coverage(
    session: Session, year: int, page: int = 1, size: int = PAGE_SIZE
) -> CoveragePage:
    """Return how far each unit has come with a year's spot checks, units by name."""
    today = today_of(session)
    files, checks = _file_counts(today), _check_counts(year, today)
    wanted = (
        select(Unit.id, Unit.name, files, checks)
        .outerjoin(files, files.c.unit_id == Unit.id)
        .outerjoin(checks, checks.c.unit_id == Unit.id)
        .where(or_(files.c.unit_id.is_not(None), checks.c.unit_id.is_not(None)))
    )
    total = session.scalar(wanted.with_only_columns(func.count(Unit.id))) or 0
    rows = session.execute(
        wanted.order_by(Unit.sort_name, Unit.id).limit(size).offset((page - 1) * size)
    )
    return CoveragePage([_coverage(row) for row in rows], total)


def _file_counts(today: date) -> Any:
    overdue = case((HardshipFile.review_due_on < today, 1), else_=0)
    return (
        select(
            HardshipFile.unit_id,
            func.count(HardshipFile.id).label("in_force"),
            func.sum(overdue).label("reviews_overdue"),
        )
        .where(HardshipFile.state == IN_FORCE)
        .group_by(HardshipFile.unit_id)
        .subquery()
    )


def _check_counts(year: int, today: date) -> Any:
    done = case((Reverification.done_on.is_not(None), 1), else_=0)
    late = Reverification.done_on.is_(None) & (Reverification.due_on < today)
    late = late & (HardshipFile.state == IN_FORCE)
    return (
        select(
            Reverification.unit_id,
            func.count(Reverification.id).label("drawn"),
            func.sum(done).label("done"),
            func.sum(case((late, 1), else_=0)).label("overdue"),
        )
        .join(HardshipFile, HardshipFile.id == Reverification.file_id)
        .where(Reverification.kind == SPOT_CHECK, Reverification.year == year)
        .group_by(Reverification.unit_id)
        .subquery()
    )


def _coverage(row: Any) -> CoverageRow:
    in_force = row.in_force or 0
    return CoverageRow(
        row.id,
        row.name,
        in_force,
        share_of(in_force),
        row.drawn or 0,
        row.done or 0,
        row.overdue or 0,
        row.reviews_overdue or 0,
    )


@dataclass(frozen=True, slots=True)
class DrawPage:
    rows: list[DrawRow]
    total: int


@needs(Permission.SEE_HARDSHIP)
def list_draws(session: Session, year: int, page: int = 1, size: int = PAGE_SIZE) -> DrawPage:
    """Return a year's draws, the latest first."""
    total = session.scalar(select(func.count(SpotCheckDraw.id)).where(SpotCheckDraw.year == year))
    rows = session.execute(
        select(SpotCheckDraw, Unit.name)
        .join(Unit, Unit.id == SpotCheckDraw.unit_id)
        .where(SpotCheckDraw.year == year)
        .order_by(SpotCheckDraw.id.desc())
        .limit(size)
        .offset((page - 1) * size)
    ).all()
    lots = _lots(session, [row.id for row, _ in rows])
    return DrawPage([_draw(row, name, lots.get(row.id, ())) for row, name in rows], total or 0)


def _lots(session: Session, draw_ids: list[int]) -> dict[int, tuple[int, ...]]:
    """Return which files each draw drew, wherever they are kept today."""
    rows = session.execute(
        select(Reverification.draw_id, Reverification.file_id)
        .where(Reverification.draw_id.in_(draw_ids))
        .order_by(Reverification.file_id)
        # The draws are in scope; a file of theirs may have gone to another unit since.
        .execution_options(kernel=True)
    )
    found: dict[int, tuple[int, ...]] = {}
    for draw_id, file_id in rows:
        found[draw_id or 0] = (*found.get(draw_id or 0, ()), file_id)
    return found


def _draw(row: SpotCheckDraw, unit_name: str, lots: tuple[int, ...]) -> DrawRow:
    pool = tuple(int(file_id) for file_id in row.pool)
    return DrawRow(
        row.on,
        row.actor,
        unit_name,
        row.seed,
        row.in_force,
        pool,
        row.drawn,
        draw(pool, row.drawn, row.seed) == lots,
    )
