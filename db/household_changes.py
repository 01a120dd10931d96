"""Requested changes of households: what waits, beside what was, and the second person's say."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from sqlalchemy import func, or_, select
from sqlalchemy.orm import Session

from db import household_proposals as proposals
from db import kinship, moves
from db.household_moves import carry_out
from db.household_proposals import Difference, Line
from db.household_stage import check_may_merge
from db.households import ids_of
from db.models.households import Household, HouseholdChange
from db.models.units import Unit
from db.moves import MoveRow
from db.values import masked
from db.verbs import actor_of, load, needs, today_of
from rules.access import Permission
from rules.errors import Conflict
from rules.fields import Value, by_name
from rules.households import CHANGE, HOUSEHOLD_FIELDS
from rules.language import N_

PAGE_SIZE = 50


@dataclass(frozen=True, slots=True)
class ChangeRow:
    """A requested change in a list."""

    id: int
    version: int
    household_id: int
    household_no: str
    head_name: str
    unit_name: str
    kind: str
    state: str
    on: date
    entered_by: str


@dataclass(frozen=True, slots=True)
class ChangePage:
    rows: list[ChangeRow]
    has_more: bool
    total: int


@dataclass(frozen=True, slots=True)
class ChangeFile:
    """One requested change: everybody before and after, and what stands in its way."""

    row: ChangeRow
    lines: list[Line]
    newcomer: Mapping[str, Value]
    home: Mapping[str, Value]
    differences: list[Difference]
    moves: list[MoveRow]


@needs(Permission.SEE_HARDSHIP)
def list_page(
    session: Session, state: str = CHANGE.start, page: int = 1, size: int = PAGE_SIZE
) -> ChangePage:
    """List requested changes in one state, oldest first."""
    wanted = select(HouseholdChange.id).where(HouseholdChange.state == state)
    total = session.scalar(wanted.with_only_columns(func.count(HouseholdChange.id))) or 0
    ids = session.scalars(
        wanted.order_by(HouseholdChange.id).limit(size + 1).offset((page - 1) * size)
    ).all()
    return ChangePage(_rows(session, ids[:size]), len(ids) > size, total)


@needs(Permission.SEE_HARDSHIP)
def list_of_household(session: Session, household_id: int) -> list[ChangeRow]:
    """Return what was asked for about a household, newest first."""
    household = load(session, Household, household_id)
    keys = ids_of(session, household.id)
    ids = session.scalars(
        select(HouseholdChange.id).where(
            or_(
                HouseholdChange.household_id.in_(keys),
                HouseholdChange.other_household_id.in_(keys),
            )
        )
    ).all()
    return list(reversed(_rows(session, ids)))


def _rows(session: Session, ids: Sequence[int]) -> list[ChangeRow]:
    found = session.execute(
        select(HouseholdChange, Household, Unit.name)
        .join(Household, Household.id == HouseholdChange.household_id)
        .outerjoin(Unit, Unit.id == HouseholdChange.unit_id)
        .where(HouseholdChange.id.in_(ids))
        .order_by(HouseholdChange.id)
        # Ids out of a scoped query; names of units are public.
        .execution_options(kernel=True)
    ).all()
    enterers = moves.enterers(session, "household_change", ids)
    return [
        ChangeRow(
            row.id,
            row.version,
            row.household_id,
            household.household_no,
            household.head_name,
            unit_name or "",
            row.kind,
            row.state,
            row.on,
            enterers.get(row.id, ""),
        )
        for row, household, unit_name in found
    ]


@needs(Permission.SEE_HARDSHIP)
def get_change(session: Session, change_id: int) -> ChangeFile:
    """Return one requested change, before and after; raises NotFound outside the scope."""
    change = load(session, HouseholdChange, change_id)
    wish = proposals.wish_of(session, change)
    described = by_name(HOUSEHOLD_FIELDS)
    waits = change.state == CHANGE.start
    return ChangeFile(
        _rows(session, [change.id])[0],
        proposals.lines_of(change),
        proposals.newcomer_values(session, wish),
        {name: masked(described[name], value) for name, value in wish.home.items()},
        proposals.differences(session, change) if waits else [],
        moves.list_moves(session, "household_change", change.id),
    )


@needs(Permission.USE_OFFICE)
def decide(session: Session, change_id: int, seen: int, action: str, note: str = "") -> None:
    """Carry out, refuse or withdraw a requested change.

    Nobody carries out what they asked for, nor what concerns a declared relative. Raises
    Conflict when somebody concerned was changed after the change had been asked for.
    """
    change = load(session, HouseholdChange, change_id, seen)
    household = load(session, Household, change.household_id)
    other = (
        load(session, Household, change.other_household_id) if change.other_household_id else None
    )
    if action != "withdraw" and other is not None:
        kinship.check_no_kin_among(session, actor_of(session).account_id, [other.id])
    moves.move(session, change, CHANGE, action, note)
    change.decided_on = today_of(session)
    if action != "carry_out":
        return
    changed = proposals.differences(session, change)
    if changed:
        raise Conflict(
            N_("The people concerned were changed meanwhile. Refuse this; it must be asked anew.")
        )
    if change.kind == "merge" and other is not None:
        check_may_merge(session, household, other)
    carry_out(session, household, other, proposals.wish_of(session, change))
