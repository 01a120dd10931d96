"""Household plans: every cause has a measure, and somebody else adopts."""

from __future__ import annotations

from datetime import date

import pytest

from rules.errors import InvalidInput, NotAllowed
from rules.moves import ENTER, actions_from, advance, check_separation
from rules.plans import (
    ADOPTED,
    DRAFT,
    DROPPED,
    PLAN,
    PROPOSED,
    SUPERSEDED,
    causes_left,
    check_measure,
    is_overdue,
)

TODAY = date(2026, 11, 24)


def test_every_state_of_a_plan_can_be_reached_and_has_a_label() -> None:
    reached = {PLAN.start} | {step.to for step in PLAN.steps.values()}
    assert reached == set(PLAN.state_labels)


def test_a_superseded_or_dropped_version_stays_as_it_is() -> None:
    assert not actions_from(PLAN, SUPERSEDED)
    assert not actions_from(PLAN, DROPPED)
    assert set(actions_from(PLAN, DRAFT)) == {"propose", "drop"}


@pytest.mark.parametrize("action", ["adopt", "send_back"])
@pytest.mark.parametrize("earlier", [ENTER, "propose"])
def test_nobody_decides_on_a_plan_they_wrote_or_proposed(action: str, earlier: str) -> None:
    step = advance(PLAN, PROPOSED, action)
    with pytest.raises(NotAllowed):
        check_separation(step, 7, [(earlier, 7)], ())
    check_separation(step, 8, [(earlier, 7)], ())


def test_an_adopted_plan_is_only_superseded() -> None:
    assert set(actions_from(PLAN, ADOPTED)) == {"supersede"}


@pytest.mark.parametrize(
    ("causes", "measured", "left"),
    [
        ((), (), ()),
        (("serious_illness",), (), ("serious_illness",)),
        (("serious_illness", "schooling"), ("schooling", "schooling"), ("serious_illness",)),
        (("schooling", "schooling"), (), ("schooling",)),
        (("schooling",), ("schooling", "accident"), ()),
    ],
)
def test_causes_without_a_measure_are_named_once_and_in_order(
    causes: tuple[str, ...], measured: tuple[str, ...], left: tuple[str, ...]
) -> None:
    assert causes_left(causes, measured) == left


def test_a_new_measure_is_due_today_at_the_earliest() -> None:
    check_measure(TODAY, TODAY)
    with pytest.raises(InvalidInput):
        check_measure(date(2026, 11, 23), TODAY)


def test_a_measure_is_overdue_the_day_after_unless_done() -> None:
    assert not is_overdue(TODAY, None, TODAY)
    assert is_overdue(date(2026, 11, 23), None, TODAY)
    assert not is_overdue(date(2026, 11, 23), TODAY, TODAY)
