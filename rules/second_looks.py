"""The second look: which decisions another person looks at before any money moves.

By the amount, by a lot that anybody with the office's key can draw again, and where the amount
is far from what the plan usually gives for such a cause.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from hashlib import sha256
from typing import Protocol

from rules.language import N_
from rules.money import Fen


class Why(StrEnum):
    AMOUNT = "amount"
    DEVIATION = "deviation"
    SHARE = "share"


WHY_LABELS: Mapping[str, str] = {
    Why.AMOUNT: N_("Above the plan's limit"),
    Why.DEVIATION: N_("Far from the usual amount"),
    Why.SHARE: N_("Drawn by lot"),
}
OUTCOME_LABELS: Mapping[str, str] = {
    "": N_("Waits"),
    "agreed": N_("Agreed"),
    "sent_back": N_("Sent back"),
}

FEWEST_CASES = 5
"""Below so many decided claims nothing is usual yet."""


class TermLooks(Protocol):
    """What a plan's terms say of second looks; 0 is never."""

    @property
    def second_look_over_fen(self) -> int: ...
    @property
    def second_look_percent(self) -> int: ...
    @property
    def second_look_deviation_percent(self) -> int: ...


@dataclass(frozen=True, slots=True)
class Usual:
    """What the plan granted for a cause so far."""

    cases: int
    sum_fen: Fen

    def is_far(self, fen: Fen, percent: int) -> bool:
        """Say whether an amount lies further from the mean than so many percent of it."""
        if not percent or self.cases < FEWEST_CASES:
            return False
        return abs(fen * self.cases - self.sum_fen) * 100 > self.sum_fen * percent


def lot(seed: str, claim_id: int) -> int:
    """Return the claim's lot, 0 to 99; the same seed always gives the same one."""
    return int(sha256(f"{seed}:{claim_id}".encode()).hexdigest(), 16) % 100


def why(terms: TermLooks, fen: Fen, usual: Usual, drawn: int) -> Why | None:
    """Say why a decision over ``fen`` is looked at again; ``drawn`` is the claim's lot."""
    if terms.second_look_over_fen and fen > terms.second_look_over_fen:
        return Why.AMOUNT
    if usual.is_far(fen, terms.second_look_deviation_percent):
        return Why.DEVIATION
    return Why.SHARE if drawn < terms.second_look_percent else None
