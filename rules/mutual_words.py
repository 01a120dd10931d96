"""What a plan gives, in words: one line for each benefit, floor and ceiling."""

from __future__ import annotations

from collections.abc import Iterator

from rules.explanation import CodeName, Line, Part, codes, line, percent, yuan
from rules.language import N_, Words
from rules.mutual_part_fields import BASES, INSURED, PART_LABELS
from rules.mutual_parts import HUNDRED, Band, BenefitPart, Insured, PartKind, Tier
from rules.mutual_terms import PlanTerms

SHOWN_SUMS = 3
"""A line names so many lump sums; of more it names the lowest and the highest."""


def in_words(terms: PlanTerms) -> tuple[Line, ...]:
    """Return what a plan gives, for the catalogue, the plan's page and letters."""
    told: list[Line] = []
    for part in terms.parts:
        if part.insured is not Insured.ANY:
            whom = Words(PART_LABELS[INSURED][part.insured])
            told.append(line(N_("Only {whom}:"), whom=whom))
        told += [_benefit(part), *_conditions(part)]
    if terms.per_share:
        told.append(line(N_("Sums and ceilings are for one share.")))
    return (*told, *_limits(terms))


def _conditions(part: BenefitPart) -> Iterator[Line]:
    """Say what reduces one benefit, where something does."""
    if part.days_free:
        yield line(N_("The first {n} days of a stay give nothing."), n=part.days_free)
    if part.days_stay:
        yield line(N_("For at most {n} days of one stay."), n=part.days_stay)
    if part.day_again_fen is not None:
        yield line(N_("From the second stay on {amount} a day."), amount=yuan(part.day_again_fen))
    if part.away_percent != HUNDRED:
        share = percent(part.away_percent / HUNDRED)
        yield line(N_("Treated out of the area: {share} of it."), share=share)
    if part.once:
        yield line(N_("Only once in a period."))
    if part.cap_fen:
        yield line(N_("This benefit gives at most {most}."), most=yuan(part.cap_fen))


def _events(part: BenefitPart) -> tuple[CodeName, ...]:
    return codes("claim_event", part.events)


def _benefit(part: BenefitPart) -> Line:
    if part.kind is PartKind.LINEAR:
        return _linear(part)
    if part.kind.repays:
        return _banded(part)
    if part.kind is PartKind.PER_DIEM:
        return _daily(part)
    return _lump(part)


def _linear(part: BenefitPart) -> Line:
    values: dict[str, Part | tuple[Part, ...]] = {
        "events": _events(part),
        "share": percent(part.percent / HUNDRED),
        "base": Words(PART_LABELS[BASES][part.base]),
    }
    if part.deductible_fen:
        text = N_("{events}: {share} of {base} above {deductible}.")
        return line(text, **values, deductible=yuan(part.deductible_fen))
    return line(N_("{events}: {share} of {base}."), **values)


def _banded(part: BenefitPart) -> Line:
    text = N_("{events}: of {base} for each stay {bands}.")
    if part.kind is PartKind.BANDS_PERIOD:
        text = N_("{events}: of {base}, added up over the period, {bands}.")
    base = Words(PART_LABELS[BASES][part.base])
    return line(text, events=_events(part), base=base, bands=tuple(_bands(part)))


def _bands(part: BenefitPart) -> Iterator[str]:
    start = part.deductible_fen
    for band in part.bands:
        yield _band(start, band)
        start = band.up_to or start


def _band(start: int, band: Band) -> str:
    share = percent(band.percent / HUNDRED)
    if band.up_to is None:
        return f"> {yuan(start)}: {share}" if start else share
    return f"{yuan(start)} – {yuan(band.up_to)}: {share}"


def _daily(part: BenefitPart) -> Line:
    amounts = sorted(
        {yuan(fen) for fen in part.day_fen.values()}, key=lambda text: (len(text), text)
    )
    if part.days_period:
        text = N_("{events}: {amounts} a day, for at most {days} days in the period.")
        return line(text, events=_events(part), amounts=tuple(amounts), days=part.days_period)
    return line(N_("{events}: {amounts} a day."), events=_events(part), amounts=tuple(amounts))


def _lump(part: BenefitPart) -> Line:
    if len(part.tiers) > SHOWN_SUMS:
        sums = sorted(tier.pay_fen for tier in part.tiers)
        if sums[0] == sums[-1]:
            text = N_("{events}: a lump sum of {sums}, by class.")
            return line(text, events=_events(part), sums=yuan(sums[0]))
        text = N_("{events}: a lump sum from {least} to {most}, by class.")
        return line(text, events=_events(part), least=yuan(sums[0]), most=yuan(sums[-1]))
    named = tuple(_tier(tier) for tier in part.tiers)
    return line(N_("{events}: a lump sum of {sums}."), events=_events(part), sums=named)


def _tier(tier: Tier) -> str:
    if tier.code:
        return f"{tier.name or tier.code} {yuan(tier.pay_fen)}"
    return f"≥ {yuan(tier.from_fen)}: {yuan(tier.pay_fen)}" if tier.from_fen else yuan(tier.pay_fen)


def _limits(terms: PlanTerms) -> Iterator[Line]:
    for text, fen in (
        (N_("At least {amount} for one event."), terms.floor_fen),
        (N_("At most {amount} for one event."), terms.cap_event_fen),
        (N_("At most {amount} in the period."), terms.cap_period_fen),
        (N_("At death topped up to {amount}."), terms.death_top_up_fen),
    ):
        if fen:
            yield line(text, amount=yuan(fen))
