"""Families in hardship with a child who enters college this autumn."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date

from db import household_people, households
from db.models.hardship import HardshipFile
from db.session import writing
from rules.fields import Value
from tests.ground.families import household_row, relative
from tests.ground.people import almighty


def plant(unit_id: int, families: Mapping[str, str], year: int) -> None:
    """Found a family with a file in force for each child, by name, with its parent's name.

    The parent, who gets the family's money, has a bank card.
    """
    for number, (name, parent) in enumerate(families.items(), start=1):
        card: dict[str, Value] = {
            "bank_name": "建设银行",
            "bank_number": f"62220200000000{number:05}",
        }
        school: dict[str, Value] = {"person_status": "student", "enrolled_on": date(year, 9, 1)}
        with writing(almighty()) as session:
            home = households.found(session, unit_id, {**relative(parent), **card})
            child = {**relative(name, date(year - 18, 5, number)), **school}
            household_people.add(session, home, "child", child)
        _file(home, number)


def _file(household_id: int, number: int) -> None:
    household = household_row(household_id)
    with writing(almighty()) as session:
        people = household_people.people_of(session, household_id)
        session.add(
            HardshipFile(
                unit_id=household.unit_id,
                household_id=household_id,
                applicant_id=people[0][0].id,
                head_name=household.head_name,
                sort_name=household.sort_name,
                state="in_force",
                is_open=True,
                archive_no=f"JQ-{number:04}",
                file_level="county",
                applied_on=date(2026, 3, 2),
                region="city",
                category="deep",
                approved_on=date(2026, 4, 1),
                edited_on=date(2026, 4, 1),
                exclusions={},
                extra={},
            )
        )
