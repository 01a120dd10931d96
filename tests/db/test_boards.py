"""Boards: composed and changed on the trail, seen by role and place, filled with own figures."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest
from sqlalchemy import select

from db import board_figures, boards
from db.engine import Store
from db.models.trail import TrailRow
from db.session import reading, writing
from rules.access import Actor, Permission
from rules.boards import Widget
from rules.errors import Conflict, InvalidInput, NotAllowed, NotFound, WrongState
from tests.ground.people import actor_with, almighty, everyone_but
from tests.ground.tree import City, plant

pytestmark = pytest.mark.usefixtures("office")

WIDGETS = (Widget("claims"), Widget("mutual_people", "ranking", "large"))


@pytest.fixture
def city(office: Store) -> City:
    return plant()


def _compose(actor: Actor | None = None, roles: tuple[str, ...] = ()) -> int:
    with writing(actor or almighty()) as session:
        return boards.compose(session, "领导一览", "At a glance", roles)


def _seen_by(actor: Actor) -> set[int]:
    with reading(actor) as session:
        return {row.id for row in boards.list_boards(session)}


def test_a_board_is_composed_step_by_step_on_the_trail(city: City) -> None:
    key = _compose()
    with writing(almighty()) as session:
        boards.arrange(session, key, 1, WIDGETS)
    with writing(almighty()) as session:
        boards.change(session, key, 2, "看板", "", ["leader"])
    with writing(almighty()) as session:
        with pytest.raises(Conflict):
            boards.arrange(session, key, 1, ())
        with pytest.raises(InvalidInput):
            boards.arrange(session, key, 3, [Widget("claims", "bars")])
        with pytest.raises(InvalidInput):
            boards.change(session, key, 3, "看板", "", ["nobody"])
        with pytest.raises(InvalidInput):
            boards.change(session, key, 3, " ")
    with writing(almighty()) as session:
        copy = boards.compose(session, "副本", copy_of=key)
        row, other = boards.get_board(session, key), boards.get_board(session, copy)
    assert (row.widgets, row.roles, row.name) == (WIDGETS, ("leader",), "看板")
    assert other.widgets == WIDGETS
    with writing(almighty()) as session:
        boards.retire(session, key, 3)
    assert key not in _seen_by(almighty())
    with writing(almighty()) as session:
        with pytest.raises(WrongState):
            boards.arrange(session, key, 4, ())
        boards.restore(session, key, 4)
        rows = select(TrailRow.verb).where(
            TrailRow.record_id == key, TrailRow.record_type == "board"
        )
        verbs = list(session.scalars(rows.order_by(TrailRow.id)))
    assert verbs == ["boards.compose", "boards.arrange", "boards.change", "boards.retire"]


def test_a_board_is_seen_by_its_roles_below_and_above_its_unit_and_changed_by_its_own(
    city: City,
) -> None:
    theirs = _compose(almighty(unit=city.north), roles=("leader",))
    shown: dict[str, set[int]] = {}
    for name, unit in (("above", None), ("below", city.mill), ("beside", city.south)):
        leader = replace(actor_with(Permission.SEE_FIGURES, unit=unit), roles=("leader",))
        shown[name] = _seen_by(leader)
    assert [theirs in shown[one] for one in ("above", "below", "beside")] == [True, True, False]
    clerk = replace(actor_with(Permission.SEE_FIGURES, unit=city.mill), roles=("clerk",))
    assert theirs not in _seen_by(clerk)
    assert _seen_by(clerk), "shipped boards are for all"
    with reading(clerk) as session, pytest.raises(NotFound):
        boards.get_board(session, theirs)
    with writing(almighty(unit=city.mill)) as session:
        assert not boards.get_board(session, theirs).may_change
        with pytest.raises(NotFound):
            boards.arrange(session, theirs, 1, ())
    with writing(everyone_but(Permission.MANAGE_BOARDS)) as session:
        locked: tuple[Any, ...] = (boards.compose, boards.change, boards.arrange, boards.retire)
        for verb in (boards.list_every, boards.list_roles, boards.restore, *locked):
            with pytest.raises(NotAllowed):
                verb(session)
    with reading(everyone_but(Permission.SEE_FIGURES)) as session, pytest.raises(NotAllowed):
        boards.list_boards(session)


def test_every_shipped_board_is_drawn_with_figures_of_the_readers_own_part(city: City) -> None:
    with reading(almighty(unit=city.north)) as session:
        for row in boards.list_boards(session):
            shown = board_figures.draw(session, row.widgets)
            assert set(shown) == set(row.widgets)
            ranked = [one for one in shown.values() if one.widget.chart == "ranking"]
            for one in ranked:
                assert {point.label for point in one.points} <= {
                    "北岭纺织厂工会",
                    "北岭第一中学工会",
                }
