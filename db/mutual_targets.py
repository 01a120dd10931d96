"""What each county and unit shall reach in a year: people covered, fees, renewals."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from sqlalchemy import ColumnElement, and_, func, or_, select
from sqlalchemy.orm import Session, aliased

from db.models.mutual import MutualTarget
from db.models.units import Unit
from db.verbs import actor_of, load, needs, stale
from rules.access import Permission
from rules.errors import NotAllowed, WrongState
from rules.fields import Value
from rules.language import N_
from rules.mutual_targets import TARGET_FIELDS, Target, check_target, check_year

PAGE_SIZE = 50


@dataclass(frozen=True, slots=True)
class TargetRow:
    """A unit and its target of a year; ``version`` is 0 where it has none yet."""

    unit_id: int
    unit_name: str
    version: int
    values: Mapping[str, Value]
    before: Target | None

    @property
    def is_set(self) -> bool:
        return self.version > 0


@dataclass(frozen=True, slots=True)
class TargetPage:
    rows: list[TargetRow]
    total: int


def targets_of(session: Session, year: int, unit_ids: Iterable[int]) -> dict[int, Target]:
    """Return the targets of some units of the actor's scope."""
    rows = session.execute(
        select(
            MutualTarget.unit_id,
            MutualTarget.people,
            MutualTarget.fees_fen,
            MutualTarget.renewal_percent,
        ).where(MutualTarget.year == year, MutualTarget.unit_id.in_(list(unit_ids)))
    )
    return {
        row.unit_id: Target(row.people, row.fees_fen, row.renewal_percent)
        for row in rows
        if row.unit_id is not None
    }


@needs(Permission.SET_TARGETS)
def list_page(
    session: Session, year: int, unit_id: int | None = None, page: int = 1, size: int = PAGE_SIZE
) -> TargetPage:
    """List a unit (the actor's own without ``unit_id``) and those directly below, with targets."""
    top = unit_id or actor_of(session).unit_id
    if top is None:
        top = session.scalar(select(Unit.id).where(Unit.parent_id.is_(None)).limit(1)) or 0
    listed = (or_(Unit.id == top, Unit.parent_id == top), Unit.closed_on.is_(None))
    total = session.scalar(select(func.count(Unit.id)).where(*listed)) or 0
    before = aliased(MutualTarget)
    rows = session.execute(
        select(Unit.id, Unit.name, MutualTarget, before)
        .outerjoin(MutualTarget, _of_year(MutualTarget, year))
        .outerjoin(before, _of_year(before, year - 1))
        .where(*listed)
        .order_by(Unit.id != top, Unit.sort_name, Unit.id)
        .limit(size)
        .offset((page - 1) * size)
    )
    return TargetPage([_row(key, name, now, last) for key, name, now, last in rows], total)


def _of_year(model: Any, year: int) -> ColumnElement[bool]:
    return and_(model.unit_id == Unit.id, model.year == year)


def _row(
    unit_id: int, name: str, target: MutualTarget | None, before: MutualTarget | None
) -> TargetRow:
    values = {one.name: getattr(target, one.name, None) for one in TARGET_FIELDS}
    last = Target(before.people, before.fees_fen, before.renewal_percent) if before else None
    return TargetRow(unit_id, name, target.version if target else 0, values, last)


@needs(Permission.SET_TARGETS)
def set_target(
    session: Session, unit_id: int, year: int, seen: int, values: Mapping[str, Value]
) -> None:
    """Set what a unit shall reach in a year; ``seen`` is 0 where it had no target."""
    unit = load(session, Unit, unit_id)
    _check_from_above(session, unit.id)
    check_year(year)
    checked = check_target(values)
    target = session.scalar(
        select(MutualTarget).where(MutualTarget.unit_id == unit.id, MutualTarget.year == year)
    )
    if target is not None and seen == 0:
        raise stale(session, target, seen)
    if target is None:
        target = MutualTarget(unit_id=unit.id, year=year)
        session.add(target)
    elif target.version != seen:
        raise stale(session, target, seen)
    for name, value in checked.items():
        setattr(target, name, value)


def _check_from_above(session: Session, unit_id: int) -> None:
    actor = actor_of(session)
    if unit_id == actor.unit_id and not actor.everywhere:
        raise NotAllowed(N_("The union above sets your own target."))


@needs(Permission.SET_TARGETS)
def copy_last_year(session: Session, year: int) -> int:
    """Give the open units below that had a target last year, and have none, the same again;
    returns how many there were."""
    check_year(year)
    known = select(MutualTarget.unit_id).where(MutualTarget.year == year)
    rows = session.scalars(
        select(MutualTarget)
        .join(Unit, Unit.id == MutualTarget.unit_id)
        .where(
            MutualTarget.year == year - 1,
            MutualTarget.unit_id.not_in(known),
            Unit.closed_on.is_(None),
        )
    ).all()
    actor = actor_of(session)
    copied = [row for row in rows if actor.everywhere or row.unit_id != actor.unit_id]
    if not copied:
        raise WrongState(N_("There is nothing to copy: no unit had a target it has not now."))
    for row in copied:
        values = {one.name: getattr(row, one.name) for one in TARGET_FIELDS}
        session.add(MutualTarget(unit_id=row.unit_id, year=year, **values))
    return len(copied)
