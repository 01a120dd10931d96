"""The sample's hardship files: in every state, and sound like any other files."""

from __future__ import annotations

from collections import Counter

import pytest
from sqlalchemy import select

from db import checks, summaries
from db.engine import Store
from db.models.hardship import Assessment, HardshipFile, MoneyLine
from db.models.trail import Move
from db.sample import make_sample
from db.session import reading
from rules.hardship import DECIDED, EXITS, HARDSHIP_FILE, OPEN
from rules.moves import check_separation
from tests.ground.people import almighty


@pytest.fixture(scope="module")
def files(shared_office: Store) -> list[HardshipFile]:
    make_sample(members=600, units=30, households=240)
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
