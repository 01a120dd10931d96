"""The office's figures: the one home of what charts, boards, walls and reports tell.

Each figure is described in ``rules.indicators`` and counted from the kept totals, or from the
records where no total knows it, for the actor's part of the tree and without names; it is kept
until one of its areas changes.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from functools import partial

from sqlalchemy import select
from sqlalchemy.orm import Session

from db import behind, indicator_lists, indicator_reads
from db.behind import ListPage
from db.indicator_names import naming
from db.indicator_reads import Cross, Group, Paired, changed_by, keep, versions_of
from db.indicator_sums import Figure
from db.kept_figures import kept
from db.models.units import Unit
from db.verbs import actor_of, load, needs, open_to_all, today_of
from rules.access import Actor, Permission
from rules.errors import NotAllowed, NotFound
from rules.indicator import CAMPAIGNS, Indicator
from rules.indicators import indicator_of
from rules.language import N_
from rules.periods import Period

__all__ = [
    "Cross",
    "Figure",
    "Group",
    "ListPage",
    "Paired",
    "crossed",
    "figure",
    "figures",
    "grouped",
    "list_behind",
    "paired",
    "series",
    "versions_of",
]

PAGE_SIZE = 50
ASKS_ITSELF = "asks for the right to figures itself; a wall display has it without the office's"


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
    return indicator_reads.figures(session, wanted, period, _top_id(session, unit_id))


@open_to_all(ASKS_ITSELF)
def grouped(
    session: Session, code: str, group: str, period: Period, unit_id: int | None = None
) -> list[Group]:
    """Return a figure taken apart: by "unit" directly below, by "month", or by one of its own
    groups, the largest first. Raises NotFound for a group that it does not have."""
    if group == "month":
        return series(session, code, period, unit_id)
    indicator = _seen(session, code)
    top_id = _top_id(session, unit_id)
    what = ("grouped", code, group, top_id)
    if group == "unit":
        read = partial(indicator_reads.units, session, indicator, period, top_id)
        return keep(session, changed_by(indicator), what, period, read)
    _check_group(indicator, group)
    read = partial(indicator_reads.groups, session, indicator, group, period, top_id)
    names = changed_by(indicator, of_records=indicator.groups[group].of_records)
    found = keep(session, names, what, period, read)
    name = naming(session, indicator.groups[group].codes)
    return [Group(one.code, name(one.code), one.value, one.before) for one in found]


@open_to_all(ASKS_ITSELF)
def crossed(
    session: Session, code: str, group: str, period: Period, unit_id: int | None = None
) -> list[Cross]:
    """Return a figure by unit directly below and by one of its own groups at once."""
    indicator = _seen(session, code)
    _check_group(indicator, group)
    top_id = _top_id(session, unit_id)
    what = ("crossed", code, group, top_id)
    read = partial(indicator_reads.crossed, session, indicator, group, period, top_id)
    found = keep(session, changed_by(indicator), what, period, read)
    name = naming(session, indicator.groups[group].codes)
    return [Cross(one.unit_id, one.unit_name, one.code, name(one.code), one.value) for one in found]


@open_to_all(ASKS_ITSELF)
def paired(
    session: Session,
    code: str,
    first: str,
    second: str,
    period: Period,
    unit_id: int | None = None,
) -> list[Paired]:
    """Return a figure by two of its own groups at once."""
    indicator = _seen(session, code)
    _check_group(indicator, first)
    _check_group(indicator, second)
    top_id = _top_id(session, unit_id)
    what = ("paired", code, first, second, top_id)
    read = partial(indicator_reads.paired, session, indicator, first, second, period, top_id)
    names = [naming(session, indicator.groups[one].codes) for one in (first, second)]
    return [
        Paired(names[0](one), names[1](other), value)
        for one, other, value in keep(session, changed_by(indicator), what, period, read)
    ]


@open_to_all(ASKS_ITSELF)
def series(
    session: Session,
    code: str,
    months: Sequence[str] | Period,
    unit_id: int | None = None,
    window: int = 1,
) -> list[Group]:
    """Return a figure month by month; of ``window`` months up to each one, for a flow that is
    kept in totals."""
    indicator = _seen(session, code)
    wanted = tuple(months.months if isinstance(months, Period) else months)
    top_id = _top_id(session, unit_id)
    day = None if indicator.parts else today_of(session)
    what = ("series", code, wanted, window, top_id, day)
    read = partial(indicator_reads.series, session, indicator, wanted, window, top_id)
    return keep(session, changed_by(indicator), what, None, read) if wanted else []


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
    found = indicator_lists.behind_of(code)
    if indicator.names is None or not actor_of(session).can(indicator.names):
        raise NotAllowed(N_("Your role does not include this. Ask the administrator."))
    span = behind.span_of(period, today_of(session))
    top_id = _top_id(session, unit_id)
    return behind.list_rows(session, found, span, top_id, (page - 1) * size, size)


@open_to_all(ASKS_ITSELF)
def top_of(session: Session, unit_id: int | None = None) -> int:
    """Return the unit whose figures are asked for, the actor's own without ``unit_id``; raises
    NotFound outside the actor's scope."""
    return _top_id(session, unit_id)


@needs(Permission.USE_OFFICE)
def list_above(session: Session, unit_id: int | None = None) -> list[tuple[int, str]]:
    """Return the line of units from the top that the actor sees down to one, with their names."""
    top_id = _top_id(session, unit_id)
    read = partial(indicator_reads.line, session, top_id)
    return kept(session, ("units",), ("line", top_id), read)


def _seen(session: Session, code: str) -> Indicator:
    indicator = indicator_of(code)
    check_may_see(actor_of(session), indicator)
    return indicator


def _check_group(indicator: Indicator, group: str) -> None:
    if group not in indicator.groups:
        raise NotFound(N_("There is no such figure."))


def _top_id(session: Session, unit_id: int | None) -> int:
    """Return the unit that is meant, looked up once for all figures of a page."""
    known: dict[int | None, int] = session.info.setdefault("figures_of", {})
    if unit_id not in known:
        found = _found(session, unit_id)
        known |= {unit_id: found, found: found}
    return known[unit_id]


def _found(session: Session, unit_id: int | None) -> int:
    own = actor_of(session).unit_id
    if unit_id is not None and unit_id != own:
        return load(session, Unit, unit_id).id
    if own is not None:
        return own
    return session.scalar(select(Unit.id).where(Unit.parent_id.is_(None)).limit(1)) or 0
