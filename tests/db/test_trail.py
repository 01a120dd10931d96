"""The trail writes itself, cannot be altered unnoticed, and keeps no secret."""

from __future__ import annotations

import pytest
from sqlalchemy import select, text
from sqlalchemy.exc import DBAPIError

from db import members, trail, units
from db.engine import Store
from db.models.trail import SCRUBBED, TrailRow
from db.session import reading, writing
from rules.access import CONSOLE
from rules.errors import InvalidInput
from tests.ground.people import almighty
from tests.ground.tree import City, enrol, plant, version_of

pytestmark = pytest.mark.usefixtures("office")


@pytest.fixture
def city(office: Store) -> City:
    return plant()


def _broken() -> int | None:
    with reading(CONSOLE) as session:
        return trail.first_broken_link(session)


def _rows() -> list[TrailRow]:
    with reading(CONSOLE) as session:
        return list(session.scalars(select(TrailRow).order_by(TrailRow.id)))


def _tamper(office: Store, statement: str) -> None:
    """Alter the trail as somebody with the file in hands could, guards taken off."""
    with office.engine.begin() as connection:
        if office.is_sqlite:
            connection.execute(text("DROP TRIGGER trail_no_update"))
            connection.execute(text("DROP TRIGGER trail_no_delete"))
        else:
            connection.execute(text("DROP TRIGGER trail_guard ON trail"))
        connection.execute(text(statement))


def test_every_change_leaves_one_row_with_who_what_and_how_it_was(city: City) -> None:
    before = len(_rows())
    with writing(almighty(name="孙丽")) as session:
        units.change_unit(session, city.mill, 1, {"chair_name": "钱伟", "worker_count": 80})
    rows = _rows()[before:]
    assert len(rows) == 1
    assert (rows[0].actor, rows[0].action, rows[0].record_type) == ("孙丽", "changed", "unit")
    assert '"before":{"chair_name":null,"worker_count":null}' in rows[0].details


def test_a_change_that_changes_nothing_leaves_no_row(city: City) -> None:
    before = len(_rows())
    with writing(almighty()) as session:
        units.change_unit(session, city.mill, 1, {"name": "北岭纺织厂工会"})
    assert len(_rows()) == before


def test_what_fails_leaves_no_row(city: City) -> None:
    before = len(_rows())
    with pytest.raises(InvalidInput), writing(almighty()) as session:
        units.change_unit(session, city.mill, 1, {"chair_name": "钱伟"})
        units.found_unit(session, {"name": "第二总工会", "kind": "federation"})
    assert len(_rows()) == before


@pytest.mark.parametrize(
    "statement",
    [
        "DELETE FROM trail WHERE id = 1",
        "UPDATE trail SET actor = 'nobody' WHERE id = 1",
        "UPDATE trail SET details = '{}' WHERE id = 1",
        f"UPDATE trail SET details = '{SCRUBBED}', actor = 'nobody' WHERE id = 1",
    ],
)
def test_the_database_refuses_to_alter_the_trail(city: City, office: Store, statement: str) -> None:
    with pytest.raises(DBAPIError), office.engine.begin() as connection:
        connection.exec_driver_sql(statement)
    assert _broken() is None


@pytest.mark.parametrize(
    ("statement", "link"),
    [
        ("UPDATE trail SET actor = 'nobody' WHERE id = 3", 3),
        ("UPDATE trail SET details = '{}' WHERE id = 3", 3),
        ("UPDATE trail SET label = 'else' WHERE id = 3", 3),
        ("DELETE FROM trail WHERE id = 3", 3),
    ],
)
def test_a_row_altered_behind_the_guards_is_named(
    city: City, office: Store, statement: str, link: int
) -> None:
    assert _broken() is None
    _tamper(office, statement)
    assert _broken() == link


def test_a_trail_cut_off_at_its_end_is_noticed(city: City, office: Store) -> None:
    last = len(_rows())
    _tamper(office, f"DELETE FROM trail WHERE id = {last}")
    assert _broken() == last


def test_retention_may_scrub_details_and_the_chain_still_holds(city: City, office: Store) -> None:
    with office.engine.begin() as connection:
        connection.execute(
            text("UPDATE trail SET details = :scrubbed WHERE id = 3"), {"scrubbed": SCRUBBED}
        )
    assert _broken() is None


def test_the_chain_holds_after_many_kinds_of_work(city: City) -> None:
    member_id = enrol(city.mill, "郑洁", 2, mobile="13800000001")
    with writing(almighty()) as session:
        members.change(session, member_id, version_of(member_id), {"mobile": "13800000002"})
        members.reveal(session, member_id, "mobile", "核对银行资料")
    assert _broken() is None
    assert [row.id for row in _rows()] == list(range(1, len(_rows()) + 1))


def test_a_foreign_county_does_not_see_the_trail_of_others(city: City) -> None:
    enrol(city.mill, "郑洁", 2)
    with reading(almighty(unit=city.south)) as session:
        seen = session.scalars(select(TrailRow.unit_id).distinct()).all()
    assert set(seen) <= {city.south, city.dock}
