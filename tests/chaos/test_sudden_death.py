"""The office is killed in the middle of its work, again and again, and loses nothing."""

from __future__ import annotations

import os
import random
import subprocess
import sys

import pytest
from sqlalchemy import text

import config
from db import checks, sealing, units
from db.engine import Store
from db.session import writing
from rules.access import CONSOLE
from tests.ground.databases import RING
from tests.ground.servers import PROJECT

KILLS = {"sqlite": 6, "postgresql": 4}


@pytest.fixture
def unit_id(office: Store) -> int:
    sealing.write_ring(config.settings().key_file, RING)
    with writing(CONSOLE) as session:
        return units.found_unit(session, {"name": "云州市总工会", "kind": "federation"})


def killed_after(answers: int, unit_id: int, seed: int) -> list[list[str]]:
    """Let the clerks work until so many writes were acknowledged, then kill; gives them all."""
    said = []
    with subprocess.Popen(
        [sys.executable, "-m", "tests.chaos.writers", str(unit_id), str(seed)],
        cwd=PROJECT,
        stdout=subprocess.PIPE,
        text=True,
        env=dict(os.environ),
    ) as process:
        assert process.stdout is not None
        for line in process.stdout:
            said.append(line.split())
            if len(said) == answers:
                process.kill()
    assert len(said) >= answers, "the clerks stopped by themselves"
    return [words for words in said if len(words) == 3]


def answered(store: Store, statement: str) -> list[tuple[object, ...]]:
    with store.engine.connect() as connection:
        return [tuple(row) for row in connection.execute(text(statement))]


HALF_WRITES = {
    "a form that was sent without its member": (
        "SELECT token FROM form_token WHERE token LIKE 'chaos-%' EXCEPT"
        " SELECT token FROM form_token, trail WHERE verb = 'members.register'"
    ),
    "a registered member without an application": (
        "SELECT id FROM member WHERE status = 'applied'"
        " AND id NOT IN (SELECT member_id FROM join_application)"
    ),
    "an imported member without a period": (
        "SELECT id FROM member WHERE status = 'member'"
        " AND id NOT IN (SELECT member_id FROM membership)"
    ),
    "a member who cannot be found by name": (
        "SELECT id FROM member WHERE id NOT IN (SELECT member_id FROM name_gram)"
    ),
    "a member who is not on the trail": (
        "SELECT id FROM member WHERE id NOT IN"
        " (SELECT record_id FROM trail WHERE record_type = 'member')"
    ),
    "a roster whose rows do not match its count": (
        "SELECT id FROM import_batch WHERE rows_new <>"
        " (SELECT count(*) FROM import_row WHERE batch_id = import_batch.id)"
    ),
}


@pytest.mark.parametrize("database_engine", list(KILLS))
def test_nothing_acknowledged_is_lost_and_nothing_is_half_done(
    office: Store, unit_id: int, database_engine: str
) -> None:
    dice = random.Random(20)
    for seed in range(1, KILLS[database_engine] + 1):
        for kind, key, word in killed_after(dice.randint(1, 60), unit_id, seed):
            if kind == "saved":
                wanted = f"SELECT name FROM member WHERE id = {key}"
                assert answered(office, wanted) == [(word,)], f"kill {seed}: member {key} is lost"
            else:
                wanted = f"SELECT rows_new FROM import_batch WHERE id = {key}"
                assert answered(office, wanted) == [(int(word),)], f"kill {seed}: roster {key}"
        found = {what: answered(office, wanted) for what, wanted in HALF_WRITES.items()}
        assert not any(found.values()), f"kill {seed}: {found}"
    faults = checks.find_faults(config.settings(), office)
    assert [str(fault.text) for fault in faults] == []
