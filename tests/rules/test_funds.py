"""A pot's sums: each entry moves one of them, and none is ever below zero."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from rules import funds
from rules.errors import InvalidInput, WrongState
from rules.funds import Sums

KINDS = ("budget", "income", "carried", "commitment", "release", "payment")
ENTRIES = st.lists(
    st.tuples(st.sampled_from(KINDS), st.integers(1, 10**6), st.booleans()), max_size=40
)


@given(ENTRIES)
@settings(max_examples=2000, deadline=None)
def test_whatever_is_entered_the_balance_is_what_came_in_less_what_went_out(
    entries: list[tuple[str, int, bool]],
) -> None:
    sums, taken = Sums(), []
    for kind, fen, back in entries:
        before = sums
        try:
            sums = funds.after(sums, kind, fen)
        except InvalidInput:
            assert sums == before
            continue
        taken.append((kind, fen))
        if back:
            try:
                sums = funds.after(sums, kind, -fen)
            except InvalidInput:
                continue
            assert sums == before, "a reversal restores what was"
            taken.append((kind, -fen))
    assert sums == funds.total(taken)
    came = sums.budget + sums.income
    assert sums.balance == came - sums.moved - sums.paid - sums.committed
    assert min(sums.balance, sums.budget, sums.income, sums.moved, sums.paid, sums.committed) >= 0


def test_an_entry_that_would_overdraw_names_both_figures() -> None:
    with pytest.raises(InvalidInput, match=r"1\.00 yuan left.*1\.01 yuan are needed"):
        funds.after(Sums(budget=100), "payment", 101)


def test_no_more_is_released_than_was_reserved() -> None:
    with pytest.raises(InvalidInput, match="more than"):
        funds.after(Sums(budget=100, committed=10), "release", 11)


def test_money_that_is_reserved_cannot_be_taken_back_from_under_it() -> None:
    with pytest.raises(InvalidInput, match=r"0\.40"):
        funds.after(Sums(income=100, committed=60), "income", -100)


def test_every_kind_of_entry_has_a_label_and_moves_one_sum() -> None:
    assert set(funds.ENTRY_LABELS) == {*KINDS, "reversal"}
    full = Sums(100, 100, 10, 10, 10)
    for kind in KINDS:
        moved = funds.after(full, kind, 1)
        names = ("budget", "income", "moved", "paid", "committed")
        assert sum(getattr(moved, name) != getattr(full, name) for name in names) == 1
        assert moved != replace(full)


def test_a_closed_fund_another_year_and_another_purpose_are_refused() -> None:
    funds.check_open(None)
    funds.check_year_of(2026, date(2026, 12, 31))
    funds.check_use(("living_aid",), "living_aid")
    with pytest.raises(WrongState, match="2026-12-31"):
        funds.check_open(date(2026, 12, 31))
    with pytest.raises(InvalidInput, match="2026"):
        funds.check_year_of(2026, date(2027, 1, 1))
    with pytest.raises(InvalidInput, match="earmarked"):
        funds.check_use(("living_aid",), "medical_aid")


@pytest.mark.parametrize("value", [0, -1, None, "1"])
def test_an_amount_is_above_zero(value: int | str | None) -> None:
    with pytest.raises(InvalidInput):
        funds.check_positive(value)
