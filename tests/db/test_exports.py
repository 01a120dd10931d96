"""Lists out: what the actor may see, masked, and on the trail."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any

import pytest
from sqlalchemy import select

from db import exports, extra_fields
from db.models.trail import TrailRow
from db.session import reading, writing
from rules.access import Actor, Permission
from rules.errors import NotAllowed
from rules.language import use_language
from tests.ground.people import actor_with, almighty, everyone_but
from tests.ground.tree import City, enrol, id_number, plant

pytestmark = pytest.mark.usefixtures("office")


@pytest.fixture
def city() -> City:
    planted = plant()
    enrol(planted.mill, "张伟", 11, mobile="13800138000", home_address="北岭县人民路1号")
    enrol(planted.school, "李敏", 22, joined_on=date(2010, 5, 1), is_migrant_worker=True)
    enrol(planted.dock, "王芳", 34, bank_number="6222020200012345678", note="=1+1")
    return planted


def exported(
    actor: Actor, chosen: Mapping[str, Any] | None = None, register: str = "member"
) -> list[dict[str, str | None]]:
    with writing(actor) as session:
        permit = exports.record_export(session, register, chosen or {}, "csv")
    with reading(actor) as session:
        export = exports.list_rows(session, permit)
        rows = [dict(zip(export.headings, row, strict=True)) for row in export.rows]
    assert len(rows) == permit.rows
    return rows


def test_every_member_of_the_list_is_exported_in_its_order(city: City) -> None:
    assert [row["姓名"] for row in exported(almighty())] == ["李敏", "王芳", "张伟"]


def test_numbers_and_addresses_leave_masked(city: City) -> None:
    rows = {row["姓名"]: row for row in exported(almighty())}
    number = id_number(date(1985, 3, 8), 11)
    assert rows["张伟"]["证件号码"] == number[:3] + "*" * 11 + number[-4:]
    assert rows["张伟"]["手机号"] == "138****8000"
    assert rows["张伟"]["家庭住址"] == "北岭县人民路***"
    assert rows["王芳"]["银行卡号"] == "****5678"
    assert all(number not in str(cell) for row in rows.values() for cell in row.values())


def test_codes_days_and_yes_and_no_are_written_as_people_read_them(city: City) -> None:
    li = exported(almighty(), {"text": "李敏"})[0]
    assert (li["单位"], li["性别"], li["入会日期"]) == ("北岭第一中学工会", "女", "2010-05-01")
    assert (li["农民工"], li["会籍状态"]) == ("是", "会员")


def test_the_export_speaks_the_readers_language(city: City) -> None:
    use_language("en")
    try:
        assert exported(almighty(), {"text": "李敏"})[0]["Gender"] == "Female"
    finally:
        use_language("zh_CN")


def test_filters_and_scope_bind_the_export_like_the_list(city: City) -> None:
    assert [row["姓名"] for row in exported(almighty(unit=city.north))] == ["李敏", "张伟"]
    assert [row["姓名"] for row in exported(almighty(), {"below_id": city.south})] == ["王芳"]
    assert [row["姓名"] for row in exported(almighty(unit=city.south), {"text": "张伟"})] == []


def test_an_own_field_of_the_office_is_exported_too(city: City) -> None:
    with writing(almighty()) as session:
        extra_fields.add(session, "member", "shoe_size", "鞋码", "integer")
    assert "鞋码" in exported(almighty())[0]


def test_units_are_exported_with_their_superiors_names(city: City) -> None:
    rows = {row["单位名称"]: row for row in exported(almighty(unit=city.north), register="unit")}
    assert rows["北岭纺织厂工会"]["上级工会"] == "北岭县总工会"
    assert rows["北岭县总工会"]["上级工会"] == "云溪市总工会"
    assert "南浦县总工会" not in rows


def test_each_export_is_on_the_trail_and_tells_no_number_that_was_searched(city: City) -> None:
    clerk = almighty(name="李军")
    exported(clerk, {"text": "13800138000"})
    with reading(clerk) as session:
        row = session.scalars(select(TrailRow).where(TrailRow.action == "exported")).one()
        assert (row.actor, row.record_type, row.label) == ("李军", "member", "csv")
        assert '"rows":1' in row.details
        assert "13800138000" not in row.details


def test_a_passports_number_that_was_searched_is_not_told_either(city: City) -> None:
    clerk = almighty()
    exported(clerk, {"text": "E12345678"})
    with reading(clerk) as session:
        row = session.scalars(select(TrailRow).where(TrailRow.action == "exported")).one()
        assert "E12345678" not in row.details


@pytest.mark.parametrize("missing", [Permission.EXPORT_MEMBERS, Permission.SEE_MEMBERS])
def test_an_export_needs_its_permissions(city: City, missing: Permission) -> None:
    with pytest.raises(NotAllowed):
        exported(everyone_but(missing))


def test_who_may_not_browse_may_not_export_everything(city: City) -> None:
    finder = actor_with(Permission.EXPORT_MEMBERS, Permission.SEE_MEMBERS)
    assert len(exported(finder, {"text": "张伟"})) == 1
    with pytest.raises(NotAllowed):
        exported(finder)


def test_a_permit_serves_only_the_person_it_was_given_to(city: City) -> None:
    with writing(almighty()) as session:
        permit = exports.record_export(session, "member", {})
    with reading(almighty()) as session, pytest.raises(NotAllowed):
        exports.list_rows(session, permit)
