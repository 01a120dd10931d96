"""Whatever clerks do to a fund in whatever order, its sums stay those of its ledger.

Each sequence runs against the real database beside a plain account of what should be there;
the arithmetic alone is tried two thousand times in ``tests/rules/test_funds.py``.
"""

from __future__ import annotations

import os
from datetime import date
from itertools import count

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy.orm import Session

from db import funds, ledger
from db.engine import Store
from db.session import reading, writing
from rules.errors import OfficeError
from tests.ground.databases import Clock
from tests.ground.money import pot, sums_of
from tests.ground.people import almighty
from tests.ground.tree import City, plant

pytestmark = pytest.mark.usefixtures("office", "clock")

SEQUENCES = int(os.environ.get("LEDGER_SEQUENCES", "40"))
TODAY = date(2026, 11, 24)
STEPS = st.lists(
    st.tuples(
        st.sampled_from(("income", "commit", "release", "pay", "return", "reverse")),
        st.integers(0, 3),
        st.integers(1, 5_000),
    ),
    min_size=1,
    max_size=25,
)
Step = tuple[str, int, int]
_numbers = count(1)


@pytest.fixture
def city(office: Store, clock: Clock) -> City:
    return plant()


class Account:
    """What a pot should come to: free money, and what is reserved and paid for each source."""

    def __init__(self, fund_id: int, budget: int) -> None:
        self.fund_id, self.came = fund_id, budget
        self.reserved: dict[int, int] = {}
        self.paid: dict[int, list[int]] = {}
        self.incomes: list[tuple[int, int]] = []

    @property
    def free(self) -> int:
        out = sum(self.reserved.values()) + sum(sum(each) for each in self.paid.values())
        return self.came - out

    def must_refuse(self, step: Step) -> bool:
        """Say whether the office must refuse a step."""
        name, number, fen = step
        held = self.reserved.get(number, 0)
        if name == "commit":
            return fen > self.free
        if name == "release":
            return fen > held
        if name == "pay":
            return max(fen - held, 0) > self.free
        if name == "return":
            return not self.paid.get(number)
        return name == "reverse" and (not self.incomes or self.incomes[-1][1] > self.free)

    def ask(self, session: Session, step: Step) -> int:
        """Take a step in the database."""
        name, number, fen = step
        fund_id, source = self.fund_id, ("pay_item", number + 1)
        if name == "income":
            return funds.enter_income(session, fund_id, fen, TODAY, "省总工会", "8号")
        if name == "commit":
            return ledger.commit(session, fund_id, fen, "living_aid", source)
        if name == "release":
            return ledger.release(session, fund_id, fen, source)
        if name == "pay":
            return ledger.pay(session, fund_id, fen, "living_aid", source, TODAY)
        if name == "return":
            back = (self.paid.get(number) or [fen])[-1]
            return ledger.take_back(session, fund_id, back, source, TODAY)
        return funds.take_back(session, self.incomes[-1][0] if self.incomes else 0, "重复登记")

    def note(self, step: Step, key: int) -> None:
        """Write a step down that the database took."""
        name, number, fen = step
        held = self.reserved.get(number, 0)
        if name == "income":
            self.incomes.append((key, fen))
            self.came += fen
        elif name == "commit":
            self.reserved[number] = held + fen
        elif name == "release":
            self.reserved[number] = held - fen
        elif name == "pay":
            self.reserved[number] = max(held - fen, 0)
            self.paid.setdefault(number, []).append(fen)
        elif name == "return":
            self.paid[number].pop()
        else:
            self.came -= self.incomes.pop()[1]


@given(STEPS)
@settings(
    max_examples=SEQUENCES,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)
def test_sums_are_those_of_the_ledger_and_never_negative(city: City, steps: list[Step]) -> None:
    name = f"资金{next(_numbers)}"
    account = Account(pot(city.north, 10_000, name=name), 10_000)
    for step in steps:
        before, refused = sums_of(account.fund_id), False
        try:
            with writing(almighty()) as session:
                key = account.ask(session, step)
        except OfficeError:
            refused = True
        assert refused == account.must_refuse(step)
        if refused:
            assert sums_of(account.fund_id) == before
        else:
            account.note(step, key)
    sums = sums_of(account.fund_id)
    assert sums.balance == account.free >= 0
    assert sums.committed == sum(account.reserved.values())
    assert sums.paid == sum(sum(each) for each in account.paid.values())
    assert sums.balance == sums.budget + sums.income - sums.moved - sums.paid - sums.committed
    with reading(almighty()) as session:
        assert ledger.differing_funds(session) == []
