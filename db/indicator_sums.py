"""What the kept totals come to: sums of counters for units, split at the ends of periods."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

from sqlalchemy import (
    BigInteger,
    ColumnElement,
    Select,
    String,
    and_,
    bindparam,
    case,
    func,
    or_,
    select,
    text,
)
from sqlalchemy.orm import Session

from db.behind import Pair
from db.kept_figures import kept
from db.models.office import RolledSummary
from db.models.units import Unit
from db.summaries import HISTORY
from db.verbs import today_of
from rules.indicator import NOW, STOCK, Indicator, Part, share_of
from rules.indicators import INDICATORS
from rules.periods import Period

_totals = RolledSummary.__table__.c

EARLIER, BEFORE, BETWEEN, WITHIN = range(4)
"""Where a month lies: before the period of a year ago, in it, between the two, in the period."""
SPANS: Mapping[str, tuple[tuple[int, ...], tuple[int, ...]]] = {
    STOCK: ((EARLIER, BEFORE, BETWEEN, WITHIN), (EARLIER, BEFORE)),
    NOW: ((EARLIER, BEFORE, BETWEEN, WITHIN), ()),
}
"""Which stretches of time a figure of a kind takes in, and its comparison of a year ago."""

STANDING = frozenset(
    counter for one in INDICATORS.values() if one.kind == STOCK for counter in one.counters
)
"""The counters of stocks, which take in all the time before."""


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


NOTHING: Pair = (0, 0)


def figure_from(indicator: Indicator, now: Pair, then: Pair, today_is_past: bool = False) -> Figure:
    """Return a figure from what its part and whole come to now and a year ago."""
    (part, whole), (part_before, whole_before) = now, then
    if indicator.kind == NOW:
        value = share_of(part, whole) if indicator.is_share else part
        return Figure(None, None) if today_is_past else Figure(value, None, part, whole)
    if not indicator.is_share:
        return Figure(part, part_before, part, 0, part_before, 0)
    before = share_of(part_before, whole_before)
    return Figure(share_of(part, whole), before, part, whole, part_before, whole_before)


def over(indicator: Indicator, spans: Mapping[int, Pair]) -> tuple[Pair, Pair]:
    """Return what a figure comes to in the period and a year ago."""
    now, then = SPANS.get(indicator.kind, ((WITHIN,), (BEFORE,)))
    return _sum(spans, now), _sum(spans, then)


def _sum(spans: Mapping[int, Pair], wanted: Iterable[int]) -> Pair:
    found = [spans.get(one, NOTHING) for one in wanted]
    return sum(part for part, _whole in found), sum(whole for _part, whole in found)


def read_cells(
    session: Session, top_id: int, counters: Iterable[str], period: Period
) -> list[Cell]:
    """Return what counters come to up to the end of a period, for a unit with all below it; of
    those that only flow, from the same period a year before on.

    Totals change with a commit alone, so that a session reads each of them once.
    """
    read: dict[str, list[Cell]] = session.info.setdefault(("cells", top_id, period.code), {})
    wanted = sorted(set(counters))
    missing = [name for name in wanted if name not in read]
    if missing:
        since = min(period.before.first_month, f"{today_of(session).year - 1}-01")
        read.update((name, []) for name in missing)
        rows = session.connection().execute(_cells(), _asked(top_id, missing, period, since))
        for cell in _by_unit(rows).get(top_id, ()):
            read[cell.counter].append(cell)
        if not STANDING.isdisjoint(missing):
            for cell in _earlier(session, top_id, since):
                if cell.counter in missing:
                    read[cell.counter].append(cell)
    return [cell for name in wanted for cell in read[name]]


def _earlier(session: Session, top_id: int, since: str) -> list[Cell]:
    """Return what the counters of stocks came to before a month. Forty years of them are read
    once, and again when something of an earlier year changes."""

    def read() -> list[Cell]:
        asked = {"top_id": top_id, "counters": sorted(STANDING), "since": since}
        rows = session.connection().execute(_before(), asked)
        return [
            Cell(name, first, second, EARLIER, int(n), int(fen))
            for name, first, second, n, fen in rows
        ]

    return kept(session, (HISTORY, "units"), ("earlier", top_id, since), read)


def read_cells_below(
    session: Session, top_id: int, counters: Iterable[str], period: Period
) -> dict[int, list[Cell]]:
    """Return what ``read_cells`` does, for the units directly below one."""
    rows = session.connection().execute(_cells_below(), _asked(top_id, counters, period))
    return _by_unit(rows)


def _by_unit(rows: Iterable[Any]) -> dict[int, list[Cell]]:
    found: dict[int, list[Cell]] = {}
    for unit_id, name, first, second, span, n, fen in rows:
        found.setdefault(unit_id, []).append(Cell(name, first, second, span, int(n), int(fen)))
    return found


def _asked(top_id: int, counters: Iterable[str], period: Period, since: str = "") -> dict[str, Any]:
    return {
        "top_id": top_id,
        "since": since,
        "counters": sorted(counters),
        "last": period.last_month,
        "first": period.first_month,
        "before_last": period.before.last_month,
        "before_first": period.before.first_month,
    }


# Made once: building such a statement takes longer than running it. Totals hold no record, and
# the unit was loaded in the actor's scope, so they need not pass through the session's limits.


_TOP: Any = bindparam("top_id", type_=BigInteger)
_COUNTERS: Any = bindparam("counters", expanding=True)
_LAST: Any = bindparam("last", type_=String)
_SINCE: Any = bindparam("since", type_=String)


@lru_cache(maxsize=1)
def _cells() -> Select[Any]:
    # What is told as of today alone has no month.
    timely = or_(_totals.month == "", _totals.month >= _SINCE)
    return _cells_of(and_(_totals.unit_id == _TOP, timely))


@lru_cache(maxsize=1)
def _before() -> Select[Any]:
    keys = (_totals.name, _totals.first, _totals.second)
    timely = and_(_totals.month > "", _totals.month < _SINCE)
    return (
        select(*keys, func.sum(_totals.n), func.sum(_totals.fen))
        .where(_totals.unit_id == _TOP, _totals.name.in_(_COUNTERS), timely)
        .group_by(*keys)
    )


@lru_cache(maxsize=1)
def _cells_below() -> Select[Any]:
    return _cells_of(_totals.unit_id.in_(_below()))


def _below() -> Select[Any]:
    units = Unit.__table__.c
    return select(units.id).where(units.parent_id == _TOP)


def _span() -> ColumnElement[int]:
    return case(
        (_totals.month < bindparam("before_first"), EARLIER),
        (_totals.month <= bindparam("before_last"), BEFORE),
        (_totals.month < bindparam("first"), BETWEEN),
        else_=WITHIN,
    ).label("span")


def _cells_of(units: ColumnElement[bool]) -> Select[Any]:
    keys = (_totals.unit_id, _totals.name, _totals.first, _totals.second, _span())
    return (
        select(*keys, func.sum(_totals.n), func.sum(_totals.fen))
        .where(units, _totals.name.in_(_COUNTERS), _totals.month <= _LAST)
        .group_by(*_places(keys))
    )


def _places(keys: Sequence[object]) -> list[Any]:
    """The keys by their places: PostgreSQL does not know two bound values as one expression."""
    return [text(str(place)) for place in range(1, len(keys) + 1)]


@lru_cache(maxsize=256)
def _units(indicator: Indicator) -> Select[Any]:
    keys = (_totals.unit_id, _span())
    return (
        select(*keys, amount(indicator.parts), amount(indicator.whole))
        .where(
            or_(_totals.unit_id == _TOP, _totals.unit_id.in_(_below())),
            _totals.name.in_(_COUNTERS),
            _totals.month <= _LAST,
        )
        .group_by(*_places(keys))
    )


@lru_cache(maxsize=256)
def _months(indicator: Indicator) -> Select[Any]:
    return (
        select(_totals.month, amount(indicator.parts), amount(indicator.whole))
        .where(_totals.unit_id == _TOP, _totals.name.in_(_COUNTERS), _totals.month <= _LAST)
        .group_by(_totals.month)
    )


def read_units(
    session: Session, top_id: int, indicator: Indicator, period: Period
) -> dict[int, tuple[Pair, Pair]]:
    """Return a figure's sums for each unit directly below, and for ``top_id`` those of its own."""
    asked = _asked(top_id, _counters(indicator), period)
    spans: dict[int, dict[int, Pair]] = {}
    for unit_id, where, part, whole in session.connection().execute(_units(indicator), asked):
        spans.setdefault(unit_id, {})[where] = (int(part), int(whole))
    found = {unit_id: over(indicator, each) for unit_id, each in spans.items()}
    return _with_own(found, top_id)


def _with_own(found: dict[int, tuple[Pair, Pair]], top_id: int) -> dict[int, tuple[Pair, Pair]]:
    """Leave the unit above with what none of those below it has."""
    now, then = found.pop(top_id, (NOTHING, NOTHING))
    for below_now, below_then in found.values():
        now = (now[0] - below_now[0], now[1] - below_now[1])
        then = (then[0] - below_then[0], then[1] - below_then[1])
    if any((*now, *then)):
        found[top_id] = (now, then)
    return found


def read_months(session: Session, top_id: int, indicator: Indicator, last: str) -> dict[str, Pair]:
    """Return a figure's part and whole for each month up to ``last``."""
    asked = {"top_id": top_id, "counters": sorted(_counters(indicator)), "last": last}
    rows = session.connection().execute(_months(indicator), asked)
    return {month: (int(part), int(whole)) for month, part, whole in rows}


def _counters(indicator: Indicator) -> frozenset[str]:
    return frozenset(part.counter for part in (*indicator.parts, *indicator.whole))


def amount(parts: Sequence[Part]) -> Any:
    """Return the sum of what the parts take from the totals."""
    if not parts:
        return func.sum(0)
    taken = [case((_taken(part), _signed(part)), else_=0) for part in parts]
    return func.sum(sum(taken[1:], start=taken[0]))


def _signed(part: Part) -> Any:
    column = RolledSummary.fen if part.what == "fen" else RolledSummary.n
    return column if part.sign > 0 else -column


def _taken(part: Part) -> ColumnElement[bool]:
    first, second = RolledSummary.first, RolledSummary.second
    conditions = [RolledSummary.name == part.counter]
    if part.first:
        conditions.append(first.in_(sorted(part.first)))
    if part.second:
        conditions.append(second.in_(sorted(part.second)))
    if part.but:
        conditions += [column.not_in(sorted(part.but)) for column in (first, second)]
    return and_(*conditions)


def fold(indicator: Indicator, cells: Iterable[Cell]) -> dict[int, Pair]:
    """Return what a figure's part and whole come to in each stretch of time."""
    found: dict[int, list[int]] = {}
    sides = (indicator.parts, indicator.whole)
    for cell in cells:
        for side, parts in enumerate(sides):
            for part in parts:
                if part.counter == cell.counter and part.takes(cell.first, cell.second):
                    what = cell.fen if part.what == "fen" else cell.n
                    found.setdefault(cell.span, [0, 0])[side] += part.sign * what
    return {span: (part, whole) for span, (part, whole) in found.items()}
