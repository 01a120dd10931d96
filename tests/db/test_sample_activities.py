"""The sample's activities: something stands on every list, and its sums are those of its rows."""

from __future__ import annotations

import pytest
from sqlalchemy import func, select

from db import activity_feedback, activity_lists
from db.models.activities import Activity, ActivityCost, ActivitySignUp
from db.session import reading
from rules import activities as rules
from rules.access import CONSOLE


@pytest.mark.usefixtures("made")
def test_every_list_of_activities_has_something_on_it() -> None:
    with reading(CONSOLE) as session:
        for view in set(activity_lists.VIEWS) - {activity_lists.BILLS}:
            assert activity_lists.list_page(session, {"view": view}).rows, view
        states = dict(
            session.execute(
                select(ActivitySignUp.state, func.count()).group_by(ActivitySignUp.state)
            ).all()
        )
        assert states.keys() == set(rules.SIGN_UP_LABELS)
        moved = select(func.count()).where(ActivitySignUp.moved_up_on.is_not(None))
        assert session.scalar(moved)
        paid = select(func.count()).where(ActivityCost.state == rules.COST_PAID)
        assert session.scalar(paid)
        held = session.scalars(select(Activity.id).where(Activity.state == rules.HELD)).first()
        assert held is not None
        assert activity_feedback.get_feedback(session, held).average
