"""The second look: above the limit, far from the usual, by a lot that can be drawn again."""

from __future__ import annotations

from types import SimpleNamespace

import pytest
from hypothesis import given
from hypothesis import strategies as some

from rules.second_looks import Usual, lot, why

TERMS = SimpleNamespace(
    second_look_over_fen=500_000, second_look_percent=10, second_look_deviation_percent=50
)
NEVER = SimpleNamespace(
    second_look_over_fen=0, second_look_percent=0, second_look_deviation_percent=0
)
USUAL = Usual(5, 5 * 200_000)


@pytest.mark.parametrize(
    ("fen", "usual", "drawn", "reason"),
    [
        (500_000, Usual(0, 0), 10, None),
        (500_001, Usual(0, 0), 10, "amount"),
        (300_000, USUAL, 10, None),
        (300_001, USUAL, 10, "deviation"),
        (99_999, USUAL, 10, "deviation"),
        (1, Usual(4, 800_000), 10, None),
        (200_000, USUAL, 9, "share"),
    ],
)
def test_why_a_decision_is_looked_at_again(
    fen: int, usual: Usual, drawn: int, reason: str | None
) -> None:
    assert why(TERMS, fen, usual, drawn) == reason
    assert why(NEVER, fen, usual, drawn) is None


@given(some.text(max_size=20), some.integers(1, 10**9))
def test_the_same_seed_draws_the_same_lot(seed: str, claim_id: int) -> None:
    assert 0 <= lot(seed, claim_id) == lot(seed, claim_id) < 100


def test_the_share_of_many_is_what_the_plan_says() -> None:
    drawn = sum(lot("handler", number) < 10 for number in range(5_000))
    assert 420 < drawn < 580
