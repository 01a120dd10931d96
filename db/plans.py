"""The household plan: measures against each cause, in versions; another person adopts one."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from sqlalchemy import Select, select
from sqlalchemy.orm import Session

from db import moves
from db.models.care import HouseholdPlan, PlanMeasure
from db.models.hardship import HardshipFile
from db.moves import MoveRow
from db.verbs import load, needs, today_of
from rules.access import Permission
from rules.errors import Conflict, InvalidInput, WrongState
from rules.fields import Value
from rules.language import N_
from rules.plans import (
    ADOPTED,
    DRAFT,
    DROPPED,
    PLAN,
    UNFINISHED,
    causes_left,
    check_measure,
    is_overdue,
)


@dataclass(frozen=True, slots=True)
class MeasureRow:
    id: int
    version: int
    cause: str
    kind: str
    text: str
    owner: str
    due_on: date
    done_on: date | None
    result: str
    overdue: bool


@dataclass(frozen=True, slots=True)
class PlanFile:
    """One version of a file's plan with its measures; ``causes_left`` have none yet."""

    id: int
    version: int
    number: int
    state: str
    goal: str
    adopted_on: date | None
    measures: tuple[MeasureRow, ...]
    causes_left: tuple[str, ...]


def causes_of(file: HardshipFile) -> tuple[str, ...]:
    """Return a file's causes, the main one first."""
    every = (file.primary_cause, *(file.secondary_causes or ()))
    return tuple(dict.fromkeys(cause for cause in every if cause))


@needs(Permission.SEE_HARDSHIP)
def list_causes(session: Session, file_id: int) -> tuple[str, ...]:
    """Return the causes of a file that its plan is made against, the main one first."""
    return causes_of(load(session, HardshipFile, file_id))


@needs(Permission.SEE_HARDSHIP)
def list_of_file(session: Session, file_id: int) -> list[PlanFile]:
    """Return the versions of a file's plan, the newest first, dropped ones left out."""
    file = load(session, HardshipFile, file_id)
    versions = list(
        session.scalars(
            select(HouseholdPlan)
            .where(HouseholdPlan.file_id == file.id, HouseholdPlan.state != DROPPED)
            .order_by(HouseholdPlan.number.desc())
        )
    )
    measures: dict[int, list[PlanMeasure]] = {plan.id: [] for plan in versions}
    for row in session.scalars(_measures(list(measures)).order_by(PlanMeasure.id)):
        measures[row.plan_id].append(row)
    causes, today = causes_of(file), today_of(session)
    return [_file_of(plan, measures[plan.id], causes, today) for plan in versions]


def _measures(plan_ids: list[int]) -> Select[PlanMeasure]:
    return select(PlanMeasure).where(
        PlanMeasure.plan_id.in_(plan_ids), PlanMeasure.removed.is_(False)
    )


def _file_of(
    plan: HouseholdPlan, measures: list[PlanMeasure], causes: tuple[str, ...], today: date
) -> PlanFile:
    left = causes_left(causes, (row.cause for row in measures))
    return PlanFile(
        plan.id,
        plan.version,
        plan.number,
        plan.state,
        plan.goal,
        plan.adopted_on,
        tuple(_measure_of(row, today) for row in measures),
        left,
    )


def _measure_of(row: PlanMeasure, today: date) -> MeasureRow:
    return MeasureRow(
        row.id,
        row.version,
        row.cause,
        row.kind,
        row.text,
        row.owner,
        row.due_on,
        row.done_on,
        row.result,
        is_overdue(row.due_on, row.done_on, today),
    )


@needs(Permission.EDIT_HARDSHIP)
def draft(session: Session, file_id: int, goal: str = "") -> int:
    """Begin a new version of a file's plan with the open measures of the one in force."""
    file = load(session, HardshipFile, file_id)
    _check_open(file)
    plans = list(session.scalars(select(HouseholdPlan).where(HouseholdPlan.file_id == file.id)))
    if any(plan.state in UNFINISHED for plan in plans):
        raise Conflict(N_("A version of the plan is being written already."))
    in_force = next((plan for plan in plans if plan.state == ADOPTED), None)
    plan = HouseholdPlan(
        unit_id=file.unit_id,
        file_id=file.id,
        household_id=file.household_id,
        number=max((plan.number for plan in plans), default=0) + 1,
        goal=goal.strip() or (in_force.goal if in_force else ""),
    )
    moves.begin(session, plan, PLAN)
    if in_force is not None:
        _copy_open(session, in_force, plan)
    return plan.id


def _check_open(file: HardshipFile) -> None:
    if not file.is_open:
        raise WrongState(N_("This file is closed; its plan is history."))


def _copy_open(session: Session, old: HouseholdPlan, new: HouseholdPlan) -> None:
    for row in session.scalars(_measures([old.id]).where(PlanMeasure.done_on.is_(None))):
        session.add(
            PlanMeasure(
                unit_id=new.unit_id,
                plan_id=new.id,
                household_id=new.household_id,
                cause=row.cause,
                kind=row.kind,
                text=row.text,
                owner=row.owner,
                due_on=row.due_on,
            )
        )
    session.flush()


@needs(Permission.EDIT_HARDSHIP)
def set_goal(session: Session, plan_id: int, seen: int, goal: str) -> None:
    """Say what a version that is being written is to reach."""
    _load_draft(session, plan_id, seen).goal = goal.strip()


def _load_draft(session: Session, plan_id: int, seen: int | None = None) -> HouseholdPlan:
    plan = load(session, HouseholdPlan, plan_id, seen)
    if plan.state != DRAFT:
        raise WrongState(N_("Only a version that is being written can be changed."))
    return plan


@needs(Permission.EDIT_HARDSHIP)
def add_measure(session: Session, plan_id: int, values: Mapping[str, Value]) -> int:
    """Plan a measure against one of the file's causes; returns its id."""
    plan = _load_draft(session, plan_id)
    measure = PlanMeasure(unit_id=plan.unit_id, plan_id=plan.id, household_id=plan.household_id)
    _fill(session, plan, measure, values)
    session.add(measure)
    session.flush()
    return measure.id


@needs(Permission.EDIT_HARDSHIP)
def change_measure(
    session: Session, measure_id: int, seen: int, values: Mapping[str, Value]
) -> None:
    """Change a measure of a version that is being written."""
    measure = load(session, PlanMeasure, measure_id, seen)
    _fill(session, _load_draft(session, measure.plan_id), measure, values)


def _fill(
    session: Session, plan: HouseholdPlan, measure: PlanMeasure, values: Mapping[str, Value]
) -> None:
    cause, due_on = values["cause"], values["due_on"]
    if cause not in causes_of(load(session, HardshipFile, plan.file_id)):
        raise InvalidInput(N_("This is none of the file's causes."), field="cause")
    if not isinstance(due_on, date):
        raise InvalidInput(N_("Say until when it is to be done."), field="due_on")
    if due_on != measure.due_on:
        check_measure(due_on, today_of(session))
    measure.cause, measure.kind = str(cause), str(values["kind"])
    measure.text, measure.owner = str(values["text"]), str(values["owner"])
    measure.due_on = due_on


@needs(Permission.EDIT_HARDSHIP)
def remove_measure(session: Session, measure_id: int, seen: int) -> None:
    """Take a measure out of a version that is being written."""
    measure = load(session, PlanMeasure, measure_id, seen)
    _load_draft(session, measure.plan_id)
    measure.removed = True


@needs(Permission.EDIT_HARDSHIP)
def finish_measure(
    session: Session, measure_id: int, seen: int, done_on: date, result: str
) -> None:
    """Enter when a measure of the plan in force was done, and with what result."""
    measure = load(session, PlanMeasure, measure_id, seen)
    plan = load(session, HouseholdPlan, measure.plan_id)
    if plan.state != ADOPTED:
        raise WrongState(N_("Results belong to the plan in force."))
    if done_on > today_of(session):
        raise InvalidInput(N_("This date lies in the future."), field="done_on")
    if not result.strip():
        raise InvalidInput(N_("Say what came of it."), field="result")
    measure.done_on, measure.result = done_on, result.strip()


@needs(Permission.SEE_HARDSHIP)
def take(session: Session, plan_id: int, seen: int, action: str, note: str = "") -> None:
    """Propose, take back or drop a version; adopt it or send it back (another person).

    Adopting supersedes the version in force. Raises InvalidInput naming causes left alone.
    """
    plan = load(session, HouseholdPlan, plan_id, seen)
    if action == "supersede":
        raise WrongState(N_("A version is superseded when the next one is adopted."))
    file = load(session, HardshipFile, plan.file_id)
    if action in ("propose", "adopt"):
        _check_open(file)
        _check_complete(session, plan, file)
    moves.move(session, plan, PLAN, action, note)
    if action == "adopt":
        _supersede(session, plan)
        plan.adopted_on = today_of(session)


def _check_complete(session: Session, plan: HouseholdPlan, file: HardshipFile) -> None:
    causes = causes_of(file)
    if not causes:
        raise InvalidInput(N_("The file names no cause yet."))
    measured = session.scalars(_measures([plan.id]).with_only_columns(PlanMeasure.cause))
    left = causes_left(causes, measured)
    if left:
        raise InvalidInput(
            N_("{n} of the file's causes have no measure yet. Plan one against each."), n=len(left)
        )


def _supersede(session: Session, plan: HouseholdPlan) -> None:
    in_force = session.scalars(
        select(HouseholdPlan).where(
            HouseholdPlan.file_id == plan.file_id,
            HouseholdPlan.state == ADOPTED,
            HouseholdPlan.id != plan.id,
        )
    )
    for old in in_force:
        moves.move(session, old, PLAN, "supersede")


@needs(Permission.SEE_HARDSHIP)
def list_moves(session: Session, plan_id: int) -> list[MoveRow]:
    """Return who did what when with a version of a plan."""
    return moves.list_moves(session, "household_plan", load(session, HouseholdPlan, plan_id).id)
