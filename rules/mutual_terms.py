"""The terms of a mutual-aid plan: who may join at what fee, how a claim is made, what it gives."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from fractions import Fraction
from typing import Any

from rules.claim_limits import DAYS_FOR_PAPERS
from rules.errors import InvalidInput
from rules.language import N_
from rules.money import Fen, show_money
from rules.mutual_facts import Example
from rules.mutual_fields import check_day_of_year
from rules.mutual_parts import BenefitPart, Tier, plain_part
from rules.mutual_reading import read_values
from rules.parameters import Parameters, plain_money, plain_number


@dataclass(frozen=True, slots=True)
class PlanTerms:
    """What one version of a plan promises and asks; amounts in whole fen, 0 and "" for no rule.

    ``payers`` says how much of ``share_fen`` each pays. Hand-ins are taken from ``window_from``
    to ``window_to``, late joiners within ``late_days`` of the cover's begin. Cover lasts
    ``months`` and begins on ``fixed_start`` (such as "01-01") where that is set. Who joins anew
    waits ``waiting_months`` and ``waiting_days``; a renewal within ``gap_days`` of the last cover's
    end does not. ``report_days`` and ``hand_in_days`` count from the event's end, ``last_days`` is
    when every claim lapses; ``papers_days`` are given for papers that were asked for.
    ``event_day`` says which day of an event has to be covered: "begin" or "end". ``needs_plans``
    are codes of plans of one of which a person must be as well.

    With ``per_share`` the lump sums, daily amounts and all ceilings are for one share.
    ``combine`` adds the benefits that answer one event ("sum") or takes the largest.
    """

    share_fen: Fen = 0
    payers: Mapping[str, Fen] = field(default_factory=dict)
    max_shares: int = 1
    equal_shares: bool = False
    age_from: int | None = None
    age_to: int | None = None
    gender: str = ""
    retired_may_join: bool = True
    group_percent: int = 0
    group_all_below: int = 0
    needs_plans: tuple[str, ...] = ()
    window_from: date | None = None
    window_to: date | None = None
    late_days: int = 0
    months: int = 12
    fixed_start: str = ""
    waiting_months: int = 0
    waiting_days: int = 0
    gap_days: int = 0
    report_days: int = 0
    hand_in_days: int = 0
    last_days: int = 0
    papers_days: int = DAYS_FOR_PAPERS
    event_day: str = "begin"
    papers: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    exclusions: tuple[str, ...] = ()
    refusals: Mapping[str, str] = field(default_factory=dict)
    parts: tuple[BenefitPart, ...] = ()
    combine: str = "sum"
    per_share: bool = False
    floor_fen: Fen = 0
    floor_may_exceed: bool = False
    cap_event_fen: Fen = 0
    cap_period_fen: Fen = 0
    death_top_up_fen: Fen = 0
    second_look_over_fen: Fen = 0
    second_look_percent: int = 0
    second_look_deviation_percent: int = 0
    examples: tuple[Example, ...] = ()

    def to_plain(self) -> dict[str, Any]:
        """Return the terms as they are stored; ``terms_from_plain`` reads them."""
        plain = {name.removesuffix("_fen"): _plain(value, name) for name, value in _items(self)}
        return {
            **plain,
            "payers": {code: plain_money(fen) for code, fen in self.payers.items()},
            "papers": {event: list(codes) for event, codes in self.papers.items()},
            "refusals": dict(self.refusals),
            "parts": [plain_part(part) for part in self.parts],
            "examples": [one.to_plain() for one in self.examples],
        }

    @property
    def events(self) -> tuple[str, ...]:
        """The events that some benefit answers, in the plan's order."""
        found = (event for part in self.parts for event in part.events)
        topped_up = ("death",) if self.death_top_up_fen else ()
        return tuple(dict.fromkeys((*found, *topped_up)))

    def classes(self, event: str) -> tuple[Tier, ...]:
        """Return the classes that a claim for an event may name: of diagnoses, of disability."""
        return tuple(
            tier for part in self.parts if event in part.events for tier in part.tiers if tier.code
        )


def _items(terms: PlanTerms) -> list[tuple[str, Any]]:
    return [(name, getattr(terms, name)) for name in PlanTerms.__dataclass_fields__]


def _plain(value: Any, name: str) -> Any:
    if name.endswith("_fen"):
        return plain_money(value)
    if isinstance(value, Fraction):
        return plain_number(value)
    if isinstance(value, date):
        return value.isoformat()
    return list(value) if isinstance(value, tuple) else value


def terms_from_plain(plain: Mapping[str, Any], place: str = "") -> PlanTerms:
    """Return the terms as they were stored; raises InvalidInput naming the wrong one.

    What is missing has no rule; ``place`` tells a person where the parameters stand.
    """
    terms = PlanTerms(**read_values(Parameters(plain, place)))
    check_terms(terms)
    return terms


def check_terms(terms: PlanTerms) -> None:
    """Raise InvalidInput where terms contradict each other."""
    paid = sum(terms.payers.values())
    if terms.payers and paid != terms.share_fen:
        text = N_("Those who pay the fee pay {paid} together, but a share costs {fee}.")
        fee = show_money(terms.share_fen)
        raise InvalidInput(text, field="share", paid=show_money(paid), fee=fee)
    if terms.fixed_start:
        check_day_of_year(terms.fixed_start)
    if terms.age_from is not None and terms.age_to is not None and terms.age_to < terms.age_from:
        raise InvalidInput(N_("The highest age lies below the lowest."), field="age_to")
    if terms.window_from and terms.window_to and terms.window_to < terms.window_from:
        raise InvalidInput(N_("The last day lies before the first."), field="window_to")
    caps = [cap for cap in (terms.cap_event_fen, terms.cap_period_fen) if cap]
    if caps and terms.floor_fen > min(caps):
        raise InvalidInput(N_("The floor lies above a ceiling."), field="floor")
    if not terms.parts:
        raise InvalidInput(N_("A plan has at least one benefit."), field="parts")
