"""A plan's terms as forms, in words, on the bench: nothing is lost or invented on the way."""

from __future__ import annotations

from fractions import Fraction

import pytest

from db.mutual_plans import shipped_plans
from db.seeding import shipped_codes
from rules.codes import Code, CodeLists
from rules.errors import InvalidInput
from rules.fields import Kind, Value
from rules.language import LANGUAGES, use_language
from rules.mutual_bench import LUMP, bench_fields, curve, example_of, facts_of, used_of
from rules.mutual_benefits import compute
from rules.mutual_examples import prove
from rules.mutual_facts import NOTHING_USED, ClaimFacts, Used
from rules.mutual_forms import (
    BLANK_TERMS,
    Section,
    all_fields,
    differences,
    section_fields,
    values_of,
    with_part,
    with_values,
    without_part,
)
from rules.mutual_part_fields import part_fields
from rules.mutual_parts import Band, PartKind
from rules.mutual_terms import PlanTerms, terms_from_plain
from rules.mutual_words import in_words
from rules.parsing import parse

PLANS = {plan.code: plan for plan in shipped_plans()}
TERMS = [pytest.param(plan.versions[-1].terms, id=code) for code, plan in PLANS.items()]
LISTS: CodeLists = {
    name: tuple(Code(code, entry["zh"], entry["en"]) for code, entry in codes.items())
    for name, codes in shipped_codes().items()
}


def terms_of(code: str) -> PlanTerms:
    return PLANS[code].versions[-1].terms


@pytest.mark.parametrize("terms", TERMS)
def test_saving_a_form_as_it_was_opened_changes_nothing(terms: PlanTerms) -> None:
    forms = [section_fields(terms, section, LISTS) for section in Section]
    forms += [part_fields(n, part) for n, part in enumerate(terms.parts)]
    for fields in forms:
        assert with_values(terms, values_of(terms, fields)) == terms


@pytest.mark.parametrize("terms", TERMS)
def test_a_form_takes_what_it_shows(terms: PlanTerms) -> None:
    fields = all_fields(terms, LISTS)
    for field, value in zip(fields, values_of(terms, fields).values(), strict=True):
        if field.kind in (Kind.TEXT, Kind.INTEGER) and value is not None:
            assert parse(field, str(value), LISTS) == value


def test_one_sum_for_all_says_nothing_of_a_cost_until_a_form_may_add_steps() -> None:
    terms = terms_of("ACCIDENT2011")
    shown = [field.name for field in section_fields(terms, Section.BENEFITS, LISTS)]
    assert not [name for name in shown if name.endswith(".base")]
    assert "parts.2.base" in [field.name for field in part_fields(2, terms.parts[2])]


def test_rows_are_added_changed_and_dropped() -> None:
    terms = terms_of("QINHUANGDAO")
    more: dict[str, Value] = {"parts.0.bands.2.up_to": 5_000_000, "parts.0.bands.3.percent": "90"}
    longer = with_values(terms, more)
    assert longer.parts[0].bands[2:] == (Band(5_000_000, Fraction(70)), Band(None, Fraction(90)))
    shorter = with_values(longer, {f"parts.0.bands.{n}.percent": None for n in (1, 2)})
    assert shorter.parts[0].bands == (Band(500_000, Fraction(50)), Band(None, Fraction(90)))
    with pytest.raises(InvalidInput, match="bands rise"):
        with_values(terms, {"parts.0.bands.1.up_to": 1})
    with pytest.raises(InvalidInput, match="at least one band"):
        with_values(terms, {f"parts.0.bands.{n}.percent": None for n in range(3)})


def test_a_benefit_of_each_kind_can_be_added_and_gives_nothing_yet() -> None:
    for kind in PartKind:
        terms = with_part(BLANK_TERMS, kind)
        assert terms_from_plain(terms.to_plain()) == terms
        stored_before = {k: v for k, v in terms.to_plain().items() if k != "papers_days"}
        assert terms_from_plain(stored_before).papers_days == 30
        facts = ClaimFacts(event=terms.parts[1].events[0], own_in_fen=100_00, days=9)
        assert compute(without_part(terms, 0), facts).payable_fen == 0
        assert without_part(terms, 1) == BLANK_TERMS


def test_an_example_forgets_what_a_dropped_benefit_had_used_up() -> None:
    terms = terms_of("BINZHOU")
    dropped = without_part(terms, 0)
    before, after = terms.examples[-1].used, dropped.examples[-1].used
    assert after.parts == before.parts[1:]
    assert [one.agrees for one in prove(dropped)] == [False, True, True, True, True]


def test_two_versions_differ_where_a_term_was_changed() -> None:
    before = terms_of("SHANGLUO")
    after = with_values(before, {"parts.0.percent": "80", "floor": None})
    found = {field.name: (old, new) for field, old, new in differences(before, after, LISTS)}
    assert found == {"parts.0.percent": ("70", "80"), "floor": (300_00, None)}
    assert not differences(before, before, LISTS)


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("terms", TERMS)
def test_every_plan_can_be_told_in_words(terms: PlanTerms, language: str) -> None:
    use_language(language)
    told = [line.shown(LISTS) for line in in_words(terms)]
    assert len(told) >= len(terms.parts)
    assert not [line for line in told if "{" in line or "Words(" in line]


def test_words_say_what_the_plan_gives() -> None:
    use_language("en")
    told = [line.shown(LISTS) for line in in_words(terms_of("ZHANGZHOU"))]
    assert told[0] == "Only whoever has medical insurance:"
    assert told[1].endswith("added up over the period, > 300.00: 60%.")
    assert told[-2:] == ["At most 50,000.00 in the period.", "At death topped up to 1,000.00."]


@pytest.mark.parametrize("terms", TERMS)
def test_the_curve_goes_through_what_each_of_its_places_gives(terms: PlanTerms) -> None:
    for event in terms.events:
        facts = ClaimFacts(event=event, own_in_fen=8_000_00, days=10, total_fen=8_000_00)
        found = curve(terms, facts, NOTHING_USED)
        if found is None:
            continue
        places = [place for place, _fen in found.points]
        assert places == sorted(set(places))
        assert found.now in found.points
        assert found.now[1] == compute(terms, facts).payable_fen


def test_the_curve_shows_where_the_ceiling_is_reached() -> None:
    found = curve(terms_of("WEIHAI"), ClaimFacts(own_in_fen=8_000_00), NOTHING_USED)
    assert found is not None
    assert found.points[-1][1] == 50_000_00
    assert (10_000_00, 0) in found.points


def test_the_bench_asks_only_what_the_plan_looks_at_and_keeps_a_case_as_an_example() -> None:
    names = {code: {field.name for field in bench_fields(terms_of(code))} for code in PLANS}
    assert names["SHANGLUO"] == {"event", "own_in_fen", "own_out_fen"}
    assert names["WOMEN-NANPING"] == {"event", "class_code"}
    assert {"insured", "out_of_area", "died", "used_own_fen"} <= names["ZHANGZHOU"]
    assert {"days", "used_days", "used_stays"} <= names["ACCIDENT2011"]
    assert "shares" in names["ACCIDENT-SHANGHAI"]
    values: dict[str, Value] = {
        "event": "stay",
        "own_in_fen": 5_000_00,
        "out_of_area": None,
        "insured": None,
        "used_own_fen": 300_00,
        "name": "second stay",
        "expected_fen": 3_000_00,
    }
    example = example_of(terms_of("WEIHAI"), values)
    assert example.facts == facts_of(values) == ClaimFacts(own_in_fen=500_000, total_fen=500_000)
    assert example.used == used_of(terms_of("WEIHAI"), values) == Used(own_fen=300_00)
    assert compute(terms_of("ZHANGZHOU"), example.facts, example.used).payable_fen == 3_000_00


def test_the_bench_counts_lump_sums_of_the_period_for_whom_they_matter() -> None:
    terms = terms_of("BINZHOU")
    lumps = [one for one in bench_fields(terms) if one.name.startswith(LUMP)]
    assert [one.name for one in lumps] == [f"{LUMP}{n}" for n in (1, 2, 4, 5)]
    assert "待遇5" in lumps[2].label
    disabled = used_of(terms, {f"{LUMP}4": 5_000_00, "used_paid_fen": 1_000_00})
    assert disabled.paid_fen == 5_000_00
    assert compute(terms, ClaimFacts("death", died=True), disabled).payable_fen == 25_000_00
    example = example_of(
        terms, {"event": "diagnosis", f"{LUMP}2": 10_000_00, "name": "again", "expected_fen": 0}
    )
    assert compute(terms, example.facts, example.used).payable_fen == 0
    assert terms_from_plain({**terms.to_plain(), "examples": [example.to_plain()]}).examples == (
        example,
    )
    only = bench_fields(terms_of("TAIZHOU-WOMEN"))
    assert f"{LUMP}0" in [one.name for one in only if not one.extra]


def test_the_bench_weighs_what_was_treated_out_of_the_area_earlier() -> None:
    terms = terms_of("ZHANGZHOU")
    values: dict[str, Value] = {"used_own_fen": 10_300_00, "used_away_fen": 10_300_00}
    facts = ClaimFacts(insured=False, total_fen=10_000_00, own_in_fen=10_000_00)
    near = compute(terms, facts, used_of(terms, {"used_own_fen": 10_300_00})).payable_fen
    away = compute(terms, facts, used_of(terms, values)).payable_fen
    assert (near, away) == (1_000_00, 997_04)
