"""What the summaries come to: sums of counters for units, split at the ends of periods."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import ColumnElement, and_, case, func, or_, select
from sqlalchemy.orm import Session

from db.models.office import Summary
from db.models.units import Unit, UnitBelow
from rules.indicator import STOCK, Indicator, Part, share_of
from rules.periods import Period

EARLIER, BEFORE, BETWEEN, WITHIN = range(4)
"""Where a month lies: before the period of a year ago, in it, between the two, in the period."""


@dataclass(frozen=True, slots=True)
class Cell:
    """What one counter comes to for a pair of codes in one stretch of time."""

    counter: str
    first: str
    second: str
    span: int
    n: int
    fen: int


@dataclass(frozen=True, slots=True)
class Figure:
    """A figure of a period and of the same period a year before.

    ``value`` is a count, whole fen or hundredths of a percent; None where there is nothing to
    divide by, or nothing is known of a period that is over. ``part`` and ``whole`` are what a
    share was made from.
    """

    value: int | None
    before: int | None
    part: int = 0
    whole: int = 0
    part_before: int = 0
    whole_before: int = 0


def span_of(period: Period) -> ColumnElement[int]:
    month = Summary.month
    return case(
        (month < period.before.first_month, EARLIER),
        (month <= period.before.last_month, BEFORE),
        (month < period.first_month, BETWEEN),
        else_=WITHIN,
    )


def read_cells(
    session: Session, top_id: int, counters: Iterable[str], period: Period
) -> list[Cell]:
    """Return what counters come to up to the end of a period, for a unit with all below it."""
    span = span_of(period)
    rows = session.execute(
        select(Summary.name, Summary.first, Summary.second, span, *_sums())
        .join(UnitBelow, UnitBelow.unit_id == Summary.unit_id)
        .where(
            UnitBelow.ancestor_id == top_id,
            Summary.name.in_(sorted(counters)),
            Summary.month <= period.last_month,
        )
        .group_by(Summary.name, Summary.first, Summary.second, span),
        execution_options={"kernel": True},
    )
    return [Cell(*(*keys, int(n), int(fen))) for *keys, n, fen in rows]


def _sums() -> tuple[Any, Any]:
    return func.sum(Summary.n), func.sum(Summary.fen)


def read_units(
    session: Session, top_id: int, indicator: Indicator, period: Period
) -> dict[int, Figure]:
    """Return a figure for each unit directly below, and under ``top_id`` for what is its own."""
    children = select(Unit.id).where(Unit.parent_id == top_id)
    span = span_of(period)
    parts = (amount(indicator.parts), amount(indicator.whole))
    rows = session.execute(
        select(UnitBelow.ancestor_id, span, *parts)
        .join(Summary, UnitBelow.unit_id == Summary.unit_id)
        .where(
            or_(
                UnitBelow.ancestor_id.in_(children),
                and_(UnitBelow.ancestor_id == top_id, UnitBelow.unit_id == top_id),
            ),
            Summary.name.in_(sorted(_counters(indicator))),
            Summary.month <= period.last_month,
        )
        .group_by(UnitBelow.ancestor_id, span),
        execution_options={"kernel": True},
    )
    found: dict[int, dict[int, tuple[int, int]]] = {}
    for unit_id, where, part, whole in rows:
        found.setdefault(unit_id, {})[where] = (int(part), int(whole))
    return {unit_id: figure_of(indicator, spans) for unit_id, spans in found.items()}


def read_months(
    session: Session, top_id: int, indicator: Indicator, last: str
) -> dict[str, tuple[int, int]]:
    """Return a figure's part and whole for each month up to ``last``."""
    rows = session.execute(
        select(Summary.month, amount(indicator.parts), amount(indicator.whole))
        .join(UnitBelow, UnitBelow.unit_id == Summary.unit_id)
        .where(
            UnitBelow.ancestor_id == top_id,
            Summary.name.in_(sorted(_counters(indicator))),
            Summary.month <= last,
        )
        .group_by(Summary.month),
        execution_options={"kernel": True},
    )
    return {month: (int(part), int(whole)) for month, part, whole in rows}


def _counters(indicator: Indicator) -> frozenset[str]:
    return frozenset(part.counter for part in (*indicator.parts, *indicator.whole))


def amount(parts: Sequence[Part]) -> Any:
    """Return the sum of what the parts take from the summaries."""
    if not parts:
        return func.sum(0)
    return sum(
        (func.sum(case((_taken(part), _signed(part)), else_=0)) for part in parts[1:]),
        start=func.sum(case((_taken(parts[0]), _signed(parts[0])), else_=0)),
    )


def _signed(part: Part) -> Any:
    column = Summary.fen if part.what == "fen" else Summary.n
    return column if part.sign > 0 else -column


def _taken(part: Part) -> ColumnElement[bool]:
    conditions = [Summary.name == part.counter]
    if part.first:
        conditions.append(Summary.first.in_(sorted(part.first)))
    if part.second:
        conditions.append(Summary.second.in_(sorted(part.second)))
    if part.but:
        conditions += [
            column.not_in(sorted(part.but)) for column in (Summary.first, Summary.second)
        ]
    return and_(*conditions)


def fold(parts: Sequence[Part], cells: Iterable[Cell]) -> dict[int, int]:
    """Return what the parts come to in each stretch of time."""
    found: dict[int, int] = {}
    for cell in cells:
        for part in parts:
            if part.counter == cell.counter and part.takes(cell.first, cell.second):
                what = cell.fen if part.what == "fen" else cell.n
                found[cell.span] = found.get(cell.span, 0) + part.sign * what
    return found


def figure_from(indicator: Indicator, cells: Sequence[Cell]) -> Figure:
    """Return a figure from the cells of its counters."""
    parts, whole = fold(indicator.parts, cells), fold(indicator.whole, cells)
    spans = {span: (parts.get(span, 0), whole.get(span, 0)) for span in {*parts, *whole}}
    return figure_of(indicator, spans)


def figure_of(indicator: Indicator, spans: Mapping[int, tuple[int, int]]) -> Figure:
    """Return a figure from what its part and whole come to in each stretch of time."""
    now: tuple[int, ...] = (WITHIN,)
    then: tuple[int, ...] = (BEFORE,)
    if indicator.kind == STOCK:
        now, then = (EARLIER, BEFORE, BETWEEN, WITHIN), (EARLIER, BEFORE)
    part, whole = _over(spans, now)
    part_before, whole_before = _over(spans, then)
    if not indicator.is_share:
        return Figure(part, part_before, part, 0, part_before, 0)
    return Figure(
        share_of(part, whole),
        share_of(part_before, whole_before),
        part,
        whole,
        part_before,
        whole_before,
    )


def _over(spans: Mapping[int, tuple[int, int]], wanted: Iterable[int]) -> tuple[int, int]:
    found = [spans.get(one, (0, 0)) for one in wanted]
    return sum(part for part, _whole in found), sum(whole for _part, whole in found)
