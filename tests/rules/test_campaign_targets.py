"""The rule of a campaign's list: its plain form, its ages, its words, and pasted lines."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from rules.campaign_people import pasted_people
from rules.campaign_targets import (
    FAMILIES,
    MEMBERS,
    TargetRule,
    born_between,
    explain,
    from_plain,
    target_rule,
    to_plain,
)
from rules.errors import InvalidInput
from rules.fields import Value
from rules.language import speaking

WANTED: dict[str, Value] = {
    "age_from": 35,
    "gender": ("female",),
    "unit_id": 7,
    "is_filed": True,
    "category": ("deep",),
}


def test_a_rule_comes_back_from_its_plain_form_without_what_is_not_for_its_base() -> None:
    rule = target_rule({"base": MEMBERS, **WANTED, "relation": ("child",), "age_to": None})
    assert rule.wanted == WANTED
    assert from_plain(to_plain(rule)) == rule
    pupils = TargetRule(FAMILIES, {"enrolled_from": date(2026, 9, 1)})
    assert to_plain(pupils) == {"base": FAMILIES, "enrolled_from": "2026-09-01"}
    assert from_plain(to_plain(pupils)) == pupils
    assert from_plain({}) is None


@pytest.mark.parametrize(
    ("stored", "field"),
    [
        ({"base": "anybody"}, "base"),
        ({"base": MEMBERS, "age_from": "35"}, "age_from"),
        ({"base": MEMBERS, "age_from": True}, "age_from"),
        ({"base": MEMBERS, "age_from": 121}, "age_from"),
        ({"base": MEMBERS, "age_from": 60, "age_to": 50}, "age_to"),
        ({"base": MEMBERS, "health": ["cancer"]}, "health"),
        ({"base": MEMBERS, "gender": "female"}, "gender"),
        ({"base": MEMBERS, "is_filed": False, "category": ["deep"]}, "is_filed"),
        ({"base": FAMILIES, "enrolled_from": "autumn"}, "enrolled_from"),
    ],
)
def test_a_rule_that_is_not_well_formed_names_the_field(stored: dict[str, Any], field: str) -> None:
    with pytest.raises(InvalidInput) as refused:
        from_plain(stored)
    assert refused.value.field == field


def test_ages_count_from_the_birthday_on_the_day_on_which_the_campaign_begins() -> None:
    rule = TargetRule(MEMBERS, {"age_from": 35, "age_to": 35})
    assert born_between(rule, date(2026, 3, 8)) == (date(1990, 3, 9), date(1991, 3, 8))
    assert born_between(TargetRule(MEMBERS), date(2026, 3, 8)) == (None, None)
    leap = TargetRule(MEMBERS, {"age_from": 18})
    assert born_between(leap, date(2028, 2, 29)) == (None, date(2010, 2, 28))


def test_a_rule_is_told_in_both_languages() -> None:
    rule = TargetRule(MEMBERS, {"age_from": 35, "age_to": 50, "is_new_form_worker": True})
    with speaking("en"):
        assert [line.shown({}) for line in explain(rule)] == [
            "Members of the registry",
            "35 to 50 years old when the campaign begins",
            "New-form worker: Yes",
        ]
    with speaking("zh_CN"):
        assert explain(rule)[1].shown({}) == "活动开始时35至50周岁"


def test_only_rules_that_look_into_the_archive_say_so() -> None:
    assert TargetRule(FAMILIES).uses_archive
    assert TargetRule(MEMBERS, {"category": ("deep",)}).of_filed
    without = TargetRule(MEMBERS, {"is_filed": False})
    assert (without.uses_archive, without.of_filed) == (True, False)
    assert not TargetRule(MEMBERS, {"gender": ("female",)}).uses_archive


def test_pasted_lines_hold_a_name_a_number_or_both() -> None:
    lines = pasted_people("郑洁\n\n1. 林芳\t11010119850308002X\nHY0012345\nZheng Jie, 25\n")
    assert [(one.line, one.name, one.number) for one in lines] == [
        (1, "郑洁", ""),
        (3, "林芳", "11010119850308002X"),
        (4, "", "HY0012345"),
        (5, "Zheng Jie", ""),
    ]
    with pytest.raises(InvalidInput):
        pasted_people("郑洁\n" * 5001)
