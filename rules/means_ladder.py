"""The limits of a means test, tried one after the other, each with its line."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from fractions import Fraction

from rules.categories import CATEGORY_LABELS, Category
from rules.explanation import Line, factor, line, percent, whole, yuan
from rules.language import N_, Words
from rules.means_inputs import Inputs, SuddenEvent
from rules.means_sets import OPERATORS, AccidentTest, Basis, Limit, Rung
from rules.money import Fen

MET, UNMET = N_("met"), N_("not met")

SIGNS: Mapping[str, str] = {"<": "<", "<=": "≤", ">": ">", ">=": "≥"}

_LIMIT_TEXTS: Mapping[Basis, str] = {
    Basis.NET: N_("{category}: net {value} {sign} {factor} × {line} = {limit}: {answer}."),
    Basis.GROSS: N_("{category}: gross {value} {sign} {factor} × {line} = {limit}: {answer}."),
    Basis.AFTER_EVENT: N_(
        "{category}: income and savings less the event's cost, {value} {sign} {factor} × {line}"
        " = {limit}: {answer}."
    ),
}


@dataclass(frozen=True, slots=True)
class Figures:
    """Exact fen: per head and month by basis, the family's yearly income, and the line."""

    per_head: Mapping[Basis, Fraction]
    yearly_income: Fraction
    line: Fen


def climb(
    rungs: Iterable[Rung], inputs: Inputs, figures: Figures, lines: list[Line]
) -> Rung | None:
    """Return the first rung whose limits all hold, and explain those tried."""
    for rung in rungs:
        if rung.needs_event and (inputs.event is None or not inputs.event.still_hard):
            continue
        if not _long_enough(rung, inputs, lines):
            continue
        held = [_holds(rung, limit, figures, lines) for limit in rung.limits]
        if all(held):
            return rung
    return None


def _long_enough(rung: Rung, inputs: Inputs, lines: list[Line]) -> bool:
    if inputs.receives_dibao or inputs.months_below >= rung.months_below:
        return True
    lines.append(
        line(
            N_("{category}: needs {needed} months below the line, there were {months}."),
            category=_name(rung.category),
            needed=rung.months_below,
            months=inputs.months_below,
        )
    )
    return False


def _holds(rung: Rung, limit: Limit, figures: Figures, lines: list[Line]) -> bool:
    value, most = figures.per_head[limit.basis], limit.factor * figures.line
    holds = OPERATORS[limit.operator](value, most)
    lines.append(
        line(
            _LIMIT_TEXTS[limit.basis],
            category=_name(rung.category),
            value=_beside(value, most),
            sign=SIGNS[limit.operator],
            factor=factor(limit.factor),
            line=yuan(figures.line),
            limit=_beside(most, value),
            answer=Words(MET if holds else UNMET),
        )
    )
    return holds


def _beside(amount: Fraction, other: Fraction) -> str:
    """Write an amount; with four decimals where rounding would hide a difference."""
    if amount != other and whole(amount) == whole(other):
        return f"{factor(amount / 100)}"
    return yuan(amount)


def accident_line(test: AccidentTest, event: SuddenEvent, figures: Figures) -> tuple[bool, Line]:
    """Say whether a sudden event makes the category, and why."""
    name = _name(Category.ACCIDENTAL)
    if not event.still_hard:
        text = N_("{category}: no longer hard after compensation, insurance and other aid.")
        return False, line(text, category=name)
    if event.on_duty_in_disaster:
        text = N_("{category}: hurt or killed on duty in a disaster, an accident or an epidemic.")
        return True, line(text, category=name)
    income = figures.yearly_income
    cost = Fraction(event.own_cost)
    holds = cost > 0 and OPERATORS[test.operator](cost, test.share * income)
    return holds, line(
        N_(
            "{category}: own cost of the event {cost} ÷ yearly income {income} = {share} {sign}"
            " {limit}: {answer}."
        ),
        category=name,
        cost=yuan(cost),
        income=yuan(income),
        share=percent(cost / income) if income > 0 else "∞",
        sign=SIGNS[test.operator],
        limit=percent(test.share),
        answer=Words(MET if holds else UNMET),
    )


def _name(category: Category) -> Words:
    return Words(CATEGORY_LABELS[category])
