"""Which activities an actor may know of: those in scope, and open ones of the unions above."""

from __future__ import annotations

from typing import Any

from sqlalchemy import ColumnElement, and_, or_, select, true
from sqlalchemy.orm import Session

from db.models.activities import Activity
from db.models.units import UnitBelow
from db.scope import below
from db.verbs import actor_of, stale
from rules import activities as rules
from rules.activities import Condition
from rules.errors import NotFound
from rules.language import N_

_KERNEL = {"kernel": True}
"""For activities of the unions above: ``visible`` limits by hand."""


def visible(session: Session, activity: Any = Activity) -> ColumnElement[bool]:
    """Limit to activities in scope, and to those of the unions above that are not in planning."""
    actor = actor_of(session)
    if actor.everywhere:
        return true()
    own = activity.unit_id.in_(below(actor.unit_id or 0))
    above = select(UnitBelow.ancestor_id).where(UnitBelow.unit_id == actor.unit_id)
    mine = or_(activity.for_unit_id.is_(None), _meant_for(activity, actor.unit_id or 0))
    return or_(own, and_(activity.unit_id.in_(above), activity.state.in_(rules.SEEN_BELOW), mine))


def _meant_for(activity: Any, unit_id: int) -> ColumnElement[bool]:
    """An activity for a part of the tree is known to units in that part and above it."""
    above = select(UnitBelow.ancestor_id).where(UnitBelow.unit_id == unit_id)
    return or_(activity.for_unit_id.in_(above), activity.for_unit_id.in_(below(unit_id)))


def find(session: Session, activity_id: int | None, seen: int | None = None) -> Activity:
    """Return an activity that the actor may know of; raises NotFound, or Conflict when stale."""
    wanted = select(Activity).where(Activity.id == activity_id, visible(session))
    record = session.scalar(wanted, execution_options=_KERNEL)
    if record is None:
        raise NotFound(N_("There is no such record, or it is not in your part of the office."))
    if seen is not None and record.version != seen:
        raise stale(session, record, seen)
    return record


def hold(session: Session, activity_id: int) -> Activity:
    """Return an activity as it stands now, and let nobody else give out its places meanwhile."""
    wanted = select(Activity).where(Activity.id == activity_id, visible(session)).with_for_update()
    record = session.scalar(wanted, execution_options={**_KERNEL, "populate_existing": True})
    if record is None:
        raise NotFound(N_("There is no such record, or it is not in your part of the office."))
    return record


def is_own(session: Session, activity: Activity) -> bool:
    """Say whether an activity that the actor may know of is held in the actor's scope."""
    own = select(Activity.id).where(Activity.id == activity.id)
    return session.scalar(own) is not None


def condition_of(activity: Activity) -> Condition:
    """Return who may take part in an activity."""
    return Condition(activity.gender, activity.age_from, activity.age_to, activity.targets_only)
