"""What a claim gives: the shipped plans' worked examples, each kind, each step."""

from __future__ import annotations

import json
from typing import Any

import pytest

from db.mutual_plans import shipped_plans
from rules.errors import InvalidInput
from rules.mutual_benefits import compute
from rules.mutual_examples import prove
from rules.mutual_facts import ClaimFacts, Used, facts_from_plain, used_from_plain
from rules.mutual_terms import PlanTerms, terms_from_plain

PLANS = {plan.code: plan for plan in shipped_plans()}
VERSIONS = [
    pytest.param(version.terms, id=f"{plan.code}-{n}")
    for plan in PLANS.values()
    for n, version in enumerate(plan.versions, 1)
]


@pytest.mark.parametrize("terms", VERSIONS)
def test_every_shipped_plan_proves_its_worked_examples(terms: PlanTerms) -> None:
    proofs = prove(terms)
    assert len(proofs) >= 2
    assert {one.example.name: one.computed_fen for one in proofs} == {
        one.example.name: one.example.expected_fen for one in proofs
    }


@pytest.mark.parametrize("terms", VERSIONS)
def test_terms_survive_being_stored(terms: PlanTerms) -> None:
    assert terms_from_plain(json.loads(json.dumps(terms.to_plain()))) == terms


def shangluo() -> PlanTerms:
    return PLANS["SHANGLUO"].versions[0].terms


@pytest.mark.parametrize(
    ("own", "expected"),
    [(100_00, 300_00), (428_57, 300_00), (1_000_00, 700_00), (8_000_00, 5_600_00)],
)
def test_c9_seventy_percent_of_the_own_part_and_at_least_300(own: int, expected: int) -> None:
    assert compute(shangluo(), ClaimFacts(own_in_fen=own)).payable_fen == expected


def linear(**more: Any) -> PlanTerms:
    part = {"kind": "linear", "events": ["stay"], "percent": "70"}
    return terms_from_plain({"parts": [part], **more})


def test_a_floor_stays_within_the_own_part_unless_the_plan_says_otherwise() -> None:
    kept = compute(linear(floor="300"), ClaimFacts(own_in_fen=100_00))
    assert (kept.payable_fen, kept.before_floor_fen) == (100_00, 70_00)
    above = compute(linear(floor="300", floor_may_exceed=True), ClaimFacts(own_in_fen=100_00))
    assert above.payable_fen == 300_00


def test_a_ceiling_never_lifts_and_tells_what_is_left() -> None:
    capped = linear(cap_event="50", cap_period="120")
    assert compute(capped, ClaimFacts(own_in_fen=20_00)).payable_fen == 14_00
    second = compute(capped, ClaimFacts(own_in_fen=1_000_00), Used(paid_fen=80_00))
    assert (second.payable_fen, second.cap_left_fen, second.refusal) == (40_00, 0, "")
    third = compute(capped, ClaimFacts(own_in_fen=1_000_00), Used(paid_fen=120_00))
    assert (third.payable_fen, third.refusal) == (0, "cap_reached")


def test_an_event_without_a_benefit_gives_nothing() -> None:
    outcome = compute(linear(), ClaimFacts(event="accident", own_in_fen=1_000_00))
    assert (outcome.payable_fen, outcome.refusal) == (0, "")


@pytest.mark.parametrize(
    ("plain", "field"),
    [
        ({"parts": []}, "parts"),
        ({"parts": [{"kind": "linear", "events": []}]}, "events"),
        ({"parts": [{"kind": "linear", "events": ["stay"]}], "payers": {"worker": "5"}}, "share"),
        ({"parts": [{"kind": "bands_stay", "events": ["stay"]}]}, "bands"),
        ({"parts": [{"kind": "per_diem", "events": ["stay"]}]}, "day"),
        ({"parts": [{"kind": "lump_tier", "events": ["stay"]}]}, "tiers"),
        (
            {"parts": [{"kind": "linear", "events": ["stay"]}], "fixed_start": "31-02"},
            "fixed_start",
        ),
        ({"parts": [{"kind": "linear", "events": ["stay"]}], "colour": "red"}, "colour"),
    ],
)
def test_terms_that_say_something_wrong_are_refused_with_the_place(
    plain: dict[str, Any], field: str
) -> None:
    with pytest.raises(InvalidInput) as refused:
        terms_from_plain(plain)
    assert refused.value.field == field


def test_facts_and_what_was_used_survive_being_stored() -> None:
    facts = ClaimFacts(event="accident", days=3, own_in_fen=5, insured=False)
    assert facts_from_plain(facts.to_plain()) == facts
    used = Used(own_fen=1, paid_fen=2, stays=1)
    assert used_from_plain(json.loads(json.dumps(used.to_plain()))) == used
    with pytest.raises(InvalidInput):
        facts_from_plain({"own_in_fen": -1})


def plan(*parts: dict[str, Any], **more: Any) -> PlanTerms:
    return terms_from_plain({"parts": [{"events": ["stay"], **part} for part in parts], **more})


def test_several_benefits_for_one_event_add_up_or_the_largest_counts() -> None:
    both = ({"kind": "linear", "percent": "50"}, {"kind": "per_diem", "day": {"any": "30"}})
    facts = ClaimFacts(own_in_fen=400_00, days=10)
    assert compute(plan(*both), facts).payable_fen == 500_00
    assert compute(plan(*both, combine="largest"), facts).payable_fen == 300_00


def test_agreed_sums_may_exceed_the_own_part_and_repaid_costs_may_not() -> None:
    repaid = {"kind": "linear", "base": "total", "percent": "80"}
    facts = ClaimFacts(total_fen=1_000_00, pool_paid_fen=900_00, own_in_fen=100_00, days=10)
    assert compute(plan(repaid), facts).payable_fen == 100_00
    agreed = {"kind": "per_diem", "day": {"any": "30"}}
    assert compute(plan(repaid, agreed), facts).payable_fen == 400_00


def test_a_lump_sum_is_told_with_what_it_looks_at_and_nothing_else() -> None:
    death = plan({"kind": "lump_tier", "events": ["death"], "tiers": [{"pay": "20000"}]})
    outcome = compute(death, ClaimFacts(event="death"))
    assert outcome.payable_fen == 20_000_00
    assert [one.text for one in outcome.lines] == ["Lump sum: {amount}.", "Benefit: {amount}."]
    steps = plan({"kind": "lump_tier", "tiers": [{"pay": "300", "from": "1000"}]})
    assert [one.text for one in compute(steps, ClaimFacts(own_in_fen=2_000_00)).lines] == [
        "Own part within the catalogue: {base}.",
        "Lump sum from {start} on: {amount}.",
        "Benefit: {amount}.",
    ]


@pytest.mark.parametrize(
    ("limits", "days", "used", "expected"),
    [
        ({}, 10, Used(), 10),
        ({"days_free": 3}, 10, Used(), 7),
        ({"days_free": 3}, 2, Used(), 0),
        ({"days_stay": 5}, 10, Used(), 5),
        ({"days_period": 30}, 10, Used(days=25), 5),
        ({"days_period": 30}, 10, Used(days=40), 0),
    ],
)
def test_days_count_within_their_limits(
    limits: dict[str, Any], days: int, used: Used, expected: int
) -> None:
    terms = plan({"kind": "per_diem", "day": {"any": "20"}, **limits})
    outcome = compute(terms, ClaimFacts(days=days), used)
    assert (outcome.days, outcome.payable_fen) == (expected, expected * 20_00)


def test_half_a_fen_is_rounded_up_once_at_the_end() -> None:
    halves = ({"kind": "linear", "percent": "50"}, {"kind": "linear", "percent": "0.5"})
    assert compute(plan(halves[0]), ClaimFacts(own_in_fen=1)).payable_fen == 1
    assert compute(plan(*halves), ClaimFacts(own_in_fen=101)).payable_fen == 51


def test_a_benefits_own_ceiling_holds_before_the_plans_floor() -> None:
    terms = plan({"kind": "linear", "percent": "70", "cap": "50"}, floor="60")
    outcome = compute(terms, ClaimFacts(own_in_fen=1_000_00))
    assert (outcome.before_floor_fen, outcome.payable_fen) == (50_00, 60_00)
