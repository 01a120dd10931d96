"""Finding look-alikes in the whole register: groups by SQL, pairs and scores by the rules."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import combinations
from typing import Any

from sqlalchemy import delete, func, insert, or_, select, update
from sqlalchemy.orm import Session, aliased

from db import summaries, trail
from db.lookalikes import trait_columns, traits_of
from db.models.members import Member
from db.models.people import Lookalike
from db.verbs import needs
from rules.access import Permission
from rules.lookalikes import WORTH_A_LOOK, Likeness, Verdict, compare

MOST_SHARING = 5
"""A number that more people share belongs to a firm or a family and says nothing."""
CITIZENS_PAPER = "id_card"
MOST_ROWS = 40_000
"""So many records are compared for each thing they share; the search ends in bounded time."""

_KERNEL = {"kernel": True}
_CHUNK = 500
_SHARED = (
    (Member.name, Member.birth_on),
    (Member.mobile_index,),
    (Member.bank_index,),
)
Pair = tuple[int, int]


@dataclass(frozen=True, slots=True)
class Found:
    """What a search changed in the worklist."""

    new: int
    gone: int
    open: int


@needs(Permission.MERGE_MEMBERS)
def find_pairs(session: Session) -> Found:
    """Bring the worklist in line with the register; what was decided stays decided."""
    alike = _alike(session, _candidates(session))
    known = {
        (row.first_id, row.second_id): row
        for row in session.execute(select(Lookalike.__table__), execution_options=_KERNEL)
    }
    gone = [row.id for pair, row in known.items() if not row.verdict and pair not in alike]
    new = [pair for pair in alike if pair not in known]
    _drop(session, gone)
    _add(session, new, alike)
    _rescore(session, known, alike)
    still_open = sum(1 for pair in alike if pair not in known or not known[pair].verdict)
    found = Found(len(new), len(gone), still_open)
    trail.note(session, "searched", "lookalike", None, "", new=found.new, gone=found.gone)
    summaries.touch_area(session, "members")
    return found


def _candidates(session: Session) -> set[Pair]:
    """Return the pairs that share an ID number, name and birth date, mobile or bank number."""
    pairs = _with_two_papers(session)
    for columns in _SHARED:
        pairs |= _sharing(session, columns)
    return pairs


def _with_two_papers(session: Session) -> set[Pair]:
    """Return the pairs with one number under two kinds of paper; one kind alone forbids it."""
    other = aliased(Member)
    rows = session.execute(
        select(Member.id, other.id)
        .join(other, other.id_no_index == Member.id_no_index)
        .where(
            or_(Member.id_type < CITIZENS_PAPER, Member.id_type > CITIZENS_PAPER),
            other.id_type == CITIZENS_PAPER,
            Member.live(),
            other.merged_into_id.is_(None),
            other.withdrawn.is_(False),
        )
        .limit(MOST_ROWS),
        execution_options=_KERNEL,
    )
    return {(min(one, two), max(one, two)) for one, two in rows}


def _sharing(session: Session, columns: Sequence[Any]) -> set[Pair]:
    known = [column.is_not(None) for column in columns]
    # Whether a record is live is asked of the few that share: groups come from the index alone.
    shared = (
        select(*columns)
        .where(*known)
        .group_by(*columns)
        .having(func.count().between(2, MOST_SHARING))
        .subquery()
    )
    rows = session.execute(
        select(Member.id, *columns)
        .join(shared, _all(column == shared.c[column.key] for column in columns))
        .where(Member.live())
        .order_by(*columns, Member.id)
        .limit(MOST_ROWS),
        execution_options=_KERNEL,
    )
    groups: dict[tuple[Any, ...], list[int]] = {}
    for key, *values in rows:
        groups.setdefault(tuple(values), []).append(key)
    return {pair for ids in groups.values() for pair in combinations(sorted(ids), 2)}


def _all(conditions: Iterable[Any]) -> Any:
    first, *rest = conditions
    for condition in rest:
        first = first & condition
    return first


def _alike(session: Session, pairs: set[Pair]) -> dict[Pair, tuple[Likeness, Any, Any]]:
    """Return the pairs worth a look with their likeness and the units of both records."""
    rows = {
        row.id: row for row in _traits(session, sorted({key for pair in pairs for key in pair}))
    }
    alike = {}
    for pair in sorted(pairs):
        first, second = rows[pair[0]], rows[pair[1]]
        likeness = compare(traits_of(first), traits_of(second))
        if likeness.score >= WORTH_A_LOOK:
            alike[pair] = (likeness, first.unit_id, second.unit_id)
    return alike


def _traits(session: Session, ids: Sequence[int]) -> Iterator[Any]:
    for start in range(0, len(ids), _CHUNK):
        chunk = ids[start : start + _CHUNK]
        yield from session.execute(
            select(*trait_columns(), Member.unit_id).where(Member.id.in_(chunk)),
            execution_options=_KERNEL,
        )


def _drop(session: Session, ids: Sequence[int]) -> None:
    for start in range(0, len(ids), _CHUNK):
        session.execute(
            delete(Lookalike).where(Lookalike.id.in_(ids[start : start + _CHUNK])),
            execution_options={**_KERNEL, "synchronize_session": False},
        )


def _add(
    session: Session, pairs: Sequence[Pair], alike: dict[Pair, tuple[Likeness, Any, Any]]
) -> None:
    rows = [
        {
            "first_id": pair[0],
            "second_id": pair[1],
            "unit_id": alike[pair][1],
            "second_unit_id": alike[pair][2],
            "score": alike[pair][0].score,
            "matched": list(alike[pair][0].matched),
            "verdict": str(Verdict.OPEN),
            "reason": "",
            "version": 1,
        }
        for pair in pairs
    ]
    if rows:
        session.execute(insert(Lookalike.__table__), rows, execution_options=_KERNEL)


def _rescore(
    session: Session, known: dict[Pair, Any], alike: dict[Pair, tuple[Likeness, Any, Any]]
) -> None:
    """Undecided pairs show what they have in common now, in the units they are in now."""
    for pair, (likeness, unit_id, second_unit_id) in alike.items():
        row = known.get(pair)
        if row is None or row.verdict:
            continue
        now = (likeness.score, list(likeness.matched), unit_id, second_unit_id)
        if now != (row.score, row.matched, row.unit_id, row.second_unit_id):
            session.execute(
                update(Lookalike)
                .where(Lookalike.id == row.id)
                .values(
                    score=now[0],
                    matched=now[1],
                    unit_id=unit_id,
                    second_unit_id=second_unit_id,
                    version=row.version + 1,
                ),
                execution_options={**_KERNEL, "synchronize_session": False},
            )
