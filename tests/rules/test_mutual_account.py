"""The account of mutual aid: rates, periods, targets, ranks, groups that point at nobody."""

from __future__ import annotations

import itertools

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rules.errors import InvalidInput
from rules.indicator import share_of
from rules.mutual_account import (
    MILLION_FEN,
    Counted,
    Tally,
    UnitAccount,
    account_code,
    account_period,
    loss_ratio,
    ranking,
    ratios,
    show_rate,
    tally,
)
from rules.mutual_groups import (
    BANDS_FEN,
    LEAST_SHOWN,
    REST,
    Group,
    band_name,
    kept_back,
    kept_back_cells,
    shareable,
)
from rules.mutual_targets import Target, check_target
from rules.periods import YEAR, Period, month_or_year, months_to


def _unit(unit_id: int, people: int, target: int | None = None, fees: int = 0) -> UnitAccount:
    sums = Tally(people=people, fees_fen=fees)
    wanted = None if target is None else Target(people=target)
    return UnitAccount(unit_id, f"第{unit_id}县", sums, sums, Tally(), Tally(), wanted)


def test_c14_the_loss_ratio_is_computed_from_the_rows_and_not_from_rounded_inputs() -> None:
    assert show_rate(loss_ratio(1_181_000_000, 1_342_000_000)) == "88.00 %"
    assert show_rate(loss_ratio(1_180_850_000, 1_340_800_000)) == "88.07 %"


def test_a_rate_of_nothing_is_none_and_halves_are_rounded_up() -> None:
    assert share_of(5, 0) is None
    assert show_rate(None) == "—"
    assert share_of(1, 20_000) == 1  # half of a hundredth
    assert share_of(1, 20_001) == 0


@given(part=st.integers(0, 10**12), whole=st.integers(1, 10**12))
def test_a_rate_is_never_further_than_half_a_hundredth_from_the_truth(
    part: int, whole: int
) -> None:
    found = share_of(part, whole)
    assert found is not None
    assert abs(2 * (found * whole - part * 10_000)) <= whole


def test_the_accounts_of_months_and_years_are_told_apart_by_their_number() -> None:
    assert account_period(202611) == month_or_year(2026, 11)
    assert account_period(202600) == Period(YEAR, 2026)
    assert [account_code(account_period(code)) for code in (202611, 202600)] == [202611, 202600]
    for wrong in (202613, 0, 199900, 21010):
        with pytest.raises(InvalidInput):
            account_period(wrong)


@pytest.mark.parametrize(
    ("month", "back", "found"),
    [("2026-11", 0, "2026-11"), ("2026-01", 1, "2025-12"), ("2026-12", 23, "2025-01")],
)
def test_months_are_counted_back_over_the_turn_of_years(month: str, back: int, found: str) -> None:
    assert months_to(month, back + 1)[0] == found


def test_a_tally_adds_what_the_counters_mean_and_leaves_drafts_out() -> None:
    counted = [
        Counted("enrolled", "new", "2026-01", 3, 28_500),
        Counted("enrolled", "renewed", "2026-01", 7, 66_500),
        Counted("renewals_due", "", "2026-01", 10, 0),
        Counted("fees", "worker", "2026-02", 1, 20_000),
        Counted("cover_fees", "", "2026-01", 1, 90_000),
        Counted("claims", "approved", "2026-03", 4, 80_000),
        Counted("claims", "refused", "2026-03", 1, 0),
        Counted("claims", "draft", "2026-03", 9, 0),
        Counted("claims", "in_review", "2026-03", 2, 5_000),
        Counted("claims_paid", "", "2026-03", 4, 45_000),
        Counted("cover_fees", "", "2027-01", 1, 7),
    ]
    sums = tally(counted, Period(YEAR, 2026).holds)
    assert (sums.people, sums.due_fen, sums.renewed, sums.renewals_due) == (10, 95_000, 7, 10)
    assert (sums.claims, sums.approved, sums.refused) == (7, 4, 1)
    assert (sums.fees_fen, sums.came_in_fen, sums.paid_fen) == (90_000, 20_000, 45_000)
    assert (sums.loss_ratio, sums.renewal_rate) == (5000, 7000)


def test_units_that_come_to_the_same_share_a_place_and_the_next_one_is_left_out() -> None:
    units = [_unit(1, 50, 100), _unit(2, 80, 100), _unit(3, 50, 100), _unit(4, 10, 100)]
    ranked = ranking(units, "people_reached")
    assert [(one.place, one.unit.unit_id) for one in ranked] == [(1, 2), (2, 1), (2, 3), (4, 4)]


def test_a_unit_without_a_target_has_no_place_and_stands_last() -> None:
    units = [_unit(1, 900), _unit(2, 0, 100), _unit(3, 5, 0)]
    ranked = ranking(units, "people_reached")
    assert [(one.place, one.unit.unit_id) for one in ranked] == [(1, 2), (None, 1), (None, 3)]


@given(st.lists(st.integers(0, 5), max_size=12))
def test_a_place_is_one_more_than_the_number_of_better_units(people: list[int]) -> None:
    ranked = ranking([_unit(key, n) for key, n in enumerate(people)], "people")
    for one in ranked:
        assert one.place == 1 + sum(n > one.unit.year.people for n in people)


def test_a_county_bears_the_mark_from_a_million_yuan_of_fees_on() -> None:
    assert _unit(1, 0, fees=MILLION_FEN).is_million
    assert not _unit(1, 0, fees=MILLION_FEN - 1).is_million


def test_the_loss_ratio_of_a_month_is_that_of_the_twelve_months_up_to_it() -> None:
    counted = [
        Counted("cover_fees", "", "2024-12", 1, 1_000),
        Counted("claims_paid", "", "2025-11", 1, 500),
        Counted("claims_paid", "", "2025-12", 1, 300),
    ]
    line = ratios(counted, "2025-12")
    assert [one.month for one in line][::11] == ["2025-01", "2025-12"]
    assert [one.ratio for one in line][9:] == [0, 5000, None]


def test_groups_below_five_are_joined_and_vanish_where_they_stay_small() -> None:
    assert shareable([Group("a", 7, 1), Group("b", 3, 2), Group("c", 2, 4)]) == (
        Group("a", 7, 1),
        Group(REST, 5, 6),
    )
    assert shareable([Group("a", 3, 1), Group("b", 1, 2)]) == ()
    hidden = shareable([Group("a", 9, 1), Group("b", 4, 2), Group("c", 6, 4)])
    assert hidden == (Group("a", 9, 1), Group(REST, 10, 6))
    many = [Group(str(n), 10 + n, 1) for n in range(4)]
    assert [one.code for one in shareable(many, most=2)] == ["3", "2", REST]


@given(st.lists(st.integers(0, 12), max_size=8))
def test_no_small_group_can_be_reckoned_from_the_total_and_the_others(counts: list[int]) -> None:
    hidden = kept_back(counts)
    told = [n for at, n in enumerate(counts) if at not in hidden]
    assert not any(0 < n < LEAST_SHOWN for n in told)
    left = sum(counts) - sum(told)
    if hidden and any(told):
        assert len(hidden) > 1
        assert left >= LEAST_SHOWN
    if not any(0 < n < LEAST_SHOWN for n in counts):
        assert not hidden


def test_in_a_table_neither_a_row_nor_a_column_gives_a_small_cell_away() -> None:
    rows, columns = ("北岭", "南浦", "东山"), ("深度", "相对", "意外")
    counts = (9, 2, 20, 30, 12, 8, 40, 50, 6)
    cells = dict(zip(itertools.product(rows, columns), counts, strict=True))
    hidden = kept_back_cells(cells)
    assert ("北岭", "相对") in hidden
    for side, names in ((0, rows), (1, columns)):
        for name in names:
            assert sum(cell[side] == name for cell in hidden) != 1
    assert len(hidden) < len(cells)
    assert not kept_back_cells({("北岭", "深度"): 5, ("北岭", "相对"): 0})


def test_bands_read_in_yuan() -> None:
    names = [band_name(position) for position in range(len(BANDS_FEN) + 1)]
    assert names == [
        "≤ 500",
        "500–2,000",
        "2,000–5,000",
        "5,000–10,000",
        "10,000–30,000",
        "> 30,000",
    ]


@pytest.mark.parametrize(
    ("people", "fees", "renewals"), [(0, 0, 80), (-1, 5, 80), (5, -1, 80), (5, 5, 101)]
)
def test_a_target_of_nothing_or_below_zero_is_refused(
    people: int, fees: int, renewals: int
) -> None:
    values = {"people": people, "fees_fen": fees, "renewal_percent": renewals}
    with pytest.raises(InvalidInput):
        check_target(values)
    assert check_target({**values, "people": 5, "fees_fen": 0, "renewal_percent": 0})["note"] == ""
