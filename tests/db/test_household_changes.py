"""Changes of households: at once while they are entered, later by a second person."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from db import (
    household_changes,
    household_people,
    household_requests,
    household_roles,
    households,
    kinship,
)
from db.engine import Store
from db.models.care import Pairing
from db.models.hardship import HardshipFile
from db.models.households import Household, HouseholdMembership
from db.session import reading, writing
from rules.access import Actor, Permission
from rules.errors import Conflict, InvalidInput, NotAllowed, NotFound, WrongState
from rules.fields import Value
from tests.ground.families import (
    change_row,
    hand_in_file,
    household_row,
    names_in,
    person_of,
    person_row,
    relative,
    settle_down,
)
from tests.ground.people import almighty, everyone_but
from tests.ground.tree import City, plant

pytestmark = pytest.mark.usefixtures("office")

TODAY = date(2026, 11, 24)
FAMILY = (
    ("spouse", "吴秀兰", date(1976, 2, 2)),
    ("child", "郑小军", date(2003, 9, 9)),
    ("parent", "郑德福", date(1948, 1, 20)),
)


@pytest.fixture
def city(office: Store) -> City:
    return plant()


@pytest.fixture
def home(city: City) -> int:
    """A family whose file was handed in, so that changes need a second person."""
    key = settle_down(city.mill, others=FAMILY)
    hand_in_file(key)
    return key


def _decide(change_id: int | None, action: str, note: str = "", actor: Actor | None = None) -> None:
    assert change_id is not None
    seen = change_row(change_id).version
    with writing(actor or almighty(name="陈静")) as session:
        household_changes.decide(session, change_id, seen, action, note)


def test_while_a_household_is_entered_a_person_leaves_at_once(city: City) -> None:
    key = settle_down(city.mill, others=FAMILY)
    child = person_of(key, "郑小军")
    with writing(almighty()) as session:
        assert household_requests.ask_to_end(session, key, child, "moved_out", TODAY) is None
    assert names_in(key) == {"郑国安": "self", "吴秀兰": "spouse", "郑德福": "parent"}


def test_after_a_file_was_handed_in_nobody_is_entered_directly(home: int) -> None:
    with pytest.raises(WrongState), writing(almighty()) as session:
        household_people.add(session, home, "child", relative("郑小妹", date(2010, 1, 1)))


def test_an_added_person_waits_for_a_second_person(home: int) -> None:
    asker = almighty()
    with writing(asker) as session:
        change = household_requests.ask_to_add(
            session, home, "child", relative("郑小妹", date(2010, 1, 1)), TODAY, note="新生儿登记"
        )
    assert "郑小妹" not in names_in(home)
    with pytest.raises(NotAllowed):
        _decide(change, "carry_out", actor=asker)
    _decide(change, "carry_out")
    assert names_in(home)["郑小妹"] == "child"
    assert change_row(change or 0).state == "carried_out"


def test_a_change_tells_everybody_before_and_after(home: int) -> None:
    head = person_of(home, "郑国安")
    with writing(almighty()) as session:
        change = household_requests.ask_to_end(
            session, home, head, "deceased", TODAY, person_of(home, "吴秀兰"), note="因病去世"
        )
    with reading(almighty()) as session:
        shown = household_changes.get_change(session, change or 0)
    lines = {line.name: (line.relation_before, line.relation_after) for line in shown.lines}
    assert lines == {
        "郑国安": ("self", ""),
        "吴秀兰": ("spouse", "self"),
        "郑小军": ("child", "child"),
        "郑德福": ("parent", "parent_in_law"),
    }
    assert shown.differences == []


def test_a_heads_death_gives_the_household_its_new_heads_name(home: int) -> None:
    head = person_of(home, "郑国安")
    died = TODAY - timedelta(days=0)
    with writing(almighty()) as session:
        change = household_requests.ask_to_end(
            session, home, head, "deceased", died, person_of(home, "吴秀兰"), note="因病去世"
        )
    _decide(change, "carry_out")
    assert household_row(home).head_name == "吴秀兰"
    assert person_row(head).deceased_on == died
    assert names_in(home) == {"吴秀兰": "self", "郑小军": "child", "郑德福": "parent_in_law"}


def test_a_head_does_not_leave_without_a_successor(home: int) -> None:
    with pytest.raises(InvalidInput) as told, writing(almighty()) as session:
        household_requests.ask_to_end(
            session, home, person_of(home, "郑国安"), "moved_out", TODAY, note="迁往外地"
        )
    assert told.value.field == "new_head_id"


def test_a_request_needs_a_reason(home: int) -> None:
    with pytest.raises(InvalidInput) as told, writing(almighty()) as session:
        household_requests.ask_to_end(session, home, person_of(home, "郑小军"), "moved_out", TODAY)
    assert told.value.field == "note"


def test_wrong_relations_are_corrected_in_place(home: int) -> None:
    wife, head = person_of(home, "吴秀兰"), person_of(home, "郑国安")
    with writing(almighty()) as session:
        change = household_requests.ask_to_correct(
            session, home, {wife: "self", head: "spouse"}, note="户主登记有误"
        )
    with pytest.raises(InvalidInput), writing(almighty()) as session:
        household_requests.ask_to_correct(session, home, {wife: "spouse"}, note="没有变化")
    _decide(change, "carry_out")
    assert names_in(home)["吴秀兰"] == "self"
    with reading(almighty()) as session:
        assert session.scalar(select(func.count(HouseholdMembership.id))) == 4


def test_a_changed_person_is_a_conflict_and_the_change_must_be_asked_anew(home: int) -> None:
    child = person_of(home, "郑小军")
    with writing(almighty()) as session:
        change = household_requests.ask_to_end(
            session, home, child, "moved_out", TODAY, note="外出务工"
        )
    with writing(almighty(name="周平")) as session:
        household_people.change(
            session, child, person_row(child).version, {"employer": "云溪市第一中学"}
        )
    with reading(almighty()) as session:
        [difference] = household_changes.get_change(session, change or 0).differences
    assert "郑小军" in difference.shown()
    assert "周平" in difference.shown()
    with pytest.raises(Conflict):
        _decide(change, "carry_out")
    _decide(change, "refuse", "请重新申请")
    assert names_in(home)["郑小军"] == "child"


def test_whoever_joined_or_left_meanwhile_is_listed(home: int) -> None:
    first, second = person_of(home, "郑小军"), person_of(home, "郑德福")
    with writing(almighty()) as session:
        end = household_requests.ask_to_end(
            session, home, first, "moved_out", TODAY, note="外出务工"
        )
        other = household_requests.ask_to_end(
            session, home, second, "moved_out", TODAY, note="回乡居住"
        )
    _decide(end, "carry_out")
    with reading(almighty()) as session:
        found = household_changes.get_change(session, other or 0).differences
    assert [one.values["name"] for one in found] == ["郑小军"]


def test_a_person_moves_to_another_household(city: City, home: int) -> None:
    other = settle_down(city.dock, "郑国强")
    old = person_of(home, "郑德福")
    with writing(almighty()) as session:
        change = household_requests.ask_to_move(
            session, home, old, other, "parent", TODAY, note="随二儿子居住"
        )
    _decide(change, "carry_out")
    assert "郑德福" not in names_in(home)
    assert names_in(other) == {"郑国强": "self", "郑德福": "parent"}
    assert person_row(old).unit_id == city.dock


def test_a_move_out_of_sight_is_refused(city: City, home: int) -> None:
    other = settle_down(city.dock, "郑国强")
    with pytest.raises(NotFound), writing(almighty(unit=city.north)) as session:
        household_requests.ask_to_move(
            session, home, person_of(home, "郑德福"), other, "parent", TODAY, note="随二儿子居住"
        )


def test_a_split_founds_a_household_with_its_own_number(home: int) -> None:
    child = person_of(home, "郑小军")
    with writing(almighty()) as session:
        change = household_requests.ask_to_split(
            session, home, [child], child, {"floor_area": 60}, TODAY, note="成家单过"
        )
    _decide(change, "carry_out")
    with reading(almighty()) as session:
        new = session.scalars(select(Household).order_by(Household.id.desc())).first()
        assert new is not None
        assert (new.household_no, new.head_name, new.floor_area) == ("H2026-00002", "郑小军", 60)
    assert names_in(new.id) == {"郑小军": "self"}


def test_a_merged_household_forwards_and_what_hung_on_it_moves(city: City, home: int) -> None:
    gone = settle_down(city.school, "郑大姐", (("child", "孙小宝", date(2012, 1, 1)),))
    with writing(almighty()) as session:
        for key in (home, gone):
            session.add(
                Pairing(unit_id=city.mill, household_id=key, cadre_name="李主任", from_on=TODAY)
            )
    with writing(almighty()) as session:
        change = household_requests.ask_to_merge(
            session, home, gone, "sibling", TODAY, note="共同生活"
        )
    _decide(change, "carry_out")
    with reading(almighty()) as session:
        assert households.get_household(session, gone).id == home
        assert households.ids_of(session, home) == [home, gone]
        pairings = session.scalars(select(Pairing)).all()
        assert {one.household_id for one in pairings} == {home}
        assert [one.to_on is None for one in pairings].count(True) == 1
    assert names_in(home)["郑大姐"] == "sibling"
    assert names_in(home)["孙小宝"] == "other"
    assert household_row(gone).merged_into_id == home


def test_a_file_moves_with_its_household(city: City) -> None:
    kept, gone = settle_down(city.mill), settle_down(city.school, "郑大姐")
    file = hand_in_file(gone)
    with writing(almighty()) as session:
        change = household_requests.ask_to_merge(
            session, kept, gone, "sibling", TODAY, note="共同生活"
        )
    _decide(change, "carry_out")
    with reading(almighty()) as session:
        moved = session.get(HardshipFile, file)
        assert moved is not None
        assert (moved.household_id, moved.unit_id) == (kept, city.mill)


def test_two_open_files_cannot_become_one(city: City, home: int) -> None:
    other = settle_down(city.school, "郑大姐")
    hand_in_file(other)
    with pytest.raises(WrongState), writing(almighty()) as session:
        household_requests.ask_to_merge(session, home, other, "sibling", TODAY, note="共同生活")


def test_a_person_entered_in_both_households_becomes_one(city: City, home: int) -> None:
    other = settle_down(city.school, "郑大姐")
    with writing(almighty()) as session:
        twin = household_people.add(
            session, other, "parent", {"name": "郑德福", "employer": "北岭纺织厂"}
        )
        household_roles.set_payees(session, other, household_row(other).version, twin)
    old = person_of(home, "郑德福")
    with writing(almighty()) as session:
        change = household_requests.ask_to_merge(
            session, home, other, "sibling", TODAY, {twin: old}, note="重复登记"
        )
    _decide(change, "carry_out")
    assert sorted(names_in(home)) == sorted(["郑国安", "吴秀兰", "郑小军", "郑德福", "郑大姐"])
    assert person_row(twin).merged_into_id == old
    assert person_row(old).employer == "北岭纺织厂"
    assert household_row(home).payee_id == old


def test_nobody_carries_out_a_change_in_a_relatives_household(home: int) -> None:
    relative_of_family = almighty(name="陈静")
    with writing(relative_of_family) as session:
        kinship.declare(session, home, "collateral")
    with writing(almighty()) as session:
        change = household_requests.ask_to_end(
            session, home, person_of(home, "郑小军"), "moved_out", TODAY, note="外出务工"
        )
    with pytest.raises(NotAllowed) as told:
        _decide(change, "carry_out", actor=relative_of_family)
    assert "relative" in str(told.value)
    _decide(change, "carry_out")


def test_nobody_carries_out_a_move_into_a_relatives_household(city: City, home: int) -> None:
    other = settle_down(city.dock, "郑国强")
    kin = almighty(name="陈静")
    with writing(kin) as session:
        kinship.declare(session, other, "in_law")
    with writing(almighty()) as session:
        change = household_requests.ask_to_move(
            session, home, person_of(home, "郑德福"), other, "parent", TODAY, note="随子居住"
        )
    with pytest.raises(NotAllowed):
        _decide(change, "carry_out", actor=kin)


def test_only_a_reviewer_carries_out_and_only_an_enterer_withdraws(home: int) -> None:
    with writing(almighty()) as session:
        change = household_requests.ask_to_end(
            session, home, person_of(home, "郑小军"), "moved_out", TODAY, note="外出务工"
        )
    with pytest.raises(NotAllowed):
        _decide(change, "carry_out", actor=everyone_but(Permission.REVIEW_HARDSHIP))
    with pytest.raises(NotAllowed):
        _decide(change, "withdraw", actor=everyone_but(Permission.EDIT_HARDSHIP))
    _decide(change, "withdraw")
    with pytest.raises(WrongState):
        _decide(change, "carry_out")


def test_a_household_with_an_open_file_does_not_empty(city: City) -> None:
    key = settle_down(city.mill)
    hand_in_file(key)
    with writing(almighty()) as session:
        change = household_requests.ask_to_end(
            session, key, person_of(key, "郑国安"), "moved_out", TODAY, note="迁往外地"
        )
    with pytest.raises(WrongState):
        _decide(change, "carry_out")


def test_the_last_one_to_leave_closes_the_household(city: City) -> None:
    key = settle_down(city.mill)
    with writing(almighty()) as session:
        household_requests.ask_to_end(session, key, person_of(key, "郑国安"), "moved_out", TODAY)
    assert household_row(key).closed_on == TODAY


def test_what_is_asked_for_is_listed_with_the_household_in_scope_only(
    city: City, home: int
) -> None:
    with writing(almighty(name="周平")) as session:
        household_requests.ask_to_end(
            session, home, person_of(home, "郑小军"), "moved_out", TODAY, note="外出务工"
        )
    with reading(almighty()) as session:
        [row] = household_changes.list_page(session).rows
        assert (row.kind, row.head_name, row.entered_by) == ("end", "郑国安", "周平")
        assert [one.id for one in household_changes.list_of_household(session, home)] == [row.id]
    with reading(almighty(unit=city.south)) as session:
        assert household_changes.list_page(session).rows == []


STEPS = st.lists(
    st.tuples(
        st.sampled_from(("add", "end", "move", "split", "merge", "correct")),
        st.integers(0, 50),
        st.integers(0, 50),
        st.sampled_from(("spouse", "child", "parent", "sibling", "other")),
        st.booleans(),
    ),
    max_size=8,
)


@given(STEPS)
@settings(
    max_examples=12,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)
def test_after_any_changes_every_open_household_has_one_head_and_nobody_is_in_two(
    city: City, steps: list[tuple[str, int, int, str, bool]]
) -> None:
    keys = [
        settle_down(city.mill, f"甲{n}", (("child", f"乙{n}", date(2001, 1, 1)),)) for n in range(2)
    ]
    hand_in_file(keys[0])
    for kind, first, second, relation, carried_out in steps:
        change = _try(kind, first, second, relation)
        if change is not None and carried_out:
            try:
                _decide(change, "carry_out")
            except (InvalidInput, WrongState, Conflict):
                continue
    _check_sound()


def _try(kind: str, first: int, second: int, relation: str) -> int | None:
    """Ask for a change of whatever is there; the rules may refuse it."""
    with reading(almighty()) as session:
        rows = session.execute(
            select(HouseholdMembership.household_id, HouseholdMembership.person_id)
            .where(HouseholdMembership.to_on.is_(None))
            .order_by(HouseholdMembership.id)
        ).all()
    key, person = rows[first % len(rows)]
    other, successor = rows[second % len(rows)]
    try:
        with writing(almighty()) as session:
            return _ask(session, kind, (key, person), (other, successor), relation)
    except (InvalidInput, WrongState, Conflict):
        return None


def _ask(
    session: Session, kind: str, here: tuple[int, int], there: tuple[int, int], relation: str
) -> int | None:
    (key, person), (other, successor), note = here, there, "随机变更"
    if kind == "add":
        values: dict[str, Value] = {"name": "丙某", "birth_on": date(1950 + person % 70, 1, 1)}
        return household_requests.ask_to_add(session, key, relation, values, TODAY, note=note)
    if kind == "end":
        return household_requests.ask_to_end(
            session, key, person, "moved_out", TODAY, successor, note=note
        )
    if kind == "move":
        return household_requests.ask_to_move(
            session, key, person, other, relation, TODAY, successor, note=note
        )
    if kind == "split":
        return household_requests.ask_to_split(
            session, key, [person], person, {}, TODAY, successor, note=note
        )
    if kind == "merge":
        return household_requests.ask_to_merge(session, key, other, relation, TODAY, note=note)
    return household_requests.ask_to_correct(session, key, {person: relation}, note=note)


def _check_sound() -> None:
    with reading(almighty()) as session:
        rows = session.execute(
            select(
                HouseholdMembership.household_id,
                HouseholdMembership.person_id,
                HouseholdMembership.relation,
            ).where(HouseholdMembership.to_on.is_(None))
        ).all()
        open_ones = session.scalars(select(Household.id).where(Household.closed_on.is_(None))).all()
    assert len({person for _, person, _ in rows}) == len(rows)
    heads = [key for key, _, relation in rows if relation == "self"]
    assert sorted(heads) == sorted(open_ones)
    assert {key for key, _, _ in rows} == set(open_ones)
