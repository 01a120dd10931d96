"""Reading visits: what is planned, missed and made, of whom, and one visit whole."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import ColumnElement, Select, and_, func, or_, select
from sqlalchemy.orm import Session

from db import moves
from db.models.campaigns import Campaign
from db.models.care import Visit, VisitQuestion
from db.models.households import Household
from db.models.members import Member
from db.models.units import Unit
from db.moves import MoveRow
from db.scope import below
from db.trail import HIDDEN
from db.verbs import load, needs, today_of
from rules.access import Permission
from rules.visits import MADE, MISSED, PLANNED, is_missed

PAGE_SIZE = 50
MOST_OF_ONE = 100
"""A household's or member's page tells that many visits."""


@dataclass(frozen=True, slots=True)
class VisitRow:
    """A visit in a list; ``missed`` also where its day just passed with nobody coming."""

    id: int
    version: int
    household_id: int | None
    member_id: int | None
    name: str
    unit_id: int | None
    unit_name: str
    occasion: str
    festival: str
    state: str
    planned_on: date
    made_on: date | None
    visitors: str
    missed: bool
    missed_reason: str
    open_questions: int
    campaign_id: int | None = None
    campaign: str = ""


@dataclass(frozen=True, slots=True)
class VisitPage:
    rows: list[VisitRow]
    total: int


@dataclass(frozen=True, slots=True)
class VisitFile:
    """One visit whole; of findings and needs only that they were written down."""

    row: VisitRow
    for_on: date | None
    findings: str
    needs_consent: bool
    needs: str
    moves: tuple[MoveRow, ...]


@needs(Permission.SEE_HARDSHIP)
def list_page(
    session: Session,
    view: str,
    chosen: Mapping[str, Any] | None = None,
    page: int = 1,
    size: int = PAGE_SIZE,
) -> VisitPage:
    """List visits: those ``planned`` (from today on), ``missed`` or ``made``.

    ``chosen`` may hold ``below_id`` (a unit and its subtree), ``occasion`` and ``visitor`` (a
    piece of a visitor's name).
    """
    wanted = select_ids(session, view, chosen or {})
    counted = wanted.order_by(None).with_only_columns(func.count(Visit.id))
    total = session.scalar(counted) or 0
    ids = session.scalars(wanted.limit(size).offset((page - 1) * size))
    return VisitPage(rows_of(session, list(ids)), total)


def select_ids(session: Session, view: str, chosen: Mapping[str, Any]) -> Select[Any]:
    """Select the ids of the whole list of which ``list_page`` shows a page, in its order."""
    wanted = select(Visit.id).where(_in_view(view, today_of(session)), *_chosen(chosen))
    return wanted.order_by(*_order(view))


def count_missed(session: Session) -> int:
    """Count the planned visits whose day has passed; for the desk, which holds the lock."""
    query = select(func.count(Visit.id)).where(
        Visit.state == PLANNED, Visit.planned_on < today_of(session)
    )
    return session.scalar(query) or 0


def _in_view(view: str, today: date) -> ColumnElement[bool]:
    if view == MISSED:
        passed = and_(Visit.state == PLANNED, Visit.planned_on < today)
        return or_(Visit.state == MISSED, passed)
    if view == MADE:
        return Visit.state == MADE
    return and_(Visit.state == PLANNED, Visit.planned_on >= today)


def _order(view: str) -> tuple[Any, ...]:
    if view == MADE:
        return Visit.made_on.desc(), Visit.id.desc()
    # Those nobody has decided about yet stand before those marked as missed.
    if view == MISSED:
        return Visit.state.desc(), Visit.planned_on.desc(), Visit.id.desc()
    return Visit.planned_on, Visit.id


def _chosen(chosen: Mapping[str, Any]) -> list[ColumnElement[bool]]:
    found: list[ColumnElement[bool]] = []
    if chosen.get("below_id"):
        found.append(Visit.unit_id.in_(below(chosen["below_id"])))
    if chosen.get("occasion"):
        found.append(Visit.occasion == chosen["occasion"])
    if chosen.get("visitor"):
        found.append(Visit.visitors.contains(str(chosen["visitor"]), autoescape=True))
    return found


@needs(Permission.SEE_HARDSHIP)
def list_of_household(session: Session, household_id: int) -> list[VisitRow]:
    """Return a household's visits, also those after its file was closed, the latest first."""
    household = load(session, Household, household_id)
    return _of_one(session, select(Visit.id).where(Visit.household_id == household.id))


@needs(Permission.SEE_HARDSHIP)
def list_of_member(session: Session, member_id: int) -> list[VisitRow]:
    """Return the visits to a member of the registry, the latest first."""
    member = load(session, Member, member_id)
    return _of_one(session, select(Visit.id).where(Visit.member_id == member.id))


def _of_one(session: Session, wanted: Select[Any]) -> list[VisitRow]:
    latest = func.coalesce(Visit.made_on, Visit.planned_on)
    ordered = wanted.order_by(latest.desc(), Visit.id.desc()).limit(MOST_OF_ONE)
    # Whoever sees the household or the member sees what another unit did there before.
    ids = list(session.scalars(ordered.execution_options(kernel=True)))
    return rows_of(session, ids)


@needs(Permission.SEE_HARDSHIP)
def get_visit(session: Session, visit_id: int) -> VisitFile:
    """Return one visit; raises NotFound outside the scope."""
    visit = load(session, Visit, visit_id)
    (row,) = rows_of(session, [visit.id])
    return VisitFile(
        row,
        visit.for_on,
        HIDDEN if visit.findings else "",
        visit.needs_consent,
        HIDDEN if visit.needs else "",
        tuple(moves.list_moves(session, Visit.__tablename__, visit.id)),
    )


def rows_of(session: Session, ids: Sequence[int]) -> list[VisitRow]:
    """Return list rows for ids that came out of a scoped query, in their order."""
    if not ids:
        return []
    today = today_of(session)
    open_questions = (
        select(func.count(VisitQuestion.id))
        .where(VisitQuestion.visit_id == Visit.id, VisitQuestion.answered_on.is_(None))
        .correlate(Visit)
        .scalar_subquery()
    )
    found = session.execute(
        select(Visit, Unit.name, open_questions, Campaign.name)
        .outerjoin(Unit, Unit.id == Visit.unit_id)
        .outerjoin(Campaign, Campaign.id == Visit.campaign_id)
        .where(Visit.id.in_(ids))
        # Ids out of a scoped query, or of a household in scope.
        .execution_options(kernel=True)
    )
    rows = {
        visit.id: _row(visit, unit or "", asked, today, campaign or "")
        for visit, unit, asked, campaign in found
    }
    return [rows[key] for key in ids if key in rows]


def _row(visit: Visit, unit_name: str, asked: int, today: date, campaign: str) -> VisitRow:
    return VisitRow(
        visit.id,
        visit.version,
        visit.household_id,
        visit.member_id,
        visit.name,
        visit.unit_id,
        unit_name,
        visit.occasion,
        visit.festival,
        visit.state,
        visit.planned_on,
        visit.made_on,
        visit.visitors,
        is_missed(visit.state, visit.planned_on, today),
        visit.missed_reason,
        asked,
        visit.campaign_id,
        campaign,
    )
