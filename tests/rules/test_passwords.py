"""Password rules and the delay after wrong ones."""

from __future__ import annotations

from datetime import timedelta

import pytest

from rules.errors import InvalidInput
from rules.passwords import LONGEST_WAIT, check_password, wait_after


@pytest.mark.parametrize(
    ("password", "login", "advice"),
    [
        ("kurz", "wangfang", "at least 10"),
        ("x" * 201, "wangfang", "at least 10"),
        ("aaaaaaaaaaaa", "wangfang", "easy to guess"),
        ("MyPassword2026", "wangfang", "easy to guess"),
        ("1234567890ab", "wangfang", "easy to guess"),
        ("WangFang-2026-x", "wangfang", "sign-in name"),
        ("wangfangli", "wangfangling", "sign-in name"),
    ],
)
def test_weak_passwords_are_refused_with_the_reason(password: str, login: str, advice: str) -> None:
    with pytest.raises(InvalidInput, match=advice):
        check_password(password, login)


@pytest.mark.parametrize("login", ["wangfang", "li"])
def test_four_words_make_a_password(login: str) -> None:
    check_password("Klee Regen Tisch lila", login)


def test_the_wait_doubles_up_to_half_an_hour() -> None:
    waits = [wait_after(failures) for failures in range(30)]
    assert waits[4] == timedelta()
    assert waits[5] == timedelta(seconds=15)
    assert waits[6] == timedelta(seconds=30)
    assert waits == sorted(waits)
    assert waits[-1] == LONGEST_WAIT
