"""The means test: which category a household falls into, and each step on the way.

Amounts are whole fen at the edges, exact fractions inside; comparisons use exact values, and
what is shown is rounded half up to 0.01 yuan.
"""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction

from rules.categories import CATEGORY_LABELS, LEVEL_LABELS, Category, Level
from rules.counted_people import Counted, count_people
from rules.errors import InvalidInput
from rules.exclusions import LIST, Checked, Exclusion, check_answers
from rules.explanation import CodeName, Line, line, whole, yuan
from rules.language import N_, Words
from rules.means_inputs import Inputs, check_inputs
from rules.means_ladder import Figures, accident_line, climb
from rules.means_money import add_costs, add_imputed, add_incomes
from rules.means_sets import Basis, RuleSet
from rules.money import Fen


@dataclass(frozen=True, slots=True)
class Result:
    """``net_per_head`` and ``gross_per_head`` are fen a month; net may lie below zero."""

    category: Category | None
    level: Level | None
    near_threshold: bool
    net_per_head: Fen
    gross_per_head: Fen
    people: int
    income: Fen
    imputed: Fen
    rigid: Fen
    excluded_by: tuple[str, ...]
    unanswered: tuple[str, ...]
    lines: tuple[Line, ...]


def assess(rule_set: RuleSet, inputs: Inputs) -> Result:
    """Judge a household by a set of rules; raises InvalidInput where a figure is missing."""
    check_inputs(inputs)
    counted = count_people(inputs.people)
    people = sum(one.counts for one in counted)
    if not people:
        raise InvalidInput(N_("Nobody of the household counts; look at the people again."))
    lines = _people_lines(counted, people)
    income = add_incomes(rule_set, inputs, lines)
    imputed = add_imputed(rule_set, inputs, counted, lines)
    lines.append(line(N_("Income in all: {amount}."), amount=yuan(income + imputed)))
    rigid = add_costs(rule_set, inputs, lines)
    figures = _figures(rule_set, inputs, income + imputed, rigid, people, lines)
    category, level = _judge(rule_set, inputs, figures, lines)
    checked = _exclusions(rule_set, inputs, people)
    lines += checked.lines
    near = False
    if checked.excluded_by:
        category, level = None, None
    elif category is None:
        near = figures.per_head[Basis.NET] <= rule_set.near_factor * inputs.line
    lines.append(_conclusion(category, level, near, checked))
    return Result(
        category=category,
        level=level,
        near_threshold=near,
        net_per_head=whole(figures.per_head[Basis.NET]),
        gross_per_head=whole(figures.per_head[Basis.GROSS]),
        people=people,
        income=income,
        imputed=imputed,
        rigid=rigid,
        excluded_by=checked.excluded_by,
        unanswered=checked.unanswered,
        lines=tuple(lines),
    )


def _people_lines(counted: tuple[Counted, ...], people: int) -> list[Line]:
    lines = [
        line(N_("{name}: {reason}."), name=one.person.name, reason=Words(one.reason))
        for one in counted
    ]
    lines.append(line(N_("People who count: {people}."), people=people))
    return lines


def _figures(
    rule_set: RuleSet, inputs: Inputs, income: Fen, rigid: Fen, people: int, lines: list[Line]
) -> Figures:
    shares = people * rule_set.window_months
    event = inputs.event.own_cost if inputs.event else 0
    per_head = {
        Basis.GROSS: Fraction(income, shares),
        Basis.NET: Fraction(income - rigid, shares),
        Basis.AFTER_EVENT: Fraction(income + inputs.savings - event, shares),
    }
    lines.append(
        line(
            N_("Gross per head and month: {income} ÷ {people} ÷ {months} = {result}."),
            income=yuan(income),
            people=people,
            months=rule_set.window_months,
            result=yuan(per_head[Basis.GROSS]),
        )
    )
    lines.append(
        line(
            N_("Net per head and month: ({income} − {rigid}) ÷ {people} ÷ {months} = {result}."),
            income=yuan(income),
            rigid=yuan(rigid),
            people=people,
            months=rule_set.window_months,
            result=yuan(per_head[Basis.NET]),
        )
    )
    lines.append(line(N_("Subsistence line: {line} a month."), line=yuan(inputs.line)))
    return Figures(per_head, Fraction(income * 12, rule_set.window_months), inputs.line)


def _judge(
    rule_set: RuleSet, inputs: Inputs, figures: Figures, lines: list[Line]
) -> tuple[Category | None, Level | None]:
    rung = climb(rule_set.rungs, inputs, figures, lines)
    if rung is not None:
        return rung.category, rung.level
    if rule_set.accident is not None and inputs.event is not None:
        passed, said = accident_line(rule_set.accident, inputs.event, figures)
        lines.append(said)
        if passed:
            return Category.ACCIDENTAL, None
    return None, None


def _exclusions(rule_set: RuleSet, inputs: Inputs, people: int) -> Checked:
    checked = check_answers(rule_set.exclusions, inputs.answers, people, inputs.home, inputs.fees)
    unmet = _migrant_unmet(rule_set, inputs)
    lines = tuple(
        line(N_("Excluded: {reason}."), reason=CodeName(LIST, reason.value)) for reason in unmet
    )
    return Checked(
        checked.excluded_by + tuple(reason.value for reason in unmet),
        checked.unanswered,
        checked.lines + lines,
    )


def _migrant_unmet(rule_set: RuleSet, inputs: Inputs) -> tuple[Exclusion, ...]:
    rule, worker = rule_set.migrant, inputs.migrant
    if worker is None:
        return ()
    asked = {
        Exclusion.MIGRANT_NOT_MEMBER: rule.needs_membership and not worker.is_member,
        Exclusion.MIGRANT_NOT_SETTLED: rule.needs_settled and not worker.is_settled,
        Exclusion.MIGRANT_SHORT_WORK: worker.months_employed < rule.least_months,
    }
    return tuple(reason for reason, unmet in asked.items() if unmet)


def _conclusion(
    category: Category | None, level: Level | None, near: bool, checked: Checked
) -> Line:
    if checked.excluded_by:
        return line(N_("Conclusion: no file, since a reason for exclusion applies."))
    if category is None and near:
        return line(N_("Conclusion: no category, but near the threshold."))
    if category is None:
        return line(N_("Conclusion: no category of hardship."))
    name = Words(CATEGORY_LABELS[category])
    if level is None:
        return line(N_("Conclusion: {category}."), category=name)
    return line(
        N_("Conclusion: {category}, {level}."), category=name, level=Words(LEVEL_LABELS[level])
    )
