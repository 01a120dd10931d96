"""Visits: the rhythm of contact, what was missed, needs only with consent, questions kept."""

from __future__ import annotations

from datetime import date

import pytest

from rules.errors import InvalidInput
from rules.moves import advance
from rules.visits import (
    MADE,
    MISSED,
    PLANNED,
    RHYTHM_DAYS,
    VISIT,
    check_needs,
    check_question,
    is_missed,
    next_contact,
    rhythm_days,
)

TODAY = date(2026, 11, 24)


def test_every_state_of_a_visit_can_be_reached_and_has_a_label() -> None:
    reached = {VISIT.start} | {step.to for step in VISIT.steps.values()}
    assert reached == set(VISIT.state_labels)


@pytest.mark.parametrize(("state", "action"), [(PLANNED, "miss"), (MADE, "strike_out")])
def test_a_missed_visit_and_a_struck_out_one_say_why(state: str, action: str) -> None:
    assert advance(VISIT, state, action).needs_note


@pytest.mark.parametrize(
    ("level", "days"), [("high", 30), ("middle", 90), ("low", 180), (None, 90), ("own", 90)]
)
def test_the_rhythm_follows_the_risk_level(level: str | None, days: int) -> None:
    assert rhythm_days(level) == days
    assert (next_contact(level, TODAY) - TODAY).days == days


def test_higher_risk_is_never_seen_less_often() -> None:
    assert RHYTHM_DAYS["high"] < RHYTHM_DAYS["middle"] < RHYTHM_DAYS["low"]


@pytest.mark.parametrize(
    ("state", "planned_on", "missed"),
    [
        (PLANNED, TODAY, False),
        (PLANNED, date(2026, 11, 23), True),
        (PLANNED, date(2026, 12, 1), False),
        (MISSED, date(2026, 11, 20), True),
        (MADE, date(2026, 11, 20), False),
    ],
)
def test_a_planned_visit_whose_day_passed_counts_as_missed(
    state: str, planned_on: date, missed: bool
) -> None:
    assert is_missed(state, planned_on, TODAY) is missed


def test_needs_want_the_familys_consent() -> None:
    check_needs({}, False)
    check_needs({"health": "yes", "income": "wish"}, True)
    with pytest.raises(InvalidInput) as refused:
        check_needs({"health": "yes"}, False)
    assert refused.value.field == "needs_consent"


@pytest.mark.parametrize("answer", ["3", "5", "high", "", "10 points"])
def test_a_need_is_never_a_score(answer: str) -> None:
    with pytest.raises(InvalidInput):
        check_needs({"health": answer}, True)


@pytest.mark.parametrize(
    ("question", "answer", "owner", "due_on", "field"),
    [
        ("", "", "周平", TODAY, "question"),
        ("低保怎么办？", "", "", TODAY, "owner"),
        ("低保怎么办？", "", "周平", None, "due_on"),
        ("低保怎么办？", "", "周平", date(2026, 11, 23), "due_on"),
        ("低保怎么办？", "", "周平", TODAY, None),
        ("低保怎么办？", "到社区申请", "", None, None),
    ],
)
def test_a_question_is_answered_or_owned_until_a_day(
    question: str, answer: str, owner: str, due_on: date | None, field: str | None
) -> None:
    if field is None:
        check_question(question, answer, owner, due_on, TODAY)
        return
    with pytest.raises(InvalidInput) as refused:
        check_question(question, answer, owner, due_on, TODAY)
    assert refused.value.field == field
