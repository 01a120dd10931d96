"""Lists of units and the look-up of one by a piece of its name."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import Select, func, select
from sqlalchemy.orm import Session, aliased

from db.models.office import Summary
from db.models.units import Unit, UnitBelow
from db.scope import below
from db.verbs import needs, today_of
from rules.access import Permission
from rules.members import PRESENT
from rules.units import election_due_by

PAGE_SIZE = 50


@dataclass(frozen=True, slots=True)
class UnitRow:
    """A unit in a list; ``members`` counts those present in it and below."""

    id: int
    name: str
    kind: str
    parent_name: str
    usci: str
    chair_name: str
    term_end_on: date | None
    closed_on: date | None
    members: int


@dataclass(frozen=True, slots=True)
class UnitChoice:
    """A unit as a look-up offers it: with the superior union that tells namesakes apart."""

    id: int
    name: str
    parent_name: str


@dataclass(frozen=True, slots=True)
class UnitPage:
    rows: list[UnitRow]
    total: int


@needs(Permission.SEE_UNITS)
def list_page(
    session: Session, chosen: Mapping[str, Any], page: int = 1, size: int = PAGE_SIZE
) -> UnitPage:
    """List units by name.

    ``chosen`` may hold ``text``, ``kind``, ``industry``, ``employer_type``, ``parent_id``
    (direct children), ``below_id`` (a subtree), ``closed`` (True lists closed ones) and
    ``due`` (True lists those whose term has ended or ends within 90 days).
    """
    wanted = _filtered(session, select(Unit.id), chosen)
    total = session.scalar(wanted.with_only_columns(func.count(Unit.id))) or 0
    order = (Unit.term_end_on, Unit.id) if chosen.get("due") else (Unit.sort_name, Unit.id)
    ids = session.scalars(wanted.order_by(*order).limit(size).offset((page - 1) * size)).all()
    return UnitPage(_rows(session, list(ids)), total)


def select_ids(session: Session, chosen: Mapping[str, Any]) -> Select[Any]:
    """Select the ids of the whole list of which ``list_page`` shows a page, by name."""
    return _filtered(session, select(Unit.id), chosen).order_by(Unit.sort_name, Unit.id)


def _filtered(session: Session, query: Select[Any], chosen: Mapping[str, Any]) -> Select[Any]:
    text = "".join(str(chosen.get("text") or "").lower().split())
    if text:
        query = query.where(Unit.search_text.contains(text, autoescape=True))
    for name in ("kind", "industry", "employer_type", "parent_id"):
        if chosen.get(name):
            query = query.where(getattr(Unit, name) == chosen[name])
    if chosen.get("below_id"):
        query = query.where(Unit.id.in_(below(chosen["below_id"])))
    if chosen.get("due"):
        query = query.where(Unit.term_end_on <= election_due_by(today_of(session)))
    return query.where(
        Unit.closed_on.isnot(None) if chosen.get("closed") else Unit.closed_on.is_(None)
    )


def _rows(session: Session, ids: list[int]) -> list[UnitRow]:
    above = aliased(Unit)
    # The superior union of the actor's own unit lies outside the scope, yet its name is no secret.
    found = session.execute(
        select(Unit, above.name)
        .outerjoin(above, above.id == Unit.parent_id)
        .where(Unit.id.in_(ids))
        .execution_options(kernel=True)
    ).all()
    members = members_below(session, ids)
    rows = {
        unit.id: UnitRow(
            unit.id,
            unit.name,
            unit.kind,
            parent or "",
            unit.usci or "",
            unit.chair_name or "",
            unit.term_end_on,
            unit.closed_on,
            members.get(unit.id, 0),
        )
        for unit, parent in found
    }
    return [rows[key] for key in ids if key in rows]


def members_below(session: Session, ids: list[int]) -> dict[int, int]:
    # A sum per unit below, each by the summaries' key: a plain join may read them all.
    present = (
        select(func.sum(Summary.n))
        .where(
            Summary.name == "members",
            Summary.unit_id == UnitBelow.unit_id,
            Summary.first.in_([str(status) for status in PRESENT]),
        )
        .correlate(UnitBelow)
        .scalar_subquery()
    )
    counts = session.execute(
        select(UnitBelow.ancestor_id, func.sum(present))
        .where(UnitBelow.ancestor_id.in_(ids))
        .group_by(UnitBelow.ancestor_id)
    )
    return {row[0]: int(row[1] or 0) for row in counts}


@needs(Permission.SEE_UNITS)
def find_units(session: Session, text: str, limit: int = 20) -> list[UnitChoice]:
    """Return open units for a look-up by any piece of the name, its pinyin or initials."""
    query = _filtered(session, select(Unit.id), {"text": text}).order_by(
        func.length(Unit.name), Unit.sort_name, Unit.id
    )
    ids = list(session.scalars(query.limit(limit)))
    above = aliased(Unit)
    found = session.execute(
        select(Unit.id, Unit.name, above.name)
        .outerjoin(above, above.id == Unit.parent_id)
        .where(Unit.id.in_(ids))
        .execution_options(kernel=True)
    )
    choices = {key: UnitChoice(key, name, parent or "") for key, name, parent in found}
    return [choices[key] for key in ids]


def find_anywhere(session: Session, text: str, limit: int) -> list[UnitChoice]:
    """Look an open unit up in the whole tree: names of unions are public, their records not."""
    piece = "".join(text.lower().split())
    above = aliased(Unit)
    rows = session.execute(
        select(Unit.id, Unit.name, above.name)
        .outerjoin(above, above.id == Unit.parent_id)
        .where(Unit.closed_on.is_(None), Unit.search_text.contains(piece, autoescape=True))
        .order_by(func.length(Unit.name), Unit.sort_name, Unit.id)
        .limit(limit)
        .execution_options(kernel=True)
    )
    return [UnitChoice(key, name, parent or "") for key, name, parent in rows]
