"""Money in whole fen."""

from __future__ import annotations

from contextlib import suppress

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rules.errors import InvalidInput
from rules.money import parse_money, show_money


@pytest.mark.parametrize(
    ("typed", "fen"),
    [
        ("1,234.50", 123450),
        ("¥1234.5元", 123450),
        ("￥ 1，234", 123400),
        ("1.2万", 1200000),
        ("１２３．４５", 12345),
        ("-3.2", -320),
        ("0", 0),
    ],
)
def test_amounts_are_read_as_they_are_written(typed: str, fen: int) -> None:
    assert parse_money(typed) == fen


@pytest.mark.parametrize(
    "typed", ["", "十元", "1.234", "1.2.3", "NaN", "Infinity", "1e999999999", "1e30", "0.0000001万"]
)
def test_what_is_no_amount_is_refused(typed: str) -> None:
    with pytest.raises(InvalidInput):
        parse_money(typed)


@given(st.integers(-(10**14), 10**14))
def test_an_amount_that_was_written_is_read_back(fen: int) -> None:
    assert parse_money(show_money(fen)) == fen


@given(st.text())
def test_any_text_is_an_amount_or_refused(text: str) -> None:
    with suppress(InvalidInput):
        assert isinstance(parse_money(text), int)


def test_amounts_are_shown_with_separators_and_two_decimals() -> None:
    assert [show_money(fen) for fen in (0, 5, -123456789)] == ["0.00", "0.05", "-1,234,567.89"]
