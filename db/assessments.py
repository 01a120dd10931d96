"""The means test of a file: its inputs gathered, previewed, frozen, overridden by two people."""

from __future__ import annotations

import json
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from db import aid_rules
from db.models.hardship import Assessment, HardshipFile, MoneyLine
from db.models.households import Household, HouseholdMembership, HouseholdPerson
from db.models.members import Member
from db.values import open_values
from db.verbs import actor_of, load, needs, now_of, today_of
from rules import assessments as rules
from rules.access import Permission, check_allowed
from rules.assessments import LineFacts, PersonFacts
from rules.dated_sets import SetKind
from rules.explanation import Line, from_plain, to_plain
from rules.hardship import FILE_FIELDS
from rules.hardship_money import Window, window_before
from rules.households import HEAD
from rules.means_inputs import Inputs, inputs_from_plain, inputs_to_plain
from rules.means_sets import RuleSet
from rules.means_test import Result, assess
from rules.members import PRESENT

SUBMISSION = "submission"


@dataclass(frozen=True, slots=True)
class Collected:
    """What a means test of a file would be given today, and by which rules."""

    file_id: int
    inputs: Inputs
    rule_set: RuleSet
    window: Window


@dataclass(frozen=True, slots=True)
class AssessmentRow:
    """A frozen means test as the file shows it; ``category`` is what the rules said."""

    id: int
    version: int
    occasion: str
    at: datetime
    rule_set: str
    region: str
    line_fen: int
    net_fen: int
    people: int
    category: str
    level: str
    near_threshold: bool
    excluded_by: str
    lines: tuple[Line, ...]
    override_category: str
    override_reason: str
    override_by_name: str
    confirmed_by_name: str
    confirmed_at: datetime | None


@needs(Permission.SEE_HARDSHIP)
def collect(session: Session, file_id: int) -> Collected:
    """Gather what a means test of the file would be given today; nothing is stored.

    Raises NotFound where no rules or no subsistence line hold for the region.
    """
    if not may_read(session):
        check_allowed(actor_of(session), Permission.REVIEW_HARDSHIP)
    return _collect(session, load(session, HardshipFile, file_id), today_of(session))


def may_read(session: Session) -> bool:
    """Say whether the actor works on files and so reads how a means test was reckoned."""
    actor = actor_of(session)
    return any(
        actor.can(right)
        for right in (
            Permission.EDIT_HARDSHIP,
            Permission.REVIEW_HARDSHIP,
            Permission.APPROVE_HARDSHIP,
        )
    )


@needs(Permission.SEE_HARDSHIP)
def preview(session: Session, file_id: int) -> Result:
    """Return what the means test would say today; nothing is stored."""
    found = collect(session, file_id)
    return assess(found.rule_set, found.inputs)


def _collect(session: Session, file: HardshipFile, on: date) -> Collected:
    rule_set = aid_rules.means_test_on(session, file.region, on)
    line = aid_rules.line_on(session, file.region, on)
    window = window_before(on, rule_set.window_months)
    people = tuple(
        rules.person_of(facts, file.applicant_id, on, file.proved_idle or ())
        for facts in people_of(session, file.household_id)
    )
    inputs = rules.inputs_of(
        open_values(file, FILE_FIELDS),
        people,
        rules.money_of(_lines(session, file), window),
        rules.answered(file.exclusions or {}),
        line.monthly_fen,
        line.minimum_wage_fen,
        on=on,
        is_member=_is_member(session, file),
        floor_area=_floor_area(session, file),
    )
    return Collected(file.id, inputs, rule_set, window)


def people_of(session: Session, household_id: int) -> list[PersonFacts]:
    """Return the household's people who are alive, the head first."""
    person, belongs = HouseholdPerson, HouseholdMembership
    rows = session.execute(
        select(
            person.id,
            person.name,
            belongs.relation,
            person.gender,
            person.birth_on,
            person.person_status,
            person.education,
            person.able_to_work,
            belongs.lives_together,
        )
        .join(belongs, belongs.person_id == person.id)
        .where(
            belongs.household_id == household_id,
            belongs.to_on.is_(None),
            person.deceased_on.is_(None),
        )
        .order_by((belongs.relation == HEAD).desc(), belongs.id)
    )
    return [
        PersonFacts(
            id=row.id,
            name=row.name,
            relation=row.relation,
            gender=row.gender or "",
            birth_on=row.birth_on,
            status=row.person_status or "",
            education=row.education or "",
            able_to_work=row.able_to_work,
            lives_together=row.lives_together,
        )
        for row in rows
    ]


def _lines(session: Session, file: HardshipFile) -> list[LineFacts]:
    rows = session.scalars(
        select(MoneyLine)
        .where(MoneyLine.file_id == file.id, MoneyLine.removed.is_(False))
        .order_by(MoneyLine.id)
    )
    return [
        LineFacts(row.kind, row.item, row.person_id, row.from_on, row.to_on, row.fen, row.proof)
        for row in rows
    ]


def _is_member(session: Session, file: HardshipFile) -> bool:
    found = session.scalar(
        select(Member.id)
        .join(HouseholdPerson, HouseholdPerson.member_id == Member.id)
        .where(HouseholdPerson.id == file.applicant_id, Member.status.in_(PRESENT))
        # A linked member may belong to another unit.
        .execution_options(kernel=True)
    )
    return found is not None


def _floor_area(session: Session, file: HardshipFile) -> int | None:
    return session.scalar(
        select(Household.floor_area)
        .where(Household.id == file.household_id)
        # The file was found in scope; its household may stand elsewhere.
        .execution_options(kernel=True)
    )


def freeze(session: Session, file: HardshipFile, occasion: str) -> Assessment:
    """Test the file's means as of today and keep inputs and result as they are now."""
    found = _collect(session, file, today_of(session))
    result = assess(found.rule_set, found.inputs)
    row = Assessment(
        unit_id=file.unit_id,
        file_id=file.id,
        occasion=occasion,
        at=now_of(session),
        rule_set=found.rule_set.heading.code,
        region=file.region,
        line_fen=found.inputs.line,
        inputs=_as_text(inputs_to_plain(found.inputs)),
        lines=_as_text(to_plain(result.lines)),
        net_fen=result.net_per_head,
        people=result.people,
        category=result.category,
        level=result.level,
        near_threshold=result.near_threshold,
        excluded_by=result.excluded_by[0] if result.excluded_by else None,
    )
    session.add(row)
    session.flush()
    return row


def _as_text(plain: Any) -> str:
    return json.dumps(plain, ensure_ascii=False, default=str)


def latest_of(session: Session, file: HardshipFile) -> Assessment | None:
    """Return the assessment that the file stands on."""
    if file.assessment_id is None:
        return None
    return session.scalar(select(Assessment).where(Assessment.id == file.assessment_id))


def category_of(session: Session, file: HardshipFile) -> str | None:
    """Return the category that the file's assessment gives; an override once confirmed."""
    row = latest_of(session, file)
    if row is None:
        return None
    return row.override_category if row.confirmed_at else row.category


@needs(Permission.SEE_HARDSHIP)
def list_of_file(session: Session, file_id: int) -> list[AssessmentRow]:
    """Return a file's frozen means tests, the latest first.

    How one was reckoned, which tells everybody's incomes, is for those who work on files.
    """
    file, reads = load(session, HardshipFile, file_id), may_read(session)
    rows = session.scalars(
        select(Assessment).where(Assessment.file_id == file.id).order_by(Assessment.id.desc())
    )
    return [
        AssessmentRow(
            id=row.id,
            version=row.version,
            occasion=row.occasion,
            at=row.at,
            rule_set=aid_rules.name_of(session, SetKind.MEANS_TEST, row.rule_set),
            region=row.region,
            line_fen=row.line_fen,
            net_fen=row.net_fen,
            people=row.people,
            category=row.category or "",
            level=row.level or "",
            near_threshold=row.near_threshold,
            excluded_by=row.excluded_by or "",
            lines=from_plain(json.loads(row.lines)) if reads else (),
            override_category=row.override_category or "",
            override_reason=row.override_reason,
            override_by_name=row.override_by_name,
            confirmed_by_name=row.confirmed_by_name,
            confirmed_at=row.confirmed_at,
        )
        for row in rows
    ]


def inputs_of(row: Assessment) -> Inputs:
    """Return the frozen inputs of an assessment."""
    return inputs_from_plain(json.loads(row.inputs))
