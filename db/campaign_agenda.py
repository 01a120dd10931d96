"""The open steps of all campaigns by their day: those of a list, and those on a desk.

Days follow from the campaign and the calendar, which the database does not know. So it tells
from which days steps are counted and how far, and these few are put in order here; the steps
themselves are found a page at a time.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from itertools import groupby
from typing import Any

from sqlalchemy import and_, case, func, or_, select
from sqlalchemy.orm import Session

from db import campaign_lists
from db.calendar import calendar_of
from db.campaign_steps import StepRow, rows_of
from db.models.campaigns import Campaign, CampaignStep
from db.models.units import Unit
from db.verbs import actor_of, needs, today_of
from rules import campaign_steps as rules
from rules.access import Permission

PAGE_SIZE = 50

_FROM: Any = case((CampaignStep.anchor == rules.END, Campaign.to_on), else_=Campaign.from_on)
"""The day from which a step is counted."""


@dataclass(frozen=True, slots=True)
class StepPage:
    rows: list[StepRow]
    total: int


@dataclass(frozen=True, slots=True)
class _Counting:
    """Steps that are counted alike and so are due on one day; ``n`` of them are open."""

    start_on: date
    offset_days: int
    workdays: bool
    n: int
    due_on: date


@needs(Permission.SEE_CAMPAIGNS)
def list_open(
    session: Session, chosen: Mapping[str, Any], page: int = 1, size: int = PAGE_SIZE
) -> StepPage:
    """List the open steps of the campaigns that ``chosen`` finds, by their day; see
    ``campaign_lists.select_ids``. ``mine`` are those on the actor's desk."""
    mine = bool(chosen.get("mine"))
    wanted = {name: value for name, value in chosen.items() if name != "mine"}
    campaigns = campaign_lists.select_ids(session, wanted).order_by(None)
    steps = _open_steps().where(Campaign.id.in_(campaigns))
    if mine:
        steps = steps.where(_on_desk(session))
    countings = _countings(session, steps)
    total = sum(one.n for one in countings)
    first = (page - 1) * size
    before, days = _days_of(countings, first, size)
    if not days:
        return StepPage([], total)
    is_due = [or_(*map(_counted, day)) for day in days]
    position = case(*((condition, n) for n, condition in enumerate(is_due)))
    found = session.execute(
        steps.where(or_(*is_due))
        .order_by(position, CampaignStep.id)
        .limit(size)
        .offset(first - before)
    )
    return StepPage(rows_of(session, found), total)


@needs(Permission.SEE_CAMPAIGNS)
def count_pressing(session: Session) -> int:
    """Count the steps on the actor's desk that are overdue or due within a week."""
    today = today_of(session)
    return sum(
        one.n
        for one in _countings(session, _open_steps().where(_on_desk(session)))
        if rules.urgency(one.due_on, None, today) in rules.PRESSING
    )


def _open_steps() -> Any:
    return (
        select(CampaignStep, Campaign, Unit.name)
        .join(Campaign, Campaign.id == CampaignStep.campaign_id)
        .join(Unit, Unit.id == Campaign.unit_id)
        .where(
            CampaignStep.removed.is_(False),
            CampaignStep.done_on.is_(None),
            Campaign.state.in_(rules.WORKED_ON),
        )
    )


def _on_desk(session: Session) -> Any:
    me = actor_of(session).account_id or 0
    return or_(
        CampaignStep.account_id == me,
        CampaignStep.account_id.is_(None) & (Campaign.account_id == me),
    )


def _countings(session: Session, steps: Any) -> list[_Counting]:
    """Return how open steps are counted and how many are counted so, by the day they are due."""
    ways = (_FROM, CampaignStep.offset_days, CampaignStep.workdays)
    calendar = calendar_of(session)
    rows: Any = session.execute(steps.with_only_columns(*ways, func.count()).group_by(*ways))
    found = [
        _Counting(start, offset, workdays, n, rules.due_on(calendar, start, offset, workdays))
        for start, offset, workdays, n in rows
    ]
    return sorted(found, key=lambda one: one.due_on)


def _days_of(
    countings: Sequence[_Counting], first: int, size: int
) -> tuple[int, list[list[_Counting]]]:
    """Return how many steps lie before the days that a page touches, and these days."""
    before, passed, days = 0, 0, []
    for _due_on, found in groupby(countings, key=lambda one: one.due_on):
        day = list(found)
        n = sum(one.n for one in day)
        if passed + n <= first:
            before += n
        elif passed < first + size:
            days.append(day)
        passed += n
    return before, days


def _counted(one: _Counting) -> Any:
    return and_(
        one.start_on == _FROM,
        CampaignStep.offset_days == one.offset_days,
        CampaignStep.workdays.is_(one.workdays),
    )
