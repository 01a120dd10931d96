"""A plan's own worked examples: what it says they give, and what its terms give."""

from __future__ import annotations

from dataclasses import dataclass

from rules.errors import WrongState
from rules.language import N_
from rules.money import Fen
from rules.mutual_benefits import Outcome, compute
from rules.mutual_facts import Example
from rules.mutual_terms import PlanTerms


@dataclass(frozen=True, slots=True)
class Proof:
    """One worked example with what the terms give for it."""

    example: Example
    outcome: Outcome

    @property
    def computed_fen(self) -> Fen:
        return self.outcome.payable_fen

    @property
    def agrees(self) -> bool:
        return self.outcome.payable_fen == self.example.expected_fen


def prove(terms: PlanTerms) -> tuple[Proof, ...]:
    """Compute all worked examples of a plan."""
    return tuple(Proof(one, compute(terms, one.facts, one.used)) for one in terms.examples)


def check_proved(terms: PlanTerms) -> None:
    """Raise WrongState unless there are worked examples and all of them agree."""
    proofs = prove(terms)
    if not proofs:
        raise WrongState(N_("Add at least one worked example on the bench, then publish."))
    wrong = [one.example.name for one in proofs if not one.agrees]
    if wrong:
        text = N_("{number} worked examples do not agree, such as “{name}”.")
        raise WrongState(text, number=len(wrong), name=wrong[0])
