"""A hand-in's people written in bulk: rows, counts and trail of a whole unit at once.

For verbs of ``db``, which hold the lock, have loaded the hand-in and checked the people.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import select, update
from sqlalchemy.orm import Session

from db import bulk, summaries, trail
from db.models.mutual import Enrolment, UnitEnrolment
from rules.money import Fen, show_money

_KERNEL = {"kernel": True}
_COLUMNS = (
    "id", "version", "unit_id", "unit_enrolment_id", "plan_id", "plan_version_id", "member_id",
    "from_on", "to_on", "covered_from_on", "shares", "fee_fen", "previous_id", "live",
    "confirmed", "left_on", "left_reason",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class NewCover:
    """Somebody who joins: from when the cover counts, for what, and what it renews."""

    member_id: int
    covered_from_on: date
    shares: int
    fee_fen: Fen
    previous_id: int | None


def insert(
    session: Session,
    hand_in: UnitEnrolment,
    covers: Sequence[NewCover],
    *,
    confirmed: bool = False,
) -> list[int]:
    """Add people to a hand-in, and to its sums; returns the covers' ids.

    Those of a hand-in that is ``confirmed`` already count at once.
    """
    ids = bulk.new_ids(session, Enrolment.__table__, len(covers))
    shared = {**_shared(hand_in), "confirmed": confirmed}
    rows = [{**shared, "id": key, **_own(cover)} for key, cover in zip(ids, covers, strict=True)]
    if confirmed:
        _count_new(session, rows)
    stored = (tuple(_stored(row[name]) for name in _COLUMNS) for row in rows)
    bulk.insert_rows(session, Enrolment.__table__, _COLUMNS, stored)
    trail.record_many(
        session,
        (
            trail.Entry(
                "created",
                Enrolment.__tablename__,
                row["id"],
                1,
                hand_in.unit_id,
                _label(row["from_on"], row["fee_fen"]),
                details=trail.rendered({}, _told(row)),
            )
            for row in rows
        ),
    )
    trail.write_ahead(session)
    hand_in.people += len(covers)
    hand_in.due_fen += sum(cover.fee_fen for cover in covers)
    return ids


def _shared(hand_in: UnitEnrolment) -> dict[str, Any]:
    return {
        "version": 1,
        "unit_id": hand_in.unit_id,
        "unit_enrolment_id": hand_in.id,
        "plan_id": hand_in.plan_id,
        "plan_version_id": hand_in.plan_version_id,
        "from_on": hand_in.from_on,
        "to_on": hand_in.to_on,
        "live": True,
        "left_on": None,
        "left_reason": "",
    }


def _own(cover: NewCover) -> dict[str, Any]:
    return {
        "member_id": cover.member_id,
        "covered_from_on": cover.covered_from_on,
        "shares": cover.shares,
        "fee_fen": cover.fee_fen,
        "previous_id": cover.previous_id,
    }


def _stored(value: Any) -> Any:
    return value.isoformat() if isinstance(value, date) else value


def _told(row: Mapping[str, Any]) -> dict[str, Any]:
    return {name: value for name, value in row.items() if trail.is_trailed(name)}


def _label(from_on: date, fen: Fen) -> str:
    return f"{from_on} ¥{show_money(fen)}"


def set_flag(
    session: Session, hand_in: UnitEnrolment, name: str, value: bool, ids: Iterable[int] = ()
) -> int:
    """Confirm or take back the live covers of a hand-in, or some of them; returns how many."""
    where = [Enrolment.unit_enrolment_id == hand_in.id, Enrolment.live.is_(True)]
    some = list(ids)
    if some:
        where.append(Enrolment.id.in_(some))
    rows = [dict(row._mapping) for row in session.execute(select(*_SEEN).where(*where))]
    table = Enrolment.__table__
    changes = {name: value, "version": table.c.version + 1}
    # Every row was seen within the scope, and is counted and told below.
    session.execute(update(table).where(*where).values(changes), execution_options=_KERNEL)
    _count(session, rows, name, value)
    trail.record_many(
        session,
        (
            trail.Entry(
                "changed",
                Enrolment.__tablename__,
                row["id"],
                row["version"] + 1,
                row["unit_id"],
                _label(row["from_on"], row["fee_fen"]),
                {name: row[name]},
                {name: value},
            )
            for row in rows
        ),
    )
    trail.write_ahead(session)
    summaries.touch_area(session, Enrolment.__area__)
    return len(rows)


_SEEN = (
    Enrolment.id,
    Enrolment.version,
    *(getattr(Enrolment, name) for name in Enrolment.COUNTED_COLUMNS),
)


def _count(session: Session, rows: Iterable[dict[str, Any]], name: str, value: bool) -> None:
    for before, times in _groups(rows):
        summaries.count_change(session, Enrolment, before, {**before, name: value}, times)


def _count_new(session: Session, rows: Iterable[dict[str, Any]]) -> None:
    for after, times in _groups(rows):
        summaries.count_change(session, Enrolment, None, after, times)
    summaries.touch_area(session, Enrolment.__area__)


def _groups(rows: Iterable[dict[str, Any]]) -> list[tuple[dict[str, Any], int]]:
    """Return what rows are counted by, and how many are alike."""
    found = Counter(
        tuple((column, row[column]) for column in Enrolment.COUNTED_COLUMNS) for row in rows
    )
    return [(dict(group), times) for group, times in found.items()]
