"""Households with a hardship file for tests of what is done for them: rows, not verbs."""

from __future__ import annotations

from datetime import date
from typing import Any

from db import care_gifts, life_events, pairings, plans, visit_questions, visits
from db.care_gifts import Present
from db.models.hardship import HardshipFile
from db.models.households import Household, HouseholdMembership, HouseholdPerson
from db.numbers import next_number
from db.session import reading, writing
from db.verbs import today_of
from db.visits import Account, Purpose
from rules.hardship import OPEN
from tests.ground.people import almighty

APPROVED = date(2026, 9, 1)


def settle_household(unit_id: int, name: str, member_id: int | None = None) -> int:
    """Write a household of one person, its head; returns its id."""
    with writing(almighty()) as session:
        number = f"H2026-7{next_number(session, 'settled', 2026):04}"
        household = Household(
            unit_id=unit_id, household_no=number, head_name=name, sort_name=name, extra={}
        )
        person = HouseholdPerson(unit_id=unit_id, name=name, member_id=member_id, extra={})
        session.add_all((household, person))
        session.flush()
        session.add(
            HouseholdMembership(
                unit_id=unit_id,
                household_id=household.id,
                person_id=person.id,
                relation="self",
                from_on=APPROVED,
            )
        )
        return household.id


def open_file(household_id: int, state: str = "in_force", **more: Any) -> int:
    """Write a household's hardship file in a state; returns its id."""
    with writing(almighty()) as session:
        household = session.get(Household, household_id)
        assert household is not None
        person = session.query(HouseholdMembership).filter_by(household_id=household_id).one()
        values: dict[str, Any] = {
            "unit_id": household.unit_id,
            "household_id": household_id,
            "applicant_id": person.person_id,
            "head_name": household.head_name,
            "sort_name": household.sort_name,
            "state": state,
            "is_open": state in OPEN,
            "file_level": "county",
            "applied_on": APPROVED,
            "approved_on": APPROVED,
            "edited_on": APPROVED,
            "region": "city",
            "primary_cause": "serious_illness",
            "secondary_causes": ["schooling"],
            "extra": {},
        }
        file = HardshipFile(**{**values, **more})
        session.add(file)
        session.flush()
        return file.id


def file_row(file_id: int) -> HardshipFile:
    """Return the stored row of a file, for what no reading verb of care shows."""
    with reading(almighty()) as session:
        row = session.get(HardshipFile, file_id)
        assert row is not None
        return row


def care_for(file_id: int, member_id: int, text: str) -> int:
    """Do a bit of everything for a file's household; returns the id of a visit that was made."""
    household_id = file_row(file_id).household_id
    with writing(almighty(name=text)) as session:
        today = today_of(session)
        plan_id = plans.draft(session, file_id, text)
        for cause in plans.list_causes(session, file_id):
            plans.add_measure(
                session,
                plan_id,
                {"cause": cause, "kind": "other", "text": text, "owner": text, "due_on": today},
            )
        pairings.pair(session, household_id, text[:60], today, text[:60])
        visits.plan(session, today, text, Purpose(), household_id=household_id)
        visits.plan(session, today, text, Purpose("birthday"), member_id=member_id)
        account = Account(today, text, text, True, {"health": "yes"})
        visit_id = visits.write_down_unplanned(
            session, account, Purpose(), household_id=household_id
        )
        visit_questions.ask(session, visit_id, text, owner=text, due_on=today)
        present = Present("care_goods", 10_000, today, text)
        care_gifts.give(session, Purpose("hardship"), present, visit_id=visit_id)
        life_events.enter(session, member_id, "wedding", today, note=text)
    return visit_id
