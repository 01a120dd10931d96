"""What a claim gives by a plan's terms: shares, floor, top-up and ceilings, each a named step.

The steps are taken in this order. Everything is exact until the end, where the amount is
rounded half up to whole fen. A floor lifts only what is due at all, and never above the own
part unless the plan says so; a ceiling never lifts anything.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from fractions import Fraction

from rules.explanation import Line, line, whole, yuan
from rules.language import N_, Words
from rules.money import Fen
from rules.mutual_benefit_parts import KIND_LABELS, Given, answers, give
from rules.mutual_facts import NOTHING_USED, ClaimFacts, Used
from rules.mutual_parts import BenefitPart
from rules.mutual_terms import PlanTerms

CAP_REACHED = "cap_reached"
BELOW_DEDUCTIBLE = "below_deductible"


@dataclass(frozen=True, slots=True)
class Outcome:
    """What is payable and why.

    ``base_fen`` is what was borne and counts, ``before_floor_fen`` what the benefits give
    before floor and ceilings. ``cap_left_fen`` is what the period has left afterwards; None:
    the plan names no ceiling. ``refusal`` suggests a code of ``claim_refusal`` where nothing
    is payable.
    """

    payable_fen: Fen
    lines: tuple[Line, ...]
    base_fen: Fen = 0
    before_floor_fen: Fen = 0
    cap_left_fen: Fen | None = None
    days: int = 0
    refusal: str = ""


@dataclass(slots=True)
class _Case:
    """One computation under way: the claim, and the lines that tell what was done."""

    terms: PlanTerms
    facts: ClaimFacts
    used: Used
    lines: list[Line] = field(default_factory=list)
    refusal: str = ""

    @property
    def units(self) -> int:
        """The shares that agreed sums and ceilings are multiplied by."""
        return units_of(self.terms, self.facts)

    def say(self, text: str, **values: Fen | Fraction) -> None:
        self.lines.append(line(text, **{name: yuan(fen) for name, fen in values.items()}))


def units_of(terms: PlanTerms, facts: ClaimFacts) -> int:
    """Return how many shares count; those above the plan's most are void."""
    return _units(terms, facts.shares)


def _units(terms: PlanTerms, shares: int) -> int:
    return min(shares, terms.max_shares) if terms.per_share else 1


def cap_of(terms: PlanTerms, shares: int) -> Fen:
    """Return the ceiling of a period for somebody with so many shares; 0 where there is none."""
    return terms.cap_period_fen * _units(terms, shares)


def compute(terms: PlanTerms, facts: ClaimFacts, used: Used = NOTHING_USED) -> Outcome:
    """Return what a claim gives, after ``used`` counted earlier in the same period."""
    case = _Case(terms, facts, used)
    given = _take_parts(case)
    shared = _take_shares(case, given)
    floored = take_floor(case, shared)
    topped_up = take_top_up(case, floored)
    payable = whole(take_caps(case, topped_up))
    case.say(N_("Benefit: {amount}."), amount=payable)
    cap = cap_of(terms, facts.shares)
    return Outcome(
        payable_fen=payable,
        lines=tuple(case.lines),
        base_fen=max((one.base_fen for _part, one in given), default=0),
        before_floor_fen=whole(shared),
        cap_left_fen=max(cap - used.paid_fen - payable, 0) if cap else None,
        days=max((one.days for _part, one in given), default=0),
        refusal="" if payable else case.refusal,
    )


def _take_parts(case: _Case) -> list[tuple[BenefitPart, Given]]:
    numbered = [(n, one) for n, one in enumerate(case.terms.parts) if answers(one, case.facts)]
    found = []
    for number, part in numbered:
        given = give(part, case.facts, case.used.part(number), case.units)
        if len(numbered) > 1:
            case.lines.append(line(N_("{benefit}:"), benefit=Words(KIND_LABELS[part.kind])))
        case.lines += given.lines
        found.append((part, _less_lumps(case, given) if part.less_lumps else given))
        if part.kind.repays and not given.amount:
            case.refusal = BELOW_DEDUCTIBLE
    if not numbered:
        case.lines.append(line(N_("No benefit of the plan is for this event.")))
    return found


def _less_lumps(case: _Case, given: Given) -> Given:
    lumps = [n for n, one in enumerate(case.terms.parts) if one.kind.is_lump]
    paid = sum(case.used.part(n).given_fen for n in lumps)
    if not paid or not given.amount:
        return given
    amount = max(given.amount - paid, Fraction(0))
    text = N_("Less {paid} of lump sums granted earlier in the period = {amount}.")
    case.say(text, paid=paid, amount=amount)
    return Given(amount, given.lines, given.base_fen, given.days)


def _take_shares(case: _Case, given: list[tuple[BenefitPart, Given]]) -> Fraction:
    """Return the benefits together; what gives back a cost never exceeds the own part."""
    repaid = _together(case, (one.amount for part, one in given if part.kind.repays))
    agreed = _together(case, (one.amount for part, one in given if not part.kind.repays))
    own = case.facts.own_fen
    if repaid > own:
        case.say(N_("Not more than the own part: {own}."), own=own)
        repaid = Fraction(own)
    amount = _together(case, (repaid, agreed))
    if len(given) > 1:
        largest = case.terms.combine == "largest"
        text = N_("The largest counts: {amount}.") if largest else N_("Together: {amount}.")
        case.say(text, amount=amount)
    return amount


def _together(case: _Case, amounts: Iterable[Fraction]) -> Fraction:
    if case.terms.combine == "largest":
        return max(amounts, default=Fraction(0))
    return sum(amounts, Fraction(0))


def take_floor(case: _Case, amount: Fraction) -> Fraction:
    """Lift what is due to the floor."""
    floor = case.terms.floor_fen * case.units
    if not case.terms.floor_may_exceed:
        floor = min(floor, case.facts.own_fen)
    if not amount or amount >= floor:
        return amount
    case.say(N_("Lifted to the floor: {floor}."), floor=floor)
    return Fraction(floor)


def take_top_up(case: _Case, amount: Fraction) -> Fraction:
    """Top the period's benefits up for somebody who died."""
    wanted = case.terms.death_top_up_fen * case.units
    died = case.facts.died or case.facts.event == "death"
    if not died or case.used.paid_fen + amount >= wanted:
        return amount
    text = N_("Died: the period's benefits are topped up to {wanted}.")
    case.say(text, wanted=wanted)
    return Fraction(wanted - case.used.paid_fen)


def take_caps(case: _Case, amount: Fraction) -> Fraction:
    """Cut the amount at the ceiling of one event, then at what the period has left."""
    most = case.terms.cap_event_fen * case.units
    if most and amount > most:
        case.say(N_("At most {most} for one event."), most=most)
        amount = Fraction(most)
    cap = cap_of(case.terms, case.facts.shares)
    left = max(cap - case.used.paid_fen, 0)
    if not cap or amount <= left:
        return amount
    text = N_("At most {cap} in the period; {paid} granted earlier, {left} left.")
    case.say(text, cap=cap, paid=case.used.paid_fen, left=left)
    case.refusal = CAP_REACHED
    return Fraction(left)
