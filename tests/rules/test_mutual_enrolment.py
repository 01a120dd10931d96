"""From when to when cover runs, who waits, what is owed, and who may join."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from rules import mutual_enrolment as rules
from rules import mutual_joining as joining
from rules.errors import InvalidInput
from rules.mutual_enrolment import Earlier
from rules.mutual_joining import Candidate, Facts
from rules.mutual_terms import PlanTerms

C11 = date(2019, 9, 25)


def _terms(**more: Any) -> PlanTerms:
    return PlanTerms(**{"share_fen": 95_00, "months": 12, "waiting_months": 1, **more})


def test_c11_a_new_member_waits_a_month_and_a_renewal_does_not() -> None:
    terms = _terms()
    assert rules.covered_from(terms, C11, renews=False) == date(2019, 10, 25)
    assert rules.covered_from(terms, C11, renews=True) == C11
    assert rules.last_day(terms, C11) == date(2020, 9, 24)
    assert rules.covered_from(_terms(waiting_months=0, waiting_days=30), C11, False) == date(
        2019, 10, 25
    )


@pytest.mark.parametrize(
    ("ended", "gap_days", "goes_on"),
    [
        (date(2019, 9, 24), 0, True),
        (date(2019, 9, 23), 0, False),
        (date(2019, 8, 25), 30, True),
        (date(2019, 8, 24), 30, False),
        (date(2019, 12, 31), 0, True),
    ],
)
def test_a_gap_makes_a_member_new(ended: date, gap_days: int, goes_on: bool) -> None:
    earlier = Earlier(1, date(2018, 9, 25), ended)
    assert rules.renewed(_terms(gap_days=gap_days), C11, earlier) is goes_on
    assert not rules.renewed(_terms(), C11, None)
    assert not rules.renewed(_terms(), C11, Earlier(1, C11, date(2020, 9, 24)))


def test_c13_shares_above_the_most_are_void_and_owe_nothing() -> None:
    terms = _terms(max_shares=3, payers={"union": 75_00, "worker": 20_00})
    assert rules.valid_shares(terms, 4) == 3
    assert joining.shares_void(terms, 4) is not None
    assert joining.shares_void(terms, 3) is None
    assert rules.fee(terms, 3) == 285_00
    assert rules.fee_by_payer(terms, 3) == {"union": 225_00, "worker": 60_00}


def test_cover_begins_on_the_day_that_the_plan_fixes() -> None:
    terms = _terms(fixed_start="01-01")
    assert rules.begin_after(terms, date(2026, 12, 5)) == date(2027, 1, 1)
    assert rules.begin_after(terms, date(2027, 1, 1)) == date(2027, 1, 1)
    assert rules.begin_after(_terms(), date(2026, 12, 5)) == date(2026, 12, 5)
    rules.check_begin(terms, date(2027, 1, 1))
    with pytest.raises(InvalidInput):
        rules.check_begin(terms, date(2027, 1, 2))


@pytest.mark.parametrize(
    ("due", "received", "state"),
    [
        (100, 0, rules.OPEN),
        (100, 40, rules.PART),
        (100, 100, rules.FULL),
        (100, 101, rules.OVER),
        (0, 0, rules.FULL),
    ],
)
def test_fees_are_open_in_part_full_or_over(due: int, received: int, state: str) -> None:
    assert rules.fee_state(due, received) == state


SOMEBODY = Candidate("member", "female", date(1990, 3, 1), "on_duty")


@pytest.mark.parametrize(
    ("terms", "person", "sentence"),
    [
        ({}, SOMEBODY, None),
        ({}, Candidate("deceased", "male", None, ""), "died"),
        ({}, Candidate("member", "male", None, "", "港务公司工会"), "belongs to"),
        ({"gender": "female"}, Candidate("member", "male", None, ""), "for women"),
        ({"gender": "female"}, SOMEBODY, None),
        ({"age_from": 16}, Candidate("member", "male", None, ""), "birth date"),
        ({"age_from": 16}, Candidate("member", "male", date(2003, 9, 26), ""), "15 years old"),
        ({"age_from": 16}, Candidate("member", "male", date(2003, 9, 25), ""), None),
        ({"age_to": 60}, Candidate("member", "male", date(1958, 9, 25), ""), "61 years old"),
        ({"age_to": 60}, Candidate("member", "male", date(1958, 9, 26), ""), None),
        ({"retired_may_join": False}, Candidate("retained", "", None, "retired"), "retired"),
        ({"retired_may_join": False}, Candidate("member", "", None, "internal_retired"), None),
        ({"retired_may_join": True}, Candidate("retained", "", None, "retired"), None),
    ],
)
def test_each_reason_for_not_joining_has_its_sentence(
    terms: dict[str, Any], person: Candidate, sentence: str | None
) -> None:
    reason = joining.why_not(_terms(**terms), person, C11)
    if sentence is None:
        assert reason is None
    else:
        assert reason is not None
        assert sentence in reason.text.format(**reason.values)


def _failed(terms: dict[str, Any], **facts: Any) -> list[str]:
    values: dict[str, Any] = {
        "people": 8, "joined": 8, "headcount": 10, "shares": {1}, "from_on": C11, "on": C11,
        **facts,
    }  # fmt: skip
    found = joining.checks(_terms(**terms), Facts(**values))
    return [check.name for check in joining.failed(found)]


@pytest.mark.parametrize(
    ("terms", "facts", "broken"),
    [
        ({}, {}, []),
        ({}, {"people": 0, "joined": 0}, ["people"]),
        ({}, {"unfit": 1}, ["fit"]),
        ({"group_percent": 80}, {}, []),
        ({"group_percent": 80}, {"joined": 7}, ["group"]),
        ({"group_percent": 50, "group_all_below": 11}, {}, ["group"]),
        ({"group_percent": 50, "group_all_below": 11}, {"joined": 10}, []),
        ({"group_percent": 50, "group_all_below": 10}, {}, []),
        ({"equal_shares": True}, {"shares": {1, 2}}, ["shares"]),
        ({"equal_shares": True}, {"shares": {2}}, []),
        ({"window_from": date(2019, 9, 26)}, {}, ["window"]),
        ({"window_to": date(2019, 9, 24)}, {}, ["window"]),
        ({"window_from": C11, "window_to": C11}, {}, []),
        ({}, {"first_on": date(2019, 9, 1)}, ["window"]),
        ({"late_days": 24}, {"first_on": date(2019, 9, 1)}, []),
        ({"late_days": 23}, {"first_on": date(2019, 9, 1)}, ["window"]),
        ({}, {"ended": True}, ["plan"]),
    ],
)
def test_a_hand_in_is_held_against_every_rule(
    terms: dict[str, Any], facts: dict[str, Any], broken: list[str]
) -> None:
    assert _failed(terms, **facts) == broken


def test_a_confirmed_hand_in_stands_only_while_its_cover_runs() -> None:
    first, last = date(2026, 1, 1), date(2026, 12, 31)
    said = [rules.standing(rules.CONFIRMED, first, last, on) for on in (first, last)]
    assert said == [rules.CONFIRMED, rules.CONFIRMED]
    assert rules.standing(rules.CONFIRMED, first, last, date(2027, 1, 1)) == rules.RUN_OUT
    assert rules.standing(rules.CONFIRMED, first, last, date(2025, 12, 31)) == rules.AHEAD
    assert rules.standing(rules.DRAFT, first, last, date(2027, 1, 1)) == rules.DRAFT
