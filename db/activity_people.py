"""People for activities: who they are in the registry, who is on a list or elsewhere already.

For verbs of ``db``, which hold the lock and have found the activity.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import select, union
from sqlalchemy.orm import Session

from db.enrolment_checks import hold_people
from db.models.activities import Activity, ActivitySignUp
from db.models.campaign_people import CampaignTarget
from db.models.households import HouseholdPerson
from db.models.members import Member
from db.models.units import UnitBelow
from rules import activities as rules
from rules.activities import Person, When
from rules.campaign_people import LISTED
from rules.explanation import Line, line
from rules.language import N_
from rules.people_lists import Remark

_KERNEL = {"kernel": True}
"""The lists of an activity are those of all units; it was found in scope."""


@dataclass(frozen=True, slots=True)
class Known:
    """Somebody of the registry within the actor's scope."""

    id: int
    name: str
    unit_id: int | None
    person: Person


def known_people(session: Session, activity: Activity, ids: Iterable[int]) -> dict[int, Known]:
    """Return people of the actor's scope by the id asked for; a merged record leads on."""
    leads_to = _forwarded(session, ids)
    live = set(leads_to.values())
    top = activity.for_unit_id or activity.unit_id
    inside = select(UnitBelow.unit_id).where(UnitBelow.ancestor_id == top)
    targets = _targets(session, activity, live)
    rows = session.execute(
        select(
            Member.id,
            Member.name,
            Member.unit_id,
            Member.status,
            Member.gender,
            Member.birth_on,
            Member.unit_id.in_(inside).label("belongs"),
        ).where(Member.id.in_(live), Member.live())
    )
    found = {row.id: _known(row, targets) for row in rows}
    return {one: found[key] for one, key in leads_to.items() if key in found}


def _forwarded(session: Session, ids: Iterable[int]) -> dict[int, int]:
    """Return the record that each of some ids stands for now."""
    wanted = sorted(set(ids))
    merged = select(Member.id, Member.merged_into_id).where(
        Member.id.in_(wanted), Member.merged_into_id.is_not(None)
    )
    rows = session.execute(merged, execution_options=_KERNEL)
    return {one: one for one in wanted} | {row[0]: row[1] or row[0] for row in rows}


def hold_all(session: Session, ids: Iterable[int]) -> None:
    """Let nobody merge or enrol these people meanwhile."""
    hold_people(session, set(ids))
    hold_people(session, set(_forwarded(session, ids).values()))


def _known(row: Any, targets: Collection[int]) -> Known:
    is_target = row.id in targets
    person = Person(row.status, row.gender or "", row.birth_on, bool(row.belongs), is_target)
    return Known(row.id, row.name, row.unit_id, person)


def _targets(session: Session, activity: Activity, ids: Collection[int]) -> frozenset[int]:
    """Return who of some people stands on the list of the activity's campaign."""
    if not activity.targets_only:
        return frozenset()
    listed = (
        CampaignTarget.campaign_id == activity.campaign_id,
        CampaignTarget.state == LISTED,
    )
    people = HouseholdPerson.__table__.c
    members = select(CampaignTarget.member_id).where(*listed, CampaignTarget.member_id.in_(ids))
    families = (
        select(people.member_id)
        .join(CampaignTarget, CampaignTarget.person_id == people.id)
        .where(*listed, people.member_id.in_(ids))
    )
    # Whether somebody is on the list is all that is told, of people in scope.
    rows = session.scalars(union(members, families), execution_options=_KERNEL)
    return frozenset(key for key in rows if key)


def on_list(session: Session, activity_id: int, ids: Sequence[int]) -> dict[int, str]:
    rows = session.execute(
        select(ActivitySignUp.member_id, ActivitySignUp.state).where(
            ActivitySignUp.activity_id == activity_id,
            ActivitySignUp.member_id.in_(ids),
            ActivitySignUp.state != rules.WITHDRAWN,
        ),
        execution_options=_KERNEL,
    )
    return {row.member_id: row.state for row in rows}


def list_clashes(
    session: Session, activity: Activity, people: Mapping[int, Known]
) -> tuple[Remark, ...]:
    """Name who is expected at another activity at the same time, and at which."""
    rows = session.execute(
        select(
            ActivitySignUp.member_id,
            Activity.name,
            Activity.from_on,
            Activity.to_on,
            Activity.from_time,
            Activity.to_time,
        )
        .join(Activity, Activity.id == ActivitySignUp.activity_id)
        .where(
            ActivitySignUp.member_id.in_(list(people)),
            ActivitySignUp.state.in_(rules.EXPECTED),
            Activity.id != activity.id,
            Activity.state == rules.OPEN,
            Activity.from_on <= activity.to_on,
            Activity.to_on >= activity.from_on,
        )
        .order_by(ActivitySignUp.member_id, Activity.from_on),
        # The people are in scope; the other activity may be another union's.
        execution_options=_KERNEL,
    )
    mine = _when(activity)
    return tuple(
        Remark(people[row.member_id].name, _elsewhere(row))
        for row in rows
        if rules.clash(mine, _when(row))
    )


def _elsewhere(row: Any) -> Line:
    return line(
        N_("is expected at “{activity}” on {on} as well"),
        activity=row.name,
        on=row.from_on.isoformat(),
    )


def _when(row: Any) -> When:
    return When(row.from_on, row.to_on, row.from_time, row.to_time)
