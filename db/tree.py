"""The union tree: who stands below whom, kept with every move, and what stays open meanwhile."""

from __future__ import annotations

from collections.abc import Iterable

from sqlalchemy import delete, insert, select
from sqlalchemy.orm import Session

from db import totals
from db.models.units import Unit, UnitBelow
from rules.errors import Conflict, WrongState
from rules.language import N_

_KERNEL = {"kernel": True}


def check_open(
    session: Session, unit_id: int | None, closed: str = N_("This unit is closed.")
) -> None:
    """Raise WrongState for a closed unit; an open one stays so to the end of the transaction.

    Closing takes the unit's row for itself, so whoever puts somebody there is waited for.
    """
    if unit_id is not None and unit_id not in _held_open(session, [unit_id]):
        raise WrongState(closed)


def check_all_open(session: Session, unit_ids: Iterable[int]) -> None:
    """Raise Conflict when one of the units was closed meanwhile; see ``check_open``."""
    wanted = set(unit_ids)
    if wanted - _held_open(session, wanted):
        raise Conflict(
            N_("Records changed since the preview, and nothing was imported. Preview it again.")
        )


def _held_open(session: Session, unit_ids: Iterable[int]) -> set[int]:
    found = select(Unit.id).where(Unit.id.in_(sorted(unit_ids)), Unit.closed_on.is_(None))
    # The weakest lock that closing waits for: changes of the unit's other columns go on.
    held = found.order_by(Unit.id).with_for_update(read=True, key_share=True)
    return set(session.scalars(held, execution_options=_KERNEL))


def take_for_closing(session: Session, unit_id: int) -> None:
    """Wait for everybody who is putting somebody into the unit, and keep others waiting."""
    session.execute(
        select(Unit.id).where(Unit.id == unit_id).with_for_update(), execution_options=_KERNEL
    )


def attach(session: Session, unit_id: int, parent_id: int | None) -> None:
    """Note that ``unit_id``, with the subtree it already heads, stands below ``parent_id``."""
    table = UnitBelow.__table__
    if session.get(UnitBelow, (unit_id, unit_id)) is None:
        session.execute(
            insert(table).values(ancestor_id=unit_id, unit_id=unit_id, depth=0),
            execution_options=_KERNEL,
        )
    if parent_id is None:
        return
    above, inside = table.alias("above"), table.alias("inside")
    pairs = (
        select(above.c.ancestor_id, inside.c.unit_id, above.c.depth + inside.c.depth + 1)
        .select_from(above.join(inside, inside.c.ancestor_id == unit_id))
        .where(above.c.unit_id == parent_id)
    )
    session.execute(
        insert(table).from_select(["ancestor_id", "unit_id", "depth"], pairs),
        execution_options=_KERNEL,
    )
    totals.carry(session, unit_id, +1)


def detach(session: Session, unit_id: int) -> None:
    """Cut the subtree of ``unit_id`` off everything above it."""
    totals.carry(session, unit_id, -1)
    table = UnitBelow.__table__
    subtree = table.alias("subtree")
    inside = select(subtree.c.unit_id).where(subtree.c.ancestor_id == unit_id)
    session.execute(
        delete(table).where(table.c.unit_id.in_(inside), table.c.ancestor_id.not_in(inside)),
        execution_options=_KERNEL,
    )


def closure(parents: Iterable[tuple[int, int | None]]) -> list[dict[str, int]]:
    """Return the closure rows of a whole tree given as (unit, superior union), tops first."""
    above: dict[int, list[int]] = {}
    rows = []
    for unit_id, parent_id in parents:
        line = [unit_id, *(above[parent_id] if parent_id is not None else [])]
        above[unit_id] = line
        rows += [
            {"ancestor_id": ancestor, "unit_id": unit_id, "depth": depth}
            for depth, ancestor in enumerate(line)
        ]
    return rows
