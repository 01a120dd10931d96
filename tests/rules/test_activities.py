"""Rules of activities: times, clashes, who may take part, places and scores."""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rules.activities import (
    ABSENT,
    ATTENDED,
    SIGNED_UP,
    WAITING,
    WITHDRAWN,
    Condition,
    Person,
    When,
    attended_state,
    average_score,
    check_time,
    clash,
    free_places,
    state_of_next,
    why_not,
)
from rules.errors import InvalidInput

ON = date(2026, 12, 5)


@pytest.mark.parametrize(
    ("typed", "kept"),
    [
        ("9:00", "09:00"),
        ("09:30", "09:30"),
        ("0930", "09:30"),
        ("9", "09:00"),
        ("9点30分", "09:30"),
    ],
)
def test_a_time_is_read_as_people_write_it(typed: str, kept: str) -> None:
    assert check_time(typed) == kept


@pytest.mark.parametrize("typed", ["25:00", "9:75", "soon", "-1", ""])
def test_what_is_no_time_is_refused(typed: str) -> None:
    with pytest.raises(InvalidInput):
        check_time(typed)


def test_activities_clash_when_their_days_and_hours_meet() -> None:
    morning, noon = When(ON, ON, "09:00", "11:00"), When(ON, ON, "11:00", "12:00")
    assert not clash(morning, noon)
    assert clash(morning, When(ON, ON, "10:59", ""))
    assert clash(morning, When(ON, ON))
    assert not clash(morning, When(date(2026, 12, 6), date(2026, 12, 7)))
    assert clash(noon, When(date(2026, 12, 1), date(2026, 12, 9), "08:00", "18:00"))


_DAYS = st.dates(date(2026, 1, 1), date(2026, 1, 5))
_TIMES = st.sampled_from(["", "08:00", "12:00", "20:00"])


@given(_DAYS, _DAYS, _TIMES, _TIMES)
def test_a_clash_goes_both_ways(one: date, other: date, first: str, second: str) -> None:
    a, b = When(one, max(one, other), first), When(other, other, second)
    assert clash(a, b) == clash(b, a)
    assert clash(a, a)


def test_who_may_take_part_follows_each_condition() -> None:
    born = date(1990, 12, 6)
    woman = Person("member", "female", born, belongs=True)
    rule = Condition("female", 35, 45)
    assert why_not(Condition(), woman, ON) is None
    told = [
        why_not(rule, None, ON),
        why_not(rule, Person("left", "female", born, belongs=True), ON),
        why_not(rule, Person("member", "female", born, belongs=False), ON),
        why_not(rule, Person("member", "male", born, belongs=True), ON),
        why_not(Condition(targets_only=True), woman, ON),
        why_not(rule, woman, date(2025, 12, 5)),
        why_not(Condition(age_to=34), woman, date(2026, 12, 6)),
        why_not(rule, Person("member", "female", None, belongs=True), ON),
    ]
    assert len({one.text for one in told if one}) == len(told)
    assert why_not(rule, woman, ON) is None
    assert why_not(Condition(targets_only=True), Person("member", "", None, True, True), ON) is None


@given(st.integers(1, 9), st.integers(0, 12))
def test_places_are_never_given_twice(capacity: int, asking: int) -> None:
    taken = waiting = 0
    for _ in range(asking):
        state = state_of_next(free_places(capacity, taken), waiting > 0)
        taken += state == SIGNED_UP
        waiting += state == WAITING
    assert taken == min(asking, capacity)
    assert state_of_next(None, False) == SIGNED_UP


def test_who_waited_and_did_not_come_was_not_absent() -> None:
    assert [attended_state(one, False) for one in (SIGNED_UP, WAITING, WITHDRAWN, ATTENDED)] == [
        ABSENT,
        WAITING,
        WITHDRAWN,
        ABSENT,
    ]
    assert attended_state(WAITING, True) == ATTENDED
    assert (average_score([(5, 3), (2, 1)]), average_score([])) == (425, None)
