"""How far a version of a plan is in use: covers, and claims that are not settled."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from sqlalchemy import ColumnElement, func, select
from sqlalchemy.orm import Session

from db.models.claims import Claim
from db.models.mutual import UnitEnrolment
from db.verbs import needs, today_of
from rules.access import Permission
from rules.claims import DEAD


@dataclass(frozen=True, slots=True)
class Use:
    """People covered today, all covers ever begun, and claims not settled yet."""

    covered: int
    covers: int
    open_claims: int


@needs(Permission.SEE_CLAIMS)
def get_use(session: Session, version_id: int) -> Use:
    """Return how far a version is in use in the actor's part of the office."""
    today = today_of(session)
    now = (UnitEnrolment.from_on <= today) & (today <= UnitEnrolment.to_on)
    people = func.coalesce(func.sum(UnitEnrolment.people), 0)
    covers, covered = session.execute(
        select(people, func.coalesce(func.sum(UnitEnrolment.people).filter(now), 0)).where(
            _confirmed(version_id)
        )
    ).one()
    open_claims = session.scalar(select(func.count(Claim.id)).where(_open(version_id)))
    return Use(int(covered), int(covers), open_claims or 0)


def _confirmed(version_id: int) -> ColumnElement[bool]:
    confirmed = UnitEnrolment.confirmed_on.is_not(None)
    return (UnitEnrolment.plan_version_id == version_id) & confirmed


def _open(version_id: int) -> ColumnElement[bool]:
    unpaid = Claim.paid_on.is_(None)
    return (Claim.plan_version_id == version_id) & Claim.state.not_in(DEAD) & unpaid


def count_open_claims(session: Session, version_id: int) -> int:
    """Count the claims of the whole office that are not settled: a number and nobody's name."""
    counted = select(func.count(Claim.id)).where(_open(version_id))
    return session.scalar(counted.execution_options(kernel=True)) or 0


def count_later_covers(session: Session, version_id: int, on: date) -> int:
    """Count the people of the whole office whose cover begins after a day: nobody's name."""
    later = select(func.coalesce(func.sum(UnitEnrolment.people), 0)).where(
        _confirmed(version_id), UnitEnrolment.from_on > on
    )
    return int(session.scalar(later.execution_options(kernel=True)) or 0)
