"""A new key: everything is sealed anew, also when the first run was interrupted."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from sqlalchemy import select, text

import config
from db import checks, household_search, households, member_lists, members, rotation, sealing, units
from db.engine import Store, open_engine
from db.models.units import Unit
from db.sealing import blind_index
from db.session import reading, writing
from rules.errors import OfficeError
from tests.ground import claims
from tests.ground.databases import RING
from tests.ground.people import almighty

FAMILY_HEAD = "110101197506010011"
PEOPLE = {"110101199003070046": "陈静", "110101199003070062": "周丽", "110101199003070089": "吴敏"}


@pytest.fixture
def registry(office: Store, monkeypatch: pytest.MonkeyPatch) -> Store:
    monkeypatch.setattr(rotation, "ROWS_AT_ONCE", 2)
    sealing.write_ring(config.settings().key_file, RING)
    with writing(almighty()) as session:
        top = units.found_unit(session, {"name": "云州市总工会", "kind": "federation"})
        for id_no, name in PEOPLE.items():
            members.register(session, top, {"name": name, "id_no": id_no})
    return office


def rotate(store: Store, progress: Callable[[int], None] = lambda _rows: None) -> int:
    store.engine.dispose()
    return rotation.rotate_key(config.settings(), store, progress)


def key_numbers(store: Store) -> set[int]:
    """The numbers of the keys by which the stored ID numbers are sealed."""
    with store.engine.connect() as connection:
        stored = connection.scalars(text("SELECT id_no FROM member"))
        return {int.from_bytes(bytes(value)[:2], "big") for value in stored}


def found_by_id(id_no: str) -> list[str]:
    with reading(almighty()) as session:
        return [row.name for row in member_lists.list_page(session, {"text": id_no}).rows]


def test_after_a_rotation_only_the_new_key_is_left_and_opens_everything(registry: Store) -> None:
    assert rotate(registry) >= len(PEOPLE)
    ring = sealing.read_ring(config.settings().key_file)
    assert set(ring.keys) == {2}
    assert key_numbers(registry) == {2}
    assert [found_by_id(id_no) for id_no in PEOPLE] == [[name] for name in PEOPLE.values()]
    assert checks.find_faults(config.settings(), registry) == []


def test_people_of_households_are_found_by_their_numbers_after_a_rotation(
    registry: Store,
) -> None:
    with writing(almighty()) as session:
        unit_id = session.scalars(select(Unit.id)).one()
        key = households.found(session, unit_id, {"name": "郑国安", "id_no": FAMILY_HEAD})
    rotate(registry)
    with reading(almighty()) as session:
        hits = household_search.find(session, FAMILY_HEAD)
    assert [hit.id for hit in hits] == [key]
    assert checks.find_faults(config.settings(), registry) == []


def test_claims_are_read_and_found_after_a_rotation(registry: Store) -> None:
    with reading(almighty()) as session:
        unit_id = session.scalars(select(Unit.id)).one()
    who = claims.cover(unit_id, claims.plan())
    claim_id = claims.taken(who, mobile="13800138000")
    before = claims.claim_row(claim_id)
    rotate(registry)
    after = claims.claim_row(claim_id)
    assert (after.diagnosis, after.bank_number) == ("急性阑尾炎", "6228480402564890018")
    assert after.mobile == "13800138000"
    assert after.bank_index == blind_index(after.bank_number, "claim.bank_number")
    assert after.mobile_index == blind_index(after.mobile, "claim.mobile")
    assert after.bank_index != before.bank_index
    assert checks.find_faults(config.settings(), registry) == []


def test_an_interrupted_rotation_goes_on_where_it_stopped(registry: Store) -> None:
    def cut_off(rows: int) -> None:
        if rows:
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        rotate(registry, cut_off)
    assert key_numbers(registry) == {1, 2}
    sealing.use_ring(sealing.read_ring(config.settings().key_file))
    rotate(registry)
    assert key_numbers(registry) == {2}
    assert checks.find_faults(config.settings(), registry) == []


def test_the_key_is_not_changed_while_the_office_is_open_elsewhere(registry: Store) -> None:
    with registry.engine.connect() as connection:
        connection.execute(text("SELECT count(*) FROM member"))
        second = Store(open_engine(config.settings().database_url))
        with pytest.raises(OfficeError, match="Stop the server"):
            rotation.rotate_key(config.settings(), second, lambda _rows: None)
    assert set(sealing.read_ring(config.settings().key_file).keys) == {1}


def test_a_rotation_is_on_the_trail(registry: Store) -> None:
    rotate(registry)
    with registry.engine.connect() as connection:
        actions = set(connection.scalars(text("SELECT action FROM trail")))
    assert "resealed" in actions
