"""What a person looked at last: a short list of their own, within today's scope."""

from __future__ import annotations

from typing import Any

from sqlalchemy import delete, select
from sqlalchemy.orm import Session

from db.engine import upsert
from db.member_lists import MemberRow, rows_of
from db.models.members import Member
from db.models.office import RecentRecord
from db.models.units import Unit
from db.verbs import actor_of, load, needs, now_of
from rules.access import Permission
from rules.errors import NotFound
from rules.language import N_

ENTRIES = 12
"""How many records of each kind are kept for a person."""

_MODELS: dict[str, Any] = {"member": Member, "unit": Unit}
_KERNEL = {"kernel": True}


@needs(Permission.USE_OFFICE)
def is_latest(session: Session, record_type: str, record_id: int) -> bool:
    """Say whether the record heads the actor's list, so that there is nothing to note."""
    return _newest(session, record_type, 1) == [record_id]


@needs(Permission.USE_OFFICE)
def note(session: Session, record_type: str, record_id: int) -> None:
    """Put a record ("member", "unit") at the head of the actor's list."""
    model = _MODELS.get(record_type)
    if model is None:
        raise NotFound(N_("There is no such record, or it is not in your part of the office."))
    load(session, model, record_id)
    statement = upsert(session, RecentRecord.__table__)  # type: ignore[arg-type]
    statement = statement.values(
        account_id=_own_id(session),
        record_type=record_type,
        record_id=record_id,
        at=now_of(session),
    )
    session.execute(
        statement.on_conflict_do_update(
            index_elements=["account_id", "record_type", "record_id"],
            set_={"at": statement.excluded.at},
        ),
        execution_options=_KERNEL,
    )
    _forget_older(session, record_type)


def _forget_older(session: Session, record_type: str) -> None:
    kept = _newest(session, record_type, ENTRIES)
    session.execute(
        delete(RecentRecord).where(
            RecentRecord.account_id == _own_id(session),
            RecentRecord.record_type == record_type,
            RecentRecord.record_id.not_in(kept),
        ),
        execution_options=_KERNEL,
    )


@needs(Permission.SEE_MEMBERS)
def list_members(session: Session) -> list[MemberRow]:
    """Return the members whom the actor looked at last and may still see, newest first."""
    ids = _newest(session, "member", ENTRIES)
    if not ids:
        return []
    mine = set(session.scalars(select(Member.id).where(Member.id.in_(ids), Member.live())))
    return rows_of(session, [key for key in ids if key in mine])


def _newest(session: Session, record_type: str, limit: int) -> list[int]:
    query = (
        select(RecentRecord.record_id)
        .where(RecentRecord.account_id == _own_id(session), RecentRecord.record_type == record_type)
        .order_by(RecentRecord.at.desc(), RecentRecord.record_id.desc())
        .limit(limit)
    )
    return list(session.scalars(query))


def _own_id(session: Session) -> int:
    return actor_of(session).account_id or 0
