"""Whose birthday is next: derived from the birth dates, for a part of the tree one can know."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from db.models.members import Member
from db.models.office import Summary
from db.scope import below
from db.unit_names import names_of
from db.verbs import actor_of, needs, today_of
from rules.access import Permission
from rules.birthdays import births_celebrated, next_birthday
from rules.members import PRESENT

DAYS_AHEAD = 7
MOST_MEMBERS = 5000
"""Where more people are in scope nobody congratulates by hand, and the look costs a scan."""

MOST_ROWS = 12
"""So many stand on the desk; the care radar lists them all."""


@dataclass(frozen=True, slots=True)
class BirthdayRow:
    """A member and the day of the next birthday, with the age reached."""

    member_id: int
    name: str
    unit_name: str
    on: date
    age: int


@needs(Permission.BROWSE_MEMBERS)
def list_next(session: Session, days: int = DAYS_AHEAD) -> list[BirthdayRow]:
    """Return the present members whose birthday falls on today or the next days, in order.

    Empty where the actor's part of the tree has more than ``MOST_MEMBERS`` members.
    """
    if not 0 < _members_in_scope(session) <= MOST_MEMBERS:
        return []
    today = today_of(session)
    found = session.execute(
        select(Member.id, Member.name, Member.birth_on, Member.unit_id).where(
            Member.live(),
            Member.status.in_(_present()),
            Member.birth_on.in_(list(births_celebrated(today, days))),
        )
    ).all()
    names = names_of(session, {row.unit_id for row in found})
    rows = []
    for row in found:
        on = next_birthday(row.birth_on, today)
        age = on.year - row.birth_on.year
        rows.append(BirthdayRow(row.id, row.name, names.get(row.unit_id, ""), on, age))
    return sorted(rows, key=lambda row: (row.on, row.member_id))[:MOST_ROWS]


def _present() -> list[str]:
    return [str(status) for status in PRESENT]


def _members_in_scope(session: Session) -> int:
    actor = actor_of(session)
    query = select(func.sum(Summary.n)).where(
        Summary.name == "members", Summary.first.in_(_present())
    )
    if not actor.everywhere:
        query = query.where(Summary.unit_id.in_(below(actor.unit_id or 0)))
    return int(session.scalar(query) or 0)
