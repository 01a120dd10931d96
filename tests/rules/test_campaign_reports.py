"""Outcomes of campaigns in shares, and in what two campaigns stand in each other's way."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rules.campaign_conflicts import OWNER, WEEK, Plan, clashes
from rules.campaign_reports import Outcome, show_share, total
from rules.indicator import share_of

ONE = Plan(1, "送温暖", 7, "", "周平", 41, date(2026, 11, 2), date(2026, 11, 20))


@pytest.mark.parametrize(
    ("part", "whole", "shown"),
    [(0, 0, "—"), (0, 9, "0.0 %"), (1, 3, "33.3 %"), (2, 3, "66.7 %"), (9, 9, "100.0 %")],
)
def test_a_share_is_written_with_one_decimal(part: int, whole: int, shown: str) -> None:
    assert show_share(share_of(part, whole)) == shown


@given(st.lists(st.builds(Outcome, *(st.integers(0, 999),) * 6), max_size=6))
def test_outcomes_add_up(rows: list[Outcome]) -> None:
    whole = total(rows)
    assert (whole.reached, whole.spent) == (
        sum(row.reached for row in rows),
        sum(row.spent for row in rows),
    )
    assert whole.each is None if not whole.reached else whole.each == whole.spent // whole.reached


@pytest.mark.parametrize(
    ("change", "found"),
    [
        ({}, (OWNER, WEEK)),
        ({"from_on": date(2026, 11, 9)}, (OWNER,)),
        ({"from_on": date(2026, 11, 9), "account_id": None, "unit_id": 8}, ()),
        ({"from_on": date(2026, 11, 8), "account_id": None, "owner": "何敏"}, (WEEK,)),
        ({"from_on": date(2026, 11, 21), "to_on": date(2026, 11, 30)}, ()),
        ({"part_of_id": 1}, ()),
    ],
)
def test_two_campaigns_clash_over_their_owner_or_their_week(
    change: dict[str, object], found: tuple[str, ...]
) -> None:
    other = replace(ONE, id=2, **change)  # type: ignore[arg-type]  # a few fields by name
    assert clashes(ONE, other) == clashes(other, ONE) == found
    assert clashes(ONE, ONE) == ()


def test_campaigns_of_one_programme_are_meant_to_run_together() -> None:
    first, second = replace(ONE, id=2, part_of_id=1), replace(ONE, id=3, part_of_id=1)
    assert clashes(first, second) == ()
