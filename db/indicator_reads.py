"""Figures read for a unit: their values, by unit, by group, by both, by month."""

from __future__ import annotations

from collections.abc import Callable, Hashable, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import partial
from typing import TypeVar

from sqlalchemy import or_, select
from sqlalchemy.orm import Session

from db import behind, indicator_sums
from db.behind import Pair, Span
from db.indicator_lists import RESTS, count_of
from db.indicator_names import recoding
from db.indicator_sums import NOTHING, Cell, Figure, figure_from
from db.kept_figures import is_kept, kept
from db.models.units import Unit, UnitBelow
from db.summaries import totals_of
from db.verbs import today_of
from rules.indicator import NOW, STOCK, Indicator, share_of
from rules.indicators import indicator_of
from rules.periods import Period, months_to, period_of

FoundT = TypeVar("FoundT")


@dataclass(frozen=True, slots=True)
class Group:
    """One part of a figure: a unit, month, category...; ``label`` is in the reader's language."""

    code: str
    label: str
    value: int | None
    before: int | None = None
    part: int = 0
    whole: int = 0


@dataclass(frozen=True, slots=True)
class Cross:
    """What one unit has of one code."""

    unit_id: int
    unit_name: str
    code: str
    label: str
    value: int


@dataclass(frozen=True, slots=True)
class Paired:
    """What a figure comes to for two codes at once, given by their labels."""

    first: str
    second: str
    value: int


def changed_by(indicator: Indicator, of_records: bool = False) -> tuple[str, ...]:
    """Return the versions that rise whenever a figure may change: what is made of totals alone
    changes with them, the rest with every record of its areas."""
    if indicator.parts and not of_records:
        return tuple(map(totals_of, indicator.areas))
    return indicator.areas


def versions_of(*indicators: Indicator) -> frozenset[str]:
    """Return the versions that rise whenever one of these figures, or a group of it, may change."""
    return frozenset(
        name
        for one in indicators
        for name in changed_by(one, any(each.of_records for each in one.groups.values()))
    )


def keep(
    session: Session,
    names: Iterable[str],
    what: tuple[Hashable, ...],
    period: Period | None,
    read: Callable[[], FoundT],
) -> FoundT:
    """Return ``read()``, or what it returned last while none of the named versions rose."""
    return kept(session, _with_units(names), _known_by(session, what, period), read)


def _with_units(names: Iterable[str]) -> tuple[str, ...]:
    return tuple(sorted({*names, "units"}))


def _known_by(session: Session, what: tuple[Hashable, ...], period: Period | None) -> Hashable:
    """Add to what was chosen the time that it depends on: the day, until a period is over."""
    if period is None:
        return what
    today = today_of(session)
    return (*what, period.code, None if period.is_over(today) else today)


def figures(
    session: Session, wanted: Sequence[Indicator], period: Period, top_id: int
) -> dict[str, Figure]:
    """Return the figures of a unit with all below it.

    Those that the same areas change are kept together, so that a change of others does not
    have them read again; what must be read is read from the totals at once.
    """
    pieces: dict[tuple[str, ...], list[Indicator]] = {}
    for one in wanted:
        names = changed_by(one)
        pieces.setdefault(names if one.parts else (*names, one.code), []).append(one)
    asked = [
        (piece, ("figures", tuple(one.code for one in piece), top_id)) for piece in pieces.values()
    ]
    missing = {
        part.counter
        for piece, what in asked
        if not is_kept(session, _with_units(changed_by(piece[0])), _known_by(session, what, period))
        for one in piece
        for part in (*one.parts, *one.whole)
    }
    indicator_sums.read_cells(session, top_id, missing, period)
    found: dict[str, Figure] = {}
    for piece, what in asked:
        read = partial(_figures, session, piece, period, top_id)
        found |= keep(session, changed_by(piece[0]), what, period, read)
    return {one.code: found[one.code] for one in wanted}


def _figures(
    session: Session, wanted: Sequence[Indicator], period: Period, top_id: int
) -> dict[str, Figure]:
    past = period.is_over(today_of(session))
    found = {}
    for one in wanted:
        if one.parts:
            counters = {part.counter for part in (*one.parts, *one.whole)}
            sums = _sums(one, indicator_sums.read_cells(session, top_id, counters, period))
        else:
            sums = _added(_counted(session, one, period, top_id).values())
        found[one.code] = figure_from(one, *sums, today_is_past=past)
    return found


def _added(sums: Iterable[tuple[Pair, Pair]]) -> tuple[Pair, Pair]:
    """Return what the units come to together."""
    now, then = [0, 0], [0, 0]
    for each_now, each_then in sums:
        for side in (0, 1):
            now[side] += each_now[side]
            then[side] += each_then[side]
    return (now[0], now[1]), (then[0], then[1])


def _spans(session: Session, period: Period) -> tuple[Span, Span]:
    today = today_of(session)
    return behind.span_of(period, today), behind.span_of(period.before, today)


def _counted(
    session: Session, indicator: Indicator, period: Period, top_id: int
) -> dict[int, tuple[Pair, Pair]]:
    """Count the records of a figure that no total knows, for each unit directly below and for
    what is the unit's own; kept, since the figure is what they come to together."""
    share = RESTS.get(indicator.code)
    if share is not None:
        found = _counted(session, indicator_of(share), period, top_id)
        return {
            key: ((now[1] - now[0], 0), (then[1] - then[0], 0))
            for key, (now, then) in found.items()
        }
    what = ("counted", indicator.code, top_id)
    read = partial(_count, session, indicator, period, top_id)
    return keep(session, indicator.areas, what, period, read)


def _count(
    session: Session, indicator: Indicator, period: Period, top_id: int
) -> dict[int, tuple[Pair, Pair]]:
    count = count_of(indicator)
    now, then = (
        behind.count_units(session, count, span, top_id) for span in _spans(session, period)
    )
    return {key: (now.get(key, NOTHING), then.get(key, NOTHING)) for key in {*now, *then}}


def units(session: Session, indicator: Indicator, period: Period, top_id: int) -> list[Group]:
    """Return a figure for each unit directly below, and what is the unit's own at the end."""
    if indicator.parts:
        sums = indicator_sums.read_units(session, top_id, indicator, period)
    else:
        sums = _counted(session, indicator, period, top_id)
    names = _names_below(session, top_id, sums)
    past = period.is_over(today_of(session))
    return [
        Group(str(key), name, one.value, one.before, one.part, one.whole)
        for key, name in names.items()
        for one in [figure_from(indicator, *sums.get(key, (NOTHING, NOTHING)), past)]
    ]


def _names_below(session: Session, top_id: int, counted: Iterable[int]) -> dict[int, str]:
    """Return the units directly below by name, of closed ones those with figures only; at the
    end the unit itself, where it has figures of its own."""
    with_figures = list(counted)
    rows = session.execute(
        select(Unit.id, Unit.name)
        .where(
            or_(
                (Unit.parent_id == top_id) & Unit.closed_on.is_(None),
                Unit.id.in_(with_figures),
            )
        )
        .order_by(Unit.id == top_id, Unit.sort_name, Unit.id)
    )
    return {key: name for key, name in rows if key != top_id or key in with_figures}


def groups(
    session: Session, indicator: Indicator, group: str, period: Period, top_id: int
) -> list[Group]:
    """Return a figure by the codes of one of its groups, the largest first, without labels."""
    if indicator.groups[group].of_records:
        count = count_of(indicator)
        now, then = (
            behind.count_groups(session, count, group, span, top_id)
            for span in _spans(session, period)
        )
        sums = {code: ((now.get(code, 0), 0), (then.get(code, 0), 0)) for code in {*now, *then}}
    else:
        told, by = _apart(session, indicator, group)
        counters = {part.counter for part in told.parts}
        cells = indicator_sums.read_cells(session, top_id, counters, period)
        sums = {code: _sums(told, each) for code, each in _by_code(cells, by).items()}
    figures_of = {code: figure_from(indicator, *each) for code, each in sums.items()}
    found = [
        Group(code, "", one.value, one.before)
        for code, one in figures_of.items()
        if one.value or one.before
    ]
    return sorted(found, key=lambda one: (-(one.value or 0), one.code))


def _apart(
    session: Session, indicator: Indicator, group: str
) -> tuple[Indicator, Callable[[Cell], str]]:
    """Return the figure by the counters that know the group, and how a cell tells its code."""
    grouping = indicator.groups[group]
    told = replace(indicator, parts=grouping.parts or indicator.parts)
    other = recoding(session, grouping.codes)

    def code_of(cell: Cell) -> str:
        code = cell.first if grouping.by == "first" else cell.second
        return other.get(code, code)

    return told, code_of


def _by_code(cells: Iterable[Cell], by: Callable[[Cell], str]) -> dict[str, list[Cell]]:
    found: dict[str, list[Cell]] = {}
    for cell in cells:
        found.setdefault(by(cell), []).append(cell)
    return found


def _sums(indicator: Indicator, cells: Iterable[Cell]) -> tuple[Pair, Pair]:
    return indicator_sums.over(indicator, indicator_sums.fold(indicator, cells))


def crossed(
    session: Session, indicator: Indicator, group: str, period: Period, top_id: int
) -> list[Cross]:
    """Return a figure by unit directly below and code, without labels of the codes."""
    told, by = _apart(session, indicator, group)
    counters = {part.counter for part in told.parts}
    below = indicator_sums.read_cells_below(session, top_id, counters, period)
    of_all = indicator_sums.read_cells(session, top_id, counters, period)
    values = {
        (unit_id, code): _sums(told, each)[0][0]
        for unit_id, cells in below.items()
        for code, each in _by_code(cells, by).items()
    }
    for code, each in _by_code(of_all, by).items():
        rest = sum(value for (_unit, known), value in values.items() if known == code)
        values[top_id, code] = _sums(told, each)[0][0] - rest
    known = {key: value for key, value in values.items() if value}
    names = _names_below(session, top_id, {unit_id for unit_id, _code in known})
    return [
        Cross(unit_id, name, code, "", value)
        for unit_id, name in names.items()
        for (owner, code), value in sorted(known.items())
        if owner == unit_id
    ]


def paired(
    session: Session, indicator: Indicator, first: str, second: str, period: Period, top_id: int
) -> list[tuple[str, str, int]]:
    """Return what a figure kept in totals comes to by two of its groups at once."""
    _told, first_of = _apart(session, indicator, first)
    _told, second_of = _apart(session, indicator, second)
    counters = {part.counter for part in indicator.parts}
    cells = indicator_sums.read_cells(session, top_id, counters, period)
    found: dict[tuple[str, str], list[Cell]] = {}
    for cell in cells:
        found.setdefault((first_of(cell), second_of(cell)), []).append(cell)
    sums = {codes: _sums(indicator, each)[0][0] for codes, each in found.items()}
    return [(*codes, value) for codes, value in sorted(sums.items()) if value]


def series(
    session: Session, indicator: Indicator, wanted: Sequence[str], window: int, top_id: int
) -> list[Group]:
    """Return a figure for each month, of ``window`` months up to each for a flow."""
    if not indicator.parts or indicator.kind == NOW:
        return [_month_alone(session, indicator, month, top_id) for month in wanted]
    known = indicator_sums.read_months(session, top_id, indicator, max(wanted))
    return [_month(indicator, known, month, window) for month in wanted]


def _month_alone(session: Session, indicator: Indicator, month: str, top_id: int) -> Group:
    """Tell a month of a figure that no total knows, or that is told as of today."""
    found = figures(session, [indicator], period_of(month), top_id)[indicator.code]
    return Group(month, month, found.value, None, found.part, found.whole)


def _month(indicator: Indicator, known: Mapping[str, Pair], month: str, window: int) -> Group:
    first = "" if indicator.kind == STOCK else months_to(month, window)[0]
    within = [pair for at, pair in known.items() if first <= at <= month]
    part, whole = sum(one for one, _all in within), sum(every for _one, every in within)
    value = share_of(part, whole) if indicator.is_share else part
    return Group(month, month, value, None, part, whole)


def line(session: Session, unit_id: int) -> list[tuple[int, str]]:
    """Return the units from the top in scope down to one."""
    rows = session.execute(
        select(Unit.id, Unit.name)
        .join(UnitBelow, UnitBelow.ancestor_id == Unit.id)
        .where(UnitBelow.unit_id == unit_id)
        .order_by(UnitBelow.depth.desc())
    )
    return [(row.id, row.name) for row in rows]
