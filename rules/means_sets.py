"""A dated set of means-test rules: what counts, what is deducted, and the limits."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from fractions import Fraction
from operator import ge, gt, le, lt

from rules.categories import Category, Level
from rules.counted_people import WorkingAge
from rules.dated_sets import Heading
from rules.exclusions import ExclusionRules

INCOME_LIST, COST_LIST = "income_item", "cost_item"

EARNED = frozenset(("wage", "bonus", "allowance", "business"))
"""Income items that show that a person works; they count towards an imputed wage."""

OPERATORS: Mapping[str, Callable[[Fraction, Fraction], bool]] = {
    "<": lt,
    "<=": le,
    ">": gt,
    ">=": ge,
}


class Basis(StrEnum):
    """The monthly figure per head that a limit looks at."""

    NET = "net"
    GROSS = "gross"
    AFTER_EVENT = "after_event"


@dataclass(frozen=True, slots=True)
class Limit:
    """The figure of ``basis`` compared with a multiple of the subsistence line."""

    basis: Basis
    operator: str
    factor: Fraction


@dataclass(frozen=True, slots=True)
class Rung:
    """One category and what it asks; the rungs are tried in their order.

    ``months_below``: so many months below the line, unless the family receives dibao.
    """

    category: Category
    limits: tuple[Limit, ...]
    level: Level | None = None
    needs_event: bool = False
    months_below: int = 0


@dataclass(frozen=True, slots=True)
class AccidentTest:
    """What a sudden event left the family to pay, as a share of its yearly income."""

    share: Fraction = Fraction(4, 5)
    operator: str = ">"


@dataclass(frozen=True, slots=True)
class MigrantRule:
    least_months: int = 12
    needs_membership: bool = True
    needs_settled: bool = True


@dataclass(frozen=True, slots=True)
class RuleSet:
    """``near_factor`` × the line is the highest net income of the near-threshold list."""

    heading: Heading
    rungs: tuple[Rung, ...]
    accident: AccidentTest | None = None
    near_factor: Fraction = Fraction(0)
    window_months: int = 12
    not_counted: tuple[str, ...] = ()
    rigid_costs: tuple[str, ...] = ()
    costs_need_proof: bool = True
    imputes_wage: bool = True
    working_age: WorkingAge = field(default_factory=WorkingAge)
    migrant: MigrantRule = field(default_factory=MigrantRule)
    exclusions: ExclusionRules = field(default_factory=ExclusionRules)
