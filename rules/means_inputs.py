"""What a means test is given: people, money of the window, and facts; as stored and back."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict, dataclass, field
from typing import Any

from rules.counted_people import Person
from rules.errors import InvalidInput
from rules.exclusions import Answers, Home, SchoolFees
from rules.language import N_
from rules.money import Fen

DECLARED_ONLY = "declared"
"""The code of ``income_proof`` for what no paper proves."""


@dataclass(frozen=True, slots=True)
class MoneyLine:
    """One income or cost over the whole window; ``proof`` is a code of ``income_proof``."""

    item: str
    amount: Fen
    person: str = ""
    proof: str = ""

    @property
    def is_proved(self) -> bool:
        return self.proof not in ("", DECLARED_ONLY)


@dataclass(frozen=True, slots=True)
class SuddenEvent:
    """``compensated``: what insurance, compensation and other aid paid of the cost."""

    cost: Fen = 0
    compensated: Fen = 0
    still_hard: bool = True
    on_duty_in_disaster: bool = False

    @property
    def own_cost(self) -> Fen:
        return max(self.cost - self.compensated, 0)


@dataclass(frozen=True, slots=True)
class Migrant:
    """A migrant worker's standing in the town of work."""

    months_employed: int = 0
    is_member: bool = False
    is_settled: bool = False


@dataclass(frozen=True, slots=True)
class Inputs:
    """``line`` and ``minimum_wage`` are fen a month; ``savings`` with net investments."""

    people: tuple[Person, ...]
    incomes: tuple[MoneyLine, ...]
    costs: tuple[MoneyLine, ...]
    line: Fen
    minimum_wage: Fen | None = None
    answers: Answers = field(default_factory=dict)
    event: SuddenEvent | None = None
    savings: Fen = 0
    receives_dibao: bool = False
    months_below: int = 0
    migrant: Migrant | None = None
    home: Home = field(default_factory=Home)
    fees: SchoolFees | None = None


def check_inputs(inputs: Inputs) -> None:
    """Raise InvalidInput for figures that no household can have."""
    if inputs.line <= 0:
        raise InvalidInput(N_("Enter the subsistence line of the region."), field="line")
    amounts = [one.amount for one in (*inputs.incomes, *inputs.costs)]
    if inputs.event is not None:
        amounts += [inputs.event.cost, inputs.event.compensated]
    if any(amount < 0 for amount in (*amounts, inputs.savings, inputs.minimum_wage or 0)):
        raise InvalidInput(N_("An amount of the means test cannot be below zero."))


def inputs_to_plain(inputs: Inputs) -> dict[str, Any]:
    """Return the inputs as they are frozen with an assessment."""
    return asdict(inputs)


def inputs_from_plain(stored: Mapping[str, Any]) -> Inputs:
    """Return frozen inputs as they were."""
    given = dict(stored)
    given["people"] = tuple(Person(**one) for one in given["people"])
    given["incomes"] = tuple(MoneyLine(**one) for one in given["incomes"])
    given["costs"] = tuple(MoneyLine(**one) for one in given["costs"])
    given["event"] = SuddenEvent(**given["event"]) if given.get("event") else None
    given["migrant"] = Migrant(**given["migrant"]) if given.get("migrant") else None
    given["fees"] = SchoolFees(**given["fees"]) if given.get("fees") else None
    given["home"] = Home(**given["home"])
    return Inputs(**given)
