"""The steps of a campaign: what is to be done by which day, who does it, what is done."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date

from sqlalchemy import select
from sqlalchemy.orm import Session

from db import campaign_choices
from db.calendar import calendar_of
from db.models.campaigns import Campaign, CampaignStep
from db.verbs import load, needs, today_of
from rules import campaign_steps as rules
from rules import campaigns as states
from rules.access import Permission
from rules.campaign_forms import STEP_FIELDS, checked, offset_of
from rules.errors import InvalidInput, WrongState
from rules.fields import Value
from rules.language import N_


@dataclass(frozen=True, slots=True)
class StepRow:
    """A step with its day; ``urgency`` says how it stands today, ``covered`` whether the
    day's year has a workday table, ``early`` that its day lies before the plan's year."""

    id: int
    version: int
    campaign_id: int
    campaign_name: str
    campaign_owner: str
    unit_name: str
    name: str
    anchor: str
    offset_days: int
    workdays: bool
    owner: str
    account_id: int | None
    due_on: date
    urgency: str
    early: bool
    covered: bool
    done_on: date | None
    note: str


@needs(Permission.SEE_CAMPAIGNS)
def list_of(session: Session, campaign_id: int) -> list[StepRow]:
    """Return the steps of a campaign in the order of their days."""
    campaign = load(session, Campaign, campaign_id)
    rows = session.scalars(
        select(CampaignStep).where(
            CampaignStep.campaign_id == campaign.id, CampaignStep.removed.is_(False)
        )
    )
    return rows_of(session, ((row, campaign, "") for row in rows))


def rows_of(session: Session, found: Iterable[tuple[CampaignStep, Campaign, str]]) -> list[StepRow]:
    """Return steps with their campaigns and units as rows, in the order of their days.

    The caller has found them within the scope.
    """
    calendar, today = calendar_of(session), today_of(session)

    def told(row: CampaignStep, campaign: Campaign, unit_name: str) -> StepRow:
        start = rules.start_of(row.anchor, campaign.from_on, campaign.to_on)
        due_on = rules.due_on(calendar, start, row.offset_days, row.workdays)
        return StepRow(
            row.id,
            row.version,
            campaign.id,
            campaign.name,
            campaign.owner,
            unit_name,
            row.name,
            row.anchor,
            row.offset_days,
            row.workdays,
            row.owner,
            row.account_id,
            due_on,
            rules.urgency(due_on, row.done_on, today),
            due_on.year < campaign.year,
            calendar.covers(due_on),
            row.done_on,
            row.note,
        )

    rows = [told(*one) for one in found]
    return sorted(rows, key=lambda row: (row.due_on, row.id))


@needs(Permission.PLAN_CAMPAIGNS)
def add(session: Session, campaign_id: int, values: Mapping[str, Value]) -> int:
    """Add a step to a campaign that is not over; returns its id."""
    campaign = load(session, Campaign, campaign_id)
    step = CampaignStep(unit_id=campaign.unit_id, campaign_id=campaign.id)
    _fill(session, campaign, step, values)
    session.add(step)
    session.flush()
    return step.id


@needs(Permission.PLAN_CAMPAIGNS)
def change(session: Session, step_id: int, seen: int, values: Mapping[str, Value]) -> None:
    """Change an open step of a campaign that is not over."""
    step = load(session, CampaignStep, step_id, seen)
    _check_undone(step)
    _fill(session, load(session, Campaign, step.campaign_id), step, values)


def _fill(
    session: Session, campaign: Campaign, step: CampaignStep, values: Mapping[str, Value]
) -> None:
    if campaign.state not in states.OPEN:
        raise WrongState(N_("This campaign is over; its steps are history."))
    found = checked(STEP_FIELDS, values)
    campaign_choices.check_owner(session, found["account_id"], step.account_id)
    days, side = found.pop("days"), str(found.pop("side"))
    step.offset_days = offset_of(days if isinstance(days, int) else 0, side)
    named = campaign_choices.owner_name(session, found["account_id"])
    found["owner"] = found["owner"] or named
    for name, value in found.items():
        setattr(step, name, value)


def _check_undone(step: CampaignStep) -> None:
    if step.removed:
        raise WrongState(N_("This step was taken out."))
    if step.done_on is not None:
        raise WrongState(N_("This step is done. Take that back first."))


@needs(Permission.PLAN_CAMPAIGNS)
def remove(session: Session, step_id: int, seen: int) -> None:
    """Take an open step out of a campaign that is not over."""
    step = load(session, CampaignStep, step_id, seen)
    _check_undone(step)
    if load(session, Campaign, step.campaign_id).state not in states.OPEN:
        raise WrongState(N_("This campaign is over; its steps are history."))
    step.removed = True


@needs(Permission.PLAN_CAMPAIGNS)
def finish(session: Session, step_id: int, seen: int, done_on: date, note: str = "") -> None:
    """Mark a step as done on a day; possible until the campaign is reported."""
    step = load(session, CampaignStep, step_id, seen)
    _check_undone(step)
    _check_worked_on(session, step)
    if done_on > today_of(session):
        raise InvalidInput(N_("This date lies in the future."), field="done_on")
    step.done_on, step.note = done_on, note.strip()


@needs(Permission.PLAN_CAMPAIGNS)
def take_back(session: Session, step_id: int, seen: int) -> None:
    """Take back that a step is done; its note stays on the trail."""
    step = load(session, CampaignStep, step_id, seen)
    if step.done_on is None:
        raise WrongState(N_("This step is not done."))
    _check_worked_on(session, step)
    step.done_on, step.note = None, ""


def _check_worked_on(session: Session, step: CampaignStep) -> None:
    if load(session, Campaign, step.campaign_id).state not in rules.WORKED_ON:
        raise WrongState(N_("This campaign is over; its steps are history."))
