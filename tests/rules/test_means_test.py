"""The means test: the worked examples, its operators, and what never may happen."""

from __future__ import annotations

from dataclasses import replace
from fractions import Fraction
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rules.categories import Category, Level
from rules.errors import InvalidInput
from rules.explanation import from_plain, to_plain
from rules.language import use_language
from rules.means_inputs import (
    Inputs,
    Migrant,
    MoneyLine,
    SuddenEvent,
    inputs_from_plain,
    inputs_to_plain,
)
from rules.means_sets import RuleSet
from rules.means_test import assess
from tests.rules.households import (
    DEPTHS,
    LINE,
    NOTHING_EXCLUDES,
    family,
    household,
    means_test,
)

DEEP, RELATIVE, ACCIDENTAL = Category.DEEP, Category.RELATIVE, Category.ACCIDENTAL


def with_operator(rule_set: RuleSet, operator: str) -> RuleSet:
    rungs = tuple(
        replace(rung, limits=tuple(replace(one, operator=operator) for one in rung.limits))
        for rung in rule_set.rungs
    )
    return replace(rule_set, rungs=rungs)


NAT2020 = means_test("NAT2020")
AT_MOST = with_operator(NAT2020, "<=")
NO_IMPUTATION = replace(NAT2020, imputes_wage=False)
IDLE = {"people": family(3, status="unemployed"), "minimum_wage": 190_000}


def event(cost: int, **more: Any) -> dict[str, Any]:
    return {"event": SuddenEvent(cost=cost * 100, **more)}


@pytest.mark.parametrize(
    ("rule_set", "inputs", "category", "net_per_head"),
    [
        pytest.param(NAT2020, household(49_200, 21_000, 3), DEEP, 78_333, id="A1"),
        pytest.param(NAT2020, household(84_000, 18_000, 4), RELATIVE, 137_500, id="A2"),
        pytest.param(NAT2020, household(38_232, 0, 3), RELATIVE, 106_200, id="A3"),
        pytest.param(AT_MOST, household(38_232, 0, 3), DEEP, 106_200, id="A5"),
        pytest.param(
            NAT2020, household(72_000, 0, 2, **event(60_000)), ACCIDENTAL, 300_000, id="A6"
        ),
        pytest.param(NAT2020, household(72_000, 0, 2, **event(57_000)), None, 300_000, id="A6-no"),
        pytest.param(NAT2020, household(36_000, 12_000, 3, **IDLE), RELATIVE, 130_000, id="A7"),
        pytest.param(
            NO_IMPUTATION, household(36_000, 12_000, 3, **IDLE), DEEP, 66_667, id="A7-without"
        ),
    ],
)
def test_a_worked_example_comes_out_as_on_paper(
    rule_set: RuleSet, inputs: Inputs, category: Category | None, net_per_head: int
) -> None:
    result = assess(rule_set, inputs)
    assert (result.category, result.net_per_head) == (category, net_per_head)


def test_a11_one_and_a_half_times_the_line_bounds_the_provincial_level_exactly() -> None:
    zhejiang = means_test("ZHEJIANG2017")
    at = assess(zhejiang, household(996 * 12, 0, 1, line=66_400))
    assert (at.category, at.level, at.net_per_head) == (RELATIVE, Level.PROVINCE, 99_600)
    above = inputs_with_income(99_600 * 12 + 1, 1, 66_400)
    assert assess(zhejiang, above).category is None


def inputs_with_income(fen: int, people: int, line: int = LINE) -> Inputs:
    return replace(household(1, 0, people, line=line), incomes=(MoneyLine("wage", fen),))


def test_a12_two_homes_exclude_the_family_of_the_first_example() -> None:
    answers = {**NOTHING_EXCLUDES, "second_home": True}
    result = assess(NAT2020, household(49_200, 21_000, 3, answers=answers))
    assert result.excluded_by == ("second_home",)
    assert (result.category, result.near_threshold) == (None, False)
    assert result.net_per_head == 78_333


@pytest.mark.parametrize(
    ("net", "level", "category"),
    [
        (1062, Level.NATIONAL, DEEP),
        (1063, Level.PROVINCE, RELATIVE),
        (1593, Level.PROVINCE, RELATIVE),
        (1594, Level.CITY, RELATIVE),
    ],
)
def test_anhui_puts_files_at_levels(net: int, level: Level, category: Category) -> None:
    income = 1593 * 12
    spent = max(income - net * 12, 0)
    result = assess(means_test("ANHUI2019"), household(max(income, net * 12), spent, 1))
    expected = (category, level) if net <= 1593 else (None, None)
    assert (result.category, result.level) == expected


@pytest.mark.parametrize(
    ("inputs", "category"),
    [
        (household(1061 * 12, 0, 1, months_below=6), Category.DIBAO_HOUSEHOLD),
        (household(1061 * 12, 0, 1, months_below=5), Category.NEAR_DIBAO),
        (household(1061 * 12, 0, 1, receives_dibao=True), Category.DIBAO_HOUSEHOLD),
        (household(1593 * 12, 531 * 12, 1), Category.NEAR_DIBAO),
        (household(1594 * 12, 600 * 12, 1), None),
        (household(1594 * 12, 600 * 12, 1, **event(9_000)), Category.ACCIDENTAL_OLD),
        (household(4000 * 12, 0, 1, **event(40_000)), Category.ACCIDENTAL_OLD),
        (household(4000 * 12, 0, 1, savings=1_000_000, **event(40_000)), None),
        (household(4000 * 12, 0, 1, **event(40_000, still_hard=False)), None),
    ],
)
def test_the_old_classes_can_still_be_judged(inputs: Inputs, category: Category | None) -> None:
    assert assess(means_test("NAT2016"), inputs).category == category


@pytest.mark.parametrize(
    ("facts", "category"),
    [
        (event(60_000, compensated=300_000), None),
        (event(60_000, still_hard=False), None),
        (event(0, on_duty_in_disaster=True), ACCIDENTAL),
        (event(0), None),
        (event(57_600), None),
        (event(57_601), ACCIDENTAL),
    ],
)
def test_a_sudden_event_counts_by_what_the_family_was_left_to_pay(
    facts: dict[str, Any], category: Category | None
) -> None:
    assert assess(NAT2020, household(72_000, 0, 2, **facts)).category == category


def test_a_family_just_above_the_limit_is_near_the_threshold() -> None:
    assert assess(NAT2020, household(2200 * 12, 0, 1)).near_threshold
    assert not assess(NAT2020, household(2400 * 12, 0, 1)).near_threshold
    assert not assess(NAT2020, household(1000 * 12, 0, 1)).near_threshold


@pytest.mark.parametrize(
    ("worker", "reasons"),
    [
        (Migrant(12, True, True), ()),
        (Migrant(11, True, True), ("migrant_short_work",)),
        (
            Migrant(),
            ("migrant_not_member", "migrant_not_settled", "migrant_short_work"),
        ),
    ],
)
def test_a_migrant_worker_must_be_settled_a_member_and_a_year_in_work(
    worker: Migrant, reasons: tuple[str, ...]
) -> None:
    result = assess(NAT2020, household(1000, 0, 1, migrant=worker))
    assert result.excluded_by == reasons
    assert (result.category is None) == bool(reasons)


def test_what_does_not_count_is_named_and_left_out() -> None:
    money = (
        MoneyLine("wage", 1_200_000),
        MoneyLine("festival_gift", 50_000),
        MoneyLine("union_aid", 300_000),
    )
    costs = (
        MoneyLine("medical", 100_000, proof="settlement_sheet"),
        MoneyLine("medical", 70_000, proof="declared"),
        MoneyLine("travel", 5_000, proof="receipt"),
    )
    result = assess(NAT2020, replace(household(1, 0, 1), incomes=money, costs=costs))
    assert (result.income, result.rigid) == (1_500_000, 100_000)
    use_language("en")
    told = [line.shown({}) for line in result.lines]
    assert "festival_gift: 500.00, does not count as income." in told
    assert "medical: 700.00, left out since no paper proves it." in told
    assert "travel: 50.00, is not rigid spending." in told


def test_an_idle_person_counts_at_what_the_minimum_wage_adds_to_own_earnings() -> None:
    money = (MoneyLine("wage", 3_600_000, "1"), MoneyLine("business", 500_000, "2"))
    inputs = replace(household(1, 0, 3, **IDLE), incomes=money)
    assert assess(NAT2020, inputs).imputed == 190_000 * 12 - 500_000
    with pytest.raises(InvalidInput, match="minimum wage: 李芳"):
        assess(NAT2020, replace(inputs, minimum_wage=None))


@pytest.mark.parametrize(
    "changed",
    [
        {"line": 0},
        {"people": ()},
        {"incomes": (MoneyLine("wage", -1),)},
        {"savings": -1},
        {"event": SuddenEvent(cost=-1)},
    ],
)
def test_impossible_figures_are_refused(changed: dict[str, Any]) -> None:
    with pytest.raises(InvalidInput):
        assess(NAT2020, replace(household(1000, 0, 1), **changed))


def test_every_step_is_told_in_the_readers_language() -> None:
    use_language("en")
    result = assess(NAT2020, household(49_200, 21_000, 3))
    assert [line.shown({}) for line in result.lines] == [
        "王明: the worker.",
        "李芳: spouse.",
        "孩子3: minor child.",
        "People who count: 3.",
        "wage: 49,200.00.",
        "Income in all: 49,200.00.",
        "Rigid spending, medical: 21,000.00.",
        "Rigid spending in all: 21,000.00.",
        "Gross per head and month: 49,200.00 ÷ 3 ÷ 12 = 1,366.67.",
        "Net per head and month: (49,200.00 − 21,000.00) ÷ 3 ÷ 12 = 783.33.",
        "Subsistence line: 1,062.00 a month.",
        "Deep hardship: net 783.33 < 1 × 1,062.00 = 1,062.00: met.",
        "Conclusion: Deep hardship.",
    ]
    use_language("zh_CN")
    assert result.lines[-1].shown({}) == "结论：深度困难。"


def test_a_difference_that_rounding_would_hide_is_shown() -> None:
    use_language("en")
    result = assess(NAT2020, inputs_with_income(LINE * 36 - 1, 3))
    assert result.category is DEEP
    told = [line.shown({}) for line in result.lines]
    assert "Deep hardship: net 1061.9997 < 1 × 1,062.00 = 1062: met." in told


amounts = st.integers(0, 20_000_000)
sizes = st.integers(1, 6)
monotone = st.sampled_from([NAT2020, AT_MOST, means_test("ANHUI2019"), means_test("ZHEJIANG2017")])


def _plain(income: int, rigid: int, people: int) -> Inputs:
    return replace(
        household(1, 0, people),
        incomes=(MoneyLine("wage", income, "1"),),
        costs=(MoneyLine("medical", rigid, "1", "settlement_sheet"),),
    )


@given(monotone, amounts, amounts, sizes, amounts)
def test_more_rigid_spending_never_makes_a_lighter_category(
    rule_set: RuleSet, income: int, rigid: int, people: int, more: int
) -> None:
    before = assess(rule_set, _plain(income, rigid, people))
    after = assess(rule_set, _plain(income, rigid + more, people))
    assert DEPTHS[after.category] >= DEPTHS[before.category]


@given(monotone, amounts, amounts, sizes, amounts, st.none() | st.integers(0, 10**7))
def test_more_income_never_makes_a_deeper_category(
    rule_set: RuleSet, income: int, rigid: int, people: int, more: int, cost: int | None
) -> None:
    happened = None if cost is None else SuddenEvent(cost)
    before = assess(rule_set, replace(_plain(income, rigid, people), event=happened))
    after = assess(rule_set, replace(_plain(income + more, rigid, people), event=happened))
    assert DEPTHS[after.category] <= DEPTHS[before.category]


@given(amounts, sizes)
def test_the_two_operators_differ_at_equality_only(income: int, people: int) -> None:
    strict = assess(NAT2020, _plain(income, 0, people))
    at_most = assess(AT_MOST, _plain(income, 0, people))
    net = Fraction(income, people * 12)
    assert (strict.category != at_most.category) == (net in (LINE, 2 * LINE))


@given(sizes)
def test_at_the_line_the_operator_decides(people: int) -> None:
    inputs = inputs_with_income(LINE * people * 12, people)
    assert assess(NAT2020, inputs).category is RELATIVE
    assert assess(AT_MOST, inputs).category is DEEP


@given(amounts, amounts, st.integers(0, 400_000), st.booleans(), st.booleans())
def test_imputation_only_raises_income(
    income: int, own: int, wage: int, idle: bool, proved: bool
) -> None:
    inputs = replace(
        household(
            1, 0, 3, people=family(3, status="laid_off" if idle else "on_duty", idle_proved=proved)
        ),
        incomes=(MoneyLine("wage", income, "1"), MoneyLine("wage", own, "2")),
        minimum_wage=wage,
    )
    with_wage, without = assess(NAT2020, inputs), assess(NO_IMPUTATION, inputs)
    assert with_wage.income == without.income
    assert with_wage.imputed >= without.imputed == 0
    assert with_wage.net_per_head >= without.net_per_head
    if idle and not proved:
        assert with_wage.imputed + own >= wage * 12


@given(amounts, amounts, sizes, st.none() | st.integers(0, 10**7))
def test_frozen_inputs_and_lines_come_back_as_they_were(
    income: int, rigid: int, people: int, cost: int | None
) -> None:
    happened = None if cost is None else SuddenEvent(cost)
    inputs = replace(_plain(income, rigid, people), event=happened, migrant=Migrant(12, True, True))
    assert inputs_from_plain(inputs_to_plain(inputs)) == inputs
    lines = assess(NAT2020, inputs).lines
    assert from_plain(to_plain(lines)) == lines
