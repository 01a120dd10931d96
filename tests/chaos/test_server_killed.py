"""The served office is killed while clerks press Save; what their screens confirmed is there."""

from __future__ import annotations

import asyncio
import random
from collections.abc import Iterator
from pathlib import Path

import pytest
import websockets
from sqlalchemy import create_engine, text

from rules.language import _
from tests.ground.servers import PATIENCE_SECONDS, OfficeServer
from tests.ground.signing_in import cookies_of
from tests.ground.wire import RunFailed, Tab, alone

KILLS, CLERKS = 20, 3
Confirmed = dict[int, str]


async def change_notes(
    server: OfficeServer,
    cookies: dict[str, str],
    people: list[int],
    confirmed: Confirmed,
    saved: asyncio.Semaphore,
) -> None:
    """Write a note into one person's form after another until the server is gone."""
    dice = random.Random(people[0] + len(confirmed))
    try:
        async with Tab(server.url, page="register", cookies=cookies) as tab:
            while True:
                person, note = dice.choice(people), f"note {dice.random()}"
                tab.goto("register", f"id={person}")
                await tab.run()
                tab.enter(f"change-{person}-0-note", note)
                confirmed.pop(person, None)
                await tab.press(f"change-{person}-save")
                if _("Saved.") in tab.text:
                    confirmed[person] = note
                    saved.release()
    except (RunFailed, OSError, websockets.WebSocketException):
        return


async def work_until_killed(
    server: OfficeServer, cookies: dict[str, str], people: list[int], enough: int
) -> Confirmed:
    """Let the clerks save until so many are confirmed, then pull the plug in mid-work."""
    confirmed: Confirmed = {}
    saved = asyncio.Semaphore(0)
    clerks = [
        asyncio.create_task(change_notes(server, cookies, people[number::CLERKS], confirmed, saved))
        for number in range(CLERKS)
    ]
    async with asyncio.timeout(PATIENCE_SECONDS):
        for _saved in range(enough):
            await saved.acquire()
    await asyncio.to_thread(server.kill)
    await asyncio.gather(*clerks)
    return confirmed


def stored_notes(home: Path) -> dict[int, str | None]:
    engine = create_engine(f"sqlite:///{home / 'office.db'}")
    with engine.connect() as connection:
        found = connection.execute(text("SELECT id, note FROM member"))
        notes = {row.id: row.note for row in found}
    engine.dispose()
    return notes


@pytest.fixture
def server(tmp_path: Path) -> Iterator[OfficeServer]:
    made = OfficeServer(tmp_path / "office-home", OFFICE_DEMO="1")
    made.run("demo", "--members", "150", "--no-serve")
    yield made
    made.stop()


def clean_people(home: Path) -> list[int]:
    """People without faults, whose forms can be saved as they are."""
    engine = create_engine(f"sqlite:///{home / 'office.db'}")
    with engine.connect() as connection:
        found = connection.scalars(
            text(
                "SELECT id FROM member WHERE status = 'member' AND merged_into_id IS NULL"
                " AND id NOT IN (SELECT member_id FROM member_problem) ORDER BY id LIMIT 30"
            )
        )
        people = list(found)
    engine.dispose()
    return people


def test_what_a_screen_confirmed_outlives_the_server(server: OfficeServer) -> None:
    people = clean_people(server.home)
    dice = random.Random(4)
    for kill in range(KILLS):
        server.start()
        cookies = cookies_of(server, "clerk")
        confirmed = alone(work_until_killed(server, cookies, people, dice.randint(3, 8)))
        stored = stored_notes(server.home)
        assert confirmed, f"kill {kill}: nobody got anything saved"
        assert {person: stored[person] for person in confirmed} == confirmed, f"kill {kill}"
    assert "in order" in server.run("check").stdout
