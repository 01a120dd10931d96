"""The data-quality worklist: which records have which faults, by unit, with counts."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Select, case, func, select
from sqlalchemy.orm import Session

from db.models.members import Member
from db.models.office import Summary
from db.models.people import Lookalike, Problem
from db.models.units import Unit
from db.quality import stored_problems
from db.scope import below
from db.verbs import actor_of, needs
from rules.access import Permission
from rules.quality import FAULTS, Fault

PAGE_SIZE = 50


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
    counts = session.execute(
        _in_scope(
            session,
            select(Summary.name, func.sum(Summary.n))
            .where(Summary.name.in_(("members", "faulty_members")))
            .group_by(Summary.name),
            below_id,
        )
    )
    found = {row[0]: int(row[1]) for row in counts}
    return Cleanness(found.get("members", 0), found.get("faulty_members", 0))


@needs(Permission.SEE_QUALITY)
def count_by_fault(session: Session, below_id: int | None = None) -> list[FaultCount]:
    """Return how many records have each fault, the gravest fault first."""
    counts = session.execute(
        _in_scope(
            session,
            select(Summary.first, func.sum(Summary.n))
            .where(Summary.name == "problems")
            .group_by(Summary.first),
            below_id,
        )
    )
    found = {row[0]: int(row[1]) for row in counts}
    return [FaultCount(FAULTS[code], found[code]) for code in FAULTS if found.get(code)]


def _in_scope(session: Session, query: Any, below_id: int | None) -> Any:
    """Limit sums over summary rows, which the session does not scope, to the actor's part."""
    actor = actor_of(session)
    if not actor.everywhere:
        query = query.where(Summary.unit_id.in_(below(actor.unit_id or 0)))
    if below_id is not None:
        query = query.where(Summary.unit_id.in_(below(below_id)))
    return query


@needs(Permission.SEE_QUALITY)
def list_units(
    session: Session, below_id: int | None = None, page: int = 1, size: int = PAGE_SIZE
) -> UnitQualityPage:
    """List the units with faulty records or undecided look-alikes, most of them first."""
    sums = _sums_by_unit().subquery()
    pairs = _pairs_by_unit().subquery()
    faulty, lookalikes = func.coalesce(sums.c.faulty, 0), func.coalesce(pairs.c.pairs, 0)
    wanted = (
        select(
            Unit.id,
            Unit.name,
            func.coalesce(sums.c.records, 0),
            faulty,
            func.coalesce(sums.c.faults, 0),
            lookalikes,
        )
        .outerjoin(sums, sums.c.unit_id == Unit.id)
        .outerjoin(pairs, pairs.c.unit_id == Unit.id)
        .where(faulty + lookalikes > 0)
        .order_by((faulty + lookalikes).desc(), Unit.sort_name, Unit.id)
    )
    if below_id is not None:
        wanted = wanted.where(Unit.id.in_(below(below_id)))
    found = session.execute(wanted.limit(size + 1).offset((page - 1) * size)).all()
    rows = [UnitQuality(row[0], row[1], *(int(n) for n in row[2:])) for row in found[:size]]
    return UnitQualityPage(rows, len(found) > size)


def _sums_by_unit() -> Any:
    def of(name: str) -> Any:
        return func.sum(case((Summary.name == name, Summary.n), else_=0))

    return (
        select(
            Summary.unit_id,
            of("members").label("records"),
            of("faulty_members").label("faulty"),
            of("problems").label("faults"),
        )
        .where(Summary.name.in_(("members", "faulty_members", "problems")))
        .group_by(Summary.unit_id)
    )


def _pairs_by_unit() -> Any:
    return (
        select(Lookalike.unit_id, func.count().label("pairs"))
        .where(Lookalike.verdict == "")
        .group_by(Lookalike.unit_id)
    )


@needs(Permission.SEE_QUALITY)
def list_problems(
    session: Session, chosen: Mapping[str, Any], page: int = 1, size: int = PAGE_SIZE
) -> FaultyPage:
    """List the records to repair.

    ``chosen`` may hold ``code`` (one fault), ``unit_id`` (one unit's own records) and
    ``below_id`` (a unit and its subtree).
    """
    wanted = _chosen(select(Problem.member_id), chosen)
    total = session.scalar(wanted.with_only_columns(func.count())) or 0
    ids = list(
        session.scalars(
            wanted.order_by(Problem.member_id).limit(size + 1).offset((page - 1) * size)
        )
    )
    return FaultyPage(_faulty(session, ids[:size]), len(ids) > size, total)


def _chosen(query: Select[Any], chosen: Mapping[str, Any]) -> Select[Any]:
    query = query.join(Unit, Unit.id == Problem.unit_id)
    code = chosen.get("code")
    query = query.where(Problem.code == code if code else Problem.leads.is_(True))
    if chosen.get("unit_id"):
        query = query.where(Problem.unit_id == chosen["unit_id"])
    if chosen.get("below_id"):
        query = query.where(Problem.unit_id.in_(below(chosen["below_id"])))
    return query


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
