"""The sample's hardship files: in every state, and sound like any other files."""

from __future__ import annotations

import tomllib
from collections import Counter
from collections.abc import Callable
from pathlib import Path

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from db import (
    aid_lists,
    benefit_lists,
    checks,
    desk,
    hardship_lists,
    household_changes,
    notice_lists,
    notice_ready,
    objections,
    pairings,
    pay_runs,
    reverification_lists,
    summaries,
    supervision,
    visit_lists,
    visit_questions,
)
from db.models.hardship import Assessment, HardshipFile, MoneyLine
from db.models.trail import Move
from db.models.units import Unit
from db.sample import Made
from db.session import reading
from rules import aid
from rules import pay_runs as pay_rules
from rules.access import Permission
from rules.hardship import DECIDED, EXITS, HARDSHIP_FILE, OPEN
from rules.moves import check_separation
from tests.ground.people import actor_with, almighty

PROJECT = Path(__file__).resolve().parent.parent.parent


ALL = 100_000
COUNTED: dict[tuple[str, frozenset[tuple[str, str]]], Callable[[Session], int | None]] = {
    (page, frozenset(arguments.items())): count
    for page, arguments, count in (
        ("hardship_files", {}, lambda s: hardship_lists.list_page(s, {"view": "waiting"}).total),
        (
            "visits",
            {"show": "missed"},
            lambda s: sum(
                row.state == "planned" for row in visit_lists.list_page(s, "missed", size=ALL).rows
            ),
        ),
        (
            "visits",
            {"show": "questions"},
            lambda s: sum(row.overdue for row in visit_questions.list_open(s, size=ALL).rows),
        ),
        (
            "visits",
            {"show": "pairings", "behind": "yes"},
            lambda s: sum(row.behind for row in pairings.list_page(s, size=ALL).rows),
        ),
        (
            "households",
            {"show": "changes"},
            lambda s: household_changes.list_page(s, size=ALL).total,
        ),
        ("aid", {}, lambda s: aid_lists.list_page(s, {"state": aid.WAITING}).total),
        (
            "aid",
            {"show": "benefits", "state": aid.ASKED},
            lambda s: benefit_lists.list_page(s, {"state": aid.ASKED}).total,
        ),
        (
            "aid",
            {"show": "all", "state": aid.SENT_BACK},
            lambda s: aid_lists.list_page(s, {"state": aid.SENT_BACK}).total,
        ),
        *(
            (
                "pay_runs",
                {"state": state},
                lambda s, state=state: pay_runs.list_page(s, {"state": state}).total,
            )
            for state in (pay_rules.LOCKED, pay_rules.SIGNED, pay_rules.SENT)
        ),
        ("notices", {"show": "ready"}, lambda s: notice_ready.list_ready(s).total),
        (
            "notices",
            {},
            lambda s: sum(row.to_end for row in notice_lists.list_page(s, size=ALL).rows),
        ),
        ("notices", {"state": "ended"}, lambda s: notice_lists.list_page(s, "ended").total),
        ("notices", {"show": "objections"}, lambda s: objections.list_page(s).total),
        ("reverifications", {}, lambda s: reverification_lists.list_yearly(s).total),
        (
            "reverifications",
            {"show": "drawn"},
            lambda s: reverification_lists.list_spot_checks(s).total,
        ),
        (
            "reverifications",
            {"show": "adopt"},
            lambda s: reverification_lists.list_to_adopt(s).total,
        ),
        (
            "supervision",
            {"show": "answered"},
            lambda s: supervision.list_page(s, "answered").total,
        ),
        (
            "supervision",
            {"show": "overdue"},
            lambda s: supervision.list_page(s, overdue=True).total,
        ),
    )
}
"""By where the desk leads: how many rows that list holds for the same actor."""
ROLES = tomllib.loads((PROJECT / "data" / "roles.toml").read_text(encoding="utf-8"))["roles"]
WORKING = ("clerk", "reviewer", "approver", "supervisor")
"""Roles for which the sample holds work of the archive and of aid."""


@pytest.fixture(scope="module")
def files(made: Made) -> list[HardshipFile]:
    with reading(almighty()) as session:
        return list(session.scalars(select(HardshipFile)))


def test_there_are_files_in_every_state_and_many_in_force(files: list[HardshipFile]) -> None:
    states = Counter(file.state for file in files)
    assert set(states) == set(HARDSHIP_FILE.state_labels)
    assert states["in_force"] > len(files) * 0.4
    assert len({file.archive_no for file in files if file.archive_no}) == sum(
        file.approved_on is not None for file in files
    )


def test_each_file_took_its_steps_in_order_each_by_the_right_person(
    files: list[HardshipFile],
) -> None:
    with reading(almighty()) as session:
        rows = session.scalars(select(Move).where(Move.record_type == "hardship_file"))
        moves: dict[int, list[Move]] = {}
        for row in sorted(rows, key=lambda move: (move.record_id, move.at)):
            moves.setdefault(row.record_id, []).append(row)
    for file in files:
        taken = moves[file.id]
        assert taken[0].action == "enter"
        assert taken[-1].to_state == file.state
        for number, move in enumerate(taken[1:], 1):
            assert move.from_state == taken[number - 1].to_state
            step = HARDSHIP_FILE.steps[(move.from_state, move.action)]
            earlier = [(one.action, one.account_id) for one in taken[:number]]
            check_separation(step, move.account_id, earlier, ())


def test_each_file_agrees_with_its_means_test(files: list[HardshipFile]) -> None:
    with reading(almighty()) as session:
        tests = {row.id: row for row in session.scalars(select(Assessment))}
        with_money = set(session.scalars(select(MoneyLine.file_id)))
    assert with_money == {file.id for file in files}
    for file in files:
        assert file.is_open == (file.state in OPEN)
        if file.state in (*DECIDED, *EXITS):
            assert file.category == tests[file.assessment_id or 0].category
            assert file.category
            assert file.approved_on


def test_the_counts_and_checks_agree_with_the_files(files: list[HardshipFile]) -> None:
    with reading(almighty()) as session:
        assert summaries.stored(session) == summaries.from_rows(session)
        found = [fault.shown() for check in checks.CHECKS for fault in check(session)]
    assert found == []


@pytest.mark.parametrize("role", sorted(ROLES))
def test_the_desk_counts_as_much_as_the_lists_hold_to_which_it_leads(
    files: list[HardshipFile], role: str
) -> None:
    permissions = [Permission(name) for name in ROLES[role]["permissions"]]
    with reading(almighty()) as session:
        counties = list(session.scalars(select(Unit.id).where(Unit.kind == "county_federation")))
    told = set()
    for unit in (None, *counties):
        # Somebody who has entered nothing, so that nothing is left out as own work.
        with reading(actor_with(*permissions, unit=unit)) as session:
            for waiting in desk.list_waiting(session):
                where = (waiting.page, frozenset(waiting.arguments.items()))
                if where in COUNTED:
                    told.add(where)
                    assert waiting.count == COUNTED[where](session), (unit, waiting)
    assert told or role not in WORKING
