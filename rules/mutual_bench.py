"""The plan bench: which facts a plan's benefits need, and the curve of what it gives."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from fractions import Fraction

from rules.fields import Field, Fields, Kind, Value
from rules.language import N_, _
from rules.money import Fen
from rules.mutual_benefit_parts import answers
from rules.mutual_benefits import compute
from rules.mutual_facts import ClaimFacts, Example, PartUse, Used
from rules.mutual_part_fields import part_group
from rules.mutual_parts import Base, BenefitPart, Insured, PartKind
from rules.mutual_terms import PlanTerms
from rules.settings import between

EVENTS, CLASSES = "bench_events", "bench_classes"
"""The names under which the bench's own choices go."""
CASE, EARLIER = N_("The case"), N_("Earlier in the same period")
LUMP = "used_lump_"
POINTS = 80
WIDE = 1_000_000
FURTHEST = 12
"""To show where the ceiling is reached, a curve goes on to so many times its bends, or fen."""

_OWN_IN = Field("own_in_fen", N_("Own part in the catalogue"), Kind.MONEY, group=CASE)
_DAYS = Field("days", N_("Days"), Kind.INTEGER, check=between(0, 3660), group=CASE)

EXAMPLE_FIELDS: Fields = (
    Field("name", N_("Name of the example"), required=True, length=60),
    Field(
        "expected_fen",
        N_("What the plan has to give"),
        Kind.MONEY,
        required=True,
        help=N_("From the plan's text or reckoned by hand, not copied from above."),
    ),
)


def bench_fields(terms: PlanTerms) -> Fields:
    """Return what is asked on the bench: only what some benefit of the plan looks at."""
    return (*_case(terms), *_earlier(terms))


def _kinds(terms: PlanTerms) -> set[PartKind]:
    return {part.kind for part in terms.parts}


def _case(terms: PlanTerms) -> Iterator[Field]:
    yield Field("event", N_("Event"), Kind.CHOICE, codes=EVENTS, required=True, group=CASE)
    if any(part.kind.repays or _steps(part) for part in terms.parts):
        yield _OWN_IN
        yield Field("own_out_fen", N_("Self-funded outside the catalogue"), Kind.MONEY, group=CASE)
    if any(part.base in (Base.CATALOGUE, Base.TOTAL) for part in terms.parts):
        yield Field("pool_paid_fen", N_("Paid by the insurance pool"), Kind.MONEY, group=CASE)
    if PartKind.PER_DIEM in _kinds(terms):
        yield _DAYS
    if any(set(part.day_fen) - {""} for part in terms.parts):
        yield Field(
            "hospital_level",
            N_("Hospital level"),
            Kind.CHOICE,
            codes="hospital_level",
            group=CASE,
        )
    if any(tier.code for part in terms.parts for tier in part.tiers):
        yield Field("class_code", N_("Class or grade"), Kind.CHOICE, codes=CLASSES, group=CASE)
    if terms.max_shares > 1:
        yield Field("shares", N_("Shares"), Kind.INTEGER, check=between(1, 99), group=CASE)
    yield from _questions(terms)


def _questions(terms: PlanTerms) -> Iterator[Field]:
    if any(part.away_percent != 100 for part in terms.parts):
        yield Field("out_of_area", N_("Out of area"), Kind.YES_NO, group=CASE)
    if any(part.insured is not Insured.ANY for part in terms.parts):
        yield Field("insured", N_("Has medical insurance"), Kind.YES_NO, group=CASE)
    if terms.death_top_up_fen:
        yield Field("died", N_("Died of it"), Kind.YES_NO, group=CASE)


def _earlier(terms: PlanTerms) -> Iterator[Field]:
    if PartKind.BANDS_PERIOD in _kinds(terms):
        yield Field("used_own_fen", N_("Own part earlier"), Kind.MONEY, group=EARLIER)
    if terms.cap_period_fen or terms.death_top_up_fen:
        yield Field("used_paid_fen", N_("Granted earlier"), Kind.MONEY, group=EARLIER)
    if any(_tells_away(part) for part in terms.parts):
        yield Field("used_away_fen", N_("of it out of the area"), Kind.MONEY, group=EARLIER)
    lumps = _earlier_lumps(terms)
    for number in lumps:
        label = N_("Lump sum granted earlier")
        if len(lumps) > 1:
            part = part_group(number, terms.parts[number])
            label = _("Granted earlier: {benefit}").format(benefit=part)
        name = f"{LUMP}{number}"
        yield Field(name, label, Kind.MONEY, group=EARLIER, extra=len(lumps) > 1)
    if any(part.days_period for part in terms.parts):
        check = between(0, 3660)
        yield Field("used_days", N_("Days earlier"), Kind.INTEGER, check=check, group=EARLIER)
    if any(part.day_again_fen is not None for part in terms.parts):
        check = between(0, 99)
        yield Field("used_stays", N_("Stays earlier"), Kind.INTEGER, check=check, group=EARLIER)


def _tells_away(part: BenefitPart) -> bool:
    return part.kind is PartKind.BANDS_PERIOD and part.away_percent != 100


def _earlier_lumps(terms: PlanTerms) -> list[int]:
    """Return the benefits, counted from 0, of which it matters what they gave earlier."""
    lessens = any(part.less_lumps for part in terms.parts)
    numbered = enumerate(terms.parts)
    return [n for n, part in numbered if part.once or (lessens and part.kind.is_lump)]


def facts_of(values: Mapping[str, Value]) -> ClaimFacts:
    """Return the facts of the case that the bench holds."""
    named = ("own_in_fen", "own_out_fen", "pool_paid_fen")
    inside, outside, pool = (_whole(values.get(name)) for name in named)
    return ClaimFacts(
        event=str(values.get("event") or "stay"),
        days=_whole(values.get("days")),
        total_fen=inside + outside + pool,
        pool_paid_fen=pool,
        own_in_fen=inside,
        own_out_fen=outside,
        hospital_level=str(values.get("hospital_level") or ""),
        class_code=str(values.get("class_code") or ""),
        shares=_whole(values.get("shares")) or 1,
        out_of_area=values.get("out_of_area") is True,
        insured=values.get("insured") is not False,
        died=values.get("died") is True,
    )


def used_of(terms: PlanTerms, values: Mapping[str, Value]) -> Used:
    """Return what counted earlier in the period by what the bench holds.

    Lump sums are among what was granted earlier: it comes at least to what they do together.
    """
    own, away = _whole(values.get("used_own_fen")), _whole(values.get("used_away_fen"))
    lumps = {n: _whole(values.get(f"{LUMP}{n}")) for n in _earlier_lumps(terms)}
    used = Used(
        own_fen=own,
        paid_fen=max(_whole(values.get("used_paid_fen")), sum(lumps.values())),
        days=_whole(values.get("used_days")),
        stays=_whole(values.get("used_stays")),
    )
    if not away and not any(lumps.values()):
        return used
    numbered = range(len(terms.parts))
    parts = (PartUse(own, min(away, own), used.days, used.stays, lumps.get(n, 0)) for n in numbered)
    return replace(used, parts=tuple(parts))


def example_of(terms: PlanTerms, values: Mapping[str, Value]) -> Example:
    """Return the case of the bench as a worked example."""
    name, expected = str(values["name"]), _whole(values["expected_fen"])
    return Example(name, facts_of(values), expected, used_of(terms, values))


def _whole(value: Value) -> int:
    return value if isinstance(value, int) and not isinstance(value, bool) else 0


@dataclass(frozen=True, slots=True)
class Curve:
    """What a plan gives along one axis, "own_in" in fen or "days"; ``now`` is the case's place."""

    axis: str
    points: tuple[tuple[int, Fen], ...]
    now: tuple[int, Fen]


def curve(terms: PlanTerms, facts: ClaimFacts, used: Used) -> Curve | None:
    """Return what a plan gives for more and less of the same case; None where it is one sum."""
    asked = [part for part in terms.parts if answers(part, facts)]
    if any(part.kind.repays or _steps(part) for part in asked):
        return _along(terms, facts, used, "own_in", _ends(terms, facts, asked))
    if any(part.kind is PartKind.PER_DIEM for part in asked):
        most = max((part.days_period for part in asked), default=0) or 60
        ends = {0, facts.days, max(most, facts.days) * 5 // 4}
        return _along(terms, facts, used, "days", ends)
    return None


def _steps(part: BenefitPart) -> bool:
    return part.kind is PartKind.LUMP_TIER and any(tier.from_fen for tier in part.tiers)


def _ends(terms: PlanTerms, facts: ClaimFacts, parts: list[BenefitPart]) -> set[int]:
    """Return where the curve bends: deductibles, bands, tiers, and just before a step."""
    bends = {0, 1, facts.own_in_fen}
    for part in parts:
        edges = [part.deductible_fen, *(band.up_to or 0 for band in part.bands)]
        edges += [tier.from_fen - 1 for tier in part.tiers if tier.from_fen]
        edges += [tier.from_fen for tier in part.tiers]
        bends |= {edge for edge in edges if edge > 0}
    bends.add(max(bends) * 3 // 2)
    bends.add(min(_filled(terms, parts), FURTHEST * max(*bends, WIDE)))
    return bends


def _filled(terms: PlanTerms, parts: list[BenefitPart]) -> int:
    """Return an own part that reaches the lowest ceiling, and a little more."""
    caps = [fen for fen in (terms.cap_event_fen, terms.cap_period_fen) if fen]
    shares = [part.percent for part in parts if part.kind is PartKind.LINEAR and part.percent]
    shares += [band.percent for part in parts for band in part.bands if band.percent]
    if not caps or not shares:
        return 0
    return int(min(caps) / (min(shares) / Fraction(100)) * Fraction(6, 5))


def _along(terms: PlanTerms, facts: ClaimFacts, used: Used, axis: str, ends: set[int]) -> Curve:
    most = max(ends)
    places = sorted(ends | {most * n // POINTS for n in range(POINTS + 1)})
    points = tuple((place, _payable(terms, facts, used, axis, place)) for place in places)
    now = facts.days if axis == "days" else facts.own_in_fen
    return Curve(axis, points, (now, compute(terms, facts, used).payable_fen))


def _payable(terms: PlanTerms, facts: ClaimFacts, used: Used, axis: str, place: int) -> Fen:
    if axis == "days":
        return compute(terms, replace(facts, days=place), used).payable_fen
    total = facts.total_fen - facts.own_in_fen + place
    moved = replace(facts, own_in_fen=place, total_fen=total)
    return compute(terms, moved, used).payable_fen
