"""The money of a campaign: its budget, where it went, what is left of it."""

from __future__ import annotations

from dataclasses import dataclass

from rules.money import Fen


@dataclass(frozen=True, slots=True)
class Money:
    """Fen of a campaign: its budget, what was given as gifts and paid as aid, paid of the bills
    of its activities, is on its way in pay runs, was granted and not paid yet, was proposed and
    not decided."""

    budget: Fen = 0
    given: Fen = 0
    bills: Fen = 0
    in_flight: Fen = 0
    committed: Fen = 0
    proposed: Fen = 0

    @property
    def paid(self) -> Fen:
        return self.given + self.bills

    @property
    def bound(self) -> Fen:
        """What was granted and is not paid yet, in a pay run or not."""
        return self.in_flight + self.committed

    @property
    def left(self) -> Fen:
        return self.budget - self.paid - self.bound - self.proposed
