"""State machines: what may follow what, and who may not do both."""

from __future__ import annotations

import pytest

from rules.errors import NotAllowed, WrongState
from rules.moves import (
    ENTER,
    JOIN,
    RELAXABLE,
    TRANSFER,
    Machine,
    actions_from,
    advance,
    check_separation,
    strictly,
)

MACHINES = (JOIN, TRANSFER)


@pytest.mark.parametrize("machine", MACHINES, ids=lambda machine: machine.name)
def test_every_state_can_be_reached_and_has_a_label(machine: Machine) -> None:
    reached = {machine.start} | {step.to for step in machine.steps.values()}
    left = {state for state, _ in machine.steps}
    assert reached == set(machine.state_labels)
    assert left <= reached


@pytest.mark.parametrize("machine", MACHINES, ids=lambda machine: machine.name)
def test_a_decided_record_cannot_be_decided_again(machine: Machine) -> None:
    for step in list(machine.steps.values()):
        assert not actions_from(machine, step.to)
        for action in ("approve", "accept", "refuse", "withdraw"):
            with pytest.raises(WrongState):
                advance(machine, step.to, action)


def test_the_allowed_actions_of_a_waiting_application() -> None:
    assert set(actions_from(JOIN, "applied")) == {"approve", "refuse", "withdraw"}
    assert advance(JOIN, "applied", "refuse").needs_note


@pytest.mark.parametrize(
    ("machine", "action"),
    [(JOIN, "approve"), (JOIN, "refuse"), (TRANSFER, "accept"), (TRANSFER, "refuse")],
)
def test_nobody_decides_on_what_they_entered(machine: Machine, action: str) -> None:
    step = advance(machine, machine.start, action)
    with pytest.raises(NotAllowed, match="somebody else"):
        check_separation(step, 7, [(ENTER, 7)], ())
    check_separation(step, 8, [(ENTER, 7)], ())
    check_separation(step, None, [(ENTER, None)], ())


def test_an_office_may_relax_only_the_named_pairs() -> None:
    check_separation(advance(JOIN, "applied", "approve"), 7, [(ENTER, 7)], RELAXABLE)
    check_separation(advance(TRANSFER, "proposed", "accept"), 7, [(ENTER, 7)], RELAXABLE)
    with pytest.raises(NotAllowed):
        check_separation(advance(JOIN, "applied", "refuse"), 7, [(ENTER, 7)], RELAXABLE)


def test_the_enterer_may_withdraw() -> None:
    check_separation(advance(JOIN, "applied", "withdraw"), 7, [(ENTER, 7)], ())


def test_no_setting_relaxes_a_strict_step() -> None:
    steps = strictly(JOIN.steps)
    step = steps["applied", "approve"]
    with pytest.raises(NotAllowed):
        check_separation(step, 7, [(ENTER, 7)], RELAXABLE)
    check_separation(JOIN.steps["applied", "approve"], 7, [(ENTER, 7)], RELAXABLE)
