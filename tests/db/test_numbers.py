"""Running numbers: one after the other, whoever asks."""

from __future__ import annotations

import threading

import pytest

from db.engine import Store
from db.numbers import next_number, take_numbers
from db.session import writing
from tests.ground.people import almighty


def _next(series: str = "household", year: int = 2026) -> int:
    with writing(almighty()) as session:
        return next_number(session, series, year)


def test_each_series_and_year_counts_from_one(office: Store) -> None:
    assert [_next(), _next(), _next()] == [1, 2, 3]
    assert _next(year=2027) == 1
    assert _next("pay_run") == 1


def test_several_numbers_are_taken_at_once(office: Store) -> None:
    _next()
    with writing(almighty()) as session:
        assert take_numbers(session, "household", 2026, 40) == 2
    assert _next() == 42


def test_a_transaction_that_is_given_up_gives_its_number_back(office: Store) -> None:
    with pytest.raises(ZeroDivisionError), writing(almighty()) as session:
        assert next_number(session, "household", 2026) == 1
        raise ZeroDivisionError
    assert _next() == 1


def test_many_writers_at_once_get_different_numbers_without_a_gap(office: Store) -> None:
    given: list[int] = []

    def take_five() -> None:
        given.extend(_next() for _ in range(5))

    threads = [threading.Thread(target=take_five) for _ in range(6)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(given) == list(range(1, 31))
