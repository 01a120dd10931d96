"""Files go before the public in the narrow words, and past review only when that is settled."""

from __future__ import annotations

from datetime import date

import pytest
from sqlalchemy import select

from db import notices
from db.engine import Store
from db.models.notices import NoticeLine
from db.models.trail import TrailRow
from db.session import reading, writing
from rules.access import Permission
from rules.errors import Conflict, InvalidInput, NotAllowed, NotFound, WrongState
from tests.ground.databases import Clock
from tests.ground.hardship import NOTICE, notice_row, plant_file, prepare_notice
from tests.ground.people import almighty, everyone_but
from tests.ground.tree import City, plant

pytestmark = pytest.mark.usefixtures("office", "clock")

TODAY = date(2026, 11, 24)
LAST = date(2026, 12, 1)


@pytest.fixture
def city(office: Store) -> City:
    return plant()


def _lines(notice_id: int) -> list[NoticeLine]:
    with reading(almighty()) as session:
        found = session.scalars(
            select(NoticeLine).where(NoticeLine.notice_id == notice_id).order_by(NoticeLine.id)
        )
        return list(found)


def test_a_prepared_notice_is_numbered_counted_and_holds_the_narrow_words(city: City) -> None:
    files = plant_file(city.mill, "王明"), plant_file(city.school, "欧阳修远", category="relative")
    notice_id = prepare_notice(*files, aid_kind="living_aid")
    notice = notice_row(notice_id)
    assert (notice.number, notice.state) == ("公示2026-0001", "prepared")
    assert (notice.starts_on, notice.ends_on) == (TODAY, LAST)
    told = [
        (row.masked_name, row.unit_name, row.category, row.aid_kind) for row in _lines(notice_id)
    ]
    assert told == [
        ("王*", "北岭纺织厂工会", "deep", "living_aid"),
        ("欧***", "北岭第一中学工会", "relative", "living_aid"),
    ]


def test_preparing_is_on_the_trail_with_the_notices_number(city: City) -> None:
    prepare_notice(plant_file(city.mill, "王明"))
    with reading(almighty()) as session:
        rows = session.scalars(select(TrailRow).where(TrailRow.record_type == "public_notice"))
        assert [(row.verb, row.label) for row in rows] == [("notices.prepare", "公示2026-0001")]


def test_a_notice_belongs_to_the_union_that_issues_it(city: City) -> None:
    file_id = plant_file(city.mill, "王明")
    assert notice_row(prepare_notice(file_id, unit=city.north)).unit_id == city.north


def test_only_peer_reviewed_files_stand_on_a_notice_and_on_one_at_a_time(city: City) -> None:
    with pytest.raises(WrongState):
        prepare_notice(plant_file(city.mill, "王明", "surveyed"))
    file_id = plant_file(city.mill, "李敏")
    prepare_notice(file_id)
    with pytest.raises(WrongState, match="公示2026-0001"):
        prepare_notice(file_id)


def test_a_file_without_a_category_is_not_put_on_notice(city: City) -> None:
    with pytest.raises(InvalidInput):
        prepare_notice(plant_file(city.mill, "王明", category=None))


def test_a_notice_needs_its_words_and_a_file(city: City) -> None:
    with pytest.raises(InvalidInput):
        prepare_notice()
    with pytest.raises(InvalidInput):
        prepare_notice(plant_file(city.mill, "王明"), phone="")


def test_preparing_needs_its_permission_and_files_in_scope(city: City) -> None:
    file_id = plant_file(city.dock, "王明")
    with pytest.raises(NotFound):
        prepare_notice(file_id, unit=city.north)
    with writing(everyone_but(Permission.PUBLISH_NOTICES)) as session, pytest.raises(NotAllowed):
        notices.prepare(session, [file_id], NOTICE)


def test_a_prepared_notice_is_corrected_and_a_stale_form_refused(city: City) -> None:
    notice_id = prepare_notice(plant_file(city.mill, "王明"))
    with writing(almighty()) as session:
        notices.change(session, notice_id, 1, {**NOTICE, "days": 7, "day_unit": "calendar_day"})
    assert notice_row(notice_id).ends_on == date(2026, 12, 1)
    with writing(almighty()) as session, pytest.raises(Conflict):
        notices.change(session, notice_id, 1, NOTICE)


def test_an_amount_is_proposed_for_one_line_and_must_be_above_zero(city: City) -> None:
    (line,) = _lines(prepare_notice(plant_file(city.mill, "王明")))
    with writing(almighty()) as session:
        notices.propose(
            session, line.id, line.version, {"aid_kind": "living_aid", "amount_fen": 300_000}
        )
    with writing(almighty()) as session, pytest.raises(InvalidInput):
        notices.propose(session, line.id, 2, {"aid_kind": "living_aid", "amount_fen": 0})


def test_a_file_that_was_never_on_notice_is_not_settled(city: City, clock: Clock) -> None:
    file_id = plant_file(city.mill, "王明")
    prepare_notice(file_id)
    clock.advance(days=30)
    with reading(almighty()) as session, pytest.raises(WrongState):
        notices.check_settled(session, file_id)
