"""The account of mutual aid: counted from the summaries for the units directly below one.

Nothing here names a person. Each figure's sentence stands in ``rules.mutual_account.FIGURES``;
all come from one statement over the summaries, kept until enrolments, claims or targets change.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import partial
from typing import Any

from sqlalchemy import case, func, or_, select
from sqlalchemy.orm import Session

from db import mutual_plans, mutual_targets
from db.kept_figures import kept
from db.models.claims import Claim
from db.models.office import RolledSummary, Summary
from db.models.units import Unit
from db.scope import below
from db.verbs import actor_of, load, needs, today_of
from rules import mutual_account as rules
from rules.access import Actor, Permission
from rules.claims import APPROVED, DRAFT
from rules.errors import NotAllowed
from rules.language import N_
from rules.mutual_account import Counted, MonthRatio, Tally, UnitAccount
from rules.mutual_groups import BANDS_FEN, Group, shareable
from rules.mutual_targets import Target
from rules.periods import Period, month_of

AREAS = ("claims", "enrolments", "mutual_targets", "units")
MOST_HOSPITALS = 10
FIRST_YEARS_BACK = 2


@dataclass(frozen=True, slots=True)
class Account:
    """A period's account of a unit: itself with all below, and each unit directly below.

    ``units`` holds the unit's own enrolments as well, where it has some. ``parent_id`` is the
    unit above, where the actor sees it. Where it is the account of one plan alone it has no
    targets: they are set for all plans together.
    """

    period: Period
    unit_id: int | None
    unit_name: str
    parent_id: int | None
    total: UnitAccount
    units: tuple[UnitAccount, ...]
    months: tuple[MonthRatio, ...]
    bands: tuple[Group, ...]
    hospitals: tuple[Group, ...]
    causes: tuple[Group, ...]
    plan_id: int | None = None
    plan_name: str = ""


def check_may_see(actor: Actor) -> None:
    """Raise NotAllowed unless the actor sees claims, or figures without names."""
    if not (actor.can(Permission.SEE_CLAIMS) or actor.can(Permission.SEE_FIGURES)):
        raise NotAllowed(N_("Your role does not include this. Ask the administrator."))


@needs(Permission.USE_OFFICE)
def list_years(session: Session) -> list[int]:
    """Return the years of which there is an account, the latest first; this one and the next
    belong to them, since covers are sold before they begin."""
    check_may_see(actor_of(session))
    today = today_of(session)
    first = session.scalar(
        select(func.min(Summary.month)).where(Summary.name.in_(list(rules.COUNTERS)))
    )
    start = int(first[:4]) if first else today.year
    return list(range(today.year + 1, min(start, today.year) - 1, -1))


@needs(Permission.USE_OFFICE)
def get_account(
    session: Session, period: Period, unit_id: int | None = None, plan_id: int | None = None
) -> Account:
    """Return the account of a unit in the actor's scope, the actor's own without ``unit_id``;
    of one plan where ``plan_id`` names it."""
    check_may_see(actor_of(session))
    top = _top(session, unit_id)
    plan = mutual_plans.get_plan(session, plan_id) if plan_id else None
    last = min(period.last_month, month_of(today_of(session)))
    what = ("mutual_account", period.code, last, top.id if top else None, plan_id)
    account = kept(session, AREAS, what, partial(_read, session, period, top, last, plan_id))
    return replace(account, plan_id=plan.id, plan_name=plan.name) if plan else account


@needs(Permission.USE_OFFICE)
def list_covered(
    session: Session, period: Period, unit_id: int | None = None
) -> tuple[UnitAccount, ...]:
    """Return the account of each unit directly below one as far as it tells of people covered,
    with the targets."""
    check_may_see(actor_of(session))
    top = _top(session, unit_id)
    if top is None:
        return ()
    what = ("mutual_covered", period.code, top.id)
    areas = ("enrolments", "mutual_targets", "units")
    return kept(session, areas, what, partial(_read_covered, session, period, top))


def _read_covered(session: Session, period: Period, top: Unit) -> tuple[UnitAccount, ...]:
    counted = _counted(session, period, top.id, None, (rules.COVERED,))
    names = _names_below(session, top.id, counted)
    targets = mutual_targets.targets_of(session, period.year, (top.id, *names))
    return tuple(
        _account(key, name, period, counted.get(key, ()), targets.get(key))
        for key, name in names.items()
    )


def _top(session: Session, unit_id: int | None) -> Unit | None:
    own = actor_of(session).unit_id
    if unit_id or own:
        return load(session, Unit, unit_id or own)
    return session.scalar(select(Unit).where(Unit.parent_id.is_(None)).limit(1))


def _read(
    session: Session, period: Period, top: Unit | None, last: str, plan_id: int | None
) -> Account:
    if top is None:
        nothing = UnitAccount(0, "", Tally(), Tally(), Tally(), Tally())
        return Account(period, None, "", None, nothing, (), (), (), (), ())
    counted = _counted(session, period, top.id, plan_id)
    names = _names_below(session, top.id, counted)
    aimed = () if plan_id else (top.id, *names)
    targets = mutual_targets.targets_of(session, period.year, aimed) if aimed else {}
    everything = [one for rows in counted.values() for one in rows]
    units = [
        _account(key, name, period, counted.get(key, ()), targets.get(key))
        for key, name in names.items()
    ]
    own = _account(top.id, top.name, period, counted.get(top.id, ()), None)
    if own.year + own.year_before != Tally():
        units.append(own)
    return Account(
        period,
        top.id,
        top.name,
        session.scalar(select(Unit.id).where(Unit.id == (top.parent_id or 0))),
        _account(top.id, top.name, period, everything, _whole_target(top.id, targets)),
        tuple(units),
        rules.ratios(everything, last),
        *_groups(session, period, top, plan_id),
    )


def _account(
    unit_id: int, name: str, period: Period, counted: Sequence[Counted], target: Target | None
) -> UnitAccount:
    return UnitAccount(
        unit_id,
        name,
        rules.tally(counted, period.holds),
        rules.tally(counted, period.holds_so_far),
        rules.tally(counted, period.before.holds),
        rules.tally(counted, period.before.holds_so_far),
        target,
    )


def _whole_target(unit_id: int, targets: Mapping[int, Target]) -> Target | None:
    """Return a unit's own target, or what those directly below shall reach together."""
    if unit_id in targets or not targets:
        return targets.get(unit_id)
    return sum(targets.values(), Target())


def _counted(
    session: Session,
    period: Period,
    top_id: int,
    plan_id: int | None,
    counters: Iterable[str] = tuple(rules.COUNTERS),
) -> Mapping[int, list[Counted]]:
    """Return what the totals say of each unit directly below ``top_id`` with all below it, and
    under ``top_id`` of what none of them has."""
    at = RolledSummary.unit_id
    keys = (at, RolledSummary.name, RolledSummary.second, RolledSummary.month)
    of_plan = [RolledSummary.first == str(plan_id)] if plan_id else []
    rows = session.execute(
        select(*keys, func.sum(RolledSummary.n), func.sum(RolledSummary.fen))
        .where(
            or_(at == top_id, at.in_(select(Unit.id).where(Unit.parent_id == top_id))),
            RolledSummary.name.in_(list(counters)),
            RolledSummary.month.between(f"{period.year - FIRST_YEARS_BACK}-01", period.last_month),
            *of_plan,
        )
        .group_by(*keys)
    )
    found: dict[int, list[Counted]] = {}
    for unit_id, name, second, month, n, fen in rows:
        found.setdefault(unit_id, []).append(Counted(name, second, month, int(n), int(fen)))
    own = _without(found.pop(top_id, ()), found.values())
    return {**found, top_id: own} if own else found


def _without(whole: Iterable[Counted], parts: Iterable[Iterable[Counted]]) -> list[Counted]:
    """Return what is left of the whole without its parts."""
    left = {(one.name, one.second, one.month): [one.n, one.fen] for one in whole}
    for one in (each for part in parts for each in part):
        sums = left.setdefault((one.name, one.second, one.month), [0, 0])
        sums[0], sums[1] = sums[0] - one.n, sums[1] - one.fen
    return [Counted(*key, n, fen) for key, (n, fen) in left.items() if n or fen]


def _names_below(session: Session, top_id: int, counted: Iterable[int]) -> dict[int, str]:
    """Return the units directly below by name; of closed ones those with figures only."""
    open_or_counted = or_(Unit.closed_on.is_(None), Unit.id.in_(list(counted)))
    rows = session.execute(
        select(Unit.id, Unit.name)
        .where(Unit.parent_id == top_id, open_or_counted)
        .order_by(Unit.sort_name, Unit.id)
    )
    return {row.id: row.name for row in rows}


def _groups(
    session: Session, period: Period, top: Unit, plan_id: int | None
) -> tuple[tuple[Group, ...], tuple[Group, ...], tuple[Group, ...]]:
    when = Claim.handed_in_on.between(period.first_on, period.last_on)
    within = [when, Claim.state != DRAFT]
    if top.parent_id is not None:
        within.append(Claim.unit_id.in_(below(top.id)))
    if plan_id:
        within.append(Claim.plan_id == plan_id)
    band = case(
        *((Claim.payable_fen <= bound, position) for position, bound in enumerate(BANDS_FEN)),
        else_=len(BANDS_FEN),
    )
    granted = [*within, Claim.state == APPROVED]
    bands = sorted(_grouped(session, band, granted), key=lambda one: int(one.code))
    hospitals = _grouped(session, Claim.hospital, [*within, Claim.hospital != ""])
    causes = _grouped(session, Claim.cause, [*within, Claim.cause != ""])
    return (
        shareable(bands),
        shareable(hospitals, MOST_HOSPITALS),
        shareable(causes, len(causes)),
    )


def _grouped(session: Session, column: Any, within: Sequence[Any]) -> list[Group]:
    rows = session.execute(
        select(column, func.count(Claim.id), func.sum(Claim.payable_fen))
        .where(*within)
        .group_by(column)
    )
    return [Group(str(code), int(n), int(fen or 0)) for code, n, fen in rows]
