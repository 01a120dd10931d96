"""Who counts in a household, and who would count at the minimum wage."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from rules.counted_people import Person, WorkingAge, count_people, is_idle

DOCTORAL = Person("3", "王小明", "child", age=26, status="student", beyond_bachelor=True)
GRANDMOTHER = Person("4", "王奶奶", "grandparent", age=80, gender="female")


@pytest.mark.parametrize(
    ("person", "counts"),
    [
        (Person("1", "王明", "self", age=45), True),
        (Person("2", "李芳", "spouse", age=43, lives_here=False), True),
        (Person("3", "王小明", "child", age=17, lives_here=False), True),
        (Person("3", "王小明", "child", age=20, lives_here=False, status="student"), True),
        (Person("3", "王小明", "child", age=20, lives_here=False), False),
        (replace(DOCTORAL, lives_here=False), False),
        (DOCTORAL, True),
        (Person("3", "王小明", "child", age=30, status="on_duty"), True),
        (GRANDMOTHER, True),
        (replace(GRANDMOTHER, lives_here=False), False),
        (replace(GRANDMOTHER, has_duty=False), False),
    ],
)
def test_relation_age_study_and_living_together_decide_who_counts(
    person: Person, counts: bool
) -> None:
    (found,) = count_people([person])
    assert found.counts is counts
    assert found.reason.startswith("not counted") is not counts


@pytest.mark.parametrize("status", ["in_prison", "missing", "conscript", "clergy"])
@pytest.mark.parametrize("relation", ["self", "spouse", "child", "parent"])
def test_nobody_who_is_away_for_such_a_reason_counts(status: str, relation: str) -> None:
    (found,) = count_people([Person("1", "王明", relation, age=10, status=status)])
    assert not found.counts


ABLE = Person("2", "李芳", "spouse", age=43, gender="female", status="unemployed")


@pytest.mark.parametrize(
    ("changed", "idle"),
    [
        ({}, True),
        ({"status": "laid_off"}, True),
        ({"status": "on_duty"}, False),
        ({"status": "retired"}, False),
        ({"status": ""}, False),
        ({"able_to_work": False}, False),
        ({"status": "student"}, False),
        ({"idle_proved": True}, False),
        ({"age": 54}, True),
        ({"age": 55}, False),
        ({"age": 59, "gender": "male"}, True),
        ({"age": 60, "gender": "male"}, False),
        ({"age": 16}, True),
        ({"age": 15}, False),
        ({"age": None}, False),
    ],
)
def test_only_able_people_of_working_age_without_work_are_idle(
    changed: dict[str, Any], idle: bool
) -> None:
    assert is_idle(replace(ABLE, **changed), WorkingAge()) is idle
