"""The session itself keeps every query and every write to the actor's part of the tree."""

from __future__ import annotations

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import delete, func, insert, select, text, true, update
from sqlalchemy.orm import aliased

from db import tree, unit_lists, units
from db.engine import Store
from db.models.members import Member
from db.models.people import JoinApplication
from db.models.units import Unit, UnitBelow
from db.session import reading, writing
from rules.access import Actor
from rules.errors import NotFound
from tests.ground.people import almighty
from tests.ground.tree import City, enrol, plant

pytestmark = pytest.mark.usefixtures("office")


@pytest.fixture
def city(office: Store) -> City:
    city = plant()
    for order, unit_id in enumerate((city.mill, city.school, city.dock), start=1):
        enrol(unit_id, f"会员{order}", order)
    return city


def _names(actor: Actor) -> list[str]:
    with reading(actor) as session:
        return sorted(session.scalars(select(Member.name)))


def test_a_plain_query_is_limited_without_anybody_asking(city: City) -> None:
    assert _names(almighty()) == ["会员1", "会员2", "会员3"]
    assert _names(almighty(unit=city.north)) == ["会员1", "会员2"]
    assert _names(almighty(unit=city.dock)) == ["会员3"]


def test_counts_joins_and_subqueries_are_limited_too(city: City) -> None:
    with reading(almighty(unit=city.south)) as session:
        assert session.scalar(select(func.count(Member.id))) == 1
        joined = select(JoinApplication.id).join(Member, Member.id == JoinApplication.member_id)
        assert len(session.scalars(joined).all()) == 1
        inside = select(Member.id).where(
            Member.id.in_(select(Member.id).where(Member.name == "会员1"))
        )
        assert session.scalars(inside).all() == []
        assert session.get(Member, 1) is None


def test_an_alias_is_limited_wherever_it_stands_beside_its_own_table(city: City) -> None:
    other = aliased(Member)
    apart = other.id != Member.id
    pairs = select(Member.name, other.name)
    with reading(almighty(unit=city.south)) as session:
        assert session.execute(pairs.join(other, apart)).all() == []
        (lonely,) = session.execute(pairs.outerjoin(other, apart))
        assert (lonely[0], str(lonely[1])) == ("会员3", "None")
        assert session.execute(pairs.select_from(other).join(Member, apart)).all() == []
        assert session.execute(pairs.where(apart)).all() == []
        through = select(other.name).select_from(JoinApplication).join(Member, true())
        assert session.execute(through.join(other, apart)).all() == []
        assert session.scalar(select(func.count(other.id))) == 1
    # The statements are cached: the next actor's unit counts, not the first one's.
    with reading(almighty(unit=city.north)) as session:
        found = session.execute(pairs.join(other, apart)).all()
        assert sorted(found) == [("会员1", "会员2"), ("会员2", "会员1")]


def test_an_actor_without_a_unit_sees_nothing(city: City) -> None:
    nobody = Actor(7, "无名", None, everywhere=False)
    assert _names(nobody) == []


def test_statements_that_would_pass_by_the_scope_are_refused(city: City) -> None:
    table = Member.__table__
    for statement in (
        text("SELECT name FROM member"),
        select(table.c.name),
        update(Member).values(name="x"),
        delete(Member),
        insert(table).values(name="x"),
    ):
        with writing(almighty(unit=city.south)) as session, pytest.raises(RuntimeError):
            session.execute(statement)
    assert _names(almighty()) == ["会员1", "会员2", "会员3"]


def test_a_record_cannot_be_written_into_a_foreign_unit(city: City) -> None:
    with pytest.raises(NotFound), writing(almighty(unit=city.south)) as session:
        member = session.scalars(select(Member)).one()
        member.unit_id = city.mill


def test_records_are_never_deleted(city: City) -> None:
    with pytest.raises(RuntimeError), writing(almighty()) as session:
        session.delete(session.get(Member, 1))
    assert len(_names(almighty())) == 3


@pytest.mark.parametrize("wide", [False, True])
def test_wide_and_narrow_scopes_see_the_same(city: City, wide: bool) -> None:
    actor = Actor(7, "周平", city.north, wide=wide, permissions=almighty().permissions)
    assert _names(actor) == ["会员1", "会员2"]
    with reading(actor) as session:
        assert unit_lists.list_page(session, {}).total == 3


@given(parents=st.lists(st.integers(0, 30), min_size=1, max_size=30))
@settings(max_examples=20, deadline=None, suppress_health_check=list(HealthCheck))
def test_the_closure_says_who_stands_below_whom(parents: list[int]) -> None:
    pairs = [(1, None)] + [(n + 2, parent % (n + 1) + 1) for n, parent in enumerate(parents)]
    above = dict(pairs)

    def line(unit_id: int | None) -> list[int]:
        return [] if unit_id is None else [unit_id, *line(above[unit_id])]

    expected = {
        (ancestor, unit_id, depth)
        for unit_id in above
        for depth, ancestor in enumerate(line(unit_id))
    }
    rows = tree.closure(pairs)
    assert {(row["ancestor_id"], row["unit_id"], row["depth"]) for row in rows} == expected
    assert len(rows) == len(expected)


def test_founding_and_moving_keep_the_closure_equal_to_the_tree(city: City) -> None:
    with writing(almighty()) as session:
        units.move_unit(session, city.mill, 1, city.south)
        units.move_unit(session, city.dock, 1, city.north)
    with reading(almighty()) as session:
        pairs = [
            (row.id, row.parent_id)
            for row in session.execute(select(Unit.id, Unit.parent_id).order_by(Unit.id))
        ]
        stored = session.execute(select(UnitBelow.ancestor_id, UnitBelow.unit_id, UnitBelow.depth))
        assert {tuple(row) for row in stored} == {
            (row["ancestor_id"], row["unit_id"], row["depth"]) for row in tree.closure(pairs)
        }
