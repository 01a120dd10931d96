"""The office's figures: the one home of what charts, boards, walls and reports tell.

Each figure is described in ``rules.indicators`` and counted from the summaries, for the
actor's part of the tree, without names; it is kept until one of its areas changes.
"""

from __future__ import annotations

from collections.abc import Callable, Hashable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import partial
from typing import TypeVar

from sqlalchemy import or_, select
from sqlalchemy.orm import Session

from db import indicator_lists, indicator_sums
from db.codes import code_lists
from db.indicator_lists import ListPage
from db.indicator_sums import Cell, Figure
from db.kept_figures import kept
from db.models.mutual import MutualPlan
from db.models.units import Unit
from db.verbs import actor_of, load, needs, open_to_all
from rules.access import Actor, Permission
from rules.codes import label_of
from rules.errors import NotAllowed, NotFound
from rules.indicator import CAMPAIGNS, STOCK, Grouping, Indicator, Part, share_of
from rules.indicators import indicator_of
from rules.language import N_, _
from rules.periods import Period, months_to

__all__ = ["Figure", "Group", "figure", "figures", "grouped", "list_behind", "series"]

PAGE_SIZE = 50
ASKS_ITSELF = "asks for the right to figures itself; a wall display has it without the office's"
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


def check_may_see(actor: Actor, indicator: Indicator) -> None:
    """Raise NotAllowed unless the actor sees figures, or the campaigns that one is about."""
    campaigns = indicator.area == CAMPAIGNS and actor.can(Permission.SEE_CAMPAIGNS)
    if not (actor.can(Permission.SEE_FIGURES) or campaigns):
        raise NotAllowed(N_("Your role does not include this. Ask the administrator."))


@open_to_all(ASKS_ITSELF)
def figure(session: Session, code: str, period: Period, unit_id: int | None = None) -> Figure:
    """Return one figure of a unit with all below it, the actor's own without ``unit_id``."""
    return figures(session, (code,), period, unit_id)[code]


@open_to_all(ASKS_ITSELF)
def figures(
    session: Session, codes: Iterable[str], period: Period, unit_id: int | None = None
) -> dict[str, Figure]:
    """Return several figures at once, from few statements; see ``figure``."""
    wanted = [_seen(session, code) for code in codes]
    top_id = _top_id(session, unit_id)
    names = tuple(one.code for one in wanted)
    return _kept(
        session,
        wanted,
        ("figures", names, period.code, top_id),
        partial(_read_figures, session, wanted, period, top_id),
    )


@open_to_all(ASKS_ITSELF)
def grouped(
    session: Session, code: str, group: str, period: Period, unit_id: int | None = None
) -> list[Group]:
    """Return a figure taken apart: by "unit" directly below, by "month", or by one of its own
    groups, the largest first. Raises NotFound for a group that it does not have."""
    indicator = _seen(session, code)
    top_id = _top_id(session, unit_id)
    if group == "month":
        return series(session, code, period, unit_id)
    if group not in ("unit", *indicator.groups):
        raise NotFound(N_("There is no such figure."))
    read: Callable[..., list[Group]] = _read_units
    if group != "unit":
        read = partial(_read_groups, group=group)
    found = _kept(
        session,
        [indicator],
        ("grouped", code, group, period.code, top_id),
        partial(read, session, indicator, period, top_id),
    )
    if group == "unit":
        return found
    name = _namer(session, indicator.groups[group])
    return [Group(one.code, name(one.code), one.value, one.before) for one in found]


@open_to_all(ASKS_ITSELF)
def series(
    session: Session,
    code: str,
    months: Sequence[str] | Period,
    unit_id: int | None = None,
    window: int = 1,
) -> list[Group]:
    """Return a figure month by month; of ``window`` months up to each one, for a flow."""
    indicator = _seen(session, code)
    wanted = tuple(months.months if isinstance(months, Period) else months)
    top_id = _top_id(session, unit_id)
    if not wanted:
        return []
    return _kept(
        session,
        [indicator],
        ("series", code, wanted, window, top_id),
        partial(_read_series, session, indicator, wanted, window, top_id),
    )


@needs(Permission.USE_OFFICE)
def list_behind(
    session: Session,
    code: str,
    period: Period,
    unit_id: int | None = None,
    page: int = 1,
    size: int = PAGE_SIZE,
) -> ListPage:
    """List the records that a figure counts, for those who may see their names.

    Raises NotAllowed for those who see figures only, NotFound where there is no such list.
    """
    indicator = _seen(session, code)
    if indicator.names is None or not actor_of(session).can(indicator.names):
        raise NotAllowed(N_("Your role does not include this. Ask the administrator."))
    return indicator_lists.page_of(session, code, period, _top_id(session, unit_id), page, size)


def _seen(session: Session, code: str) -> Indicator:
    indicator = indicator_of(code)
    check_may_see(actor_of(session), indicator)
    return indicator


def _top_id(session: Session, unit_id: int | None) -> int:
    own = actor_of(session).unit_id
    if unit_id is not None and unit_id != own:
        return load(session, Unit, unit_id).id
    if own is not None:
        return own
    return session.scalar(select(Unit.id).where(Unit.parent_id.is_(None)).limit(1)) or 0


def _kept(
    session: Session, wanted: Iterable[Indicator], what: Hashable, read: Callable[[], FoundT]
) -> FoundT:
    areas = {area for one in wanted for area in one.areas}
    return kept(session, tuple(sorted({*areas, "units"})), what, read)


def _read_figures(
    session: Session, wanted: Sequence[Indicator], period: Period, top_id: int
) -> dict[str, Figure]:
    counters = {part.counter for one in wanted for part in (*one.parts, *one.whole)}
    cells = indicator_sums.read_cells(session, top_id, counters, period)
    by_counter: dict[str, list[Cell]] = {}
    for cell in cells:
        by_counter.setdefault(cell.counter, []).append(cell)
    return {
        one.code: indicator_sums.figure_from(
            one,
            [
                cell
                for name in {part.counter for part in (*one.parts, *one.whole)}
                for cell in by_counter.get(name, ())
            ],
        )
        for one in wanted
    }


def _read_units(session: Session, indicator: Indicator, period: Period, top_id: int) -> list[Group]:
    found = indicator_sums.read_units(session, top_id, indicator, period)
    rows = session.execute(
        select(Unit.id, Unit.name)
        .where(
            or_(Unit.parent_id == top_id, Unit.id == top_id),
            or_(Unit.closed_on.is_(None), Unit.id.in_(sorted(found))),
        )
        .order_by(Unit.id == top_id, Unit.sort_name, Unit.id)
    )
    nothing = indicator_sums.figure_of(indicator, {})
    return [
        Group(str(key), name, one.value, one.before, one.part, one.whole)
        for key, name in rows
        if (one := found.get(key, nothing)) is not nothing or key != top_id
    ]


def _read_groups(
    session: Session, indicator: Indicator, period: Period, top_id: int, group: str
) -> list[Group]:
    grouping = indicator.groups[group]
    parts: tuple[Part, ...] = grouping.parts or indicator.parts
    counters = {part.counter for part in parts}
    by_code: dict[str, list[Cell]] = {}
    for cell in indicator_sums.read_cells(session, top_id, counters, period):
        by_code.setdefault(getattr(cell, grouping.by), []).append(cell)
    found = []
    for code, cells in by_code.items():
        spans = {span: (n, 0) for span, n in indicator_sums.fold(parts, cells).items()}
        one = indicator_sums.figure_of(indicator, spans)
        if one.value or one.before:
            found.append(Group(code, "", one.value, one.before))
    return sorted(found, key=lambda one: (-(one.value or 0), one.code))


def _read_series(
    session: Session, indicator: Indicator, wanted: Sequence[str], window: int, top_id: int
) -> list[Group]:
    known = indicator_sums.read_months(session, top_id, indicator, max(wanted))
    return [_month(indicator, known, month, window) for month in wanted]


def _month(
    indicator: Indicator, known: Mapping[str, tuple[int, int]], month: str, window: int
) -> Group:
    first = "" if indicator.kind == STOCK else months_to(month, window)[0]
    within = [pair for at, pair in known.items() if first <= at <= month]
    part, whole = sum(one for one, _all in within), sum(every for _one, every in within)
    value = share_of(part, whole) if indicator.is_share else part
    return Group(month, month, value, None, part, whole)


def _namer(session: Session, grouping: Grouping) -> Callable[[str], str]:
    """Return how the codes of a grouping are worded."""
    if grouping.codes == "mutual_plan":
        rows = session.execute(select(MutualPlan.id, MutualPlan.name))
        names = {row.id: row.name for row in rows}
        return lambda code: names.get(int(code), code) if code.isdigit() else _("Unknown")
    lists = code_lists(session)
    return lambda code: label_of(lists, grouping.codes, code) or _("Unknown")
