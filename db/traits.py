"""Keeps with each membership what figures tell apart of the person, as the member's row says it.

Nobody has to remember it: the session does so with every record that it writes.
"""

from __future__ import annotations

from typing import Any

from sqlalchemy import Connection, bindparam, case, event, func, inspect, literal, select, update
from sqlalchemy.orm import Mapper, Session
from sqlalchemy.orm.attributes import set_committed_value

from db import summaries
from db.models.members import Member
from db.models.people import Membership
from db.scope import OfficeSession
from rules.traits import MIGRANT, NEW_FORM, WOMAN, traits_of

NAMES = ("gender", "is_migrant_worker", "is_new_form_worker")
"""The columns of a member that its traits are made from."""
_member, _period = Member.__table__, Membership.__table__
_OF_MEMBER = select(*(_member.c[name] for name in NAMES)).where(_member.c.id == bindparam("key"))
_PERIODS = select(_period).where(_period.c.member_id == bindparam("key"))
_WRITING = (
    update(_period)
    .where(_period.c.member_id == bindparam("key"))
    .values(traits=bindparam("now"), version=_period.c.version + 1)
)


@event.listens_for(Membership, "before_insert")
def _take_from_member(_mapper: Mapper[Any], connection: Connection, period: Membership) -> None:
    row = connection.execute(_OF_MEMBER, {"key": period.member_id}).first()
    period.traits = traits_of(*row) if row is not None else ""


@event.listens_for(OfficeSession, "after_flush")
def _follow_members(session: OfficeSession, _context: Any) -> None:
    for record in session.dirty:
        if not isinstance(record, Member):
            continue
        state = inspect(record)
        if any(
            name in state.committed_state and state.attrs[name].history.has_changes()
            for name in NAMES
        ):
            now = traits_of(*(getattr(record, name) for name in NAMES))
            renew(session, record.id, now)


def renew(session: Session, member_id: int, now: str) -> None:
    """Write a member's traits into all memberships, where they differ, and count anew."""
    connection = session.connection()
    rows = connection.execute(_PERIODS, {"key": member_id}).mappings().all()
    if all(row["traits"] == now for row in rows):
        return
    connection.execute(_WRITING, {"key": member_id, "now": now})
    for row in rows:
        before = {name: row[name] for name in Membership.COUNTED_COLUMNS}
        summaries.count_change(session, Membership, before, {**before, "traits": now})
        known = session.identity_map.get((Membership, (row["id"],), None))
        if known is not None:
            set_committed_value(known, "traits", now)
            set_committed_value(known, "version", row["version"] + 1)


def fill(session: Session) -> None:
    """Write the traits of all members into memberships that hold none."""
    letters = (
        case((_member.c.gender == "female", WOMAN), else_=""),
        case((_member.c.is_migrant_worker.is_(True), MIGRANT), else_=""),
        case((_member.c.is_new_form_worker.is_(True), NEW_FORM), else_=""),
    )
    told = literal("").concat(letters[0]).concat(letters[1]).concat(letters[2])
    traits = select(told).where(_member.c.id == _period.c.member_id).scalar_subquery()
    session.connection().execute(
        update(_period).where(_period.c.traits == "").values(traits=func.coalesce(traits, ""))
    )
