"""Pairs of records that may be one person: a worklist, each pair decided once."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import ColumnElement, Select, exists, func, or_, select
from sqlalchemy.orm import Session, aliased

from db.lookalikes import traits_of
from db.member_lists import MemberRow, rows_of
from db.models.members import Member
from db.models.people import Lookalike
from db.models.units import UnitBelow
from db.verbs import actor_of, load, needs, open_to_all
from rules.access import Permission
from rules.errors import NotFound, WrongState
from rules.language import N_
from rules.lookalikes import Verdict, compare
from rules.reasons import check_reason

PAGE_SIZE = 50


@dataclass(frozen=True, slots=True)
class PairRow:
    """Two records side by side, with what they have in common and what was decided."""

    id: int
    version: int
    first: MemberRow
    second: MemberRow
    score: int
    matched: tuple[str, ...]
    verdict: str
    reason: str


@dataclass(frozen=True, slots=True)
class PairPage:
    rows: list[PairRow]
    has_more: bool
    total: int


@needs(Permission.MERGE_MEMBERS)
def list_pairs(
    session: Session,
    verdict: str = Verdict.OPEN,
    below_id: int | None = None,
    page: int = 1,
    size: int = PAGE_SIZE,
) -> PairPage:
    """List pairs of which both records are the actor's to see, the most alike first.

    Of a pair that was merged one record lives on; all others have two that are live.
    """
    wanted = _pairs(session, below_id, both_live=verdict != Verdict.SAME)
    wanted = wanted.where(Lookalike.verdict == verdict)
    total = _count(session, wanted)
    rows = session.scalars(
        wanted.order_by(Lookalike.score.desc(), Lookalike.id)
        .limit(size + 1)
        .offset((page - 1) * size)
    ).all()
    return PairPage(_pair_rows(session, rows[:size]), len(rows) > size, total)


@needs(Permission.MERGE_MEMBERS)
def count_open(session: Session) -> int:
    """Return how many pairs ``list_pairs`` shows as undecided."""
    return _count(session, _pairs(session).where(Lookalike.verdict == Verdict.OPEN))


def _count(session: Session, wanted: Select[Lookalike]) -> int:
    return session.scalar(wanted.with_only_columns(func.count(), maintain_column_froms=True)) or 0


def _pairs(
    session: Session, below_id: int | None = None, both_live: bool = True
) -> Select[Lookalike]:
    first, second = aliased(Member), aliased(Member)
    query = (
        select(Lookalike)
        .join(first, first.id == Lookalike.first_id)
        .join(second, second.id == Lookalike.second_id)
        .execution_options(kernel=True)
    )
    for side in (first, second):
        if both_live:
            query = query.where(side.merged_into_id.is_(None), side.withdrawn.is_(False))
        # A pair's own unit may have changed since it was found; the members' units count.
        if not actor_of(session).everywhere:
            query = query.where(_stands_below(actor_of(session).unit_id or 0, side))
    if below_id is not None:
        query = query.where(or_(_stands_below(below_id, first), _stands_below(below_id, second)))
    return query


def _stands_below(ancestor_id: int, side: Any) -> ColumnElement[bool]:
    # Asked pair by pair: there are few pairs, but a county has a quarter of a million members.
    return exists().where(UnitBelow.ancestor_id == ancestor_id, UnitBelow.unit_id == side.unit_id)


def _pair_rows(session: Session, pairs: Sequence[Lookalike]) -> list[PairRow]:
    ids = {key for pair in pairs for key in (pair.first_id, pair.second_id)}
    rows = {row.id: row for row in rows_of(session, sorted(ids))}
    return [
        PairRow(
            pair.id,
            pair.version,
            rows[pair.first_id],
            rows[pair.second_id],
            pair.score,
            tuple(pair.matched),
            pair.verdict,
            pair.reason,
        )
        for pair in pairs
    ]


@needs(Permission.MERGE_MEMBERS)
def judge_different(session: Session, pair_id: int, seen: int, reason: str) -> None:
    """Remember that two records are different people, and why."""
    pair = _load_pair(session, pair_id, seen)
    if pair.verdict:
        raise WrongState(N_("This was decided meanwhile. Look at the record again."))
    told = check_reason(reason)
    pair.verdict, pair.reason = Verdict.DIFFERENT, told


@needs(Permission.MERGE_MEMBERS)
def reopen_pair(session: Session, pair_id: int, seen: int) -> None:
    """Take back that two records are different people."""
    pair = _load_pair(session, pair_id, seen)
    if pair.verdict != Verdict.DIFFERENT:
        raise WrongState(N_("This was decided meanwhile. Look at the record again."))
    pair.verdict, pair.reason = Verdict.OPEN, ""


def _load_pair(session: Session, pair_id: int, seen: int) -> Lookalike:
    known = session.scalar(_pairs(session).where(Lookalike.id == pair_id))
    if known is None:
        raise NotFound(N_("There is no such record, or it is not in your part of the office."))
    _stand_in_units(session, known)
    return load(session, Lookalike, pair_id, seen)


def _stand_in_units(session: Session, pair: Lookalike) -> None:
    """Let the pair belong to the units in which its people are now."""
    units = session.execute(
        select(Member.id, Member.unit_id).where(Member.id.in_((pair.first_id, pair.second_id)))
    )
    now = {row.id: row.unit_id for row in units}
    pair.unit_id, pair.second_unit_id = now[pair.first_id], now[pair.second_id]


@needs(Permission.EDIT_MEMBERS)
def remember_different(
    session: Session, member_id: int, other_ids: Iterable[int], reason: str
) -> None:
    """Note that a person just registered is none of those who look alike."""
    told = check_reason(reason)
    for other_id in other_ids:
        pair = pair_of(session, member_id, other_id)
        pair.verdict, pair.reason = Verdict.DIFFERENT, told


@open_to_all("called by verbs that decide on two records of the actor's")
def pair_of(session: Session, one_id: int, other_id: int) -> Lookalike:
    """Return the pair of two records in the actor's scope, made if there is none yet."""
    first_id, second_id = sorted((one_id, other_id))
    first, second = load(session, Member, first_id), load(session, Member, second_id)
    pair = session.scalar(
        select(Lookalike)
        .where(Lookalike.first_id == first_id, Lookalike.second_id == second_id)
        .execution_options(kernel=True)
    )
    if pair is None:
        likeness = compare(traits_of(first), traits_of(second))
        pair = Lookalike(
            first_id=first_id,
            second_id=second_id,
            score=likeness.score,
            matched=list(likeness.matched),
            verdict=Verdict.OPEN,
            reason="",
        )
        session.add(pair)
    pair.unit_id, pair.second_unit_id = first.unit_id, second.unit_id
    return pair
