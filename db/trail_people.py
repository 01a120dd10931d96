"""People on the lists of campaigns and activities, whom the trail calls by number where the
reader may not know their names."""

from __future__ import annotations

from collections.abc import Iterable

from sqlalchemy import Select, select
from sqlalchemy.orm import Session

from db.models.activities import ActivitySignUp
from db.models.campaign_people import CampaignTarget
from db.models.households import Household
from db.models.members import Member
from db.verbs import actor_of
from rules.access import Permission

TARGET, SIGN_UP = CampaignTarget.__tablename__, ActivitySignUp.__tablename__
_KERNEL = {"kernel": True}
"""Of entries on the trail that the actor reads; no name is told."""


def numbers_of(
    session: Session, records: Iterable[tuple[str, int | None]]
) -> dict[tuple[str, int | None], str]:
    """Return the member or household number of those records whose names the actor may not
    read, of some on the trail given by type and id."""
    actor = actor_of(session)
    members, families = actor.can(Permission.SEE_MEMBERS), actor.can(Permission.SEE_HARDSHIP)
    found: dict[tuple[str, int | None], str] = {}
    ids: dict[str, set[int]] = {TARGET: set(), SIGN_UP: set()}
    for kind, key in records:
        if kind in ids and key is not None:
            ids[kind].add(key)
    if ids[TARGET] and not (members and families):
        for key, number, home_id, home_no in session.execute(_targets(ids[TARGET])):
            if not (members if home_id is None else families):
                found[TARGET, key] = home_no or number or f"#{key}"
    if ids[SIGN_UP] and not members:
        for key, number in session.execute(_sign_ups(ids[SIGN_UP])):
            found[SIGN_UP, key] = number or f"#{key}"
    return found


def _targets(ids: set[int]) -> Select[int, str | None, int | None, str]:
    row = CampaignTarget
    return (
        select(row.id, Member.member_no, row.household_id, Household.household_no)
        .outerjoin(Member, Member.id == row.member_id)
        .outerjoin(Household, Household.id == row.household_id)
        .where(row.id.in_(ids))
        .execution_options(**_KERNEL)
    )


def _sign_ups(ids: set[int]) -> Select[int, str | None]:
    row = ActivitySignUp
    return (
        select(row.id, Member.member_no)
        .join(Member, Member.id == row.member_id)
        .where(row.id.in_(ids))
        .execution_options(**_KERNEL)
    )
