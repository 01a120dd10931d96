"""What people thought of an activity: scores and words without names."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from sqlalchemy import select
from sqlalchemy.orm import Session

from db.activity_scope import find
from db.models.activities import Activity, ActivityFeedback
from db.verbs import load, needs
from rules import activities as rules
from rules.access import Permission
from rules.errors import WrongState
from rules.fields import Value
from rules.language import N_


@dataclass(frozen=True, slots=True)
class FeedbackRow:
    """So many people gave a score, with their words."""

    id: int
    version: int
    score: int
    people: int
    words: str


@dataclass(frozen=True, slots=True)
class Feedback:
    """All that was said; ``average`` in hundredths of a point, None where nobody answered."""

    rows: tuple[FeedbackRow, ...]
    people: int
    average: int | None


@needs(Permission.PLAN_CAMPAIGNS)
def enter(session: Session, activity_id: int, values: Mapping[str, Value]) -> int:
    """Write down what people thought of an activity that was held; returns the entry's id."""
    activity = load(session, Activity, activity_id)
    if activity.state != rules.HELD:
        raise WrongState(N_("Mark the activity as held first."))
    row = ActivityFeedback(
        unit_id=activity.unit_id,
        activity_id=activity.id,
        score=values["score"],
        people=values["people"],
        words=str(values.get("words") or ""),
    )
    session.add(row)
    session.flush()
    return row.id


@needs(Permission.PLAN_CAMPAIGNS)
def remove(session: Session, feedback_id: int, seen: int) -> None:
    """Take an entry made in error off; it stays on the trail."""
    row = load(session, ActivityFeedback, feedback_id, seen)
    if row.removed:
        raise WrongState(N_("This entry was taken off already."))
    row.removed = True


@needs(Permission.SEE_CAMPAIGNS)
def get_feedback(session: Session, activity_id: int) -> Feedback:
    """Return what people thought of an activity, the best scores first."""
    activity = find(session, activity_id)
    rows = session.scalars(
        select(ActivityFeedback)
        .where(ActivityFeedback.activity_id == activity.id, ActivityFeedback.removed.is_(False))
        .order_by(ActivityFeedback.score.desc(), ActivityFeedback.id),
        # Nobody is named, and the activity may be known.
        execution_options={"kernel": True},
    ).all()
    return Feedback(
        tuple(FeedbackRow(row.id, row.version, row.score, row.people, row.words) for row in rows),
        sum(row.people for row in rows),
        rules.average_score([(row.score, row.people) for row in rows]),
    )
