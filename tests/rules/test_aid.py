"""Kinds of aid, the steps of grants and benefits, and which months a benefit owes."""

from __future__ import annotations

from datetime import date, timedelta
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rules import aid
from rules.errors import NotAllowed
from rules.moves import ENTER, RELAXABLE, Machine, advance, check_separation

DAYS = st.dates(date(2000, 1, 1), date(2040, 12, 31))
MONTHS = DAYS.map(aid.month_of)


@pytest.mark.parametrize("machine", [aid.GRANT, aid.BENEFIT], ids=lambda machine: machine.name)
def test_every_state_can_be_reached_and_has_a_label(machine: Machine) -> None:
    reached = {machine.start} | {step.to for step in machine.steps.values()}
    assert reached == set(machine.state_labels)
    assert {state for state, _ in machine.steps} <= reached


@pytest.mark.parametrize(
    ("machine", "state", "action"),
    [
        (aid.GRANT, "awaiting", "grant"),
        (aid.GRANT, "awaiting", "deny"),
        (aid.GRANT, "awaiting", "send_back"),
        (aid.BENEFIT, "asked", "allow"),
        (aid.BENEFIT, "asked", "turn_down"),
    ],
)
def test_nobody_decides_on_what_they_entered(machine: Machine, state: str, action: str) -> None:
    step = advance(machine, state, action)
    with pytest.raises(NotAllowed):
        check_separation(step, 7, [(ENTER, 7)], ())
    check_separation(step, 8, [(ENTER, 7), ("submit", 8)], ())


def test_a_small_office_may_let_the_author_grant_but_not_refuse() -> None:
    check_separation(advance(aid.GRANT, "awaiting", "grant"), 7, [(ENTER, 7)], RELAXABLE)
    check_separation(advance(aid.BENEFIT, "asked", "allow"), 7, [(ENTER, 7)], RELAXABLE)
    with pytest.raises(NotAllowed):
        check_separation(advance(aid.GRANT, "awaiting", "deny"), 7, [(ENTER, 7)], RELAXABLE)


def test_schooling_is_helped_by_several_kinds_that_overlap() -> None:
    assert aid.overlap("study_aid", "autumn_study")
    assert aid.overlap("study_benefit", "autumn_study")
    assert not aid.overlap("study_aid", "medical_aid")
    assert not aid.overlap("study_aid", "study_aid"), "told by the need alone"


def test_needs_are_the_same_whatever_the_spaces() -> None:
    assert aid.same_words("2026年10月 住院", "2026年10月住院")
    assert not aid.same_words("", "")
    assert not aid.same_words("住院", "学费")


@given(MONTHS, st.integers(-600, 600))
def test_months_are_counted_there_and_back(month: date, count: int) -> None:
    moved = aid.months_on(month, count)
    assert moved.day == 1
    assert aid.months_on(moved, -count) == month


@given(MONTHS, MONTHS)
def test_months_between_follow_one_another(first: date, last: date) -> None:
    months = aid.months_between(first, last)
    assert months == sorted(set(months))
    if first <= last:
        assert (months[0], months[-1]) == (first, last)
        assert all((b - a) <= timedelta(31) for a, b in pairwise(months))
    else:
        assert months == []


@given(MONTHS, st.none() | MONTHS, MONTHS)
def test_a_benefit_owes_at_most_thirteen_months_within_its_time(
    first: date, end: date | None, month: date
) -> None:
    owed = aid.due_months(first, end, month)
    assert len(owed) <= aid.MONTHS_BACK + 1
    assert all(first <= one <= month and (end is None or one <= end) for one in owed)


@pytest.mark.parametrize(
    ("to_on", "age", "died", "expected"),
    [
        (None, None, None, None),
        (date(2027, 1, 1), None, None, date(2027, 1, 1)),
        (date(2029, 1, 1), 18, None, date(2028, 6, 1)),
        (date(2027, 1, 1), 18, date(2026, 3, 9), date(2026, 3, 1)),
    ],
)
def test_the_first_of_month_age_and_death_ends_a_benefit(
    to_on: date | None, age: int | None, died: date | None, expected: date | None
) -> None:
    assert aid.last_month(to_on, age, date(2010, 6, 15), died) == expected


def test_without_a_birth_date_no_age_ends_a_benefit() -> None:
    assert aid.last_month(None, 18, None, None) is None
