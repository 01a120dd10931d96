"""Questions at the door: answered on the spot, or owned by somebody until they are."""

from __future__ import annotations

from datetime import date

import pytest

from db import visit_questions, visits
from db.engine import Store
from db.session import reading, writing
from db.visit_questions import QuestionRow
from db.visits import Account, Purpose
from rules.access import Permission
from rules.errors import Conflict, InvalidInput, NotAllowed, NotFound, WrongState
from tests.ground.care import settle_household
from tests.ground.databases import Clock
from tests.ground.people import almighty, everyone_but
from tests.ground.tree import City, plant

pytestmark = pytest.mark.usefixtures("office")

TODAY = date(2026, 11, 24)
DUE = date(2026, 11, 30)
ASKED = "低保金何时到账？"


@pytest.fixture
def city(office: Store) -> City:
    return plant()


@pytest.fixture
def visit_id(city: City) -> int:
    household = settle_household(city.mill, "郑洁")
    with writing(almighty()) as session:
        return visits.write_down_unplanned(
            session, Account(TODAY, "王芳"), Purpose(), household_id=household
        )


def _ask(visit_id: int, **more: object) -> int:
    with writing(almighty()) as session:
        return visit_questions.ask(session, visit_id, ASKED, **more)  # type: ignore[arg-type]


def _open() -> list[QuestionRow]:
    with reading(almighty()) as session:
        return visit_questions.list_open(session).rows


def test_an_answer_on_the_spot_leaves_nothing_open(visit_id: int) -> None:
    _ask(visit_id, answer="本月25日")
    assert _open() == []
    with reading(almighty()) as session:
        (row,) = visit_questions.list_of_visit(session, visit_id)
    assert (row.answer, row.answered_on) == ("本月25日", TODAY)


def test_an_open_question_waits_with_its_owner_and_is_overdue_after_its_day(
    visit_id: int, clock: Clock
) -> None:
    _ask(visit_id, owner="周平", due_on=DUE)
    (row,) = _open()
    assert (row.owner, row.due_on, row.overdue, row.name) == ("周平", DUE, False, "郑洁")
    clock.advance(days=7)
    assert _open()[0].overdue
    with reading(almighty()) as session:
        assert visit_questions.count_overdue(session) == 1
    with writing(almighty()) as session:
        visit_questions.answer(session, row.id, row.version, "已电话答复")
    assert _open() == []
    with reading(almighty()) as session:
        assert visit_questions.count_overdue(session) == 0


def test_a_question_without_answer_owner_and_day_is_refused(visit_id: int) -> None:
    with pytest.raises(InvalidInput):
        _ask(visit_id)
    with pytest.raises(InvalidInput):
        _ask(visit_id, owner="周平")


def test_a_question_is_handed_on_to_somebody_else(visit_id: int) -> None:
    key = _ask(visit_id, owner="周平", due_on=DUE)
    with writing(almighty()) as session:
        visit_questions.hand_on(session, key, 1, "李强", date(2026, 12, 4))
    assert [(row.owner, row.due_on) for row in _open()] == [("李强", date(2026, 12, 4))]


def test_a_question_is_answered_once_and_not_with_nothing(visit_id: int) -> None:
    key = _ask(visit_id, owner="周平", due_on=DUE)
    with writing(almighty()) as session, pytest.raises(InvalidInput):
        visit_questions.answer(session, key, 1, "  ")
    with writing(almighty()) as session:
        visit_questions.answer(session, key, 1, "已答复")
    with writing(almighty()) as session, pytest.raises(WrongState):
        visit_questions.answer(session, key, 2, "再答复")


def test_a_visit_that_is_only_planned_has_no_questions_yet(city: City) -> None:
    household = settle_household(city.mill, "何伟")
    with writing(almighty()) as session:
        planned = visits.plan(session, DUE, "王芳", Purpose(), household_id=household)
    with pytest.raises(WrongState):
        _ask(planned, answer="好")


def test_questions_of_a_visit_entered_in_error_do_not_wait(visit_id: int) -> None:
    _ask(visit_id, owner="周平", due_on=DUE)
    with writing(almighty()) as session:
        visits.take(session, visit_id, 2, "strike_out", "记错户")
    assert _open() == []


def test_a_stale_answer_is_refused(visit_id: int) -> None:
    key = _ask(visit_id, owner="周平", due_on=DUE)
    with writing(almighty()) as session:
        visit_questions.hand_on(session, key, 1, "李强", DUE)
    with writing(almighty()) as session, pytest.raises(Conflict):
        visit_questions.answer(session, key, 1, "已答复")


def test_questions_need_their_right_and_stay_in_their_part(city: City, visit_id: int) -> None:
    key = _ask(visit_id, owner="周平", due_on=DUE)
    blind = everyone_but(Permission.VISIT_HOUSEHOLDS)
    with writing(blind) as session, pytest.raises(NotAllowed):
        visit_questions.answer(session, key, 1, "已答复")
    with writing(almighty(unit=city.south)) as session, pytest.raises(NotFound):
        visit_questions.answer(session, key, 1, "已答复")
    with reading(almighty(unit=city.south)) as session:
        assert visit_questions.list_open(session).rows == []
