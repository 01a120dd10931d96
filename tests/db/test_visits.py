"""Notes of who was there and who tried: nobody waits for them, and old ones go."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta

import pytest
from sqlalchemy import func, select, text
from sqlalchemy.exc import DBAPIError

from db import accounts, sign_ins
from db.engine import Store
from db.models.accounts import SignInTry, Ticket
from db.passwords import prepare
from db.session import reading, writing
from rules.passwords import FREE_TRIES
from tests.ground.databases import Clock
from tests.ground.people import almighty
from tests.ground.tree import plant

OWN = "green tea at nine"


@pytest.fixture
def cookie(office: Store) -> str:
    city = plant()
    with writing(almighty()) as session:
        accounts.create(session, "chenlan", "陈兰", city.federation, ["clerk"], prepare(OWN), False)
    opened = sign_ins.redeem(sign_ins.sign_in("chenlan", OWN).ticket)
    assert opened is not None
    return opened


def test_a_page_opens_while_somebody_else_writes_for_long(cookie: str, clock: Clock) -> None:
    clock.advance(minutes=5)
    with ThreadPoolExecutor(1) as another, writing(almighty()):
        assert another.submit(sign_ins.lookup, cookie).result(timeout=20) is not None


def test_the_visit_is_noted_at_the_next_click(cookie: str, clock: Clock) -> None:
    clock.advance(minutes=5)
    with writing(almighty()):
        sign_ins.lookup(cookie)
    sign_ins.lookup(cookie)
    with reading(almighty()) as session:
        assert accounts.list_accounts(session).rows[0].last_seen_at == clock.now


def test_tries_at_the_same_moment_count_one_by_one(office: Store) -> None:
    with ThreadPoolExecutor(8) as crowd:
        tries = [crowd.submit(sign_ins.sign_in, "nobody", f"guess {n}") for n in range(8)]
        outcomes = [each.result(timeout=60) for each in tries]
    assert not any(outcome.ok for outcome in outcomes)
    with reading(almighty()) as session:
        counted = session.scalars(select(SignInTry.failures)).all()
    assert counted == [FREE_TRIES + 1], "the fifth makes everybody wait"
    assert sum(outcome.wait_seconds > 0 for outcome in outcomes) == 8 - FREE_TRIES


def test_what_was_written_stays_out_of_the_log(office: Store) -> None:
    with pytest.raises(DBAPIError) as failed, office.engine.connect() as connection:
        connection.execute(text("SELECT :secret FROM nowhere"), {"secret": "13800001234"})
    assert "13800001234" not in str(failed.value)


def test_unused_tickets_and_failures_long_past_are_forgotten(cookie: str, clock: Clock) -> None:
    sign_ins.sign_in("chenlan", OWN)
    sign_ins.sign_in("chenlan", "not this one", "10.0.0.9")
    sign_ins.forget_old(clock.now)
    assert _kept() == (1, 2)
    sign_ins.forget_old(clock.now + timedelta(hours=25))
    assert _kept() == (0, 0)
    assert sign_ins.lookup(cookie) is not None


def test_a_clock_set_right_ends_the_sessions_of_the_time_before(cookie: str, clock: Clock) -> None:
    clock.advance(minutes=-5)
    assert sign_ins.lookup(cookie) is not None
    clock.advance(days=-1)
    assert sign_ins.lookup(cookie) is None


def test_a_wait_that_a_wrong_clock_set_locks_nobody_out_for_a_year(
    cookie: str, clock: Clock
) -> None:
    clock.advance(days=365)
    waits = [sign_ins.sign_in("chenlan", "guess").wait_seconds for _ in range(FREE_TRIES + 1)]
    assert waits[-1]
    assert not sign_ins.sign_in("chenlan", OWN).ok
    clock.advance(days=-365)
    assert sign_ins.sign_in("chenlan", OWN).ok


def _kept() -> tuple[int, int]:
    with reading(almighty()) as session:
        return (
            session.scalar(select(func.count()).select_from(Ticket)) or 0,
            session.scalar(select(func.count()).select_from(SignInTry)) or 0,
        )
