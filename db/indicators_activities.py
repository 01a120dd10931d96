"""The records behind the figures of activities."""

from __future__ import annotations

from collections.abc import Mapping

from db.behind import Behind
from db.models.activities import Activity, ActivityCost, ActivitySignUp
from rules.activities import ATTENDED, COST_PAID, HELD, WITH_A_PLACE


def _people(*states: str) -> Behind:
    return Behind(
        ActivitySignUp,
        ActivitySignUp.name,
        ActivitySignUp.on,
        lambda span: (
            ActivitySignUp.state.in_(states),
            ActivitySignUp.on.between(span.first_on, span.last_on),
        ),
        opens=ActivitySignUp.activity_id,
    )


BEHIND_ACTIVITIES: Mapping[str, Behind] = {
    "activities_held": Behind(
        Activity,
        Activity.name,
        Activity.from_on,
        lambda span: (
            Activity.state == HELD,
            Activity.from_on.between(span.first_on, span.last_on),
        ),
    ),
    "activity_places_taken": _people(*WITH_A_PLACE),
    "activity_attended": _people(ATTENDED),
    "activity_cost": Behind(
        ActivityCost,
        ActivityCost.what,
        ActivityCost.on,
        lambda span: (
            ActivityCost.state == COST_PAID,
            ActivityCost.on.between(span.first_on, span.last_on),
        ),
        ActivityCost.fen,
        opens=ActivityCost.activity_id,
    ),
}
