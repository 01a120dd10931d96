"""The office does with pay runs exactly what the simple model does, step by step."""

from __future__ import annotations

import os
from collections.abc import Callable
from datetime import date
from itertools import count

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from db import (
    pay_closing,
    pay_drafts,
    pay_lines,
    pay_outcomes,
    pay_removals,
    pay_runs,
    pay_soundness,
    pay_sources,
    pay_steps,
)
from db import settings as office_settings
from db.engine import Store
from db.session import reading, writing
from rules import pay_runs as rules
from rules.access import Actor, Permission
from rules.errors import OfficeError
from rules.fields import Value
from tests.ground.databases import Clock
from tests.ground.money import pot, sums_of
from tests.ground.pay_model import ACTIONS, MONTH_FEN, OF_THE_RUN, PEOPLE, TIERS, Model, Step
from tests.ground.payday import MONTHLY, Family, Payday, families
from tests.ground.people import actor_with, almighty
from tests.ground.tree import City, plant

SEQUENCES = int(os.environ.get("PAY_RUN_SEQUENCES", "24"))
HOUSEHOLDS = 3
TODAY = date(2026, 11, 24)
_first = count(1, 10)

steps = st.lists(
    st.tuples(
        st.sampled_from(ACTIONS),
        st.integers(0, len(PEOPLE) - 1),
        st.integers(0, 2),
        st.integers(0, HOUSEHOLDS - 1),
    ),
    min_size=5,
    max_size=25,
)
TO_THE_LOCK: tuple[Step, ...] = (("draft", 0, 0, 0), ("lock", 1, 0, 0))
TO_THE_BANK: tuple[Step, ...] = (
    *TO_THE_LOCK, ("sign", 2, 0, 0), ("sign", 3, 0, 0), ("send", 5, 0, 0),
)  # fmt: skip


class Office:
    """The real thing, driven by the steps of the model."""

    def __init__(self, city: City, monkeypatch: pytest.MonkeyPatch) -> None:
        first = next(_first)
        self.city = city
        self.fund_id = pot(city.federation, 10_000_000_00, name=f"资金{first}")
        self.homes = families(city.mill, HOUSEHOLDS, first)
        self.payday = Payday(self.fund_id)
        for place, home in enumerate(self.homes):
            for month in (9, 10):
                self.payday.month(home, first + place, MONTH_FEN, f"2026-{month:02}")
        monkeypatch.setattr(pay_sources, "PROVIDERS", [self.payday.provide])
        monkeypatch.setattr(pay_sources, "STANDING", {MONTHLY: self.payday.standing})
        seeing = (Permission.USE_OFFICE, Permission.SEE_FUNDS)
        self.people = [actor_with(*rights, *seeing) for rights in PEOPLE]
        self.runs: list[int] = []

    def take(self, step: Step) -> bool:
        action, person, number, place = step
        actor = self.people[person]
        try:
            if action == "draft":
                self._draft(actor)
                return True
            if not self.runs:
                return False
            run_id = self.runs[number % len(self.runs)]
            if action == "follow_up":
                self._follow_up(actor, run_id)
            elif action in OF_THE_RUN:
                self._step(actor, run_id, action)
            else:
                self._line(actor, run_id, place, action)
        except OfficeError:
            return False
        return True

    def _draft(self, actor: Actor) -> None:
        values: dict[str, Value] = {
            "way": "bank",
            "month_on": TODAY,
            "unit_id": self.city.federation,
        }
        with writing(actor) as session:
            run_id = pay_drafts.draft(session, values)
        self.runs.append(run_id)

    def _follow_up(self, actor: Actor, run_id: int) -> None:
        with writing(actor) as session:
            seen = pay_runs.get_run(session, run_id).version
            later = pay_closing.follow_up(session, run_id, seen, "bank")
        self.runs.append(later)

    def _step(self, actor: Actor, run_id: int, action: str) -> None:
        with writing(actor) as session:
            seen = pay_runs.get_run(session, run_id).version
            if action == "settle":
                pay_closing.settle(session, run_id, seen)
            elif action == "close":
                pay_closing.close(session, run_id, seen)
            else:
                pay_steps.take(session, run_id, seen, action, "按规定办理")

    def _line(self, actor: Actor, run_id: int, place: int, action: str) -> None:
        lines = lines_of(run_id)
        line = lines[place % len(lines)]
        verbs: dict[str, Callable[..., object]] = {
            "remove": lambda s: pay_removals.remove(s, line.id, line.version, "核对"),
            "put_back": lambda s: pay_removals.put_back(s, line.id, line.version),
            "pay": lambda s: pay_outcomes.enter_paid(s, line.id, line.version, TODAY),
            "fail": lambda s: pay_outcomes.enter_failed(s, line.id, line.version, "wrong_account"),
            "reopen": lambda s: pay_outcomes.reopen(s, line.id, line.version, "点错"),
            "take_back": lambda s: pay_outcomes.take_back(s, line.id, line.version, TODAY, "退票"),
        }
        with writing(actor) as session:
            verbs[action](session)


def lines_of(run_id: int) -> list[pay_lines.LineRow]:
    with reading(almighty()) as session:
        rows = pay_lines.list_page(session, run_id, {}).rows
        rows += pay_lines.list_page(session, run_id, {"removed": True}).rows
    return sorted(rows, key=lambda row: row.number)


def compare(office: Office, model: Model) -> None:
    assert len(office.runs) == len(model.runs)
    for run_id, expected in zip(office.runs, model.runs, strict=True):
        with reading(almighty()) as session:
            run = pay_runs.get_run(session, run_id)
        assert run.state == expected.state
        assert (run.total_fen, run.line_count) == (expected.total, len(expected.listed))
        assert run.balance.sent_fen == run.total_fen
        assert run.balance.sums.get(rules.PAID, 0) == expected.sum_of(rules.PAID)
        assert run.balance.back_fen == expected.sum_of(rules.FAILED, rules.RETURNED)
        assert len(run.signed) == len(expected.signed)
    sums = sums_of(office.fund_id)
    assert sums.paid == MONTH_FEN * len(model.paid())
    assert sums.committed == model.committed
    with reading(almighty()) as session:
        assert list(pay_soundness.count_faults(session)) == []


@pytest.fixture
def city(office: Store, clock: Clock) -> City:
    found = plant()
    with writing(almighty()) as session:
        office_settings.change(session, "run_two_from", TIERS.run_two, 0)
        office_settings.change(session, "run_three_from", TIERS.run_three, 0)
        office_settings.change(session, "line_two_from", TIERS.line_two, 0)
        office_settings.change(session, "line_three_from", TIERS.line_three, 0)
    return found


@pytest.mark.parametrize("begun", [TO_THE_LOCK, TO_THE_BANK], ids=["locked", "sent"])
def test_the_office_does_what_the_model_does(
    city: City, monkeypatch: pytest.MonkeyPatch, begun: tuple[Step, ...]
) -> None:
    @settings(
        max_examples=max(SEQUENCES // 2, 1),
        deadline=None,
        suppress_health_check=list(HealthCheck),
        database=None,
    )
    @given(steps)
    def in_any_order(taken: list[Step]) -> None:
        office, model = Office(city, monkeypatch), Model(HOUSEHOLDS)
        for step in (*begun, *taken):
            assert office.take(step) == model.take(step), step
        compare(office, model)

    in_any_order()


def test_a_family_is_paid_each_month_once_in_the_whole_story(
    city: City, monkeypatch: pytest.MonkeyPatch
) -> None:
    office, model = Office(city, monkeypatch), Model(HOUSEHOLDS)
    story: list[Step] = [
        *TO_THE_BANK,
        *(("pay", 5, 0, 0), ("fail", 5, 0, 1), ("fail", 5, 0, 2), ("settle", 5, 0, 0)),
        *(("follow_up", 1, 0, 0), ("lock", 1, 1, 0), ("sign", 4, 1, 0), ("sign", 3, 1, 0)),
        *(("send", 5, 1, 0), ("pay", 5, 1, 0), ("pay", 5, 1, 1), ("settle", 5, 1, 0)),
        *(("take_back", 5, 0, 0), ("draft", 0, 0, 0), ("close", 0, 0, 0), ("close", 0, 1, 0)),
    ]
    assert [office.take(step) for step in story] == [model.take(step) for step in story]
    compare(office, model)
    homes: list[Family] = office.homes
    assert [line.payee_name for line in lines_of(office.runs[2])] == [homes[0].name]
