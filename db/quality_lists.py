"""The data-quality worklist: which records have which faults, by unit, with counts."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Select, case, exists, func, literal, select, union_all
from sqlalchemy.orm import Session

from db.kept_figures import kept
from db.models.members import Member
from db.models.office import Summary
from db.models.people import Lookalike, Problem
from db.models.units import Unit, UnitBelow
from db.quality import stored_problems
from db.scope import below
from db.verbs import actor_of, needs
from rules.access import Permission
from rules.quality import FAULTS, Fault

PAGE_SIZE = 50
COUNTERS = ("members", "faulty_members", "problems")
"""The counters of the summaries, in the order of the numbers of ``UnitQuality``."""
AREAS = ("members", "units")
MANY = 1000
"""A list of more records is read in the order of their ids instead of unit by unit."""


@dataclass(frozen=True, slots=True)
class FaultCount:
    """How many records have one fault."""

    fault: Fault
    records: int


@dataclass(frozen=True, slots=True)
class Cleanness:
    """How many records there are, and how many of them have no fault."""

    records: int
    faulty: int

    @property
    def clean(self) -> int:
        return self.records - self.faulty

    @property
    def share(self) -> float | None:
        """The part of clean records from 0 to 1; None where there are no records."""
        return self.clean / self.records if self.records else None


@dataclass(frozen=True, slots=True)
class UnitQuality:
    """One unit's own records, without those of the units below it."""

    unit_id: int
    unit_name: str
    records: int
    faulty: int
    faults: int
    lookalikes: int


@dataclass(frozen=True, slots=True)
class UnitQualityPage:
    rows: list[UnitQuality]
    has_more: bool


@dataclass(frozen=True, slots=True)
class FaultyRecord:
    """A record to repair; the first fault is the gravest."""

    member_id: int
    name: str
    unit_name: str
    faults: tuple[Fault, ...]


@dataclass(frozen=True, slots=True)
class FaultyPage:
    rows: list[FaultyRecord]
    has_more: bool
    total: int


@needs(Permission.SEE_QUALITY)
def get_cleanness(session: Session, below_id: int | None = None) -> Cleanness:
    """Return the share of clean records in the actor's part of the tree, or below a unit."""
    sums = _sums(session, below_id)
    return Cleanness(sums.get(("members", ""), 0), sums.get(("faulty_members", ""), 0))


@needs(Permission.SEE_QUALITY)
def count_by_fault(session: Session, below_id: int | None = None) -> list[FaultCount]:
    """Return how many records have each fault, the gravest fault first."""
    sums = _sums(session, below_id)
    counts = ((fault, sums.get(("problems", code), 0)) for code, fault in FAULTS.items())
    return [FaultCount(fault, records) for fault, records in counts if records]


def _sums(session: Session, below_id: int | None) -> dict[tuple[str, str], int]:
    """Return the sums of the summaries by counter and fault; read once per change."""

    def read() -> dict[tuple[str, str], int]:
        code = case((Summary.name == "problems", Summary.first), else_="").label("code")
        rows = session.execute(
            _in_scope(
                session,
                select(Summary.name, code, func.sum(Summary.n))
                .where(Summary.name.in_(COUNTERS))
                .group_by(Summary.name, code),
                below_id,
            )
        )
        return {(row[0], row[1]): int(row[2]) for row in rows}

    return kept(session, AREAS, ("quality", below_id), read)


def _in_scope(session: Session, query: Any, below_id: int | None, unit: Any = None) -> Any:
    """Limit rows that the session does not scope to the actor's part, by their unit's column."""
    actor, column = actor_of(session), Summary.unit_id if unit is None else unit
    if not actor.everywhere:
        query = query.where(column.in_(below(actor.unit_id or 0)))
    if below_id is not None:
        query = query.where(column.in_(below(below_id)))
    return query


@needs(Permission.SEE_QUALITY)
def list_units(
    session: Session, below_id: int | None = None, page: int = 1, size: int = PAGE_SIZE
) -> UnitQualityPage:
    """List the units with faulty records or undecided look-alikes, most of them first."""
    worst = _worst_units()
    wanted = _in_scope(session, worst, below_id, worst.selected_columns.unit_id)
    found = session.execute(wanted.limit(size + 1).offset((page - 1) * size)).all()
    ids = [row.unit_id for row in found[:size]]
    named = session.execute(select(Unit.id, Unit.name).where(Unit.id.in_(ids)))
    names = {row.id: row.name for row in named}
    sums = _sums_of_units(session, ids)
    rows = [
        UnitQuality(
            row.unit_id,
            names[row.unit_id],
            sums.get((row.unit_id, "members"), 0),
            sums.get((row.unit_id, "faulty_members"), 0),
            sums.get((row.unit_id, "problems"), 0),
            int(row.pairs),
        )
        for row in found[:size]
        if row.unit_id in names
    ]
    return UnitQualityPage(rows, len(found) > size)


def _worst_units() -> Any:
    """Select the units with something to do, most first; names are fetched for a page only."""
    faulty = select(Summary.unit_id, Summary.n.label("n"), literal(0).label("pairs")).where(
        Summary.name == "faulty_members", Summary.n > 0
    )
    alike = (
        select(Lookalike.unit_id, func.count().label("n"), func.count().label("pairs"))
        .where(Lookalike.verdict == "")
        .group_by(Lookalike.unit_id)
    )
    both = union_all(faulty, alike).subquery()
    return (
        select(both.c.unit_id, func.sum(both.c.pairs).label("pairs"))
        .group_by(both.c.unit_id)
        .order_by(func.sum(both.c.n).desc(), both.c.unit_id)
    )


def _sums_of_units(session: Session, unit_ids: Sequence[int]) -> dict[tuple[int, str], int]:
    rows = session.execute(
        select(Summary.unit_id, Summary.name, func.sum(Summary.n))
        .where(Summary.name.in_(COUNTERS), Summary.unit_id.in_(unit_ids))
        .group_by(Summary.unit_id, Summary.name)
    )
    return {(row[0], row[1]): int(row[2]) for row in rows}


@needs(Permission.SEE_QUALITY)
def list_problems(
    session: Session, chosen: Mapping[str, Any], page: int = 1, size: int = PAGE_SIZE
) -> FaultyPage:
    """List the records to repair.

    ``chosen`` may hold ``code`` (one fault), ``unit_id`` (one unit's own records) and
    ``below_id`` (a unit and its subtree).
    """
    total = _total(session, chosen)
    wanted = _chosen(session, chosen, in_order=total > MANY)
    ids = list(
        session.scalars(
            wanted.order_by(Problem.member_id).limit(size + 1).offset((page - 1) * size)
        )
    )
    return FaultyPage(_faulty(session, ids[:size]), len(ids) > size, total)


def _chosen(session: Session, chosen: Mapping[str, Any], in_order: bool) -> Select[Any]:
    """Select the members of a list: few by way of their units, many in the order of their ids."""
    code, actor = chosen.get("code"), actor_of(session)
    query = select(Problem.member_id)
    query = query.where(Problem.code == code if code else Problem.leads.is_(True))
    if chosen.get("unit_id"):
        query = query.where(Problem.unit_id == chosen["unit_id"])
    tops = [] if actor.everywhere else [actor.unit_id or 0]
    for top in (*tops, *filter(None, [chosen.get("below_id")])):
        is_below = (
            exists().where(UnitBelow.ancestor_id == top, UnitBelow.unit_id == Problem.unit_id)
            if in_order
            else Problem.unit_id.in_(below(top))
        )
        query = query.where(is_below)
    return query


def _total(session: Session, chosen: Mapping[str, Any]) -> int:
    """Return how many records a list has, from the summaries."""
    code, unit_id, below_id = (chosen.get(name) for name in ("code", "unit_id", "below_id"))

    def read() -> int:
        counter = ("problems", code) if code else ("faulty_members", "")
        query = select(func.sum(Summary.n)).where(
            Summary.name == counter[0], Summary.first == counter[1]
        )
        if unit_id:
            query = query.where(Summary.unit_id == unit_id)
        return int(session.scalar(_in_scope(session, query, below_id)) or 0)

    return kept(session, AREAS, ("problems", code, unit_id, below_id), read)


def _faulty(session: Session, ids: Sequence[int]) -> list[FaultyRecord]:
    people = session.execute(
        select(Member.id, Member.name, Unit.name)
        .join(Unit, Unit.id == Member.unit_id)
        .where(Member.id.in_(ids))
    ).all()
    faults: dict[int, list[Fault]] = {}
    for row in stored_problems(session, ids):
        if row["code"] in FAULTS:
            faults.setdefault(row["member_id"], []).append(FAULTS[row["code"]])
    rows = {
        key: FaultyRecord(key, name, unit_name, tuple(faults.get(key, ())))
        for key, name, unit_name in people
    }
    return [rows[key] for key in ids if key in rows]


@needs(Permission.SEE_MEMBERS)
def list_faults_of(session: Session, member_id: int) -> list[Fault]:
    """Return one member's stored faults, the gravest first; none outside the scope."""
    codes = session.scalars(
        select(Problem.code)
        .join(Member, Member.id == Problem.member_id)
        .where(Problem.member_id == member_id)
    ).all()
    return [fault for code, fault in FAULTS.items() if code in codes]
