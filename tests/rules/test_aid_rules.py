"""Reading sets of rules: which one holds where and when, and strictness about parameters."""

from __future__ import annotations

import copy
import json
from collections.abc import Callable
from datetime import date
from typing import Any

import pytest

from db.seeding import shipped_codes
from rules.aid_rules import kind_of, make_heading, parameters_of, read_shipped, set_from
from rules.care_ceilings import CareSet
from rules.categories import Category, Level
from rules.counted_people import IDLE, STUDYING
from rules.dated_sets import Heading, SetKind, set_on, wider_regions
from rules.errors import InvalidInput
from rules.exclusions import Exclusion
from rules.language import listed, use_language
from rules.means_inputs import DECLARED_ONLY
from tests.rules.households import caps, care, means_test, shipped

ALL = [
    pytest.param(kind, one, id=f"{kind}-{one.heading.code}")
    for kind in SetKind
    for one in shipped().sets[kind]
]


@pytest.mark.parametrize(("kind", "one"), ALL)
def test_a_set_comes_back_from_its_stored_parameters(kind: SetKind, one: Any) -> None:
    stored = json.loads(json.dumps(parameters_of(one)))
    assert set_from(kind, one.heading, stored) == one
    assert kind_of(one) is kind


@pytest.mark.parametrize(
    ("kind", "region", "on", "code"),
    [
        (SetKind.MEANS_TEST, "city", date(2026, 5, 1), "NAT2020"),
        (SetKind.MEANS_TEST, "city", date(2019, 12, 31), "NAT2016"),
        (SetKind.MEANS_TEST, "city", date(2010, 5, 1), None),
        (SetKind.AID_CAPS, "611021", date(2026, 5, 1), "NAT-A"),
        (SetKind.CARE_CEILINGS, "", date(2026, 1, 1), "COMMON2025"),
    ],
)
def test_of_each_kind_one_shipped_set_is_in_use(
    kind: SetKind, region: str, on: date, code: str | None
) -> None:
    found: Any = set_on(shipped().sets[kind], region, on)
    assert (found and found.heading.code) == code


def _care(code: str, region: str, valid_from: date, in_use: bool = True) -> CareSet:
    heading = Heading(code, code, valid_from, region=region, in_use=in_use)
    return CareSet(heading, {})


@pytest.mark.parametrize(
    ("region", "on", "code"),
    [
        ("371083", date(2026, 1, 1), "TOWN"),
        ("371002", date(2026, 1, 1), "PROVINCE"),
        ("371002", date(2025, 12, 31), "EARLIER"),
        ("city", date(2026, 1, 1), "CITY"),
        ("county", date(2026, 1, 1), "EVERYWHERE"),
        ("county", date(2019, 1, 1), None),
    ],
)
def test_the_set_of_the_smallest_region_around_a_place_holds(
    region: str, on: date, code: str | None
) -> None:
    sets = [
        _care("EVERYWHERE", "", date(2020, 1, 1)),
        _care("CITY", "city", date(2020, 1, 1)),
        _care("TOWN", "371083", date(2020, 1, 1)),
        _care("EARLIER", "370000", date(2020, 1, 1)),
        _care("PROVINCE", "370000", date(2026, 1, 1)),
        _care("PATTERN", "371002", date(2026, 1, 1), in_use=False),
    ]
    found = set_on(sets, region, on)
    assert (found and found.heading.code) == code


def test_regions_widen_to_city_province_and_country() -> None:
    assert wider_regions("371083102") == ("371083102", "371083", "371000", "370000", "")
    assert wider_regions("370000") == ("370000", "")
    assert wider_regions("") == ("",)


Change = Callable[[dict[str, Any]], object]


def _in(table: str, name: str, value: object) -> Change:
    def change(given: dict[str, Any]) -> None:
        (given[table][0] if isinstance(given[table], list) else given[table])[name] = value

    return change


@pytest.mark.parametrize(
    ("change", "field"),
    [
        (lambda given: given.update(surprise=1), "surprise"),
        (lambda given: given.pop("window_months"), "window_months"),
        (lambda given: given.update(window_months=0), "window_months"),
        (lambda given: given.update(window_months="12"), "window_months"),
        (lambda given: given.update(window_months=True), "window_months"),
        (lambda given: given.update(near_factor=2.2), "near_factor"),
        (lambda given: given.update(near_factor="-1"), "near_factor"),
        (lambda given: given.update(near_factor="NaN"), "near_factor"),
        (lambda given: given.update(near_factor="1.00001"), "near_factor"),
        (lambda given: given.update(rigid_costs="medical"), "rigid_costs"),
        (lambda given: given.update(rigid_costs=["medical", "medical"]), "rigid_costs"),
        (lambda given: given.update(costs_need_proof="yes"), "costs_need_proof"),
        (lambda given: given.update(rungs=[]), "rungs"),
        (lambda given: given.update(migrant=[]), ""),
        (_in("rungs", "category", "rich"), "category"),
        (_in("rungs", "limits", []), "limits"),
        (_in("rungs", "limits", [{"basis": "net", "operator": "=", "factor": "1"}]), "operator"),
        (_in("working_age", "end_men", 15), "end_men"),
        (_in("accident", "operator", "<"), "operator"),
        (_in("exclusions", "extra", 1), "extra"),
    ],
)
def test_a_wrong_parameter_of_a_means_test_is_named(change: Change, field: str) -> None:
    _refused(SetKind.MEANS_TEST, means_test("NAT2020"), change, field)


@pytest.mark.parametrize(
    ("change", "field"),
    [
        (lambda given: given.update(categories=["rich"]), "categories"),
        (_in("rules", "kind", "lottery"), "kind"),
        (_in("rules", "per", "century"), "per"),
        (_in("rules", "ceiling", "a lot"), "ceiling"),
        (_in("rules", "ceiling", "-5"), "ceiling"),
        (_in("rules", "ceiling", 1.5), "ceiling"),
        (_in("rules", "bands", [{"share": "1.1"}]), "share"),
        (_in("rules", "bands", [{"share": "1"}, {"share": "1"}]), "up_to"),
        (
            _in("rules", "bands", [{"up_to": 9, "share": "1"}, {"up_to": 9, "share": "1"}]),
            "up_to",
        ),
        (_in("rules", "first_month", 13), "first_month"),
        (_in("exclusions", "lottery", ["x"]), "lottery"),
    ],
)
def test_a_wrong_parameter_of_a_ceiling_is_named(change: Change, field: str) -> None:
    _refused(SetKind.AID_CAPS, caps("NAT-A"), change, field)


@pytest.mark.parametrize(
    ("change", "field"),
    [
        (_in("gifts", "birthday", ""), "birthday"),
        (_in("gifts", "housewarming", 5), "housewarming"),
        (lambda given: given.update(festivals={"easter": 5}), "easter"),
    ],
)
def test_a_wrong_parameter_of_gifts_is_named(change: Change, field: str) -> None:
    _refused(SetKind.CARE_CEILINGS, care("COMMON2025"), change, field)


def _refused(kind: SetKind, one: Any, change: Change, field: str) -> None:
    parameters = copy.deepcopy(parameters_of(one))
    change(parameters)
    with pytest.raises(InvalidInput) as refused:
        set_from(kind, one.heading, parameters)
    assert refused.value.field == field
    assert one.heading.code in str(refused.value)


@pytest.mark.parametrize(
    ("changed", "field"),
    [
        ({"code": "with space"}, "code"),
        ({"label": " "}, "label"),
        ({"valid_to": date(2025, 12, 31)}, "valid_to"),
    ],
)
def test_a_heading_is_checked(changed: dict[str, Any], field: str) -> None:
    with pytest.raises(InvalidInput) as refused:
        make_heading(**{"code": "OURS", "label": "本市", "valid_from": date(2026, 1, 1), **changed})
    assert refused.value.field == field


def test_the_shipped_file_may_hold_nothing_unknown() -> None:
    with pytest.raises(InvalidInput, match="surprise"):
        read_shipped("[[surprise]]\nx = 1\n")
    with pytest.raises(InvalidInput, match="valid_from"):
        read_shipped("[[minimum_wage]]\nplace = '陕西'\namount = 1\n")


def test_every_code_that_the_shipped_rules_name_is_in_its_list() -> None:
    lists = shipped_codes()
    for one in shipped().sets[SetKind.MEANS_TEST]:
        stored = parameters_of(one)
        assert set(stored["not_counted"]) <= set(lists["income_item"])
        assert set(stored["rigid_costs"]) <= set(lists["cost_item"])
        assert set(stored["exclusions"]["asked"]) <= set(lists["exclusion"])
    for one in shipped().sets[SetKind.AID_CAPS]:
        for codes in parameters_of(one)["exclusions"].values():
            assert set(codes) <= set(lists["exclusion"])


def test_lists_of_the_rules_and_of_the_office_hold_the_same_codes() -> None:
    lists = shipped_codes()
    assert set(lists["exclusion"]) == {code.value for code in Exclusion}
    away = {"in_prison", "missing", "conscript", "clergy"}
    assert STUDYING | IDLE | away <= set(shipped_codes()["person_status"])
    assert [level.value for level in reversed(Level)] == list(shipped_codes()["file_level"])
    assert [one.value for one in Category] == list(shipped_codes()["hardship_category"])
    assert DECLARED_ONLY in shipped_codes()["income_proof"]


def test_a_reader_of_english_learns_the_code_of_a_set_with_a_chinese_name() -> None:
    ours, theirs = (
        Heading("NAT2020", label, date(2020, 1, 1)) for label in ("现行标准", "Present")
    )
    try:
        use_language("en")
        assert (ours.named, theirs.named) == ("NAT2020 现行标准", "Present")
        assert listed(["a", "b"]) == "a, b"
        use_language("zh_CN")
        assert (ours.named, listed(["甲", "乙"])) == ("现行标准", "甲、乙")
    finally:
        use_language("")
