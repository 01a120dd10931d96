"""Whoever objects is heard before the file goes on, and by somebody else than its enterer."""

from __future__ import annotations

from datetime import date

import pytest
from sqlalchemy import select

from db import hardship_steps, notice_steps, notices, objections
from db.engine import Store
from db.models.households import Kinship
from db.models.notices import NoticeLine, Objection
from db.models.trail import TrailRow
from db.session import reading, writing
from db.trail import HIDDEN
from rules.access import Actor, Permission
from rules.errors import Conflict, InvalidInput, NotAllowed, NotFound, WrongState
from rules.fields import Value
from tests.ground.databases import Clock
from tests.ground.hardship import file_row, notice_row, plant_file, prepare_notice, publish_notice
from tests.ground.people import almighty, everyone_but
from tests.ground.tree import City, plant

pytestmark = pytest.mark.usefixtures("office", "clock")

TODAY = date(2026, 11, 24)
SAID = "其家庭另有门面房出租"
HEARD: dict[str, Value] = {
    "received_on": TODAY,
    "channel": "phone",
    "raised_by": "刘洋 13900001111",
    "text": SAID,
}


@pytest.fixture
def city(office: Store) -> City:
    return plant()


def _line(file_id: int) -> int:
    with reading(almighty()) as session:
        wanted = select(NoticeLine.id).where(NoticeLine.file_id == file_id)
        return session.scalars(wanted.order_by(NoticeLine.id.desc())).all()[0]


def _object(file_id: int, actor: Actor | None = None, **more: Value) -> int:
    with writing(actor or almighty()) as session:
        return objections.record(session, _line(file_id), {**HEARD, **more})


def _answer(
    objection_id: int, action: str, actor: Actor | None = None, text: str = "经核实不属实"
) -> None:
    with writing(actor or almighty(name="李建国")) as session:
        seen = session.scalar(select(Objection.version).where(Objection.id == objection_id))
        objections.answer(session, objection_id, seen or 1, action, text)


def _end(notice_id: int) -> None:
    with writing(almighty()) as session:
        notice_steps.end(session, notice_id, notice_row(notice_id).version)


def _is_settled(file_id: int) -> bool:
    with reading(almighty()) as session:
        try:
            notices.check_settled(session, file_id)
        except WrongState:
            return False
        return True


def test_an_objection_is_to_be_answered_in_five_workdays_and_stays_sealed(city: City) -> None:
    file_id = plant_file(city.mill, "王明")
    publish_notice(file_id)
    _object(file_id)
    with reading(almighty()) as session:
        (row,) = objections.list_page(session).rows
    assert (row.due_on, row.overdue, row.masked_name) == (date(2026, 12, 1), False, "王*")
    assert (row.raised_by, row.number) == (HIDDEN, "公示2026-0001")
    assert SAID not in repr(row)
    assert "刘洋" not in repr(row)


def test_an_anonymous_objection_counts_like_any_other(city: City) -> None:
    file_id = plant_file(city.mill, "王明")
    publish_notice(file_id)
    _object(file_id, raised_by="")
    with reading(almighty()) as session:
        (row,) = objections.list_of_file(session, file_id)
    assert row.raised_by == ""


def test_what_was_said_never_gets_on_the_trail(city: City) -> None:
    file_id = plant_file(city.mill, "王明")
    publish_notice(file_id)
    _object(file_id)
    with reading(almighty()) as session:
        rows = session.scalars(select(TrailRow).where(TrailRow.record_type == "objection")).all()
    assert rows
    assert not [row for row in rows if SAID in row.details or "刘洋" in row.details]


def test_an_unanswered_objection_is_overdue_after_its_day(city: City, clock: Clock) -> None:
    file_id = plant_file(city.mill, "王明")
    publish_notice(file_id)
    _object(file_id)
    clock.advance(days=8)
    with reading(almighty()) as session:
        assert [row.overdue for row in objections.list_page(session).rows] == [True]


def test_a_file_with_an_open_objection_waits_until_it_is_dismissed(
    city: City, clock: Clock
) -> None:
    objected, quiet = plant_file(city.mill, "王明"), plant_file(city.mill, "李敏")
    notice_id = publish_notice(objected, quiet)
    objection_id = _object(objected)
    clock.advance(days=8)
    _end(notice_id)
    assert (file_row(objected).state, file_row(quiet).state) == ("on_notice", "noticed")
    assert not _is_settled(objected)
    _answer(objection_id, "dismiss")
    assert file_row(objected).state == "noticed"
    assert _is_settled(objected)


def test_an_upheld_objection_stops_the_file_until_the_reviewer_returns_it(
    city: City, clock: Clock
) -> None:
    file_id = plant_file(city.mill, "王明")
    notice_id = publish_notice(file_id)
    _answer(_object(file_id), "uphold", text="经核实属实")
    clock.advance(days=8)
    _end(notice_id)
    assert file_row(file_id).state == "on_notice"
    assert not _is_settled(file_id)
    with writing(almighty(name="李建国")) as session:
        hardship_steps.take(session, file_id, file_row(file_id).version, "return", "异议成立")
    assert file_row(file_id).state == "returned"


def test_a_late_objection_stops_the_review(city: City, clock: Clock) -> None:
    file_id = plant_file(city.mill, "王明")
    notice_id = publish_notice(file_id)
    clock.advance(days=8)
    _end(notice_id)
    _object(file_id, received_on=date(2026, 12, 2))
    with writing(almighty(name="李建国")) as session, pytest.raises(WrongState):
        hardship_steps.take(session, file_id, file_row(file_id).version, "review")


def test_who_entered_the_file_does_not_judge_the_objection(city: City) -> None:
    enterer = almighty(name="周平")
    file_id = plant_file(city.mill, "王明", enterer=enterer)
    publish_notice(file_id)
    objection_id = _object(file_id, enterer)
    with pytest.raises(NotAllowed):
        _answer(objection_id, "dismiss", enterer)
    _answer(objection_id, "dismiss")


def test_who_wrote_the_objection_down_may_answer_it(city: City) -> None:
    file_id, clerk = plant_file(city.mill, "王明"), almighty(name="王芳")
    publish_notice(file_id)
    _answer(_object(file_id, clerk), "dismiss", clerk)
    assert _is_settled(file_id) is False


def test_a_declared_relative_does_not_judge_the_objection(city: City) -> None:
    file_id, relative = plant_file(city.mill, "王明"), almighty(name="王芳")
    publish_notice(file_id)
    objection_id = _object(file_id)
    with writing(almighty()) as session:
        session.add(
            Kinship(
                account_id=relative.account_id,
                account_name=relative.name,
                household_id=file_row(file_id).household_id,
                relation="sibling",
                declared_on=TODAY,
            )
        )
    with pytest.raises(NotAllowed):
        _answer(objection_id, "dismiss", relative)


def test_an_answer_needs_its_text_and_is_given_once(city: City) -> None:
    file_id = plant_file(city.mill, "王明")
    publish_notice(file_id)
    objection_id = _object(file_id)
    with pytest.raises(InvalidInput):
        _answer(objection_id, "dismiss", text=" ")
    _answer(objection_id, "dismiss")
    with pytest.raises(WrongState):
        _answer(objection_id, "uphold")
    with reading(almighty()) as session:
        (row,) = objections.list_of_notice(session, 1)
        assert objections.list_page(session).total == 0
    assert (row.state, row.answer, row.answered_on) == ("dismissed", "经核实不属实", TODAY)


def test_recording_and_answering_need_right_scope_and_version(city: City) -> None:
    file_id = plant_file(city.mill, "王明")
    publish_notice(file_id)
    objection_id = _object(file_id)
    refused = everyone_but(Permission.PUBLISH_NOTICES)
    with pytest.raises(NotAllowed):
        _object(file_id, refused)
    with pytest.raises(NotAllowed):
        _answer(objection_id, "dismiss", refused)
    with pytest.raises(NotFound):
        _object(file_id, almighty(unit=city.south))
    with writing(almighty(unit=city.south)) as session, pytest.raises(NotFound):
        objections.answer(session, objection_id, 1, "dismiss", "不属实")
    with writing(almighty()) as session, pytest.raises(Conflict):
        objections.answer(session, objection_id, 9, "dismiss", "不属实")


def test_a_county_hears_an_objection_to_a_file_on_the_citys_notice(city: City) -> None:
    file_id, county = plant_file(city.mill, "王明"), almighty(unit=city.north)
    publish_notice(file_id)
    _answer(_object(file_id, county), "dismiss", county)


def test_nobody_objects_before_the_notice_or_after_the_approval(city: City) -> None:
    early, late = plant_file(city.mill, "王明"), plant_file(city.mill, "李敏")
    prepare_notice(early)
    with pytest.raises(WrongState):
        _object(early)
    publish_notice(late)
    for day in (date(2026, 11, 23), date(2026, 11, 25)):
        with pytest.raises(InvalidInput):
            _object(late, received_on=day)


def test_reading_what_was_said_needs_right_and_reason_and_is_trailed(city: City) -> None:
    file_id = plant_file(city.mill, "王明")
    publish_notice(file_id)
    objection_id = _object(file_id)
    with writing(everyone_but(Permission.REVEAL_SEALED)) as session, pytest.raises(NotAllowed):
        objections.reveal(session, objection_id, "text", "核实情况")
    with writing(almighty()) as session, pytest.raises(InvalidInput):
        objections.reveal(session, objection_id, "text", " ")
    with writing(almighty()) as session, pytest.raises(InvalidInput):
        objections.reveal(session, objection_id, "state", "核实情况")
    with writing(almighty()) as session:
        assert objections.reveal(session, objection_id, "text", "核实情况") == SAID
    with reading(almighty()) as session:
        rows = session.scalars(select(TrailRow).where(TrailRow.action == "revealed")).all()
    assert [(row.record_type, row.record_id) for row in rows] == [("objection", objection_id)]
