"""The daily upkeep throws away what was only for a while, and backs up."""

from __future__ import annotations

from datetime import datetime, timedelta

import pytest
from sqlalchemy import text

import config
from db import lookalike_pairs, members, sealing, sign_ins, summaries, units, upkeep
from db.engine import Store, open_engine
from db.session import reading, writing
from rules.access import CONSOLE
from rules.errors import AlreadyDone, OfficeError
from tests.ground.databases import NOON, RING, Clock
from tests.ground.people import almighty
from tests.ground.tree import enrol, plant

pytestmark = pytest.mark.usefixtures("postgres_programs")


def send_form(token: str) -> None:
    with writing(almighty(), token):
        pass


def tokens(store: Store) -> set[str]:
    with store.engine.connect() as connection:
        return set(connection.scalars(text("SELECT token FROM form_token")))


@pytest.fixture
def own_key(office: Store) -> Store:
    sealing.write_ring(config.settings().key_file, RING)
    return office


def run_daily(store: Store, now: datetime) -> int:
    gone, _report = upkeep.daily(config.settings(), store, now)
    return gone


def test_old_form_tokens_go_and_fresh_ones_stay(own_key: Store, clock: Clock) -> None:
    send_form("old")
    clock.advance(days=3)
    send_form("fresh")
    assert run_daily(own_key, clock.now) == 1
    assert tokens(own_key) == {"fresh"}
    with pytest.raises(AlreadyDone):
        send_form("fresh")


def test_failed_sign_ins_of_yesterday_are_forgotten(own_key: Store, clock: Clock) -> None:
    sign_ins.sign_in("nobody", "some password")
    run_daily(own_key, clock.now + timedelta(hours=1))
    with own_key.engine.connect() as connection:
        assert connection.scalar(text("SELECT count(*) FROM sign_in_try")) == 1
    run_daily(own_key, clock.now + timedelta(hours=25))
    with own_key.engine.connect() as connection:
        assert connection.scalar(text("SELECT count(*) FROM sign_in_try")) == 0


def test_people_registered_twice_are_on_the_worklist_the_next_day(own_key: Store) -> None:
    with writing(almighty()) as session:
        top = units.found_unit(session, {"name": "云州市总工会", "kind": "federation"})
        for number in ("110101199003070046", "110101199003070062"):
            members.register(
                session, top, {"name": "陈静", "id_no": number, "mobile": "13800138000"}
            )
    run_daily(own_key, NOON)
    with reading(almighty()) as session:
        assert lookalike_pairs.list_pairs(session).total == 1


def test_fourteen_backups_are_kept(own_key: Store) -> None:
    for day in range(16):
        run_daily(own_key, NOON + timedelta(days=day))
    kept = sorted(file.name for file in config.settings().backups.glob("*.backup"))
    assert len(kept) == 14
    assert kept[0].startswith("office-20261126")


def test_backups_of_a_wrong_clock_never_push_out_those_made_since(own_key: Store) -> None:
    folder = config.settings().backups
    folder.mkdir(parents=True, exist_ok=True)
    for day in range(10, 24):  # as they were named while the clock ran a year ahead
        (folder / f"office-202711{day}-023000.backup").touch()
    for day in range(2):
        run_daily(own_key, NOON + timedelta(days=day))
    kept = sorted(file.name for file in folder.glob("*.backup"))
    assert len(kept) == 14
    assert [name[:15] for name in kept[:2]] == ["office-20261124", "office-20261125"]


def test_totals_are_counted_anew_while_nobody_else_is_there(office: Store) -> None:
    enrol(plant().mill, "郑洁", 2)
    with office.engine.begin() as connection:
        connection.execute(text("UPDATE summary SET n = n + 7"))
    with reading(CONSOLE) as session:
        assert summaries.stored(session) != summaries.from_rows(session)
        before = summaries.area_version(session, "members")
        with pytest.raises(OfficeError, match="being served"):
            upkeep.recount(
                Store(open_engine(office.engine.url.render_as_string(hide_password=False)))
            )
    upkeep.recount(office)
    with reading(CONSOLE) as session:
        assert summaries.stored(session) == summaries.from_rows(session) != {}
        assert summaries.area_version(session, "members") == before + 1
