"""The code lists that a new office gets."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import pytest

from db.seeding import shipped_codes
from rules.codes import Code, label_of
from rules.fields import Kind
from rules.hardship import FILE_FIELDS
from rules.households import HOUSEHOLD_FIELDS, PERSON_FIELDS
from rules.language import use_language
from rules.lookalikes import MATCH_LABELS, Match
from rules.members import ENDINGS, LIFE_EVENTS, MEMBER_FIELDS, Status
from rules.parsing import plain_text
from rules.units import KIND_RANK, UNIT_FIELDS

SHIPPED: Mapping[str, Mapping[str, Any]] = shipped_codes()


def shipped_lists() -> dict[str, tuple[Code, ...]]:
    return {
        name: tuple(
            Code(code, entry["zh"], entry["en"], tuple(entry.get("aliases", ())))
            for code, entry in codes.items()
        )
        for name, codes in SHIPPED.items()
    }


def test_every_choice_of_a_register_has_its_list() -> None:
    wanted = {
        field.codes
        for field in MEMBER_FIELDS + UNIT_FIELDS + PERSON_FIELDS + HOUSEHOLD_FIELDS + FILE_FIELDS
        if field.kind in (Kind.CHOICE, Kind.CHOICES, Kind.TICKS)
    }
    assert wanted <= set(SHIPPED)


@pytest.mark.parametrize("name", sorted(SHIPPED))
def test_no_spelling_of_a_list_means_two_codes(name: str) -> None:
    meaning: dict[str, str] = {}
    for entry in shipped_lists()[name]:
        for spelling in (entry.code, entry.zh, entry.en, *entry.aliases):
            text = plain_text(spelling).lower()
            assert meaning.setdefault(text, entry.code) == entry.code, spelling


@pytest.mark.parametrize("name", sorted(SHIPPED))
def test_codes_are_stable_names_and_labels_fit_their_columns(name: str) -> None:
    for entry in shipped_lists()[name]:
        assert entry.code.isidentifier()
        assert entry.code.isascii()
        assert 0 < len(entry.zh) <= 60
        assert 0 < len(entry.en) <= 60


def test_lists_that_rules_know_hold_the_rules_codes() -> None:
    assert set(SHIPPED["member_status"]) == {str(status) for status in Status}
    assert {str(status) for status in ENDINGS} <= set(SHIPPED["member_status"])
    assert set(SHIPPED["life_event"]) == {*LIFE_EVENTS, "birthday"}
    assert set(SHIPPED["unit_kind"]) == set(KIND_RANK)
    assert set(MATCH_LABELS) == {str(match) for match in Match}


def test_the_56_nations_carry_their_national_numbers() -> None:
    numbers = {alias for entry in SHIPPED["nation"].values() for alias in entry["aliases"]}
    assert {f"{number:02d}" for number in range(1, 57)} <= numbers


def test_a_label_follows_the_language_and_an_unknown_code_shows_itself() -> None:
    lists = shipped_lists()
    try:
        use_language("en")
        assert label_of(lists, "gender", "female") == "Female"
        use_language("zh_CN")
        assert label_of(lists, "gender", "female") == "女"
        assert label_of(lists, "gender", "x7") == "x7"
        assert label_of(lists, "gender", None) == ""
    finally:
        use_language("")
