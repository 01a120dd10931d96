"""What a campaign came to: planned against reached against spent, beside last year's."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from rules.indicator import share_of
from rules.money import Fen


@dataclass(frozen=True, slots=True)
class Outcome:
    """What a campaign, or several together, planned and came to; money in fen.

    ``listed`` are the people of frozen lists and ``reached`` those of them that were reached.
    """

    campaigns: int = 0
    planned: int = 0
    listed: int = 0
    reached: int = 0
    budget: Fen = 0
    spent: Fen = 0

    @property
    def coverage(self) -> int | None:
        """Reached of listed people, in hundredths of a percent."""
        return share_of(self.reached, self.listed)

    @property
    def fulfilled(self) -> int | None:
        """Reached of planned people, in hundredths of a percent."""
        return share_of(self.reached, self.planned)

    @property
    def used(self) -> int | None:
        """Spent of the budget, in hundredths of a percent."""
        return share_of(self.spent, self.budget)

    @property
    def each(self) -> Fen | None:
        """Spent for each person reached, in whole fen."""
        return self.spent // self.reached if self.reached else None


def total(outcomes: Iterable[Outcome]) -> Outcome:
    """Return several outcomes taken together."""
    rows = list(outcomes)
    return Outcome(
        *(
            sum(getattr(row, name) for row in rows)
            for name in ("campaigns", "planned", "listed", "reached", "budget", "spent")
        )
    )


def show_share(hundredths: int | None) -> str:
    """Write a share as a percentage with one decimal, a dash where there is none."""
    if hundredths is None:
        return "—"
    tenths = (hundredths + 5) // 10
    return f"{tenths // 10}.{tenths % 10} %"
