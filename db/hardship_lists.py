"""Finding hardship files: by anybody of the household, by number, by filters, by worklist."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from types import MappingProxyType
from typing import Any

from sqlalchemy import Select, func, or_, select
from sqlalchemy.orm import Session

from db import hardship_views, household_search, kept_figures, search
from db.models.hardship import HardshipFile
from db.models.households import Household
from db.models.units import Unit
from db.scope import below
from db.verbs import actor_of, needs, today_of
from rules.access import Permission
from rules.terms import TermKind, read_term

PAGE_SIZE = 50
_COUNTED = ("hardship", "notices", "settings", "units")
"""The areas on which the counts of the worklists depend."""
CODE_FILTERS = ("state", "category", "file_level", "risk_level", "primary_cause")
YES_NO_FILTERS = ("is_migrant_worker", "is_single_parent")
BY_DATE = {"review_due": HardshipFile.review_due_on, "not_edited": HardshipFile.edited_on}
"""Worklists that are worked off from the oldest day on; the others are sorted by name."""


@dataclass(frozen=True, slots=True)
class FileListRow:
    """A file in a list."""

    id: int
    head_name: str
    archive_no: str
    state: str
    category: str
    primary_cause: str
    unit_id: int | None
    unit_name: str
    applied_on: date
    review_due_on: date | None
    visited_on: date | None
    aided_on: date | None
    edited_on: date
    near_threshold: bool


@dataclass(frozen=True, slots=True)
class FilePage:
    """One page; ``total`` is None where counting would cost more than it tells."""

    rows: list[FileListRow]
    has_more: bool
    total: int | None


@needs(Permission.SEE_HARDSHIP)
def list_page(
    session: Session, chosen: Mapping[str, Any], page: int = 1, size: int = PAGE_SIZE
) -> FilePage:
    """List files by the head's name, or a worklist from its oldest day on.

    ``chosen`` may hold ``text`` (anybody's name, pinyin, ID number or its last four, the
    household's or the file's number), ``view``, ``below_id`` and the fields marked as filters.
    """
    start = (page - 1) * size
    if str(chosen.get("text") or "").strip():
        ids = search.first_different(session, _met(session, chosen), start + size + 1)[start:]
        return FilePage(rows_of(session, ids[:size]), len(ids) > size, None)
    wanted = select_ids(session, chosen)
    ids = list(session.scalars(wanted.limit(size + 1).offset(start)))
    return FilePage(rows_of(session, ids[:size]), len(ids) > size, _count(session, wanted, chosen))


def _met(session: Session, chosen: Mapping[str, Any]) -> Select[Any]:
    """Select the files that a search meets, common names in the order in which they are met."""
    households = household_search.as_met(session, read_term(str(chosen["text"])))
    if households is None:
        return select_ids(session, chosen)
    files = households.join(HardshipFile, HardshipFile.household_id == Household.id)
    return _filtered(session, files.with_only_columns(HardshipFile.id), chosen)


def _count(session: Session, wanted: Select[Any], chosen: Mapping[str, Any]) -> int:
    """Count the rows of a list; asked of the database once per change of the archive."""
    actor = actor_of(session)
    asked = tuple(sorted((name, str(value)) for name, value in chosen.items()))
    what = ("hardship list", actor.account_id, actor.permissions, today_of(session), asked)
    counted = wanted.order_by(None).with_only_columns(func.count(HardshipFile.id))
    return kept_figures.kept(session, _COUNTED, what, lambda: session.scalar(counted) or 0)


def select_ids(session: Session, chosen: Mapping[str, Any]) -> Select[Any]:
    """Select the ids of the whole list of which ``list_page`` shows a page, in its order."""
    query = select(HardshipFile.id)
    text = str(chosen.get("text") or "").strip()
    if text:
        query = query.where(_found_by(session, text))
    query = _filtered(session, query, chosen)
    view = str(chosen.get("view") or "")
    if view in BY_DATE:
        return query.order_by(BY_DATE[view], HardshipFile.id)
    return query.order_by(HardshipFile.sort_name, HardshipFile.id)


def _filtered(session: Session, query: Select[Any], chosen: Mapping[str, Any]) -> Select[Any]:
    asked = hardship_views.condition(session, str(chosen.get("view") or ""))
    if asked is not None:
        query = query.where(asked)
    for name in (*CODE_FILTERS, *YES_NO_FILTERS):
        if chosen.get(name) not in (None, ""):
            query = query.where(_matches(name, chosen[name]))
    if chosen.get("below_id"):
        query = query.where(HardshipFile.unit_id.in_(below(chosen["below_id"])))
    return query


def _matches(name: str, value: Any) -> Any:
    column = getattr(HardshipFile, name)
    if name in YES_NO_FILTERS and not value:
        return or_(column.is_(None), column.is_(False))
    return column == value


def _found_by(session: Session, text: str) -> Any:
    numbered = HardshipFile.archive_no.startswith(text, autoescape=True)
    term = read_term(text)
    if term.kind is TermKind.NONE:
        return numbered
    households = household_search.matching(session, term).order_by(None)
    of_family = HardshipFile.household_id.in_(households)
    # A number's beginning holds a digit; a name is looked up along its index alone.
    return or_(numbered, of_family) if any(map(str.isdigit, text)) else of_family


def rows_of(session: Session, ids: Sequence[int]) -> list[FileListRow]:
    """Return list rows for ids that came out of a scoped query, in their order."""
    if not ids:
        return []
    found = session.execute(
        select(
            HardshipFile.id,
            HardshipFile.head_name,
            HardshipFile.archive_no,
            HardshipFile.state,
            HardshipFile.category,
            HardshipFile.primary_cause,
            HardshipFile.unit_id,
            Unit.name.label("unit_name"),
            HardshipFile.applied_on,
            HardshipFile.review_due_on,
            HardshipFile.visited_on,
            HardshipFile.aided_on,
            HardshipFile.edited_on,
            HardshipFile.near_threshold,
        )
        .outerjoin(Unit, Unit.id == HardshipFile.unit_id)
        .where(HardshipFile.id.in_(ids))
        # Ids out of a scoped query; names of units are public.
        .execution_options(kernel=True)
    )
    rows = {
        row.id: FileListRow(
            id=row.id,
            head_name=row.head_name,
            archive_no=row.archive_no or "",
            state=row.state,
            category=row.category or "",
            primary_cause=row.primary_cause or "",
            unit_id=row.unit_id,
            unit_name=row.unit_name or "",
            applied_on=row.applied_on,
            review_due_on=row.review_due_on,
            visited_on=row.visited_on,
            aided_on=row.aided_on,
            edited_on=row.edited_on,
            near_threshold=row.near_threshold,
        )
        for row in found
    }
    return [rows[key] for key in ids if key in rows]


@needs(Permission.SEE_HARDSHIP)
def count_views(session: Session) -> Mapping[str, int]:
    """Return how many files each worklist holds, counted anew once something has changed."""
    actor = actor_of(session)
    what = ("hardship views", actor.account_id, actor.permissions, today_of(session))
    return kept_figures.kept(session, _COUNTED, what, lambda: _count_views(session))


def _count_views(session: Session) -> Mapping[str, int]:
    counts = {
        view: func.count().filter(make(session)) for view, make in hardship_views.VIEWS.items()
    }
    row = session.execute(select(*counts.values()).select_from(HardshipFile)).one()
    return MappingProxyType(dict(zip(counts, row, strict=True)))  # kept for all, so read only


@needs(Permission.SEE_HARDSHIP)
def list_of_household(session: Session, household_id: int) -> list[FileListRow]:
    """Return a household's files, the latest first."""
    ids = session.scalars(
        select(HardshipFile.id)
        .where(HardshipFile.household_id == household_id)
        .order_by(HardshipFile.id.desc())
    )
    return rows_of(session, list(ids))
