"""Wall displays: keys made, changed and revoked; what opens with them and what never does."""

from __future__ import annotations

import importlib
import inspect
import pkgutil
from datetime import date
from types import ModuleType
from typing import Any

import pytest
from sqlalchemy import select

import db
from db import boards, displays, indicators, pulse, units, wall_door
from db.displays import DisplayRow, Made
from db.engine import Store
from db.models.accounts import SignInTry
from db.models.boards import Display
from db.models.trail import TrailRow
from db.session import reading, writing
from db.wall_door import RIGHTS, Sight
from rules.access import Actor, Permission
from rules.errors import Conflict, InvalidInput, NotAllowed, NotFound, WrongState
from rules.periods import period_of
from tests.ground.databases import Clock
from tests.ground.people import almighty, everyone_but
from tests.ground.tree import City, plant

pytestmark = pytest.mark.usefixtures("office")

HALL = "10.0.0.8"
SHAPE: dict[str, Any] = {"seconds": 20, "night": "hours", "night_from": 19, "night_to": 7}
Q = period_of("2026")


@pytest.fixture
def city(office: Store) -> City:
    return plant()


def _board_ids() -> list[str]:
    with reading(almighty()) as session:
        return [str(row.id) for row in boards.list_every(session)]


def _make(actor: Actor | None = None, **changed: Any) -> Made:
    with writing(actor or almighty()) as session:
        values = {"label": "一楼大厅", "unit_id": None, "board_ids": _board_ids(), **SHAPE}
        return displays.make(session, **{**values, **changed})


def _row(made: Made) -> DisplayRow:
    with reading(almighty()) as session:
        return displays.get_display(session, made.id)


def _sight(made: Made) -> Sight:
    sight = wall_door.watch(made.key)
    assert sight is not None
    return sight


def test_a_key_is_told_once_and_opens_a_wall_of_its_unit_for_nobody(city: City) -> None:
    made = _make(unit_id=city.north, language="en")
    actor = wall_door.enter(f" {made.key.upper()} ", HALL).actor
    assert actor is not None
    assert (actor.name, actor.unit_id, actor.account_id) == ("一楼大厅", city.north, None)
    assert (actor.permissions, actor.everywhere, actor.language) == (RIGHTS, False, "en")
    row = _row(made)
    assert (row.address, row.state, row.unit_name) == (HALL, "in_use", "北岭县总工会")
    assert _sight(made).shown.screens, "the shipped boards have pages"
    with reading(almighty()) as session:
        kept = session.scalar(select(Display.key_hash))
        told = " ".join(session.scalars(select(TrailRow.details)))
    assert made.key not in f"{kept} {told}"
    assert str(kept) not in told


def test_walls_are_made_changed_and_revoked_on_the_trail_and_only_by_those_who_may(
    city: City,
) -> None:
    made = _make()
    shape = {**SHAPE, "seconds": 30, "board_ids": _board_ids()[:1]}
    with writing(almighty()) as session:
        displays.change(session, made.id, 1, label="二楼", unit_id=city.south, **shape)
    assert (_row(made).label, _row(made).seconds, _row(made).unit_id) == ("二楼", 30, city.south)
    with writing(almighty()) as session, pytest.raises(Conflict):
        displays.revoke(session, made.id, 1)
    with writing(almighty()) as session:
        displays.revoke(session, made.id, 2)
    assert wall_door.watch(made.key) is None
    with writing(almighty()) as session:
        with pytest.raises(WrongState):
            displays.revoke(session, made.id, 3)
        with pytest.raises(WrongState):
            displays.change(session, made.id, 3, label="三楼", unit_id=None, **shape)
        verbs = select(TrailRow.verb).where(TrailRow.record_type == "display")
        found = list(session.scalars(verbs.order_by(TrailRow.id)))
    assert found == ["displays.make", "displays.change", "displays.revoke"]
    other = _make()
    stranger = everyone_but(Permission.MANAGE_BOARDS)
    with writing(stranger) as session:
        locked: tuple[Any, ...] = (displays.make, displays.change, displays.revoke)
        for verb in (displays.list_displays, displays.get_display, *locked):
            with pytest.raises(NotAllowed):
                verb(session)
    with writing(almighty(unit=city.south)) as session:
        assert not displays.list_displays(session) or other.id not in {
            row.id for row in displays.list_displays(session)
        }
        with pytest.raises(NotFound):
            displays.revoke(session, other.id, 1)
        with pytest.raises(NotFound):
            displays.make(session, "x", city.north, _board_ids(), **SHAPE)


@pytest.mark.parametrize(
    ("changed", "field"),
    [
        ({"label": " "}, "label"),
        ({"board_ids": []}, "board_ids"),
        ({"board_ids": ["999"]}, "board_ids"),
        ({"night": "dusk"}, "night"),
        ({"valid_until": date(2026, 11, 23)}, "valid_until"),
    ],
)
def test_a_display_needs_a_name_boards_and_a_day_to_come(
    city: City, changed: dict[str, Any], field: str
) -> None:
    with pytest.raises(InvalidInput) as refused:
        _make(**changed)
    assert refused.value.field == field


def test_wrong_revoked_and_expired_keys_get_one_answer_and_are_counted(
    city: City, clock: Clock
) -> None:
    revoked, expired, good = _make(), _make(valid_until=date(2026, 11, 24)), _make()
    with writing(almighty()) as session:
        displays.revoke(session, revoked.id, 1)
    clock.advance(days=1)
    for key in ("", "x" * 5000, "aaaaa-bbbbb", revoked.key, expired.key):
        assert wall_door.enter(key, HALL) == wall_door.Entry()
        assert wall_door.watch(key) is None
    with reading(almighty()) as session:
        assert session.scalar(select(SignInTry.failures)) == 5
        refused = select(TrailRow.label).where(TrailRow.action == "display_refused")
        assert len(list(session.scalars(refused))) == 5
    for _guess in range(20):
        wall_door.enter("guess", HALL)
    assert wall_door.enter(good.key, HALL).wait_seconds > 0, "a right key has to wait as well"
    assert wall_door.enter(good.key, "10.0.0.9").actor is not None, "others need not"
    clock.advance(minutes=10)
    assert wall_door.enter(good.key, HALL).actor is not None
    for _guess in range(9):
        wall_door.enter("guess", HALL)
    assert wall_door.enter("guess", HALL).wait_seconds > 0
    assert wall_door.enter(good.key, HALL).actor is not None, "a display known here need not wait"


def test_a_display_reads_figures_of_its_unit_and_nothing_else(city: City) -> None:
    made = _make(unit_id=city.north)
    actor = _sight(made).shown.actor
    with pytest.raises(NotAllowed), writing(actor):
        pass
    with reading(actor) as session:
        assert indicators.figure(session, "mutual_people", Q).value == 0
        with pytest.raises(NotFound):
            indicators.figure(session, "mutual_people", Q, city.south)
        for locked, permission in _locks():
            if permission not in RIGHTS:
                with pytest.raises(NotAllowed):
                    locked(session)
    reads = {f"{verb.__module__}.{verb.__name__}" for verb, right in _locks() if right in RIGHTS}
    assert reads == {
        "db.board_figures.draw",
        "db.board_figures.mark",
        "db.boards.get_board",
        "db.boards.list_boards",
        "db.figures.get_overview",
    }, "whoever lets a wall read more says here that it names nobody"


def _locks() -> list[tuple[Any, Permission]]:
    modules: list[ModuleType] = [
        importlib.import_module(f"db.{one.name}")
        for one in pkgutil.iter_modules(db.__path__)
        if one.name not in ("migrations", "models")
    ]
    return [
        (verb, verb.__permission__)
        for module in modules
        for _name, verb in inspect.getmembers(module, inspect.isfunction)
        if hasattr(verb, "__permission__") and verb.__module__ == module.__name__
    ]


def test_an_unchanged_tick_asks_once_and_a_change_is_seen_at_the_next(
    city: City, statements: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    made = _make()
    first = _sight(made)
    mark = first.mark(first.shown.screens[0])
    monkeypatch.setattr(pulse, "MOMENT_SECONDS", 0)
    statements.clear()
    again = _sight(made)
    assert len(statements) == 1
    monkeypatch.setattr(pulse, "MOMENT_SECONDS", 60)
    for _other in range(20):
        _sight(made)
    assert len(statements) == 1, "walls that look at the same moment share the look-up"
    assert again.mark(again.shown.screens[0]) == mark
    with writing(almighty()) as session:
        units.change_unit(session, city.mill, 1, {"chair_name": "钱伟"})
    assert _sight(made).mark(again.shown.screens[0]) != mark


def test_a_display_is_seen_once_a_minute_and_its_wall_turns_dark_by_the_offices_clock(
    city: City, clock: Clock
) -> None:
    made = _make()
    at = clock.now
    assert not _sight(made).is_dark, "it is noon"
    clock.advance(seconds=40)
    _sight(made)
    assert _row(made).seen_at == at
    clock.advance(seconds=30)
    _sight(made)
    assert _row(made).seen_at == clock.now
    clock.advance(hours=7)
    assert _sight(made).is_dark
