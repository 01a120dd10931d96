"""What earlier claims of a period use up of a cover: bases, days, times and money."""

from __future__ import annotations

from collections.abc import Iterable

from rules.explanation import whole
from rules.money import Fen
from rules.mutual_benefit_parts import answers, base_of, give
from rules.mutual_benefits import units_of
from rules.mutual_facts import NOTHING_USED, ClaimFacts, PartUse, Used
from rules.mutual_parts import BenefitPart
from rules.mutual_terms import PlanTerms


def add_up(terms: PlanTerms, earlier: Iterable[tuple[ClaimFacts, Fen]]) -> Used:
    """Return what earlier claims of one cover use up, each with what it was granted.

    They are those that stand, in the order of their decisions, also those that gave nothing
    because the own part was still below the deductible.
    """
    used = NOTHING_USED
    for facts, granted in earlier:
        parts = tuple(
            _part(one, facts, used.part(n), units_of(terms, facts))
            for n, one in enumerate(terms.parts)
        )
        used = Used(
            own_fen=max(one.base_fen for one in parts),
            paid_fen=used.paid_fen + granted,
            days=max(one.days for one in parts),
            stays=used.stays + (facts.event == "stay"),
            parts=parts,
        )
    return used


def _part(part: BenefitPart, facts: ClaimFacts, use: PartUse, units: int) -> PartUse:
    if not answers(part, facts):
        return use
    base, _said = base_of(part, facts)
    given = give(part, facts, use, units)
    return PartUse(
        use.base_fen + base,
        use.away_fen + (base if facts.out_of_area else 0),
        use.days + given.days,
        use.times + 1,
        use.given_fen + whole(given.amount),
    )
