"""Who answers depends on the record; nobody answers or accepts the own words."""

from __future__ import annotations

from datetime import date

import pytest

from rules.access import Permission
from rules.errors import NotAllowed, WrongState
from rules.moves import advance, check_separation, stops_in_freeze
from rules.supervision import SUBJECTS, due, machine_of
from tests.rules.test_workdays import CALENDAR

TODAY = date(2026, 11, 24)


@pytest.mark.parametrize(
    ("record_type", "right"),
    [
        ("hardship_file", Permission.REVIEW_HARDSHIP),
        ("public_notice", Permission.REVIEW_HARDSHIP),
        ("aid_grant", Permission.APPROVE_AID),
        ("pay_run", Permission.PREPARE_RUNS),
        ("claim", Permission.DECIDE_CLAIMS),
    ],
)
def test_the_record_says_who_answers(record_type: str, right: Permission) -> None:
    assert machine_of(record_type).steps[("open", "answer")].permission is right


@pytest.mark.parametrize("record_type", SUBJECTS)
def test_a_question_goes_back_and_forth_until_the_answer_is_accepted(record_type: str) -> None:
    machine = machine_of(record_type)
    state = machine.start
    for action in ("answer", "ask_again", "answer", "accept"):
        state = advance(machine, state, action).to
    assert state == "accepted"
    for action in ("answer", "ask_again", "accept", "drop"):
        with pytest.raises(WrongState):
            advance(machine, state, action)


def test_nobody_accepts_the_own_answer_or_answers_the_own_question() -> None:
    steps = machine_of("pay_run").steps
    with pytest.raises(NotAllowed):
        check_separation(steps[("answered", "accept")], 7, [("answer", 7)], ())
    with pytest.raises(NotAllowed):
        check_separation(steps[("open", "answer")], 7, [("enter", 7)], ())


def test_questions_are_answered_also_while_the_office_is_frozen() -> None:
    for step in machine_of("hardship_file").steps.values():
        assert not stops_in_freeze(step)


def test_the_days_to_answer_are_workdays() -> None:
    assert due(CALENDAR, date(2026, 9, 28), 5) == date(2026, 10, 10)
