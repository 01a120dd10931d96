"""The records behind a figure: which ones count, and what a list tells of each."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import asdict, dataclass, field, fields
from datetime import date, timedelta
from functools import lru_cache
from typing import Any

from sqlalchemy import BigInteger, ColumnElement, Date, Select, bindparam, func, select, text
from sqlalchemy.orm import Session, aliased

from db.models.units import Unit, UnitBelow
from db.scope import below
from rules.periods import Period
from rules.visits import UNVISITED_DAYS

_KERNEL = {"kernel": True}
"""The top unit was loaded in the actor's scope, and what counts lies below it: people of
another unit are named where they belonged here then."""


@dataclass(frozen=True, slots=True)
class Span:
    """The time that records are asked for: the days of a period, the day of a state in it, and
    the first day of visits that count on that. Days, or what stands for them in a statement."""

    first_on: Any
    last_on: Any
    day: Any
    visits_from: Any


def span_of(period: Period, today: date) -> Span:
    day = min(period.last_on, max(today, period.first_on))
    since = day - timedelta(days=UNVISITED_DAYS)
    return Span(period.first_on, period.last_on, day, since)


_ASKED = Span(*(bindparam(one.name, type_=Date) for one in fields(Span)))
_TOP: Any = bindparam("top_id", type_=BigInteger)


def _values(span: Span, top_id: int) -> dict[str, Any]:
    return {**asdict(span), "top_id": top_id}


Conditions = Sequence[ColumnElement[bool]]
Pair = tuple[int, int]
"""What a figure's part and whole come to."""


@dataclass(frozen=True, slots=True, eq=False)
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


@dataclass(frozen=True, slots=True, eq=False)
class Count:
    """What is counted or summed of the records: a ``part``, and the ``whole`` of a share."""

    behind: Behind
    part: Callable[[Span], Any]
    whole: Any = field(default_factory=lambda: func.sum(0))


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


# Made once for each figure: building such a statement takes longer than running it. It tells
# numbers alone, so that it need not pass through the session's limits.


@lru_cache(maxsize=64)
def _by_unit(count: Count) -> Select[Any]:
    behind, units, place = count.behind, Unit.__table__.c, UnitBelow.__table__.c
    children = select(units.id).where(units.parent_id == _TOP)
    above = select(place.unit_id, place.ancestor_id).where(place.ancestor_id.in_(children))
    branch = above.subquery()
    at = func.coalesce(branch.c.ancestor_id, _TOP).label("at")
    return (
        behind.select(at, count.part(_ASKED), count.whole)
        .outerjoin(branch, branch.c.unit_id == behind.unit_id)
        .where(*behind.where(_ASKED), behind.unit_id.in_(below(_TOP)))
        .group_by(text("1"))
    )


def count_units(session: Session, count: Count, span: Span, top_id: int) -> dict[int, Pair]:
    """Return what the records come to for each unit directly below with all below it, and for
    ``top_id`` those that are its own."""
    rows = session.connection().execute(_by_unit(count), _values(span, top_id))
    return {unit_id: (int(part or 0), int(whole or 0)) for unit_id, part, whole in rows}


@lru_cache(maxsize=64)
def _by_group(count: Count, group: str) -> Select[Any]:
    behind = count.behind
    return (
        behind.select(behind.groups[group], count.part(_ASKED))
        .where(*behind.where(_ASKED), behind.unit_id.in_(below(_TOP)))
        .group_by(text("1"))
    )


def count_groups(
    session: Session, count: Count, group: str, span: Span, top_id: int
) -> dict[str, int]:
    """Return what the records come to for each code of a group."""
    rows = session.connection().execute(_by_group(count, group), _values(span, top_id))
    return {"" if key is None else str(key): int(n or 0) for key, n in rows}
