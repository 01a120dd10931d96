"""Faults of one record."""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rules.fields import Value, by_name
from rules.identity import check_digit
from rules.members import MEMBER_FIELDS
from rules.quality import EXPECTED, FAULTS, FaultKind, faults_of

CLEAN: dict[str, Value] = {
    "name": "阿依古丽·买买提",
    "id_type": "id_card",
    "id_no": "11010519491231002X",
    "birth_on": date(1949, 12, 31),
    "gender": "female",
    "mobile": "13812345678",
    "nation": "han",
    "education": "senior_middle",
    "work_status": "retired",
    "joined_on": date(1970, 5, 1),
    "work_start_on": date(1968, 3, 1),
    "dues_until_on": date(1970, 5, 1),
    "bank_number": "6222021234567890123",
    "bank_name": "工商银行",
}


def test_a_sound_record_has_no_faults() -> None:
    assert faults_of(CLEAN) == ()


@pytest.mark.parametrize("name", EXPECTED)
def test_each_expected_value_is_missed(name: str) -> None:
    without = {**CLEAN, name: None}
    assert f"{name}_missing" in faults_of(without)


@pytest.mark.parametrize(
    ("values", "fault"),
    [
        ({"id_no": "110105194912310021"}, "id_no_invalid"),
        ({"id_no": "110105491231002"}, "id_no_invalid"),
        ({"id_type": "passport", "id_no": "护照"}, "id_no_invalid"),
        ({"name": "王芳1"}, "name_odd"),
        ({"name": "王芳（退休）"}, "name_odd"),
        ({"mobile": "0914-2312345"}, "mobile_invalid"),
        ({"bank_number": "6222"}, "bank_number_invalid"),
        ({"birth_on": date(1949, 12, 30)}, "birth_on_differs"),
        ({"gender": "male"}, "gender_differs"),
        ({"joined_on": date(1960, 1, 1)}, "joined_too_young"),
        ({"work_start_on": date(1960, 1, 1)}, "worked_too_young"),
        ({"dues_until_on": date(1970, 4, 1)}, "dues_before_joining"),
        ({"is_new_form_worker": False, "platform": "某平台"}, "new_form_unmarked"),
        ({"is_new_form_worker": True}, "new_form_kind_missing"),
        ({"bank_name": None}, "bank_name_missing"),
    ],
)
def test_one_fault_is_named_and_no_other(values: dict[str, Value], fault: str) -> None:
    assert faults_of({**CLEAN, **values}) == (fault,)


def test_the_gravest_fault_leads() -> None:
    found = faults_of({**CLEAN, "mobile": None, "gender": "male", "name": "王3"})
    assert found == ("name_odd", "gender_differs", "mobile_missing")
    kinds = [FAULTS[code].kind for code in found]
    assert kinds == [FaultKind.INVALID, FaultKind.CONTRADICTING, FaultKind.MISSING]


def test_every_fault_leads_to_a_field_of_the_register() -> None:
    assert {fault.field for fault in FAULTS.values()} <= set(by_name(MEMBER_FIELDS))
    assert all(len(code) <= 40 for code in FAULTS)


def test_an_empty_record_misses_what_is_expected_and_nothing_else() -> None:
    assert faults_of({"name": "王芳"}) == tuple(f"{name}_missing" for name in EXPECTED)


@given(
    st.dictionaries(
        st.sampled_from([field.name for field in MEMBER_FIELDS]),
        st.one_of(st.none(), st.text(max_size=20), st.dates(), st.booleans()),
    )
)
def test_any_values_give_known_faults_once_each(values: dict[str, Value]) -> None:
    found = faults_of(values)
    assert set(found) <= set(FAULTS)
    assert len(set(found)) == len(found)


@given(st.integers(0, 999), st.dates(date(1940, 1, 1), date(2005, 12, 31)))
def test_what_an_id_number_says_never_contradicts_itself(number: int, born: date) -> None:
    first17 = f"611002{born:%Y%m%d}{number:03d}"
    gender = "male" if number % 2 else "female"
    record = {**CLEAN, "id_no": first17 + check_digit(first17), "birth_on": born, "gender": gender}
    assert not {"id_no_invalid", "birth_on_differs", "gender_differs"} & set(faults_of(record))
