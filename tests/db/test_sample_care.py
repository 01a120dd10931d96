"""The sample's families are looked after: something stands on every list of care."""

from __future__ import annotations

import pytest
from sqlalchemy import func, select

from db import (
    care_gift_lists,
    care_radar,
    pairings,
    plan_lists,
    visit_lists,
    visit_needs,
    visit_questions,
)
from db.models.care import HouseholdPlan, PlanMeasure, Visit
from db.models.hardship import HardshipFile
from db.session import reading
from rules.access import CONSOLE
from rules.care import NEVER_HELPED, UNVISITED
from rules.plans import ADOPTED, PROPOSED, causes_left
from rules.visits import MADE, MISSED, PLANNED


@pytest.mark.usefixtures("made")
def test_every_list_of_care_has_something_on_it() -> None:
    with reading(CONSOLE) as session:
        for view in (PLANNED, MISSED, MADE):
            assert visit_lists.list_page(session, view).rows, view
        assert visit_questions.list_open(session).rows
        assert plan_lists.list_overdue(session).rows
        assert plan_lists.list_proposed(session)
        assert pairings.list_page(session, {"behind": True}).rows
        assert care_gift_lists.list_page(session).fen > 0
        assert visit_needs.get_totals(session).households
        counts = care_radar.count_parts(session)
    assert counts[NEVER_HELPED]
    assert counts[UNVISITED]


@pytest.mark.usefixtures("made")
def test_plans_answer_every_cause_and_files_know_their_last_visit() -> None:
    with reading(CONSOLE) as session:
        plans = session.scalars(
            select(HouseholdPlan).where(HouseholdPlan.state.in_((ADOPTED, PROPOSED)))
        ).all()
        files = {row.id: row for row in session.scalars(select(HardshipFile))}
        causes: dict[int, list[str]] = {}
        for row in session.scalars(select(PlanMeasure)):
            causes.setdefault(row.plan_id, []).append(row.cause)
        made_on = session.execute(
            select(Visit.household_id, func.max(Visit.made_on))
            .where(Visit.state == MADE)
            .group_by(Visit.household_id)
        )
        last = dict(list(made_on))
    assert plans
    for plan in plans:
        file = files[plan.file_id]
        own = [file.primary_cause or "", *(file.secondary_causes or ())]
        assert causes_left(own, causes[plan.id]) == ()
    open_files = [file for file in files.values() if file.is_open and file.household_id in last]
    assert all(file.visited_on == last[file.household_id] for file in open_files)
