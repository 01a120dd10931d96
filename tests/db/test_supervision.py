"""The supervisor asks, the unit answers in time, and only another may accept."""

from __future__ import annotations

from datetime import date

import pytest
from sqlalchemy import select

from db import settings, supervision
from db.engine import Store
from db.models.notices import Supervision
from db.models.trail import TrailRow
from db.session import reading, writing
from db.supervision import QuestionRow
from rules.access import Actor, Permission
from rules.errors import Conflict, InvalidInput, NotAllowed, NotFound, WrongState
from rules.fields import Value
from tests.ground.databases import Clock
from tests.ground.hardship import plant_file, prepare_notice
from tests.ground.people import actor_with, almighty, everyone_but
from tests.ground.tree import City, plant

pytestmark = pytest.mark.usefixtures("office", "clock")

QUESTION: dict[str, Value] = {
    "kind": "spot_check",
    "days": 5,
    "question": "请说明收入核对依据",
}


@pytest.fixture
def city(office: Store) -> City:
    return plant()


def _supervisor(unit: int | None = None) -> Actor:
    return actor_with(
        Permission.USE_OFFICE, Permission.SEE_HARDSHIP, Permission.SUPERVISE, unit=unit
    )


def _reviewer(unit: int | None = None) -> Actor:
    return actor_with(
        Permission.USE_OFFICE, Permission.SEE_HARDSHIP, Permission.REVIEW_HARDSHIP, unit=unit
    )


def _ask(record_id: int, record_type: str = "hardship_file", **more: Value) -> int:
    with writing(_supervisor()) as session:
        return supervision.ask(session, record_type, record_id, {**QUESTION, **more})


def _answer(question_id: int, actor: Actor | None = None, text: str = "依据民政核对报告") -> None:
    with writing(actor or _reviewer()) as session:
        supervision.answer(session, question_id, _version(question_id), text)


def _judge(question_id: int, action: str, note: str = "", actor: Actor | None = None) -> None:
    with writing(actor or _supervisor()) as session:
        supervision.judge(session, question_id, _version(question_id), action, note)


def _version(question_id: int) -> int:
    with reading(almighty()) as session:
        seen = session.scalar(select(Supervision.version).where(Supervision.id == question_id))
        return seen or 1


def _row(question_id: int) -> QuestionRow:
    with reading(almighty()) as session:
        for state in ("open", "answered", "accepted", "dropped"):
            for row in supervision.list_page(session, state).rows:
                if row.id == question_id:
                    return row
    raise AssertionError(question_id)


def test_a_question_is_due_in_workdays_and_belongs_to_the_records_unit(city: City) -> None:
    row = _row(_ask(plant_file(city.mill, "王明")))
    assert (row.due_on, row.unit_name, row.state) == (date(2026, 12, 1), "北岭纺织厂工会", "open")
    assert row.label.endswith("王明")
    assert not row.overdue


def test_asking_and_answering_are_on_the_trail(city: City) -> None:
    _answer(_ask(plant_file(city.mill, "王明")))
    with reading(almighty()) as session:
        rows = session.scalars(select(TrailRow).where(TrailRow.record_type == "supervision"))
        assert [row.verb for row in rows] == ["supervision.ask", "supervision.answer"]


def test_an_answer_is_accepted_by_the_supervisor(city: City) -> None:
    question_id = _ask(plant_file(city.mill, "王明"))
    _answer(question_id, _reviewer(city.mill))
    assert (_row(question_id).answer, _row(question_id).state) == ("依据民政核对报告", "answered")
    _judge(question_id, "accept")
    assert _row(question_id).state == "accepted"
    with pytest.raises(WrongState):
        _answer(question_id)


def test_asking_again_reopens_the_question_with_new_days(city: City, clock: Clock) -> None:
    question_id = _ask(plant_file(city.mill, "王明"))
    _answer(question_id)
    clock.advance(days=8)
    with pytest.raises(InvalidInput):
        _judge(question_id, "ask_again")
    _judge(question_id, "ask_again", "请附核对报告编号")
    row = _row(question_id)
    assert (row.state, row.due_on) == ("open", date(2026, 12, 9))
    assert row.question == "请说明收入核对依据\n2026-12-02 请附核对报告编号"
    with reading(almighty()) as session:
        steps = [row.action for row in supervision.list_moves(session, question_id)]
    assert steps == ["enter", "answer", "ask_again"]


def test_a_question_asked_in_error_is_dropped_with_a_reason(city: City) -> None:
    question_id = _ask(plant_file(city.mill, "王明"))
    _judge(question_id, "drop", "对象有误")
    assert _row(question_id).state == "dropped"


def test_an_unanswered_question_is_overdue_after_its_day(city: City, clock: Clock) -> None:
    question_id = _ask(plant_file(city.mill, "王明"))
    clock.advance(days=8)
    with reading(_supervisor()) as session:
        assert [row.id for row in supervision.list_page(session, overdue=True).rows] == [
            question_id
        ]
        assert supervision.count_in(session, "open", overdue=True) == 1


def test_only_who_holds_the_records_right_sees_and_answers_the_question(city: City) -> None:
    question_id = _ask(plant_file(city.mill, "王明"))
    payer = actor_with(Permission.USE_OFFICE, Permission.PREPARE_RUNS)
    with reading(payer) as session:
        assert supervision.list_page(session).total == 0
    with pytest.raises(NotAllowed):
        _answer(question_id, payer)
    with reading(_reviewer(city.mill)) as session:
        assert [row.mine for row in supervision.list_page(session).rows] == [True]
    with reading(_reviewer(city.dock)) as session:
        assert supervision.list_page(session).total == 0


def test_nobody_answers_the_own_question_or_accepts_the_own_answer(city: City) -> None:
    both, file_id = almighty(name="吴玉梅"), plant_file(city.mill, "王明")
    with writing(both) as session:
        question_id = supervision.ask(session, "hardship_file", file_id, QUESTION)
    with pytest.raises(NotAllowed):
        _answer(question_id, both)
    other = almighty(name="李建国")
    _answer(question_id, other)
    with pytest.raises(NotAllowed):
        _judge(question_id, "accept", actor=other)


def test_a_supervisor_asks_about_notices_too_and_not_outside_the_scope(city: City) -> None:
    file_id = plant_file(city.mill, "王明")
    notice_id = prepare_notice(file_id)
    assert _row(_ask(notice_id, "public_notice")).label == "公示2026-0001"
    with writing(_supervisor(city.south)) as session, pytest.raises(NotFound):
        supervision.ask(session, "hardship_file", file_id, QUESTION)
    with writing(_supervisor()) as session, pytest.raises(InvalidInput):
        supervision.ask(session, "member", 1, QUESTION)


def test_a_question_needs_its_kind_its_days_and_its_words(city: City) -> None:
    file_id = plant_file(city.mill, "王明")
    for more in ({"kind": "praise"}, {"days": 0}, {"question": " "}):
        with pytest.raises(InvalidInput):
            _ask(file_id, **more)


def test_each_verb_needs_its_permission_scope_and_version(city: City) -> None:
    file_id = plant_file(city.mill, "王明")
    question_id = _ask(file_id)
    refused = everyone_but(Permission.SUPERVISE)
    with writing(refused) as session, pytest.raises(NotAllowed):
        supervision.ask(session, "hardship_file", file_id, QUESTION)
    with pytest.raises(NotAllowed):
        _judge(question_id, "drop", "对象有误", refused)
    with writing(_reviewer(city.dock)) as session, pytest.raises(NotFound):
        supervision.answer(session, question_id, 1, "不归我管")
    with writing(_reviewer()) as session, pytest.raises(Conflict):
        supervision.answer(session, question_id, 9, "已核实")
    with writing(almighty()) as session, pytest.raises(NotAllowed):
        supervision.judge(session, question_id, 1, "answer", "代答")


def test_answers_are_given_while_the_office_is_frozen_for_an_audit(city: City) -> None:
    question_id = _ask(plant_file(city.mill, "王明"))
    with writing(almighty()) as session:
        settings.change(session, "freeze_until", "2026-12-31", 0)
    _answer(question_id)
    _judge(question_id, "accept")


def test_the_questions_about_one_record_are_listed_with_it(city: City) -> None:
    file_id = plant_file(city.mill, "王明")
    asked = [_ask(file_id), _ask(file_id, kind="objection")]
    _ask(plant_file(city.mill, "李敏"))
    with reading(_reviewer()) as session:
        rows = supervision.list_of_record(session, "hardship_file", file_id)
    assert [row.id for row in rows] == asked[::-1]
