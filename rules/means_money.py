"""The money of a means test: incomes, imputed wages and rigid spending, line by line."""

from __future__ import annotations

from collections.abc import Iterable

from rules.counted_people import Counted, is_idle
from rules.errors import InvalidInput
from rules.explanation import CodeName, Line, line, yuan
from rules.language import N_
from rules.means_inputs import Inputs, MoneyLine
from rules.means_sets import COST_LIST, EARNED, INCOME_LIST, RuleSet
from rules.money import Fen


def add_incomes(rule_set: RuleSet, inputs: Inputs, lines: list[Line]) -> Fen:
    """Return the counted income of the window and explain it by item."""
    total = 0
    for item, amount in _by_item(inputs.incomes).items():
        name = CodeName(INCOME_LIST, item)
        if item in rule_set.not_counted:
            text = N_("{item}: {amount}, does not count as income.")
        else:
            text = N_("{item}: {amount}.")
            total += amount
        lines.append(line(text, item=name, amount=yuan(amount)))
    return total


def _by_item(money: Iterable[MoneyLine]) -> dict[str, Fen]:
    sums: dict[str, Fen] = {}
    for one in money:
        sums[one.item] = sums.get(one.item, 0) + one.amount
    return sums


def add_imputed(
    rule_set: RuleSet, inputs: Inputs, counted: Iterable[Counted], lines: list[Line]
) -> Fen:
    """Return what able people without work are taken to earn above what they did earn."""
    if not rule_set.imputes_wage:
        return 0
    total = 0
    for one in counted:
        if not one.counts or not is_idle(one.person, rule_set.working_age):
            continue
        if inputs.minimum_wage is None:
            raise InvalidInput(
                N_("Enter the local minimum wage: {name} could work and counts at it."),
                field="minimum_wage",
                name=one.person.name,
            )
        full = inputs.minimum_wage * rule_set.window_months
        own = _earned_by(one.person.key, rule_set, inputs)
        total += max(full - own, 0)
        lines.append(
            line(
                N_(
                    "{name} could work and has none: minimum wage {wage} × {months} months ="
                    " {full}, own earnings {own}, added {added}."
                ),
                name=one.person.name,
                wage=yuan(inputs.minimum_wage),
                months=rule_set.window_months,
                full=yuan(full),
                own=yuan(own),
                added=yuan(max(full - own, 0)),
            )
        )
    return total


def _earned_by(key: str, rule_set: RuleSet, inputs: Inputs) -> Fen:
    counted = EARNED - set(rule_set.not_counted)
    return sum(one.amount for one in inputs.incomes if one.person == key and one.item in counted)


def add_costs(rule_set: RuleSet, inputs: Inputs, lines: list[Line]) -> Fen:
    """Return the rigid spending of the window and explain it by item."""
    proved = [one for one in inputs.costs if one.is_proved or not rule_set.costs_need_proof]
    total = 0
    for item, amount in _by_item(proved).items():
        if item in rule_set.rigid_costs:
            text = N_("Rigid spending, {item}: {amount}.")
            total += amount
        else:
            text = N_("{item}: {amount}, is not rigid spending.")
        lines.append(line(text, item=CodeName(COST_LIST, item), amount=yuan(amount)))
    for item, amount in _by_item(one for one in inputs.costs if one not in proved).items():
        text = N_("{item}: {amount}, left out since no paper proves it.")
        lines.append(line(text, item=CodeName(COST_LIST, item), amount=yuan(amount)))
    lines.append(line(N_("Rigid spending in all: {amount}."), amount=yuan(total)))
    return total
