"""Ceilings of gifts: a warning above them and about cash at festivals."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rules.care_ceilings import Festival, Gift, Occasion, ceiling_of, warnings
from rules.language import use_language
from tests.rules.households import care


@pytest.mark.parametrize(
    ("code", "occasion", "most"),
    [
        ("COMMON2025", Occasion.WEDDING, 200_000),
        ("ANHUI2018", Occasion.WEDDING, 60_000),
        ("ANHUI2018", Occasion.SURGERY, None),
        ("ANHUI2025", Occasion.BIRTH, 100_000),
        ("ANHUI2025", Occasion.SURGERY, 200_000),
        ("ANHUI2025", Occasion.HARDSHIP, 200_000),
        ("GUANGDONG", Occasion.MEMBER_DEATH, 300_000),
        ("GUANGDONG", Occasion.RETIREMENT, 100_000),
        ("GUANGDONG", Occasion.BIRTHDAY, None),
        ("GUIZHOU", Occasion.BIRTHDAY, 30_000),
    ],
)
def test_a_region_has_its_ceilings(code: str, occasion: Occasion, most: int | None) -> None:
    assert ceiling_of(care(code), occasion) == most
    if most is not None:
        assert warnings(care(code), Gift(occasion, most)) == ()
        assert len(warnings(care(code), Gift(occasion, most + 1))) == 1


def test_spring_festival_may_be_worth_more_than_other_festivals() -> None:
    guizhou = care("GUIZHOU")
    assert ceiling_of(guizhou, Occasion.FESTIVAL, Festival.SPRING) == 50_000
    assert ceiling_of(guizhou, Occasion.FESTIVAL, Festival.MID_AUTUMN) == 20_000
    spring = Gift(Occasion.FESTIVAL, 50_000, festival=Festival.SPRING)
    autumn = Gift(Occasion.FESTIVAL, 50_000, festival=Festival.MID_AUTUMN)
    assert warnings(guizhou, spring) == ()
    use_language("en")
    (told,) = warnings(guizhou, autumn)
    assert told.shown({}) == "Mid-Autumn Festival: 500.00 is above the ceiling of 200.00."


def test_festival_goods_are_added_up_over_the_year() -> None:
    anhui = care("ANHUI2025")
    assert warnings(anhui, Gift(Occasion.FESTIVAL, 50_000, this_year=150_000)) == ()
    assert len(warnings(anhui, Gift(Occasion.FESTIVAL, 50_001, this_year=150_000))) == 1


def test_cash_at_a_festival_is_warned_about_and_elsewhere_is_not() -> None:
    anhui = care("ANHUI2025")
    assert len(warnings(anhui, Gift(Occasion.FESTIVAL, 100, is_cash=True))) == 1
    assert warnings(anhui, Gift(Occasion.WEDDING, 100, is_cash=True)) == ()


@given(st.sampled_from(list(Occasion)), st.integers(0, 10**9))
def test_without_a_ceiling_there_is_no_warning(occasion: Occasion, amount: int) -> None:
    guangdong = care("GUANGDONG")
    told = warnings(guangdong, Gift(occasion, amount))
    most = ceiling_of(guangdong, occasion)
    assert bool(told) == (most is not None and amount > most)
