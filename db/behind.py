"""The records behind a figure: which ones count, and what a list tells of each."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from sqlalchemy import ColumnElement, Select, case, func, select
from sqlalchemy.orm import Session, aliased

from db.models.units import Unit, UnitBelow
from db.scope import below
from rules.periods import Period

_KERNEL = {"kernel": True}
"""The top unit was loaded in the actor's scope, and what counts lies below it: people of
another unit are named where they belonged here then."""


@dataclass(frozen=True, slots=True)
class Span:
    """The time that records are asked for: the days of a period, and the day of a state in it."""

    first_on: date
    last_on: date
    day: date


def span_of(period: Period, today: date) -> Span:
    return Span(period.first_on, period.last_on, min(period.last_on, max(today, period.first_on)))


Conditions = Sequence[ColumnElement[bool]]


@dataclass(frozen=True, slots=True)
class Behind:
    """The records that a figure counts.

    ``name`` and ``on`` are what a list shows of each, ``opens`` the id of the page that shows
    one. ``key`` is what is counted: each one once. ``joined`` is what the columns need besides
    the ``model``; ``groups`` are ways to take a figure apart that its totals do not know.
    """

    model: Any
    name: Any
    on: Any
    where: Callable[[Span], Conditions]
    fen: Any = None
    opens: Any = None
    key: Any = None
    unit: Any = None
    joined: tuple[tuple[Any, ColumnElement[bool]], ...] = ()
    groups: Mapping[str, Any] = field(default_factory=dict)

    @property
    def unit_id(self) -> Any:
        return self.model.unit_id if self.unit is None else self.unit

    @property
    def counted(self) -> Any:
        return func.count(self.model.id if self.key is None else self.key.distinct())

    def come_to(self, money: bool) -> Any:
        """Return what the records come to: their money, or how many they are."""
        return func.coalesce(func.sum(self.fen), 0) if money else self.counted

    def select(self, *columns: Any) -> Select[Any]:
        query = select(*columns).select_from(self.model)
        for target, condition in self.joined:
            query = query.join(target, condition)
        return query


@dataclass(frozen=True, slots=True)
class ListRow:
    """One record: what it is called, of which unit, of which day, how much money."""

    id: int | None
    name: str
    unit_name: str
    on: date | None
    fen: int | None


@dataclass(frozen=True, slots=True)
class ListPage:
    """A page of records; ``total`` and ``total_fen`` are those of the whole list."""

    rows: list[ListRow]
    total: int
    total_fen: int


def list_rows(
    session: Session, behind: Behind, span: Span, top_id: int, start: int, size: int
) -> ListPage:
    """Return some of the records, the latest first."""
    within = (*behind.where(span), behind.unit_id.in_(below(top_id)))
    money = behind.fen if behind.fen is not None else None
    sums = (behind.counted, func.sum(money) if money is not None else func.sum(0))
    count, fen = session.execute(
        behind.select(*sums).where(*within), execution_options=_KERNEL
    ).one()
    return ListPage(_rows(session, behind, within, start, size), count or 0, int(fen or 0))


def _rows(
    session: Session, behind: Behind, within: Conditions, start: int, size: int
) -> list[ListRow]:
    opens = behind.opens if behind.opens is not None else behind.model.id
    on, fen = behind.on, behind.fen
    if behind.key is not None:  # each key once, with its last day and all its money
        on, fen = func.max(on), None if fen is None else func.sum(fen)
    home = aliased(Unit)
    columns = [opens, behind.name, home.name, on, *([] if fen is None else [fen])]
    query = behind.select(*columns).outerjoin(home, home.id == behind.unit_id).where(*within)
    if behind.key is not None:
        query = query.group_by(opens, behind.name, home.name)
    order = opens if behind.key is not None else behind.model.id
    found = session.execute(
        query.order_by(on.desc(), order).limit(size).offset(start), execution_options=_KERNEL
    )
    return [
        ListRow(key, name, unit or "", day, money[0] if money else None)
        for key, name, unit, day, *money in found
    ]


def count_below(
    session: Session, behind: Behind, span: Span, top_id: int, money: bool = False
) -> int:
    """Return what the records of a unit with all below it come to."""
    within = (*behind.where(span), behind.unit_id.in_(below(top_id)))
    query = behind.select(behind.come_to(money)).where(*within)
    return int(session.scalar(query, execution_options=_KERNEL) or 0)


def count_units(
    session: Session, behind: Behind, span: Span, top_id: int, money: bool = False
) -> dict[int, int]:
    """Return what the records come to for each unit directly below, and for ``top_id`` those
    that are its own."""
    children = select(Unit.id).where(Unit.parent_id == top_id)
    place = select(UnitBelow.unit_id, UnitBelow.ancestor_id).where(
        UnitBelow.ancestor_id.in_(children)
    )
    above = place.subquery()
    at = case((behind.unit_id == top_id, top_id), else_=above.c.ancestor_id)
    rows = session.execute(
        behind.select(at, behind.come_to(money))
        .outerjoin(above, above.c.unit_id == behind.unit_id)
        .where(*behind.where(span), behind.unit_id.in_(below(top_id)))
        .group_by(at),
        execution_options=_KERNEL,
    )
    return {unit_id: int(n) for unit_id, n in rows if unit_id is not None}


def count_groups(
    session: Session, behind: Behind, group: str, span: Span, top_id: int, money: bool = False
) -> dict[str, int]:
    """Return what the records come to for each code of a group."""
    code = behind.groups[group]
    rows = session.execute(
        behind.select(code, behind.come_to(money))
        .where(*behind.where(span), behind.unit_id.in_(below(top_id)))
        .group_by(code),
        execution_options=_KERNEL,
    )
    return {"" if key is None else str(key): int(n) for key, n in rows}
