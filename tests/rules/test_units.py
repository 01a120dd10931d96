"""What may stand below what, and the rules between a unit's fields."""

from __future__ import annotations

from datetime import date

import pytest

from rules.errors import InvalidInput
from rules.fields import Value
from rules.units import KIND_RANK, UNIT_FIELDS, check_below, check_unit, election_due_by

TODAY = date(2026, 11, 24)


@pytest.mark.parametrize(
    ("kind", "above"),
    [
        ("federation", None),
        ("grassroots_union", None),
        ("county_federation", "federation"),
        ("township_union", "county_federation"),
        ("industry_union", "federation"),
        ("grassroots_union", "county_federation"),
        ("joint_union", "township_union"),
        ("sub_union", "grassroots_union"),
        ("village_union_of_the_office", "township_union"),
        ("sub_union", "village_union_of_the_office"),
    ],
)
def test_a_unit_stands_below_a_higher_one(kind: str, above: str | None) -> None:
    check_below(kind, above)


@pytest.mark.parametrize(
    ("kind", "above", "field"),
    [
        ("", "federation", "kind"),
        ("federation", "county_federation", "parent_id"),
        ("grassroots_union", "joint_union", "parent_id"),
        ("county_federation", "county_federation", "parent_id"),
        ("township_union", "sub_union", "parent_id"),
        ("village_union_of_the_office", "grassroots_union", "parent_id"),
    ],
)
def test_other_places_in_the_tree_are_refused(kind: str, above: str | None, field: str) -> None:
    with pytest.raises(InvalidInput) as refused:
        check_below(kind, above)
    assert refused.value.field == field


def test_nothing_stands_below_its_own_kind() -> None:
    for kind in KIND_RANK:
        with pytest.raises(InvalidInput):
            check_below(kind, kind)


@pytest.mark.parametrize(
    ("values", "field"),
    [
        ({"term_start_on": date(2026, 1, 1), "term_end_on": date(2026, 1, 1)}, "term_end_on"),
        ({"established_on": date(2026, 11, 25)}, "established_on"),
        ({"worker_count": -1}, "worker_count"),
        ({"cadre_count": -1}, "cadre_count"),
        ({"worker_count": 10, "women_count": 11}, "women_count"),
    ],
)
def test_contradictions_are_refused_by_field(values: dict[str, Value], field: str) -> None:
    with pytest.raises(InvalidInput) as refused:
        check_unit(values, TODAY)
    assert refused.value.field == field


def test_a_sound_unit_passes() -> None:
    check_unit(
        {
            "term_start_on": date(2022, 1, 1),
            "term_end_on": date(2027, 1, 1),
            "established_on": TODAY,
            "worker_count": 10,
            "women_count": 10,
        },
        TODAY,
    )


def test_an_election_is_due_ninety_days_ahead() -> None:
    assert election_due_by(TODAY) == date(2027, 2, 22)


def test_no_header_of_a_roster_means_two_fields() -> None:
    seen: dict[str, str] = {}
    for field in UNIT_FIELDS:
        for alias in field.aliases:
            assert seen.setdefault(alias, field.name) == field.name, alias
