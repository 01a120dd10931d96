"""The catalogue of figures: every one is described whole, and adds up by its own rules."""

from __future__ import annotations

import tomllib
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rules.errors import NotFound
from rules.indicator import AREAS, COUNT, FEN, FLOW, NOW, SHARE, STOCK, Part, share_of
from rules.indicator_words import GROUP_LABELS, WORDS
from rules.indicators import INDICATORS, indicator_of
from rules.mutual_groups import BANDS_FEN, band_of
from rules.traits import MIGRANT, NEW_FORM, WOMAN, traits_of, with_trait

DATA = Path(__file__).resolve().parents[2] / "data"
CODE_LISTS = {
    name
    for file in DATA.glob("codes*.toml")
    for name in tomllib.loads(file.read_text(encoding="utf-8"))
}
OTHER_NAMES = {*WORDS, "mutual_plan", "fund", "source_of_fund", "band", ""}


@pytest.mark.parametrize("code", sorted(INDICATORS))
def test_a_figure_is_described_whole(code: str) -> None:
    one = indicator_of(code)
    assert one.code == code
    assert one.area in AREAS
    assert one.unit in (COUNT, FEN, SHARE)
    assert one.kind in (STOCK, FLOW, NOW)
    assert one.label
    assert one.meaning.endswith(".")
    assert one.areas
    assert bool(one.whole) == (one.is_share and bool(one.parts))
    assert set(one.groups) <= set(GROUP_LABELS)
    assert all(each.codes in CODE_LISTS | OTHER_NAMES for each in one.groups.values())


def test_an_unknown_figure_is_not_found() -> None:
    with pytest.raises(NotFound):
        indicator_of("luck")


def test_a_part_takes_its_codes_alone() -> None:
    part = Part("claims", first=frozenset(("a",)), but=frozenset(("draft",)))
    taken = [part.takes(*codes) for codes in (("a", ""), ("b", ""), ("a", "draft"))]
    assert taken == [True, False, False]


@given(st.sampled_from(("female", "male", None)), st.booleans(), st.booleans())
def test_the_traits_of_a_member_are_found_by_each_of_them(
    gender: str | None, migrant: bool, new_form: bool
) -> None:
    traits = traits_of(gender, migrant, new_form)
    assert (traits in with_trait(WOMAN)) == (gender == "female")
    assert (traits in with_trait(MIGRANT)) == migrant
    assert (traits in with_trait(NEW_FORM)) == new_form


def test_a_share_is_rounded_half_up_and_of_nothing_there_is_none() -> None:
    assert [share_of(1, 3), share_of(1, 8), share_of(0, 5), share_of(3, 0)] == [3333, 1250, 0, None]


def test_a_benefit_lies_in_the_band_up_to_its_bound() -> None:
    assert [band_of(fen) for fen in (1, BANDS_FEN[0], BANDS_FEN[0] + 1, BANDS_FEN[-1] + 1)] == [
        0,
        0,
        1,
        len(BANDS_FEN),
    ]
