"""Hardship files for tests, planted as rows in the state that a test wants to begin from."""

from __future__ import annotations

from datetime import UTC, date, datetime

from db.models.hardship import Assessment, HardshipFile
from db.models.households import Household, HouseholdMembership, HouseholdPerson
from db.models.trail import Move
from db.search import sort_key
from db.session import reading, writing
from rules.access import Actor
from rules.hardship import OPEN
from tests.ground.people import almighty

APPLIED_ON = date(2026, 11, 2)


def plant_file(
    unit_id: int,
    name: str,
    state: str = "peer_reviewed",
    *,
    category: str | None = "deep",
    enterer: Actor | None = None,
    review_due_on: date | None = None,
) -> int:
    """Plant a household with its file in ``state``, entered by ``enterer``; returns its id."""
    actor = enterer or almighty(name="周平")
    with writing(almighty()) as session:
        household = Household(unit_id=unit_id, head_name=name, sort_name=sort_key(name))
        person = HouseholdPerson(unit_id=unit_id, name=name)
        session.add_all((household, person))
        session.flush()
        file = HardshipFile(
            unit_id=unit_id,
            household_id=household.id,
            applicant_id=person.id,
            head_name=name,
            sort_name=sort_key(name),
            state=state,
            is_open=state in OPEN,
            file_level="grassroots",
            region="city",
            applied_on=APPLIED_ON,
            edited_on=APPLIED_ON,
            category=category if state == "in_force" else None,
            approved_on=APPLIED_ON if state == "in_force" else None,
            review_due_on=review_due_on,
        )
        session.add_all(
            (
                file,
                HouseholdMembership(
                    unit_id=unit_id,
                    household_id=household.id,
                    person_id=person.id,
                    relation="self",
                    from_on=APPLIED_ON,
                ),
            )
        )
        session.flush()
        session.add(_assessment(file, category))
        session.add(_entered(file, actor))
        return file.id


def _assessment(file: HardshipFile, category: str | None) -> Assessment:
    return Assessment(
        unit_id=file.unit_id,
        file_id=file.id,
        occasion="submission",
        at=datetime(2026, 11, 2, 3, 0, tzinfo=UTC),
        rule_set="test",
        region="city",
        line_fen=106_200,
        inputs="{}",
        lines="[]",
        net_fen=78_333,
        people=3,
        category=category,
    )


def _entered(file: HardshipFile, actor: Actor) -> Move:
    return Move(
        record_type="hardship_file",
        record_id=file.id,
        unit_id=file.unit_id,
        action="enter",
        from_state="",
        to_state="draft",
        account_id=actor.account_id,
        actor=actor.name,
        at=datetime(2026, 11, 2, 3, 0, tzinfo=UTC),
        note="",
    )


def file_row(file_id: int) -> HardshipFile:
    """Return the stored row itself."""
    with reading(almighty()) as session:
        row = session.get(HardshipFile, file_id)
        assert row is not None
        return row
