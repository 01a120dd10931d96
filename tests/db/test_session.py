"""The one door: all or nothing, one form once, and no write of another's lost."""

from __future__ import annotations

import threading
from collections import deque
from concurrent.futures import ThreadPoolExecutor

import pytest
from sqlalchemy import select
from sqlalchemy.exc import OperationalError

from db import members, summaries, trail, units
from db.engine import Queue, Store
from db.models.units import Unit
from db.session import reading, writing
from rules.access import CONSOLE
from rules.errors import AlreadyDone, Conflict, OfficeError
from tests.ground.people import almighty
from tests.ground.tree import City, enrol, plant, version_of, worker

pytestmark = pytest.mark.usefixtures("office")


@pytest.fixture
def city(office: Store) -> City:
    return plant()


def test_what_a_broken_write_did_before_is_undone(city: City) -> None:
    with pytest.raises(ZeroDivisionError), writing(almighty()) as session:
        units.change_unit(session, city.mill, 1, {"chair_name": "钱伟"})
        session.flush()
        raise ZeroDivisionError
    with reading(almighty()) as session:
        assert units.get_unit(session, city.mill).values["chair_name"] is None


def test_even_an_abort_of_the_script_undoes_the_whole_write(city: City) -> None:
    with pytest.raises(KeyboardInterrupt), writing(almighty()) as session:
        units.change_unit(session, city.mill, 1, {"chair_name": "钱伟"})
        raise KeyboardInterrupt
    with reading(almighty()) as session:
        assert units.get_unit(session, city.mill).values["chair_name"] is None


def test_reading_never_writes(city: City) -> None:
    with reading(almighty()) as session:
        unit = session.get(Unit, city.mill)
        assert unit is not None
        unit.name = "改名"
    with reading(almighty()) as session:
        assert units.get_name(session, city.mill) == "北岭纺织厂工会"


def test_three_quick_clicks_make_one_record(city: City) -> None:
    def click(_: int) -> str:
        try:
            with writing(almighty(), "one-form") as session:
                members.register(session, city.mill, worker("郑洁", 2))
        except (AlreadyDone, Conflict) as refused:
            return type(refused).__name__
        return "saved"

    with ThreadPoolExecutor(3) as clicks:
        outcomes = sorted(clicks.map(click, range(3)))
    assert outcomes == ["AlreadyDone", "AlreadyDone", "saved"]


def test_of_many_clerks_on_one_record_one_wins_and_the_rest_are_told(city: City) -> None:
    member_id = enrol(city.mill, "郑洁", 2)
    seen = version_of(member_id)

    def save(number: int) -> bool:
        try:
            with writing(almighty(name=f"经办{number}")) as session:
                members.change(session, member_id, seen, {"job": f"工种{number}"})
        except Conflict:
            return False
        return True

    with ThreadPoolExecutor(6) as clerks:
        assert sum(clerks.map(save, range(6))) == 1
    assert version_of(member_id) == seen + 1


def test_many_writers_lose_nothing_and_the_totals_hold(city: City) -> None:
    def register(number: int) -> None:
        with writing(almighty()) as session:
            members.register(session, city.mill, worker(f"会员{number}", number))

    with ThreadPoolExecutor(6) as clerks:
        list(clerks.map(register, range(1, 25)))
    with reading(CONSOLE) as session:
        stored = summaries.stored(session)
        assert stored == summaries.from_rows(session)
    assert sum(n for slot, (n, _) in stored.items() if slot.name == "members") == 24


def test_writers_come_in_the_order_in_which_they_arrived() -> None:
    arrived, order, queue = threading.Semaphore(0), list[int](), Queue()

    class Turns(deque[threading.Lock]):
        def append(self, turn: threading.Lock) -> None:
            super().append(turn)
            arrived.release()

    queue._turns = Turns()

    def write(number: int) -> None:
        with queue:
            order.append(number)

    writers = [threading.Thread(target=write, args=(number,)) for number in range(5)]
    with queue:
        for writer in writers:
            writer.start()
            assert arrived.acquire(timeout=10)
    write(5)  # whoever just left comes last
    for writer in writers:
        writer.join()
    assert order == [0, 1, 2, 3, 4, 5]
    assert not queue.is_busy


def test_a_full_disk_is_told_and_nothing_is_saved(
    city: City, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(*_: object) -> None:
        raise OperationalError("INSERT", {}, Exception("database or disk is full"))

    with pytest.raises(OfficeError) as told, writing(almighty()) as session:
        units.change_unit(session, city.mill, 1, {"chair_name": "钱伟"})
        monkeypatch.setattr(trail, "write", full)
    monkeypatch.undo()
    assert "disk is full" in str(told.value)
    with reading(almighty()) as session:
        assert session.scalar(select(Unit.chair_name).where(Unit.id == city.mill)) is None
