"""Hardship files for tests, planted as rows in the state that a test wants to begin from."""

from __future__ import annotations

from datetime import UTC, date, datetime

from db import notice_steps, notices
from db.models.hardship import Assessment, Consent, HardshipFile
from db.models.households import Household, HouseholdMembership, HouseholdPerson
from db.models.notices import PublicNotice
from db.models.trail import Move
from db.numbers import next_number
from db.search import sort_key
from db.session import reading, writing
from db.verbs import load
from rules.access import Actor
from rules.fields import Value
from rules.hardship import OPEN
from tests.ground.people import almighty

APPLIED_ON = date(2026, 11, 2)
NOTICE: dict[str, Value] = {
    "title": "关于拟建档困难职工的公示",
    "basis": "困难职工帮扶工作办法",
    "days": 5,
    "day_unit": "workday",
    "boards": "厂门口公示栏",
    "phone": "0571-88000000",
    "mailbox": "",
}


def plant_file(
    unit_id: int,
    name: str,
    state: str = "peer_reviewed",
    *,
    category: str | None = "deep",
    enterer: Actor | None = None,
    review_due_on: date | None = None,
    consented: bool = True,
) -> int:
    """Plant a household with its file in ``state``, entered by ``enterer``; returns its id.

    Unless told otherwise the head has signed the consent to a public notice.
    """
    actor = enterer or almighty(name="周平")
    with writing(almighty()) as session:
        household = Household(
            unit_id=unit_id,
            household_no=f"H2026-8{next_number(session, 'planted', 2026):04}",
            head_name=name,
            sort_name=sort_key(name),
        )
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
        assessment = _assessment(file, category)
        session.add(assessment)
        session.flush()
        file.assessment_id = assessment.id
        session.add(_entered(file, actor))
        if consented:
            session.add(_consent(file))
        return file.id


def _consent(file: HardshipFile) -> Consent:
    return Consent(
        unit_id=file.unit_id,
        file_id=file.id,
        person_id=file.applicant_id,
        purpose="publish",
        signed_on=APPLIED_ON,
        expires_on=date(APPLIED_ON.year + 10, 11, 2),
    )


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


def notice_row(notice_id: int) -> PublicNotice:
    """Return the stored notice itself."""
    with reading(almighty()) as session:
        return load(session, PublicNotice, notice_id)


def prepare_notice(*file_ids: int, unit: int | None = None, **more: Value) -> int:
    """Prepare a notice of these files; returns its id."""
    with writing(almighty(unit=unit, name="王芳")) as session:
        return notices.prepare(session, file_ids, {**NOTICE, **more})


def publish_notice(*file_ids: int, unit: int | None = None) -> int:
    """Prepare a notice of these files and publish it today; returns its id."""
    notice_id = prepare_notice(*file_ids, unit=unit)
    with writing(almighty(unit=unit, name="王芳")) as session:
        notice_steps.publish(session, notice_id, notice_row(notice_id).version)
    return notice_id


def put_back(file_id: int, state: str = "peer_reviewed") -> None:
    """Put a returned file into a later state, as if the steps between had been taken."""
    with writing(almighty()) as session:
        file = load(session, HardshipFile, file_id)
        file.state, file.is_open = state, state in OPEN
