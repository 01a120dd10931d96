"""What one benefit of a plan gives for a claim, by its kind, with the lines that explain it.

The share of a cost stands here; floor and ceilings of the whole plan are steps of their own.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction

from rules.explanation import Line, line, percent, whole, yuan
from rules.language import N_
from rules.money import Fen
from rules.mutual_facts import ClaimFacts, PartUse
from rules.mutual_parts import HUNDRED, Band, Base, BenefitPart, Insured, PartKind, Tier


@dataclass(frozen=True, slots=True)
class Given:
    """What one benefit gives: exact until the end, with the base and the days that counted."""

    amount: Fraction
    lines: tuple[Line, ...]
    base_fen: Fen = 0
    days: int = 0


NOTHING = Given(Fraction(0), ())


def answers(part: BenefitPart, facts: ClaimFacts) -> bool:
    """Say whether a benefit is for this event and this person."""
    wanted = part.insured is Insured.ANY or (part.insured is Insured.YES) == facts.insured
    return facts.event in part.events and wanted


def give(part: BenefitPart, facts: ClaimFacts, use: PartUse, units: int) -> Given:
    """Return what a benefit gives; ``units`` multiplies agreed sums and ceilings."""
    if part.once and use.given_fen:
        return Given(Fraction(0), (line(N_("This benefit was granted in the period already.")),))
    if part.kind is PartKind.BANDS_PERIOD:
        return _accumulated(part, facts, use, units)
    if part.kind is PartKind.PER_DIEM:
        given = _per_diem(part, facts, use, units)
    elif part.kind.repays:
        given = _share(part, facts)
    else:
        given = _lump(part, facts, units)
    return _bounded(part, _reduced(part, facts, given), units)


def base_of(part: BenefitPart, facts: ClaimFacts) -> tuple[Fen, Line]:
    """Return the amount that a benefit is computed on, in whole fen, and where it comes from."""
    inside, outside = facts.own_in_fen, facts.own_out_fen
    if part.base is Base.OWN_IN:
        return inside, line(N_("Own part within the catalogue: {base}."), base=yuan(inside))
    if part.base is Base.TOTAL:
        return facts.total_fen, line(N_("Total cost: {base}."), base=yuan(facts.total_fen))
    if part.base is Base.CATALOGUE:
        base = facts.total_fen - outside
        text = N_("Total cost {total} less {outside} outside the catalogue = {base}.")
        total = yuan(facts.total_fen)
        return max(base, 0), line(text, total=total, outside=yuan(outside), base=yuan(max(base, 0)))
    base = whole(inside + outside * part.own_out_percent / HUNDRED)
    text = N_("Own part {inside} + {share} of {outside} outside the catalogue = {base}.")
    share = percent(part.own_out_percent / HUNDRED)
    said = line(text, inside=yuan(inside), share=share, outside=yuan(outside), base=yuan(base))
    return base, said


def _share(part: BenefitPart, facts: ClaimFacts) -> Given:
    base, said = base_of(part, facts)
    if base <= part.deductible_fen:
        return Given(Fraction(0), (said, _below(base, part.deductible_fen)), base)
    if part.kind is PartKind.LINEAR:
        amount, lines = _linear(part, base)
    else:
        amount, lines = _banded(_bands_above(part), base)
    return Given(amount, (said, *lines), base)


def _below(base: Fen, deductible: Fen) -> Line:
    if not base:
        return line(N_("Nothing is left to give back."))
    text = N_("{base} does not exceed the deductible {deductible}.")
    return line(text, base=yuan(base), deductible=yuan(deductible))


def _linear(part: BenefitPart, base: Fen) -> tuple[Fraction, tuple[Line, ...]]:
    share = part.percent / HUNDRED
    amount = (base - part.deductible_fen) * share
    if not part.deductible_fen:
        text = N_("{base} × {share} = {result}.")
        return amount, (line(text, base=yuan(base), share=percent(share), result=yuan(amount)),)
    said = line(
        N_("({base} − deductible {deductible}) × {share} = {result}."),
        base=yuan(base),
        deductible=yuan(part.deductible_fen),
        share=percent(share),
        result=yuan(amount),
    )
    return amount, (said,)


def _bands_above(part: BenefitPart) -> tuple[Band, ...]:
    """Return the bands with the deductible as a first one that gives nothing."""
    if not part.deductible_fen:
        return part.bands
    kept = [one for one in part.bands if one.up_to is None or one.up_to > part.deductible_fen]
    return (Band(part.deductible_fen, Fraction(0)), *kept)


def _banded(bands: Sequence[Band], base: Fen) -> tuple[Fraction, tuple[Line, ...]]:
    total, start, lines = Fraction(0), 0, []
    for band in bands:
        end = base if band.up_to is None else min(base, band.up_to)
        if end <= start:
            continue
        part = (end - start) * band.percent / HUNDRED
        if not part:
            lines.append(line(N_("The part up to {end} gives nothing."), end=yuan(end)))
            start = end
            continue
        text = N_("{share} of the part from {start} to {end} = {result}.")
        share = percent(band.percent / HUNDRED)
        lines.append(line(text, share=share, start=yuan(start), end=yuan(end), result=yuan(part)))
        total, start = total + part, end
    return total, tuple(lines)


def _accumulated(part: BenefitPart, facts: ClaimFacts, use: PartUse, units: int) -> Given:
    """Give what the period's sum gives more than the sum before: the order of stays is equal."""
    base, said = base_of(part, facts)
    away = base if facts.out_of_area else 0
    after, lines = _of_sum(part, use.base_fen + base, use.away_fen + away, units)
    before, _ = _of_sum(part, use.base_fen, use.away_fen, units)
    amount = Fraction(max(after - before, 0))
    told = [said]
    if use.base_fen:
        text = N_("With {earlier} earlier in the period: {sum}.")
        told.append(line(text, earlier=yuan(use.base_fen), sum=yuan(use.base_fen + base)))
    told += lines
    if before:
        text = N_("Less what {earlier} alone give, {before}: {result}.")
        earlier = yuan(use.base_fen)
        told.append(line(text, earlier=earlier, before=yuan(before), result=yuan(amount)))
    return Given(amount, tuple(told), base)


def _of_sum(part: BenefitPart, base: Fen, away: Fen, units: int) -> tuple[Fen, tuple[Line, ...]]:
    """Return what a sum accumulated over the period gives in all, in whole fen."""
    if base <= part.deductible_fen:
        return 0, (_below(base, part.deductible_fen),)
    amount, lines = _banded(_bands_above(part), base)
    if away:
        weight = (base - away + away * part.away_percent / HUNDRED) / base
        amount *= weight
        if weight != 1:
            lines = (*lines, _away_line(weight, amount))
    bounded = _bounded(part, Given(amount, lines), units)
    return whole(bounded.amount), bounded.lines


def _away_line(weight: Fraction, amount: Fraction) -> Line:
    text = N_("Treated out of the area: {share} of it = {result}.")
    return line(text, share=percent(weight), result=yuan(amount))


def _reduced(part: BenefitPart, facts: ClaimFacts, given: Given) -> Given:
    if not facts.out_of_area or part.away_percent == HUNDRED or not given.amount:
        return given
    amount = given.amount * part.away_percent / HUNDRED
    said = _away_line(part.away_percent / HUNDRED, amount)
    return Given(amount, (*given.lines, said), given.base_fen, given.days)


def _bounded(part: BenefitPart, given: Given, units: int) -> Given:
    most = part.cap_fen * units
    if not most or given.amount <= most:
        return given
    said = line(N_("This benefit gives at most {most}."), most=yuan(most))
    return Given(Fraction(most), (*given.lines, said), given.base_fen, given.days)


def _per_diem(part: BenefitPart, facts: ClaimFacts, use: PartUse, units: int) -> Given:
    days = counted_days(part, facts, use)
    fen = part.day_fen.get(facts.hospital_level, part.day_fen.get("", 0))
    if use.times and part.day_again_fen is not None:
        fen = part.day_again_fen
    amount = Fraction(days * fen * units)
    lines = []
    if days < facts.days:
        text = N_("Of {all} days {days} count.")
        lines.append(line(text, all=facts.days, days=days))
    text = N_("{days} days × {amount} = {result}.")
    lines.append(line(text, days=days, amount=yuan(fen * units), result=yuan(amount)))
    return Given(amount, tuple(lines), 0, days)


def counted_days(part: BenefitPart, facts: ClaimFacts, use: PartUse) -> int:
    """Return the days of a stay that a daily amount is given for."""
    days = max(facts.days - part.days_free, 0)
    if part.days_stay:
        days = min(days, part.days_stay)
    if part.days_period:
        days = min(days, max(part.days_period - use.days, 0))
    return days


def _lump(part: BenefitPart, facts: ClaimFacts, units: int) -> Given:
    base, counted = base_of(part, facts)
    tier = _tier_for(part, facts, base)
    if tier is None:
        return Given(Fraction(0), (line(N_("No lump sum of the plan is for this case.")),))
    amount = Fraction(tier.pay_fen * units)
    return Given(amount, _lump_lines(tier, counted, amount), 0 if tier.code else base)


def _lump_lines(tier: Tier, counted: Line, amount: Fraction) -> tuple[Line, ...]:
    """Tell a sum by its class, or by the amount that it begins at; else it depends on nothing."""
    if tier.code:
        name = tier.name or tier.code
        return (line(N_("Lump sum for {name}: {amount}."), name=name, amount=yuan(amount)),)
    if not tier.from_fen:
        return (line(N_("Lump sum: {amount}."), amount=yuan(amount)),)
    text = N_("Lump sum from {start} on: {amount}.")
    return counted, line(text, start=yuan(tier.from_fen), amount=yuan(amount))


def _tier_for(part: BenefitPart, facts: ClaimFacts, base: Fen) -> Tier | None:
    if any(tier.code for tier in part.tiers):
        return next((tier for tier in part.tiers if tier.code == facts.class_code), None)
    if part.kind is PartKind.LUMP_DIAGNOSIS:
        return part.tiers[0]
    reached = [tier for tier in part.tiers if tier.from_fen <= base]
    return max(reached, key=lambda tier: tier.from_fen) if reached else None


KIND_LABELS = {
    PartKind.LINEAR: N_("Share above a deductible"),
    PartKind.BANDS_STAY: N_("Shares by bands, each stay"),
    PartKind.BANDS_PERIOD: N_("Shares by bands, over the period"),
    PartKind.LUMP_TIER: N_("Lump sum by tier"),
    PartKind.PER_DIEM: N_("Daily amount"),
    PartKind.LUMP_DIAGNOSIS: N_("Lump sum for a diagnosis"),
}
