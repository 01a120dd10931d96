"""How much two records look like one person."""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rules.lookalikes import CERTAIN, WORTH_A_LOOK, Match, Traits, compare

BORN = date(1985, 3, 12)
WANG = Traits("王芳", BORN, "female", "id-1", "mobile-1", "bank-1", "address-1")

maybe = st.one_of(st.none(), st.sampled_from(["a", "b"]))
traits = st.builds(
    Traits,
    st.sampled_from(["王芳", "李强", ""]),
    st.one_of(st.none(), st.sampled_from([BORN, date(1990, 1, 1)])),
    st.one_of(st.none(), st.sampled_from(["male", "female"])),
    maybe,
    maybe,
    maybe,
    maybe,
)


def test_the_same_id_number_is_certain_and_blocks() -> None:
    likeness = compare(WANG, Traits("王方", id_no="id-1"))
    assert likeness.matched == (Match.ID_NO,)
    assert (likeness.score, likeness.blocks) == (CERTAIN, True)


@pytest.mark.parametrize(
    ("other", "matched"),
    [
        (Traits("王芳", BORN), (Match.NAME_BIRTH,)),
        (Traits("李强", mobile="mobile-1"), (Match.MOBILE,)),
        (Traits("李强", bank_number="bank-1"), (Match.BANK_NUMBER,)),
        (Traits("王芳", mobile="mobile-1"), (Match.MOBILE, Match.NAME)),
        (Traits("王芳", address="address-1"), (Match.ADDRESS, Match.NAME)),
        (Traits("王芳", BORN, mobile="mobile-1"), (Match.NAME_BIRTH, Match.MOBILE)),
    ],
)
def test_what_matched_is_said_and_worth_a_look(other: Traits, matched: tuple[Match, ...]) -> None:
    likeness = compare(WANG, other)
    assert likeness.matched == matched
    assert likeness.score >= WORTH_A_LOOK
    assert not likeness.blocks


@pytest.mark.parametrize(
    "other",
    [
        Traits("王芳"),
        Traits("李强", BORN),
        Traits("李强", address="address-1"),
        Traits("李强"),
        Traits(""),
    ],
)
def test_a_namesake_or_a_housemate_alone_is_no_lookalike(other: Traits) -> None:
    assert compare(WANG, other).matched == ()
    assert compare(WANG, other).score == 0


def test_another_id_number_or_gender_makes_a_namesake_less_likely() -> None:
    alike = compare(WANG, Traits("王芳", BORN)).score
    other_id = compare(WANG, Traits("王芳", BORN, id_no="id-2")).score
    other_gender = compare(WANG, Traits("王芳", BORN, "male", id_no="id-2")).score
    assert alike > other_id > other_gender > 0


@given(traits, traits)
def test_likeness_is_the_same_from_both_sides_and_within_bounds(one: Traits, other: Traits) -> None:
    likeness = compare(one, other)
    assert likeness == compare(other, one)
    assert 0 <= likeness.score <= CERTAIN
    assert (likeness.score == CERTAIN) == likeness.blocks
    assert (likeness.score == 0) == (likeness.matched == ())


@given(traits)
def test_empty_values_match_nothing(one: Traits) -> None:
    assert compare(one, Traits("")).matched == ()
