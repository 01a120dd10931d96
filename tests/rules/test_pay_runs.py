"""Who signs, what cash is fetched, what a bank's row means, and what must add up."""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rules import pay_results, pay_runs
from rules.errors import InvalidInput
from rules.moves import actions_from
from rules.pay_results import KnownLine, ResultRow, judge, outcome_of, same_account
from rules.pay_runs import PAY_RUN, Balance, Tiers, notes_for, signatures_needed

TIERS = Tiers(10_000_00, 100_000_00, 10_000_00, 100_000_00)
FIRST, LAST = date(2026, 11, 24), date(2026, 11, 27)


@pytest.mark.parametrize(
    ("total", "largest", "people"),
    [
        (0, 0, 1),
        (9_999_99, 9_999_99, 1),
        (10_000_00, 800_00, 2),
        (99_999_99, 800_00, 2),
        (100_000_00, 800_00, 3),
        (9_000_00, 10_000_00, 2),
        (9_000_00, 100_000_00, 3),
    ],
)
def test_the_sum_and_the_largest_line_say_how_many_sign(
    total: int, largest: int, people: int
) -> None:
    assert signatures_needed(total, largest, TIERS) == people


@given(st.integers(min_value=1, max_value=10**9).map(lambda jiao: jiao * 10))
def test_notes_make_up_every_amount_to_the_jiao_exactly(fen: int) -> None:
    counts = notes_for(fen)
    assert sum(note * count for note, count in counts.items()) == fen
    assert all(
        sum(note * counts[note] for note in pay_runs.NOTES[place + 1 :]) < note
        for place, note in enumerate(pay_runs.NOTES)
    )


def test_the_notes_of_a_round_are_those_of_its_lines_one_by_one() -> None:
    total = pay_runs.notes_in_total([150_00, 150_00, 36_60])
    assert (total[100_00], total[50_00], total[20_00], total[10]) == (2, 2, 1, 1)


@pytest.mark.parametrize(
    ("paid", "percent", "calls"),
    [(0, 10, 0), (2, 10, 2), (3, 10, 3), (30, 10, 3), (31, 10, 4), (5000, 10, 500), (50, 0, 0),
     (40, 100, 40)],
)  # fmt: skip
def test_a_share_of_the_paid_is_called_and_three_at_least(
    paid: int, percent: int, calls: int
) -> None:
    assert pay_runs.calls_to_make(paid, percent) == calls


def test_the_evening_agrees_only_when_both_counts_do() -> None:
    balance = Balance({"paid": 2, "returned": 1}, {"paid": 1600_00, "returned": 800_00})
    assert pay_runs.cash_difference(balance, 2400_00, 800_00) == 0
    assert pay_runs.cash_difference(balance, 2500_00, 900_00) == 100_00
    assert pay_runs.cash_difference(balance, 2400_00, 700_00) == -100_00


def test_no_state_of_a_run_is_left_without_a_way_on_but_the_two_last() -> None:
    ends = {state for state in PAY_RUN.state_labels if not actions_from(PAY_RUN, state)}
    assert ends == {pay_runs.CLOSED, pay_runs.CANCELLED}


def test_money_that_left_is_never_cancelled_or_unlocked() -> None:
    for state in pay_runs.PAID_OUT:
        assert not {"cancel", "unlock", "send_back"} & set(actions_from(PAY_RUN, state))


@pytest.mark.parametrize(
    ("word", "means"),
    [("成功", "paid"), (" 交易成功 ", "paid"), ("SUCCESS", "paid"), ("退票", "failed"),
     ("处理中", ""), ("", ""), ("不成功", "")],
)  # fmt: skip
def test_only_words_that_are_known_settle_a_line(word: str, means: str) -> None:
    assert outcome_of(word) == means


@pytest.mark.parametrize(
    ("given_account", "same"),
    [
        ("6222021234567890123", True),
        ("6222 0212 3456 7890 123", True),
        ("622202*********0123", True),
        ("622202****0123", True),
        ("****0123", True),
        ("6222021234567890124", False),
        ("622202****0124", False),
        ("622202", False),
        ("622202****", False),
    ],
)
def test_a_bank_may_hide_the_middle_of_an_account(given_account: str, same: bool) -> None:
    assert same_account(given_account, "6222021234567890123") is same


def _line(number: int, **more: object) -> KnownLine:
    values = {"name": f"家{number}", "account": f"62220{number}", "fen": 800_00, "state": "listed"}
    return KnownLine(number, number, **(values | more))  # type: ignore[arg-type]


def _row(number: int, outcome: str = "paid", **more: object) -> ResultRow:
    values: dict = {
        "number": number,
        "name": f"家{number}",
        "fen": 800_00,
        "outcome": outcome,
    } | more
    return ResultRow(number + 1, **values)


@given(st.lists(st.sampled_from(("paid", "failed", "absent")), min_size=1, max_size=30))
def test_every_line_of_the_run_is_settled_or_missing_and_none_is_both(outcomes: list[str]) -> None:
    lines = [_line(number) for number in range(1, len(outcomes) + 1)]
    rows = [_row(at, said) for at, said in enumerate(outcomes, start=1) if said != "absent"]
    judged = judge("P2026-0001", rows, lines, FIRST, LAST)
    settled = [line.id for line, _row in judged.settled("paid") + judged.settled("failed")]
    missing = [line.id for line in judged.missing]
    assert not judged.faults
    assert sorted(settled + missing) == [line.id for line in lines]


def test_a_reference_says_more_than_a_number() -> None:
    lines = [_line(1), _line(2)]
    row = _row(1, reference="备注 p2026-0001-0002 补发", name="家2")
    (verdict,) = judge("P2026-0001", [row], lines, FIRST, LAST).verdicts
    assert verdict.line == lines[1]
    assert not verdict.is_fault


@pytest.mark.parametrize("on", [date(2026, 11, 23), date(2026, 11, 28)])
def test_a_value_date_lies_between_sending_and_today(on: date) -> None:
    with pytest.raises(InvalidInput):
        pay_results.check_value_date(on, FIRST, LAST)
    (verdict,) = judge("P2026-0001", [_row(1, on=on)], [_line(1)], FIRST, LAST).verdicts
    assert verdict.is_fault


def test_a_row_that_names_nobody_settles_no_line_though_number_and_amount_fit() -> None:
    (verdict,) = judge("P2026-0001", [_row(1, name="")], [_line(1)], FIRST, LAST).verdicts
    assert verdict.is_fault
    assert "names nobody" in verdict.text
