"""A hardship file from draft to its end, step by step, each by the right person."""

from __future__ import annotations

import pytest

from db import hardship_files, hardship_steps
from db.engine import Store
from db.hardship_steps import Given
from db.session import reading
from tests.ground import hardship_life as ground
from tests.ground.hardship_life import Hands
from tests.ground.people import almighty
from tests.ground.tree import City, plant

pytestmark = pytest.mark.usefixtures("office", "clock")


@pytest.fixture
def city(office: Store) -> City:
    ground.know_line()
    return plant()


def test_a_file_goes_all_the_way_from_draft_to_out_of_hardship(city: City) -> None:
    hands, family = Hands(), ground.found(city.mill)
    file_id = ground.begin(family, hands.clerk)
    ground.bring(file_id, family, hands)
    with reading(almighty()) as session:
        file = hardship_files.get_file(session, file_id)
    assert (file.state, file.category, file.approved_on) == ("in_force", "deep", ground.TODAY)
    assert file.values["archive_no"] == "北岭-2026-0001"
    assert file.review_due_on is not None
    assert file.review_due_on.year == 2027
    proposal = Given(code="causes_gone", exit_kind="exited")
    ground.take(hands.clerk, file_id, "propose_exit", "收入已稳定", proposal)
    ground.take(hands.chair, file_id, "exited", "同意", Given(confirmed=True))
    row = ground.row_of(file_id)
    assert (row.state, row.is_open, row.ended_on) == ("exited", False, ground.TODAY)
    with reading(almighty()) as session:
        taken = [move.action for move in hardship_steps.list_moves(session, file_id)]
    assert taken == ["enter", *ground.WAY, "propose_exit", "exited"]
