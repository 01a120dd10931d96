"""The trail of a household with everybody who belongs to it."""

from __future__ import annotations

from sqlalchemy import and_, or_, select
from sqlalchemy.orm import Session

from db.households import ids_of
from db.models.households import Household, HouseholdMembership
from db.models.trail import TrailRow
from db.trail_pages import TrailEntry, entries_of
from db.verbs import load, needs
from rules.access import Permission

MOST = 100


@needs(Permission.READ_TRAIL)
def list_of_household(session: Session, household_id: int, limit: int = MOST) -> list[TrailEntry]:
    """Return what was done about a household, its people and who belonged to it, the latest
    first."""
    household = load(session, Household, household_id)
    keys = ids_of(session, household.id)
    own = select(HouseholdMembership.id, HouseholdMembership.person_id).where(
        HouseholdMembership.household_id.in_(keys)
    )
    # The household is in scope; people may have moved on.
    pairs = session.execute(own.execution_options(kernel=True)).all()
    wanted = {
        "household": keys,
        "household_membership": [row[0] for row in pairs],
        "household_person": [row[1] for row in pairs],
    }
    rows = session.scalars(
        select(TrailRow)
        .where(
            or_(
                *(
                    and_(TrailRow.record_type == kind, TrailRow.record_id.in_(ids))
                    for kind, ids in wanted.items()
                )
            )
        )
        .order_by(TrailRow.id.desc())
        .limit(limit)
    )
    return entries_of(session, list(rows))
