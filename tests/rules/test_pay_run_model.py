"""Whatever order the steps of pay runs come in, the books agree and nobody is paid twice."""

from __future__ import annotations

from collections import Counter

from hypothesis import given, settings
from hypothesis import strategies as st

from rules import pay_runs as rules
from rules.access import Permission
from rules.moves import ENTER
from tests.ground.pay_model import ACTIONS, PEOPLE, Model, Run

SEQUENCES = 2000
HOUSEHOLDS = 3

steps = st.lists(
    st.tuples(
        st.sampled_from(ACTIONS),
        st.integers(0, len(PEOPLE) - 1),
        st.integers(0, 3),
        st.integers(0, HOUSEHOLDS - 1),
    ),
    max_size=40,
)
WAY = (("draft", 0, 0, 0), ("lock", 0, 0, 0), ("sign", 2, 0, 0), ("sign", 3, 0, 0),
       ("send", 5, 0, 0))  # fmt: skip
"""The way on which a run comes to be paid; chance would rarely find it."""


def check(model: Model) -> None:
    live, paid = model.live(), model.paid()
    assert max(Counter(live).values(), default=0) <= 1, "stands in one run at most"
    assert max(Counter(paid).values(), default=0) <= 1, "nobody is paid twice for a month"
    assert set(paid) <= set(live)
    for run in model.runs:
        found = run.sum_of(rules.PAID, rules.FAILED, rules.RETURNED, rules.LISTED)
        assert found == run.total
        check_hands(run)
        if run.state in (rules.SETTLED, rules.CLOSED):
            assert run.sum_of(rules.PAID, rules.FAILED, rules.RETURNED) == run.total


def check_hands(run: Run) -> None:
    """Nobody took a step that was not theirs, or that another had to take."""
    prepared = {person for action, person in run.moves if action in (ENTER, "lock")}
    signed = {person for action, person in run.moves if action in ("sign", "countersign")}
    paid = {person for action, person in run.moves if action == "send"}
    closed = {person for action, person in run.moves if action == "close"}
    assert not prepared & signed
    assert not paid & (prepared | signed)
    assert not closed & paid
    assert all(Permission.SIGN_RUNS in PEOPLE[person] for person in signed)
    assert all(Permission.PAY_RUNS in PEOPLE[person] for person in paid)
    if run.state in (rules.SIGNED, *rules.PAID_OUT):
        assert len(run.signed) == run.needed


@settings(max_examples=SEQUENCES // 2)
@given(steps)
def test_any_order_of_steps_keeps_the_books(taken: list) -> None:
    model = Model(HOUSEHOLDS)
    for step in taken:
        model.take(step)
        check(model)


@settings(max_examples=SEQUENCES // 2)
@given(steps)
def test_any_order_of_steps_after_sending_keeps_the_books(taken: list) -> None:
    model = Model(HOUSEHOLDS)
    for step in (*WAY, *taken):
        model.take(step)
        check(model)
    assert model.runs[0].state in rules.PAID_OUT, "the way must lead there"
