"""How much aid a household or person may get: the share of a cost, its floor and its ceiling.

The three are named steps taken in this order. A floor never lifts the aid above the own part;
without a ceiling in the set there is no limit to tell, and the result says so.
"""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass, replace
from datetime import date
from enum import StrEnum
from fractions import Fraction

from rules.cap_sets import AidKind, Approval, CapRule, CapSet, Per, Stage
from rules.categories import CATEGORY_LABELS, LEVEL_LABELS, Category, Level
from rules.errors import InvalidInput
from rules.exclusions import LIST, met
from rules.explanation import Line, codes, factor, line, percent, whole, yuan
from rules.language import N_, Words
from rules.money import Fen


@dataclass(frozen=True, slots=True)
class Situation:
    """The case: ``category`` None means no file; ``own_part`` is the year's cost that the
    family bore after insurance, ``mutual_aid`` what mutual aid paid of it; ``line`` fen a
    month; ``other_kinds``: kinds of aid received this year already."""

    category: Category | None = None
    line: Fen | None = None
    own_part: Fen = 0
    mutual_aid: Fen = 0
    stage: Stage | None = None
    local_hukou: bool = True
    exclusions: frozenset[str] = frozenset()
    other_kinds: frozenset[AidKind] = frozenset()
    on: date | None = None


@dataclass(frozen=True, slots=True)
class CapResult:
    """``limit`` fen for the year, ``per_time`` fen at once; None: the set names none."""

    limit: Fen | None
    lines: tuple[Line, ...]
    per: Per = Per.HOUSEHOLD
    per_time: Fen | None = None
    approvals: tuple[Approval, ...] = ()

    def approval_for(self, amount: Fen) -> Level | None:
        """Return the highest level that has to agree to an amount, if any."""
        above = [one for one in self.approvals if amount > one.above]
        return max(above, key=lambda one: one.above).level if above else None


def cap(cap_set: CapSet, kind: AidKind, situation: Situation) -> CapResult:
    """Return the year's ceiling of one kind of aid; raises InvalidInput without a line."""
    refused = _refusal(cap_set, kind, situation)
    if refused is not None:
        return CapResult(0, (refused,))
    rule = next((rule for rule in cap_set.rules if _concerns(rule, kind, situation)), None)
    if rule is None:
        return CapResult(None, (line(N_("The rules name no ceiling for this case.")),))
    lines: list[Line] = []
    limit = take_ceiling(rule, situation, take_floor(rule, situation, lines), lines)
    lines += _remarks(rule, situation)
    return CapResult(limit, tuple(lines), rule.per, rule.per_time, rule.approvals)


def _refusal(cap_set: CapSet, kind: AidKind, situation: Situation) -> Line | None:
    reasons = met(cap_set.exclusions.get(kind, ()), situation.exclusions)
    if reasons:
        return line(N_("Not granted: {reasons}."), reasons=codes(LIST, reasons))
    if cap_set.local_hukou_only and not situation.local_hukou:
        return line(N_("Not granted: only for local household registration."))
    category = situation.category
    if category is None:
        return None
    name = Words(CATEGORY_LABELS[category])
    if cap_set.categories and category not in cap_set.categories:
        return line(N_("Not granted to {category}."), category=name)
    if category in cap_set.one_kind_only and situation.other_kinds - {kind}:
        return line(
            N_("Not granted: {category} gets one kind of aid a year, and got another already."),
            category=name,
        )
    return None


def _concerns(rule: CapRule, kind: AidKind, situation: Situation) -> bool:
    filed = situation.category is not None
    return (
        rule.kind is kind
        and _matches(rule.categories, situation.category)
        and _matches(rule.stages, situation.stage)
        and rule.filed in (None, filed)
    )


def _matches(allowed: Collection[StrEnum], value: StrEnum | None) -> bool:
    return not allowed or value in allowed


def base_of(rule: CapRule, situation: Situation) -> Fen:
    """Return the own part that the share is taken of."""
    paid = situation.mutual_aid if rule.after_mutual_aid else 0
    return max(situation.own_part - paid, 0)


def take_share(rule: CapRule, situation: Situation, lines: list[Line]) -> Fraction | None:
    """Return the share of the own part by bands; None when the rule has no share."""
    if not rule.bands:
        return None
    base = base_of(rule, situation)
    if rule.after_mutual_aid and situation.mutual_aid:
        text = N_("Own part {own} less mutual aid {paid} = {base}.")
        paid = yuan(situation.mutual_aid)
        lines.append(line(text, own=yuan(situation.own_part), paid=paid, base=yuan(base)))
    total, start = Fraction(0), 0
    for band in rule.bands:
        end = base if band.up_to is None else min(base, band.up_to)
        if end > start:
            total += (end - start) * band.share
            lines.append(
                line(
                    N_("{share} of the part from {start} to {end} = {result}."),
                    share=percent(band.share),
                    start=yuan(start),
                    end=yuan(end),
                    result=yuan((end - start) * band.share),
                )
            )
            start = end
    lines.append(
        line(N_("Share of the own part {own}: {result}."), own=yuan(base), result=yuan(total))
    )
    return total


def take_floor(rule: CapRule, situation: Situation, lines: list[Line]) -> Fraction | None:
    """Return the share lifted to the floor, yet never above the own part."""
    shared = take_share(rule, situation, lines)
    if shared is None or not rule.floor:
        return shared
    floor = min(rule.floor, base_of(rule, situation))
    if shared >= floor:
        return shared
    lines.append(line(N_("Lifted to the floor: {floor}."), floor=yuan(floor)))
    return Fraction(floor)


def take_ceiling(
    rule: CapRule, situation: Situation, amount: Fraction | None, lines: list[Line]
) -> Fen | None:
    """Return the amount cut at the rule's ceilings, in whole fen; None without any."""
    for bound, said in _ceilings(rule, situation):
        lines.append(said)
        amount = bound if amount is None else min(amount, bound)
    if amount is None:
        lines.append(line(N_("The rules name no ceiling for this case.")))
        return None
    lines.append(line(N_("At most {amount} in the year."), amount=yuan(amount)))
    return whole(amount)


def _ceilings(rule: CapRule, situation: Situation) -> list[tuple[Fraction, Line]]:
    found = []
    if rule.line_factor is not None:
        if situation.line is None:
            raise InvalidInput(N_("Enter the subsistence line of the region."), field="line")
        bound = rule.line_factor * situation.line
        text = N_("Ceiling: {factor} × the subsistence line {line} = {result}.")
        multiple = factor(rule.line_factor)
        found.append(
            (bound, line(text, factor=multiple, line=yuan(situation.line), result=yuan(bound)))
        )
    if rule.ceiling is not None:
        text = N_("Ceiling: {amount}.")
        found.append((Fraction(rule.ceiling), line(text, amount=yuan(rule.ceiling))))
    return found


def _remarks(rule: CapRule, situation: Situation) -> list[Line]:
    said = []
    if rule.per_time is not None:
        said.append(line(N_("At most {amount} at a time."), amount=yuan(rule.per_time)))
    for one in rule.approvals:
        text = N_("Above {amount} the {level} has to agree.")
        level = Words(LEVEL_LABELS[one.level])
        said.append(line(text, amount=yuan(one.above), level=level))
    if rule.months is not None and situation.on is not None:
        first, last = rule.months
        if not first <= situation.on.month <= last:
            text = N_("Outside the window: months {first} to {last}.")
            said.append(line(text, first=first, last=last))
    return said


def left_after(result: CapResult, received: Fen) -> CapResult:
    """Return what is left of a ceiling after aid of the same kind in the same year."""
    if result.limit is None:
        return result
    left = max(result.limit - received, 0)
    text = N_("Granted this year: {used}. Left: {left}.")
    said = line(text, used=yuan(received), left=yuan(left))
    return replace(result, limit=left, lines=(*result.lines, said))
