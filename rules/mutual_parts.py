"""The benefits that a mutual-aid plan is made of: six kinds, each with its own parameters.

Amounts are whole fen, percents are of a hundred. In plain form money is yuan as text.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from fractions import Fraction
from typing import Any

from rules.language import N_, _
from rules.money import Fen
from rules.parameters import Parameters, plain_money, plain_number

EVENTS = ("stay", "clinic", "accident", "diagnosis", "death")
"""The codes of the list ``claim_event`` that benefits can answer."""
LEVELS = ("level_1", "level_2", "level_3")

MOST_DAYS = 3660
HUNDRED = Fraction(100)


class PartKind(StrEnum):
    LINEAR = "linear"
    BANDS_STAY = "bands_stay"
    BANDS_PERIOD = "bands_period"
    LUMP_TIER = "lump_tier"
    PER_DIEM = "per_diem"
    LUMP_DIAGNOSIS = "lump_diagnosis"

    @property
    def repays(self) -> bool:
        """Say whether the benefit gives back a part of a cost, not a sum agreed on."""
        return self in (PartKind.LINEAR, PartKind.BANDS_STAY, PartKind.BANDS_PERIOD)

    @property
    def is_lump(self) -> bool:
        return self in (PartKind.LUMP_TIER, PartKind.LUMP_DIAGNOSIS)


class Base(StrEnum):
    """The amount of the settlement sheet that a benefit is computed on."""

    OWN_IN = "own_in"
    OWN = "own"
    CATALOGUE = "catalogue"
    TOTAL = "total"


class Insured(StrEnum):
    ANY = "any"
    YES = "yes"
    NO = "no"


@dataclass(frozen=True, slots=True)
class Band:
    """A share of what lies between the end of the band before and this one's."""

    up_to: Fen | None
    percent: Fraction


@dataclass(frozen=True, slots=True)
class Tier:
    """A lump sum: of a class (of diagnoses, of disability), or from an amount on."""

    pay_fen: Fen
    code: str = ""
    name: str = ""
    from_fen: Fen = 0


@dataclass(frozen=True, slots=True)
class BenefitPart:
    """One benefit of a plan, for some events and some people.

    ``own_out_percent`` is how much of what lies outside the catalogue counts, ``away_percent``
    what is left of the benefit for treatment out of the area. ``cap_fen`` bounds this benefit
    alone: over the period where it accumulates, else for one event. ``day_fen`` is the amount
    a day by hospital level, under "" for all others; ``day_again_fen`` that from the second stay
    on; ``days_free`` are the first days of a stay, which give nothing. ``once`` pays in a period
    only once; ``less_lumps`` takes off what lump sums gave earlier in the period.
    """

    kind: PartKind
    events: tuple[str, ...]
    base: Base = Base.OWN_IN
    own_out_percent: Fraction = Fraction(0)
    insured: Insured = Insured.ANY
    deductible_fen: Fen = 0
    percent: Fraction = HUNDRED
    bands: tuple[Band, ...] = ()
    tiers: tuple[Tier, ...] = ()
    day_fen: Mapping[str, Fen] = field(default_factory=dict)
    day_again_fen: Fen | None = None
    days_free: int = 0
    days_stay: int = 0
    days_period: int = 0
    away_percent: Fraction = HUNDRED
    cap_fen: Fen = 0
    once: bool = False
    less_lumps: bool = False


def read_part(given: Parameters) -> BenefitPart:
    """Return the benefit that the parameters describe; raises InvalidInput naming the wrong."""
    kind = given.of("kind", PartKind)
    part = BenefitPart(
        kind=kind,
        events=_known(given, "events", EVENTS),
        base=given.of("base", Base) if given.has("base") else Base.OWN_IN,
        own_out_percent=_percent(given, "own_out_percent", Fraction(0)),
        insured=given.of("insured", Insured) if given.has("insured") else Insured.ANY,
        deductible_fen=given.maybe_money("deductible") or 0,
        percent=_percent(given, "percent", HUNDRED),
        bands=_bands(given),
        tiers=tuple(_tier(one) for one in given.tables("tiers")),
        day_fen=_days(given),
        day_again_fen=given.maybe_money("day_again"),
        days_free=_count(given, "days_free"),
        days_stay=_count(given, "days_stay"),
        days_period=_count(given, "days_period"),
        away_percent=_percent(given, "away_percent", HUNDRED),
        cap_fen=given.maybe_money("cap") or 0,
        once=_flag(given, "once"),
        less_lumps=_flag(given, "less_lumps"),
    )
    given.done()
    _check(part, given)
    return part


def _known(given: Parameters, name: str, allowed: tuple[str, ...]) -> tuple[str, ...]:
    found = given.names(name)
    for code in found:
        if code not in allowed:
            text = N_("{place}: “{name}” is one of {allowed}.")
            raise given.wrong(name, text, allowed=allowed)
    return found


def _percent(given: Parameters, name: str, default: Fraction) -> Fraction:
    return given.number(name, 100) if given.has(name) else default


def _count(given: Parameters, name: str) -> int:
    return given.whole(name, 0, MOST_DAYS) if given.has(name) else 0


def _flag(given: Parameters, name: str) -> bool:
    return given.flag(name) if given.has(name) else False


def _bands(given: Parameters) -> tuple[Band, ...]:
    bands: list[Band] = []
    for n, one in enumerate(given.tables("bands"), 1):
        one.place = _("{place}, band {number}").format(place=given.place, number=n)
        band = Band(one.maybe_money("up_to"), one.number("percent", 100))
        if bands and not _above(band.up_to, bands[-1].up_to):
            text = N_("{place}: bands rise, and only the last one is without an end.")
            raise one.wrong("up_to", text)
        one.done()
        bands.append(band)
    return tuple(bands)


def _above(end: Fen | None, earlier: Fen | None) -> bool:
    return earlier is not None and (end is None or end > earlier)


def _tier(given: Parameters) -> Tier:
    tier = Tier(
        given.money("pay"),
        given.text("code", ""),
        given.text("name", ""),
        given.maybe_money("from") or 0,
    )
    given.done()
    return tier


def _days(given: Parameters) -> Mapping[str, Fen]:
    if not given.has("day"):
        return {}
    table = given.table("day")
    amounts = {level: table.maybe_money(level or "any") for level in ("", *LEVELS)}
    table.done()
    return {level: fen for level, fen in amounts.items() if fen is not None}


def _check(part: BenefitPart, given: Parameters) -> None:
    if not part.events:
        raise given.wrong("events", N_("{place}: name the events that this benefit answers."))
    if part.kind in (PartKind.BANDS_STAY, PartKind.BANDS_PERIOD) and not part.bands:
        raise given.wrong("bands", N_("{place}: name at least one band."))
    if part.kind is PartKind.PER_DIEM and not part.day_fen:
        raise given.wrong("day", N_("{place}: name the amount a day."))
    if part.kind.is_lump:
        _check_tiers(part, given)


def _check_tiers(part: BenefitPart, given: Parameters) -> None:
    if not part.tiers:
        raise given.wrong("tiers", N_("{place}: name at least one lump sum."))
    keys = [(tier.code, tier.from_fen) for tier in part.tiers]
    if len(set(keys)) != len(keys):
        raise given.wrong("tiers", N_("{place}: two lump sums are for the same case."))


def plain_part(part: BenefitPart) -> dict[str, Any]:
    """Return a benefit's parameters as they are stored; ``read_part`` reads them."""
    return {
        "kind": part.kind.value,
        "events": list(part.events),
        "base": part.base.value,
        "own_out_percent": plain_number(part.own_out_percent),
        "insured": part.insured.value,
        "deductible": plain_money(part.deductible_fen),
        "percent": plain_number(part.percent),
        "bands": [
            {"up_to": plain_money(band.up_to), "percent": plain_number(band.percent)}
            for band in part.bands
        ],
        "tiers": [
            {
                "pay": plain_money(tier.pay_fen),
                "code": tier.code,
                "name": tier.name,
                "from": plain_money(tier.from_fen),
            }
            for tier in part.tiers
        ],
        "day": {level or "any": plain_money(fen) for level, fen in part.day_fen.items()},
        "day_again": plain_money(part.day_again_fen),
        "days_free": part.days_free,
        "days_stay": part.days_stay,
        "days_period": part.days_period,
        "away_percent": plain_number(part.away_percent),
        "cap": plain_money(part.cap_fen),
        "once": part.once,
        "less_lumps": part.less_lumps,
    }
