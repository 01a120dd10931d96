"""The days of a campaign's steps: before and after its ends, in workdays and around days off."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rules.campaign_forms import offset_of, told_offset
from rules.campaign_steps import DONE, END, LATER, OVERDUE, SOON, START, due_on, start_of, urgency
from rules.campaign_years import moved
from rules.workdays import Calendar

OFF = frozenset(date(2026, 10, day) for day in range(1, 8))
WORKED = frozenset((date(2026, 10, 10),))
CALENDAR = Calendar(OFF, WORKED)
BEGIN, LAST = date(2026, 10, 9), date(2026, 10, 31)  # a Friday, a Saturday


@pytest.mark.parametrize(
    ("anchor", "offset", "workdays", "due"),
    [
        (START, 0, False, BEGIN),
        (END, 0, False, LAST),  # an event stays on its Saturday
        (START, -1, True, date(2026, 10, 8)),
        (START, -2, True, date(2026, 9, 30)),  # the week of holidays lies between
        (START, 1, True, date(2026, 10, 10)),  # a Saturday that is worked
        (START, -4, False, date(2026, 9, 30)),  # falls on a holiday: the workday before
        (END, 1, False, date(2026, 11, 2)),  # falls on a Sunday: the workday after
        (END, 5, True, date(2026, 11, 6)),
    ],
)
def test_a_steps_day_is_counted_from_an_end_of_the_campaign(
    anchor: str, offset: int, workdays: bool, due: date
) -> None:
    assert due_on(CALENDAR, start_of(anchor, BEGIN, LAST), offset, workdays) == due


@given(st.integers(-300, 300), st.booleans(), st.sampled_from((START, END)))
def test_a_steps_day_is_a_workday_on_the_right_side(
    offset: int, workdays: bool, anchor: str
) -> None:
    start = LAST if anchor == END else BEGIN
    due = due_on(CALENDAR, start, offset, workdays)
    assert not offset or CALENDAR.is_workday(due)
    assert (due - start).days * offset >= 0
    told = told_offset(offset, anchor)
    days = told["days"]
    assert isinstance(days, int)
    assert offset_of(days, str(told["side"])) == offset


def test_a_step_is_done_overdue_due_soon_or_open() -> None:
    today = date(2026, 11, 24)
    days = [today - timedelta(days=1), today, today + timedelta(days=7), today + timedelta(days=8)]
    assert [urgency(on, None, today) for on in days] == [OVERDUE, SOON, SOON, LATER]
    assert urgency(days[0], today, today) == DONE


@pytest.mark.parametrize(
    ("on", "later"),
    [
        (date(2026, 2, 28), date(2027, 2, 28)),
        (date(2027, 2, 28), date(2028, 2, 29)),
        (date(2028, 2, 29), date(2029, 2, 28)),
        (date(2026, 3, 8), date(2027, 3, 8)),
    ],
)
def test_a_day_moves_by_a_year_and_the_months_last_day_stays_the_last(
    on: date, later: date
) -> None:
    assert moved(on, 1) == later
