"""The office's figures: counted from the summaries, without names, within the actor's part."""

from __future__ import annotations

from dataclasses import dataclass

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from db.models.office import RolledSummary
from db.models.units import Unit
from db.verbs import actor_of, needs
from rules.access import Permission
from rules.members import PRESENT, Status


@dataclass(frozen=True, slots=True)
class Overview:
    """Who belongs to the union now, and in how many open units."""

    members: int
    women: int
    retained: int
    units: int


@needs(Permission.SEE_FIGURES)
def get_overview(session: Session) -> Overview:
    """Return the figures of the actor's part of the tree."""
    root = select(Unit.id).where(Unit.parent_id.is_(None)).limit(1).scalar_subquery()
    actor = actor_of(session)
    query = (
        select(RolledSummary.first, RolledSummary.second, func.sum(RolledSummary.n))
        .where(
            RolledSummary.name == "members",
            RolledSummary.first.in_([str(one) for one in PRESENT]),
            RolledSummary.unit_id == (root if actor.everywhere else actor.unit_id or 0),
        )
        .group_by(RolledSummary.first, RolledSummary.second)
    )
    counts = [(status, gender, int(n)) for status, gender, n in session.execute(query)]
    units = session.scalar(select(func.count(Unit.id)).where(Unit.closed_on.is_(None)))
    return Overview(
        members=sum(n for _, _, n in counts),
        women=sum(n for _, gender, n in counts if gender == "female"),
        retained=sum(n for status, _, n in counts if status == Status.RETAINED),
        units=units or 0,
    )
