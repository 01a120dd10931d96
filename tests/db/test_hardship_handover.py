"""What else goes along with a household that is handed over, and who reads what meanwhile."""

from __future__ import annotations

import pytest
from sqlalchemy import select

from db import hardship_files, hardship_money, hardship_steps
from db.engine import Store
from db.hardship_steps import Given
from db.models.households import Household, HouseholdPerson
from db.models.people import Attachment
from db.session import reading, writing
from rules.errors import NotFound
from tests.ground import hardship_life as ground
from tests.ground.people import almighty
from tests.ground.tree import City, plant

pytestmark = pytest.mark.usefixtures("office", "clock")


@pytest.fixture
def city(office: Store) -> City:
    ground.know_line()
    return plant()


def _offer(city: City, file_id: int) -> None:
    ground.take(almighty(), file_id, "transfer", given=Given(to_unit_id=city.dock))


def _accept(city: City, file_id: int) -> None:
    seen = ground.version_of(file_id)
    with writing(almighty(unit=city.south)) as session:
        hardship_steps.take(session, file_id, seen, "accept")


def test_earlier_files_of_the_household_go_along(city: City) -> None:
    hands, family = ground.Hands(), ground.found(city.mill)
    earlier = ground.begin(family, hands.clerk)
    ground.fill(earlier, family, hands.clerk)
    ground.take(hands.clerk, earlier, "retract")
    file_id = ground.begin(family, hands.clerk)
    ground.bring(file_id, family, hands)
    _offer(city, file_id)
    _accept(city, file_id)
    with reading(almighty(unit=city.south)) as session:
        assert hardship_files.get_file(session, earlier).state == "retracted"
        assert hardship_money.list_lines(session, earlier)


def test_payees_from_outside_and_papers_go_along(city: City) -> None:
    file_id = ground.file_in_force(city.mill)
    household_id = ground.row_of(file_id).household_id
    with writing(almighty()) as session:
        aunt = HouseholdPerson(unit_id=city.mill, name="王桂芝")
        session.add(aunt)
        session.flush()
        session.get_one(Household, household_id).payee_id = aunt.id
        aunt_id = aunt.id
    _offer(city, file_id)
    _accept(city, file_id)
    with reading(almighty(unit=city.south)) as session:
        assert session.scalars(
            select(HouseholdPerson.name).where(HouseholdPerson.id == aunt_id)
        ).one()
        assert session.scalars(select(Attachment.id)).all()


def test_the_receiving_side_reads_no_protected_text_before_it_accepts(city: City) -> None:
    file_id = ground.file_in_force(city.mill)
    _offer(city, file_id)
    south = almighty(unit=city.south)
    with writing(south) as session, pytest.raises(NotFound):
        hardship_files.reveal(session, file_id, "cause_note", "核对材料")
    _accept(city, file_id)
    with writing(south) as session:
        assert hardship_files.reveal(session, file_id, "cause_note", "核对材料") == ""
