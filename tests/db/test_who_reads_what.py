"""Incomes and reasons are for those who work on a case; the others see that there are some."""

from __future__ import annotations

import pytest

from db import assessments, hardship_files, hardship_submission, letters
from db.engine import Store
from db.letter_templates import TemplateRow
from db.session import reading, writing
from db.trail import HIDDEN
from rules.access import Actor, Permission
from rules.errors import NotAllowed, NotFound, WrongState
from rules.letters import LETTER_KINDS
from tests.ground.aid import family, granted, propose, subsistence
from tests.ground.databases import Clock
from tests.ground.hardship import file_row, plant_file
from tests.ground.hardship_life import Hands, begin, fill, found, know_line, take
from tests.ground.money import pot
from tests.ground.people import actor_with, almighty
from tests.ground.tree import City, plant

pytestmark = pytest.mark.usefixtures("office", "clock")

_READS = (
    Permission.USE_OFFICE,
    Permission.SEE_HARDSHIP,
    Permission.SEE_FUNDS,
    Permission.PRINT_LETTERS,
)


@pytest.fixture
def city(office: Store, clock: Clock) -> City:
    return plant()


def supervisor() -> Actor:
    return actor_with(*_READS, Permission.SUPERVISE)


def _letter(actor: Actor, kind: str, record_id: int) -> letters.LetterValues:
    template = TemplateRow(None, 0, "", kind, "", may_reveal=LETTER_KINDS[kind].reveals)
    with reading(actor) as session:
        return letters.list_values(session, template, [record_id])[0]


class TestAMeansTest:
    @pytest.fixture
    def file_id(self, city: City) -> int:
        know_line()
        hands, home = Hands(), found(city.mill)
        key = begin(home, hands.clerk)
        fill(key, home, hands.clerk)
        take(hands.clerk, key, "submit")
        return key

    def test_a_supervisor_sees_its_result_but_not_how_it_was_reckoned(self, file_id: int) -> None:
        with reading(supervisor()) as session:
            (row,) = assessments.list_of_file(session, file_id)
            readiness = hardship_submission.get_readiness(session, file_id)
        assert (row.category, row.lines) == ("deep", ())
        assert (readiness.collected, readiness.result) == (None, None)
        with pytest.raises(NotAllowed), reading(supervisor()) as session:
            assessments.preview(session, file_id)
        with reading(almighty()) as session:
            assert assessments.list_of_file(session, file_id)[0].lines

    def test_a_letter_tells_its_reasons_to_those_only_who_work_on_files(self, file_id: int) -> None:
        assert _letter(almighty(), "hardship_form", file_id).rows["reasons"]
        assert _letter(supervisor(), "hardship_form", file_id).rows["reasons"] == []


def test_a_letter_tells_the_need_of_a_grant_to_those_only_who_work_on_aid(city: City) -> None:
    subsistence(100_000)
    grant_id = granted(family(city.mill), pot(city.federation, 1_000_000_00))
    (kind,) = [one for one, it in LETTER_KINDS.items() if it.record == "aid_grant"][:1]
    assert _letter(almighty(), kind, grant_id).values["need"] == "2026年生活困难"
    seen = _letter(supervisor(), kind, grant_id)
    assert (seen.values["need"], seen.rows["reasons"]) == (HIDDEN, [])


class TestAFileOnItsWay:
    def test_the_unit_it_goes_to_prints_nothing_of_it_before_it_is_taken_over(
        self, city: City
    ) -> None:
        file_id = plant_file(city.mill, "郑国安", "in_force")
        with writing(almighty()) as session:
            file = session.get(type(file_row(file_id)), file_id)
            assert file is not None
            file.state, file.to_unit_id = "transferring", city.dock
        with pytest.raises(NotFound):
            _letter(almighty(unit=city.south), "hardship_form", file_id)

    def test_it_is_not_taken_over_while_aid_was_proposed_meanwhile(self, city: City) -> None:
        subsistence(100_000)
        home = family(city.mill)
        with reading(almighty()) as session:
            file = hardship_files.in_force_of(session, home.household)
        assert file is not None
        with writing(almighty()) as session:
            row = session.get(type(file), file.id)
            assert row is not None
            row.state, row.to_unit_id = "transferring", city.dock
        propose(home, pot(city.federation, 1_000_000_00))
        with pytest.raises(WrongState, match="on its way"):
            take(almighty(name="李建国"), file.id, "accept")
