"""Whom a visit or a gift is for: households and members of the registry, one or many at once."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from dataclasses import dataclass
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from db.household_stage import check_open
from db.models.households import Household, HouseholdMembership, HouseholdPerson
from db.models.members import Member
from db.verbs import no_such_record
from rules.errors import OfficeError, WrongState
from rules.language import N_

Asked = tuple[int | None, int | None]
"""A household, or a member of the registry, by id."""


@dataclass(frozen=True, slots=True)
class Whom:
    """Whom a visit or a gift is for: a household, a member of the registry, or both."""

    household_id: int | None
    member_id: int | None
    name: str
    unit_id: int | None


def whom(session: Session, household_id: int | None, member_id: int | None) -> Whom:
    """Find who is visited; a member is tied to the own household where the actor sees it.

    Raises NotFound outside the scope and WrongState for a closed household or merged record.
    """
    asked = (household_id, member_id)
    found = find(session, [asked])[asked]
    if isinstance(found, OfficeError):
        raise found
    return found


def find(session: Session, asked: Collection[Asked]) -> dict[Asked, Whom | OfficeError]:
    """Return who each of some is, or why nobody can be visited there."""
    homes = {home for home, _member in asked if home is not None}
    members = {member for home, member in asked if home is None}
    known = dict((*_households(session, homes), *_members(session, members)))
    return {
        (home, member): known.get((home, None if home else member), no_such_record())
        for home, member in asked
    }


def _households(
    session: Session, ids: Collection[int]
) -> Iterator[tuple[Asked, Whom | OfficeError]]:
    if not ids:
        return
    for row in session.scalars(select(Household).where(Household.id.in_(ids))):
        try:
            check_open(row)
        except WrongState as closed:
            yield (row.id, None), closed
        else:
            yield (row.id, None), Whom(row.id, None, row.head_name, row.unit_id)


def _members(
    session: Session, ids: Collection[int | None]
) -> Iterator[tuple[Asked, Whom | OfficeError]]:
    if not ids:
        return
    homes: Any = session.execute(
        select(HouseholdPerson.member_id, Household.id)
        .join(HouseholdMembership, HouseholdMembership.household_id == Household.id)
        .join(HouseholdPerson, HouseholdPerson.id == HouseholdMembership.person_id)
        .where(HouseholdPerson.member_id.in_(ids), HouseholdMembership.to_on.is_(None))
        .order_by(Household.id.desc())
    )
    own: dict[Any, int] = dict(homes.all())
    for row in session.scalars(select(Member).where(Member.id.in_(ids))):
        if row.merged_into_id is not None or row.withdrawn:
            advice = N_("This record was merged into another or taken back.")
            yield (None, row.id), WrongState(advice)
        else:
            yield (None, row.id), Whom(own.get(row.id), row.id, row.name, row.unit_id)
