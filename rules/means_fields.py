"""The parameters of a means test as fields of a form and of a page to read."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from decimal import Decimal

from rules.categories import CATEGORY_LABELS, LEVEL_LABELS
from rules.errors import InvalidInput
from rules.fields import Field, Fields, Kind, Value
from rules.language import N_, _
from rules.means_parameters import LONGEST_WINDOW, OLDEST
from rules.means_sets import Basis, RuleSet, Rung
from rules.settings import between

OPERATOR_CODES = "comparisons"
"""The name under which a form's choices of comparisons go."""

OPERATOR_LABELS: Mapping[str, str] = {
    "<": N_("below"),
    "<=": N_("at most"),
    ">": N_("above"),
    ">=": N_("at least"),
}

_BASIS_LABELS: Mapping[Basis, str] = {
    Basis.NET: N_("Net income per head"),
    Basis.GROSS: N_("Gross income per head"),
    Basis.AFTER_EVENT: N_("Income and savings less the event's cost, per head"),
}

_COUNTED, _WORK, _OUT = N_("What counts"), N_("Work and minimum wage"), N_("Exclusions")
_ACCIDENT, _NEAR = N_("Accident-caused hardship"), N_("Near the threshold")


def number_up_to(most: int) -> Callable[[Value], Value]:
    """Return the check of a number from 0 with at most four decimals, kept as text."""

    def check(value: Value) -> Value:
        try:
            found = Decimal(str(value))
        except ArithmeticError:
            found = Decimal("NaN")
        if not found.is_finite() or not 0 <= found <= most or found != round(found, 4):
            raise InvalidInput(N_("Enter a number from 0 to {most} such as 1.5."), most=most)
        return f"{found.normalize():f}"

    return check


def means_fields(rule_set: RuleSet) -> Fields:
    """Return the fields of a means test: its limits first, then what counts."""
    limits = (field for n, rung in enumerate(rule_set.rungs) for field in _rung_fields(n, rung))
    return (*limits, *_ACCIDENT_FIELDS, *_COUNTED_FIELDS, *_WORK_FIELDS, *_OUT_FIELDS)


def _rung_fields(n: int, rung: Rung) -> Iterator[Field]:
    parts = [_(CATEGORY_LABELS[rung.category])]
    if rung.level is not None:
        parts.append(_(LEVEL_LABELS[rung.level]))
    if rung.needs_event:
        parts.append(_("after a sudden event"))
    group = " · ".join(parts)
    for position, limit in enumerate(rung.limits):
        way = f"rungs.{n}.limits.{position}"
        yield Field(
            f"{way}.operator",
            _BASIS_LABELS[limit.basis],
            Kind.CHOICE,
            codes=OPERATOR_CODES,
            required=True,
            group=group,
        )
        yield Field(
            f"{way}.factor",
            N_("× the subsistence line"),
            check=number_up_to(100),
            help=N_("Empty: this limit is dropped."),
            group=group,
        )
    if rung.months_below:
        yield Field(
            f"rungs.{n}.months_below",
            N_("Months below the line"),
            Kind.INTEGER,
            required=True,
            check=between(0, 60),
            group=group,
        )


_ACCIDENT_FIELDS: Fields = (
    Field(
        "accident.operator",
        N_("Own cost of a sudden event"),
        Kind.CHOICE,
        codes=OPERATOR_CODES,
        group=_ACCIDENT,
    ),
    Field(
        "accident.share",
        N_("× the yearly income"),
        check=number_up_to(10),
        help=N_("Such as 0.8. Empty: there is no such category."),
        group=_ACCIDENT,
    ),
    Field(
        "near_factor",
        N_("Net income up to × the line"),
        required=True,
        check=number_up_to(1000),
        help=N_("Families above every limit up to here go on the list of the near threshold."),
        group=_NEAR,
    ),
)

_COUNTED_FIELDS: Fields = (
    Field(
        "window_months",
        N_("Months looked at"),
        Kind.INTEGER,
        required=True,
        check=between(1, LONGEST_WINDOW),
        group=_COUNTED,
    ),
    Field(
        "not_counted",
        N_("Income that does not count"),
        Kind.CHOICES,
        codes="income_item",
        group=_COUNTED,
    ),
    Field(
        "rigid_costs",
        N_("Costs that are rigid"),
        Kind.CHOICES,
        codes="cost_item",
        group=_COUNTED,
    ),
    Field(
        "costs_need_proof",
        N_("Only costs that a paper proves"),
        Kind.YES_NO,
        required=True,
        group=_COUNTED,
    ),
)

_WORK_FIELDS: Fields = (
    Field(
        "imputes_wage",
        N_("Able people without work count at the minimum wage"),
        Kind.YES_NO,
        required=True,
        group=_WORK,
    ),
    *(
        Field(
            f"working_age.{name}",
            label,
            Kind.INTEGER,
            required=True,
            check=between(0, OLDEST),
            group=_WORK,
        )
        for name, label in (
            ("start", N_("Working age from")),
            ("end_men", N_("Working age until, men")),
            ("end_women", N_("Working age until, women")),
        )
    ),
    Field(
        "migrant.least_months",
        N_("Migrant workers: months in work at least"),
        Kind.INTEGER,
        required=True,
        check=between(0, 120),
        group=_WORK,
    ),
    Field(
        "migrant.needs_membership",
        N_("Migrant workers must be members"),
        Kind.YES_NO,
        required=True,
        group=_WORK,
    ),
    Field(
        "migrant.needs_settled",
        N_("Migrant workers must live here long-term"),
        Kind.YES_NO,
        required=True,
        group=_WORK,
    ),
)

_OUT_FIELDS: Fields = (
    Field("exclusions.asked", N_("What excludes"), Kind.CHOICES, codes="exclusion", group=_OUT),
    Field(
        "exclusions.high_fee_factor",
        N_("High fees begin above × the public fee"),
        required=True,
        check=number_up_to(100),
        group=_OUT,
    ),
    Field(
        "exclusions.least_area",
        N_("A second home is excused up to m² per head"),
        check=number_up_to(1000),
        help=N_("After a serious illness or a disaster only. Empty: never."),
        group=_OUT,
    ),
)
