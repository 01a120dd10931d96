"""The union tree: founding, changing, moving, closing, and who sees what."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from datetime import date, timedelta

import pytest
from sqlalchemy import select

from db import members, unit_lists, units
from db.engine import Store
from db.models.trail import TrailRow
from db.models.units import Unit, UnitBelow
from db.session import reading, writing
from rules.access import Actor, Permission
from rules.errors import Conflict, InvalidInput, NotAllowed, NotFound, WrongState
from rules.fields import Value
from tests.ground.people import almighty, everyone_but
from tests.ground.tree import City, enrol, plant, worker

pytestmark = pytest.mark.usefixtures("office")


@pytest.fixture
def city(office: Store) -> City:
    return plant()


def _names(actor: Actor, **chosen: object) -> list[str]:
    with reading(actor) as session:
        return [row.name for row in unit_lists.list_page(session, chosen).rows]


def _change(actor: Actor, unit_id: int, seen: int, **values: Value) -> None:
    with writing(actor) as session:
        units.change_unit(session, unit_id, seen, values)


def test_a_county_sees_its_own_subtree_and_nothing_else(city: City) -> None:
    assert set(_names(almighty(unit=city.north))) == {
        "北岭县总工会",
        "北岭纺织厂工会",
        "北岭第一中学工会",
    }


def test_the_total_of_a_list_counts_only_what_the_actor_sees(city: City) -> None:
    with reading(almighty(unit=city.south)) as session:
        assert unit_lists.list_page(session, {}).total == 2


def test_a_foreign_unit_is_not_found_by_its_number(city: City) -> None:
    with reading(almighty(unit=city.north)) as session, pytest.raises(NotFound):
        units.get_unit(session, city.dock)


def test_a_unit_is_found_by_fragment_pinyin_and_initials(city: City) -> None:
    for piece in ("港务", "gangwu", "npgw"):
        assert _names(almighty(), text=piece) == ["南浦港务公司工会"]


def test_wildcards_in_a_search_are_plain_text(city: City) -> None:
    assert _names(almighty(), text="%") == []


def test_a_stale_form_is_refused_and_names_who_changed_the_unit(city: City) -> None:
    with reading(almighty()) as session:
        seen = units.get_unit(session, city.mill).version
    _change(almighty(name="孙丽"), city.mill, seen, chair_name="钱伟")
    with pytest.raises(Conflict) as refused:
        _change(almighty(), city.mill, seen, chair_name="吴刚")
    assert refused.value.values["who"] == "孙丽"
    assert refused.value.values["changed"] == ("chair_name",)


def test_changing_needs_its_permission(city: City) -> None:
    with pytest.raises(NotAllowed):
        _change(everyone_but(Permission.EDIT_UNITS), city.mill, 1, chair_name="钱伟")


def test_a_change_is_on_the_trail_with_the_values_before_and_after(city: City) -> None:
    _change(almighty(name="孙丽"), city.mill, 1, worker_count=120)
    with reading(almighty()) as session:
        row = session.scalars(
            select(TrailRow).where(TrailRow.record_id == city.mill).order_by(TrailRow.id.desc())
        ).first()
        assert row is not None
        assert (row.actor, row.verb, row.action) == ("孙丽", "units.change_unit", "changed")
        assert '"after":{"worker_count":120}' in row.details
        assert row.unit_id == city.mill


def test_a_second_top_of_the_tree_is_refused(city: City) -> None:
    with writing(almighty()) as session, pytest.raises(InvalidInput) as refused:
        units.found_unit(session, {"name": "第二总工会", "kind": "federation"})
    assert refused.value.field == "parent_id"


def test_a_county_cannot_stand_below_a_grassroots_union(city: City) -> None:
    with writing(almighty()) as session, pytest.raises(InvalidInput):
        units.found_unit(
            session, {"name": "某县总工会", "kind": "county_federation", "parent_id": city.mill}
        )


def test_a_credit_code_is_used_by_one_open_unit(city: City) -> None:
    _change(almighty(), city.mill, 1, usci="81110000500012345X")
    with pytest.raises(InvalidInput) as refused:
        _change(almighty(), city.dock, 1, usci="81110000500012345X")
    assert refused.value.field == "usci"


def test_moving_a_unit_takes_its_subtree_along(city: City) -> None:
    with writing(almighty()) as session:
        branch = units.found_unit(
            session, {"name": "纺织厂一车间分会", "kind": "sub_union", "parent_id": city.mill}
        )
        units.move_unit(session, city.mill, 1, city.south)
    assert "纺织厂一车间分会" in _names(almighty(unit=city.south))
    assert "纺织厂一车间分会" not in _names(almighty(unit=city.north))
    with reading(almighty()) as session:
        lines = session.execute(
            select(UnitBelow.ancestor_id, UnitBelow.depth).where(UnitBelow.unit_id == branch)
        ).all()
    assert {tuple(line) for line in lines} == {
        (branch, 0),
        (city.mill, 1),
        (city.south, 2),
        (city.federation, 3),
    }


def test_a_unit_cannot_move_below_itself(city: City) -> None:
    with writing(almighty()) as session, pytest.raises(InvalidInput):
        units.move_unit(session, city.north, 1, city.mill)


def test_a_county_cannot_move_a_unit_to_another_county(city: City) -> None:
    with writing(almighty(unit=city.north)) as session, pytest.raises(NotFound):
        units.move_unit(session, city.mill, 1, city.south)


def test_a_unit_with_members_is_not_closed(city: City) -> None:
    enrol(city.mill, "郑洁")
    with writing(almighty()) as session, pytest.raises(WrongState):
        units.close_unit(session, city.mill, 1, date(2026, 11, 1), "企业注销")


def test_a_unit_with_open_units_below_is_not_closed(city: City) -> None:
    with writing(almighty()) as session, pytest.raises(WrongState):
        units.close_unit(session, city.north, 1, date(2026, 11, 1), "区划调整")


def test_an_empty_unit_closes_leaves_the_list_and_reopens(city: City) -> None:
    with writing(almighty()) as session:
        units.close_unit(session, city.dock, 1, date(2026, 11, 1), "企业注销")
    assert "南浦港务公司工会" not in _names(almighty())
    assert _names(almighty(), closed=True) == ["南浦港务公司工会"]
    with writing(almighty()) as session:
        units.reopen_unit(session, city.dock, 2)
    assert "南浦港务公司工会" in _names(almighty())


def test_who_is_being_entered_keeps_a_unit_from_being_closed(city: City, office: Store) -> None:
    if office.is_sqlite:
        pytest.skip("SQLite's writers come one after the other")

    def close() -> None:
        with writing(almighty()) as session:
            units.close_unit(session, city.dock, 1, date(2026, 11, 1), "企业注销")

    with ThreadPoolExecutor(1) as other:
        with writing(almighty()) as session:
            members.register(session, city.dock, worker("郑洁", 2))
            closing = other.submit(close)
            with pytest.raises(TimeoutError):
                closing.result(timeout=0.3)
        with pytest.raises(WrongState):
            closing.result()


def test_nobody_is_entered_into_a_unit_that_is_being_closed(city: City, office: Store) -> None:
    if office.is_sqlite:
        pytest.skip("SQLite's writers come one after the other")

    def register() -> None:
        with writing(almighty()) as session:
            members.register(session, city.dock, worker("郑洁", 2))

    with ThreadPoolExecutor(1) as other:
        with writing(almighty()) as session:
            units.close_unit(session, city.dock, 1, date(2026, 11, 1), "企业注销")
            entering = other.submit(register)
            with pytest.raises(TimeoutError):
                entering.result(timeout=0.3)
        with pytest.raises(WrongState):
            entering.result()


def test_two_open_units_never_share_a_code_whoever_is_faster(city: City) -> None:
    _change(almighty(), city.dock, 1, usci="81110000500012345X")
    with pytest.raises(Conflict), writing(almighty()) as session:
        session.get_one(Unit, city.mill).usci = "81110000500012345X"


def test_a_unit_reopens_neither_with_a_code_in_use_nor_below_a_closed_one(city: City) -> None:
    code = "81110000500012345X"
    _change(almighty(), city.dock, 1, usci=code)
    with writing(almighty()) as session:
        units.close_unit(session, city.dock, 2, date(2026, 11, 1), "企业注销")
        units.close_unit(session, city.south, 1, date(2026, 11, 1), "区划调整")
    with writing(almighty(unit=city.dock)) as session, pytest.raises(WrongState):
        units.reopen_unit(session, city.dock, 3)
    _change(almighty(), city.mill, 1, usci=code)
    with writing(almighty()) as session:
        units.reopen_unit(session, city.south, 2)
    with writing(almighty()) as session, pytest.raises(InvalidInput) as refused:
        units.reopen_unit(session, city.dock, 3)
    assert refused.value.field == "usci"


def test_the_election_list_holds_terms_ended_or_ending_within_90_days(city: City) -> None:
    today = date(2026, 11, 24)
    for unit_id, end in (
        (city.mill, today - timedelta(days=10)),
        (city.school, today + timedelta(days=90)),
        (city.dock, today + timedelta(days=91)),
    ):
        _change(almighty(), unit_id, 1, term_end_on=end)
    assert _names(almighty(), due=True) == ["北岭纺织厂工会", "北岭第一中学工会"]


def test_members_are_counted_up_the_tree(city: City) -> None:
    enrol(city.mill, "郑洁", 1)
    enrol(city.school, "冯涛", 3)
    enrol(city.dock, "韩雪", 4)
    with reading(almighty()) as session:
        counts = {row.name: row.members for row in unit_lists.list_page(session, {}).rows}
    assert (counts["云溪市总工会"], counts["北岭县总工会"], counts["南浦港务公司工会"]) == (3, 2, 1)
