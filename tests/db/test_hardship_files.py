"""The facts of a hardship file: opened once a household, changed and revealed by who may."""

from __future__ import annotations

from datetime import date

import pytest
from sqlalchemy import select

from db import hardship_entry, hardship_files, household_people, summaries
from db.engine import Store
from db.models.hardship import HardshipFile
from db.models.households import Household
from db.models.trail import TrailRow
from db.session import reading, writing
from rules.access import Permission
from rules.errors import Conflict, InvalidInput, NotAllowed, NotFound, WrongState
from rules.fields import Value
from tests.ground import hardship_life as ground
from tests.ground.hardship_life import Hands
from tests.ground.people import almighty, everyone_but
from tests.ground.tree import City, enrol, plant, worker

pytestmark = pytest.mark.usefixtures("office", "clock")

LEAST: dict[str, Value] = {"file_level": "county", "region": "city"}


@pytest.fixture
def city(office: Store) -> City:
    ground.know_line()
    return plant()


@pytest.fixture
def hands() -> Hands:
    return Hands()


def _change(file_id: int, **values: Value) -> None:
    seen = ground.version_of(file_id)
    with writing(almighty()) as session:
        hardship_files.change(session, file_id, seen, values)


def test_a_draft_belongs_to_the_households_unit_and_stands_on_the_trail(
    city: City, hands: Hands
) -> None:
    family = ground.found(city.mill)
    with writing(hands.clerk) as session:
        file_id = hardship_files.open(session, family.id, family.head, LEAST)
    row = ground.row_of(file_id)
    assert (row.unit_id, row.state, row.is_open) == (city.mill, "draft", True)
    assert (row.applied_on, row.edited_on) == (ground.TODAY, ground.TODAY)
    with reading(almighty()) as session:
        entry = session.scalars(
            select(TrailRow).where(TrailRow.record_type == "hardship_file")
        ).one()
    assert (entry.actor, entry.verb) == ("王芳", "hardship_files.open")


def test_a_household_has_one_open_file(city: City, hands: Hands) -> None:
    family = ground.found(city.mill)
    file_id = ground.begin(family, hands.clerk)
    with writing(hands.clerk) as session, pytest.raises(Conflict, match="one household"):
        hardship_files.open(session, family.id, family.head, LEAST)
    ground.take(hands.clerk, file_id, "retract")
    ground.begin(family, hands.clerk)


@pytest.mark.parametrize(
    ("values", "field"),
    [
        ({"region": "city"}, "file_level"),
        ({"file_level": "county"}, "region"),
        ({**LEAST, "region": "moon"}, "region"),
        ({**LEAST, "primary_cause": "laziness"}, "primary_cause"),
        ({**LEAST, "applied_on": date(2027, 1, 1)}, "applied_on"),
    ],
)
def test_a_draft_that_cannot_be_is_refused_naming_the_field(
    city: City, hands: Hands, values: dict[str, Value], field: str
) -> None:
    family = ground.found(city.mill)
    with writing(hands.clerk) as session, pytest.raises(InvalidInput) as refused:
        hardship_files.open(session, family.id, family.head, values)
    assert refused.value.field == field


def test_the_applicant_is_one_of_the_household(city: City, hands: Hands) -> None:
    family, other = ground.found(city.mill), ground.found(city.mill, "周海")
    with writing(hands.clerk) as session, pytest.raises(InvalidInput) as refused:
        hardship_files.open(session, family.id, other.head, LEAST)
    assert refused.value.field == "applicant_id"
    file_id = ground.begin(family, hands.clerk)
    seen = ground.version_of(file_id)
    with writing(hands.clerk) as session:
        hardship_files.change(session, file_id, seen, {}, family.people[1])
    with reading(almighty()) as session:
        assert hardship_files.get_file(session, file_id).applicant_name == "刘桂兰"


def test_a_closed_household_gets_no_file(city: City, hands: Hands) -> None:
    family = ground.found(city.mill)
    with writing(almighty()) as session:
        session.scalars(select(Household)).one().closed_on = ground.TODAY
    with writing(hands.clerk) as session, pytest.raises(WrongState):
        hardship_files.open(session, family.id, family.head, LEAST)


def test_a_household_is_founded_with_its_head_and_the_file_begun(city: City, hands: Hands) -> None:
    with writing(hands.clerk) as session:
        file_id = hardship_entry.found_and_open(
            session, city.mill, worker("郑洁", 5), {"floor_area": 48}, LEAST
        )
    with reading(almighty()) as session:
        file = hardship_files.get_file(session, file_id)
        found = hardship_entry.get_applicants(session, file.household_id)
    assert (file.head_name, file.applicant_name, file.state) == ("郑洁", "郑洁", "draft")
    assert (found.file_id, [one.name for one in found.people]) == (file_id, ["郑洁"])


def test_a_member_of_the_registry_becomes_the_head(city: City, hands: Hands) -> None:
    member_id = enrol(city.mill, "郑洁", 5, mobile="13800138000")
    with writing(hands.clerk) as session:
        file_id = hardship_entry.found_and_open(session, city.mill, {}, {}, LEAST, member_id)
    with reading(almighty()) as session:
        file = hardship_files.get_file(session, file_id)
        ((person, _relation),) = household_people.people_of(session, file.household_id)
    assert (person.name, person.member_id, person.mobile) == ("郑洁", member_id, "13800138000")


def test_facts_change_and_a_stale_form_is_told(city: City, hands: Hands) -> None:
    file_id = ground.begin(ground.found(city.mill), hands.clerk)
    seen = ground.version_of(file_id)
    _change(file_id, employer="北岭纺织厂", secondary_causes=("schooling",), event_cost=100)
    with writing(hands.clerk) as session, pytest.raises(Conflict):
        hardship_files.change(session, file_id, seen, {"employer": "别处"})
    with reading(almighty()) as session:
        values = hardship_files.get_file(session, file_id).values
    assert (values["employer"], values["secondary_causes"]) == ("北岭纺织厂", ("schooling",))


def test_more_than_three_other_causes_or_the_main_one_again_are_refused(
    city: City, hands: Hands
) -> None:
    file_id = ground.begin(ground.found(city.mill), hands.clerk)
    four = ("schooling", "laid_off", "accident", "other")
    for causes in (four, ("serious_illness",)):
        with pytest.raises(InvalidInput) as refused:
            _change(file_id, secondary_causes=causes)
        assert refused.value.field == "secondary_causes"


def test_a_taken_number_is_refused_and_an_approved_file_keeps_its_own(
    city: City, hands: Hands
) -> None:
    file_id = ground.file_in_force(city.mill, hands=hands)
    other = ground.begin(ground.found(city.mill, "周海"), hands.clerk)
    for key, number in ((other, "北岭-2026-0001"), (file_id, "新-1")):
        with pytest.raises(InvalidInput) as refused:
            _change(key, archive_no=number)
        assert refused.value.field == "archive_no"


def test_protected_texts_are_masked_and_read_for_a_reason(city: City, hands: Hands) -> None:
    file_id = ground.begin(ground.found(city.mill), hands.clerk, cause_note="父亲患病")
    with reading(almighty()) as session:
        shown = hardship_files.get_file(session, file_id).values["cause_note"]
    assert shown
    assert "患病" not in str(shown)
    with writing(almighty()) as session, pytest.raises(InvalidInput):
        hardship_files.reveal(session, file_id, "cause_note", "")
    with writing(almighty()) as session, pytest.raises(InvalidInput):
        hardship_files.reveal(session, file_id, "employer", "核对材料")
    with writing(almighty(name="李建国")) as session:
        assert hardship_files.reveal(session, file_id, "cause_note", "核对材料") == "父亲患病"
    with reading(almighty()) as session:
        entry = session.scalars(select(TrailRow).where(TrailRow.action == "revealed")).one()
    assert (entry.actor, entry.record_id) == ("李建国", file_id)
    assert "患病" not in entry.details


@pytest.mark.parametrize(
    ("verb", "right"),
    [("open", Permission.EDIT_HARDSHIP), ("change", Permission.EDIT_HARDSHIP),
     ("get", Permission.SEE_HARDSHIP), ("reveal", Permission.REVEAL_SEALED)],
)  # fmt: skip
def test_each_verb_needs_its_right(city: City, hands: Hands, verb: str, right: Permission) -> None:
    family = ground.found(city.mill)
    file_id = ground.begin(family, hands.clerk)
    with writing(everyone_but(right)) as session, pytest.raises(NotAllowed):
        if verb == "open":
            hardship_files.open(session, family.id, family.head, LEAST)
        elif verb == "change":
            hardship_files.change(session, file_id, 1, {})
        elif verb == "get":
            hardship_files.get_file(session, file_id)
        else:
            hardship_files.reveal(session, file_id, "remarks", "核对材料")


def test_another_county_knows_of_no_file(city: City, hands: Hands) -> None:
    family = ground.found(city.mill)
    file_id = ground.begin(family, hands.clerk)
    south = almighty(unit=city.south)
    with reading(south) as session, pytest.raises(NotFound):
        hardship_files.get_file(session, file_id)
    with writing(south) as session, pytest.raises(NotFound):
        hardship_files.open(session, family.id, family.head, LEAST)
    with writing(south) as session, pytest.raises(NotFound):
        hardship_files.reveal(session, file_id, "cause_note", "核对材料")


def test_the_file_in_force_is_found_for_aid(city: City, hands: Hands) -> None:
    file_id = ground.file_in_force(city.mill, hands=hands)
    draft = ground.found(city.mill, "周海")
    ground.begin(draft, hands.clerk)
    with reading(almighty()) as session:
        household_id = session.scalars(
            select(HardshipFile.household_id).where(HardshipFile.id == file_id)
        ).one()
        found = hardship_files.in_force_of(session, household_id)
        assert found is not None
        assert found.id == file_id
        assert hardship_files.in_force_of(session, draft.id) is None


def test_the_counts_follow_the_files(city: City, hands: Hands) -> None:
    ground.file_in_force(city.mill, hands=hands)
    ground.begin(ground.found(city.dock, "周海"), hands.clerk)
    with reading(almighty()) as session:
        kept = summaries.stored(session)
        assert kept == summaries.from_rows(session)
    files = {
        (s.unit_id, s.first, s.second): n
        for s, (n, _) in kept.items()
        if s.name == "hardship_files"
    }
    assert files == {(city.mill, "deep", "in_force"): 1, (city.dock, "", "draft"): 1}


def test_a_file_bears_the_name_that_its_head_has_now(city: City, hands: Hands) -> None:
    family = ground.found(city.mill)
    file_id = ground.begin(family, hands.clerk)
    with writing(hands.clerk) as session:
        household_people.change(session, family.head, 1, {"name": "王建君"})
    row = ground.row_of(file_id)
    assert (row.head_name, row.sort_name) == ("王建君", "wang jian jun 王建君")
