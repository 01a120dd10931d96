"""Lots are drawn fairly, repeatably, and never fewer than 30 %."""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as some

from rules.reverification import default_due, draw, next_review, share_of

ids = some.lists(some.integers(1, 10_000), unique=True, max_size=60)


@pytest.mark.parametrize(
    ("in_force", "share"), [(0, 0), (1, 1), (3, 1), (4, 2), (10, 3), (11, 4), (100, 30)]
)
def test_the_share_is_thirty_percent_rounded_up(in_force: int, share: int) -> None:
    assert share_of(in_force) == share


@given(ids, some.integers(0, 60), some.text(max_size=20))
def test_a_draw_takes_so_many_different_files_of_the_pool(
    pool: list[int], how_many: int, seed: str
) -> None:
    lots = draw(pool, how_many, seed)
    assert len(lots) == len(set(lots)) == min(how_many, len(pool))
    assert set(lots) <= set(pool)


@given(ids, some.integers(0, 60))
def test_the_same_seed_draws_the_same_files_in_whatever_order_they_come(
    pool: list[int], how_many: int
) -> None:
    assert draw(pool, how_many, "2026") == draw(sorted(pool, reverse=True), how_many, "2026")


def test_every_file_has_its_chance() -> None:
    drawn = [draw(range(1, 11), 3, f"seed {n}") for n in range(300)]
    counts = [sum(file_id in lots for lots in drawn) for file_id in range(1, 11)]
    assert min(counts) > 50


@pytest.mark.parametrize(
    ("result", "due"),
    [
        ("unchanged", date(2027, 11, 24)),
        ("category_changed", date(2027, 11, 24)),
        ("out_of_hardship", date(2026, 12, 24)),
        ("papers_needed", date(2026, 12, 24)),
    ],
)
def test_the_result_says_when_the_file_is_due_again(result: str, due: date) -> None:
    assert next_review(result, date(2026, 11, 24)) == due


def test_checks_are_due_in_sixty_days_within_the_year() -> None:
    assert default_due(date(2026, 3, 2)) == date(2026, 5, 1)
    assert default_due(date(2026, 11, 24)) == date(2026, 12, 31)
