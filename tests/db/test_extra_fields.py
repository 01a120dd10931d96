"""Own fields: columns that an office adds in the browser."""

from __future__ import annotations

from datetime import date

import pytest

from db import extra_fields, members, units
from db.engine import Store
from db.extra_fields import ExtraFieldRow
from db.session import reading, writing
from rules.access import Permission
from rules.errors import Conflict, InvalidInput, NotAllowed
from rules.fields import Value
from tests.ground.people import almighty, everyone_but
from tests.ground.tree import City, plant, version_of, worker

pytestmark = pytest.mark.usefixtures("office")


@pytest.fixture
def city(office: Store) -> City:
    return plant()


def _add(name: str, kind: str = "text", register: str = "member", codes: str = "") -> int:
    with writing(almighty()) as session:
        return extra_fields.add(session, register, name, "标签", kind, codes)


def _row(field_id: int, register: str = "member") -> ExtraFieldRow:
    with reading(almighty()) as session:
        rows = extra_fields.list_all(session, register)
    return next(row for row in rows if row.id == field_id)


@pytest.mark.parametrize(
    ("kind", "codes", "value"),
    [
        ("text", "", "三号车间"),
        ("integer", "", 42),
        ("money", "", 123_450),
        ("date", "", date(2020, 5, 1)),
        ("month", "", date(2020, 5, 1)),
        ("yes_no", "", False),
        ("choice", "education", "doctor"),
        ("choices", "education", ("doctor", "master")),
    ],
)
def test_a_value_of_an_own_field_comes_back_as_it_was_entered(
    city: City, kind: str, codes: str, value: Value
) -> None:
    _add("own_thing", kind, codes=codes)
    with writing(almighty()) as session:
        member_id = members.register(session, city.mill, worker("郑洁", own_thing=value))
    with reading(almighty()) as session:
        assert members.get_member(session, member_id).values["own_thing"] == value


def test_an_emptied_own_field_is_empty(city: City) -> None:
    _add("desk_no")
    with writing(almighty()) as session:
        member_id = members.register(session, city.mill, worker("郑洁", desk_no="12"))
    with writing(almighty()) as session:
        members.change(session, member_id, version_of(member_id), {"desk_no": None})
    with reading(almighty()) as session:
        assert members.get_member(session, member_id).values["desk_no"] is None


def test_a_unit_has_its_own_fields(city: City) -> None:
    _add("bus_line", register="unit")
    with writing(almighty()) as session:
        seen = units.get_unit(session, city.mill).version
        units.change_unit(session, city.mill, seen, {"bus_line": "12路"})
    with reading(almighty()) as session:
        assert units.get_unit(session, city.mill).values["bus_line"] == "12路"
        assert "bus_line" not in {field.name for field in members.list_fields(session)}


def test_a_field_out_of_use_keeps_its_values_for_the_day_it_comes_back(city: City) -> None:
    field_id = _add("desk_no")
    with writing(almighty()) as session:
        member_id = members.register(session, city.mill, worker("郑洁", desk_no="12"))
    for retired in (True, False):
        with writing(almighty()) as session:
            extra_fields.retire(session, field_id, _row(field_id).version, retired)
        with reading(almighty()) as session:
            found = members.get_member(session, member_id).values.get("desk_no")
        assert found == (None if retired else "12")


def test_label_and_order_may_change() -> None:
    _add("first_one")
    second = _add("second_one")
    with writing(almighty()) as session:
        extra_fields.change(session, second, 1, " 工位号 ", required=True, position=0)
    with reading(almighty()) as session:
        fields = extra_fields.list_fields(session, "member")
    told = [(field.name, field.label, field.required, field.extra) for field in fields]
    assert told[0] == ("second_one", "工位号", True, True)
    assert told[1][0] == "first_one"


@pytest.mark.parametrize(
    "name",
    ["id_no", "unit_id", "today", "unit_name", "another_because", "Desk", "1st", "x", "工号"],
)
def test_a_name_that_is_taken_or_unfit_is_refused(name: str) -> None:
    with pytest.raises(InvalidInput) as refused:
        _add(name)
    assert refused.value.field == "name"


@pytest.mark.parametrize(
    ("kind", "codes", "field"),
    [
        ("id_number", "", "kind"),
        ("union", "", "kind"),
        ("choice", "", "codes"),
        ("choice", "colours", "codes"),
    ],
)
def test_an_own_field_holds_nothing_secret_and_chooses_from_a_known_list(
    kind: str, codes: str, field: str
) -> None:
    with pytest.raises(InvalidInput) as refused:
        _add("own_thing", kind, codes=codes)
    assert refused.value.field == field


def test_a_register_that_does_not_exist_gets_no_field() -> None:
    with pytest.raises(InvalidInput):
        _add("own_thing", register="aid")


def test_a_stale_form_is_refused() -> None:
    field_id = _add("desk_no")
    with writing(almighty(name="陈静")) as session:
        extra_fields.change(session, field_id, 1, "工位号", required=False)
    with writing(almighty()) as session, pytest.raises(Conflict) as refused:
        extra_fields.change(session, field_id, 1, "座位号", required=False)
    assert refused.value.values["who"] == "陈静"
    assert _row(field_id).label == "工位号"


def test_own_fields_are_made_by_who_manages_settings_only() -> None:
    field_id = _add("desk_no")
    with writing(everyone_but(Permission.MANAGE_SETTINGS)) as session:
        with pytest.raises(NotAllowed):
            extra_fields.add(session, "member", "shoe_size", "鞋码", "integer")
        with pytest.raises(NotAllowed):
            extra_fields.change(session, field_id, 1, "座位号", required=False)
        with pytest.raises(NotAllowed):
            extra_fields.retire(session, field_id, 1)
        with pytest.raises(NotAllowed):
            extra_fields.list_all(session, "member")
