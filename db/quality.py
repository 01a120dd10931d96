"""Faults in members' records, stored with every save of the record.

They are written in the same transaction, so that counts and lists (``db.quality_lists``)
never have to look at the records themselves.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from sqlalchemy import bindparam, delete, select
from sqlalchemy.orm import Session

from db import bulk, summaries
from db.models.people import Problem
from db.verbs import open_to_all
from rules.fields import Value
from rules.quality import FAULTS, faults_of

_KERNEL = {"kernel": True}
_CHUNK = 500
_STORED = select(Problem.__table__).where(
    Problem.__table__.c.member_id.in_(bindparam("ids", expanding=True))
)
Groups = dict[tuple[int, str, bool], list[int]]
"""Members by what their rows share: unit, code, whether it leads."""

_SHARED = ("unit_id", "code", "leads")


def problems_of(values: Mapping[str, Value]) -> tuple[str, ...]:
    """Return the codes of the faults in a member's clear values, the gravest first."""
    return faults_of(values)


@open_to_all("called by the verbs that save members")
def write_problems(
    session: Session, member_id: int, unit_id: int | None, codes: Sequence[str]
) -> None:
    """Replace the stored faults of one member; none for a record that is no longer live."""
    kept = stored_problems(session, [member_id])
    rows = _rows_of(member_id, unit_id, codes)
    if kept != rows:
        _replace(session, [member_id], kept, rows)


@open_to_all("called by the verbs that save members")
def write_problems_of_many(
    session: Session,
    found: Iterable[tuple[int, int | None, Sequence[str]]],
    are_new: bool = False,
) -> None:
    """Replace the stored faults of many members, given as (member id, unit id, codes).

    ``are_new`` says that the members were made in this transaction and have none yet.
    """
    members = list(found)
    if are_new:
        _add_new(session, members)
        return
    for start in range(0, len(members), _CHUNK):
        chunk = members[start : start + _CHUNK]
        ids = [member_id for member_id, _, _ in chunk]
        rows = [row for member in chunk for row in _rows_of(*member)]
        _replace(session, ids, stored_problems(session, ids), rows)


def _add_new(session: Session, members: Iterable[tuple[int, int | None, Sequence[str]]]) -> None:
    groups: Groups = {}
    for member_id, unit_id, codes in members:
        if unit_id is not None:
            for place, code in enumerate(dict.fromkeys(codes)):
                groups.setdefault((unit_id, code, place == 0), []).append(member_id)
    _insert(session, groups)


def _rows_of(member_id: int, unit_id: int | None, codes: Sequence[str]) -> list[dict[str, Any]]:
    if unit_id is None:
        return []
    return [
        {"member_id": member_id, "code": code, "unit_id": unit_id, "leads": place == 0}
        for place, code in enumerate(dict.fromkeys(codes))
    ]


@open_to_all("called by reads that have limited the ids to the actor's scope")
def stored_problems(session: Session, member_ids: Sequence[int]) -> list[dict[str, Any]]:
    """Return the stored rows, of one member in the order in which they are written."""
    rows = session.connection().execute(_STORED, {"ids": list(member_ids)}).mappings()
    order = {code: place for place, code in enumerate(FAULTS)}
    return sorted(
        (dict(row) for row in rows),
        key=lambda row: (row["member_id"], order.get(row["code"], len(order))),
    )


def _replace(
    session: Session, ids: Sequence[int], before: list[dict[str, Any]], after: list[dict[str, Any]]
) -> None:
    if before:
        for row in before:
            summaries.count_change(session, Problem, row, None)
        session.execute(
            delete(Problem.__table__).where(Problem.__table__.c.member_id.in_(ids)),
            execution_options=_KERNEL,
        )
    _add(session, after)


def _add(session: Session, rows: list[dict[str, Any]]) -> None:
    groups: Groups = {}
    for row in rows:
        shared = row["unit_id"], row["code"], row["leads"]
        groups.setdefault(shared, []).append(row["member_id"])
    _insert(session, groups)


def _insert(session: Session, groups: Groups) -> None:
    if not groups:
        return
    for shared, members in groups.items():
        values = dict(zip(_SHARED, shared, strict=True))
        summaries.count_change(session, Problem, None, values, len(members))
    bulk.insert_groups(session, Problem.__table__, (*_SHARED, "member_id"), groups.items())
    summaries.touch_area(session, "members")
