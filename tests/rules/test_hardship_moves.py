"""The life of a hardship file as a table, and which duties one person may do both."""

from __future__ import annotations

import pkgutil
from collections.abc import Iterator
from importlib import import_module

import pytest

import rules
from rules.errors import NotAllowed
from rules.hardship import EDITABLE, EXITS, HARDSHIP_FILE, OPEN, UNDECIDED
from rules.moves import ENTER, RELAXABLE, SUBMIT, Machine, actions_from, advance, check_separation


def _machines() -> Iterator[Machine]:
    for module in pkgutil.iter_modules(rules.__path__):
        for found in vars(import_module(f"rules.{module.name}")).values():
            if isinstance(found, Machine):
                yield found


MACHINES = {machine.name: machine for machine in _machines()}


def test_every_state_can_be_reached_and_has_a_label() -> None:
    reached = {"draft"} | {step.to for step in HARDSHIP_FILE.steps.values()}
    assert reached == set(HARDSHIP_FILE.state_labels)
    assert {state for state, _ in HARDSHIP_FILE.steps} <= reached
    assert reached >= OPEN | EDITABLE


@pytest.mark.parametrize("state", UNDECIDED)
def test_an_application_can_be_returned_refused_and_withdrawn_until_it_is_decided(
    state: str,
) -> None:
    assert {"return", "refuse", "retract"} <= set(actions_from(HARDSHIP_FILE, state))


@pytest.mark.parametrize("action", ["return", "refuse"])
def test_who_entered_or_submitted_a_file_neither_returns_nor_refuses_it(action: str) -> None:
    step = advance(HARDSHIP_FILE, "noticed", action)
    for own in (ENTER, SUBMIT):
        with pytest.raises(NotAllowed):
            check_separation(step, 7, [(own, 7)], RELAXABLE)


def test_three_people_enter_review_and_approve() -> None:
    review = advance(HARDSHIP_FILE, "noticed", "review")
    approve = advance(HARDSHIP_FILE, "reviewed", "approve")
    for step, own in ((review, ENTER), (review, SUBMIT), (approve, SUBMIT), (approve, "review")):
        with pytest.raises(NotAllowed):
            check_separation(step, 7, [(own, 7)], ())


def test_a_small_office_may_let_the_enterer_review_and_the_reviewer_approve() -> None:
    review = advance(HARDSHIP_FILE, "noticed", "review")
    approve = advance(HARDSHIP_FILE, "reviewed", "approve")
    check_separation(review, 7, [(ENTER, 7), (SUBMIT, 7)], [(ENTER, "reviewed")])
    check_separation(approve, 7, [("review", 7)], [("review", "in_force")])
    with pytest.raises(NotAllowed):
        check_separation(approve, 7, [(ENTER, 7), ("review", 7)], RELAXABLE)


def test_who_proposed_to_close_a_file_does_not_close_it() -> None:
    for kind in EXITS:
        step = advance(HARDSHIP_FILE, "leaving", kind)
        with pytest.raises(NotAllowed):
            check_separation(step, 7, [("propose_exit", 7)], RELAXABLE)


@pytest.mark.parametrize("pair", RELAXABLE, ids="-".join)
def test_a_pair_that_may_be_relaxed_means_one_step_of_one_machine(pair: tuple[str, str]) -> None:
    earlier, state = pair
    meant = {
        (name, action)
        for name, machine in MACHINES.items()
        for (_at, action), step in machine.steps.items()
        if step.to == state and earlier in step.not_same_as and not step.strict
    }
    assert len(meant) == 1, meant
