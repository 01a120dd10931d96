"""The beginning of an application: a family that is known, or one founded with its head."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from sqlalchemy import select
from sqlalchemy.orm import Session

from db import hardship_files, households
from db.household_stage import open_file_id
from db.models.households import Household, HouseholdMembership, HouseholdPerson
from db.verbs import load, needs
from rules.access import Permission
from rules.fields import Value
from rules.households import HEAD


@dataclass(frozen=True, slots=True)
class Applicants:
    """A household to apply for: who of it may be the applicant, and its open file if any."""

    household_id: int
    head_name: str
    people: tuple[hardship_files.PersonChoice, ...]
    file_id: int | None


@needs(Permission.EDIT_HARDSHIP)
def found_and_open(
    session: Session,
    unit_id: int,
    head: Mapping[str, Value],
    home: Mapping[str, Value],
    values: Mapping[str, Value],
    member_id: int | None = None,
) -> int:
    """Found a household and begin its file with the head as applicant; returns the file's id."""
    household_id = households.found(session, unit_id, head, home, member_id)
    head_id = session.scalar(
        select(HouseholdMembership.person_id).where(
            HouseholdMembership.household_id == household_id,
            HouseholdMembership.relation == HEAD,
            HouseholdMembership.to_on.is_(None),
        )
    )
    return hardship_files.open(session, household_id, head_id or 0, values)


@needs(Permission.EDIT_HARDSHIP)
def get_applicants(session: Session, household_id: int) -> Applicants:
    """Return who of a household may apply, and the file that is open already."""
    household = load(session, Household, household_id)
    belongs = HouseholdMembership
    rows = session.execute(
        select(HouseholdPerson.id, HouseholdPerson.name, belongs.relation)
        .join(belongs, belongs.person_id == HouseholdPerson.id)
        .where(
            belongs.household_id == household.id,
            belongs.to_on.is_(None),
            HouseholdPerson.deceased_on.is_(None),
        )
        .order_by((belongs.relation == HEAD).desc(), belongs.id)
    )
    people = tuple(hardship_files.PersonChoice(*row) for row in rows)
    file_id = open_file_id(session, household.id)
    return Applicants(household.id, household.head_name, people, file_id)
