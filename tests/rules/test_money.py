"""Money in whole fen."""

from __future__ import annotations

from contextlib import suppress

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rules.errors import InvalidInput
from rules.money import capital_numerals, parse_money, show_money


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


@pytest.mark.parametrize(
    ("fen", "written"),
    [
        (0, "零元整"),
        (5, "伍分"),
        (35, "叁角伍分"),
        (10, "壹角整"),
        (100000, "壹仟元整"),
        (105000, "壹仟零伍拾元整"),
        (1005000, "壹万零伍拾元整"),
        (100000000, "壹佰万元整"),
        (100010000, "壹佰万零壹佰元整"),
        (123456789, "壹佰贰拾叁万肆仟伍佰陆拾柒元捌角玖分"),
        (10000000005, "壹亿元零伍分"),
        (1000001000000, "壹佰亿零壹万元整"),
    ],
)
def test_amounts_are_written_in_capital_numerals(fen: int, written: str) -> None:
    assert capital_numerals(fen) == written


def test_a_debt_is_not_written_in_capital_numerals() -> None:
    with pytest.raises(InvalidInput):
        capital_numerals(-1)
