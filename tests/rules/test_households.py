"""Rules of households: fields that contradict each other, people who cannot be a family."""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rules.errors import InvalidInput
from rules.fields import Value
from rules.household_changes import after_joining, after_leaving, seen_from, through
from rules.household_people import Relative, check_people, check_period
from rules.households import check_household, check_person, household_number

TODAY = date(2026, 11, 24)
RELATIONS = ("spouse", "child", "parent", "parent_in_law", "sibling", "grandparent", "grandchild")
FAMILY = {
    1: Relative("郑国安", "self", date(1975, 6, 1)),
    2: Relative("吴秀兰", "spouse", date(1976, 2, 2)),
    3: Relative("郑小军", "child", date(2003, 9, 9)),
    4: Relative("郑德福", "parent", date(1948, 1, 20)),
}


@pytest.mark.parametrize(
    ("values", "field"),
    [
        ({"birth_on": date(2027, 1, 1)}, "birth_on"),
        ({"id_no": "110101198503080015", "id_type": "id_card"}, "id_no"),
        ({"disability_grade": "grade_1"}, "disability_type"),
        ({"school_years": 0}, "school_years"),
        ({"monthly_income": -1}, "monthly_income"),
        (
            {"contract_start_on": date(2026, 5, 1), "contract_end_on": date(2026, 4, 30)},
            "contract_end_on",
        ),
        ({"birth_on": date(2010, 5, 1), "enrolled_on": date(2009, 9, 1)}, "enrolled_on"),
    ],
)
def test_a_contradiction_names_the_field(values: dict[str, Value], field: str) -> None:
    with pytest.raises(InvalidInput) as told:
        check_person({"name": "甲某", **values}, TODAY)
    assert told.value.field == field


@pytest.mark.parametrize(
    ("values", "field"),
    [({"postcode": "12345"}, "postcode"), ({"floor_area": 0}, "floor_area")],
)
def test_a_home_that_cannot_be_right_names_the_field(values: dict[str, Value], field: str) -> None:
    with pytest.raises(InvalidInput) as told:
        check_household(values)
    assert told.value.field == field


def test_a_household_number_sorts_by_year_and_order() -> None:
    assert household_number(2026, 12) == "H2026-00012"


def test_days_of_belonging_are_in_order() -> None:
    check_period(TODAY, TODAY, date(1980, 1, 1), TODAY)
    for from_on, to_on in (
        (date(2026, 11, 25), None),
        (date(1979, 1, 1), None),
        (date(2026, 5, 2), date(2026, 5, 1)),
    ):
        with pytest.raises(InvalidInput) as told:
            check_period(from_on, to_on, date(1980, 1, 1), TODAY)
        assert told.value.field == "on"


def test_a_sound_family_passes_and_unknown_birth_dates_contradict_nothing() -> None:
    check_people(list(FAMILY.values()))
    check_people([Relative("甲某", "self"), Relative("乙某", "child"), Relative("丙某", "parent")])


def test_a_parent_in_law_must_be_older_than_the_spouse() -> None:
    with pytest.raises(InvalidInput) as told:
        check_people(
            [*list(FAMILY.values())[:2], Relative("吴老", "parent_in_law", date(1980, 1, 1))]
        )
    assert told.value.field == "birth_on"


def test_the_spouse_as_new_head_keeps_the_children_and_gains_parents_in_law() -> None:
    assert seen_from(FAMILY, 2) == {1: "spouse", 2: "self", 3: "child", 4: "parent_in_law"}


def test_a_child_as_new_head_has_parents_and_grandparents() -> None:
    assert seen_from(FAMILY, 3) == {1: "parent", 2: "parent", 3: "self", 4: "grandparent"}


def test_a_head_who_leaves_needs_a_successor_unless_one_person_is_left() -> None:
    with pytest.raises(InvalidInput) as told:
        after_leaving(FAMILY, [1])
    assert told.value.field == "new_head_id"
    assert after_leaving(FAMILY, [1, 3, 4]) == {2: "self"}
    assert after_leaving(FAMILY, [1, 2, 3, 4]) == {}
    assert after_leaving(FAMILY, [3]) == {1: "self", 2: "spouse", 4: "parent"}


def test_the_household_of_a_grown_child_joins_with_spouse_and_grandchild() -> None:
    joining = {
        8: Relative("郑小妹", "self", date(2001, 1, 1)),
        9: Relative("刘强", "spouse", date(2000, 1, 1)),
        10: Relative("刘小宝", "child", date(2024, 1, 1)),
    }
    relations = after_joining(FAMILY, joining, "child")
    assert {key: relations[key] for key in joining} == {8: "child", 9: "other", 10: "grandchild"}


def test_what_the_derived_relation_cannot_fit_is_called_other() -> None:
    joining = {8: Relative("周兰", "self", date(1980, 1, 1)), 9: Relative("周老", "spouse")}
    with_two_wives = after_joining(FAMILY, joining, "spouse")
    assert with_two_wives[8] == "other"


@given(st.sampled_from(RELATIONS), st.sampled_from(RELATIONS))
def test_nobody_is_a_second_head_through_a_relative(first: str, second: str) -> None:
    assert through(first, second) != "self"


@given(
    st.lists(st.tuples(st.sampled_from((*RELATIONS, "other")), st.dates()), max_size=6),
    st.data(),
)
def test_whoever_becomes_head_the_household_stays_sound(
    others: list[tuple[str, date]], data: st.DataObject
) -> None:
    circle = {0: Relative("甲某", "self", date(1970, 1, 1))} | {
        key: Relative(f"乙{key}", relation, born) for key, (relation, born) in enumerate(others, 1)
    }
    head = data.draw(st.sampled_from(sorted(circle)))
    relations = seen_from(circle, head)
    check_people([Relative(circle[k].name, r, circle[k].birth_on) for k, r in relations.items()])
    assert set(relations) == set(circle)
