"""Registering, changing and revealing members."""

from __future__ import annotations

from datetime import date

import pytest
from sqlalchemy import select, text

from db import member_lists, members, memberships, summaries
from db.engine import Store
from db.models.trail import TrailRow
from db.session import reading, writing
from rules.access import CONSOLE, Permission
from rules.errors import AlreadyDone, Conflict, InvalidInput, NotAllowed, NotFound
from rules.fields import Value
from tests.ground.people import actor_with, almighty, everyone_but
from tests.ground.tree import City, enrol, id_number, plant, row_of, version_of, worker

pytestmark = pytest.mark.usefixtures("office")


@pytest.fixture
def city(office: Store) -> City:
    return plant()


def _change(member_id: int, seen: int, **values: Value) -> None:
    with writing(almighty()) as session:
        members.change(session, member_id, seen, values)


def test_birth_date_and_gender_come_from_the_id_number(city: City) -> None:
    member_id = enrol(city.mill, "郑洁", 2)
    row = row_of(member_id)
    assert (row.birth_on, row.gender) == (date(1985, 3, 8), "female")


def test_a_birth_date_that_contradicts_the_id_number_is_refused(city: City) -> None:
    with writing(almighty()) as session, pytest.raises(InvalidInput) as refused:
        members.register(session, city.mill, worker("郑洁", birth_on=date(1985, 3, 9)))
    assert refused.value.field == "birth_on"


def test_a_registered_worker_waits_for_the_unions_decision(city: City) -> None:
    with writing(almighty()) as session:
        member_id = members.register(session, city.mill, worker("郑洁"))
        waiting = memberships.list_applications(session)
    assert [row.name for row in waiting.rows] == ["郑洁"]
    assert row_of(member_id).status == "applied"


def test_the_same_id_number_in_another_county_is_refused_naming_the_union(city: City) -> None:
    enrol(city.dock, "郑洁", 5)
    with writing(almighty(unit=city.north)) as session, pytest.raises(Conflict) as refused:
        members.register(session, city.mill, worker("郑洁", 5))
    assert refused.value.values["unit"] == "南浦港务公司工会"


def test_who_left_joins_again_on_the_old_record(city: City) -> None:
    member_id = enrol(city.mill, "郑洁", 5)
    with writing(almighty()) as session:
        seen = members.get_member(session, member_id).version
        memberships.end_membership(session, member_id, seen, "left", date(2026, 11, 24))
    with writing(almighty(unit=city.south)) as session:
        assert members.register(session, city.dock, worker("郑洁", 5)) == member_id
    assert row_of(member_id).unit_id == city.dock


def test_the_expelled_cannot_join_again(city: City) -> None:
    member_id = enrol(city.mill, "郑洁", 5)
    with writing(almighty()) as session:
        seen = members.get_member(session, member_id).version
        memberships.end_membership(
            session, member_id, seen, "expelled", date(2026, 11, 24), note="理事会决议"
        )
    with writing(almighty()) as session, pytest.raises(Conflict):
        members.register(session, city.mill, worker("郑洁", 5))


def test_registering_needs_its_permission_and_a_unit_in_scope(city: City) -> None:
    with writing(everyone_but(Permission.EDIT_MEMBERS)) as session, pytest.raises(NotAllowed):
        members.register(session, city.mill, worker("郑洁"))
    with writing(almighty(unit=city.north)) as session, pytest.raises(NotFound):
        members.register(session, city.dock, worker("郑洁"))


def test_a_form_sent_twice_makes_one_member(city: City) -> None:
    with writing(almighty(), "form-1") as session:
        members.register(session, city.mill, worker("郑洁"))
    with pytest.raises(AlreadyDone), writing(almighty(), "form-1") as session:
        members.register(session, city.mill, worker("冯涛", 3))
    with reading(almighty()) as session:
        assert member_lists.list_page(session, {}).total == 1


def test_a_change_touches_only_the_named_fields(city: City) -> None:
    member_id = enrol(city.mill, "郑洁", 2, mobile="13800000001", job="挡车工")
    _change(member_id, version_of(member_id), job="班长")
    row = row_of(member_id)
    assert (row.job, row.mobile) == ("班长", "13800000001")


def test_a_stale_change_is_refused_and_nothing_is_lost(city: City) -> None:
    member_id = enrol(city.mill, "郑洁", 2)
    seen = version_of(member_id)
    _change(member_id, seen, job="班长")
    with pytest.raises(Conflict):
        _change(member_id, seen, job="车间主任")
    assert row_of(member_id).job == "班长"


def test_a_renamed_member_is_found_by_the_new_name_only(city: City) -> None:
    member_id = enrol(city.mill, "郑洁", 2)
    _change(member_id, version_of(member_id), name="郑洁茹")
    with reading(almighty()) as session:
        found = member_lists.list_page(session, {"text": "洁茹"}).rows
        assert [row.id for row in found] == [member_id]
    _change(member_id, version_of(member_id), name="周小满")
    with reading(almighty()) as session:
        assert member_lists.list_page(session, {"text": "郑洁"}).rows == []


def test_sealed_numbers_lie_encrypted_in_the_database_and_leave_masked(
    city: City, office: Store
) -> None:
    number = id_number(date(1985, 3, 8), 2)
    member_id = enrol(city.mill, "郑洁", 2, mobile="13800000001")
    with office.engine.connect() as connection:
        stored = connection.execute(
            text("SELECT id_no, mobile FROM member WHERE id = :id"), {"id": member_id}
        ).one()
    assert number.encode() not in bytes(stored.id_no)
    assert b"13800000001" not in bytes(stored.mobile)
    with reading(almighty()) as session:
        values = members.get_member(session, member_id).values
        (row,) = member_lists.list_page(session, {"text": "郑洁"}).rows
    assert number not in (values["id_no"], row.id_no)
    assert str(values["id_no"]).endswith(number[-4:])
    assert "13800000001" not in (values["mobile"], row.mobile)


def test_the_trail_never_holds_a_sealed_value(city: City, office: Store) -> None:
    member_id = enrol(city.mill, "郑洁", 2, mobile="13800000001", home_address="北岭路1号")
    _change(member_id, version_of(member_id), mobile="13800000002")
    with reading(almighty()) as session:
        details = "".join(session.scalars(select(TrailRow.details)))
    for secret in ("13800000001", "13800000002", "北岭路1号", id_number(date(1985, 3, 8), 2)):
        assert secret not in details
    assert '"mobile":"•••"' in details


def test_a_reveal_needs_a_reason_and_its_permission_and_is_on_the_trail(city: City) -> None:
    member_id = enrol(city.mill, "郑洁", 2, mobile="13800000001")
    with writing(almighty()) as session, pytest.raises(InvalidInput):
        members.reveal(session, member_id, "mobile", " ")
    with writing(everyone_but(Permission.REVEAL_SEALED)) as session, pytest.raises(NotAllowed):
        members.reveal(session, member_id, "mobile", "核对银行资料")
    with writing(almighty(unit=city.south)) as session, pytest.raises(NotFound):
        members.reveal(session, member_id, "mobile", "核对银行资料")
    with writing(almighty(name="孙丽")) as session:
        assert members.reveal(session, member_id, "mobile", "核对银行资料") == "13800000001"
    with reading(almighty()) as session:
        row = session.scalars(select(TrailRow).where(TrailRow.action == "revealed")).one()
        assert (row.actor, row.record_id) == ("孙丽", member_id)
        assert "核对银行资料" in row.details


def test_a_member_number_belongs_to_one_person(city: City) -> None:
    enrol(city.mill, "郑洁", 2, member_no="A0001")
    with writing(almighty()) as session, pytest.raises(InvalidInput) as refused:
        members.register(session, city.mill, worker("冯涛", 3, member_no="A0001"))
    assert refused.value.field == "member_no"


def test_a_change_to_a_number_that_somebody_holds_is_refused(city: City) -> None:
    enrol(city.dock, "冯涛", 3, member_no="A0001")
    member_id = enrol(city.mill, "郑洁", 2)
    with pytest.raises(Conflict) as refused:
        _change(
            member_id,
            version_of(member_id),
            id_no=id_number(date(1985, 3, 8), 3),
            gender="male",
        )
    assert refused.value.values["unit"] == "南浦港务公司工会"
    with pytest.raises(InvalidInput) as taken:
        _change(member_id, version_of(member_id), member_no="A0001")
    assert taken.value.field == "member_no"


def test_the_summaries_equal_the_rows_after_every_kind_of_change(city: City) -> None:
    member_id = enrol(city.mill, "郑洁", 2)
    enrol(city.dock, "冯涛", 3)
    with writing(almighty()) as session:
        seen = members.get_member(session, member_id).version
        memberships.end_membership(session, member_id, seen, "left", date(2026, 11, 24))
    with reading(CONSOLE) as session:
        assert summaries.stored(session) == summaries.from_rows(session)


def test_looking_at_people_out_of_scope_finds_nothing(city: City) -> None:
    member_id = enrol(city.mill, "郑洁", 2)
    with reading(almighty(unit=city.south)) as session:
        with pytest.raises(NotFound):
            members.get_member(session, member_id)
        assert member_lists.list_page(session, {"text": "郑洁"}).rows == []
        assert member_lists.list_page(session, {}).total == 0


def test_a_leader_who_sees_figures_only_cannot_open_a_person(city: City) -> None:
    member_id = enrol(city.mill, "郑洁", 2)
    leader = actor_with(Permission.USE_OFFICE, Permission.SEE_FIGURES)
    with reading(leader) as session, pytest.raises(NotAllowed):
        members.get_member(session, member_id)
