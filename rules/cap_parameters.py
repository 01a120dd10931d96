"""Ceilings of aid and of gifts as plain parameters, and read strictly from them."""

from __future__ import annotations

from typing import Any

from rules.cap_sets import AidKind, Approval, Band, CapRule, CapSet, Per, Stage
from rules.care_ceilings import CareSet, Festival, Occasion
from rules.categories import Category, Level
from rules.dated_sets import Heading
from rules.language import N_
from rules.money import Fen
from rules.parameters import Parameters, plain_money, plain_number


def read_caps(heading: Heading, given: Parameters) -> CapSet:
    """Return the ceilings of aid; raises InvalidInput naming the wrong parameter."""
    excluded = given.table("exclusions") if given.has("exclusions") else Parameters({}, "")
    cap_set = CapSet(
        heading=heading,
        rules=tuple(_rule(one) for one in given.tables("rules")),
        categories=given.all_of("categories", Category),
        local_hukou_only=given.flag("local_hukou_only"),
        one_kind_only=given.all_of("one_kind_only", Category),
        exclusions={kind: excluded.names(kind) for kind in AidKind if excluded.has(kind)},
    )
    excluded.done()
    given.done()
    return cap_set


def _rule(given: Parameters) -> CapRule:
    rule = CapRule(
        kind=given.of("kind", AidKind),
        categories=given.all_of("categories", Category),
        stages=given.all_of("stages", Stage),
        filed=given.flag("filed") if given.has("filed") else None,
        per=given.of("per", Per),
        bands=_bands(given),
        floor=given.maybe_money("floor") or 0,
        ceiling=given.maybe_money("ceiling"),
        line_factor=given.maybe_number("line_factor"),
        per_time=given.maybe_money("per_time"),
        after_mutual_aid=given.flag("after_mutual_aid") if given.has("after_mutual_aid") else False,
        approvals=tuple(_approval(one) for one in given.tables("approvals")),
        months=_months(given),
    )
    given.done()
    return rule


def _bands(given: Parameters) -> tuple[Band, ...]:
    bands: list[Band] = []
    for one in given.tables("bands"):
        band = Band(one.maybe_money("up_to"), one.number("share", 1))
        if bands and not _above(band.up_to, bands[-1].up_to):
            text = N_("{place}: bands rise, and only the last one is without an end.")
            raise one.wrong("up_to", text)
        one.done()
        bands.append(band)
    return tuple(bands)


def _above(end: Fen | None, earlier: Fen | None) -> bool:
    return earlier is not None and (end is None or end > earlier)


def _approval(given: Parameters) -> Approval:
    approval = Approval(given.money("above"), given.of("level", Level))
    given.done()
    return approval


def _months(given: Parameters) -> tuple[int, int] | None:
    if not given.has("first_month"):
        return None
    first = given.whole("first_month", 1, 12)
    return first, given.whole("last_month", first, 12)


def plain_caps(cap_set: CapSet) -> dict[str, Any]:
    """Return the parameters of a set as they are stored."""
    return {
        "categories": [one.value for one in cap_set.categories],
        "local_hukou_only": cap_set.local_hukou_only,
        "one_kind_only": [one.value for one in cap_set.one_kind_only],
        "exclusions": {
            kind.value: [str(code) for code in codes] for kind, codes in cap_set.exclusions.items()
        },
        "rules": [_plain_rule(rule) for rule in cap_set.rules],
    }


def _plain_rule(rule: CapRule) -> dict[str, Any]:
    first, last = rule.months or (None, None)
    return {
        "kind": rule.kind.value,
        "categories": [one.value for one in rule.categories],
        "stages": [one.value for one in rule.stages],
        "filed": rule.filed,
        "per": rule.per.value,
        "bands": [
            {"up_to": plain_money(band.up_to), "share": plain_number(band.share)}
            for band in rule.bands
        ],
        "floor": plain_money(rule.floor),
        "ceiling": plain_money(rule.ceiling),
        "line_factor": plain_number(rule.line_factor),
        "per_time": plain_money(rule.per_time),
        "after_mutual_aid": rule.after_mutual_aid,
        "approvals": [
            {"above": plain_money(one.above), "level": one.level.value} for one in rule.approvals
        ],
        "first_month": first,
        "last_month": last,
    }


def read_care(heading: Heading, given: Parameters) -> CareSet:
    """Return the ceilings of gifts; raises InvalidInput naming the wrong parameter."""
    gifts = given.table("gifts")
    festivals = given.table("festivals") if given.has("festivals") else Parameters({}, "")
    care_set = CareSet(
        heading=heading,
        gifts={one: gifts.money(one) for one in Occasion if gifts.has(one)},
        festivals_year=given.maybe_money("festivals_year"),
        each_festival=given.maybe_money("each_festival"),
        festivals={one: festivals.money(one) for one in Festival if festivals.has(one)},
    )
    for table in (gifts, festivals, given):
        table.done()
    return care_set


def plain_care(care_set: CareSet) -> dict[str, Any]:
    """Return the parameters of a set as they are stored."""
    return {
        "gifts": {one.value: plain_money(fen) for one, fen in care_set.gifts.items()},
        "festivals_year": plain_money(care_set.festivals_year),
        "each_festival": plain_money(care_set.each_festival),
        "festivals": {one.value: plain_money(fen) for one, fen in care_set.festivals.items()},
    }
