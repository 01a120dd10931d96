"""The rules between a member's fields."""

from __future__ import annotations

from datetime import date

import pytest

from rules.errors import InvalidInput
from rules.fields import Value, by_name
from rules.members import (
    ENDINGS,
    MEMBER_FIELDS,
    PRESENT,
    Status,
    check_member,
    complete_member,
)

TODAY = date(2026, 11, 24)
ID_NO = "11010519491231002X"


def member(**values: Value) -> dict[str, Value]:
    return {"name": "王芳", "id_type": "id_card", "id_no": ID_NO, **values}


def test_birth_date_and_gender_are_filled_in_from_the_id_number() -> None:
    full = complete_member({"name": "王芳", "id_no": ID_NO})
    assert (full["id_type"], full["birth_on"], full["gender"]) == (
        "id_card",
        date(1949, 12, 31),
        "female",
    )


def test_an_unknown_gender_gives_way_to_what_the_id_number_says() -> None:
    assert complete_member(member(gender="unknown"))["gender"] == "female"


def test_what_was_entered_is_not_overwritten_but_refused_when_it_contradicts() -> None:
    full = complete_member(member(gender="male"))
    assert full["gender"] == "male"
    with pytest.raises(InvalidInput, match="gender differs") as refused:
        check_member(full, TODAY)
    assert refused.value.field == "gender"


def test_nothing_is_filled_in_from_other_papers() -> None:
    full = complete_member({"name": "John", "id_type": "passport", "id_no": "E12345678"})
    assert full.get("birth_on") is None
    check_member(full, TODAY)


def test_a_wrong_id_number_names_its_field_also_while_completing() -> None:
    wrong = member(id_no="110105194912310021")
    for step in (complete_member, lambda values: check_member(values, TODAY)):
        with pytest.raises(InvalidInput, match="last digit") as refused:
            step(wrong)
        assert refused.value.field == "id_no"


@pytest.mark.parametrize(
    ("values", "field"),
    [
        ({"birth_on": date(1949, 12, 30)}, "birth_on"),
        ({"id_no": None, "birth_on": date(2027, 1, 1)}, "birth_on"),
        ({"id_no": None, "birth_on": date(1900, 1, 1)}, "birth_on"),
        ({"birth_on": date(1949, 12, 31), "joined_on": date(1963, 11, 30)}, "joined_on"),
        ({"birth_on": date(1949, 12, 31), "work_start_on": date(1963, 11, 1)}, "work_start_on"),
        ({"birth_on": date(1949, 12, 31), "joined_on": date(2026, 11, 25)}, "joined_on"),
        ({"id_type": "passport", "id_no": "护照"}, "id_no"),
    ],
)
def test_contradictions_are_refused_by_field(values: dict[str, Value], field: str) -> None:
    with pytest.raises(InvalidInput) as refused:
        check_member(member(**values), TODAY)
    assert refused.value.field == field


@pytest.mark.parametrize(
    "values",
    [
        {},
        {"id_no": None},
        {"birth_on": date(1949, 12, 31), "joined_on": date(1963, 12, 1)},
        {"birth_on": date(1949, 12, 31), "work_start_on": date(1963, 12, 1)},
        {"birth_on": date(1949, 12, 31), "joined_on": TODAY},
        {"gender": "not_stated"},
    ],
)
def test_a_record_without_contradictions_passes(values: dict[str, Value]) -> None:
    check_member(member(**values), TODAY)


def test_no_header_of_a_roster_means_two_fields() -> None:
    seen: dict[str, str] = {}
    for field in MEMBER_FIELDS:
        for alias in field.aliases:
            assert seen.setdefault(alias, field.name) == field.name, alias


def test_every_sealed_field_has_a_mask() -> None:
    fields = by_name(MEMBER_FIELDS)
    sealed = {name for name, field in fields.items() if field.sealed}
    assert sealed == {"id_no", "mobile", "home_address", "bank_number"}
    assert all(fields[name].mask for name in sealed)


def test_an_ending_leaves_the_union_except_for_the_retained() -> None:
    assert set(ENDINGS) & PRESENT == {Status.RETAINED}
