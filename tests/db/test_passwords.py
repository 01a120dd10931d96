"""What is stored of a password is slow to guess from."""

from __future__ import annotations

import pytest

from db.passwords import hash_password, is_password


@pytest.fixture
def quick_hashes() -> None:
    """None here."""


def test_a_guess_costs_a_third_of_a_second_as_no_test_but_this_one_waits_for() -> None:
    stored = hash_password("a-long-walk-at-night")
    assert stored.startswith("$2b$12$")
    assert is_password("a-long-walk-at-night", stored)
