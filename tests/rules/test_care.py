"""The care radar's rules: festivals of the coming weeks, occasions, gifts that cannot be."""

from __future__ import annotations

from datetime import date

import pytest

from rules.care import (
    FIXED_FESTIVALS,
    PERIOD_DAYS,
    check_gift,
    festivals_between,
    occasion_of_event,
)
from rules.care_ceilings import Festival, Occasion
from rules.errors import InvalidInput

MOVING = {"spring": (date(2026, 2, 17), date(2027, 2, 6)), "mid_autumn": (date(2026, 9, 25),)}


@pytest.mark.parametrize(
    ("first", "days", "found"),
    [
        (date(2026, 12, 20), 21, [("new_year", date(2027, 1, 1))]),
        (
            date(2026, 9, 20),
            21,
            [("mid_autumn", date(2026, 9, 25)), ("national", date(2026, 10, 1))],
        ),
        (date(2026, 10, 1), 21, [("national", date(2026, 10, 1))]),
        (date(2026, 10, 2), 21, []),
        (date(2027, 1, 17), 21, [("spring", date(2027, 2, 6))]),
        (date(2027, 1, 16), 21, []),
    ],
)
def test_the_festivals_of_the_coming_weeks_stand_in_their_order(
    first: date, days: int, found: list[tuple[str, date]]
) -> None:
    assert list(festivals_between(MOVING, first, days)) == found


@pytest.mark.parametrize(
    ("kind", "relation", "occasion"),
    [
        ("wedding", "", "wedding"),
        ("funeral", "", "member_death"),
        ("funeral", "self", "member_death"),
        ("funeral", "parent", "relative_death"),
    ],
)
def test_a_funeral_is_told_by_whose_it_is(kind: str, relation: str, occasion: str) -> None:
    assert occasion_of_event(kind, relation) == occasion


def test_every_occasion_with_a_ceiling_has_its_period() -> None:
    assert set(PERIOD_DAYS) == {str(one) for one in Occasion}
    assert set(FIXED_FESTIVALS) <= {str(one) for one in Festival}


@pytest.mark.parametrize(
    ("occasion", "festival", "kind", "fen", "fund_id", "field"),
    [
        ("routine", "", "care_goods", 100, None, "occasion"),
        ("festival", "", "care_goods", 100, None, "festival"),
        ("festival", "spring", "care_cash", 100, 1, "kind"),
        ("birthday", "", "card", 100, 1, "kind"),
        ("birthday", "", "care_goods", 0, None, "fen"),
        ("hardship", "", "care_cash", 100, None, "fund_id"),
        ("festival", "spring", "care_goods", 100, None, None),
        ("hardship", "", "care_cash", 100, 1, None),
    ],
)
def test_a_gift_that_cannot_be_is_refused_under_its_field(
    occasion: str, festival: str, kind: str, fen: int, fund_id: int | None, field: str | None
) -> None:
    if field is None:
        check_gift(occasion, festival, kind, fen, fund_id)
        return
    with pytest.raises(InvalidInput) as refused:
        check_gift(occasion, festival, kind, fen, fund_id)
    assert refused.value.field == field
