"""The checklist of exclusions, its exception and its fees."""

from __future__ import annotations

from dataclasses import replace
from fractions import Fraction

import pytest

from rules.exclusions import (
    OF_A_FILE,
    Exclusion,
    ExclusionRules,
    Home,
    SchoolFees,
    check_answers,
)

RULES = ExclusionRules(least_area=Fraction(15))
NONE = {str(code): False for code in OF_A_FILE}
BOTH_HOMES = {**NONE, "second_home": True}


@pytest.mark.parametrize("code", OF_A_FILE)
def test_each_reason_excludes(code: Exclusion) -> None:
    checked = check_answers(RULES, {**NONE, str(code): True}, 3, Home())
    assert (checked.excluded_by, checked.unanswered) == ((code,), ())


def test_a_question_without_an_answer_is_named() -> None:
    assert check_answers(RULES, {}, 3, Home()).unanswered == OF_A_FILE
    assert check_answers(RULES, NONE, 3, Home()).unanswered == ()


@pytest.mark.parametrize(
    ("home", "excused"),
    [
        (Home(45, True), True),
        (Home(46, True), False),
        (Home(45, False), False),
        (Home(None, True), False),
    ],
)
def test_a_small_second_home_is_excused_after_illness_or_disaster(
    home: Home, excused: bool
) -> None:
    checked = check_answers(RULES, BOTH_HOMES, 3, home)
    assert (not checked.excluded_by) is excused
    without = check_answers(replace(RULES, least_area=None), BOTH_HOMES, 3, home)
    assert without.excluded_by == ("second_home",)


@pytest.mark.parametrize(("fee", "excluded"), [(20_000, False), (20_001, True)])
def test_fees_above_twice_the_public_fee_exclude_whatever_was_answered(
    fee: int, excluded: bool
) -> None:
    checked = check_answers(RULES, NONE, 3, Home(), SchoolFees(fee, 10_000))
    assert checked.excluded_by == (("high_fee_school",) if excluded else ())
