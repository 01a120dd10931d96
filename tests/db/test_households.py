"""Households: founding, people, who receives the money, and who may know of them."""

from __future__ import annotations

from datetime import date

import pytest

from db import household_people, household_search, households
from db.engine import Store
from db.session import reading, writing
from rules.access import Permission
from rules.errors import Conflict, InvalidInput, NotAllowed, NotFound, WrongState
from tests.ground.families import household_row, names_in, person_of, relative, settle_down
from tests.ground.people import actor_with, almighty, everyone_but
from tests.ground.tree import enrol, plant, row_of, worker

FAMILY = (
    ("spouse", "吴秀兰", date(1976, 2, 2)),
    ("child", "郑小军", date(2008, 9, 9)),
    ("parent", "郑德福", date(1948, 1, 20)),
)


def test_a_household_is_founded_with_its_head_and_gets_a_number(office: Store) -> None:
    city = plant()
    first = settle_down(city.mill, others=FAMILY, home_address="云溪市北岭县纺织路18号2栋301室")
    second = settle_down(city.mill, "蔡春生")
    assert household_row(first).household_no == "H2026-00001"
    assert household_row(second).household_no == "H2026-00002"
    assert names_in(first) == {
        "郑国安": "self",
        "吴秀兰": "spouse",
        "郑小军": "child",
        "郑德福": "parent",
    }


def test_an_address_leaves_masked(office: Store) -> None:
    key = settle_down(plant().mill, home_address="云溪市北岭县纺织路18号2栋301室")
    with reading(almighty()) as session:
        shown = households.get_household(session, key)
    assert shown.values["home_address"] == "云溪市北岭县纺织路***"
    assert shown.direct


def test_a_member_of_the_registry_is_linked_and_copied(office: Store) -> None:
    city = plant()
    member_id = enrol(city.mill, "王明", 7, mobile="13800000007", nation="hui")
    with writing(almighty()) as session:
        key = households.found(session, city.mill, {}, member_id=member_id)
        [(person, membership)] = household_people.people_of(session, key)
        assert (person.member_id, person.name, person.nation) == (member_id, "王明", "hui")
        assert person.id_no == row_of(member_id).id_no
        assert person.mobile == "13800000007"
        assert membership.relation == "self"


def test_a_registered_id_number_is_offered_for_linking_and_entered_beside_with_a_reason(
    office: Store,
) -> None:
    city = plant()
    enrol(city.mill, "王明", 7)
    with pytest.raises(Conflict) as told, writing(almighty()) as session:
        households.found(session, city.mill, worker("王明", 7))
    assert told.value.field == "id_no"
    assert "北岭纺织厂工会" in str(told.value)
    with writing(almighty()) as session:
        key = households.found(session, city.mill, worker("王明", 7), reason="同号待核实")
    assert names_in(key) == {"王明": "self"}


def test_a_person_is_in_one_household_and_the_refusal_names_the_unit_only(office: Store) -> None:
    city = plant()
    settle_down(city.dock, "许大海", (("child", "许小海", date(2005, 5, 5)),))
    with reading(almighty()) as session:
        [hit] = household_search.find(session, "许小海")
        child = household_people.people_of(session, hit.id)[1][0]
        values = {"name": "许小海", "id_type": "id_card", "id_no": child.id_no}
    own = settle_down(city.mill)
    with pytest.raises(Conflict) as told, writing(almighty(unit=city.north)) as session:
        household_people.add(session, own, "child", values)
    assert "南浦港务公司工会" in str(told.value)
    assert "许" not in str(told.value)


@pytest.mark.parametrize(
    ("relation", "born", "field"),
    [
        ("self", date(1980, 1, 1), "relation"),
        ("child", date(1970, 1, 1), "birth_on"),
        ("parent", date(1990, 1, 1), "birth_on"),
        ("", date(1990, 1, 1), "relation"),
    ],
)
def test_people_who_cannot_be_one_household_are_refused(
    office: Store, relation: str, born: date, field: str
) -> None:
    key = settle_down(plant().mill)
    with pytest.raises(InvalidInput) as told, writing(almighty()) as session:
        household_people.add(session, key, relation, relative("甲某", born))
    assert told.value.field == field


def test_a_second_spouse_is_refused(office: Store) -> None:
    key = settle_down(plant().mill, others=FAMILY[:1])
    with pytest.raises(InvalidInput) as told, writing(almighty()) as session:
        household_people.add(session, key, "spouse", relative("孙丽", date(1980, 1, 1)))
    assert told.value.field == "relation"
    assert "吴秀兰" in str(told.value)


def test_a_corrected_birth_date_must_fit_the_relations(office: Store) -> None:
    key = settle_down(plant().mill)
    with writing(almighty()) as session:
        child = household_people.add(
            session, key, "child", {"name": "郑小军", "birth_on": date(2008, 9, 9)}
        )
    with pytest.raises(InvalidInput) as told, writing(almighty()) as session:
        household_people.change(session, child, 1, {"birth_on": date(1960, 1, 1)})
    assert told.value.field == "birth_on"


def test_the_heads_new_name_is_the_households(office: Store) -> None:
    key = settle_down(plant().mill)
    with writing(almighty()) as session:
        head, _ = household_people.people_of(session, key)[0]
        household_people.change(session, head.id, head.version, {"name": "郑国泰"})
    assert household_row(key).head_name == "郑国泰"
    with reading(almighty()) as session:
        assert [hit.id for hit in household_search.find(session, "国泰")] == [key]
        assert household_search.find(session, "国安") == []


def test_a_stale_change_of_a_person_is_refused(office: Store) -> None:
    key = settle_down(plant().mill)
    person = person_of(key, "郑国安")
    with writing(almighty()) as session:
        household_people.change(session, person, 1, {"employer": "北岭纺织厂"})
    with pytest.raises(Conflict), writing(almighty()) as session:
        household_people.change(session, person, 1, {"employer": "别处"})


def test_only_those_who_may_enter_found_households(office: Store) -> None:
    city = plant()
    stranger = everyone_but(Permission.EDIT_HARDSHIP)
    with pytest.raises(NotAllowed), writing(stranger) as session:
        households.found(session, city.mill, relative("甲某"))
    with pytest.raises(NotFound), writing(almighty(unit=city.south)) as session:
        households.found(session, city.mill, relative("甲某"))


def test_a_household_of_another_county_does_not_exist(office: Store) -> None:
    city = plant()
    key = settle_down(city.mill, others=FAMILY)
    other = actor_with(Permission.SEE_HARDSHIP, unit=city.south)
    with reading(other) as session:
        assert household_search.find(session, "郑") == []
        with pytest.raises(NotFound):
            households.get_household(session, key)


@pytest.mark.parametrize("text", ["吴秀", "wuxiu", "zxj", "H2026-00001", "h202600001", "00001"])
def test_a_household_is_found_by_any_of_its_people_or_its_number(office: Store, text: str) -> None:
    key = settle_down(plant().mill, others=FAMILY)
    settle_down(int(household_row(key).unit_id or 0), "蔡春生")
    with reading(almighty()) as session:
        [hit] = household_search.find(session, text)
    assert (hit.id, hit.name, len(hit.people)) == (key, "郑国安", 4)


def test_a_household_is_found_by_an_id_number_and_its_last_four(office: Store) -> None:
    key = settle_down(plant().mill, others=FAMILY)
    with reading(almighty()) as session:
        number = str(household_people.people_of(session, key)[2][0].id_no)
        assert [hit.id for hit in household_search.find(session, number)] == [key]
        assert [hit.id for hit in household_search.find(session, number[-4:])] == [key]


def test_nobody_reads_a_persons_number_without_reason(office: Store) -> None:
    key = settle_down(plant().mill)
    person = person_of(key, "郑国安")
    with pytest.raises(InvalidInput), writing(almighty()) as session:
        household_people.reveal(session, person, "id_no", "")
    with pytest.raises(NotAllowed), writing(everyone_but(Permission.REVEAL_SEALED)) as session:
        household_people.reveal(session, person, "id_no", "核对证件")
    with writing(almighty()) as session:
        number = household_people.reveal(session, person, "id_no", "核对证件")
    assert len(number) == 18


def test_the_head_receives_the_money_where_no_payee_is_named(office: Store) -> None:
    key = settle_down(plant().mill)
    with reading(almighty()) as session:
        payee = households.payees_of(session, [household_row(key)])[key]
    assert payee is not None
    assert payee.name == "郑国安"


def test_a_closed_unit_takes_no_household(office: Store) -> None:
    from db import units

    city = plant()
    with writing(almighty()) as session:
        version = units.get_unit(session, city.school).version
        units.close_unit(session, city.school, version, date(2026, 11, 20), "撤销")
    with pytest.raises(WrongState), writing(almighty()) as session:
        households.found(session, city.school, relative("甲某"))
